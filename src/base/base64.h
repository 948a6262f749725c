/* SPDX-License-Identifier: MIT
 * Base64 of RFC 4648, and as the web decodes it. Vectorised where the processor has AVX2. */
#ifndef THAW_BASE_BASE64_H
#define THAW_BASE_BASE64_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

/* Appends to b, padded; its error state says whether it fitted. */
void thaw_base64_encode(thaw_buf *b, thaw_slice bytes);
/* Decodes the standard and the URL alphabet, with or without padding, and stops at the first byte that is neither.
 * Returns how many characters of the text were taken: text.len if all of it was base64. */
size_t thaw_base64_decode(thaw_buf *b, thaw_slice text);

static inline size_t thaw_base64_size(size_t n_bytes)
{
    return (n_bytes + 2) / 3 * 4;
}
/* Writes thaw_base64_size(n) characters. */
void thaw_base64_encode_to(const uint8_t *bytes, size_t n, char *out);

/* "forgiving-base64 decode" (Infra Standard): white space is passed over, padding may be there or not. Writes at most
 * thaw_base64_bound(len) bytes. False if it is malformed. */
static inline size_t thaw_base64_bound(size_t len)
{
    return len / 4 * 3 + 3;
}
bool thaw_base64_decode_forgiving(const char *text, size_t len, uint8_t *out, size_t *ret_n);

#endif
