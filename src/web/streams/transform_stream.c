/* SPDX-License-Identifier: MIT
 * The stream is the sink of its writable and the source of its readable side. While `backpressure` is on, a write waits
 * for `backpressure_change`, which a pull of the readable side resolves. */
#include "web/streams/transform_stream.h"

#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/promise.h"
#include "js/webidl/convert.h"
#include "js/webidl/interface.h"
#include "web/streams/streams.h"
#include "web/streams/writable_int.h"

typedef struct transform_stream {
    thaw_native base;
    bool backpressure;
    THAW_JS_FIELDS(readable, writable, controller, backpressure_change, waiting_chunk);
} transform_stream;
THAW_CLASS(transform_stream, TRANSFORM_STREAM, "TransformStream", .clone = &transform_stream_clone);

typedef struct transform_controller {
    thaw_native base;
    const thaw_transformer *native; /* then `transformer` is its holder */
    THAW_JS_FIELDS(stream, transformer, transform, flush, cancel, finish_promise, finish_reason);
} transform_controller;
THAW_CLASS(transform_controller, TRANSFORM_STREAM_DEFAULT_CONTROLLER, "TransformStreamDefaultController");

#define REACTION(name)                                                                                  \
    static JSValue name(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic, \
                        JSValueConst *data)

static JSValueConst readable_controller_value(const transform_stream *t)
{
    return readable_stream_of(t->readable)->controller;
}

static JSValueConst writable_controller_value(const transform_stream *t)
{
    return writable_stream_of(t->writable)->controller;
}

static transform_controller *controller_of(const transform_stream *t)
{
    return transform_controller_of(t->controller);
}

static void clear_algorithms(JSRuntime *rt, transform_controller *c)
{
    c->native = NULL;
    thaw_slot_clear(rt, &c->transform);
    thaw_slot_clear(rt, &c->flush);
    thaw_slot_clear(rt, &c->cancel);
    thaw_slot_clear(rt, &c->transformer);
}

static void set_backpressure(JSContext *ctx, transform_stream *t, bool backpressure)
{
    THAW_AUTO(thaw_value) before = thaw_value_of(ctx, thaw_slot_take(&t->backpressure_change));
    thaw_promise_resolve(ctx, before.v, JS_UNDEFINED);
    thaw_slot_set(JS_GetRuntime(ctx), &t->backpressure_change, thaw_promise_pending(ctx));
    t->backpressure = backpressure;
}

static void unblock_write(JSContext *ctx, transform_stream *t)
{
    if (t->backpressure)
        set_backpressure(ctx, t, false);
}

static void error_writable_and_unblock(JSContext *ctx, transform_stream *t, JSValueConst error)
{
    clear_algorithms(JS_GetRuntime(ctx), controller_of(t));
    writable_controller_error_if_needed(ctx, writable_controller_value(t), error);
    unblock_write(ctx, t);
}

static void transform_stream_error(JSContext *ctx, transform_stream *t, JSValueConst error)
{
    readable_controller_error(ctx, readable_controller_value(t), error);
    error_writable_and_unblock(ctx, t, error);
}

/* --- what the transformer is asked --- */

int thaw_transform_enqueue(JSContext *ctx, JSValueConst controller, JSValueConst chunk)
{
    THAW_AUTO(thaw_value)
    stream = thaw_value_of(ctx, JS_DupValue(ctx, transform_controller_of(controller)->stream));
    transform_stream *t = transform_stream_of(stream.v);
    JSValueConst readable_controller_v = readable_controller_value(t);
    readable_controller *r = readable_controller_of(readable_controller_v);
    if (!readable_controller_can_close_or_enqueue(r)) {
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "Invalid state: The readable side is closed or errored");
        return -1;
    }
    if (readable_default_controller_enqueue(ctx, readable_controller_v, chunk) < 0) {
        THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
        error_writable_and_unblock(ctx, t, error.v);
        JS_Throw(ctx, JS_DupValue(ctx, readable_stream_of(t->readable)->stored_error));
        return -1;
    }
    bool backpressure = !readable_controller_should_call_pull(r);
    if (backpressure != t->backpressure)
        set_backpressure(ctx, t, true);
    return 0;
}

