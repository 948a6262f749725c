/* SPDX-License-Identifier: MIT
 * `thaw freeze`: see docs/internals/heap-image.md. argv[0] is the word "freeze". Returns the exit code. */
#ifndef THAW_CLI_FREEZE_COMMAND_H
#define THAW_CLI_FREEZE_COMMAND_H

int thaw_freeze_main(int argc, char **argv);

#endif
