/* SPDX-License-Identifier: MIT
 * A worker and its processes. The process is a block of its own (child): it may outlive its place in the worker, which
 * gets a new one as soon as the old one was told to die. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "lambda/emulator/emulator_int.h"

struct child {
    uv_process_t process;
    uv_pipe_t output[2]; /* the worker's stdout and stderr */
    emulator *emu;
    worker *worker; /* NULL once it was told to die */
    int open_handles;
    char bytes[16 * 1024];
};

/* --- output --- */

static void take_output(child *c, const char *bytes, size_t len)
{
    (void)!write(STDERR_FILENO, bytes, len);
    if (c->worker && c->worker->invocation)
        invocation_log(c->worker->invocation, bytes, len);
}

static void on_alloc(uv_handle_t *handle, size_t hint, uv_buf_t *ret)
{
    child *c = handle->data;
    *ret = uv_buf_init(c->bytes, sizeof c->bytes);
}

static void on_output(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    if (n > 0)
        take_output(stream->data, buf->base, (size_t)n);
    else if (n < 0)
        uv_read_stop(stream);
}

/* What it has written but the loop has not yet delivered: belongs to the invocation that just ended. */
void worker_drain_output(worker *w)
{
    child *c = w->child;
    for (int i = 0; c && i < 2; i++) {
        uv_os_fd_t fd;
        if (uv_fileno((uv_handle_t *)&c->output[i], &fd) < 0)
            continue;
        for (ssize_t n; (n = read(fd, c->bytes, sizeof c->bytes)) > 0;)
            take_output(c, c->bytes, (size_t)n);
    }
}

/* --- process --- */

static void on_child_closed(uv_handle_t *handle)
{
    child *c = handle->data;
    if (--c->open_handles > 0)
        return;
    free(c);
}

static void child_close(child *c)
{
    uv_close((uv_handle_t *)&c->process, on_child_closed);
    for (int i = 0; i < 2; i++)
        uv_close((uv_handle_t *)&c->output[i], on_child_closed);
}

static void describe_exit(worker *w, int64_t status, int signal, const char **ret_type, char *text, size_t size)
{
    *ret_type = "Runtime.ExitError";
    if (signal == SIGKILL && cgroup_was_oom(&w->group))
        *ret_type = "Runtime.OutOfMemory";
    if (signal == SIGKILL)
        snprintf(text, size, "Runtime exited with error: signal: killed");
    else if (signal)
        snprintf(text, size, "Runtime exited with error: signal: %s", sigdescr_np(signal));
    else if (status)
        snprintf(text, size, "Runtime exited with error: exit status %d", (int)status);
    else
        snprintf(text, size, "Runtime exited without providing a reason");
}

static void worker_exited(worker *w, int64_t status, int signal)
{
    char text[128];
    const char *type;
    emulator *emu = w->emu;
    worker_drain_output(w);
    describe_exit(w, status, signal, &type, text, sizeof text);
    uv_timer_stop(&w->timer);
    invocation *inv = w->invocation;
    if (inv && w->state == WORKER_INIT) {
        inv->cold = true;
        inv->init_ms = emulator_ms_since(w->start_ns);
    }
    if (inv)
        invocation_fail(emu, w, inv, type, text);
    else if (!emu->stopping && w->state != WORKER_ANSWERED)
        emulator_say(emu, "worker %d: %s", w->index, text);
    w->state = WORKER_STOPPED;
    w->next = NULL;
    w->child = NULL;
    http_server_drop(&w->api);
}

static void on_exit_of_child(uv_process_t *process, int64_t status, int signal)
{
    child *c = process->data;
    emulator *emu = c->emu;
    if (c->worker)
        worker_exited(c->worker, status, signal);
    c->worker = NULL;
    child_close(c);
    if (!emu->stopping)
        emulator_dispatch(emu);
}

static child *child_new(worker *w)
{
    child *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->emu = w->emu;
    c->worker = w;
    c->open_handles = 3;
    c->process.data = c;
    for (int i = 0; i < 2; i++) {
        uv_pipe_init(w->emu->loop, &c->output[i], 0);
        c->output[i].data = c;
    }
    return c;
}

static int spawn(worker *w, child *c, char **env)
{
    uv_stdio_container_t stdio[3] = { { .flags = UV_IGNORE } };
    for (int i = 0; i < 2; i++) {
        stdio[i + 1].flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE;
        stdio[i + 1].data.stream = (uv_stream_t *)&c->output[i];
    }
    uv_process_options_t o = {
        .exit_cb = on_exit_of_child,
        .file = w->emu->options->worker_argv[0],
        .args = (char **)w->emu->options->worker_argv,
        .env = env,
        .cwd = w->emu->options->task_root,
        .flags = UV_PROCESS_DETACHED, /* a group of its own: killed whole, and ^C is ours to handle */
        .stdio_count = 3,
        .stdio = stdio,
    };
    cgroup_enter(&w->group);
    int err = uv_spawn(w->emu->loop, &c->process, &o);
    cgroup_leave(&w->group);
    return err;
}

