/* SPDX-License-Identifier: MIT
 * WritableStream (Streams Standard, 5.2 and 5.5). */
#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/promise.h"
#include "js/webidl/convert.h"
#include "js/webidl/interface.h"
#include "web/dom/abort_signal.h"
#include "web/streams/streams.h"
#include "web/streams/writable_int.h"

static void stream_visit(void *self, thaw_visitor *v)
{
    thaw_chunk_queue_visit(&((writable_stream *)self)->write_requests, v);
}

static void stream_dispose(JSRuntime *rt, void *self)
{
    thaw_chunk_queue_dispose(rt, &((writable_stream *)self)->write_requests);
}

THAW_CLASS_TABLE(writable_stream, WRITABLE_STREAM, "WritableStream", .visit = stream_visit, .dispose = stream_dispose,
                 .clone = &writable_stream_clone);

static writable_controller *controller_of(const writable_stream *s)
{
    return writable_controller_of(s->controller);
}

bool writable_stream_close_queued_or_in_flight(const writable_stream *s)
{
    return !JS_IsUndefined(s->close_request) || !JS_IsUndefined(s->in_flight_close);
}

static bool has_operation_in_flight(const writable_stream *s)
{
    return !JS_IsUndefined(s->in_flight_write) || !JS_IsUndefined(s->in_flight_close);
}

bool writable_stream_desired_size(const writable_stream *s, double *ret)
{
    const writable_controller *c = controller_of(s);
    *ret = s->state == WRITABLE_STREAM_CLOSED ? 0 : c->high_water_mark - c->queue.total;
    return s->state == WRITABLE_STREAM_WRITABLE || s->state == WRITABLE_STREAM_CLOSED;
}

void writable_stream_update_backpressure(JSContext *ctx, JSValueConst stream, bool backpressure)
{
    writable_stream *s = writable_stream_of(stream);
    if (!JS_IsUndefined(s->writer) && backpressure != s->backpressure) {
        writable_writer *w = writable_writer_of(s->writer);
        if (backpressure)
            thaw_slot_set(JS_GetRuntime(ctx), &w->ready, thaw_promise_pending(ctx));
        else
            thaw_promise_resolve(ctx, w->ready, JS_UNDEFINED);
    }
    s->backpressure = backpressure;
}

void writable_stream_start_erroring(JSContext *ctx, JSValueConst stream, JSValueConst reason)
{
    writable_stream *s = writable_stream_of(stream);
    s->state = WRITABLE_STREAM_ERRORING;
    thaw_slot_set(JS_GetRuntime(ctx), &s->stored_error, JS_DupValue(ctx, reason));
    if (!JS_IsUndefined(s->writer))
        writable_writer_ensure_ready_rejected(ctx, writable_writer_of(s->writer), reason);
    if (!has_operation_in_flight(s) && controller_of(s)->started)
        writable_stream_finish_erroring(ctx, stream);
}

static void reject_close_and_closed_if_needed(JSContext *ctx, writable_stream *s)
{
    if (!JS_IsUndefined(s->close_request)) {
        THAW_AUTO(thaw_value) request = thaw_value_of(ctx, thaw_slot_take(&s->close_request));
        thaw_promise_reject(ctx, request.v, s->stored_error);
    }
    if (!JS_IsUndefined(s->writer)) {
        writable_writer *w = writable_writer_of(s->writer);
        thaw_promise_reject(ctx, w->closed, s->stored_error);
        thaw_engine_promise_handled(ctx, w->closed);
    }
}

/* The abort's promise is in data[1]. */
static JSValue on_aborted(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                          JSValueConst *data)
{
    writable_stream *s = writable_stream_of(data[0]);
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_slot_take(&s->abort_promise));
    thaw_promise_resolve(ctx, promise.v, JS_UNDEFINED);
    reject_close_and_closed_if_needed(ctx, s);
    return JS_UNDEFINED;
}

static JSValue on_abort_failed(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                               JSValueConst *data)
{
    writable_stream *s = writable_stream_of(data[0]);
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_slot_take(&s->abort_promise));
    thaw_promise_reject(ctx, promise.v, argv[0]);
    reject_close_and_closed_if_needed(ctx, s);
    return JS_UNDEFINED;
}

