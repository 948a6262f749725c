/* SPDX-License-Identifier: MIT
 * High Resolution Time and User Timing: the class Performance and its one instance, the global `performance`. */
#ifndef THAW_WEB_PERFORMANCE_PERFORMANCE_H
#define THAW_WEB_PERFORMANCE_PERFORMANCE_H

#include "base/auto.h"
#include "js/engine.h"

/* Milliseconds since the time origin; a recorded input. */
double thaw_performance_now(JSContext *ctx);
/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_performance_init(JSContext *ctx);

#endif
