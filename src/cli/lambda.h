/* SPDX-License-Identifier: MIT */
#ifndef THAW_CLI_LAMBDA_H
#define THAW_CLI_LAMBDA_H

/* `thaw lambda dev|run ...`; argv[0] is "lambda". Returns the exit code. */
int thaw_cli_lambda(int argc, char **argv);
/* `thaw lambda dev [options] ENTRY`; argv[0] is "dev". */
int thaw_lambda_dev_main(int argc, char **argv);

#endif
