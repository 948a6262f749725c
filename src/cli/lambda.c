/* SPDX-License-Identifier: MIT
 * `thaw lambda run`: a function from its sources. `thaw lambda dev` is in lambda_dev.c. */
#include "cli/lambda.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/options.h"
#include "cli/session.h"
#include "lambda/handler.h"

static const thaw_command run_command = {
    .name = "lambda run",
    .usage = "thaw lambda run [HANDLER | FILE]",
    .summary = "Serve a function's invocations from the Lambda Runtime API at AWS_LAMBDA_RUNTIME_API. HANDLER is\n"
               "\"file.export\" under LAMBDA_TASK_ROOT or the current folder; without it LAMBDA_HANDLER and _HANDLER "
               "are asked.\nOf a FILE the export `handler` is taken, or the one that these variables name.",
    .examples = "  thaw lambda run index.handler      as `thaw lambda dev` and Lambda itself start it\n"
                "  thaw lambda run src/orders.mjs\n",
};

typedef struct {
    char root[PATH_MAX], file[PATH_MAX];
    const char *handler;
} run_plan;

static int usage_error(const char *message, const char *what)
{
    fputs("thaw lambda run: ", stderr);
    fprintf(stderr, message, what);
    fputc('\n', stderr);
    return THAW_EXIT_USAGE;
}

static const char *handler_of_environment(void)
{
    const char *own = getenv("LAMBDA_HANDLER"), *aws = getenv("_HANDLER");
    return own && *own ? own : aws && *aws ? aws : NULL;
}

/* The function of one file: its module is known, only the export is to be named. */
static int plan_file(const char *path, run_plan *ret)
{
    if (!realpath(path, ret->file))
        return usage_error("%s can't be read", path);
    thaw_slice folder = thaw_path_dirname(thaw_slice_of(ret->file));
    snprintf(ret->root, sizeof ret->root, "%.*s", (int)folder.len, folder.ptr);
    const char *named = handler_of_environment();
    ret->handler = named ? named : "index.handler";
    return 0;
}

static int plan_name(const char *name, run_plan *ret)
{
    const char *root = getenv("LAMBDA_TASK_ROOT");
    if (!realpath(root && *root ? root : ".", ret->root))
        return usage_error("the folder %s can't be read", root && *root ? root : ".");
    ret->handler = name;
    return 0;
}

static int plan_run(const char *entry, run_plan *ret)
{
    struct stat st;
    if (entry && stat(entry, &st) == 0 && S_ISREG(st.st_mode))
        return plan_file(entry, ret);
    const char *name = entry ? entry : handler_of_environment();
    return name ? plan_name(name, ret) : usage_error("%s", "which function? Neither HANDLER nor _HANDLER is given");
}

static int run(int argc, char **argv)
{
    int first = 1;
    int err = thaw_options_parse(&run_command, argc, argv, &first, NULL, true);
    if (err)
        return err > 0 ? 0 : THAW_EXIT_USAGE;
    if (argc > first + 1)
        return usage_error("one function only; what is \"%s\"?", argv[first + 1]);
    run_plan plan = { .file = "" };
    err = plan_run(first < argc ? argv[first] : NULL, &plan);
    thaw_runtime *r;
    if (err || thaw_session_open(&r) < 0)
        return err ? err : 1;
    thaw_lambda_function function = { .root = plan.root, .handler = plan.handler };
    if (*plan.file)
        function.file = plan.file;
    thaw_lambda_serve(r, &function);
    return thaw_session_end(r);
}

static const char help_text[] = "Usage: thaw lambda dev [options] ENTRY       run a function on this machine\n"
                                "       thaw lambda run [HANDLER | FILE]      serve the Lambda Runtime API\n"
                                "\n"
                                "Each has --help.\n";

int thaw_cli_lambda(int argc, char **argv)
{
    const char *command = argc > 1 ? argv[1] : "";
    if (strcmp(command, "dev") == 0)
        return thaw_lambda_dev_main(argc - 1, argv + 1);
    if (strcmp(command, "run") == 0)
        return run(argc - 1, argv + 1);
    if (strcmp(command, "--help") == 0 || strcmp(command, "-h") == 0) {
        fputs(help_text, stdout);
        return 0;
    }
    fprintf(stderr, "thaw lambda: %s%s\n%s", *command ? "no such command: " : "what is to be done?", command,
            help_text);
    return THAW_EXIT_USAGE;
}
