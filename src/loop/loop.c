/* SPDX-License-Identifier: MIT */
#include "loop/loop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct {
    uv_loop_t loop;
    uv_timer_t wake; /* ends a poll when the next JavaScript timer is due; never keeps the loop alive */
    bool started;
} the;

static void on_wake(uv_timer_t *timer)
{
}

uv_loop_t *thaw_loop_uv(void)
{
    if (the.started)
        return &the.loop;
    int err = uv_loop_init(&the.loop);
    if (err) {
        fprintf(stderr, "thaw: can't start the event loop: %s\n", uv_strerror(err));
        exit(1);
    }
    uv_timer_init(&the.loop, &the.wake);
    uv_unref((uv_handle_t *)&the.wake);
    the.started = true;
    return &the.loop;
}

bool thaw_loop_is_started(void)
{
    return the.started;
}

bool thaw_loop_is_alive(void)
{
    return the.started && uv_loop_alive(&the.loop);
}

static void sleep_ms(int64_t ms)
{
    struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
    while (nanosleep(&t, &t) < 0 && errno == EINTR)
        continue;
}

void thaw_loop_poll(int64_t timeout_ms)
{
    if (!the.started) {
        if (timeout_ms > 0)
            sleep_ms(timeout_ms);
        return;
    }
    if (timeout_ms > 0) {
        uv_update_time(&the.loop);
        uv_timer_start(&the.wake, on_wake, (uint64_t)timeout_ms, 0);
        uv_ref((uv_handle_t *)&the.wake); /* else libuv would not wait for it when nothing else is referenced */
    }
    uv_run(&the.loop, timeout_ms == 0 ? UV_RUN_NOWAIT : UV_RUN_ONCE);
    uv_timer_stop(&the.wake);
    uv_unref((uv_handle_t *)&the.wake);
}

uint64_t thaw_loop_now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

uint64_t thaw_loop_now_ms(void)
{
    return thaw_loop_now_ns() / 1000000;
}

static void close_handle(uv_handle_t *handle, void *arg)
{
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

void thaw_loop_close(void)
{
    if (!the.started)
        return;
    uv_walk(&the.loop, close_handle, NULL);
    while (uv_run(&the.loop, UV_RUN_DEFAULT) != 0)
        continue;
    uv_loop_close(&the.loop);
    the.started = false;
}
