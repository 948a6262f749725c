/* SPDX-License-Identifier: MIT
 * Compressing and decompressing a stream of bytes: gzip, zlib ("deflate" of HTTP and of the Compression Standard), raw
 * deflate, brotli and zstd behind one interface.
 *
 *     feed ──> read, read, ... while it returns 1 ──> feed ──> ... ──> feed(last) ──> read until 0 ──> free
 *
 * A coder allocates by the functions it was made with and keeps no state elsewhere, so one whose memory is the engine
 * heap can be frozen half way. Output comes in pieces of the caller's size: what a few bytes unpack to is never held at
 * once. Decompression stops at the end that the format marks; what follows is left for the caller to judge.
 *
 * Limits: brotli's window is at most 16 MiB, zstd's 128 MiB, as the formats' own libraries have it. */
#ifndef THAW_PARSE_COMPRESSION_CODER_H
#define THAW_PARSE_COMPRESSION_CODER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/auto.h"

typedef enum {
    THAW_COMPRESSION_GZIP,
    THAW_COMPRESSION_ZLIB,
    THAW_COMPRESSION_DEFLATE_RAW,
    THAW_COMPRESSION_BROTLI,
    THAW_COMPRESSION_ZSTD,
} thaw_compression;

/* The format's usual level for data that is compressed on the fly: 6 of 9 (gzip and kin), 5 of 11, 3 of 22. */
enum { THAW_COMPRESSION_LEVEL_USUAL = -1 };

typedef struct {
    void *(*alloc)(void *opaque, size_t size);
    void (*free)(void *opaque, void *p); /* accepts NULL */
    void *opaque;
} thaw_coder_memory;

typedef struct thaw_coder thaw_coder;

/* `memory` is copied; NULL: the C library's. -ENOMEM, or THAW_E_RANGE for a level that the format doesn't have. */
THAW_MUST_USE int thaw_compressor_new(thaw_compression format, int level, const thaw_coder_memory *memory,
                                      thaw_coder **ret);
THAW_MUST_USE int thaw_decompressor_new(thaw_compression format, const thaw_coder_memory *memory, thaw_coder **ret);
void thaw_coder_free(thaw_coder *coder); /* accepts NULL */

/* Borrows the bytes until they are used up. Nothing may be left of those fed before. Nothing is fed after `last` or
 * after the end. */
void thaw_coder_feed(thaw_coder *coder, const void *data, size_t size, bool last);

/* Writes up to `size` (at least 1) bytes to `out` and tells how many. 1: there may be more, call again. 0: all input
 * was used, or the end was met. THAW_E_COMPRESSED_DATA; THAW_E_COMPRESSED_END if the last input was not the end;
 * -ENOMEM. After an error only free is allowed. */
THAW_MUST_USE int thaw_coder_read(thaw_coder *coder, void *out, size_t size, size_t *ret_size);

/* Whether decompression has met the format's end, and how much of the input lies behind it. */
bool thaw_coder_ended(const thaw_coder *coder);
size_t thaw_coder_unused(const thaw_coder *coder);

#endif
