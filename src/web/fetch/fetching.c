/* SPDX-License-Identifier: MIT
 *     waiting --turn--> answered: the promise is fulfilled, and the response keeps the signal for its body's sake
 *        |
 *        +---abort----> ended: the promise is rejected, the request's body is cancelled
 *
 * Pinned while it waits. */
#include "web/fetch/fetching.h"

#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/promise.h"
#include "js/timer_queue.h"
#include "web/streams/streams.h"

typedef struct {
    thaw_native base;
    uint32_t abort_id;
    thaw_immediate turn;
    THAW_JS_FIELDS(promise, request, signal, response);
} fetching;
static void fetching_dispose(JSRuntime *rt, void *self)
{
    thaw_immediate_stop(rt, &((fetching *)self)->turn);
}
THAW_CLASS(fetching, FETCHING, "Fetching", .dispose = fetching_dispose);

void thaw_fetching_cancel_body(JSContext *ctx, const thaw_message *request, JSValueConst reason)
{
    const readable_stream *s = readable_stream_of(request->stream);
    if (!s || is_readable_stream_locked(s))
        return;
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, JS_DupValue(ctx, request->stream));
    THAW_AUTO(thaw_value) done = thaw_value_of(ctx, readable_stream_cancel(ctx, stream.v, reason));
    if (JS_IsException(done.v))
        thaw_drop_exception(ctx);
    else
        thaw_engine_promise_handled(ctx, done.v);
}

static void on_abort(JSContext *ctx, JSValueConst holder, JSValueConst reason)
{
    fetching *f = fetching_of(holder);
    f->abort_id = 0;
    thaw_immediate_stop(JS_GetRuntime(ctx), &f->turn);
    thaw_promise_reject(ctx, f->promise, reason);
    thaw_fetching_cancel_body(ctx, thaw_request_of(f->request), reason);
    thaw_native_unpin(JS_GetRuntime(ctx), f);
}

static void answer(JSContext *ctx, thaw_immediate *turn)
{
    fetching *f = THAW_CONTAINER(turn, fetching, turn);
    thaw_message *response = thaw_response_of(f->response);
    thaw_abort_signal_remove(ctx, thaw_abort_signal_of(f->signal), f->abort_id);
    if (response->has_body)
        thaw_slot_set(JS_GetRuntime(ctx), &response->signal, JS_DupValue(ctx, f->signal));
    thaw_promise_resolve(ctx, f->promise, f->response);
    thaw_native_unpin(JS_GetRuntime(ctx), f);
    thaw_drain(ctx);
}

static const char *describe(const thaw_immediate *turn, JSValueConst *ret_origin)
{
    return "a fetch";
}
static const thaw_immediate_kind turn_kind = { answer, describe };

JSValue thaw_fetching_start(JSContext *ctx, JSValueConst request, JSValueConst signal, JSValueConst response)
{
    thaw_abort_signal *ends = thaw_abort_signal_of(signal);
    fetching *f;
    if (!ends)
        return JS_NewSettledPromise(ctx, false, response);
    THAW_AUTO(thaw_value) wrapper = thaw_value_of(ctx, thaw_native_new(ctx, &fetching_class, JS_NULL, &f));
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_promise_pending(ctx));
    if (JS_IsException(wrapper.v) || JS_IsException(promise.v) ||
        thaw_abort_signal_add(ctx, ends, wrapper.v, on_abort, &f->abort_id) < 0)
        return JS_EXCEPTION;
    f->promise = JS_DupValue(ctx, promise.v);
    f->request = JS_DupValue(ctx, request);
    f->signal = JS_DupValue(ctx, signal);
    f->response = JS_DupValue(ctx, response);
    thaw_immediate_start(ctx, &f->turn, &turn_kind, true);
    thaw_native_pin(ctx, f, wrapper.v);
    return thaw_value_take(&promise);
}

int thaw_fetching_init(JSContext *ctx)
{
    return thaw_class_register(ctx, &fetching_class);
}
