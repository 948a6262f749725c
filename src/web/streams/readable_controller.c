/* SPDX-License-Identifier: MIT
 * What the two kinds of controllers have in common: when the source is asked for more, and how it ends (Streams
 * Standard, 4.6.4 and 4.10.11).
 *
 *   IDLE ── wanted: pull() ──> PULLING ── wanted meanwhile ──> PULLING, AGAIN
 *     ^                          │ fulfilled                       │ fulfilled: pull() once more
 *     └──────────────────────────┘ <───────────────────────────────┘ */
#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/promise.h"
#include "web/streams/readable_int.h"

THAW_CLASS_TABLE(readable_controller, READABLE_STREAM_CONTROLLER, "ReadableStreamController", .is_abstract = true);

static readable_stream *stream_of(const readable_controller *c)
{
    return readable_stream_of(c->stream);
}

void readable_controller_clear_algorithms(JSRuntime *rt, readable_controller *c)
{
    c->native = NULL;
    thaw_slot_clear(rt, &c->pull);
    thaw_slot_clear(rt, &c->cancel);
    thaw_slot_clear(rt, &c->source);
}

bool readable_controller_can_close_or_enqueue(const readable_controller *c)
{
    return !c->close_requested && stream_of(c)->state == READABLE_STREAM_READABLE;
}

bool readable_controller_desired_size(const readable_controller *c, double *ret)
{
    readable_stream_state state = stream_of(c)->state;
    *ret = state == READABLE_STREAM_CLOSED ? 0 : c->high_water_mark - c->kind->total(c);
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

static JSValue on_pulled(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                         JSValueConst *data)
{
    readable_controller *c = readable_controller_of(data[0]);
    c->pulling = false;
    if (c->pull_again) {
        c->pull_again = false;
        readable_controller_call_pull_if_needed(ctx, data[0]);
    }
    return JS_UNDEFINED;
}

static JSValue on_failed(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                         JSValueConst *data)
{
    readable_controller_error(ctx, data[0], argv[0]);
    return JS_UNDEFINED;
}

void readable_controller_call_pull_if_needed(JSContext *ctx, JSValueConst controller)
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
    thaw_promise_wait(ctx, promise.v, controller, on_pulled, on_failed);
}

void readable_controller_error(JSContext *ctx, JSValueConst controller, JSValueConst reason)
{
    readable_controller *c = readable_controller_of(controller);
    if (stream_of(c)->state != READABLE_STREAM_READABLE)
        return;
    c->kind->reset(ctx, controller);
    readable_controller_clear_algorithms(JS_GetRuntime(ctx), c);
    readable_stream_error(ctx, c->stream, reason);
}

void readable_controller_fail(JSContext *ctx, JSValueConst controller)
{
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
    readable_controller_error(ctx, controller, error.v);
}

JSValue readable_controller_cancel_steps(JSContext *ctx, JSValueConst controller, JSValueConst reason)
{
    JSRuntime *rt = JS_GetRuntime(ctx);
    readable_controller *c = readable_controller_of(controller);
    c->kind->reset(ctx, controller);
    JSValue result = JS_UNDEFINED;
    JSValueConst args[] = { reason };
    THAW_AUTO(thaw_value) source = thaw_value_of(ctx, JS_DupValue(ctx, c->source));
    if (c->native)
        result = c->native->cancel ? c->native->cancel(ctx, source.v, reason) : JS_UNDEFINED;
    else if (!JS_IsUndefined(c->cancel))
        result = thaw_call(ctx, c->cancel, c->source, 1, args);
    JSValue promise = thaw_promise_of_result(ctx, result);
    readable_controller_clear_algorithms(rt, c);
    return promise;
}

static JSValue on_started(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                          JSValueConst *data)
{
    readable_controller_of(data[0])->started = true;
    readable_controller_call_pull_if_needed(ctx, data[0]);
    return JS_UNDEFINED;
}

int readable_controller_set_up(JSContext *ctx, JSValueConst controller, JSValue start)
{
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, start);
    if (JS_IsException(result.v))
        return -1;
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_promise_resolved(ctx, result.v));
    return JS_IsException(promise.v) ? -1 : thaw_promise_react(ctx, promise.v, controller, on_started, on_failed);
}

/* --- members of both interfaces --- */

JSValue readable_controller_get_desired_size(JSContext *ctx, const thaw_invocation *in)
{
    double size;
    return readable_controller_desired_size(in->self, &size) ? JS_NewNumber(ctx, size) : JS_NULL;
}

int readable_controller_check_open(JSContext *ctx, const readable_controller *c)
{
    if (readable_controller_can_close_or_enqueue(c))
        return 0;
    thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "Invalid state: Controller is already closed");
    return -1;
}

JSValue readable_controller_error_method(JSContext *ctx, const thaw_invocation *in)
{
    const readable_controller_value_args *args = in->args;
    readable_controller_error(ctx, in->this_val, args->value);
    return JS_UNDEFINED;
}
