/* SPDX-License-Identifier: MIT
 * Start, signals and end of the emulator. It ends in order: queued and running invocations are failed, workers are
 * killed (as Lambda does without extensions: SIGKILL, nothing before it), every handle is closed, the loop runs empty.
 */
#include "lambda/emulator.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "lambda/emulator/emulator_int.h"
#include "lambda/emulator/json.h"
#include "loop/loop.h"

double emulator_ms_since(uint64_t start_ns)
{
    return (double)(uv_hrtime() - start_ns) / 1e6;
}

void emulator_say(emulator *emu, const char *format, ...)
{
    THAW_AUTO(thaw_buf) line = thaw_buf_of(8192);
    va_list args;
    va_start(args, format);
    thaw_buf_puts(&line, "lambda: ");
    thaw_buf_vprintf(&line, format, args);
    thaw_buf_putc(&line, '\n');
    va_end(args);
    (void)!write(STDERR_FILENO, line.data, line.len);
}

/* --- end --- */

static void kill_workers(emulator *emu)
{
    for (int i = 0; i < emu->options->n_workers; i++) {
        worker *w = &emu->workers[i];
        invocation *inv = w->invocation;
        if (inv)
            invocation_fail(emu, w, inv, "Runtime.Unavailable", "the emulator is shutting down");
        worker_stop(w);
        http_server_close(&w->api);
        uv_close((uv_handle_t *)&w->timer, NULL);
    }
}

void emulator_stop(emulator *emu, int exit_code)
{
    if (emu->stopping)
        return;
    emu->stopping = true;
    emu->exit_code = exit_code;
    invocation_drop_queue(emu);
    kill_workers(emu);
    watch_stop(emu);
    http_server_close(&emu->front);
    uv_close((uv_handle_t *)&emu->ending, NULL);
    for (int i = 0; i < 2; i++)
        uv_close((uv_handle_t *)&emu->signals[i], NULL);
}

static void on_signal(uv_signal_t *signal, int number)
{
    emulator_stop(signal->data, 0);
}

/* --- start --- */

static int start_workers(emulator *emu)
{
    THAW_AUTO(thaw_buf) note = thaw_buf_of(1024);
    for (int i = 0; i < emu->options->n_workers; i++)
        worker_init(emu, &emu->workers[i], i);
    for (int i = 0; i < emu->options->n_workers; i++) {
        worker *w = &emu->workers[i];
        char name[64];
        int err = http_server_listen(&w->api, emu->loop, 0);
        if (err)
            return err;
        snprintf(name, sizeof name, "thaw-lambda-%d-%d", (int)getpid(), i);
        thaw_buf_reset(&note);
        if (emu->options->memory_mb)
            cgroup_open(&w->group, name, emu->options->memory_mb, &note);
    }
    if (note.len)
        emulator_say(emu, "%s", note.data);
    return 0;
}

static int listen_front(emulator *emu)
{
    const thaw_emulator_options *o = emu->options;
    emu->front.opaque = emu;
    emu->front.max_body = THAW_LAMBDA_MAX_PAYLOAD;
    emu->front.on_request = front_on_request;
    int err = http_server_listen(&emu->front, emu->loop, o->event_path ? 0 : o->port);
    if (err) {
        emulator_say(emu, "cannot listen on port %d: %s", o->port, thaw_error_text(err));
        return err;
    }
    if (o->event_path)
        return 0;
    int port = http_server_port(&emu->front);
    emulator_say(emu, "function URL  http://127.0.0.1:%d/", port);
    emulator_say(emu, "invoke        http://127.0.0.1:%d/2015-03-31/functions/%s/invocations", port, o->function_name);
    return 0;
}

static void watch_signals(emulator *emu)
{
    static const int numbers[] = { SIGINT, SIGTERM };
    for (int i = 0; i < 2; i++) {
        uv_signal_init(emu->loop, &emu->signals[i]);
        emu->signals[i].data = emu;
        uv_signal_start(&emu->signals[i], on_signal, numbers[i]);
    }
    signal(SIGPIPE, SIG_IGN);
}

/* --- one event --- */

static void on_single_end(uv_timer_t *timer)
{
    emulator *emu = timer->data;
    emulator_stop(emu, emu->exit_code);
}

static void on_single_result(invocation *inv)
{
    emulator *emu = inv->opaque;
    int err = thaw_fd_write_all(STDOUT_FILENO, inv->result.data, inv->result.len);
    if (!err)
        err = thaw_fd_write_all(STDOUT_FILENO, "\n", 1);
    emu->exit_code = inv->is_error || err ? 1 : 0;
    /* Not at once: the worker's request that brought the result is still being handled. */
    uv_timer_start(&emu->ending, on_single_end, 0, 0);
}

static int read_event(const char *path, thaw_buf *event)
{
    if (strcmp(path, "-") == 0)
        path = "/dev/stdin";
    return thaw_file_read(path, event);
}

static int submit_single(emulator *emu)
{
    THAW_AUTO(thaw_buf) event = thaw_buf_of(THAW_LAMBDA_MAX_PAYLOAD);
    int err = read_event(emu->options->event_path, &event);
    if (err) {
        emulator_say(emu, "%s: %s", emu->options->event_path, thaw_error_text(err));
        return err;
    }
    json_value parsed;
    if (!json_parse((thaw_slice){ event.data, event.len }, &parsed)) {
        emulator_say(emu, "%s: not JSON", emu->options->event_path);
        return THAW_E_SYNTAX;
    }
    invocation *inv = invocation_new(emu, (thaw_slice){ event.data, event.len });
    if (!inv)
        return -ENOMEM;
    inv->opaque = emu;
    inv->on_result = on_single_result;
    invocation_submit(emu, inv);
    return 0;
}

int thaw_emulator_main(const thaw_emulator_options *options)
{
    emulator *emu = calloc(1, sizeof *emu);
    if (!emu)
        return 1;
    emu->options = options;
    emu->loop = thaw_loop_uv();
    emu->region = getenv("AWS_REGION") ? getenv("AWS_REGION") : "us-east-1";
    thaw_list_init(&emu->queue);
    uv_timer_init(emu->loop, &emu->ending);
    emu->ending.data = emu;
    watch_signals(emu);
    watch_start(emu);
    int err = start_workers(emu);
    if (!err)
        err = listen_front(emu);
    if (!err && options->event_path)
        err = submit_single(emu);
    if (err)
        emulator_stop(emu, 1);
    uv_run(emu->loop, UV_RUN_DEFAULT);
    for (int i = 0; i < options->n_workers; i++)
        cgroup_close(&emu->workers[i].group);
    int code = emu->exit_code;
    free(emu);
    return code;
}
