/* SPDX-License-Identifier: MIT
 * WritableStreamDefaultWriter (Streams Standard, 5.3). */
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/promise.h"
#include "js/webidl/interface.h"
#include "web/streams/streams.h"
#include "web/streams/writable_int.h"

THAW_CLASS_TABLE(writable_writer, WRITABLE_STREAM_DEFAULT_WRITER, "WritableStreamDefaultWriter");

static JSValue rejected_and_handled(JSContext *ctx, JSValueConst error)
{
    JSValue promise = thaw_promise_rejected(ctx, error);
    if (!JS_IsException(promise))
        thaw_engine_promise_handled(ctx, promise);
    return promise;
}

/* SetUpWritableStreamDefaultWriter. 0, or -1 with an exception pending. */
static int set_up(JSContext *ctx, JSValueConst writer, JSValueConst stream)
{
    JSRuntime *rt = JS_GetRuntime(ctx);
    writable_stream *s = writable_stream_of(stream);
    writable_writer *w = writable_writer_of(writer);
    if (is_writable_stream_locked(s)) {
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "Invalid state: WritableStream is locked");
        return -1;
    }
    bool must_wait =
        s->state == WRITABLE_STREAM_WRITABLE && s->backpressure && !writable_stream_close_queued_or_in_flight(s);
    bool failing = s->state == WRITABLE_STREAM_ERRORING || s->state == WRITABLE_STREAM_ERRORED;
    JSValue ready = failing     ? rejected_and_handled(ctx, s->stored_error)
                    : must_wait ? thaw_promise_pending(ctx)
                                : thaw_promise_resolved(ctx, JS_UNDEFINED);
    if (JS_IsException(ready))
        return -1;
    thaw_slot_set(rt, &w->ready, ready);
    JSValue closed = s->state == WRITABLE_STREAM_ERRORED  ? rejected_and_handled(ctx, s->stored_error)
                     : s->state == WRITABLE_STREAM_CLOSED ? thaw_promise_resolved(ctx, JS_UNDEFINED)
                                                          : thaw_promise_pending(ctx);
    if (JS_IsException(closed))
        return -1;
    thaw_slot_set(rt, &w->closed, closed);
    thaw_slot_set(rt, &w->stream, JS_DupValue(ctx, stream));
    thaw_slot_set(rt, &s->writer, JS_DupValue(ctx, writer));
    return 0;
}

JSValue acquire_writable_writer(JSContext *ctx, JSValueConst stream)
{
    writable_writer *w;
    JSValue writer = thaw_native_new(ctx, &writable_writer_class, JS_UNDEFINED, &w);
    if (!JS_IsException(writer) && set_up(ctx, writer, stream) < 0) {
        JS_FreeValue(ctx, writer);
        return JS_EXCEPTION;
    }
    return writer;
}

static void ensure_rejected(JSContext *ctx, JSValue *slot, JSValueConst error)
{
    if (thaw_promise_is_pending(ctx, *slot)) {
        thaw_promise_reject(ctx, *slot, error);
        thaw_engine_promise_handled(ctx, *slot);
    } else {
        thaw_slot_set(JS_GetRuntime(ctx), slot, rejected_and_handled(ctx, error));
    }
}

void writable_writer_ensure_ready_rejected(JSContext *ctx, writable_writer *w, JSValueConst error)
{
    ensure_rejected(ctx, &w->ready, error);
}

static JSValue reject_type_error(JSContext *ctx, const char *message)
{
    thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "Invalid state: %s", message);
    return thaw_promise_of_exception(ctx);
}

JSValue writable_writer_write(JSContext *ctx, JSValueConst writer, JSValueConst chunk)
{
    writable_writer *w = writable_writer_of(writer);
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, JS_DupValue(ctx, w->stream));
    writable_stream *s = writable_stream_of(stream.v);
    double size = writable_controller_chunk_size(ctx, s->controller, chunk);
    if (JS_IsUndefined(w->stream) || writable_stream_of(w->stream) != s) /* the size function released it */
        return reject_type_error(ctx, "Writer is not attached to a stream");
    if (s->state == WRITABLE_STREAM_ERRORED)
        return thaw_promise_rejected(ctx, s->stored_error);
    if (writable_stream_close_queued_or_in_flight(s) || s->state == WRITABLE_STREAM_CLOSED)
        return reject_type_error(ctx, "WritableStream is closing or closed");
    if (s->state == WRITABLE_STREAM_ERRORING)
        return thaw_promise_rejected(ctx, s->stored_error);
    JSValue promise = thaw_promise_pending(ctx);
    if (JS_IsException(promise) || thaw_chunk_queue_push(ctx, &s->write_requests, JS_DupValue(ctx, promise), 0) < 0) {
        JS_FreeValue(ctx, promise);
        return JS_EXCEPTION;
    }
    writable_controller_write(ctx, s->controller, chunk, size);
    return promise;
}

