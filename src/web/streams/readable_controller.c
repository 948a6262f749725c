/* SPDX-License-Identifier: MIT
 * ReadableStreamDefaultController (Streams Standard, 4.6). */
#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/promise.h"
#include "js/webidl/interface.h"
#include "web/streams/readable_int.h"
#include "web/streams/streams.h"

static void controller_visit(void *self, thaw_visitor *v)
{
    thaw_chunk_queue_visit(&((readable_controller *)self)->queue, v);
}

static void controller_dispose(JSRuntime *rt, void *self)
{
    thaw_chunk_queue_dispose(rt, &((readable_controller *)self)->queue);
}

THAW_CLASS_TABLE(readable_controller, READABLE_STREAM_DEFAULT_CONTROLLER, "ReadableStreamDefaultController",
                 .visit = controller_visit, .dispose = controller_dispose);

static readable_stream *stream_of(const readable_controller *c)
{
    return readable_stream_of(c->stream);
}

/* Lets the source go: nothing is asked of it any more. */
static void clear_algorithms(JSRuntime *rt, readable_controller *c)
{
    c->native = NULL;
    thaw_slot_clear(rt, &c->pull);
    thaw_slot_clear(rt, &c->cancel);
    thaw_slot_clear(rt, &c->size);
    thaw_slot_clear(rt, &c->source);
}

bool readable_controller_can_close_or_enqueue(const readable_controller *c)
{
    return !c->close_requested && stream_of(c)->state == READABLE_STREAM_READABLE;
}

bool readable_controller_desired_size(const readable_controller *c, double *ret)
{
    readable_stream_state state = stream_of(c)->state;
    *ret = state == READABLE_STREAM_CLOSED ? 0 : c->high_water_mark - c->queue.total;
    return state != READABLE_STREAM_ERRORED;
}

bool readable_controller_should_call_pull(const readable_controller *c)
{
    const readable_stream *s = stream_of(c);
    double desired;
    if (!readable_controller_can_close_or_enqueue(c) || !c->started)
        return false;
    if (is_readable_stream_locked(s) && readable_stream_num_read_requests(s) > 0)
        return true;
    return readable_controller_desired_size(c, &desired) && desired > 0;
}

static JSValue call_pull(JSContext *ctx, JSValueConst controller, const readable_controller *c)
{
    THAW_AUTO(thaw_value) source = thaw_value_of(ctx, JS_DupValue(ctx, c->source)); /* closing lets it go meanwhile */
    if (c->native)
        return c->native->pull ? c->native->pull(ctx, controller, source.v) : JS_UNDEFINED;
    JSValueConst args[] = { controller };
    return JS_IsUndefined(c->pull) ? JS_UNDEFINED : thaw_call(ctx, c->pull, c->source, 1, args);
}

static void pull_if_needed(JSContext *ctx, JSValueConst controller);

static JSValue on_pulled(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                         JSValueConst *data)
{
    readable_controller *c = readable_controller_of(data[0]);
    c->pulling = false;
    if (c->pull_again) {
        c->pull_again = false;
        pull_if_needed(ctx, data[0]);
    }
    return JS_UNDEFINED;
}

static JSValue on_failed(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                         JSValueConst *data)
{
    readable_controller_error(ctx, data[0], argv[0]);
    return JS_UNDEFINED;
}

static void pull_if_needed(JSContext *ctx, JSValueConst controller)
{
    readable_controller *c = readable_controller_of(controller);
    if (!readable_controller_should_call_pull(c))
        return;
    if (c->pulling) {
        c->pull_again = true;
        return;
    }
    c->pulling = true;
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_promise_of_result(ctx, call_pull(ctx, controller, c)));
    if (JS_IsException(promise.v) || thaw_promise_react(ctx, promise.v, controller, on_pulled, on_failed) < 0)
        thaw_drop_exception(ctx);
}

int readable_controller_enqueue(JSContext *ctx, JSValueConst controller, JSValueConst chunk)
{
    readable_controller *c = readable_controller_of(controller);
    if (!readable_controller_can_close_or_enqueue(c))
        return 0;
    if (is_readable_stream_locked(stream_of(c)) && readable_stream_num_read_requests(stream_of(c)) > 0) {
        readable_stream_fulfill_read_request(ctx, c->stream, chunk);
    } else {
        double size;
        if (chunk_size(ctx, c->size, chunk, &size) < 0 ||
            thaw_chunk_queue_push(ctx, &c->queue, JS_DupValue(ctx, chunk), size) < 0) {
            THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
            readable_controller_error(ctx, controller, error.v);
            JS_Throw(ctx, thaw_value_take(&error));
            return -1;
        }
    }
    pull_if_needed(ctx, controller);
    return 0;
}