void writable_stream_finish_erroring(JSContext *ctx, JSValueConst stream)
{
    writable_stream *s = writable_stream_of(stream);
    s->state = WRITABLE_STREAM_ERRORED;
    writable_controller_error_steps(ctx, s->controller);
    while (!thaw_chunk_queue_is_empty(&s->write_requests)) {
        THAW_AUTO(thaw_value) request = thaw_value_of(ctx, thaw_chunk_queue_shift(&s->write_requests));
        thaw_promise_reject(ctx, request.v, s->stored_error);
    }
    if (JS_IsUndefined(s->abort_promise)) {
        reject_close_and_closed_if_needed(ctx, s);
        return;
    }
    THAW_AUTO(thaw_value) reason = thaw_value_of(ctx, thaw_slot_take(&s->abort_reason));
    if (s->abort_was_erroring) {
        THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_slot_take(&s->abort_promise));
        thaw_promise_reject(ctx, promise.v, s->stored_error);
        reject_close_and_closed_if_needed(ctx, s);
        return;
    }
    THAW_AUTO(thaw_value)
    done = thaw_value_of(ctx, writable_controller_abort_steps(ctx, s->controller, reason.v));
    thaw_promise_wait(ctx, done.v, stream, on_aborted, on_abort_failed);
}

void writable_stream_deal_with_rejection(JSContext *ctx, JSValueConst stream, JSValueConst error)
{
    if (writable_stream_of(stream)->state == WRITABLE_STREAM_WRITABLE)
        writable_stream_start_erroring(ctx, stream, error);
    else
        writable_stream_finish_erroring(ctx, stream);
}

void writable_stream_finish_in_flight_write(JSContext *ctx, JSValueConst stream, const JSValueConst *error)
{
    THAW_AUTO(thaw_value)
    request = thaw_value_of(ctx, thaw_slot_take(&writable_stream_of(stream)->in_flight_write));
    if (!error) {
        thaw_promise_resolve(ctx, request.v, JS_UNDEFINED);
        return;
    }
    thaw_promise_reject(ctx, request.v, *error);
    writable_stream_deal_with_rejection(ctx, stream, *error);
}

void writable_stream_finish_in_flight_close(JSContext *ctx, JSValueConst stream, const JSValueConst *error)
{
    JSRuntime *rt = JS_GetRuntime(ctx);
    writable_stream *s = writable_stream_of(stream);
    THAW_AUTO(thaw_value) request = thaw_value_of(ctx, thaw_slot_take(&s->in_flight_close));
    THAW_AUTO(thaw_value) abort = thaw_value_of(ctx, JS_UNDEFINED);
    if (error) {
        thaw_promise_reject(ctx, request.v, *error);
        abort.v = thaw_slot_take(&s->abort_promise);
        thaw_promise_reject(ctx, abort.v, *error);
        writable_stream_deal_with_rejection(ctx, stream, *error);
        return;
    }
    thaw_promise_resolve(ctx, request.v, JS_UNDEFINED);
    if (s->state == WRITABLE_STREAM_ERRORING) {
        thaw_slot_clear(rt, &s->stored_error);
        abort.v = thaw_slot_take(&s->abort_promise);
        thaw_promise_resolve(ctx, abort.v, JS_UNDEFINED);
    }
    s->state = WRITABLE_STREAM_CLOSED;
    if (!JS_IsUndefined(s->writer))
        thaw_promise_resolve(ctx, writable_writer_of(s->writer)->closed, JS_UNDEFINED);
}

