/* SPDX-License-Identifier: MIT
 * ReadableStream (Streams Standard, 4.2 and 4.9). */
#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/promise.h"
#include "js/webidl/convert.h"
#include "js/webidl/interface.h"
#include "web/dom/abort_signal.h"
#include "web/streams/readable_byte_int.h"
#include "web/streams/streams.h"
#include "web/streams/writable_int.h"

THAW_CLASS_TABLE(readable_stream, READABLE_STREAM, "ReadableStream", .clone = &readable_stream_clone);

/* --- operations --- */

uint32_t readable_stream_num_read_requests(const readable_stream *s)
{
    return readable_reader_of(s->reader)->reads.count;
}

void readable_stream_fulfill_read_request(JSContext *ctx, JSValueConst stream, JSValueConst chunk, bool done)
{
    readable_reader *r = readable_reader_of(readable_stream_of(stream)->reader);
    if (!r || r->reads.count == 0) /* a getter of "then" let the reader go */
        return;
    queued_read one = readable_reader_take_request(r);
    read_request request = { one.handler, one.target };
    if (done)
        read_request_close(ctx, request, chunk);
    else
        read_request_chunk(ctx, request, chunk);
    JS_FreeValue(ctx, one.target);
}

void readable_stream_close(JSContext *ctx, JSValueConst stream)
{
    readable_stream *s = readable_stream_of(stream);
    s->state = READABLE_STREAM_CLOSED;
    if (JS_IsUndefined(s->reader))
        return;
    THAW_AUTO(thaw_value) reader = thaw_value_of(ctx, JS_DupValue(ctx, s->reader));
    thaw_promise_resolve(ctx, readable_reader_of(reader.v)->closed, JS_UNDEFINED);
    if (!readable_byob_reader_of(reader.v)) /* whose buffers the source still has to give back */
        readable_reader_end_requests(ctx, reader.v, false, JS_UNDEFINED);
}

void readable_stream_error(JSContext *ctx, JSValueConst stream, JSValueConst reason)
{
    readable_stream *s = readable_stream_of(stream);
    s->state = READABLE_STREAM_ERRORED;
    thaw_slot_set(JS_GetRuntime(ctx), &s->stored_error, JS_DupValue(ctx, reason));
    if (JS_IsUndefined(s->reader))
        return;
    THAW_AUTO(thaw_value) reader = thaw_value_of(ctx, JS_DupValue(ctx, s->reader));
    readable_reader *r = readable_reader_of(reader.v);
    thaw_promise_reject(ctx, r->closed, reason);
    thaw_engine_promise_handled(ctx, r->closed);
    readable_reader_end_requests(ctx, reader.v, true, reason);
}

JSValue readable_stream_cancel(JSContext *ctx, JSValueConst stream, JSValueConst reason)
{
    readable_stream *s = readable_stream_of(stream);
    s->disturbed = true;
    if (s->state == READABLE_STREAM_CLOSED)
        return thaw_promise_resolved(ctx, JS_UNDEFINED);
    if (s->state == READABLE_STREAM_ERRORED)
        return thaw_promise_rejected(ctx, s->stored_error);
    readable_stream_close(ctx, stream);
    THAW_AUTO(thaw_value) reader = thaw_value_of(ctx, JS_DupValue(ctx, s->reader));
    if (readable_byob_reader_of(reader.v))
        readable_reader_end_requests(ctx, reader.v, false, JS_UNDEFINED);
    return thaw_promise_to_undefined(ctx, readable_controller_cancel_steps(ctx, s->controller, reason));
}

/* A stream and its controller, tied to each other; the controller's source is for the caller to fill in. */
static int tie(JSContext *ctx, JSValueConst stream, const thaw_class *cls, double high_water_mark,
               readable_controller **ret)
{
    readable_controller *c;
    JSValue controller = thaw_native_new(ctx, cls, JS_UNDEFINED, &c);
    if (JS_IsException(controller))
        return -1;
    c->kind = cls == &readable_byte_controller_class ? &readable_byte_kind : &readable_default_kind;
    c->high_water_mark = high_water_mark;
    c->stream = JS_DupValue(ctx, stream);
    readable_stream_of(stream)->controller = controller;
    *ret = c;
    return 0;
}

static JSValue create(JSContext *ctx, const thaw_class *cls, const stream_source *source, JSValueConst holder,
                      double high_water_mark)
{
    readable_stream *s;
    readable_controller *c;
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, thaw_native_new(ctx, &readable_stream_class, JS_UNDEFINED, &s));
    if (JS_IsException(stream.v) || tie(ctx, stream.v, cls, high_water_mark, &c) < 0)
        return JS_EXCEPTION;
    c->native = source;
    c->source = JS_DupValue(ctx, holder);
    JSValue start = source->start ? source->start(ctx, s->controller, holder) : JS_UNDEFINED;
    return readable_controller_set_up(ctx, s->controller, start) < 0 ? JS_EXCEPTION : thaw_value_take(&stream);
}

