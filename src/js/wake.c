/* SPDX-License-Identifier: MIT */
#include "js/wake.h"

#include <stdlib.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>

#include "js/runtime.h"
#include "loop/loop.h"
#include "loop/process.h"
#include "loop/stdio.h"

enum { STACK_DEFAULT = 4 << 20, STACK_RESERVE = 512 << 10 };

static void wake_stack(thaw_runtime *r)
{
    struct rlimit limit;
    size_t size = STACK_DEFAULT;
    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < 2 * STACK_DEFAULT)
        size = limit.rlim_cur > 2 * STACK_RESERVE ? limit.rlim_cur - STACK_RESERVE : STACK_RESERVE;
    JS_UpdateStackTop(r->rt);
    JS_SetMaxStackSize(r->rt, size);
}

static void wake_random(thaw_runtime *r)
{
    uint64_t seed = 0;
    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed || seed == 0)
        seed = thaw_loop_now_ns() | 1;
    thaw_engine_seed_random(r->ctx, seed);
}

static void wake_time_origin(thaw_runtime *r)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    thaw_the_process.time_origin_ns = thaw_the_process.start_ns;
    thaw_the_process.time_origin_unix_ms = (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6 -
                                           (double)(thaw_loop_now_ns() - thaw_the_process.start_ns) / 1e6;
}

static void wake_stdio(thaw_runtime *r)
{
    thaw_stdio_reset();
}

static void wake_environment(thaw_runtime *r)
{
    if (r->wake.environment)
        r->wake.environment(r->ctx);
}

static void wake_signals(thaw_runtime *r)
{
    if (r->wake.signals)
        r->wake.signals(r->ctx);
}

static void wake_collector(thaw_runtime *r)
{
    JS_SetGCThreshold(r->rt, thaw_engine_heap_size(r->rt) + THAW_GC_THRESHOLD);
}

const thaw_wake_row thaw_wake_table[] = {
    { "stack", wake_stack, "the stack lies elsewhere and may have another limit" },
    { "random", wake_random, "Math.random must not repeat from start to start" },
    { "time origin", wake_time_origin, "performance.now counts from this process's start" },
    { "environment", wake_environment,
      "process.env is read live; what the program set while it was frozen is set again" },
    { "signals", wake_signals, "those that the program listens to are watched in this process" },
    { "stdio", wake_stdio, "terminals and pipes are others" },
    { "collector", wake_collector,
      "what was frozen, which is off the collector's list, does not count for its threshold" },
    /* Not kept in the heap at all, so nothing to put right: argv and exec path (loop/process.h), the working directory
     * (asked each time), the time zone (the C library reads TZ at its first use in a process). */
};
const size_t thaw_wake_rows = THAW_COUNT(thaw_wake_table);

void thaw_wake(thaw_runtime *runtime)
{
    for (size_t i = 0; i < thaw_wake_rows; i++)
        thaw_wake_table[i].wake(runtime);
}
