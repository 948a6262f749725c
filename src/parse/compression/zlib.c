/* SPDX-License-Identifier: MIT
 * gzip, zlib and raw deflate, by zlib. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <zlib.h>

#include "base/error.h"
#include "parse/compression/coder_int.h"

enum { MEMORY_LEVEL = 8 }; /* zlib's usual */

static voidpf z_alloc(voidpf opaque, uInt items, uInt size)
{
    const thaw_coder *c = opaque;
    return c->memory.alloc(c->memory.opaque, (size_t)items * size);
}

static void z_free(voidpf opaque, voidpf p)
{
    const thaw_coder *c = opaque;
    c->memory.free(c->memory.opaque, p);
}

/* zlib says by the number of bits how the data is wrapped. */
static int window_bits(thaw_compression format)
{
    return format == THAW_COMPRESSION_GZIP ? MAX_WBITS + 16 : format == THAW_COMPRESSION_ZLIB ? MAX_WBITS : -MAX_WBITS;
}

static z_stream *new_stream(thaw_coder *c)
{
    z_stream *z = c->memory.alloc(c->memory.opaque, sizeof *z);
    if (z) {
        memset(z, 0, sizeof *z);
        z->zalloc = z_alloc;
        z->zfree = z_free;
        z->opaque = c;
    }
    c->state = z;
    return z;
}

static int opened(thaw_coder *c, int status)
{
    if (status == Z_OK)
        return 0;
    c->memory.free(c->memory.opaque, c->state);
    return -ENOMEM; /* all that can fail with arguments that are right */
}

static int deflate_open(thaw_coder *c, int level)
{
    z_stream *z = new_stream(c);
    return z ? opened(c, deflateInit2(z, level, Z_DEFLATED, window_bits(c->format), MEMORY_LEVEL, Z_DEFAULT_STRATEGY))
             : -ENOMEM;
}

static int inflate_open(thaw_coder *c, int level)
{
    z_stream *z = new_stream(c);
    return z ? opened(c, inflateInit2(z, window_bits(c->format))) : -ENOMEM;
}

static unsigned capped(size_t n)
{
    return n < UINT_MAX ? (unsigned)n : UINT_MAX;
}

static int step(thaw_coder *c, uint8_t *out, size_t size, size_t *ret_size, int (*run)(z_streamp, int))
{
    z_stream *z = c->state;
    unsigned in = capped(c->in_size), room = capped(size);
    bool finish = c->last && in == c->in_size;
    z->next_in = (Bytef *)(uintptr_t)c->in;
    z->avail_in = in;
    z->next_out = out;
    z->avail_out = room;
    int status = run(z, finish ? Z_FINISH : Z_NO_FLUSH);
    c->in += in - z->avail_in;
    c->in_size -= in - z->avail_in;
    *ret_size = room - z->avail_out;
    if (status == Z_MEM_ERROR)
        return -ENOMEM;
    if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END)
        return THAW_E_COMPRESSED_DATA; /* a dictionary that is wanted too: nobody has one */
    c->ended = status == Z_STREAM_END;
    c->starved = z->avail_out > 0 && c->in_size == 0;
    return 0;
}

static int deflate_step(thaw_coder *c, uint8_t *out, size_t size, size_t *ret_size)
{
    return step(c, out, size, ret_size, deflate);
}

static int inflate_step(thaw_coder *c, uint8_t *out, size_t size, size_t *ret_size)
{
    return step(c, out, size, ret_size, inflate);
}

static void deflate_close(thaw_coder *c)
{
    deflateEnd(c->state);
    c->memory.free(c->memory.opaque, c->state);
}

static void inflate_close(thaw_coder *c)
{
    inflateEnd(c->state);
    c->memory.free(c->memory.opaque, c->state);
}

const thaw_coder_kind thaw_deflate_kind = { 0, 9, 6, deflate_open, deflate_step, deflate_close };
const thaw_coder_kind thaw_inflate_kind = { 0, 0, 0, inflate_open, inflate_step, inflate_close };