JSValue create_readable_stream(JSContext *ctx, const stream_source *source, JSValueConst holder, double high_water_mark)
{
    return create(ctx, &readable_default_controller_class, source, holder, high_water_mark);
}

JSValue create_readable_byte_stream(JSContext *ctx, const stream_source *source, JSValueConst holder)
{
    return create(ctx, &readable_byte_controller_class, source, holder, 0);
}

/* --- constructor --- */

THAW_IDL_ENUM(source_type, "ReadableStreamType", "bytes");
typedef struct {
    bool has_auto_allocate_chunk_size, has_cancel, has_pull, has_start, has_type;
    uint64_t auto_allocate_chunk_size;
    JSValueConst cancel, pull, start;
    int type;
} underlying_source;
THAW_IDL_DICTIONARY(underlying_source, "UnderlyingSource",
                    THAW_OPTIONAL(underlying_source, auto_allocate_chunk_size, "autoAllocateChunkSize",
                                  enforced_unsigned_long_long),
                    THAW_OPTIONAL(underlying_source, cancel, "cancel", function),
                    THAW_OPTIONAL(underlying_source, pull, "pull", function),
                    THAW_OPTIONAL(underlying_source, start, "start", function),
                    THAW_OPTIONAL(underlying_source, type, "type", source_type));

typedef struct {
    bool has_source;
    JSValueConst source;
    queuing_strategy strategy;
} construct_args;

/* Of a stream of chunks, or of bytes: the controller of its kind, without the source. */
static int make_controller(JSContext *ctx, JSValueConst stream, const construct_args *args,
                           const underlying_source *dictionary, readable_controller **ret)
{
    bool bytes = dictionary->has_type;
    double high_water_mark;
    if (bytes && args->strategy.has_size) {
        thaw_throw_code(ctx, "RangeError", "ERR_INVALID_ARG_VALUE",
                        "The strategy of a stream of bytes must not have a size()");
        return -1;
    }
    if (extract_high_water_mark(ctx, &args->strategy, bytes ? 0 : 1, &high_water_mark) < 0)
        return -1;
    if (bytes && dictionary->has_auto_allocate_chunk_size && dictionary->auto_allocate_chunk_size == 0) {
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_VALUE", "autoAllocateChunkSize must be greater than 0");
        return -1;
    }
    if (tie(ctx, stream, bytes ? &readable_byte_controller_class : &readable_default_controller_class, high_water_mark,
            ret) < 0)
        return -1;
    JSValueConst controller = readable_stream_of(stream)->controller;
    if (bytes)
        readable_byte_controller_of(controller)->auto_allocate_chunk_size = dictionary->auto_allocate_chunk_size;
    else if (args->strategy.has_size)
        readable_default_controller_of(controller)->size = JS_DupValue(ctx, args->strategy.size);
    return 0;
}

/* The controller of a program's source, whose callbacks were read into `dictionary`. */
static int set_up_from_source(JSContext *ctx, JSValueConst stream, const construct_args *args,
                              const underlying_source *dictionary)
{
    readable_controller *c;
    if (make_controller(ctx, stream, args, dictionary, &c) < 0)
        return -1;
    JSValueConst controller = readable_stream_of(stream)->controller, controller_arg[] = { controller };
    if (args->has_source)
        c->source = JS_DupValue(ctx, args->source);
    if (dictionary->has_pull)
        c->pull = JS_DupValue(ctx, dictionary->pull);
    if (dictionary->has_cancel)
        c->cancel = JS_DupValue(ctx, dictionary->cancel);
    JSValue start = JS_UNDEFINED;
    if (dictionary->has_start)
        start = thaw_call(ctx, dictionary->start, args->source, 1, controller_arg);
    return readable_controller_set_up(ctx, controller, start);
}

static JSValue stream_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    thaw_idl_site site = { ctx, NULL, THAW_IDL_CONSTRUCT, NULL, "ReadableStream", 1 };
    underlying_source dictionary = { 0 };
    readable_stream *s;
    if (args->has_source && thaw_idl_convert(&site, &thaw_idl_underlying_source, args->source, &dictionary) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &s));
    int err = JS_IsException(stream.v) ? -1 : set_up_from_source(ctx, stream.v, args, &dictionary);
    thaw_idl_release(ctx, &thaw_idl_underlying_source, &dictionary);
    return err ? JS_EXCEPTION : thaw_value_take(&stream);
}

/* --- members --- */

static JSValue throw_locked(JSContext *ctx)
{
    return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "Invalid state: ReadableStream is locked");
}

static JSValue stream_locked(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewBool(ctx, is_readable_stream_locked(in->self));
}

