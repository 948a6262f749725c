/* SPDX-License-Identifier: MIT */
#include <brotli/decode.h>
#include <brotli/encode.h>
#include <errno.h>
#include <setjmp.h>

#include "base/error.h"
#include "parse/compression/coder_int.h"

/* For data that is compressed while somebody waits. The library's own, 11, is for files that are
 * packed once and takes a hundred times as long. */
enum { QUALITY_USUAL = 5 };

/* The encoder ends the process if it gets no memory (Debian builds it so). It is left by a jump instead; what it has
 * allocated is on a list and goes with it. */
typedef struct encoder_block {
    _Alignas(16) struct encoder_block *next;
    struct encoder_block **link; /* what points to this */
} encoder_block;

typedef struct {
    thaw_coder_memory memory;
    BrotliEncoderState *brotli;
    encoder_block *blocks;
    jmp_buf out_of_memory;
} encoder;

static void *encoder_alloc(void *opaque, size_t size)
{
    encoder *e = opaque;
    encoder_block *b = e->memory.alloc(e->memory.opaque, sizeof *b + size);
    if (!b)
        longjmp(e->out_of_memory, 1);
    b->next = e->blocks;
    b->link = &e->blocks;
    if (b->next)
        b->next->link = &b->next;
    e->blocks = b;
    return b + 1;
}

static void encoder_free(void *opaque, void *p)
{
    encoder *e = opaque;
    if (!p)
        return;
    encoder_block *b = (encoder_block *)p - 1;
    *b->link = b->next;
    if (b->next)
        b->next->link = b->link;
    e->memory.free(e->memory.opaque, b);
}

static void encoder_close(thaw_coder *c)
{
    encoder *e = c->state;
    while (e->blocks)
        encoder_free(e, e->blocks + 1);
    c->memory.free(c->memory.opaque, e);
}

static int encoder_open(thaw_coder *c, int level)
{
    encoder *e = c->memory.alloc(c->memory.opaque, sizeof *e);
    if (!e)
        return -ENOMEM;
    *e = (encoder){ .memory = c->memory };
    c->state = e;
    if (setjmp(e->out_of_memory)) {
        encoder_close(c);
        return -ENOMEM;
    }
    e->brotli = BrotliEncoderCreateInstance(encoder_alloc, encoder_free, e);
    BrotliEncoderSetParameter(e->brotli, BROTLI_PARAM_QUALITY, (uint32_t)level);
    return 0;
}

static int encoder_step(thaw_coder *c, uint8_t *out, size_t size, size_t *ret_size)
{
    encoder *e = c->state;
    if (setjmp(e->out_of_memory))
        return -ENOMEM;
    BrotliEncoderOperation operation = c->last ? BROTLI_OPERATION_FINISH : BROTLI_OPERATION_PROCESS;
    size_t room = size;
    bool done = BrotliEncoderCompressStream(e->brotli, operation, &c->in_size, &c->in, &room, &out, NULL);
    thaw_assert(done); /* the operations come in an order that is allowed */
    *ret_size = size - room;
    c->ended = BrotliEncoderIsFinished(e->brotli);
    c->starved = !c->last && c->in_size == 0 && !BrotliEncoderHasMoreOutput(e->brotli);
    return 0;
}

static int decoder_open(thaw_coder *c, int level)
{
    c->state = BrotliDecoderCreateInstance(c->memory.alloc, c->memory.free, c->memory.opaque);
    return c->state ? 0 : -ENOMEM;
}

static bool is_out_of_memory(BrotliDecoderErrorCode code)
{
    return code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES && code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES;
}

static int decoder_step(thaw_coder *c, uint8_t *out, size_t size, size_t *ret_size)
{
    size_t room = size;
    BrotliDecoderResult result = BrotliDecoderDecompressStream(c->state, &c->in_size, &c->in, &room, &out, NULL);
    *ret_size = size - room;
    if (result == BROTLI_DECODER_RESULT_ERROR)
        return is_out_of_memory(BrotliDecoderGetErrorCode(c->state)) ? -ENOMEM : THAW_E_COMPRESSED_DATA;
    c->ended = result == BROTLI_DECODER_RESULT_SUCCESS;
    c->starved = result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT;
    return 0;
}

static void decoder_close(thaw_coder *c)
{
    BrotliDecoderDestroyInstance(c->state);
}

const thaw_coder_kind thaw_brotli_encoder_kind = { BROTLI_MIN_QUALITY, BROTLI_MAX_QUALITY, QUALITY_USUAL,
                                                   encoder_open,       encoder_step,       encoder_close };
const thaw_coder_kind thaw_brotli_decoder_kind = { 0, 0, 0, decoder_open, decoder_step, decoder_close };
