/* SPDX-License-Identifier: MIT
 * Invocations: made, queued, given to workers, reported, answered. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "lambda/emulator/emulator_int.h"

static void name_invocation(invocation *inv)
{
    uint64_t r[4] = { 0 };
    struct timespec now;
    if (getrandom(r, sizeof r, 0) < 0)
        r[0] = uv_hrtime();
    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(inv->id, sizeof inv->id, "%08" PRIx32 "-%04x-4%03x-a%03x-%012" PRIx64, (uint32_t)r[0],
             (unsigned)(r[0] >> 32 & 0xFFFF), (unsigned)(r[1] & 0xFFF), (unsigned)(r[1] >> 16 & 0xFFF),
             r[2] & 0xFFFFFFFFFFFF);
    snprintf(inv->trace, sizeof inv->trace, "Root=1-%08lx-%08" PRIx32 "%016" PRIx64 ";Parent=%016" PRIx64 ";Sampled=0",
             (unsigned long)now.tv_sec, (uint32_t)r[1], r[2], r[3]);
}

invocation *invocation_new(emulator *emu, thaw_slice event)
{
    invocation *inv = calloc(1, sizeof *inv);
    if (!inv)
        return NULL;
    inv->event = thaw_buf_of(THAW_LAMBDA_MAX_PAYLOAD);
    inv->client_context = thaw_buf_of(8192);
    inv->log = thaw_buf_of(1 << 20);
    inv->result = thaw_buf_of((size_t)1 << 26);
    name_invocation(inv);
    thaw_buf_append(&inv->event, event.ptr, event.len);
    return inv;
}

static void invocation_free(invocation *inv)
{
    thaw_buf_done(&inv->event);
    thaw_buf_done(&inv->client_context);
    thaw_buf_done(&inv->log);
    thaw_buf_done(&inv->result);
    free(inv);
}

void invocation_submit(emulator *emu, invocation *inv)
{
    thaw_list_append(&emu->queue, &inv->link);
    emulator_dispatch(emu);
}

/* Keeps at least the last LOG_TAIL bytes. */
void invocation_log(invocation *inv, const char *bytes, size_t len)
{
    if (len > LOG_TAIL) {
        bytes += len - LOG_TAIL;
        len = LOG_TAIL;
    }
    if (inv->log.len > 8 * LOG_TAIL)
        thaw_buf_consume(&inv->log, inv->log.len - LOG_TAIL);
    thaw_buf_append(&inv->log, bytes, len);
}

static int announced_memory(const emulator *emu)
{
    return emu->options->memory_mb ? emu->options->memory_mb : CGROUP_MB_PER_CPU;
}

static void put_tail(const emulator *emu, invocation *inv)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(4096);
    thaw_buf_printf(&b, "END RequestId: %s\nREPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %.0f ms\t",
                    inv->id, inv->id, inv->duration_ms, ceil(inv->duration_ms + inv->init_ms));
    thaw_buf_printf(&b, "Memory Size: %d MB\tMax Memory Used: %ld MB\t", announced_memory(emu),
                    (inv->max_memory_kb + 1023) / 1024);
    if (inv->cold)
        thaw_buf_printf(&b, "Init Duration: %.2f ms\t", inv->init_ms);
    thaw_buf_puts(&b, "\n");
    invocation_log(inv, b.data, b.len);
}

static void print_json(const invocation *inv)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(4096);
    thaw_buf_printf(&b, "{\"requestId\":\"%s\",\"start\":\"%s\",\"error\":%s,\"durationMs\":%.3f,\"initMs\":%.3f,",
                    inv->id, inv->cold ? "cold" : "warm", inv->is_error ? "true" : "false", inv->duration_ms,
                    inv->init_ms);
    thaw_buf_printf(&b, "\"billedMs\":%.0f,\"maxMemoryKb\":%ld,\"bytesIn\":%zu,\"bytesOut\":%zu}",
                    ceil(inv->duration_ms + inv->init_ms), inv->max_memory_kb, inv->event.len, inv->result.len);
    fprintf(stderr, "%s\n", b.data);
}

static void print_line(emulator *emu, const invocation *inv)
{
    char init[48] = "";
    if (inv->cold)
        snprintf(init, sizeof init, " (+ %.2f ms init)", inv->init_ms);
    emulator_say(emu, "%s %s %.2f ms%s, billed %.0f ms, %.1f MB, %zu bytes in, %zu out, %s",
                 inv->is_error ? "error" : "ok   ", inv->cold ? "cold" : "warm", inv->duration_ms, init,
                 ceil(inv->duration_ms + inv->init_ms), (double)inv->max_memory_kb / 1024, inv->event.len,
                 inv->result.len, inv->id);
}

void invocation_finish(emulator *emu, worker *w, invocation *inv, bool is_error, thaw_slice result)
{
    inv->is_error = is_error;
    thaw_buf_append(&inv->result, result.ptr, result.len);
    if (inv->start_ns)
        inv->duration_ms = emulator_ms_since(inv->start_ns);
    if (w) {
        worker_drain_output(w);
        inv->max_memory_kb = worker_max_memory_kb(w);
        w->invocation = NULL;
    }
    put_tail(emu, inv);
    if (emu->options->json)
        print_json(inv);
    else
        print_line(emu, inv);
    inv->on_result(inv);
    invocation_free(inv);
}

void invocation_fail(emulator *emu, worker *w, invocation *inv, const char *type, const char *message)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(4096);
    thaw_buf_printf(&b, "{\"errorType\":\"%s\",\"errorMessage\":\"RequestId: %s Error: %s\"}", type, inv->id, message);
    invocation_finish(emu, w, inv, true, (thaw_slice){ b.data, b.len });
}

static worker *find_worker(emulator *emu, worker_state state)
{
    for (int i = 0; i < emu->options->n_workers; i++) {
        if (emu->workers[i].state == state)
            return &emu->workers[i];
    }
    return NULL;
}

/* A warm worker first; else a new one, as Lambda scales; else wait for one. */
void emulator_dispatch(emulator *emu)
{
    while (!thaw_list_empty(&emu->queue) && !emu->stopping) {
        worker *idle = find_worker(emu, WORKER_IDLE);
        worker *stopped = idle ? NULL : find_worker(emu, WORKER_STOPPED);
        if (!idle && !stopped)
            return;
        invocation *inv = THAW_CONTAINER(emu->queue.next, invocation, link);
        thaw_list_remove(&inv->link);
        if (idle)
            worker_run(idle, inv);
        else
            worker_start(stopped, inv);
    }
}

void invocation_drop_queue(emulator *emu)
{
    while (!thaw_list_empty(&emu->queue)) {
        invocation *inv = THAW_CONTAINER(emu->queue.next, invocation, link);
        thaw_list_remove(&inv->link);
        invocation_fail(emu, NULL, inv, "Runtime.Unavailable", "the emulator is shutting down");
    }
}
