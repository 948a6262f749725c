/* SPDX-License-Identifier: MIT */
#include "web/streams/byte_source.h"

#include "js/auto_values.h"
#include "web/streams/readable_byte_int.h"

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

/* The next bytes: into the buffer of who reads, if there is one. */
static int give(JSContext *ctx, byte_source *s, JSValueConst controller, size_t size)
{
    uint32_t room;
    uint8_t *to = readable_byte_controller_room(readable_byte_controller_of(controller), &room);
    if (to && room < size)
        size = room;
    thaw_bytes part = { 0 };
    if (thaw_bytes_slice(ctx, &s->bytes, s->at, size, &part) < 0)
        return -1;
    s->at += size;
    if (to) {
        thaw_bytes_write(&part, (char *)to);
        thaw_bytes_done(JS_GetRuntime(ctx), &part);
        return readable_byte_controller_respond(ctx, controller, size);
    }
    JSValue chunk = thaw_bytes_to_uint8_array(ctx, &part);
    return JS_IsException(chunk) ? -1 : readable_byte_controller_enqueue_own(ctx, controller, chunk);
}

/* The stream closes with the last bytes. */
static JSValue source_pull(JSContext *ctx, JSValueConst controller, JSValueConst holder)
{
    byte_source *s = byte_source_of(holder);
    size_t left = s->bytes.size - s->at;
    if (left && give(ctx, s, controller, left < CHUNK_SIZE ? left : CHUNK_SIZE) < 0)
        return JS_EXCEPTION;
    if (s->at == s->bytes.size && readable_byte_controller_finish(ctx, controller) < 0)
        return JS_EXCEPTION;
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
    return create_readable_byte_stream(ctx, &source, holder.v);
}

int thaw_byte_source_init(JSContext *ctx)
{
    return thaw_class_register(ctx, &byte_source_class);
}