static JSValue call_transform(JSContext *ctx, JSValueConst controller, JSValueConst chunk)
{
    transform_controller *c = transform_controller_of(controller);
    JSValueConst args[] = { chunk, controller };
    THAW_AUTO(thaw_value)
    holder = thaw_value_of(ctx, JS_DupValue(ctx, c->transformer)); /* it can be let go meanwhile */
    if (c->native && c->native->transform)
        return c->native->transform(ctx, controller, holder.v, chunk);
    if (!JS_IsUndefined(c->transform))
        return thaw_call(ctx, c->transform, c->transformer, 2, args);
    return thaw_transform_enqueue(ctx, controller, chunk) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue call_flush(JSContext *ctx, JSValueConst controller)
{
    const transform_controller *c = transform_controller_of(controller);
    JSValueConst args[] = { controller };
    THAW_AUTO(thaw_value) holder = thaw_value_of(ctx, JS_DupValue(ctx, c->transformer));
    if (c->native)
        return c->native->flush ? c->native->flush(ctx, controller, holder.v) : JS_UNDEFINED;
    return JS_IsUndefined(c->flush) ? JS_UNDEFINED : thaw_call(ctx, c->flush, c->transformer, 1, args);
}

static JSValue call_cancel(JSContext *ctx, const transform_controller *c, JSValueConst reason)
{
    JSValueConst args[] = { reason };
    THAW_AUTO(thaw_value) holder = thaw_value_of(ctx, JS_DupValue(ctx, c->transformer));
    if (c->native)
        return c->native->cancel ? c->native->cancel(ctx, holder.v, reason) : JS_UNDEFINED;
    return JS_IsUndefined(c->cancel) ? JS_UNDEFINED : thaw_call(ctx, c->cancel, c->transformer, 1, args);
}

REACTION(on_transform_failed)
{
    transform_stream_error(ctx, transform_stream_of(data[0]), argv[0]);
    return JS_Throw(ctx, JS_DupValue(ctx, argv[0]));
}

static JSValue perform_transform(JSContext *ctx, JSValueConst stream, JSValueConst chunk)
{
    const transform_stream *t = transform_stream_of(stream);
    THAW_AUTO(thaw_value)
    promise = thaw_value_of(ctx, thaw_promise_of_result(ctx, call_transform(ctx, t->controller, chunk)));
    return JS_IsException(promise.v) ? JS_EXCEPTION
                                     : thaw_promise_then(ctx, promise.v, stream, NULL, on_transform_failed);
}

/* --- the sink --- */

/* The end of backpressure, which a chunk waited for. */
REACTION(on_unblocked)
{
    transform_stream *t = transform_stream_of(data[0]);
    THAW_AUTO(thaw_value) chunk = thaw_value_of(ctx, thaw_slot_take(&t->waiting_chunk));
    const writable_stream *w = writable_stream_of(t->writable);
    if (w->state == WRITABLE_STREAM_ERRORING)
        return JS_Throw(ctx, JS_DupValue(ctx, w->stored_error));
    return perform_transform(ctx, data[0], chunk.v);
}

static JSValue sink_write(JSContext *ctx, JSValueConst controller, JSValueConst stream, JSValueConst chunk)
{
    transform_stream *t = transform_stream_of(stream);
    if (!t->backpressure)
        return perform_transform(ctx, stream, chunk);
    thaw_slot_set(JS_GetRuntime(ctx), &t->waiting_chunk,
                  JS_DupValue(ctx, chunk)); /* one write is under way at a time */
    return thaw_promise_then(ctx, t->backpressure_change, stream, on_unblocked, NULL);
}

/* Asks the transformer to end by `result`, and settles the one promise of ending when it has. Borrowed result: the
 * promise, owned by the caller. */
static JSValue finish(JSContext *ctx, JSValueConst stream, JSValue result, JSCFunctionData *ok, JSCFunctionData *bad)
{
    transform_controller *c = controller_of(transform_stream_of(stream));
    THAW_AUTO(thaw_value) done = thaw_value_of(ctx, thaw_promise_of_result(ctx, result));
    clear_algorithms(JS_GetRuntime(ctx), c);
    if (JS_IsException(done.v) || thaw_promise_react(ctx, done.v, stream, ok, bad) < 0)
        return JS_EXCEPTION;
    return JS_DupValue(ctx, c->finish_promise);
}

/* Begins ending. False if that was done before. */
static bool begin_finish(JSContext *ctx, transform_controller *c, JSValueConst reason)
{
    if (!JS_IsUndefined(c->finish_promise))
        return false;
    c->finish_promise = thaw_promise_pending(ctx);
    thaw_slot_set(JS_GetRuntime(ctx), &c->finish_reason, JS_DupValue(ctx, reason));
    return true;
}

/* Settles it as the other side's state says. */
static void settle(JSContext *ctx, transform_controller *c, bool errored, JSValueConst error)
{
    if (errored)
        thaw_promise_reject(ctx, c->finish_promise, error);
    else
        thaw_promise_resolve(ctx, c->finish_promise, JS_UNDEFINED);
}

REACTION(on_abort_done)
{
    transform_stream *t = transform_stream_of(data[0]);
    transform_controller *c = controller_of(t);
    const readable_stream *r = readable_stream_of(t->readable);
    bool errored = r->state == READABLE_STREAM_ERRORED;
    if (!errored)
        readable_controller_error(ctx, r->controller, c->finish_reason);
    settle(ctx, c, errored, r->stored_error);
    return JS_UNDEFINED;
}

REACTION(on_readable_end_failed)
{
    transform_stream *t = transform_stream_of(data[0]);
    readable_controller_error(ctx, readable_controller_value(t), argv[0]);
    settle(ctx, controller_of(t), true, argv[0]);
    return JS_UNDEFINED;
}

static JSValue sink_abort(JSContext *ctx, JSValueConst stream, JSValueConst reason)
{
    transform_controller *c = controller_of(transform_stream_of(stream));
    if (!begin_finish(ctx, c, reason))
        return JS_DupValue(ctx, c->finish_promise);
    return finish(ctx, stream, call_cancel(ctx, c, reason), on_abort_done, on_readable_end_failed);
}

REACTION(on_flushed)
{
    transform_stream *t = transform_stream_of(data[0]);
    const readable_stream *r = readable_stream_of(t->readable);
    bool errored = r->state == READABLE_STREAM_ERRORED;
    if (!errored)
        readable_default_controller_close(ctx, r->controller);
    settle(ctx, controller_of(t), errored, r->stored_error);
    return JS_UNDEFINED;
}

static JSValue sink_close(JSContext *ctx, JSValueConst stream)
{
    const transform_stream *t = transform_stream_of(stream);
    transform_controller *c = controller_of(t);
    if (!begin_finish(ctx, c, JS_UNDEFINED))
        return JS_DupValue(ctx, c->finish_promise);
    return finish(ctx, stream, call_flush(ctx, t->controller), on_flushed, on_readable_end_failed);
}

/* --- the source --- */

static JSValue source_pull(JSContext *ctx, JSValueConst controller, JSValueConst stream)
{
    transform_stream *t = transform_stream_of(stream);
    set_backpressure(ctx, t, false);
    return JS_DupValue(ctx, t->backpressure_change);
}

REACTION(on_cancel_done)
{
    transform_stream *t = transform_stream_of(data[0]);
    transform_controller *c = controller_of(t);
    const writable_stream *w = writable_stream_of(t->writable);
    bool errored = w->state == WRITABLE_STREAM_ERRORED;
    if (!errored) {
        writable_controller_error_if_needed(ctx, w->controller, c->finish_reason);
        unblock_write(ctx, t);
    }
    settle(ctx, c, errored, w->stored_error);
    return JS_UNDEFINED;
}

REACTION(on_cancel_failed)
{
    transform_stream *t = transform_stream_of(data[0]);
    writable_controller_error_if_needed(ctx, writable_controller_value(t), argv[0]);
    unblock_write(ctx, t);
    settle(ctx, controller_of(t), true, argv[0]);
    return JS_UNDEFINED;
}

static JSValue source_cancel(JSContext *ctx, JSValueConst stream, JSValueConst reason)
{
    transform_controller *c = controller_of(transform_stream_of(stream));
    if (!begin_finish(ctx, c, reason))
        return JS_DupValue(ctx, c->finish_promise);
    return finish(ctx, stream, call_cancel(ctx, c, reason), on_cancel_done, on_cancel_failed);
}

/* --- making one --- */

typedef struct {
    double writable_mark, readable_mark;
    JSValueConst writable_size, readable_size;
} transform_strategies;

static JSValue start_promise(JSContext *ctx, JSValueConst controller, JSValueConst holder)
{
    return JS_DupValue(ctx, transform_stream_of(holder)->backpressure_change);
}

/* InitializeTransformStream and SetUpTransformStreamDefaultController; both sides wait for the returned promise. */
static JSValue initialize(JSContext *ctx, JSValueConst stream, const transform_strategies *strategies)
{
    static const stream_sink sink = { sink_write, sink_close, sink_abort };
    static const stream_source source = { start_promise, source_pull, source_cancel };
    transform_stream *t = transform_stream_of(stream);
    transform_controller *c;
    JSValue controller = thaw_native_new(ctx, &transform_controller_class, JS_UNDEFINED, &c);
    if (JS_IsException(controller))
        return JS_EXCEPTION;
    t->controller = controller;
    c->stream = JS_DupValue(ctx, stream);
    THAW_AUTO(thaw_value) start = thaw_value_of(ctx, thaw_promise_pending(ctx));
    if (JS_IsException(start.v))
        return JS_EXCEPTION;
    t->backpressure_change = JS_DupValue(ctx, start.v); /* where start_promise finds it, for a moment */
    JSValue writable = create_writable_stream(ctx, &sink, stream, JS_DupValue(ctx, start.v), strategies->writable_mark,
                                              strategies->writable_size);
    if (JS_IsException(writable))
        return JS_EXCEPTION;
    t->writable = writable;
    JSValue readable = create_readable_stream(ctx, &source, stream, strategies->readable_mark);
    if (JS_IsException(readable))
        return JS_EXCEPTION;
    t->readable = readable;
    readable_default_controller_of(readable_stream_of(readable)->controller)->size =
        JS_DupValue(ctx, strategies->readable_size);
    thaw_slot_clear(JS_GetRuntime(ctx), &t->backpressure_change);
    set_backpressure(ctx, t, true);
    return thaw_value_take(&start);
}

JSValue thaw_transform_stream_new(JSContext *ctx, const thaw_transformer *transformer, JSValueConst holder)
{
    const transform_strategies strategies = { 1, 0, JS_UNDEFINED, JS_UNDEFINED };
    transform_stream *t;
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, thaw_native_new(ctx, &transform_stream_class, JS_UNDEFINED, &t));
    if (JS_IsException(stream.v))
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) start = thaw_value_of(ctx, initialize(ctx, stream.v, &strategies));
    if (JS_IsException(start.v))
        return JS_EXCEPTION;
    transform_controller *c = controller_of(t);
    c->native = transformer;
    c->transformer = JS_DupValue(ctx, holder);
    thaw_promise_resolve(ctx, start.v, JS_UNDEFINED);
    return thaw_value_take(&stream);
}

