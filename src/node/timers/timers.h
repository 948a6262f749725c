/* SPDX-License-Identifier: MIT
 * setTimeout, setInterval, setImmediate with Node's Timeout and Immediate objects (Node docs: timers). */
#ifndef THAW_NODE_TIMERS_TIMERS_H
#define THAW_NODE_TIMERS_TIMERS_H

#include "base/auto.h"
#include "js/engine.h"

/* Defines the globals. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_timers_init(JSContext *ctx);

#endif
