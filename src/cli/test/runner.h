/* SPDX-License-Identifier: MIT
 * Runs test files, each in a process of its own, several at a time, and says what came of them.
 *
 * A file fails if any of its tests fails, and also if its process crashes, hangs, exits with another code than 0, ends
 * before it reported that all tests ran, leaks, or defines no test at all: silence is never success. Tests report over
 * a pipe of their own (framework.js describes the records), so what they print can't be taken for a result. */
#ifndef THAW_CLI_TEST_RUNNER_H
#define THAW_CLI_TEST_RUNNER_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/test/discover.h"

typedef struct {
    int64_t jobs;        /* processes at a time; 0: as many as there are cores */
    int64_t timeout_ms;  /* of one test; 0: none */
    const char *pattern; /* of test names, or NULL */
    bool verbose;        /* lists passed tests too */
    bool colors;
} thaw_test_options;

/* Runs the files and prints results on stdout; the last line is "N passed, N failed, N skipped". Returns the exit code:
 * 0 if something ran and nothing failed, else 1. */
int thaw_test_run(const thaw_test_files *files, const thaw_test_options *options);

#endif