JSValue transform_stream_of_ends(JSContext *ctx, JSValue readable, JSValue writable)
{
    transform_stream *t;
    THAW_AUTO(thaw_value) first = thaw_value_of(ctx, readable);
    THAW_AUTO(thaw_value) second = thaw_value_of(ctx, writable);
    if (JS_IsException(first.v) || JS_IsException(second.v))
        return JS_EXCEPTION;
    JSValue stream = thaw_native_new(ctx, &transform_stream_class, JS_UNDEFINED, &t);
    if (JS_IsException(stream))
        return JS_EXCEPTION;
    t->readable = thaw_value_take(&first);
    t->writable = thaw_value_take(&second);
    return stream;
}

JSValueConst thaw_transform_stream_readable(JSValueConst stream)
{
    return transform_stream_of(stream)->readable;
}

JSValueConst thaw_transform_stream_writable(JSValueConst stream)
{
    return transform_stream_of(stream)->writable;
}

/* --- the interfaces --- */

typedef struct {
    bool has_cancel, has_flush, has_readable_type, has_start, has_transform, has_writable_type;
    JSValueConst cancel, flush, readable_type, start, transform, writable_type;
} transformer_dictionary;
THAW_IDL_DICTIONARY(transformer_dictionary, "Transformer",
                    THAW_OPTIONAL(transformer_dictionary, cancel, "cancel", function),
                    THAW_OPTIONAL(transformer_dictionary, flush, "flush", function),
                    THAW_OPTIONAL(transformer_dictionary, readable_type, "readableType", any),
                    THAW_OPTIONAL(transformer_dictionary, start, "start", function),
                    THAW_OPTIONAL(transformer_dictionary, transform, "transform", function),
                    THAW_OPTIONAL(transformer_dictionary, writable_type, "writableType", any));
