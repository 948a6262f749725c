/* SPDX-License-Identifier: MIT
 * The inner loops of base64.c; only where thaw_has_avx2(). */
#ifndef THAW_BASE_BASE64_AVX2_H
#define THAW_BASE_BASE64_AVX2_H

#include <stddef.h>
#include <stdint.h>

/* Encodes 24 bytes at a time as long as 28 can be read; returns how many it took. */
size_t thaw_base64_encode_avx2(const uint8_t *bytes, size_t n, char *out);
/* Decodes 32 characters at a time as long as all of them are of the alphabet and 44 are left, so that what it writes,
 * 32 bytes each time, stays within the bound of the text. Returns how many it took, which make three quarters. */
size_t thaw_base64_decode_avx2(const char *text, size_t len, uint8_t *out);

#endif
