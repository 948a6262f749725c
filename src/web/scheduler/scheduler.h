/* SPDX-License-Identifier: MIT
 * Prioritized Task Scheduling: the global `scheduler` with postTask and yield, TaskController, TaskSignal and
 * TaskPriorityChangeEvent. */
#ifndef THAW_WEB_SCHEDULER_SCHEDULER_H
#define THAW_WEB_SCHEDULER_SCHEDULER_H

#include "base/auto.h"
#include "js/engine.h"

/* 0, or -1 with an exception pending. After AbortSignal. */
THAW_MUST_USE int thaw_scheduler_init(JSContext *ctx);

#endif
