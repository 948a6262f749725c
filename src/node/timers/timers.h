/* SPDX-License-Identifier: MIT
 * setTimeout, setInterval, setImmediate with Node's Timeout and Immediate objects (Node docs: timers). */
#ifndef THAW_NODE_TIMERS_TIMERS_H
#define THAW_NODE_TIMERS_TIMERS_H

#include "base/auto.h"
#include "js/engine.h"

/* Defines the globals and the timer phases of the runtime. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_timers_init(JSContext *ctx);
/* Calls `found` for each active timer or immediate with where it was made; for freezing, which can't keep them. */
typedef void thaw_timer_fn(void *opaque, const char *kind, JSValueConst origin);
void thaw_timers_each(JSContext *ctx, thaw_timer_fn *found, void *opaque);

#endif