typedef struct {
    JSValueConst value;
} value_args;

static JSValue stream_cancel(JSContext *ctx, const thaw_invocation *in)
{
    const value_args *args = in->args;
    return is_readable_stream_locked(in->self) ? throw_locked(ctx)
                                               : readable_stream_cancel(ctx, in->this_val, args->value);
}

THAW_IDL_ENUM(reader_mode, "ReadableStreamReaderMode", "byob");
typedef struct {
    bool has_mode;
    int mode;
} reader_options;
THAW_IDL_DICTIONARY(reader_options, "ReadableStreamGetReaderOptions",
                    THAW_OPTIONAL(reader_options, mode, "mode", reader_mode));
typedef struct {
    reader_options options;
} get_reader_args;

static JSValue stream_get_reader(JSContext *ctx, const thaw_invocation *in)
{
    const get_reader_args *args = in->args;
    return args->options.has_mode ? acquire_readable_byob_reader(ctx, in->this_val)
                                  : acquire_readable_reader(ctx, in->this_val);
}

typedef struct {
    bool prevent_abort, prevent_cancel, prevent_close, has_signal;
    thaw_abort_signal_ref signal;
} stream_pipe_options;
THAW_IDL_DICTIONARY(stream_pipe_options, "StreamPipeOptions",
                    THAW_DEFAULT(stream_pipe_options, prevent_abort, "preventAbort", boolean, THAW_NUMBER(0)),
                    THAW_DEFAULT(stream_pipe_options, prevent_cancel, "preventCancel", boolean, THAW_NUMBER(0)),
                    THAW_DEFAULT(stream_pipe_options, prevent_close, "preventClose", boolean, THAW_NUMBER(0)),
                    THAW_OPTIONAL(stream_pipe_options, signal, "signal", thaw_abort_signal));

static pipe_options options_of(const stream_pipe_options *o)
{
    return (pipe_options){ o->prevent_close, o->prevent_abort, o->prevent_cancel,
                           o->has_signal ? o->signal.object : JS_UNDEFINED };
}

typedef struct {
    readable_stream_ref readable;
    writable_stream_ref writable;
} readable_writable_pair;
THAW_IDL_DICTIONARY(readable_writable_pair, "ReadableWritablePair",
                    THAW_REQUIRED(readable_writable_pair, readable, "readable", readable_stream),
                    THAW_REQUIRED(readable_writable_pair, writable, "writable", writable_stream));
typedef struct {
    readable_writable_pair transform;
    stream_pipe_options options;
} pipe_through_args;

static JSValue stream_pipe_through(JSContext *ctx, const thaw_invocation *in)
{
    const pipe_through_args *args = in->args;
    pipe_options options = options_of(&args->options);
    if (is_readable_stream_locked(in->self) || is_writable_stream_locked(args->transform.writable.self))
        return throw_locked(ctx);
    THAW_AUTO(thaw_value)
    promise = thaw_value_of(ctx, readable_stream_pipe_to(ctx, in->this_val, args->transform.writable.object, &options));
    if (JS_IsException(promise.v))
        return JS_EXCEPTION;
    thaw_engine_promise_handled(ctx, promise.v);
    return JS_DupValue(ctx, args->transform.readable.object);
}

typedef struct {
    writable_stream_ref destination;
    stream_pipe_options options;
} pipe_to_args;

static JSValue stream_pipe_to(JSContext *ctx, const thaw_invocation *in)
{
    const pipe_to_args *args = in->args;
    pipe_options options = options_of(&args->options);
    if (is_readable_stream_locked(in->self) || is_writable_stream_locked(args->destination.self))
        return throw_locked(ctx);
    return readable_stream_pipe_to(ctx, in->this_val, args->destination.object, &options);
}

static JSValue stream_tee(JSContext *ctx, const thaw_invocation *in)
{
    JSValue branches[2];
    if (is_readable_stream_locked(in->self))
        return throw_locked(ctx);
    if (readable_stream_tee(ctx, in->this_val, false, branches) < 0)
        return JS_EXCEPTION;
    JSValue pair = JS_NewArray(ctx);
    for (uint32_t i = 0; i < 2; i++) {
        if (JS_IsException(pair))
            JS_FreeValue(ctx, branches[i]);
        else
            JS_DefinePropertyValueUint32(ctx, pair, i, branches[i], JS_PROP_C_W_E);
    }
    return pair;
}

static JSValue stream_from(JSContext *ctx, const thaw_invocation *in)
{
    const value_args *args = in->args;
    return readable_stream_from(ctx, args->value);
}

/* --- asynchronous iteration: the iterator's state is a reader --- */

