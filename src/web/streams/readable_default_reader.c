/* SPDX-License-Identifier: MIT
 * ReadableStreamDefaultReader (Streams Standard, 4.4). */
#include "js/auto_values.h"
#include "js/promise.h"
#include "web/streams/readable_int.h"
#include "web/streams/streams.h"

THAW_CLASS_TABLE_PLAIN(readable_default_reader, READABLE_STREAM_DEFAULT_READER, "ReadableStreamDefaultReader",
                       .parent = &readable_reader_class);

JSValue acquire_readable_reader(JSContext *ctx, JSValueConst stream)
{
    readable_default_reader *r;
    JSValue reader = thaw_native_new(ctx, &readable_default_reader_class, JS_UNDEFINED, &r);
    if (!JS_IsException(reader) && readable_reader_set_up(ctx, reader, stream) < 0) {
        JS_FreeValue(ctx, reader);
        return JS_EXCEPTION;
    }
    return reader;
}

void readable_reader_read(JSContext *ctx, JSValueConst reader, read_request request)
{
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, JS_DupValue(ctx, readable_reader_of(reader)->stream));
    readable_stream *s = readable_stream_of(stream.v);
    s->disturbed = true;
    if (s->state == READABLE_STREAM_CLOSED)
        read_request_close(ctx, request, JS_UNDEFINED);
    else if (s->state == READABLE_STREAM_ERRORED)
        read_request_error(ctx, request, s->stored_error);
    else
        readable_controller_of(s->controller)->kind->pull_steps(ctx, s->controller, request);
}

/* --- the interface --- */

typedef struct {
    readable_stream_ref stream;
} construct_args;

static JSValue reader_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    readable_default_reader *r;
    JSValue reader = thaw_interface_construct(ctx, in, &r);
    if (!JS_IsException(reader) && readable_reader_set_up(ctx, reader, args->stream.object) < 0) {
        JS_FreeValue(ctx, reader);
        return JS_EXCEPTION;
    }
    return reader;
}

static JSValue reader_read(JSContext *ctx, const thaw_invocation *in)
{
    const readable_reader *r = in->self;
    if (JS_IsUndefined(r->stream))
        return readable_reader_throw_released(ctx);
    JSValue promise = thaw_promise_pending(ctx);
    if (!JS_IsException(promise))
        readable_reader_read(ctx, in->this_val, (read_request){ NULL, promise });
    return promise;
}

static const thaw_member members[] = {
    READABLE_READER_MEMBERS,
    THAW_PROMISE_METHOD("read", reader_read),
};
static const thaw_interface interface = {
    .cls = &readable_default_reader_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR_ARGS(reader_construct, construct_args,
                          THAW_REQUIRED(construct_args, stream, "stream", readable_stream)),
};

int readable_default_reader_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