typedef struct {
    bool has_transformer;
    JSValueConst transformer;
    queuing_strategy writable_strategy, readable_strategy;
} construct_args;

static int read_strategies(JSContext *ctx, const construct_args *args, transform_strategies *ret)
{
    const queuing_strategy *w = &args->writable_strategy, *r = &args->readable_strategy;
    ret->writable_size = w->has_size ? w->size : JS_UNDEFINED;
    ret->readable_size = r->has_size ? r->size : JS_UNDEFINED;
    return extract_high_water_mark(ctx, r, 0, &ret->readable_mark) < 0 ||
                   extract_high_water_mark(ctx, w, 1, &ret->writable_mark) < 0
               ? -1
               : 0;
}

static int set_up_from_transformer(JSContext *ctx, JSValueConst stream, const construct_args *args,
                                   const transformer_dictionary *d)
{
    transform_strategies strategies;
    if (d->has_readable_type || d->has_writable_type) {
        thaw_throw_code(ctx, "RangeError", "ERR_INVALID_ARG_VALUE",
                        "A transformer's readableType and writableType are reserved: they must be undefined");
        return -1;
    }
    if (read_strategies(ctx, args, &strategies) < 0)
        return -1;
    THAW_AUTO(thaw_value) start = thaw_value_of(ctx, initialize(ctx, stream, &strategies));
    if (JS_IsException(start.v))
        return -1;
    transform_controller *c = controller_of(transform_stream_of(stream));
    if (args->has_transformer)
        c->transformer = JS_DupValue(ctx, args->transformer);
    if (d->has_transform)
        c->transform = JS_DupValue(ctx, d->transform);
    if (d->has_flush)
        c->flush = JS_DupValue(ctx, d->flush);
    if (d->has_cancel)
        c->cancel = JS_DupValue(ctx, d->cancel);
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, JS_UNDEFINED);
    JSValueConst start_args[] = { transform_stream_of(stream)->controller };
    if (d->has_start)
        result.v = thaw_call(ctx, d->start, args->transformer, 1, start_args);
    if (JS_IsException(result.v))
        return -1;
    thaw_promise_resolve(ctx, start.v, result.v);
    return 0;
}

