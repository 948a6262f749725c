/* SPDX-License-Identifier: MIT
 * Timers and immediates of the event loop, for all layers above: setTimeout of Node, AbortSignal.timeout and the
 * scheduler of the web. A timer or immediate is a member of a native's struct, which must see to it that the object
 * lives as long as it is to be called (a pin), or stop it when the object goes.
 *
 *     timer:      idle --start--> active --due--> idle, then `run`
 *                  ^                |
 *                  +-----stop-------+
 *
 * Active timers are a binary heap by (due time, order of starting): starting and stopping cost O(log n). */
#ifndef THAW_JS_TIMER_QUEUE_H
#define THAW_JS_TIMER_QUEUE_H

#include "base/auto.h"
#include "base/list.h"
#include "js/engine.h"

typedef struct thaw_timer thaw_timer;
typedef struct thaw_timer_kind {
    /* Called by the loop with the timer idle again; routes its own exceptions and ends with thaw_drain. */
    void (*run)(JSContext *ctx, thaw_timer *t);
    /* What it is, for freezing, which can't keep it ("a timeout"), and where it was made: a string or undefined. */
    const char *(*describe)(const thaw_timer *t, JSValueConst *ret_origin);
} thaw_timer_kind;

struct thaw_timer {
    const thaw_timer_kind *kind; /* NULL: never initialised */
    uint64_t due_ms, order;
    int index;       /* in the heap, THAW_TIMER_IDLE otherwise */
    bool referenced; /* keeps the process alive while it is active */
};
enum { THAW_TIMER_IDLE = -1 };

static inline void thaw_timer_prepare(thaw_timer *t, const thaw_timer_kind *kind, bool referenced)
{
    *t = (thaw_timer){ .kind = kind, .index = THAW_TIMER_IDLE, .referenced = referenced };
}
static inline bool thaw_timer_is_active(const thaw_timer *t)
{
    return t->kind && t->index != THAW_TIMER_IDLE;
}
/* Starts it, anew if it is active. 0, or -1 with an exception pending (then it is idle). */
THAW_MUST_USE int thaw_timer_start(JSContext *ctx, thaw_timer *t, int64_t delay_ms);
/* Does nothing if it is idle, zeroed, or the runtime is being torn down. */
void thaw_timer_stop(JSRuntime *rt, thaw_timer *t);
void thaw_timer_set_referenced(JSContext *ctx, thaw_timer *t, bool referenced);

typedef struct thaw_immediate thaw_immediate;
typedef struct thaw_immediate_kind {
    void (*run)(JSContext *ctx, thaw_immediate *i);
    const char *(*describe)(const thaw_immediate *i, JSValueConst *ret_origin);
} thaw_immediate_kind;

struct thaw_immediate {
    const thaw_immediate_kind *kind;
    thaw_link link;
    bool queued, referenced;
};
/* To be called once in the phase after the next poll. It must not be queued. */
void thaw_immediate_start(JSContext *ctx, thaw_immediate *i, const thaw_immediate_kind *kind, bool referenced);
void thaw_immediate_stop(JSRuntime *rt, thaw_immediate *i);
void thaw_immediate_set_referenced(JSContext *ctx, thaw_immediate *i, bool referenced);

/* ---- for the event loop ---- */

void thaw_timers_run(JSContext *ctx);
void thaw_immediates_run(JSContext *ctx);
/* Milliseconds until the next timer is due, -1 if there is none; with `referenced_only`, -1 too if no timer keeps the
 * process alive. */
int64_t thaw_timers_delay(JSContext *ctx, bool referenced_only);
bool thaw_immediates_pending(JSContext *ctx, bool referenced_only);
/* Calls `found` for each that is active. */
typedef void thaw_timer_fn(void *opaque, const char *what, JSValueConst origin);
void thaw_timers_each(JSContext *ctx, thaw_timer_fn *found, void *opaque);

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_timer_queue_init(JSContext *ctx);

#endif
