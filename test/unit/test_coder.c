/* SPDX-License-Identifier: MIT
 * parse/compression: every format there and back in pieces of every size, cut, damaged, followed by something, without
 * memory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "parse/compression/coder.h"
#include "test.h"

enum { FORMATS = THAW_COMPRESSION_ZSTD + 1, OUT_MAX = 1 << 24 };

/* Feeds `data` in pieces and reads by pieces. 0 or the error. */
static int run(thaw_coder *coder, thaw_slice data, size_t feed_size, size_t read_size, thaw_buf *ret)
{
    char *piece = malloc(read_size);
    int more;
    do {
        size_t n = data.len < feed_size ? data.len : feed_size;
        thaw_coder_feed(coder, data.ptr, n, n == data.len);
        data.ptr += n;
        data.len -= n;
        do {
            size_t got = 0;
            more = thaw_coder_read(coder, piece, read_size, &got);
            if (more >= 0)
                thaw_buf_append(ret, piece, got);
        } while (more > 0);
    } while (more == 0 && data.len && !thaw_coder_ended(coder));
    free(piece);
    return more < 0 ? more : thaw_buf_error(ret);
}

static int pack(thaw_compression format, int level, thaw_slice data, size_t feed_size, size_t read_size, thaw_buf *ret)
{
    thaw_coder *coder;
    int err = thaw_compressor_new(format, level, NULL, &coder);
    if (err)
        return err;
    err = run(coder, data, feed_size, read_size, ret);
    EXPECT(err || thaw_coder_ended(coder));
    thaw_coder_free(coder);
    return err;
}

static int unpack(thaw_compression format, thaw_slice data, size_t feed_size, size_t read_size, thaw_buf *ret,
                  size_t *ret_unused)
{
    thaw_coder *coder;
    int err = thaw_decompressor_new(format, NULL, &coder);
    if (err)
        return err;
    err = run(coder, data, feed_size, read_size, ret);
    *ret_unused = thaw_coder_unused(coder);
    thaw_coder_free(coder);
    return err;
}

static thaw_slice slice_of(const thaw_buf *b)
{
    return (thaw_slice){ b->data ? b->data : "", b->len };
}

/* Half of it repeats, half does not. */
static void fill(thaw_buf *b, size_t size)
{
    unsigned x = 1;
    for (size_t i = 0; i < size; i++) {
        x = x * 1103515245u + 12345u;
        thaw_buf_putc(b, i % 2000 < 1000 ? (char)('a' + i % 17) : (char)(x >> 16));
    }
}

TEST(coder_there_and_back)
{
    static const size_t sizes[] = { 0, 1, 100, 70000, 300000 }, pieces[] = { 1, 7, 4096, 1 << 20 };
    for (size_t s = 0; s < THAW_COUNT(sizes); s++) {
        THAW_AUTO(thaw_buf) data = thaw_buf_of(OUT_MAX);
        fill(&data, sizes[s]);
        for (int format = 0; format < FORMATS; format++) {
            for (size_t p = 0; p < THAW_COUNT(pieces); p++) {
                THAW_AUTO(thaw_buf) packed = thaw_buf_of(OUT_MAX), back = thaw_buf_of(OUT_MAX);
                size_t in = pieces[p], out = pieces[THAW_COUNT(pieces) - 1 - p], unused;
                EXPECT_EQ(pack(format, THAW_COMPRESSION_LEVEL_USUAL, slice_of(&data), in, out, &packed), 0);
                EXPECT_EQ(unpack(format, slice_of(&packed), in, out, &back, &unused), 0);
                EXPECT(thaw_slice_equal(slice_of(&back), slice_of(&data)) && unused == 0);
                EXPECT(sizes[s] < 1000 || packed.len < sizes[s] * 3 / 4);
            }
        }
    }
}

TEST(coder_levels)
{
    static const int max[] = { 9, 9, 9, 11, 22 };
    THAW_AUTO(thaw_buf) data = thaw_buf_of(OUT_MAX);
    fill(&data, 20000);
    for (int format = 0; format < FORMATS; format++) {
        THAW_AUTO(thaw_buf) least = thaw_buf_of(OUT_MAX), most = thaw_buf_of(OUT_MAX), none = thaw_buf_of(0);
        EXPECT_EQ(pack(format, 1, slice_of(&data), 1 << 20, 4096, &least), 0);
        EXPECT_EQ(pack(format, max[format], slice_of(&data), 1 << 20, 4096, &most), 0);
        EXPECT(most.len <= least.len);
        EXPECT_EQ(pack(format, max[format] + 1, slice_of(&data), 1, 1, &none), THAW_E_RANGE);
        EXPECT_EQ(pack(format, -2, slice_of(&data), 1, 1, &none), THAW_E_RANGE);
    }
}

