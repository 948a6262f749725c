/* SPDX-License-Identifier: MIT */
#include "js/timer_queue.h"

#include "js/runtime.h"
#include "loop/loop.h"

typedef struct {
    thaw_native base;
    thaw_timer **heap;
    int count, size, n_referenced, n_referenced_immediates;
    uint64_t order, now_ms; /* now_ms: time of the running timer phase, 0 outside of it */
    thaw_link immediates;
} timer_queue;

static void timer_queue_dispose(JSRuntime *rt, void *self)
{
    js_free_rt(rt, ((timer_queue *)self)->heap);
}
THAW_CLASS_PLAIN(timer_queue, TIMER_QUEUE, "TimerQueue", .dispose = timer_queue_dispose);

/* NULL while the runtime is torn down. */
static timer_queue *queue_of(JSRuntime *rt)
{
    return ((thaw_runtime *)JS_GetRuntimeOpaque(rt))->state[THAW_STATE_TIMER_QUEUE];
}

static timer_queue *queue_of_ctx(JSContext *ctx)
{
    return thaw_runtime_state(ctx, THAW_STATE_TIMER_QUEUE);
}

/* ---- the heap ---- */

static bool is_before(const thaw_timer *a, const thaw_timer *b)
{
    return a->due_ms != b->due_ms ? a->due_ms < b->due_ms : a->order < b->order;
}

static void place(timer_queue *q, thaw_timer *item, int i)
{
    q->heap[i] = item;
    item->index = i;
}

static void sift_up(timer_queue *q, thaw_timer *item, int i)
{
    while (i > 0 && is_before(item, q->heap[(i - 1) / 2])) {
        place(q, q->heap[(i - 1) / 2], i);
        i = (i - 1) / 2;
    }
    place(q, item, i);
}

static void sift_down(timer_queue *q, thaw_timer *item, int i)
{
    for (;;) {
        int child = 2 * i + 1;
        if (child >= q->count)
            break;
        if (child + 1 < q->count && is_before(q->heap[child + 1], q->heap[child]))
            child++;
        if (!is_before(q->heap[child], item))
            break;
        place(q, q->heap[child], i);
        i = child;
    }
    place(q, item, i);
}

static int heap_insert(JSContext *ctx, timer_queue *q, thaw_timer *item)
{
    if (q->count == q->size) {
        int size = q->size ? q->size * 2 : 16;
        thaw_timer **heap = js_realloc(ctx, q->heap, (size_t)size * sizeof *heap);
        if (!heap)
            return -1;
        q->heap = heap;
        q->size = size;
    }
    sift_up(q, item, q->count++);
    q->n_referenced += item->referenced;
    return 0;
}

static void heap_remove(timer_queue *q, thaw_timer *item)
{
    thaw_timer *last = q->heap[--q->count];
    int i = item->index;
    item->index = THAW_TIMER_IDLE;
    q->n_referenced -= item->referenced;
    if (last == item)
        return;
    if (i > 0 && is_before(last, q->heap[(i - 1) / 2]))
        sift_up(q, last, i);
    else
        sift_down(q, last, i);
}

/* ---- timers ---- */

int thaw_timer_start(JSContext *ctx, thaw_timer *t, int64_t delay_ms)
{
    timer_queue *q = queue_of_ctx(ctx);
    uint64_t now_ms = q->now_ms ? q->now_ms : thaw_loop_now_ms();
    if (thaw_timer_is_active(t))
        heap_remove(q, t);
    bool overflows = (uint64_t)delay_ms > UINT64_MAX - now_ms;
    t->due_ms = overflows ? UINT64_MAX : now_ms + (uint64_t)delay_ms;
    t->order = ++q->order;
    return heap_insert(ctx, q, t);
}

void thaw_timer_stop(JSRuntime *rt, thaw_timer *t)
{
    timer_queue *q = queue_of(rt);
    if (thaw_timer_is_active(t) && q)
        heap_remove(q, t);
}

