/* SPDX-License-Identifier: MIT */
#ifndef THAW_CLI_LAMBDA_H
#define THAW_CLI_LAMBDA_H

/* `thaw lambda dev|run ...`; argv[0] is "lambda". Returns the exit code. */
int thaw_cli_lambda(int argc, char **argv);

#endif