typedef struct {
    bool prevent_cancel;
} iterator_options;
THAW_IDL_DICTIONARY(iterator_options, "ReadableStreamIteratorOptions",
                    THAW_DEFAULT(iterator_options, prevent_cancel, "preventCancel", boolean, THAW_NUMBER(0)));
typedef struct {
    iterator_options options;
} iterate_args;

static JSValue iterate_begin(JSContext *ctx, const thaw_invocation *in)
{
    const iterate_args *args = in->args;
    JSValue reader = acquire_readable_reader(ctx, in->this_val);
    if (!JS_IsException(reader))
        readable_reader_of(reader)->prevent_cancel = args->options.prevent_cancel;
    return reader;
}

static void iterate_chunk(JSContext *ctx, JSValueConst reader, JSValueConst chunk)
{
    THAW_AUTO(thaw_value) step = thaw_value_of(ctx, thaw_slot_take(&readable_reader_of(reader)->iteration));
    thaw_promise_resolve(ctx, step.v, chunk);
}

static void iterate_close(JSContext *ctx, JSValueConst reader, JSValueConst view)
{
    THAW_AUTO(thaw_value) step = thaw_value_of(ctx, thaw_slot_take(&readable_reader_of(reader)->iteration));
    readable_reader_release(ctx, reader);
    thaw_promise_resolve(ctx, step.v, thaw_end_of_iteration(ctx));
}

static void iterate_error(JSContext *ctx, JSValueConst reader, JSValueConst reason)
{
    THAW_AUTO(thaw_value) step = thaw_value_of(ctx, thaw_slot_take(&readable_reader_of(reader)->iteration));
    readable_reader_release(ctx, reader);
    thaw_promise_reject(ctx, step.v, reason);
}

/* The next step begins when the one before has ended, so the reader has room for one. */
static JSValue iterate_next(JSContext *ctx, void *self, JSValueConst reader)
{
    static const read_handler handler = { iterate_chunk, iterate_close, iterate_error };
    readable_reader *r = readable_reader_of(reader);
    if (JS_IsUndefined(r->stream))
        return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE",
                               "Invalid state: The reader is not attached to a stream");
    JSValue promise = thaw_promise_pending(ctx);
    if (JS_IsException(promise))
        return promise;
    thaw_slot_set(JS_GetRuntime(ctx), &r->iteration, JS_DupValue(ctx, promise));
    readable_reader_read(ctx, reader, (read_request){ &handler, reader });
    return promise;
}

static JSValue iterate_finish(JSContext *ctx, void *self, JSValueConst reader, JSValueConst value)
{
    readable_reader *r = readable_reader_of(reader);
    if (JS_IsUndefined(r->stream))
        return JS_UNDEFINED;
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, JS_DupValue(ctx, r->stream));
    JSValue result = r->prevent_cancel ? JS_UNDEFINED : readable_stream_cancel(ctx, stream.v, value);
    readable_reader_release(ctx, reader);
    return result;
}

static const thaw_async_iteration iteration = { .next = iterate_next, .finish = iterate_finish };

static const thaw_member members[] = {
    THAW_STATIC_METHOD_ARGS("from", stream_from, value_args, THAW_REQUIRED(value_args, value, "asyncIterable", any)),
    THAW_READONLY("locked", stream_locked),
    THAW_PROMISE_METHOD_ARGS("cancel", stream_cancel, value_args,
                             THAW_DEFAULT(value_args, value, "reason", any, THAW_ABSENT)),
    THAW_METHOD_ARGS("getReader", stream_get_reader, get_reader_args,
                     THAW_DEFAULT(get_reader_args, options, "options", reader_options, THAW_ABSENT)),
    THAW_METHOD_ARGS("pipeThrough", stream_pipe_through, pipe_through_args,
                     THAW_REQUIRED(pipe_through_args, transform, "transform", readable_writable_pair),
                     THAW_DEFAULT(pipe_through_args, options, "options", stream_pipe_options, THAW_ABSENT)),
    THAW_PROMISE_METHOD_ARGS("pipeTo", stream_pipe_to, pipe_to_args,
                             THAW_REQUIRED(pipe_to_args, destination, "destination", writable_stream),
                             THAW_DEFAULT(pipe_to_args, options, "options", stream_pipe_options, THAW_ABSENT)),
    THAW_METHOD("tee", stream_tee),
    THAW_ASYNC_ITERABLE_ARGS(&iteration, iterate_begin, iterate_args,
                             THAW_DEFAULT(iterate_args, options, "options", iterator_options, THAW_ABSENT)),
};
static const thaw_interface interface = {
    .cls = &readable_stream_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR_ARGS(stream_construct, construct_args,
                          THAW_OPTIONAL(construct_args, source, "underlyingSource", object),
                          THAW_DEFAULT(construct_args, strategy, "strategy", queuing_strategy, THAW_ABSENT)),
};

int readable_stream_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
