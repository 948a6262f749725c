/* SPDX-License-Identifier: MIT */
#include "parse/compression/coder.h"

#include <errno.h>
#include <stdlib.h>

#include "base/error.h"
#include "parse/compression/coder_int.h"

static void *c_alloc(void *opaque, size_t size)
{
    return malloc(size);
}
static void c_free(void *opaque, void *p)
{
    free(p);
}
static const thaw_coder_memory c_memory = { c_alloc, c_free, NULL };

static const struct {
    const thaw_coder_kind *compressor, *decompressor;
} kinds[] = {
    [THAW_COMPRESSION_GZIP] = { &thaw_deflate_kind, &thaw_inflate_kind },
    [THAW_COMPRESSION_ZLIB] = { &thaw_deflate_kind, &thaw_inflate_kind },
    [THAW_COMPRESSION_DEFLATE_RAW] = { &thaw_deflate_kind, &thaw_inflate_kind },
    [THAW_COMPRESSION_BROTLI] = { &thaw_brotli_encoder_kind, &thaw_brotli_decoder_kind },
    [THAW_COMPRESSION_ZSTD] = { &thaw_zstd_compressor_kind, &thaw_zstd_decompressor_kind },
};

static int coder_new(const thaw_coder_kind *kind, thaw_compression format, int level, const thaw_coder_memory *memory,
                     thaw_coder **ret)
{
    if (!memory)
        memory = &c_memory;
    thaw_coder *c = memory->alloc(memory->opaque, sizeof *c);
    if (!c)
        return -ENOMEM;
    *c = (thaw_coder){ .kind = kind, .format = format, .memory = *memory };
    int err = kind->open(c, level);
    if (err)
        memory->free(memory->opaque, c);
    else
        *ret = c;
    return err;
}

int thaw_compressor_new(thaw_compression format, int level, const thaw_coder_memory *memory, thaw_coder **ret)
{
    const thaw_coder_kind *kind = kinds[format].compressor;
    if (level == THAW_COMPRESSION_LEVEL_USUAL)
        level = kind->level_usual;
    if (level < kind->level_min || level > kind->level_max)
        return THAW_E_RANGE;
    return coder_new(kind, format, level, memory, ret);
}

int thaw_decompressor_new(thaw_compression format, const thaw_coder_memory *memory, thaw_coder **ret)
{
    return coder_new(kinds[format].decompressor, format, 0, memory, ret);
}

void thaw_coder_free(thaw_coder *coder)
{
    if (!coder)
        return;
    coder->kind->close(coder);
    coder->memory.free(coder->memory.opaque, coder);
}

void thaw_coder_feed(thaw_coder *coder, const void *data, size_t size, bool last)
{
    thaw_assert(coder->in_size == 0 && !coder->last && !coder->ended);
    coder->in = data;
    coder->in_size = size;
    coder->last = last;
}

int thaw_coder_read(thaw_coder *coder, void *out, size_t size, size_t *ret_size)
{
    size_t total = 0;
    coder->starved = false;
    while (!coder->ended && !coder->starved && total < size) {
        size_t n = 0;
        int err = coder->kind->step(coder, (uint8_t *)out + total, size - total, &n);
        if (err)
            return err;
        total += n;
    }
    *ret_size = total;
    if (coder->ended || !coder->starved)
        return coder->ended ? 0 : 1;
    return coder->last ? THAW_E_COMPRESSED_END : 0;
}

bool thaw_coder_ended(const thaw_coder *coder)
{
    return coder->ended;
}

size_t thaw_coder_unused(const thaw_coder *coder)
{
    return coder->in_size;
}