JSValue writable_stream_abort(JSContext *ctx, JSValueConst stream, JSValueConst reason)
{
    JSRuntime *rt = JS_GetRuntime(ctx);
    writable_stream *s = writable_stream_of(stream);
    if (s->state == WRITABLE_STREAM_CLOSED || s->state == WRITABLE_STREAM_ERRORED)
        return thaw_promise_resolved(ctx, JS_UNDEFINED);
    THAW_AUTO(thaw_value)
    signal = thaw_value_of(ctx, JS_DupValue(ctx, controller_of(s)->abort_controller_signal));
    if (thaw_abort_signal_abort(ctx, signal.v, reason) < 0)
        return JS_EXCEPTION;
    if (s->state == WRITABLE_STREAM_CLOSED || s->state == WRITABLE_STREAM_ERRORED) /* listeners can do that */
        return thaw_promise_resolved(ctx, JS_UNDEFINED);
    if (!JS_IsUndefined(s->abort_promise))
        return JS_DupValue(ctx, s->abort_promise);
    s->abort_was_erroring = s->state == WRITABLE_STREAM_ERRORING;
    JSValue promise = thaw_promise_pending(ctx);
    if (JS_IsException(promise))
        return promise;
    s->abort_promise = JS_DupValue(ctx, promise);
    thaw_slot_set(rt, &s->abort_reason, s->abort_was_erroring ? JS_UNDEFINED : JS_DupValue(ctx, reason));
    if (!s->abort_was_erroring)
        writable_stream_start_erroring(ctx, stream, reason);
    return promise;
}

JSValue writable_stream_close(JSContext *ctx, JSValueConst stream)
{
    writable_stream *s = writable_stream_of(stream);
    if (s->state == WRITABLE_STREAM_CLOSED || s->state == WRITABLE_STREAM_ERRORED) {
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "Invalid state: WritableStream is closed or errored");
        return thaw_promise_of_exception(ctx);
    }
    JSValue promise = thaw_promise_pending(ctx);
    if (JS_IsException(promise))
        return promise;
    s->close_request = JS_DupValue(ctx, promise);
    if (!JS_IsUndefined(s->writer) && s->backpressure && s->state == WRITABLE_STREAM_WRITABLE)
        thaw_promise_resolve(ctx, writable_writer_of(s->writer)->ready, JS_UNDEFINED);
    writable_controller_close(ctx, s->controller);
    return promise;
}

/* A stream's controller; its sink is for the caller to fill in. */
static int tie(JSContext *ctx, JSValueConst stream, double high_water_mark, writable_controller **ret)
{
    writable_controller *c;
    JSValue controller = thaw_native_new(ctx, &writable_controller_class, JS_UNDEFINED, &c);
    if (JS_IsException(controller))
        return -1;
    writable_stream_of(stream)->controller = controller;
    c->stream = JS_DupValue(ctx, stream);
    c->high_water_mark = high_water_mark;
    c->abort_controller_signal = thaw_abort_signal_new(ctx);
    if (JS_IsException(c->abort_controller_signal)) {
        c->abort_controller_signal = JS_UNDEFINED;
        return -1;
    }
    *ret = c;
    return 0;
}

JSValue create_writable_stream(JSContext *ctx, const stream_sink *sink, JSValueConst holder, JSValue start,
                               double high_water_mark, JSValueConst size)
{
    writable_stream *s;
    writable_controller *c;
    THAW_AUTO(thaw_value) started = thaw_value_of(ctx, start);
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, thaw_native_new(ctx, &writable_stream_class, JS_UNDEFINED, &s));
    if (JS_IsException(stream.v) || tie(ctx, stream.v, high_water_mark, &c) < 0)
        return JS_EXCEPTION;
    c->native = sink;
    c->sink = JS_DupValue(ctx, holder);
    c->size = JS_DupValue(ctx, size);
    return writable_controller_set_up(ctx, stream.v, thaw_value_take(&started)) < 0 ? JS_EXCEPTION
                                                                                    : thaw_value_take(&stream);
}

/* --- constructor --- */

typedef struct {
    bool has_abort, has_close, has_start, has_type, has_write;
    JSValueConst abort, close, start, type, write;
} underlying_sink;
THAW_IDL_DICTIONARY(underlying_sink, "UnderlyingSink", THAW_OPTIONAL(underlying_sink, abort, "abort", function),
                    THAW_OPTIONAL(underlying_sink, close, "close", function),
                    THAW_OPTIONAL(underlying_sink, start, "start", function),
                    THAW_OPTIONAL(underlying_sink, type, "type", any),
                    THAW_OPTIONAL(underlying_sink, write, "write", function));