void thaw_timer_set_referenced(JSContext *ctx, thaw_timer *t, bool referenced)
{
    if (thaw_timer_is_active(t))
        queue_of_ctx(ctx)->n_referenced += (int)referenced - (int)t->referenced;
    t->referenced = referenced;
}

void thaw_timers_run(JSContext *ctx)
{
    timer_queue *q = queue_of_ctx(ctx);
    if (q->count == 0)
        return;
    q->now_ms = thaw_loop_now_ms();
    while (q->count && q->heap[0]->due_ms <= q->now_ms && !thaw_runtime_of(ctx)->exiting) {
        thaw_timer *t = q->heap[0];
        heap_remove(q, t);
        t->kind->run(ctx, t);
    }
    q->now_ms = 0;
}

int64_t thaw_timers_delay(JSContext *ctx, bool referenced_only)
{
    const timer_queue *q = queue_of_ctx(ctx);
    if (q->count == 0 || (referenced_only && q->n_referenced == 0))
        return -1;
    uint64_t now_ms = thaw_loop_now_ms(), due_ms = q->heap[0]->due_ms;
    uint64_t delay_ms = due_ms > now_ms ? due_ms - now_ms : 0;
    return delay_ms > INT32_MAX ? INT32_MAX : (int64_t)delay_ms;
}

/* ---- immediates ---- */

void thaw_immediate_start(JSContext *ctx, thaw_immediate *i, const thaw_immediate_kind *kind, bool referenced)
{
    timer_queue *q = queue_of_ctx(ctx);
    i->kind = kind;
    i->queued = true;
    i->referenced = referenced;
    q->n_referenced_immediates += referenced;
    thaw_list_append(&q->immediates, &i->link);
}

void thaw_immediate_stop(JSRuntime *rt, thaw_immediate *i)
{
    timer_queue *q = queue_of(rt);
    if (!i->queued || !q)
        return;
    i->queued = false;
    q->n_referenced_immediates -= i->referenced;
    thaw_list_remove(&i->link);
}

void thaw_immediate_set_referenced(JSContext *ctx, thaw_immediate *i, bool referenced)
{
    if (i->queued)
        queue_of_ctx(ctx)->n_referenced_immediates += (int)referenced - (int)i->referenced;
    i->referenced = referenced;
}

/* Those queued while it runs wait for the next turn. */
void thaw_immediates_run(JSContext *ctx)
{
    timer_queue *q = queue_of_ctx(ctx);
    thaw_link marker;
    if (thaw_list_empty(&q->immediates))
        return;
    thaw_list_append(&q->immediates, &marker);
    while (q->immediates.next != &marker && !thaw_runtime_of(ctx)->exiting) {
        thaw_immediate *i = THAW_CONTAINER(q->immediates.next, thaw_immediate, link);
        thaw_immediate_stop(JS_GetRuntime(ctx), i);
        i->kind->run(ctx, i);
    }
    thaw_list_remove(&marker);
}

bool thaw_immediates_pending(JSContext *ctx, bool referenced_only)
{
    const timer_queue *q = queue_of_ctx(ctx);
    return referenced_only ? q->n_referenced_immediates > 0 : !thaw_list_empty(&q->immediates);
}

void thaw_timers_each(JSContext *ctx, thaw_timer_fn *found, void *opaque)
{
    const timer_queue *q = queue_of_ctx(ctx);
    JSValueConst origin = JS_UNDEFINED;
    for (int i = 0; i < q->count; i++) {
        const char *what = q->heap[i]->kind->describe(q->heap[i], &origin);
        found(opaque, what, origin);
    }
    for (const thaw_link *l = q->immediates.next; l != &q->immediates; l = l->next) {
        const thaw_immediate *i = THAW_CONTAINER(l, thaw_immediate, link);
        const char *what = i->kind->describe(i, &origin);
        found(opaque, what, origin);
    }
}

int thaw_timer_queue_init(JSContext *ctx)
{
    timer_queue *q = thaw_runtime_add_state(ctx, THAW_STATE_TIMER_QUEUE, &timer_queue_class);
    if (!q)
        return -1;
    thaw_list_init(&q->immediates);
    return 0;
}
