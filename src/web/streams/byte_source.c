/* SPDX-License-Identifier: MIT */
#include "web/streams/byte_source.h"

#include "js/auto_values.h"
#include "web/streams/readable_int.h"

enum { CHUNK_SIZE = 65536 };

typedef struct byte_source {
    thaw_native base;
    thaw_bytes bytes;
    size_t at; /* how many were given */
} byte_source;

static void source_dispose(JSRuntime *rt, void *self)
{
    thaw_bytes_done(rt, &((byte_source *)self)->bytes);
}
THAW_CLASS_PLAIN(byte_source, BYTE_SOURCE, "ByteSource", .dispose = source_dispose);

/* The next bytes; the stream closes with the last. */
static JSValue source_pull(JSContext *ctx, JSValueConst controller, JSValueConst holder)
{
    byte_source *s = byte_source_of(holder);
    size_t left = s->bytes.size - s->at, size = left < CHUNK_SIZE ? left : CHUNK_SIZE;
    thaw_bytes part = { 0 };
    if (size) {
        if (thaw_bytes_slice(ctx, &s->bytes, s->at, size, &part) < 0)
            return JS_EXCEPTION;
        THAW_AUTO(thaw_value) chunk = thaw_value_of(ctx, thaw_bytes_to_uint8_array(ctx, &part));
        s->at += size;
        if (JS_IsException(chunk.v) || readable_controller_enqueue(ctx, controller, chunk.v) < 0)
            return JS_EXCEPTION;
    }
    if (size == left)
        readable_controller_close(ctx, controller);
    return JS_UNDEFINED;
}

JSValue thaw_byte_source_stream(JSContext *ctx, thaw_bytes *bytes)
{
    static const stream_source source = { NULL, source_pull, NULL };
    byte_source *s;
    THAW_AUTO(thaw_value) holder = thaw_value_of(ctx, thaw_native_new(ctx, &byte_source_class, JS_UNDEFINED, &s));
    if (JS_IsException(holder.v)) {
        thaw_bytes_done(JS_GetRuntime(ctx), bytes);
        return JS_EXCEPTION;
    }
    s->bytes = *bytes;
    *bytes = (thaw_bytes){ 0 };
    return create_readable_stream(ctx, &source, holder.v, 0);
}

int thaw_byte_source_init(JSContext *ctx)
{
    return thaw_class_register(ctx, &byte_source_class);
}
