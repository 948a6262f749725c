/* SPDX-License-Identifier: MIT */
#define ZSTD_STATIC_LINKING_ONLY /* for memory of our own; we do link it statically */
#include <errno.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/error.h"
#include "parse/compression/coder_int.h"

enum { LEVEL_USUAL = 3 }; /* the library's own */

static ZSTD_customMem memory_of(const thaw_coder *c)
{
    return (ZSTD_customMem){ c->memory.alloc, c->memory.free, c->memory.opaque };
}

static int translate(size_t code)
{
    if (!ZSTD_isError(code))
        return 0;
    return ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation ? -ENOMEM : THAW_E_COMPRESSED_DATA;
}

static int compressor_open(thaw_coder *c, int level)
{
    c->state = ZSTD_createCCtx_advanced(memory_of(c));
    if (!c->state)
        return -ENOMEM;
    ZSTD_CCtx_setParameter(c->state, ZSTD_c_compressionLevel, level);
    return 0;
}

static int compressor_step(thaw_coder *c, uint8_t *out, size_t size, size_t *ret_size)
{
    ZSTD_inBuffer in = { c->in, c->in_size, 0 };
    ZSTD_outBuffer to = { out, size, 0 };
    size_t left = ZSTD_compressStream2(c->state, &to, &in, c->last ? ZSTD_e_end : ZSTD_e_continue);
    int err = translate(left);
    if (err)
        return err;
    c->in += in.pos;
    c->in_size -= in.pos;
    *ret_size = to.pos;
    c->ended = c->last && left == 0;
    c->starved = !c->last && c->in_size == 0 && to.pos < size;
    return 0;
}

static void compressor_close(thaw_coder *c)
{
    ZSTD_freeCCtx(c->state);
}

static int decompressor_open(thaw_coder *c, int level)
{
    c->state = ZSTD_createDCtx_advanced(memory_of(c));
    return c->state ? 0 : -ENOMEM;
}

static int decompressor_step(thaw_coder *c, uint8_t *out, size_t size, size_t *ret_size)
{
    ZSTD_inBuffer in = { c->in, c->in_size, 0 };
    ZSTD_outBuffer to = { out, size, 0 };
    size_t hint = ZSTD_decompressStream(c->state, &to, &in);
    int err = translate(hint);
    if (err)
        return err;
    c->in += in.pos;
    c->in_size -= in.pos;
    *ret_size = to.pos;
    c->ended = hint == 0;
    c->starved = !c->ended && c->in_size == 0 && to.pos < size;
    return 0;
}

static void decompressor_close(thaw_coder *c)
{
    ZSTD_freeDCtx(c->state);
}

const thaw_coder_kind thaw_zstd_compressor_kind = {
    1, 22, LEVEL_USUAL, compressor_open, compressor_step, compressor_close
};
const thaw_coder_kind thaw_zstd_decompressor_kind = {
    0, 0, 0, decompressor_open, decompressor_step, decompressor_close
};
