/* SPDX-License-Identifier: MIT */
#ifndef THAW_PARSE_ENCODING_UTF8_AVX2_H
#define THAW_PARSE_ENCODING_UTF8_AVX2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether it is UTF-8. Only for processors that have AVX2. */
bool thaw_utf8_valid_avx2(const uint8_t *s, size_t size);

#endif
