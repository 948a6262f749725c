/* SPDX-License-Identifier: MIT
 * Tasks wait in a list per priority, those that go on after a yield in lists of their own, each ordered by when the
 * task was queued. One task runs per turn of the event loop, the oldest of the first list that has one:
 *
 *     posted --delay over--> queued --run--> settled            (pinned until it is settled)
 *        \                     |
 *         +------- abort ------+--> settled
 *
 * While a task runs, and the microtasks right after it, yield() takes over its signal and priority. */
#include "web/scheduler/scheduler.h"

#include "js/auto_values.h"
#include "js/call.h"
#include "js/runtime.h"
#include "js/timer_queue.h"
#include "js/webidl/interface.h"
#include "web/dom/abort_signal.h"
#include "web/scheduler/task_signal.h"

enum { QUEUES = 2 * THAW_PRIORITIES };

typedef struct {
    thaw_native base;
    thaw_link link; /* in a queue */
    uint64_t order;
    thaw_task_priority priority;
    bool is_continuation;
    uint32_t abort_id; /* 0: no algorithm */
    thaw_timer delay;
    THAW_JS_FIELDS(callback, abort_signal, priority_signal, resolve, reject, origin);
} task;
static void task_dispose(JSRuntime *rt, void *self)
{
    task *t = self;
    thaw_timer_stop(rt, &t->delay);
    if (t->link.next)
        thaw_list_remove(&t->link);
}
THAW_CLASS(task, SCHEDULER_TASK, "SchedulerTask", .dispose = task_dispose);

typedef struct {
    thaw_native base;
    thaw_link queue[QUEUES];
    uint64_t order;
    thaw_immediate turn;
    bool in_task;
    thaw_task_priority priority; /* of the running task, unless it has a signal for that */
    THAW_JS_FIELDS(abort_signal, priority_signal);
} queues;
static void queues_dispose(JSRuntime *rt, void *self)
{
    queues *q = self;
    for (int i = 0; i < QUEUES; i++) {
        while (q->queue[i].next && !thaw_list_empty(&q->queue[i]))
            thaw_list_remove(q->queue[i].next);
    }
}
THAW_CLASS(queues, SCHEDULER_QUEUES, "SchedulerQueues", .dispose = queues_dispose);

typedef struct {
    thaw_native base;
} scheduler;
THAW_CLASS_PLAIN(scheduler, SCHEDULER, "Scheduler");

static queues *queues_of_ctx(JSContext *ctx)
{
    return thaw_runtime_state(ctx, THAW_STATE_SCHEDULER);
}

static task *task_at(thaw_link *l)
{
    return THAW_CONTAINER(l, task, link);
}

/* ---- queues ---- */

static thaw_task_priority priority_of(const task *t)
{
    const thaw_task_signal *signal = thaw_task_signal_of(t->priority_signal);
    return signal ? signal->priority : t->priority;
}

static void run_turn(JSContext *ctx, thaw_immediate *turn);
static const char *describe_turn(const thaw_immediate *turn, JSValueConst *ret_origin)
{
    return "a task of scheduler.postTask";
}
static const thaw_immediate_kind turn_kind = { run_turn, describe_turn };

/* Behind those that were queued before it. */
static void enqueue(JSContext *ctx, task *t)
{
    queues *q = queues_of_ctx(ctx);
    thaw_link *list = &q->queue[2 * priority_of(t) + !t->is_continuation], *after = list->prev;
    while (after != list && task_at(after)->order > t->order)
        after = after->prev;
    thaw_list_insert(after->next, &t->link);
    if (!q->turn.queued)
        thaw_immediate_start(ctx, &q->turn, &turn_kind, true);
}

void thaw_scheduler_reprioritise(JSContext *ctx, const thaw_task_signal *signal)
{
    queues *q = queues_of_ctx(ctx);
    for (int i = 0; i < QUEUES; i++) {
        for (thaw_link *l = q->queue[i].next, *next; l != &q->queue[i]; l = next) {
            task *t = task_at(l);
            next = l->next;
            if (thaw_task_signal_of(t->priority_signal) != signal || 2 * (int)signal->priority == (i & ~1))
                continue;
            thaw_list_remove(l);
            enqueue(ctx, t);
        }
    }
}

/* ---- settling ---- */

