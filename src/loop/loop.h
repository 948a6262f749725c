/* SPDX-License-Identifier: MIT
 * The process's event loop. libuv is started at the first thaw_loop_uv(); a program that only uses timers never pays
 * for it and sleeps in the kernel directly. One per process, main thread only. Nothing of it is part of an image. */
#ifndef THAW_LOOP_LOOP_H
#define THAW_LOOP_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include <uv.h>

/* The loop, started at first use. Never NULL: without descriptors or memory for it the process ends with a message. */
uv_loop_t *thaw_loop_uv(void);
bool thaw_loop_is_started(void);
/* True while a referenced libuv handle or request is active. */
bool thaw_loop_is_alive(void);
/* Waits for I/O and runs its callbacks. timeout_ms < 0: until something happens (returns at once if nothing can).
 * 0: only what is ready. */
void thaw_loop_poll(int64_t timeout_ms);
/* Milliseconds and nanoseconds of the monotonic clock. */
uint64_t thaw_loop_now_ms(void);
uint64_t thaw_loop_now_ns(void);
/* Closes every handle, runs their close callbacks and frees the loop. Descriptors of handles are closed. */
void thaw_loop_close(void);

#endif