static void cannot_start(worker *w, int err)
{
    char text[256];
    snprintf(text, sizeof text, "cannot start %s: %s", w->emu->options->worker_argv[0], thaw_error_text(err));
    w->state = WORKER_STOPPED;
    invocation *inv = w->invocation;
    if (inv)
        invocation_fail(w->emu, w, inv, "Runtime.InvalidEntrypoint", text);
}

/* --- time limits --- */

static void on_timeout(uv_timer_t *timer)
{
    worker *w = timer->data;
    emulator *emu = w->emu;
    invocation *inv = w->invocation;
    if (w->state == WORKER_INIT && !w->init_retried) {
        /* Lambda gives the initialisation 10 s, then starts it again on the invocation's own time. */
        emulator_say(emu, "INIT_REPORT Init Duration: %d.00 ms Phase: init Status: timeout", INIT_TIMEOUT_MS);
        w->invocation = NULL;
        worker_stop(w);
        inv->start_ns = uv_hrtime();
        worker_start(w, inv);
        w->init_retried = true;
        if (w->state == WORKER_INIT)
            uv_timer_start(&w->timer, on_timeout, (uint64_t)emu->options->timeout_ms, 0);
        return;
    }
    char text[64];
    snprintf(text, sizeof text, "Task timed out after %.2f seconds", (double)emu->options->timeout_ms / 1000);
    if (inv)
        invocation_fail(emu, w, inv, "Sandbox.Timedout", text);
    worker_stop(w);
    emulator_dispatch(emu);
}

/* --- interface --- */

void worker_init(emulator *emu, worker *w, int index)
{
    w->emu = emu;
    w->index = index;
    w->api.opaque = w;
    w->api.max_body = THAW_LAMBDA_MAX_PAYLOAD;
    w->api.on_request = runtime_api_on_request;
    uv_timer_init(emu->loop, &w->timer);
    w->timer.data = w;
}

void worker_start(worker *w, invocation *inv)
{
    thaw_assert(w->state == WORKER_STOPPED);
    w->state = WORKER_INIT;
    w->cold = true;
    w->stale = w->init_retried = false;
    w->invocation = inv;
    w->start_ns = uv_hrtime();
    char **env = worker_env_new(w);
    child *c = env ? child_new(w) : NULL;
    int err = c ? spawn(w, c, env) : -ENOMEM;
    worker_env_free(env);
    if (err) {
        if (c)
            child_close(c);
        cannot_start(w, err);
        return;
    }
    w->child = c;
    for (int i = 0; i < 2; i++)
        uv_read_start((uv_stream_t *)&c->output[i], on_alloc, on_output);
    uv_timer_start(&w->timer, on_timeout, INIT_TIMEOUT_MS, 0);
}

void worker_run(worker *w, invocation *inv)
{
    thaw_assert(w->state == WORKER_IDLE && w->next);
    char line[128];
    struct timespec now;
    long timeout_ms = w->emu->options->timeout_ms;
    clock_gettime(CLOCK_REALTIME, &now);
    w->state = WORKER_BUSY;
    w->invocation = inv;
    inv->cold = w->cold;
    inv->init_ms = w->cold ? w->init_ms : 0;
    w->cold = false;
    inv->deadline_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + timeout_ms;
    inv->start_ns = uv_hrtime();
    snprintf(w->last_id, sizeof w->last_id, "%s", inv->id);
    int len = snprintf(line, sizeof line, "START RequestId: %s Version: $LATEST\n", inv->id);
    invocation_log(inv, line, (size_t)len);
    uv_timer_start(&w->timer, on_timeout, (uint64_t)timeout_ms, 0);
    runtime_api_send_next(w);
}

void worker_answered(worker *w)
{
    uv_timer_stop(&w->timer);
    w->state = WORKER_ANSWERED;
}

void worker_stop(worker *w)
{
    uv_timer_stop(&w->timer);
    if (w->child) {
        kill(-w->child->process.pid, SIGKILL);
        w->child->worker = NULL;
        w->child = NULL;
    }
    w->state = WORKER_STOPPED;
    w->next = NULL;
    http_server_drop(&w->api);
}

/* Peak resident size so far. A worker that is gone has none any more: 0. */
long worker_max_memory_kb(const worker *w)
{
    char path[64];
    THAW_AUTO(thaw_buf) text = thaw_buf_of(1 << 16);
    if (!w->child)
        return 0;
    snprintf(path, sizeof path, "/proc/%d/status", w->child->process.pid);
    if (thaw_file_read(path, &text) || !text.data)
        return 0;
    const char *at = strstr(text.data, "VmHWM:");
    return at ? strtol(at + strlen("VmHWM:"), NULL, 10) : 0;
}
