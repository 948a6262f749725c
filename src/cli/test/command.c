/* SPDX-License-Identifier: MIT */
#include "cli/test/command.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/test/channel.h"
#include "cli/test/runner.h"
#include "web/console/console.h"

enum { EXIT_USAGE = 9, TIMEOUT_DEFAULT_MS = 5000, TIMEOUT_MAX_MS = 3600000, JOBS_MOST = 256 };

static const char help[] = "Run test files, each in a process of its own\n"
                           "\n"
                           "Usage: thaw test [options] [paths]\n"
                           "\n"
                           "Folders are searched for *.test.{js,mjs,cjs}; without paths the current one is.\n"
                           "\n"
                           "Options:\n"
                           "  -t, --test-name-pattern RE     only tests whose full name matches (RE or /RE/flags)\n"
                           "      --timeout MS               for each test and hook, 0 for none (default 5000)\n"
                           "  -j, --jobs N                   files at a time (default: one for each core)\n"
                           "  -v, --verbose                  list passed and skipped tests too\n"
                           "  -h, --help                     print this help\n"
                           "\n"
                           "Examples:\n"
                           "  thaw test\n"
                           "  thaw test test/js -t 'Map' --timeout 20000\n";

static int wrong(const char *message, const char *word)
{
    fprintf(stderr, "thaw test: ");
    fprintf(stderr, message, word);
    fprintf(stderr, "; 'thaw test --help' lists the options\n");
    return EXIT_USAGE;
}

static int read_number(const char *text, int64_t max, int64_t *ret)
{
    char *end;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    if (errno || end == text || *end || n < 0 || n > max)
        return wrong("'%s' is not a number in range", text);
    *ret = n;
    return 0;
}

/* Whether argv[*i] is this option; its value comes after "=" or as the next word. */
static bool is_option(const char *name, const char *letter, int argc, char **argv, int *i, const char **ret_value)
{
    size_t len = strlen(name);
    if (strncmp(argv[*i], name, len) == 0 && argv[*i][len] == '=') {
        *ret_value = argv[*i] + len + 1;
        return true;
    }
    if (strcmp(argv[*i], name) != 0 && !(letter && strcmp(argv[*i], letter) == 0))
        return false;
    *ret_value = *i + 1 < argc ? argv[++*i] : "";
    return true;
}

/* 0, or an exit code after a message. */
static int parse_option(int argc, char **argv, int *i, thaw_test_options *options)
{
    const char *value = "";
    if (strcmp(argv[*i], "-v") == 0 || strcmp(argv[*i], "--verbose") == 0) {
        options->verbose = true;
        return 0;
    }
    if (is_option("--test-name-pattern", "-t", argc, argv, i, &value)) {
        options->pattern = value;
        return *value ? 0 : wrong("%s wants a pattern", "--test-name-pattern");
    }
    if (is_option("--timeout", NULL, argc, argv, i, &value))
        return read_number(value, TIMEOUT_MAX_MS, &options->timeout_ms);
    if (is_option("--jobs", "-j", argc, argv, i, &value))
        return read_number(value, JOBS_MOST, &options->jobs);
    return wrong("unknown option %s", argv[*i]);
}

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
    bool operands_only = false, given = false;
    int code = 0;
    for (int i = 1; i < argc && !code; i++) {
        if (!operands_only && (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0)) {
            fputs(help, stdout);
            return 0;
        }
        if (!operands_only && strcmp(argv[i], "--") == 0) {
            operands_only = true;
        } else if (!operands_only && argv[i][0] == '-' && argv[i][1]) {
            code = parse_option(argc, argv, &i, &options);
        } else {
            given = true;
            code = add_path(&files, argv[i]);
        }
    }
    if (!code && !given)
        code = add_path(&files, ".");
    if (code)
        return code;
    thaw_test_files_sort(&files);
    return thaw_test_run(&files, &options);
}
