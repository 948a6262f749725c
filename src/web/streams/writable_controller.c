/* SPDX-License-Identifier: MIT
 * WritableStreamDefaultController (Streams Standard, 5.4). */
#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/promise.h"
#include "js/webidl/interface.h"
#include "web/streams/streams.h"
#include "web/streams/writable_int.h"

static void controller_visit(void *self, thaw_visitor *v)
{
    thaw_chunk_queue_visit(&((writable_controller *)self)->queue, v);
}

static void controller_dispose(JSRuntime *rt, void *self)
{
    thaw_chunk_queue_dispose(rt, &((writable_controller *)self)->queue);
}

THAW_CLASS_TABLE(writable_controller, WRITABLE_STREAM_DEFAULT_CONTROLLER, "WritableStreamDefaultController",
                 .visit = controller_visit, .dispose = controller_dispose);

static writable_stream *stream_of(const writable_controller *c)
{
    return writable_stream_of(c->stream);
}

static void clear_algorithms(JSRuntime *rt, writable_controller *c)
{
    c->native = NULL;
    thaw_slot_clear(rt, &c->write);
    thaw_slot_clear(rt, &c->close);
    thaw_slot_clear(rt, &c->abort);
    thaw_slot_clear(rt, &c->size);
    thaw_slot_clear(rt, &c->sink);
}

static bool has_backpressure(const writable_controller *c)
{
    return c->high_water_mark - c->queue.total <= 0;
}

void writable_controller_error(JSContext *ctx, JSValueConst controller, JSValueConst error)
{
    writable_controller *c = writable_controller_of(controller);
    clear_algorithms(JS_GetRuntime(ctx), c);
    writable_stream_start_erroring(ctx, c->stream, error);
}

void writable_controller_error_if_needed(JSContext *ctx, JSValueConst controller, JSValueConst error)
{
    if (stream_of(writable_controller_of(controller))->state == WRITABLE_STREAM_WRITABLE)
        writable_controller_error(ctx, controller, error);
}

JSValue writable_controller_abort_steps(JSContext *ctx, JSValueConst controller, JSValueConst reason)
{
    writable_controller *c = writable_controller_of(controller);
    JSValue result = JS_UNDEFINED;
    JSValueConst args[] = { reason };
    THAW_AUTO(thaw_value) sink = thaw_value_of(ctx, JS_DupValue(ctx, c->sink)); /* an error lets it go meanwhile */
    if (c->native)
        result = c->native->abort ? c->native->abort(ctx, sink.v, reason) : JS_UNDEFINED;
    else if (!JS_IsUndefined(c->abort))
        result = thaw_call(ctx, c->abort, c->sink, 1, args);
    JSValue promise = thaw_promise_of_result(ctx, result);
    clear_algorithms(JS_GetRuntime(ctx), c);
    return promise;
}

void writable_controller_error_steps(JSContext *ctx, JSValueConst controller)
{
    writable_controller *c = writable_controller_of(controller);
    c->close_queued = false;
    thaw_chunk_queue_reset(JS_GetRuntime(ctx), &c->queue);
}

double writable_controller_chunk_size(JSContext *ctx, JSValueConst controller, JSValueConst chunk)
{
    double size;
    if (chunk_size(ctx, writable_controller_of(controller)->size, chunk, &size) == 0)
        return size;
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
    writable_controller_error_if_needed(ctx, controller, error.v);
    return 1;
}

/* --- the queue --- */

static void advance(JSContext *ctx, JSValueConst controller);

static JSValue on_closed(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                         JSValueConst *data)
{
    writable_stream_finish_in_flight_close(ctx, writable_controller_of(data[0])->stream, NULL);
    return JS_UNDEFINED;
}

static JSValue on_close_failed(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                               JSValueConst *data)
{
    writable_stream_finish_in_flight_close(ctx, writable_controller_of(data[0])->stream, argv);
    return JS_UNDEFINED;
}

static void process_close(JSContext *ctx, JSValueConst controller)
{
    JSRuntime *rt = JS_GetRuntime(ctx);
    writable_controller *c = writable_controller_of(controller);
    writable_stream *s = stream_of(c);
    thaw_slot_set(rt, &s->in_flight_close, thaw_slot_take(&s->close_request));
    c->close_queued = false;
    JSValue result = JS_UNDEFINED;
    THAW_AUTO(thaw_value) sink = thaw_value_of(ctx, JS_DupValue(ctx, c->sink));
    if (c->native)
        result = c->native->close ? c->native->close(ctx, sink.v) : JS_UNDEFINED;
    else if (!JS_IsUndefined(c->close))
        result = thaw_call(ctx, c->close, c->sink, 0, NULL);
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_promise_of_result(ctx, result));
    clear_algorithms(rt, c);
    thaw_promise_wait(ctx, promise.v, controller, on_closed, on_close_failed);
}

