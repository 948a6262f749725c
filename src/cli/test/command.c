/* SPDX-License-Identifier: MIT */
#include "cli/test/command.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/options.h"
#include "cli/test/channel.h"
#include "cli/test/runner.h"
#include "web/console/console.h"

enum { EXIT_USAGE = 9, TIMEOUT_DEFAULT_MS = 5000, TIMEOUT_MAX_MS = 3600000, JOBS_MOST = 256 };

#define ROW(name, letter, kind, field, value, help, max)                            \
    {                                                                               \
        name, letter, kind, offsetof(thaw_test_options, field), value, help, 0, max \
    }
static const thaw_option options_table[] = {
    ROW("--test-name-pattern", 't', THAW_OPTION_STRING, pattern, "RE",
        "only tests whose full name matches (RE or /RE/flags)", 0),
    ROW("--timeout", 0, THAW_OPTION_NUMBER, timeout_ms, "MS", "for each test and hook, 0 for none (5000)",
        TIMEOUT_MAX_MS),
    ROW("--jobs", 'j', THAW_OPTION_NUMBER, jobs, "N", "files at a time (one for each core)", JOBS_MOST),
    ROW("--verbose", 'v', THAW_OPTION_FLAG, verbose, NULL, "list passed and skipped tests too", 0),
};
#undef ROW

static const thaw_command test_command = {
    .name = "test",
    .usage = "thaw test [options] [PATH...]",
    .summary =
        "Run test files, each in a process of its own. Folders are searched for *.test.{js,mjs,cjs}; without paths\n"
        "the current one is.",
    .options = options_table,
    .n_options = THAW_COUNT(options_table),
    .examples = "  thaw test\n"
                "  thaw test test/js -t 'Map' --timeout 20000\n",
};

static int run_child(const thaw_test_host *host, int argc, char **argv)
{
    char path[PATH_MAX];
    if (argc < 4 || !realpath(argv[3], path))
        return EXIT_USAGE;
    return thaw_test_child(host, path, strtoll(argv[2], NULL, 10), argc > 4 ? argv[4] : NULL);
}

static int add_path(thaw_test_files *files, const char *path)
{
    int err = thaw_test_files_add(files, path);
    if (err)
        fprintf(stderr, "thaw test: %s: %s\n", path, thaw_error_text(err));
    return err ? 1 : 0;
}

int thaw_test_main(const thaw_test_host *host, int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], THAW_TEST_CHILD_OPTION) == 0)
        return run_child(host, argc, argv);
    THAW_AUTO(thaw_test_files) files = { 0 };
    thaw_test_options options = { .timeout_ms = TIMEOUT_DEFAULT_MS, .colors = thaw_console_has_colors(1) };
    int first = 1;
    int err = thaw_options_parse(&test_command, argc, argv, &first, &options, true);
    if (err)
        return err > 0 ? 0 : EXIT_USAGE;
    int code = first == argc ? add_path(&files, ".") : 0;
    for (int i = first; i < argc && !code; i++)
        code = add_path(&files, argv[i]);
    if (code)
        return code;
    thaw_test_files_sort(&files);
    return thaw_test_run(&files, &options);
}
