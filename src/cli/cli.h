/* SPDX-License-Identifier: MIT */
#ifndef THAW_CLI_CLI_H
#define THAW_CLI_CLI_H
int thaw_main(int argc, char **argv);
#endif
