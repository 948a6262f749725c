/* SPDX-License-Identifier: MIT
 * `thaw test`: its options and operands. argv[0] is the word "test". Returns the exit code. */
#ifndef THAW_CLI_TEST_COMMAND_H
#define THAW_CLI_TEST_COMMAND_H

#include "cli/test/child.h"

int thaw_test_main(const thaw_test_host *host, int argc, char **argv);

#endif