static JSValue stream_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    thaw_idl_site site = { ctx, NULL, THAW_IDL_CONSTRUCT, NULL, "TransformStream", 1 };
    transformer_dictionary d = { 0 };
    transform_stream *t;
    if (args->has_transformer && thaw_idl_convert(&site, &thaw_idl_transformer_dictionary, args->transformer, &d) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &t));
    int err = JS_IsException(stream.v) ? -1 : set_up_from_transformer(ctx, stream.v, args, &d);
    thaw_idl_release(ctx, &thaw_idl_transformer_dictionary, &d);
    return err ? JS_EXCEPTION : thaw_value_take(&stream);
}

static JSValue stream_readable(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((transform_stream *)in->self)->readable);
}

static JSValue stream_writable(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((transform_stream *)in->self)->writable);
}

static const thaw_member stream_members[] = {
    THAW_READONLY("readable", stream_readable),
    THAW_READONLY("writable", stream_writable),
};
static const thaw_interface stream_interface = {
    .cls = &transform_stream_class,
    THAW_MEMBERS(stream_members),
    THAW_CONSTRUCTOR_ARGS(
        stream_construct, construct_args, THAW_OPTIONAL(construct_args, transformer, "transformer", object),
        THAW_DEFAULT(construct_args, writable_strategy, "writableStrategy", queuing_strategy, THAW_ABSENT),
        THAW_DEFAULT(construct_args, readable_strategy, "readableStrategy", queuing_strategy, THAW_ABSENT)),
};

