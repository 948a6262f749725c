/* SPDX-License-Identifier: MIT
 * The commands. Each takes argc and argv with its own name as argv[0] and returns the exit code. */
#ifndef THAW_CLI_COMMANDS_H
#define THAW_CLI_COMMANDS_H

/* `thaw [options] FILE [arguments]`: here argv[0] is thaw itself. */
int thaw_cmd_run(int argc, char **argv);

int thaw_print_commands(void);
/* A command with nearly this name, or NULL. */
const char *thaw_nearest_command(const char *word);

#endif
