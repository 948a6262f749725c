/* SPDX-License-Identifier: MIT */
#include "web/file/bytes.h"

#include <string.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "web/encoding/text.h"

thaw_chunk *thaw_chunk_new(JSContext *ctx, size_t size)
{
    thaw_chunk *chunk = size < SIZE_MAX / 2 ? js_malloc(ctx, sizeof *chunk + size + 1) : NULL;
    if (!chunk) {
        if (size >= SIZE_MAX / 2)
            JS_ThrowOutOfMemory(ctx);
        return NULL;
    }
    chunk->refs = 1;
    chunk->size = size;
    chunk->data[size] = '\0';
    return chunk;
}

void thaw_chunk_unref(JSRuntime *rt, thaw_chunk *chunk)
{
    if (chunk && --chunk->refs == 0)
        js_free_rt(rt, chunk);
}

static thaw_range *ranges(const thaw_bytes *bytes)
{
    return bytes->count == 1 ? (thaw_range *)(uintptr_t)&bytes->one : bytes->many;
}

void thaw_bytes_done(JSRuntime *rt, thaw_bytes *bytes)
{
    thaw_range *range = ranges(bytes);
    for (uint32_t i = 0; i < bytes->count; i++)
        thaw_chunk_unref(rt, range[i].chunk);
    js_free_rt(rt, bytes->many);
    *bytes = (thaw_bytes){ 0 };
}

void thaw_bytes_from_chunk(thaw_bytes *ret, thaw_chunk *chunk)
{
    *ret = (thaw_bytes){ .one = { chunk, 0, chunk->size }, .count = 1, .size = chunk->size };
}

int thaw_bytes_copy_of(JSContext *ctx, thaw_slice bytes, thaw_bytes *ret)
{
    thaw_chunk *chunk = thaw_chunk_new(ctx, bytes.len);
    if (!chunk)
        return -1;
    if (bytes.len)
        memcpy(chunk->data, bytes.ptr, bytes.len);
    thaw_bytes_from_chunk(ret, chunk);
    return 0;
}

/* Makes room for `extra` more ranges: afterwards `many` holds all of them, unless there is but one. */
static int reserve(JSContext *ctx, thaw_bytes *to, uint32_t extra)
{
    uint64_t count = (uint64_t)to->count + extra;
    if (count <= 1)
        return 0;
    if (count > UINT32_MAX / sizeof(thaw_range)) {
        JS_ThrowOutOfMemory(ctx);
        return -1;
    }
    size_t size = 1; /* grows by doubling, without storing its size */
    while (size < count)
        size *= 2;
    bool fits = to->many && to->count > 1 && size / 2 < to->count;
    if (fits)
        return 0;
    thaw_range *many = js_realloc(ctx, to->many, size * sizeof *many);
    if (!many)
        return -1;
    if (to->count == 1)
        many[0] = to->one;
    to->many = many;
    return 0;
}

int thaw_bytes_append(JSContext *ctx, thaw_bytes *to, const thaw_bytes *from)
{
    const thaw_range *source = ranges(from);
    if (from->size > SIZE_MAX / 4 - to->size) {
        JS_ThrowOutOfMemory(ctx);
        return -1;
    }
    if (reserve(ctx, to, from->count) < 0)
        return -1;
    uint32_t count = to->count + from->count;
    thaw_range *all = count == 1 ? &to->one : to->many;
    for (uint32_t i = 0; i < from->count; i++) {
        source[i].chunk->refs++;
        all[to->count + i] = source[i];
    }
    to->count = count;
    to->size += from->size;
    return 0;
}

int thaw_bytes_share(JSContext *ctx, const thaw_bytes *from, thaw_bytes *ret)
{
    thaw_bytes shared = { 0 };
    if (thaw_bytes_append(ctx, &shared, from) < 0)
        return -1;
    *ret = shared;
    return 0;
}

int thaw_bytes_slice(JSContext *ctx, const thaw_bytes *from, size_t start, size_t len, thaw_bytes *ret)
{
    thaw_bytes slice = { 0 };
    const thaw_range *range = ranges(from);
    for (uint32_t i = 0; i < from->count && len; i++) {
        if (start >= range[i].len) {
            start -= range[i].len;
            continue;
        }
        size_t n = range[i].len - start < len ? range[i].len - start : len;
        thaw_bytes part = { .one = { range[i].chunk, range[i].offset + start, n }, .count = 1, .size = n };
        if (thaw_bytes_append(ctx, &slice, &part) < 0) {
            thaw_bytes_done(JS_GetRuntime(ctx), &slice);
            return -1;
        }
        start = 0;
        len -= n;
    }
    *ret = slice;
    return 0;
}