void readable_controller_close(JSContext *ctx, JSValueConst controller)
{
    readable_controller *c = readable_controller_of(controller);
    if (!readable_controller_can_close_or_enqueue(c))
        return;
    c->close_requested = true;
    if (c->queue.count == 0) {
        clear_algorithms(JS_GetRuntime(ctx), c);
        readable_stream_close(ctx, c->stream);
    }
}

void readable_controller_error(JSContext *ctx, JSValueConst controller, JSValueConst reason)
{
    JSRuntime *rt = JS_GetRuntime(ctx);
    readable_controller *c = readable_controller_of(controller);
    if (stream_of(c)->state != READABLE_STREAM_READABLE)
        return;
    thaw_chunk_queue_reset(rt, &c->queue);
    clear_algorithms(rt, c);
    readable_stream_error(ctx, c->stream, reason);
}

JSValue readable_controller_cancel_steps(JSContext *ctx, JSValueConst controller, JSValueConst reason)
{
    JSRuntime *rt = JS_GetRuntime(ctx);
    readable_controller *c = readable_controller_of(controller);
    thaw_chunk_queue_reset(rt, &c->queue);
    JSValue result = JS_UNDEFINED;
    JSValueConst args[] = { reason };
    THAW_AUTO(thaw_value) source = thaw_value_of(ctx, JS_DupValue(ctx, c->source));
    if (c->native)
        result = c->native->cancel ? c->native->cancel(ctx, source.v, reason) : JS_UNDEFINED;
    else if (!JS_IsUndefined(c->cancel))
        result = thaw_call(ctx, c->cancel, c->source, 1, args);
    JSValue promise = thaw_promise_of_result(ctx, result);
    clear_algorithms(rt, c);
    return promise;
}

void readable_controller_pull_steps(JSContext *ctx, JSValueConst controller, read_request request)
{
    readable_controller *c = readable_controller_of(controller);
    if (c->queue.count == 0) {
        readable_reader *r = readable_reader_of(stream_of(c)->reader);
        if (readable_reader_add_request(ctx, r, request) < 0) {
            THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
            read_request_error(ctx, request, error.v);
            return;
        }
        pull_if_needed(ctx, controller);
        return;
    }
    THAW_AUTO(thaw_value) chunk = thaw_value_of(ctx, thaw_chunk_queue_shift(&c->queue));
    if (c->close_requested && c->queue.count == 0) {
        clear_algorithms(JS_GetRuntime(ctx), c);
        readable_stream_close(ctx, c->stream);
    } else {
        pull_if_needed(ctx, controller);
    }
    read_request_chunk(ctx, request, chunk.v);
}

static JSValue on_started(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                          JSValueConst *data)
{
    readable_controller_of(data[0])->started = true;
    pull_if_needed(ctx, data[0]);
    return JS_UNDEFINED;
}

int readable_controller_set_up(JSContext *ctx, JSValueConst stream, JSValueConst controller, JSValue start)
{
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, start);
    if (JS_IsException(result.v))
        return -1;
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_promise_resolved(ctx, result.v));
    return JS_IsException(promise.v) ? -1 : thaw_promise_react(ctx, promise.v, controller, on_started, on_failed);
}

/* --- the interface --- */

static JSValue controller_desired_size(JSContext *ctx, const thaw_invocation *in)
{
    double size;
    return readable_controller_desired_size(in->self, &size) ? JS_NewNumber(ctx, size) : JS_NULL;
}

static int check_open(JSContext *ctx, const readable_controller *c)
{
    if (readable_controller_can_close_or_enqueue(c))
        return 0;
    thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "Invalid state: Controller is already closed");
    return -1;
}

static JSValue controller_close(JSContext *ctx, const thaw_invocation *in)
{
    if (check_open(ctx, in->self) < 0)
        return JS_EXCEPTION;
    readable_controller_close(ctx, in->this_val);
    return JS_UNDEFINED;
}

typedef struct {
    JSValueConst value;
} value_args;

static JSValue controller_enqueue(JSContext *ctx, const thaw_invocation *in)
{
    const value_args *args = in->args;
    if (check_open(ctx, in->self) < 0)
        return JS_EXCEPTION;
    return readable_controller_enqueue(ctx, in->this_val, args->value) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue controller_error(JSContext *ctx, const thaw_invocation *in)
{
    const value_args *args = in->args;
    readable_controller_error(ctx, in->this_val, args->value);
    return JS_UNDEFINED;
}

static const thaw_member members[] = {
    THAW_READONLY("desiredSize", controller_desired_size),
    THAW_METHOD("close", controller_close),
    THAW_METHOD_ARGS("enqueue", controller_enqueue, value_args,
                     THAW_DEFAULT(value_args, value, "chunk", any, THAW_ABSENT)),
    THAW_METHOD_ARGS("error", controller_error, value_args, THAW_DEFAULT(value_args, value, "e", any, THAW_ABSENT)),
};
static const thaw_interface interface = { .cls = &readable_controller_class, THAW_MEMBERS(members) };

int readable_controller_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
