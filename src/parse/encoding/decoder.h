/* SPDX-License-Identifier: MIT
 * Decoders of the legacy encodings (Encoding Standard, sections 9 to 14): bytes in pieces to UTF-16. UTF-8 and UTF-16
 * are decoded elsewhere.
 *
 * A decoder is plain data without pointers: it may lie anywhere, be copied and be frozen. */
#ifndef THAW_PARSE_ENCODING_DECODER_H
#define THAW_PARSE_ENCODING_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/auto.h"
#include "parse/encoding/encoding.h"

typedef struct {
    uint8_t encoding; /* thaw_encoding */
    bool fatal;
    uint8_t lead, second, third; /* bytes of a character that is not complete */
    /* ISO-2022-JP only */
    uint8_t state, output_state;
    bool output_flag;
    bool jis0212;  /* EUC-JP: the character is in that set */
    bool replaced; /* replacement: its one error was reported */
} thaw_decoder;

/* Any encoding from THAW_ENCODING_REPLACEMENT on. */
void thaw_decoder_init(thaw_decoder *d, thaw_encoding encoding, bool fatal);

/* How many code units `size` more bytes can make at most. */
static inline size_t thaw_decoder_bound(size_t size)
{
    return size + 4;
}

/* Decodes to `out`, which has room for the bound. With `end` the input is complete, and the decoder begins anew after
 * it. 0, or THAW_E_ENCODED_DATA if it is fatal and there is an error; then the decoder begins anew too. */
THAW_MUST_USE int thaw_decoder_decode(thaw_decoder *d, const uint8_t *data, size_t size, bool end, uint16_t *out,
                                      size_t *ret_n);

#endif
