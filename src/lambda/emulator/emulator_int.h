/* SPDX-License-Identifier: MIT
 * Shared by the emulator's files. Single-threaded, on the process's loop.
 *
 * A worker's states, with the function that makes each transition:
 *
 *     STOPPED --worker_start--> INIT --on_next--> IDLE --worker_run--> BUSY --worker_answered--> ANSWERED
 *        ^                       |                 ^                    |                           |
 *        |                       |                 +---------------on_next--------------------------+
 *        +----- worker_stop, worker_exited (from any) ------------------+
 *
 * `invocation` is set exactly in BUSY, and in INIT when the worker was started for one. `next` is set exactly in IDLE.
 * An invocation is owned by the queue, then by its worker, and is freed by invocation_finish. */
#ifndef THAW_LAMBDA_EMULATOR_INT_H
#define THAW_LAMBDA_EMULATOR_INT_H

#include <uv.h>

#include "base/buf.h"
#include "base/list.h"
#include "base/slice.h"
#include "lambda/emulator.h"
#include "lambda/emulator/cgroup.h"
#include "lambda/emulator/http_server.h"
#include "lambda/runtime_client.h"

typedef struct emulator emulator;
typedef struct worker worker;
typedef struct invocation invocation;
typedef struct child child; /* a worker's process; private to worker.c */

enum { LOG_TAIL = 4096, INIT_TIMEOUT_MS = 10000, DEBOUNCE_MS = 150, MAX_WATCHES = 512 };

struct invocation {
    thaw_link link;
    char id[40], trace[96];
    thaw_buf event, client_context, log, result;
    bool is_error, cold, streamed;
    int64_t deadline_ms;
    uint64_t start_ns;
    double duration_ms, init_ms;
    long max_memory_kb;
    void *opaque;                       /* of whoever made it */
    void (*on_result)(invocation *inv); /* called once, before it is freed */
};

typedef enum { WORKER_STOPPED, WORKER_INIT, WORKER_IDLE, WORKER_BUSY, WORKER_ANSWERED } worker_state;

struct worker {
    emulator *emu;
    int index;
    worker_state state;
    bool cold, stale, init_retried;
    http_server api;
    http_connection *next;
    invocation *invocation;
    child *child;
    uv_timer_t timer;
    cgroup group;
    uint64_t start_ns;
    double init_ms;
    char last_id[40];
};

struct emulator {
    const thaw_emulator_options *options;
    uv_loop_t *loop;
    http_server front;
    worker workers[THAW_EMULATOR_MAX_WORKERS];
    thaw_link queue;
    uv_signal_t signals[2];
    uv_timer_t debounce, ending;
    uv_fs_event_t *watches[MAX_WATCHES];
    int n_watches;
    bool stopping;
    int exit_code;
    const char *region;
};

/* emulator.c */
void emulator_say(emulator *emu, const char *format, ...) THAW_PRINTF(2, 3); /* a line on stderr */
void emulator_stop(emulator *emu, int exit_code);
double emulator_ms_since(uint64_t start_ns);

/* invocation.c */
invocation *invocation_new(emulator *emu, thaw_slice event);
void invocation_submit(emulator *emu, invocation *inv);
void invocation_log(invocation *inv, const char *bytes, size_t len);
/* Reports, calls on_result, frees. `w` is the worker that had it or NULL. */
void invocation_finish(emulator *emu, worker *w, invocation *inv, bool is_error, thaw_slice result);
/* The same with an error of the platform; the message gets "RequestId: ... Error: " in front. */
void invocation_fail(emulator *emu, worker *w, invocation *inv, const char *type, const char *message);
void emulator_dispatch(emulator *emu);
void invocation_drop_queue(emulator *emu);

/* worker.c */
void worker_init(emulator *emu, worker *w, int index);
void worker_start(worker *w, invocation *inv);
void worker_run(worker *w, invocation *inv);
void worker_answered(worker *w); /* its invocation was answered; stops the clock */
void worker_stop(worker *w);     /* kills the process */
void worker_drain_output(worker *w);
long worker_max_memory_kb(const worker *w);

/* worker_env.c: NULL-terminated, to be freed with worker_env_free. */
char **worker_env_new(const worker *w);
void worker_env_free(char **env);

/* runtime_api.c */
void runtime_api_on_request(http_server *server, http_connection *connection);
void runtime_api_send_next(worker *w);

/* invoke_api.c: the front; what is not the Invoke API goes to function_url.c */
void front_on_request(http_server *server, http_connection *connection);
void function_url_on_request(emulator *emu, http_connection *connection);

/* watch.c */
void watch_start(emulator *emu);
void watch_stop(emulator *emu);

#endif
