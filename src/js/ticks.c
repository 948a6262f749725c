/* SPDX-License-Identifier: MIT */
#include "js/ticks.h"

#include <string.h>

#include "base/error.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/runtime.h"

/* One queued call: a JavaScript array [function, ...arguments] keeps it to one reference. */
typedef struct {
    thaw_native base;
    JSValue *ring; /* power of two */
    uint32_t head, count, size;
} tick_queue;

/* Promises whose rejection nobody handled yet, in the order of rejecting, and those reported before but handled since.
 */
typedef struct {
    JSValue *item; /* pairs promise, reason */
    uint32_t first, count, size;
} pairs;

typedef struct {
    thaw_native base;
    pairs unhandled, handled_late;
} rejections;

static void tick_queue_visit(void *self, thaw_visitor *v)
{
    tick_queue *q = self;
    for (uint32_t i = 0; i < q->count; i++)
        v->slot(v, &q->ring[(q->head + i) & (q->size - 1)]);
}

static void tick_queue_dispose(JSRuntime *rt, void *self)
{
    js_free_rt(rt, ((tick_queue *)self)->ring);
}

static void pairs_visit(pairs *p, thaw_visitor *v)
{
    for (uint32_t i = p->first; i < p->count; i++)
        v->slot(v, &p->item[i]);
}

static void rejections_visit(void *self, thaw_visitor *v)
{
    rejections *r = self;
    pairs_visit(&r->unhandled, v);
    pairs_visit(&r->handled_late, v);
}

static void rejections_dispose(JSRuntime *rt, void *self)
{
    rejections *r = self;
    js_free_rt(rt, r->unhandled.item);
    js_free_rt(rt, r->handled_late.item);
}

THAW_CLASS_PLAIN(tick_queue, TICK_QUEUE, "TickQueue", .visit = tick_queue_visit, .dispose = tick_queue_dispose);
THAW_CLASS_PLAIN(rejections, REJECTIONS, "Rejections", .visit = rejections_visit, .dispose = rejections_dispose);

static int tick_queue_grow(JSContext *ctx, tick_queue *q)
{
    uint32_t size = q->size ? q->size * 2 : 16;
    JSValue *ring = js_malloc(ctx, size * sizeof *ring);
    if (!ring)
        return -1;
    for (uint32_t i = 0; i < q->count; i++)
        ring[i] = q->ring[(q->head + i) & (q->size - 1)];
    js_free(ctx, q->ring);
    q->ring = ring;
    q->size = size;
    q->head = 0;
    return 0;
}

int thaw_tick_add(JSContext *ctx, JSValueConst function, int argc, JSValueConst *argv)
{
    tick_queue *q = thaw_runtime_state(ctx, THAW_STATE_TICKS);
    if (q->count == q->size && tick_queue_grow(ctx, q) < 0)
        return -1;
    JSValue call = JS_NewArray(ctx);
    if (JS_IsException(call))
        return -1;
    bool failed = JS_DefinePropertyValueUint32(ctx, call, 0, JS_DupValue(ctx, function), JS_PROP_C_W_E) < 0;
    for (int i = 0; i < argc && !failed; i++)
        failed = JS_DefinePropertyValueUint32(ctx, call, (uint32_t)i + 1, JS_DupValue(ctx, argv[i]), JS_PROP_C_W_E) < 0;
    if (failed) {
        JS_FreeValue(ctx, call);
        return -1;
    }
    q->ring[(q->head + q->count++) & (q->size - 1)] = call;
    return 0;
}

bool thaw_ticks_pending(JSContext *ctx)
{
    return ((tick_queue *)thaw_runtime_state(ctx, THAW_STATE_TICKS))->count > 0;
}

/* Calls array[0](...array.slice(1)). */
static JSValue call_array(JSContext *ctx, JSValueConst call)
{
    int64_t len;
    if (JS_GetLength(ctx, call, &len) < 0)
        return JS_EXCEPTION;
    thaw_assert(len >= 1);
    JSValue small[8], *args = len <= (int64_t)THAW_COUNT(small) ? small : js_malloc(ctx, (size_t)len * sizeof *args);
    if (!args)
        return JS_EXCEPTION;
    for (int64_t i = 0; i < len; i++)
        args[i] = JS_GetPropertyUint32(ctx, call, (uint32_t)i);
    JSValue result = thaw_call(ctx, args[0], JS_UNDEFINED, (int)len - 1, (JSValueConst *)args + 1);
    for (int64_t i = 0; i < len; i++)
        JS_FreeValue(ctx, args[i]);
    if (args != small)
        js_free(ctx, args);
    return result;
}

bool thaw_ticks_run_one(JSContext *ctx)
{
    tick_queue *q = thaw_runtime_state(ctx, THAW_STATE_TICKS);
    if (q->count == 0)
        return false;
    JSValue call = q->ring[q->head];
    q->head = (q->head + 1) & (q->size - 1);
    q->count--;
    JSValue result = call_array(ctx, call);
    if (JS_IsException(result))
        thaw_uncaught(ctx);
    JS_FreeValue(ctx, result);
    JS_FreeValue(ctx, call);
    return true;
}

