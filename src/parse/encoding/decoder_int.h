/* SPDX-License-Identifier: MIT
 * One step of a decoder, as the standard's handlers are written: a byte, or the end, comes in. */
#ifndef THAW_PARSE_ENCODING_DECODER_INT_H
#define THAW_PARSE_ENCODING_DECODER_INT_H

#include "parse/encoding/decoder.h"

enum { THAW_END_OF_INPUT = -1 };

typedef struct {
    enum { THAW_STEP_CONTINUE, THAW_STEP_EMIT, THAW_STEP_ERROR } kind;
    uint32_t code_point[2]; /* of EMIT; the second may be 0, which is none */
    /* Bytes that are to be read again, in order, before those that follow. */
    uint8_t again[3];
    uint8_t n_again;
} thaw_decoder_step;

thaw_decoder_step thaw_gb18030_step(thaw_decoder *d, int byte);
thaw_decoder_step thaw_big5_step(thaw_decoder *d, int byte);
thaw_decoder_step thaw_euc_jp_step(thaw_decoder *d, int byte);
thaw_decoder_step thaw_iso_2022_jp_step(thaw_decoder *d, int byte);
thaw_decoder_step thaw_shift_jis_step(thaw_decoder *d, int byte);
thaw_decoder_step thaw_euc_kr_step(thaw_decoder *d, int byte);

static inline thaw_decoder_step thaw_step_continue(void)
{
    return (thaw_decoder_step){ .kind = THAW_STEP_CONTINUE };
}

static inline thaw_decoder_step thaw_step_emit(uint32_t code_point)
{
    return (thaw_decoder_step){ .kind = THAW_STEP_EMIT, .code_point = { code_point } };
}

static inline thaw_decoder_step thaw_step_error(void)
{
    return (thaw_decoder_step){ .kind = THAW_STEP_ERROR };
}

/* What ends a character that is not one: the byte is read again if it is ASCII, so that an error can't swallow it. */
static inline thaw_decoder_step thaw_step_error_at(int byte)
{
    thaw_decoder_step step = thaw_step_error();
    if (byte < 0x80) {
        step.again[0] = (uint8_t)byte;
        step.n_again = 1;
    }
    return step;
}

/* The byte of a code point that a table gave, or the error if it gave none. */
static inline thaw_decoder_step thaw_step_of(uint32_t code_point, int byte)
{
    return code_point ? thaw_step_emit(code_point) : thaw_step_error_at(byte);
}

static inline bool thaw_byte_in(int byte, int low, int high)
{
    return byte >= low && byte <= high;
}

#endif
