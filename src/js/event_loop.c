/* SPDX-License-Identifier: MIT */
#include "js/event_loop.h"

#include "js/call.h"
#include "js/runtime.h"
#include "js/timer_queue.h"
#include "loop/loop.h"

static bool is_alive(JSContext *ctx)
{
    return thaw_loop_is_alive() || thaw_timers_delay(ctx, true) >= 0 || thaw_immediates_pending(ctx, true);
}

/* How long the poll phase may wait: not at all if something is due, else until the next timer. */
static int64_t poll_timeout(JSContext *ctx, int64_t max_wait_ms)
{
    if (thaw_immediates_pending(ctx, false))
        return 0;
    int64_t delay = thaw_timers_delay(ctx, false);
    if (delay < 0 || (max_wait_ms >= 0 && max_wait_ms < delay))
        delay = max_wait_ms;
    return delay;
}

static bool never(JSContext *ctx, void *opaque)
{
    return false;
}

/* One turn, which does not wait once `done` holds. */
static bool turn(JSContext *ctx, int64_t max_wait_ms, thaw_loop_done_fn *done, void *opaque)
{
    thaw_runtime *r = thaw_runtime_of(ctx);
    thaw_drain(ctx);
    if (r->exiting)
        return false;
    thaw_timers_run(ctx);
    if (r->exiting || !is_alive(ctx))
        return false;
    if (done(ctx, opaque))
        return true;
    int64_t timeout = poll_timeout(ctx, max_wait_ms);
    if (timeout != 0 || thaw_loop_is_started())
        thaw_loop_poll(timeout);
    if (!r->exiting)
        thaw_immediates_run(ctx);
    return !r->exiting && is_alive(ctx);
}

bool thaw_event_loop_turn(JSContext *ctx, int64_t max_wait_ms)
{
    return turn(ctx, max_wait_ms, never, NULL);
}

static void emit(JSContext *ctx, const char *name)
{
    JSValueConst handler = thaw_root(ctx, THAW_ROOT_ON_EXIT);
    if (JS_IsUndefined(handler))
        return;
    JSValue text = JS_NewString(ctx, name);
    JSValueConst args[] = { text };
    thaw_enter(ctx, handler, JS_UNDEFINED, 1, args);
    JS_FreeValue(ctx, text);
}

void thaw_event_loop_run(JSContext *ctx)
{
    thaw_runtime *r = thaw_runtime_of(ctx);
    do {
        while (thaw_event_loop_turn(ctx, -1))
            continue;
        if (!r->exiting)
            emit(ctx, "beforeExit");
        thaw_drain(ctx);
    } while (!r->exiting && is_alive(ctx));
}

bool thaw_event_loop_run_until_done(JSContext *ctx, thaw_loop_done_fn *done, void *opaque)
{
    for (;;) {
        thaw_drain(ctx);
        if (done(ctx, opaque))
            return true;
        if (!turn(ctx, -1, done, opaque))
            return done(ctx, opaque);
    }
}

static bool is_settled(JSContext *ctx, void *promise)
{
    return JS_PromiseState(ctx, *(JSValueConst *)promise) != JS_PROMISE_PENDING;
}

bool thaw_event_loop_run_until(JSContext *ctx, JSValueConst promise)
{
    return thaw_event_loop_run_until_done(ctx, is_settled, &promise);
}