/* Settles the promise; the task, whose wrapper the caller holds, is garbage afterwards. */
static void settle(JSContext *ctx, task *t, bool reject, JSValueConst value)
{
    THAW_AUTO(thaw_value) settle_fn = thaw_value_of(ctx, thaw_slot_take(reject ? &t->reject : &t->resolve));
    thaw_abort_signal *signal = thaw_abort_signal_of(t->abort_signal);
    if (signal && t->abort_id)
        thaw_abort_signal_remove(ctx, signal, t->abort_id);
    t->abort_id = 0;
    thaw_timer_stop(JS_GetRuntime(ctx), &t->delay);
    thaw_list_remove(&t->link);
    JSValue result = thaw_call(ctx, settle_fn.v, JS_UNDEFINED, 1, &value);
    if (JS_IsException(result))
        thaw_uncaught(ctx);
    JS_FreeValue(ctx, result);
    thaw_native_unpin(JS_GetRuntime(ctx), t);
}

static void on_abort(JSContext *ctx, JSValueConst holder, JSValueConst reason)
{
    task *t = task_of(holder);
    t->abort_id = 0;
    settle(ctx, t, true, reason);
}

/* ---- running ---- */

static void set_current(JSContext *ctx, const task *t)
{
    queues *q = queues_of_ctx(ctx);
    q->in_task = t != NULL;
    q->priority = t ? t->priority : THAW_USER_VISIBLE;
    thaw_slot_set(JS_GetRuntime(ctx), &q->abort_signal, t ? JS_DupValue(ctx, t->abort_signal) : JS_UNDEFINED);
    thaw_slot_set(JS_GetRuntime(ctx), &q->priority_signal, t ? JS_DupValue(ctx, t->priority_signal) : JS_UNDEFINED);
}

static void run_task(JSContext *ctx, task *t)
{
    THAW_AUTO(thaw_value) wrapper = thaw_value_of(ctx, JS_DupValue(ctx, t->base.pin));
    thaw_list_remove(&t->link);
    set_current(ctx, t);
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, JS_UNDEFINED);
    if (!t->is_continuation)
        result.v = thaw_call(ctx, t->callback, JS_UNDEFINED, 0, NULL);
    bool failed = JS_IsException(result.v);
    if (failed) {
        result.v = JS_GetException(ctx);
        if (JS_IsUncatchableError(result.v)) /* the program is ending */
            return;
    }
    if (thaw_native_is_pinned(t)) /* else its callback aborted it */
        settle(ctx, t, failed, result.v);
    thaw_drain(ctx);
    set_current(ctx, NULL);
}

static void run_turn(JSContext *ctx, thaw_immediate *turn)
{
    queues *q = queues_of_ctx(ctx);
    int i = 0;
    while (i < QUEUES && thaw_list_empty(&q->queue[i]))
        i++;
    if (i == QUEUES)
        return;
    run_task(ctx, task_at(q->queue[i].next));
    for (i = 0; i < QUEUES && !q->turn.queued; i++) {
        if (!thaw_list_empty(&q->queue[i]))
            thaw_immediate_start(ctx, &q->turn, &turn_kind, true);
    }
}

static void delay_over(JSContext *ctx, thaw_timer *timer)
{
    task *t = THAW_CONTAINER(timer, task, delay);
    t->order = ++queues_of_ctx(ctx)->order;
    enqueue(ctx, t);
}

static const char *describe_delay(const thaw_timer *timer, JSValueConst *ret_origin)
{
    *ret_origin = THAW_CONTAINER(timer, task, delay)->origin;
    return "a delayed task of scheduler.postTask";
}
static const thaw_timer_kind delay_kind = { delay_over, describe_delay };

/* ---- Scheduler ---- */

typedef struct {
    bool has_priority, has_signal;
    int priority;
    thaw_abort_signal_ref signal;
    uint64_t delay_ms;
} post_options;
THAW_IDL_DICTIONARY(post_options, "SchedulerPostTaskOptions",
                    THAW_DEFAULT(post_options, delay_ms, "delay", enforced_unsigned_long_long, THAW_NUMBER(0)),
                    THAW_OPTIONAL(post_options, priority, "priority", thaw_task_priority_name),
                    THAW_OPTIONAL(post_options, signal, "signal", thaw_abort_signal));
typedef struct {
    JSValueConst callback;
    post_options options;
} post_args;

/* What a task is made of; values borrowed. */
typedef struct {
    JSValueConst callback, abort_signal, priority_signal;
    thaw_task_priority priority;
    bool is_continuation;
    uint64_t delay_ms;
} task_init;