/* What the formats' own tools made of "hello". */
TEST(coder_reads_what_others_wrote)
{
    static const struct {
        thaw_compression format;
        thaw_slice packed;
    } rows[] = {
        { THAW_COMPRESSION_GZIP,
          THAW_SLICE("\x1f\x8b\x08\0\0\0\0\0\0\x03\xcbH\xcd\xc9\xc9\x07\0\x86\xa6\x10\x36\x05\0\0\0") },
        { THAW_COMPRESSION_ZLIB, THAW_SLICE("x\x9c\xcbH\xcd\xc9\xc9\x07\0\x06\x2c\x02\x15") },
        { THAW_COMPRESSION_DEFLATE_RAW, THAW_SLICE("\xcbH\xcd\xc9\xc9\x07\0") },
        { THAW_COMPRESSION_BROTLI, THAW_SLICE("\x0b\x02\x80hello\x03") },
        { THAW_COMPRESSION_ZSTD, THAW_SLICE("\x28\xb5\x2f\xfd\x20\x05\x29\0\0hello") },
    };
    for (size_t i = 0; i < THAW_COUNT(rows); i++) {
        THAW_AUTO(thaw_buf) back = thaw_buf_of(OUT_MAX);
        size_t unused;
        EXPECT_EQ(unpack(rows[i].format, rows[i].packed, 3, 2, &back, &unused), 0);
        EXPECT_MEM(back.data, "hello", 5);
        EXPECT_EQ(back.len, 5);
    }
}

TEST(coder_cut_or_followed)
{
    for (int format = 0; format < FORMATS; format++) {
        THAW_AUTO(thaw_buf) data = thaw_buf_of(OUT_MAX), packed = thaw_buf_of(OUT_MAX);
        size_t unused;
        fill(&data, 3000);
        EXPECT_EQ(pack(format, THAW_COMPRESSION_LEVEL_USUAL, slice_of(&data), 512, 512, &packed), 0);
        for (size_t n = 0; n < packed.len; n++) {
            THAW_AUTO(thaw_buf) back = thaw_buf_of(OUT_MAX);
            EXPECT_EQ(unpack(format, (thaw_slice){ packed.data, n }, 1 << 20, 512, &back, &unused),
                      THAW_E_COMPRESSED_END);
            EXPECT(back.len == 0 || memcmp(back.data, data.data, back.len) == 0);
        }
        THAW_AUTO(thaw_buf) back = thaw_buf_of(OUT_MAX);
        thaw_buf_puts(&packed, "rest");
        EXPECT_EQ(unpack(format, slice_of(&packed), 1 << 20, 512, &back, &unused), 0);
        EXPECT_EQ(unused, 4);
        EXPECT(thaw_slice_equal(slice_of(&back), slice_of(&data)));
    }
}

TEST(coder_damaged)
{
    for (int format = 0; format < FORMATS; format++) {
        THAW_AUTO(thaw_buf) data = thaw_buf_of(OUT_MAX), packed = thaw_buf_of(OUT_MAX);
        size_t unused, errors = 0;
        fill(&data, 500);
        EXPECT_EQ(pack(format, THAW_COMPRESSION_LEVEL_USUAL, slice_of(&data), 512, 512, &packed), 0);
        for (size_t bit = 0; bit < 8 * packed.len; bit++) {
            THAW_AUTO(thaw_buf) back = thaw_buf_of(OUT_MAX);
            packed.data[bit / 8] ^= (char)(1 << bit % 8);
            errors += unpack(format, slice_of(&packed), 100, 512, &back, &unused) < 0;
            packed.data[bit / 8] ^= (char)(1 << bit % 8);
        }
        EXPECT(errors > packed.len); /* not all formats carry a checksum */
    }
}

typedef struct {
    size_t blocks, left; /* left: allocations until one fails */
} counted;

static void *counted_alloc(void *opaque, size_t size)
{
    counted *c = opaque;
    if (c->left && --c->left == 0)
        return NULL;
    c->blocks++;
    return malloc(size);
}

static void counted_free(void *opaque, void *p)
{
    ((counted *)opaque)->blocks -= p != NULL;
    free(p);
}

TEST(coder_without_memory)
{
    THAW_AUTO(thaw_buf) data = thaw_buf_of(OUT_MAX);
    fill(&data, 5000);
    for (int format = 0; format < FORMATS; format++) {
        THAW_AUTO(thaw_buf) packed = thaw_buf_of(OUT_MAX);
        EXPECT_EQ(pack(format, THAW_COMPRESSION_LEVEL_USUAL, slice_of(&data), 512, 512, &packed), 0);
        for (int decompress = 0; decompress < 2; decompress++) {
            int err = -ENOMEM;
            for (size_t k = 1; err; k++) {
                THAW_AUTO(thaw_buf) out = thaw_buf_of(OUT_MAX);
                counted c = { 0, k };
                thaw_coder_memory memory = { counted_alloc, counted_free, &c };
                thaw_coder *coder;
                err = decompress ? thaw_decompressor_new(format, &memory, &coder)
                                 : thaw_compressor_new(format, THAW_COMPRESSION_LEVEL_USUAL, &memory, &coder);
                if (!err) {
                    err = run(coder, slice_of(decompress ? &packed : &data), 512, 512, &out);
                    thaw_coder_free(coder);
                }
                EXPECT(err == 0 || err == -ENOMEM);
                EXPECT_EQ(c.blocks, 0);
                EXPECT(k < 100);
            }
        }
    }
}
