/* SPDX-License-Identifier: MIT
 * UTF-8 to and from the engine's two kinds of text, Latin-1 and UTF-16, many bytes at a time: SSE2, which all x86-64
 * has, and AVX2 for checking where the processor has it. Sizes are told beforehand, so that a text is written once, to
 * where it stays. (base/utf8.h goes one character at a time.) */
#ifndef THAW_PARSE_ENCODING_UTF8_H
#define THAW_PARSE_ENCODING_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many bytes at the start are ASCII. */
size_t thaw_ascii_prefix(const uint8_t *s, size_t size);

/* --- decoding --- */
typedef struct {
    size_t ascii;      /* bytes at the start that are ASCII */
    size_t utf16_size; /* code units; of Latin-1 too if it is that */
    bool valid;
    bool latin1; /* nothing above U+00FF */
} thaw_utf8_shape;
/* If it isn't valid, only that and `ascii` is told. */
thaw_utf8_shape thaw_utf8_measure(const uint8_t *s, size_t size);
/* Of valid text; `out` has room for utf16_size units. */
void thaw_utf8_to_latin1(const uint8_t *s, size_t size, uint8_t *out);
void thaw_utf8_to_utf16(const uint8_t *s, size_t size, uint16_t *out);
/* Of any bytes, with U+FFFD for each maximal subpart that is malformed; `out` has room for `size` units. How many. */
size_t thaw_utf8_to_utf16_lossy(const uint8_t *s, size_t size, uint16_t *out);
/* How many bytes at the end begin a character that is not complete: 0 to 3. */
size_t thaw_utf8_incomplete(const uint8_t *s, size_t size);

/* --- encoding; lone surrogates become U+FFFD --- */
size_t thaw_latin1_utf8_size(const uint8_t *s, size_t n);
size_t thaw_utf16_utf8_size(const uint16_t *s, size_t n);
/* They stop before a character for which there is no room, and tell how many units were read; ret_written bytes. */
size_t thaw_latin1_to_utf8(const uint8_t *s, size_t n, uint8_t *out, size_t room, size_t *ret_written);
size_t thaw_utf16_to_utf8(const uint16_t *s, size_t n, uint8_t *out, size_t room, size_t *ret_written);

#endif
