/* SPDX-License-Identifier: MIT
 * UTF-8 by the Unicode standard's rules: no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef THAW_BASE_UTF8_H
#define THAW_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define THAW_UTF8_INVALID 0xFFFFFFFFu

/* Decodes the first code point of `len` > 0 bytes. Returns how many bytes it took: for an invalid sequence, *ret_c is
 * THAW_UTF8_INVALID and the result is the length of the maximal subpart, which is to be replaced by one U+FFFD. */
size_t thaw_utf8_decode(const char *s, size_t len, uint32_t *ret_c);
/* Writes 1 to 4 bytes to out; returns how many. `c` must be a scalar value. */
size_t thaw_utf8_encode(uint32_t c, char out[4]);
/* Puts U+FFFD for each surrogate that was encoded as if it were a character, which takes as many bytes. Returns how
 * many there were. The rest of the text must be valid. */
size_t thaw_utf8_replace_surrogates(char *s, size_t len);
bool thaw_utf8_valid(const char *s, size_t len);

#endif
