/* SPDX-License-Identifier: MIT
 * Base64 of RFC 4648. Encoding pads; decoding takes the standard and the URL alphabet, with or without padding, and
 * stops at the first byte that is neither. */
#ifndef THAW_BASE_BASE64_H
#define THAW_BASE_BASE64_H

#include "base/buf.h"
#include "base/slice.h"

/* Appends to b; its error state says whether it fitted. */
void thaw_base64_encode(thaw_buf *b, thaw_slice bytes);
/* Returns how many characters of the text were taken: text.len if all of it was base64. */
size_t thaw_base64_decode(thaw_buf *b, thaw_slice text);

#endif
