/* SPDX-License-Identifier: MIT
 * What the runner and the processes it starts agree on. */
#ifndef THAW_CLI_TEST_CHANNEL_H
#define THAW_CLI_TEST_CHANNEL_H

enum { THAW_TEST_CHANNEL = 3 };          /* the descriptor of the result channel */
#define THAW_TEST_CHILD_OPTION "--child" /* thaw test --child TIMEOUT FILE [PATTERN] */

#endif
