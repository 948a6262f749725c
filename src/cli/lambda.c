/* SPDX-License-Identifier: MIT */
#include "cli/lambda.h"

#include <stdio.h>
#include <string.h>

#include "lambda/emulator.h"

static const char help_text[] = "usage: thaw lambda dev [options] ENTRY   run a function on this machine\n"
                                "\n"
                                "Each has --help.\n";

int thaw_cli_lambda(int argc, char **argv)
{
    const char *command = argc > 1 ? argv[1] : "";
    if (strcmp(command, "dev") == 0)
        return thaw_lambda_dev_main(argc - 1, argv + 1);
    if (strcmp(command, "--help") == 0 || strcmp(command, "-h") == 0) {
        fputs(help_text, stdout);
        return 0;
    }
    fprintf(stderr, "thaw lambda: %s%s\n%s", *command ? "no such command: " : "what is to be done?", command,
            help_text);
    return 2;
}
