/* SPDX-License-Identifier: MIT
 * The process that runs one test file for `thaw test`: evaluates the file with the framework's globals, runs its tests,
 * writes records on the result channel (framework.js describes them), and checks for leaks at its end. */
#ifndef THAW_CLI_TEST_CHILD_H
#define THAW_CLI_TEST_CHILD_H

#include <stdint.h>

#include "js/engine.h"

struct thaw_runtime;

/* What the command line lends: how a runtime is opened, a main file run (a promise, or undefined when it is done), and
 * the loop run to its end (takes the promise; returns the exit code). */
typedef struct {
    int (*open)(struct thaw_runtime **ret);
    JSValue (*run_main)(JSContext *ctx, const char *path);
    int (*run_and_close)(struct thaw_runtime *runtime, JSValue promise);
} thaw_test_host;

/* `file` is an absolute path, `pattern` may be NULL. Returns the exit code. */
int thaw_test_child(const thaw_test_host *host, const char *file, int64_t timeout_ms, const char *pattern);

#endif
