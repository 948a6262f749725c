/* SPDX-License-Identifier: MIT
 * TaskSignal: an AbortSignal with a priority, which its TaskController can change. One that TaskSignal.any() made of
 * another's priority changes with it. */
#ifndef THAW_WEB_SCHEDULER_TASK_SIGNAL_H
#define THAW_WEB_SCHEDULER_TASK_SIGNAL_H

#include "js/native.h"
#include "js/webidl/interface.h"
#include "web/dom/abort_signal_int.h"

typedef enum { THAW_USER_BLOCKING, THAW_USER_VISIBLE, THAW_BACKGROUND, THAW_PRIORITIES } thaw_task_priority;
THAW_IDL_ENUM(thaw_task_priority_name, "TaskPriority", "user-blocking", "user-visible", "background");

typedef struct thaw_task_signal {
    thaw_abort_signal base;
    thaw_task_priority priority;
    bool is_fixed;        /* its priority never changes */
    bool is_changing;     /* the change is being told to listeners */
    thaw_link dependents; /* those whose priority follows this one's; without references */
    thaw_link in_source;  /* in that list of its own source */
    uint32_t n_listeners; /* for prioritychange */
    void (*observe_abort)(JSRuntime *rt, thaw_event_target *self, JSAtom type, int change);
    THAW_JS_FIELDS(source /* whose priority it follows, or undefined */);
    struct {
        THAW_JS_FIELDS(kept); /* this signal itself, while it has listeners and a source, which visits this */
    } keep;
} thaw_task_signal;
THAW_CLASS_DECLARE(thaw_task_signal);
THAW_IDL_INTERFACE(thaw_task_signal);

/* In scheduler.c: moves the tasks that were posted with the signal. */
void thaw_scheduler_reprioritise(JSContext *ctx, const thaw_task_signal *signal);
/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_task_signal_init(JSContext *ctx);

#endif
