/* SPDX-License-Identifier: MIT
 * Options that every way of running a program has, and what follows from them before its first line runs. */
#ifndef THAW_CLI_RUN_H
#define THAW_CLI_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/options.h"
#include "js/runtime.h"

typedef struct {
    const char *eval, *print;
    thaw_option_list imports, requires, env_files, conditions;
    int64_t max_heap, stack_size;
    bool leak_check, leak_trace, version;
} thaw_run_options;

/* Calls `each` with the variables of an env file, in its order. 0 or a negative error. */
typedef void thaw_env_fn(void *opaque, const char *name, const char *value);
THAW_MUST_USE int thaw_read_env_file(const char *path, thaw_env_fn *each, void *opaque);
/* Reads an env file into the environment; variables that are set already stay. 0 or a negative error. */
THAW_MUST_USE int thaw_load_env_file(const char *path);
/* Heap limit and stack size. 0, or -1 after a message. */
THAW_MUST_USE int thaw_apply_limits(thaw_runtime *runtime, const thaw_run_options *options);

#endif