JSValue writable_writer_close_with_error_propagation(JSContext *ctx, JSValueConst writer)
{
    const writable_writer *w = writable_writer_of(writer);
    const writable_stream *s = writable_stream_of(w->stream);
    if (writable_stream_close_queued_or_in_flight(s) || s->state == WRITABLE_STREAM_CLOSED)
        return thaw_promise_resolved(ctx, JS_UNDEFINED);
    if (s->state == WRITABLE_STREAM_ERRORED)
        return thaw_promise_rejected(ctx, s->stored_error);
    return writable_stream_close(ctx, w->stream);
}

void writable_writer_release(JSContext *ctx, JSValueConst writer)
{
    writable_writer *w = writable_writer_of(writer);
    THAW_AUTO(thaw_value)
    error = thaw_value_of(
        ctx, thaw_error_with_code(ctx, "TypeError", "ERR_INVALID_STATE", "Invalid state: Writer has been released"));
    ensure_rejected(ctx, &w->ready, error.v);
    ensure_rejected(ctx, &w->closed, error.v);
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, thaw_slot_take(&w->stream));
    thaw_slot_clear(JS_GetRuntime(ctx), &writable_stream_of(stream.v)->writer);
}

/* --- the interface --- */

typedef struct {
    writable_stream_ref stream;
} construct_args;

static JSValue writer_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    writable_writer *w;
    JSValue writer = thaw_interface_construct(ctx, in, &w);
    if (!JS_IsException(writer) && set_up(ctx, writer, args->stream.object) < 0) {
        JS_FreeValue(ctx, writer);
        return JS_EXCEPTION;
    }
    return writer;
}

static JSValue throw_released(JSContext *ctx)
{
    return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "Invalid state: Writer is not attached to a stream");
}

static JSValue writer_closed(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((writable_writer *)in->self)->closed);
}

static JSValue writer_ready(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((writable_writer *)in->self)->ready);
}

static JSValue writer_desired_size(JSContext *ctx, const thaw_invocation *in)
{
    const writable_writer *w = in->self;
    double size;
    if (JS_IsUndefined(w->stream))
        return throw_released(ctx);
    return writable_stream_desired_size(writable_stream_of(w->stream), &size) ? JS_NewNumber(ctx, size) : JS_NULL;
}

typedef struct {
    JSValueConst value;
} value_args;

static JSValue writer_abort(JSContext *ctx, const thaw_invocation *in)
{
    const value_args *args = in->args;
    const writable_writer *w = in->self;
    if (JS_IsUndefined(w->stream))
        return throw_released(ctx);
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, JS_DupValue(ctx, w->stream));
    return writable_stream_abort(ctx, stream.v, args->value);
}

static JSValue writer_close(JSContext *ctx, const thaw_invocation *in)
{
    const writable_writer *w = in->self;
    if (JS_IsUndefined(w->stream))
        return throw_released(ctx);
    if (writable_stream_close_queued_or_in_flight(writable_stream_of(w->stream)))
        return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE",
                               "Invalid state: WritableStream is closing already");
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, JS_DupValue(ctx, w->stream));
    return writable_stream_close(ctx, stream.v);
}

static JSValue writer_release(JSContext *ctx, const thaw_invocation *in)
{
    if (!JS_IsUndefined(((writable_writer *)in->self)->stream))
        writable_writer_release(ctx, in->this_val);
    return JS_UNDEFINED;
}

static JSValue writer_write(JSContext *ctx, const thaw_invocation *in)
{
    const value_args *args = in->args;
    if (JS_IsUndefined(((writable_writer *)in->self)->stream))
        return throw_released(ctx);
    return writable_writer_write(ctx, in->this_val, args->value);
}

static const thaw_member members[] = {
    THAW_PROMISE_READONLY("closed", writer_closed),
    THAW_READONLY("desiredSize", writer_desired_size),
    THAW_PROMISE_READONLY("ready", writer_ready),
    THAW_PROMISE_METHOD_ARGS("abort", writer_abort, value_args,
                             THAW_DEFAULT(value_args, value, "reason", any, THAW_ABSENT)),
    THAW_PROMISE_METHOD("close", writer_close),
    THAW_METHOD("releaseLock", writer_release),
    THAW_PROMISE_METHOD_ARGS("write", writer_write, value_args,
                             THAW_DEFAULT(value_args, value, "chunk", any, THAW_ABSENT)),
};
static const thaw_interface interface = {
    .cls = &writable_writer_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR_ARGS(writer_construct, construct_args,
                          THAW_REQUIRED(construct_args, stream, "stream", writable_stream)),
};

int writable_writer_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