typedef struct {
    bool has_sink;
    JSValueConst sink;
    queuing_strategy strategy;
} construct_args;

static int set_up_from_sink(JSContext *ctx, JSValueConst stream, const construct_args *args,
                            const underlying_sink *dictionary, double high_water_mark)
{
    writable_controller *c;
    if (tie(ctx, stream, high_water_mark, &c) < 0)
        return -1;
    JSValueConst start_args[] = { writable_stream_of(stream)->controller };
    if (args->has_sink)
        c->sink = JS_DupValue(ctx, args->sink);
    if (dictionary->has_write)
        c->write = JS_DupValue(ctx, dictionary->write);
    if (dictionary->has_close)
        c->close = JS_DupValue(ctx, dictionary->close);
    if (dictionary->has_abort)
        c->abort = JS_DupValue(ctx, dictionary->abort);
    if (args->strategy.has_size)
        c->size = JS_DupValue(ctx, args->strategy.size);
    writable_stream_update_backpressure(ctx, stream, c->high_water_mark <= 0);
    JSValue start = JS_UNDEFINED;
    if (dictionary->has_start)
        start = thaw_call(ctx, dictionary->start, args->sink, 1, start_args);
    return writable_controller_set_up(ctx, stream, start);
}

static JSValue stream_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    thaw_idl_site site = { ctx, NULL, THAW_IDL_CONSTRUCT, NULL, "WritableStream", 1 };
    underlying_sink dictionary = { 0 };
    writable_stream *s;
    double high_water_mark;
    if (args->has_sink && thaw_idl_convert(&site, &thaw_idl_underlying_sink, args->sink, &dictionary) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &s));
    int err = JS_IsException(stream.v) ? -1 : 0;
    if (!err && dictionary.has_type) {
        thaw_throw_code(ctx, "RangeError", "ERR_INVALID_ARG_VALUE", "A sink's type is reserved: it must be undefined");
        err = -1;
    }
    if (!err)
        err = extract_high_water_mark(ctx, &args->strategy, 1, &high_water_mark);
    if (!err)
        err = set_up_from_sink(ctx, stream.v, args, &dictionary, high_water_mark);
    thaw_idl_release(ctx, &thaw_idl_underlying_sink, &dictionary);
    return err ? JS_EXCEPTION : thaw_value_take(&stream);
}

/* --- members --- */

static JSValue throw_locked(JSContext *ctx)
{
    return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "Invalid state: WritableStream is locked");
}

static JSValue stream_locked(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewBool(ctx, is_writable_stream_locked(in->self));
}

typedef struct {
    JSValueConst reason;
} abort_args;

static JSValue stream_abort(JSContext *ctx, const thaw_invocation *in)
{
    const abort_args *args = in->args;
    return is_writable_stream_locked(in->self) ? throw_locked(ctx)
                                               : writable_stream_abort(ctx, in->this_val, args->reason);
}

static JSValue stream_close(JSContext *ctx, const thaw_invocation *in)
{
    if (is_writable_stream_locked(in->self))
        return throw_locked(ctx);
    if (writable_stream_close_queued_or_in_flight(in->self))
        return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE",
                               "Invalid state: WritableStream is closing already");
    return writable_stream_close(ctx, in->this_val);
}

static JSValue stream_get_writer(JSContext *ctx, const thaw_invocation *in)
{
    return acquire_writable_writer(ctx, in->this_val);
}

static const thaw_member members[] = {
    THAW_READONLY("locked", stream_locked),
    THAW_PROMISE_METHOD_ARGS("abort", stream_abort, abort_args,
                             THAW_DEFAULT(abort_args, reason, "reason", any, THAW_ABSENT)),
    THAW_PROMISE_METHOD("close", stream_close),
    THAW_METHOD("getWriter", stream_get_writer),
};
static const thaw_interface interface = {
    .cls = &writable_stream_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR_ARGS(stream_construct, construct_args,
                          THAW_OPTIONAL(construct_args, sink, "underlyingSink", object),
                          THAW_DEFAULT(construct_args, strategy, "strategy", queuing_strategy, THAW_ABSENT)),
};

int writable_stream_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
