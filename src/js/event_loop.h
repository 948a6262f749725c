/* SPDX-License-Identifier: MIT
 * Turns of the event loop in Node's order:
 *
 *     timers -> poll (I/O callbacks) -> immediates -> timers -> ...
 *
 * and after every callback: all nextTicks, then all microtasks, until both are empty (thaw_drain). */
#ifndef THAW_JS_EVENT_LOOP_H
#define THAW_JS_EVENT_LOOP_H

#include "js/engine.h"

/* One turn; waits at the poll phase at most `max_wait_ms` (< 0: as long as it takes) and only if nothing is due. False
 * if nothing keeps the loop alive any more. */
bool thaw_event_loop_turn(JSContext *ctx, int64_t max_wait_ms);
/* Runs until nothing is left to do or the program exits; emits beforeExit in between. */
void thaw_event_loop_run(JSContext *ctx);
/* Runs until `done` says so (then true), or nothing is left that could change its answer. It is asked after every
 * phase, so the loop does not wait for something else first. */
typedef bool thaw_loop_done_fn(JSContext *ctx, void *opaque);
bool thaw_event_loop_run_until_done(JSContext *ctx, thaw_loop_done_fn *done, void *opaque);
/* Runs until the promise is settled (then true), or nothing is left that could settle it. */
bool thaw_event_loop_run_until(JSContext *ctx, JSValueConst promise);

#endif
