/* SPDX-License-Identifier: MIT */
#include "web/streams/generic_transform.h"

/* How all of them begin. */
typedef struct {
    THAW_GENERIC_TRANSFORM_FIELDS;
} generic_transform;

JSValue thaw_generic_transform_readable(JSContext *ctx, const thaw_invocation *in)
{
    const generic_transform *self = in->self;
    return JS_DupValue(ctx, thaw_transform_stream_readable(self->stream));
}

JSValue thaw_generic_transform_writable(JSContext *ctx, const thaw_invocation *in)
{
    const generic_transform *self = in->self;
    return JS_DupValue(ctx, thaw_transform_stream_writable(self->stream));
}

JSValue thaw_generic_transform_set_up(JSContext *ctx, JSValue object, const thaw_transformer *transformer)
{
    if (JS_IsException(object))
        return JS_EXCEPTION;
    generic_transform *self = thaw_native_as(object, thaw_native_class_of(object));
    JSValue stream = thaw_transform_stream_new(ctx, transformer, object);
    if (JS_IsException(stream)) {
        JS_FreeValue(ctx, object);
        return JS_EXCEPTION;
    }
    thaw_slot_set(JS_GetRuntime(ctx), &self->stream, stream);
    return object;
}