static void pairs_add(JSContext *ctx, pairs *p, JSValueConst promise, JSValueConst reason)
{
    if (p->count == p->size) {
        uint32_t size = p->size ? p->size * 2 : 8;
        JSValue *grown = js_realloc(ctx, p->item, size * sizeof *grown);
        if (!grown) { /* the tracker can't throw; the rejection goes unreported */
            thaw_drop_exception(ctx);
            return;
        }
        p->item = grown;
        p->size = size;
    }
    p->item[p->count++] = JS_DupValue(ctx, promise);
    p->item[p->count++] = JS_DupValue(ctx, reason);
}

/* Takes the first pair out; false if there is none. */
static bool pairs_take(pairs *p, JSValue *ret_promise, JSValue *ret_reason)
{
    if (p->first == p->count)
        return false;
    *ret_promise = p->item[p->first++];
    *ret_reason = p->item[p->first++];
    if (p->first == p->count)
        p->first = p->count = 0;
    return true;
}

/* From the end: what is handled was mostly rejected just before. */
static bool pairs_remove(JSContext *ctx, pairs *p, JSValueConst promise)
{
    for (uint32_t i = p->count; i > p->first; i -= 2) {
        JSValue *pair = &p->item[i - 2];
        if (!JS_IsStrictEqual(ctx, pair[0], promise))
            continue;
        JSValue old_promise = pair[0], old_reason = pair[1];
        memmove(pair, pair + 2, (p->count - i) * sizeof *pair);
        p->count -= 2;
        JS_FreeValue(ctx, old_promise);
        JS_FreeValue(ctx, old_reason);
        return true;
    }
    return false;
}

/* HostPromiseRejectionTracker */
static void on_rejection(JSContext *ctx, JSValueConst promise, JSValueConst reason, bool is_handled, void *opaque)
{
    rejections *r = thaw_runtime_state(ctx, THAW_STATE_REJECTIONS);
    if (!r)
        return;
    if (!is_handled)
        pairs_add(ctx, &r->unhandled, promise, reason);
    else if (!pairs_remove(ctx, &r->unhandled, promise))
        pairs_add(ctx, &r->handled_late, promise, reason); /* it was reported before */
}

/* 1 if the program took care of it */
static int tell_program(JSContext *ctx, const char *what, JSValueConst promise, JSValueConst reason)
{
    const thaw_error_events *events = thaw_runtime_of(ctx)->error_events;
    if (events && events->rejection && events->rejection(ctx, promise, reason, strcmp(what, "rejectionHandled") == 0))
        return 1;
    JSValueConst handler = thaw_root(ctx, THAW_ROOT_ON_REJECTION);
    if (JS_IsUndefined(handler))
        return 0;
    JSValue kind = JS_NewString(ctx, what);
    JSValueConst args[] = { kind, promise, reason };
    JSValue handled = thaw_call(ctx, handler, JS_UNDEFINED, 3, args);
    JS_FreeValue(ctx, kind);
    if (JS_IsException(handled)) {
        thaw_uncaught(ctx);
        return 1;
    }
    int result = JS_ToBool(ctx, handled);
    JS_FreeValue(ctx, handled);
    return result;
}

bool thaw_rejections_process(JSContext *ctx)
{
    rejections *list = thaw_runtime_state(ctx, THAW_STATE_REJECTIONS);
    thaw_runtime *r = thaw_runtime_of(ctx);
    JSValue promise, reason;
    bool any = false;
    while (!r->exiting && pairs_take(&list->handled_late, &promise, &reason)) {
        tell_program(ctx, "rejectionHandled", promise, reason);
        JS_FreeValue(ctx, promise);
        JS_FreeValue(ctx, reason);
        any = true;
    }
    while (!r->exiting && pairs_take(&list->unhandled, &promise, &reason)) {
        bool is_main = JS_IsStrictEqual(ctx, promise, thaw_root(ctx, THAW_ROOT_MAIN)); /* an exception of the program */
        if (is_main || !tell_program(ctx, "unhandledRejection", promise, reason))
            thaw_uncaught_error(ctx, JS_DupValue(ctx, reason), "unhandledRejection");
        JS_FreeValue(ctx, promise);
        JS_FreeValue(ctx, reason);
        any = true;
    }
    return any;
}

int thaw_ticks_init(JSContext *ctx)
{
    if (!thaw_runtime_add_state(ctx, THAW_STATE_TICKS, &tick_queue_class) ||
        !thaw_runtime_add_state(ctx, THAW_STATE_REJECTIONS, &rejections_class))
        return -1;
    JS_SetHostPromiseRejectionTracker(JS_GetRuntime(ctx), on_rejection, NULL);
    return 0;
}
