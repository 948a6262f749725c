/* SPDX-License-Identifier: MIT
 * The command line's front door: which command, else which program. */
#include "cli/cli.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/compile/command.h"
#include "cli/freeze/command.h"
#include "cli/image/command.h"
#include "cli/lambda.h"
#include "cli/options.h"
#include "cli/program.h"
#include "cli/session.h"
#include "cli/test/command.h"
#include "js/modules/modules.h"
#include "loop/loop.h"
#include "loop/process.h"
#include "loop/stdio.h"

static int cmd_test(int argc, char **argv)
{
    static const thaw_test_host host = { thaw_session_open, thaw_module_run_main, thaw_session_run_and_close };
    return thaw_test_main(&host, argc, argv);
}

static const struct {
    const char *name;
    int (*main)(int argc, char **argv);
    const char *summary;
} commands[] = {
    { "compile", thaw_compile_main, "compile a module to bytecode" },
    { "freeze", thaw_freeze_main, "start a program once and keep its heap in one executable" },
    { "image", thaw_image_main, "print what a heap image holds, and check that it is whole" },
    { "lambda", thaw_cli_lambda, "run a function as AWS Lambda does, or an emulator of Lambda" },
    { "test", cmd_test, "run *.test.{js,mjs,cjs} files, each in a process of its own" },
};

int thaw_print_commands(void)
{
    puts("\nCommands:");
    for (size_t i = 0; i < THAW_COUNT(commands); i++)
        printf("  %-10s %s\n", commands[i].name, commands[i].summary);
    puts("\n'thaw COMMAND --help' tells more of each.");
    return 0;
}

const char *thaw_nearest_command(const char *word)
{
    const char *names[THAW_COUNT(commands) + 1] = { NULL };
    for (size_t i = 0; i < THAW_COUNT(commands); i++)
        names[i] = commands[i].name;
    return thaw_nearest(word, names);
}

/* What main knows of this process, before anything else runs. */
static void process_begin(int argc, char **argv)
{
    static char exec_path[PATH_MAX];
    thaw_process *p = &thaw_the_process;
    p->start_ns = thaw_loop_now_ns();
    p->argc = argc;
    p->argv = argv;
    p->argv0 = argc > 0 ? argv[0] : "thaw";
    ssize_t n = readlink("/proc/self/exe", exec_path, sizeof exec_path - 1);
    p->exec_path = n > 0 ? exec_path : p->argv0;
    const char *leak_check = getenv("THAW_LEAK_CHECK"), *leak_trace = getenv("THAW_LEAK_TRACE");
    p->leak_trace = leak_trace && strcmp(leak_trace, "1") == 0;
    p->leak_check = p->leak_trace || (leak_check && strcmp(leak_check, "1") == 0);
    thaw_stdio_guard();
}

int thaw_main(int argc, char **argv)
{
    process_begin(argc, argv);
    thaw_image *image;
    THAW_AUTO(thaw_buf) message = thaw_buf_of(1024);
    int err = thaw_image_open_self(&message, &image);
    if (err && err != THAW_E_IMAGE_ABSENT) {
        fprintf(stderr, "thaw: %s\n", message.len ? message.data : thaw_error_text(err));
        return 1;
    }
    if (!err) {
        if (thaw_image_has_program(image))
            return thaw_program_main(image, argc, argv);
        thaw_the_process.image = image;
    }
    for (size_t i = 0; argc > 1 && i < THAW_COUNT(commands); i++) {
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].main(argc - 1, argv + 1);
    }
    return thaw_cmd_run(argc, argv);
}
