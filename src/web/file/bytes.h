/* SPDX-License-Identifier: MIT
 * Immutable bytes, shared by reference: what Blobs and bodies consist of. A chunk is one counted allocation of the
 * engine's heap, so that images hold it; `thaw_bytes` is a list of ranges of chunks. Slicing and joining copy ranges,
 * never bytes.
 *
 * A chunk may be written to only by who made it, before anyone else refers to it. */
#ifndef THAW_WEB_FILE_BYTES_H
#define THAW_WEB_FILE_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "base/auto.h"
#include "base/slice.h"
#include "js/engine.h"

typedef struct {
    uint32_t refs;
    size_t size;
    char data[]; /* a NUL follows */
} thaw_chunk;

typedef struct {
    thaw_chunk *chunk;
    size_t offset, len;
} thaw_range;

typedef struct thaw_bytes {
    thaw_range one;   /* the only range if count is 1 */
    thaw_range *many; /* else: all of them */
    uint32_t count;
    size_t size;
} thaw_bytes;

/* One reference, owned by the caller. NULL with an exception pending. */
thaw_chunk *thaw_chunk_new(JSContext *ctx, size_t size);
void thaw_chunk_unref(JSRuntime *rt, thaw_chunk *chunk);

void thaw_bytes_done(JSRuntime *rt, thaw_bytes *bytes); /* accepts a zeroed one; leaves it zeroed */
/* Takes the reference and makes it the only content of `ret`. */
void thaw_bytes_from_chunk(thaw_bytes *ret, thaw_chunk *chunk);
/* The functions below: 0, or -1 with an exception pending; `ret` is written on success only. */
THAW_MUST_USE int thaw_bytes_copy_of(JSContext *ctx, thaw_slice bytes, thaw_bytes *ret);
/* Shares all chunks of `from`, or those of a range of it, which must lie inside. */
THAW_MUST_USE int thaw_bytes_share(JSContext *ctx, const thaw_bytes *from, thaw_bytes *ret);
THAW_MUST_USE int thaw_bytes_slice(JSContext *ctx, const thaw_bytes *from, size_t start, size_t len, thaw_bytes *ret);
/* Adds shared ranges at the end. */
THAW_MUST_USE int thaw_bytes_append(JSContext *ctx, thaw_bytes *to, const thaw_bytes *from);

/* The range at `index` as it lies in memory. Borrows. */
thaw_slice thaw_bytes_at(const thaw_bytes *bytes, uint32_t index);
/* All bytes in one place, followed by a NUL: the chunk itself where they are one whole chunk, else a copy. `ret_owner`
 * is what the caller frees with thaw_chunk_unref. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_bytes_flat(JSContext *ctx, const thaw_bytes *bytes, thaw_chunk **ret_owner);
void thaw_bytes_write(const thaw_bytes *bytes, char *to);
/* A new ArrayBuffer or Uint8Array that nobody else sees; `bytes` are left empty in any case. If they were the last
 * reference to a whole chunk, the chunk itself moves into it. */
JSValue thaw_bytes_to_array_buffer(JSContext *ctx, thaw_bytes *bytes);
JSValue thaw_bytes_to_uint8_array(JSContext *ctx, thaw_bytes *bytes);
/* By "UTF-8 decode": without a byte order mark, U+FFFD for what is malformed. */
JSValue thaw_bytes_to_string(JSContext *ctx, const thaw_bytes *bytes);

/* A NUL-terminated copy of a text in the engine's heap, for js_free. NULL with an exception pending. */
char *thaw_text_copy(JSContext *ctx, thaw_slice text);

#endif