static JSValue on_written(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                          JSValueConst *data)
{
    writable_controller *c = writable_controller_of(data[0]);
    writable_stream *s = stream_of(c);
    writable_stream_finish_in_flight_write(ctx, c->stream, NULL);
    JS_FreeValue(ctx, thaw_chunk_queue_shift(&c->queue));
    if (!writable_stream_close_queued_or_in_flight(s) && s->state == WRITABLE_STREAM_WRITABLE)
        writable_stream_update_backpressure(ctx, c->stream, has_backpressure(c));
    advance(ctx, data[0]);
    return JS_UNDEFINED;
}

static JSValue on_write_failed(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                               JSValueConst *data)
{
    writable_controller *c = writable_controller_of(data[0]);
    if (stream_of(c)->state == WRITABLE_STREAM_WRITABLE)
        clear_algorithms(JS_GetRuntime(ctx), c);
    writable_stream_finish_in_flight_write(ctx, c->stream, argv);
    return JS_UNDEFINED;
}

static void process_write(JSContext *ctx, JSValueConst controller)
{
    writable_controller *c = writable_controller_of(controller);
    writable_stream *s = stream_of(c);
    THAW_AUTO(thaw_value) chunk = thaw_value_of(ctx, JS_DupValue(ctx, thaw_chunk_queue_first(&c->queue)));
    thaw_slot_set(JS_GetRuntime(ctx), &s->in_flight_write, thaw_chunk_queue_shift(&s->write_requests));
    JSValue result = JS_UNDEFINED;
    JSValueConst args[] = { chunk.v, controller };
    THAW_AUTO(thaw_value) sink = thaw_value_of(ctx, JS_DupValue(ctx, c->sink));
    if (c->native)
        result = c->native->write ? c->native->write(ctx, controller, sink.v, chunk.v) : JS_UNDEFINED;
    else if (!JS_IsUndefined(c->write))
        result = thaw_call(ctx, c->write, c->sink, 2, args);
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_promise_of_result(ctx, result));
    thaw_promise_wait(ctx, promise.v, controller, on_written, on_write_failed);
}

/* WritableStreamDefaultControllerAdvanceQueueIfNeeded */
static void advance(JSContext *ctx, JSValueConst controller)
{
    writable_controller *c = writable_controller_of(controller);
    writable_stream *s = stream_of(c);
    if (!c->started || !JS_IsUndefined(s->in_flight_write))
        return;
    if (s->state == WRITABLE_STREAM_ERRORING)
        writable_stream_finish_erroring(ctx, c->stream);
    else if (!thaw_chunk_queue_is_empty(&c->queue))
        process_write(ctx, controller);
    else if (c->close_queued)
        process_close(ctx, controller);
}

void writable_controller_close(JSContext *ctx, JSValueConst controller)
{
    writable_controller_of(controller)->close_queued = true;
    advance(ctx, controller);
}

void writable_controller_write(JSContext *ctx, JSValueConst controller, JSValueConst chunk, double size)
{
    writable_controller *c = writable_controller_of(controller);
    writable_stream *s = stream_of(c);
    if (thaw_chunk_queue_push(ctx, &c->queue, JS_DupValue(ctx, chunk), size) < 0) {
        THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
        writable_controller_error_if_needed(ctx, controller, error.v);
        return;
    }
    if (!writable_stream_close_queued_or_in_flight(s) && s->state == WRITABLE_STREAM_WRITABLE)
        writable_stream_update_backpressure(ctx, c->stream, has_backpressure(c));
    advance(ctx, controller);
}

/* --- starting --- */

static JSValue on_started(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                          JSValueConst *data)
{
    writable_controller_of(data[0])->started = true;
    advance(ctx, data[0]);
    return JS_UNDEFINED;
}

static JSValue on_start_failed(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                               JSValueConst *data)
{
    writable_controller *c = writable_controller_of(data[0]);
    c->started = true;
    writable_stream_deal_with_rejection(ctx, c->stream, argv[0]);
    return JS_UNDEFINED;
}

int writable_controller_set_up(JSContext *ctx, JSValueConst stream, JSValue start)
{
    const writable_stream *s = writable_stream_of(stream);
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, start);
    if (JS_IsException(result.v))
        return -1;
    writable_stream_update_backpressure(ctx, stream, has_backpressure(writable_controller_of(s->controller)));
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_promise_resolved(ctx, result.v));
    return JS_IsException(promise.v) ? -1
                                     : thaw_promise_react(ctx, promise.v, s->controller, on_started, on_start_failed);
}

/* --- the interface --- */

static JSValue controller_signal(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((writable_controller *)in->self)->abort_controller_signal);
}

typedef struct {
    JSValueConst error;
} error_args;

static JSValue controller_error(JSContext *ctx, const thaw_invocation *in)
{
    const error_args *args = in->args;
    writable_controller_error_if_needed(ctx, in->this_val, args->error);
    return JS_UNDEFINED;
}

static const thaw_member members[] = {
    THAW_READONLY("signal", controller_signal),
    THAW_METHOD_ARGS("error", controller_error, error_args, THAW_DEFAULT(error_args, error, "e", any, THAW_ABSENT)),
};
static const thaw_interface interface = { .cls = &writable_controller_class, THAW_MEMBERS(members) };

int writable_controller_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
