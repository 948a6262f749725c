/* SPDX-License-Identifier: MIT
 * The local Lambda: `thaw lambda dev`. Starts worker processes that speak the Runtime API (any runtime does, not only
 * Thaw), feeds them invocations and answers as Lambda would. Everything listens on 127.0.0.1 only.
 *
 *     client -> invoke_api.c --+                         +-> worker 0 (own port, own process)
 *     browser -> function_url.c-+-> queue (invocation.c) -+-> worker 1 ...
 *     --event FILE ------------+                         |   runtime_api.c, worker.c, cgroup.c
 *
 * docs/internals/lambda.md has the state diagrams. */
#ifndef THAW_LAMBDA_EMULATOR_H
#define THAW_LAMBDA_EMULATOR_H

#include <stdbool.h>

typedef struct thaw_emulator_options {
    const char *function_name;
    const char *handler;      /* for _HANDLER; NULL: not set */
    const char *task_root;    /* absolute; LAMBDA_TASK_ROOT and the workers' folder */
    char *const *worker_argv; /* NULL-terminated */
    const char *watch;        /* folder whose changes restart the workers, NULL: none */
    const char *event_path;   /* invoke once with this file ("-" is stdin) and end; NULL: serve */
    const char *const *env;   /* NAME=VALUE given to the workers, later ones win */
    int n_env;
    int memory_mb;   /* 128 to 10240; 0: 1769 MB are announced and nothing is limited */
    long timeout_ms; /* of an invocation */
    int port;        /* of the front; 0: a free one */
    int n_workers;   /* 1 to THAW_EMULATOR_MAX_WORKERS */
    bool json;       /* one JSON line per invocation */
} thaw_emulator_options;

enum { THAW_EMULATOR_MAX_WORKERS = 64 };

/* Runs until a signal or, with event_path, until the answer is printed. Exit code: 0; 1 if the invocation failed or
 * the emulator could not start. */
int thaw_emulator_main(const thaw_emulator_options *options);

#endif
