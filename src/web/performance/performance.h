/* SPDX-License-Identifier: MIT
 * High Resolution Time: the class Performance and its one instance, the global `performance`. */
#ifndef THAW_WEB_PERFORMANCE_PERFORMANCE_H
#define THAW_WEB_PERFORMANCE_PERFORMANCE_H

#include "base/auto.h"
#include "js/engine.h"

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_performance_init(JSContext *ctx);

#endif
