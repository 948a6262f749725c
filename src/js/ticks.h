/* SPDX-License-Identifier: MIT
 * process.nextTick's queue and the list of promises that were rejected without a handler. Both run from thaw_drain. */
#ifndef THAW_JS_TICKS_H
#define THAW_JS_TICKS_H

#include <stdbool.h>

#include "base/auto.h"
#include "js/engine.h"

THAW_MUST_USE int thaw_ticks_init(JSContext *ctx);
/* Queues a call of `function` with the arguments (all borrowed). 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_tick_add(JSContext *ctx, JSValueConst function, int argc, JSValueConst *argv);
bool thaw_ticks_pending(JSContext *ctx);
/* Runs the first queued call; false if there was none. */
bool thaw_ticks_run_one(JSContext *ctx);
/* Tells the program of promises that are still unhandled; true if that ran JavaScript. */
bool thaw_rejections_process(JSContext *ctx);

#endif
