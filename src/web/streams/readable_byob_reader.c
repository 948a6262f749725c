/* SPDX-License-Identifier: MIT
 * ReadableStreamBYOBReader (Streams Standard, 4.5). */
#include "js/auto_values.h"
#include "js/engine_values.h"
#include "js/errors.h"
#include "js/promise.h"
#include "web/streams/readable_byte_int.h"
#include "web/streams/streams.h"

THAW_CLASS_TABLE_PLAIN(readable_byob_reader, READABLE_STREAM_BYOB_READER, "ReadableStreamBYOBReader",
                       .parent = &readable_reader_class);

static int set_up(JSContext *ctx, JSValueConst reader, JSValueConst stream)
{
    const readable_stream *s = readable_stream_of(stream);
    if (!is_readable_stream_locked(s) && !readable_byte_controller_of(s->controller)) {
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_VALUE", "Only a stream of bytes has a BYOB reader");
        return -1;
    }
    return readable_reader_set_up(ctx, reader, stream);
}

JSValue acquire_readable_byob_reader(JSContext *ctx, JSValueConst stream)
{
    readable_byob_reader *r;
    THAW_AUTO(thaw_value)
    reader = thaw_value_of(ctx, thaw_native_new(ctx, &readable_byob_reader_class, JS_UNDEFINED, &r));
    return JS_IsException(reader.v) || set_up(ctx, reader.v, stream) < 0 ? JS_EXCEPTION : thaw_value_take(&reader);
}

void readable_byob_reader_read(JSContext *ctx, JSValueConst reader, JSValueConst view, uint64_t min,
                               read_request request)
{
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, JS_DupValue(ctx, readable_reader_of(reader)->stream));
    readable_stream *s = readable_stream_of(stream.v);
    s->disturbed = true;
    if (s->state == READABLE_STREAM_ERRORED)
        read_request_error(ctx, request, s->stored_error);
    else
        readable_byte_controller_pull_into(ctx, s->controller, view, min, request);
}

/* --- the interface --- */

typedef struct {
    readable_stream_ref stream;
} construct_args;

static JSValue reader_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    readable_byob_reader *r;
    THAW_AUTO(thaw_value) reader = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &r));
    if (JS_IsException(reader.v) || set_up(ctx, reader.v, args->stream.object) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&reader);
}

typedef struct {
    uint64_t min;
} read_options;
THAW_IDL_DICTIONARY(read_options, "ReadableStreamBYOBReaderReadOptions",
                    THAW_DEFAULT(read_options, min, "min", enforced_unsigned_long_long, THAW_NUMBER(1)));
typedef struct {
    JSValueConst view;
    read_options options;
} read_args;

static JSValue throw_argument(JSContext *ctx, const char *type, const char *message)
{
    return thaw_throw_code(ctx, type, "ERR_INVALID_ARG_VALUE", "%s", message);
}

static JSValue reader_read(JSContext *ctx, const thaw_invocation *in)
{
    const read_args *args = in->args;
    const readable_reader *r = in->self;
    thaw_engine_view v = thaw_engine_view_of(args->view);
    if (v.size == 0 || v.is_out_of_bounds)
        return throw_argument(ctx, "TypeError", "The view to read into must not be empty or detached");
    if (args->options.min == 0)
        return throw_argument(ctx, "TypeError", "min must be greater than 0");
    if (args->options.min > v.size / thaw_engine_element_size(v.type))
        return throw_argument(ctx, "RangeError", "min must not be greater than the view's length");
    if (JS_IsUndefined(r->stream))
        return readable_reader_throw_released(ctx);
    JSValue promise = thaw_promise_pending(ctx);
    if (!JS_IsException(promise))
        readable_byob_reader_read(ctx, in->this_val, args->view, args->options.min, (read_request){ NULL, promise });
    return promise;
}

static const thaw_member members[] = {
    READABLE_READER_MEMBERS,
    THAW_PROMISE_METHOD_ARGS("read", reader_read, read_args, THAW_REQUIRED(read_args, view, "view", ArrayBufferView),
                             THAW_DEFAULT(read_args, options, "options", read_options, THAW_ABSENT)),
};
static const thaw_interface interface = {
    .cls = &readable_byob_reader_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR_ARGS(reader_construct, construct_args,
                          THAW_REQUIRED(construct_args, stream, "stream", readable_stream)),
};

int readable_byob_reader_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
