/* SPDX-License-Identifier: MIT
 * Work on libuv's pool of threads. A job is a block of the process (malloc), never of the engine's heap: threads see
 * bytes only. */
#ifndef THAW_LOOP_WORK_H
#define THAW_LOOP_WORK_H

#include <stdbool.h>

#include <uv.h>

typedef struct thaw_work {
    uv_work_t request;
    void (*run)(struct thaw_work *w); /* on a thread */
    /* On the main thread, once, and then the job is the callee's to free. `owner` is NULL if nobody waits any more. */
    void (*done)(struct thaw_work *w, void *owner);
    void *owner;
} thaw_work;

/* 0, or a negative error: then `done` is not called. */
int thaw_work_start(thaw_work *w, void *owner);
/* The owner goes: `done` is told so. */
void thaw_work_abandon(thaw_work *w);

#endif
