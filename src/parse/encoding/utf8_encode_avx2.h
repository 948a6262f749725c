/* SPDX-License-Identifier: MIT */
#ifndef THAW_PARSE_ENCODING_UTF8_ENCODE_AVX2_H
#define THAW_PARSE_ENCODING_UTF8_ENCODE_AVX2_H

#include <stddef.h>
#include <stdint.h>

/* As thaw_utf16_to_utf8 and thaw_latin1_to_utf8, but they stop already where less than a block is left of the text or
 * of the room. Only for processors that have AVX2. */
size_t thaw_utf16_to_utf8_avx2(const uint16_t *s, size_t n, uint8_t *out, size_t room, size_t *ret_written);
size_t thaw_latin1_to_utf8_avx2(const uint8_t *s, size_t n, uint8_t *out, size_t room, size_t *ret_written);

/* As thaw_utf16_utf8_size, as far as whole blocks go: the size of the units that were read, and how many those are. Of
 * a pair that goes on behind them the first half counts 1, so that the second may count 3, like one that stands alone.
 */
size_t thaw_utf16_utf8_size_avx2(const uint16_t *s, size_t n, size_t *ret_size);

#endif