thaw_slice thaw_bytes_at(const thaw_bytes *bytes, uint32_t index)
{
    const thaw_range *r = &ranges(bytes)[index];
    return (thaw_slice){ r->chunk->data + r->offset, r->len };
}

void thaw_bytes_write(const thaw_bytes *bytes, char *to)
{
    for (uint32_t i = 0; i < bytes->count; i++) {
        thaw_slice part = thaw_bytes_at(bytes, i);
        if (part.len)
            memcpy(to, part.ptr, part.len);
        to += part.len;
    }
}

static bool is_whole_chunk(const thaw_bytes *bytes)
{
    return bytes->count == 1 && bytes->one.offset == 0 && bytes->one.len == bytes->one.chunk->size;
}

int thaw_bytes_flat(JSContext *ctx, const thaw_bytes *bytes, thaw_chunk **ret_owner)
{
    thaw_chunk *chunk;
    if (is_whole_chunk(bytes)) {
        chunk = bytes->one.chunk;
        chunk->refs++;
    } else {
        chunk = thaw_chunk_new(ctx, bytes->size);
        if (!chunk)
            return -1;
        thaw_bytes_write(bytes, chunk->data);
    }
    *ret_owner = chunk;
    return 0;
}

/* ---- to JavaScript ---- */

/* The engine's door to the memory of a buffer that is a chunk: size 0 frees it. */
static void *resize_buffer(JSRuntime *rt, void *opaque, void *data, size_t size)
{
    thaw_chunk *chunk = THAW_CONTAINER(data, thaw_chunk, data);
    if (size == 0) {
        thaw_chunk_unref(rt, chunk);
        return NULL;
    }
    chunk = js_realloc_rt(rt, chunk, sizeof *chunk + size + 1);
    return chunk ? chunk->data : NULL;
}

/* A chunk that is in `bytes` and nowhere else, or a new one with the same content. NULL with an exception pending. */
static thaw_chunk *own_chunk(JSContext *ctx, thaw_bytes *bytes)
{
    if (is_whole_chunk(bytes) && bytes->one.chunk->refs == 1) {
        bytes->one.chunk->refs++;
        return bytes->one.chunk;
    }
    thaw_chunk *chunk = thaw_chunk_new(ctx, bytes->size);
    if (chunk)
        thaw_bytes_write(bytes, chunk->data);
    return chunk;
}

static JSValue buffer_from_chunk(JSContext *ctx, thaw_chunk *chunk)
{
    enum { COPY_MAX = 512 }; /* below it copying is cheaper than keeping the larger allocation */
    JSValue buffer = JS_EXCEPTION;
    if (chunk->size > COPY_MAX)
        buffer = JS_NewArrayBuffer(ctx, (uint8_t *)chunk->data, chunk->size, 0, resize_buffer, NULL, false);
    else
        buffer = JS_NewArrayBufferCopy(ctx, (uint8_t *)chunk->data, chunk->size);
    if (JS_IsException(buffer) || chunk->size <= COPY_MAX)
        thaw_chunk_unref(JS_GetRuntime(ctx), chunk);
    return buffer;
}

JSValue thaw_bytes_to_array_buffer(JSContext *ctx, thaw_bytes *bytes)
{
    thaw_chunk *chunk = own_chunk(ctx, bytes);
    thaw_bytes_done(JS_GetRuntime(ctx), bytes);
    return chunk ? buffer_from_chunk(ctx, chunk) : JS_EXCEPTION;
}

JSValue thaw_bytes_to_uint8_array(JSContext *ctx, thaw_bytes *bytes)
{
    THAW_AUTO(thaw_value) buffer = thaw_value_of(ctx, thaw_bytes_to_array_buffer(ctx, bytes));
    if (JS_IsException(buffer.v))
        return JS_EXCEPTION;
    return JS_NewTypedArray(ctx, 1, (JSValueConst[]){ buffer.v }, JS_TYPED_ARRAY_UINT8);
}

JSValue thaw_bytes_to_string(JSContext *ctx, const thaw_bytes *bytes)
{
    thaw_chunk *flat;
    if (thaw_bytes_flat(ctx, bytes, &flat) < 0)
        return JS_EXCEPTION;
    size_t mark = flat->size >= 3 && memcmp(flat->data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    JSValue text = thaw_utf8_to_string(ctx, (const uint8_t *)flat->data + mark, flat->size - mark);
    thaw_chunk_unref(JS_GetRuntime(ctx), flat);
    return text;
}

char *thaw_text_copy(JSContext *ctx, thaw_slice text)
{
    char *copy = js_malloc(ctx, text.len + 1);
    if (!copy)
        return NULL;
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return copy;
}
