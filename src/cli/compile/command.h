/* SPDX-License-Identifier: MIT
 * `thaw compile`: a module to bytecode. */
#ifndef THAW_CLI_COMPILE_COMMAND_H
#define THAW_CLI_COMPILE_COMMAND_H

int thaw_compile_main(int argc, char **argv);

#endif
