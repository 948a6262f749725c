/* SPDX-License-Identifier: MIT
 * The process that runs one test file for `thaw test`: evaluates the file with the framework's globals, runs its tests,
 * writes records on the result channel (framework.js describes them), and checks for leaks at its end. */
#ifndef THAW_CLI_TEST_CHILD_H
#define THAW_CLI_TEST_CHILD_H

#include <stdint.h>

enum { THAW_TEST_CHANNEL = 3 };          /* the descriptor of the result channel */
#define THAW_TEST_CHILD_OPTION "--child" /* thaw test --child TIMEOUT FILE [PATTERN] */

/* `pattern` may be NULL. Returns the exit code. */
int thaw_test_child(const char *file, int64_t timeout_ms, const char *pattern);

#endif