static int start(JSContext *ctx, task *t, JSValueConst wrapper, const task_init *init)
{
    thaw_abort_signal *signal = thaw_abort_signal_of(init->abort_signal);
    t->origin = thaw_origin(ctx);
    if (signal && thaw_abort_signal_add(ctx, signal, wrapper, on_abort, &t->abort_id) < 0)
        return -1;
    if (init->delay_ms > 0) {
        /* The queue counts whole milliseconds: one more, or a task could run before its delay is over. */
        int64_t delay_ms = init->delay_ms >= INT64_MAX ? INT64_MAX : (int64_t)init->delay_ms + 1;
        if (thaw_timer_start(ctx, &t->delay, delay_ms) < 0)
            return -1;
    } else {
        t->order = ++queues_of_ctx(ctx)->order;
        enqueue(ctx, t);
    }
    thaw_native_pin(ctx, t, wrapper);
    return 0;
}

static JSValue post(JSContext *ctx, const task_init *init)
{
    task *t;
    thaw_abort_signal *signal = thaw_abort_signal_of(init->abort_signal);
    if (signal && thaw_abort_signal_is_aborted(signal))
        return JS_Throw(ctx, JS_DupValue(ctx, thaw_abort_signal_reason(signal)));
    THAW_AUTO(thaw_value) wrapper = thaw_value_of(ctx, thaw_native_new(ctx, &task_class, JS_NULL, &t));
    if (JS_IsException(wrapper.v))
        return JS_EXCEPTION;
    JSValue functions[2];
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, JS_NewPromiseCapability(ctx, functions));
    if (JS_IsException(promise.v))
        return JS_EXCEPTION;
    thaw_list_init(&t->link);
    thaw_timer_prepare(&t->delay, &delay_kind, true);
    t->resolve = functions[0];
    t->reject = functions[1];
    t->priority = init->priority;
    t->is_continuation = init->is_continuation;
    t->callback = JS_DupValue(ctx, init->callback);
    t->abort_signal = JS_DupValue(ctx, init->abort_signal);
    t->priority_signal = JS_DupValue(ctx, init->priority_signal);
    return start(ctx, t, wrapper.v, init) < 0 ? JS_EXCEPTION : thaw_value_take(&promise);
}

static JSValue scheduler_post_task(JSContext *ctx, const thaw_invocation *in)
{
    const post_args *args = in->args;
    const post_options *o = &args->options;
    JSValueConst signal = o->has_signal ? o->signal.object : JS_UNDEFINED;
    bool signal_rules = !o->has_priority && thaw_task_signal_of(signal);
    task_init init = {
        .callback = args->callback,
        .abort_signal = signal,
        .priority_signal = signal_rules ? signal : JS_UNDEFINED,
        .priority = o->has_priority ? (thaw_task_priority)o->priority : THAW_USER_VISIBLE,
        .delay_ms = o->delay_ms,
    };
    return post(ctx, &init);
}

static JSValue scheduler_yield(JSContext *ctx, const thaw_invocation *in)
{
    const queues *q = queues_of_ctx(ctx);
    THAW_AUTO(thaw_value) abort_signal = thaw_value_of(ctx, JS_DupValue(ctx, q->abort_signal));
    THAW_AUTO(thaw_value) priority_signal = thaw_value_of(ctx, JS_DupValue(ctx, q->priority_signal));
    task_init init = {
        .callback = JS_UNDEFINED,
        .abort_signal = abort_signal.v,
        .priority_signal = priority_signal.v,
        .priority = q->in_task ? q->priority : THAW_USER_VISIBLE,
        .is_continuation = true,
    };
    return post(ctx, &init);
}

static const thaw_member members[] = {
    THAW_PROMISE_METHOD_ARGS("postTask", scheduler_post_task, post_args,
                             THAW_REQUIRED(post_args, callback, "callback", function),
                             THAW_DEFAULT(post_args, options, "options", post_options, THAW_ABSENT)),
    THAW_PROMISE_METHOD("yield", scheduler_yield),
};
static const thaw_interface interface = { .cls = &scheduler_class, THAW_MEMBERS(members) };

int thaw_scheduler_init(JSContext *ctx)
{
    scheduler *unused;
    queues *q = thaw_runtime_add_state(ctx, THAW_STATE_SCHEDULER, &queues_class);
    if (!q)
        return -1;
    for (int i = 0; i < QUEUES; i++)
        thaw_list_init(&q->queue[i]);
    if (thaw_class_register(ctx, &task_class) < 0 || thaw_task_signal_init(ctx) < 0 ||
        thaw_interface_define(ctx, &interface) < 0)
        return -1;
    JSValue instance = thaw_native_new(ctx, &scheduler_class, JS_UNDEFINED, &unused);
    if (JS_IsException(instance))
        return -1;
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    return JS_DefinePropertyValueStr(ctx, global.v, "scheduler", instance, JS_PROP_C_W_E) < 0 ? -1 : 0;
}