static JSValue controller_desired_size(JSContext *ctx, const thaw_invocation *in)
{
    const transform_controller *c = in->self;
    double size;
    const readable_controller *r = readable_controller_of(readable_controller_value(transform_stream_of(c->stream)));
    return readable_controller_desired_size(r, &size) ? JS_NewNumber(ctx, size) : JS_NULL;
}

typedef struct {
    JSValueConst value;
} value_args;

static JSValue controller_enqueue(JSContext *ctx, const thaw_invocation *in)
{
    const value_args *args = in->args;
    return thaw_transform_enqueue(ctx, in->this_val, args->value) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue controller_error(JSContext *ctx, const thaw_invocation *in)
{
    const value_args *args = in->args;
    const transform_controller *c = in->self;
    transform_stream_error(ctx, transform_stream_of(c->stream), args->value);
    return JS_UNDEFINED;
}

static JSValue controller_terminate(JSContext *ctx, const thaw_invocation *in)
{
    const transform_controller *c = in->self;
    transform_stream *t = transform_stream_of(c->stream);
    readable_default_controller_close(ctx, readable_controller_value(t));
    THAW_AUTO(thaw_value)
    error = thaw_value_of(ctx, thaw_error_with_code(ctx, "TypeError", "ERR_INVALID_STATE",
                                                    "Invalid state: TransformStream has been terminated"));
    error_writable_and_unblock(ctx, t, error.v);
    return JS_UNDEFINED;
}

static const thaw_member controller_members[] = {
    THAW_READONLY("desiredSize", controller_desired_size),
    THAW_METHOD_ARGS("enqueue", controller_enqueue, value_args,
                     THAW_DEFAULT(value_args, value, "chunk", any, THAW_ABSENT)),
    THAW_METHOD_ARGS("error", controller_error, value_args,
                     THAW_DEFAULT(value_args, value, "reason", any, THAW_ABSENT)),
    THAW_METHOD("terminate", controller_terminate),
};
static const thaw_interface controller_interface = { .cls = &transform_controller_class,
                                                     THAW_MEMBERS(controller_members) };

int transform_stream_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &stream_interface) < 0 ? -1 : thaw_interface_define(ctx, &controller_interface);
}
