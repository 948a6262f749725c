/* SPDX-License-Identifier: MIT
 * `thaw lambda dev`: from arguments to thaw_emulator_options. The worker is a frozen executable, or Thaw itself running
 * a script, or any command after `--`. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "lambda/emulator.h"

enum { MAX_ENV = 256 };

typedef struct {
    thaw_emulator_options options;
    const char *env[MAX_ENV];
    char entry[PATH_MAX], root[PATH_MAX], handler[PATH_MAX], self[PATH_MAX];
    char *worker_argv[5];
    thaw_buf env_file;
    bool watch, help;
} command;

static const char help_text[] =
    "usage: thaw lambda dev [options] ENTRY\n"
    "       thaw lambda dev [options] -- COMMAND [ARGUMENT...]\n"
    "\n"
    "Runs a Lambda function on this machine: ENTRY is a frozen executable, a script, or a handler name "
    "(index.handler)\n"
    "in the current folder; COMMAND is any program that speaks the Lambda Runtime API. Listens on 127.0.0.1 only.\n"
    "Workers restart when files change.\n"
    "\n"
    "  --event FILE        invoke once with this event (- is stdin), print the answer, exit with 0 or 1\n"
    "  --handler NAME      file.export, as the function is configured (default: ENTRY's export `handler`)\n"
    "  --name NAME         the function's name (default: function)\n"
    "  --memory MB         CPU share and memory of that size, 128 to 10240, where control groups permit it\n"
    "  --timeout SECONDS   time limit of an invocation (default: 3, as on Lambda)\n"
    "  --env NAME=VALUE    for the workers; may be repeated\n"
    "  --env-file FILE     the same, one a line\n"
    "  --port PORT         of the function URL and the Invoke API (default: 9000, 0: a free one)\n"
    "  --workers N         how many invocations may run at a time (default: 1)\n"
    "  --no-watch          do not restart on changes\n"
    "  --json              one line of JSON per invocation\n"
    "  --help\n"
    "\n"
    "examples:\n"
    "  thaw lambda dev index.mjs --env TABLE_NAME=orders\n"
    "  thaw lambda dev ./bootstrap --event event.json --memory 128\n";

static int usage_error(const char *format, const char *what)
{
    fputs("thaw lambda dev: ", stderr);
    fprintf(stderr, format, what);
    fputs("\ntry: thaw lambda dev --help\n", stderr);
    return 2;
}

static bool read_number(const char *text, double min, double max, double *ret)
{
    char *end;
    errno = 0;
    double v = strtod(text, &end);
    if (end == text || *end || errno || !(v >= min && v <= max))
        return false;
    *ret = v;
    return true;
}

static int read_int(const char *name, const char *text, int min, int max, int *ret)
{
    double v;
    if (!read_number(text, min, max, &v) || v != (int)v) {
        fprintf(stderr, "thaw lambda dev: --%s takes a number from %d to %d, not \"%s\"\n", name, min, max, text);
        return 2;
    }
    *ret = (int)v;
    return 0;
}

static int add_env(command *c, const char *pair)
{
    const char *equals = strchr(pair, '=');
    if (!equals || equals == pair)
        return usage_error("--env takes NAME=VALUE, not \"%s\"", pair);
    if (c->options.n_env == MAX_ENV)
        return usage_error("too many variables at \"%s\"", pair);
    c->env[c->options.n_env++] = pair;
    return 0;
}

static int add_env_file(command *c, const char *path)
{
    thaw_buf_done(&c->env_file);
    c->env_file = thaw_buf_of(1 << 20);
    if (thaw_file_read(path, &c->env_file))
        return usage_error("cannot read %s", path);
    char *rest = NULL;
    char *text = thaw_buf_take(&c->env_file); /* the lines are kept as they are until the process ends */
    for (char *line = text ? strtok_r(text, "\r\n", &rest) : NULL; line; line = strtok_r(NULL, "\r\n", &rest)) {
        int err = *line == '#' ? 0 : add_env(c, line);
        if (err)
            return err;
    }
    return 0;
}

static int set_timeout(command *c, const char *text)
{
    double seconds;
    if (!read_number(text, 0.001, 900, &seconds))
        return usage_error("--timeout takes 0.001 to 900 seconds, not \"%s\"", text);
    c->options.timeout_ms = (long)(seconds * 1000 + 0.5);
    return 0;
}

enum {
    O_EVENT = 1,
    O_HANDLER,
    O_NAME,
    O_MEMORY,
    O_TIMEOUT,
    O_ENV,
    O_ENV_FILE,
    O_PORT,
    O_WORKERS,
    O_NO_WATCH,
    O_JSON,
    O_HELP
};

static int take_option(command *c, int option, const char *value)
{
    thaw_emulator_options *o = &c->options;
    switch (option) {
    case O_EVENT:
        o->event_path = value;
        return 0;
    case O_HANDLER:
        o->handler = value;
        return 0;
    case O_NAME:
        o->function_name = value;
        return *value && strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
                             strlen(value)
                   ? 0
                   : usage_error("\"%s\" is not a function name", value);
    case O_MEMORY:
        return read_int("memory", value, 128, 10240, &o->memory_mb);
    case O_TIMEOUT:
        return set_timeout(c, value);
    case O_ENV:
        return add_env(c, value);
    case O_ENV_FILE:
        return add_env_file(c, value);
    case O_PORT:
        return read_int("port", value, 0, 65535, &o->port);
    case O_WORKERS:
        return read_int("workers", value, 1, THAW_EMULATOR_MAX_WORKERS, &o->n_workers);
    case O_NO_WATCH:
        c->watch = false;
        return 0;
    case O_JSON:
        o->json = true;
        return 0;
    case O_HELP:
        c->help = true;
        return 0;
    default:
        return usage_error("%s", "unknown option or missing value");
    }
}

static int parse(command *c, int argc, char **argv)
{
    static const struct option known[] = {
        { "event", required_argument, NULL, O_EVENT },
        { "handler", required_argument, NULL, O_HANDLER },
        { "name", required_argument, NULL, O_NAME },
        { "memory", required_argument, NULL, O_MEMORY },
        { "timeout", required_argument, NULL, O_TIMEOUT },
        { "env", required_argument, NULL, O_ENV },
        { "env-file", required_argument, NULL, O_ENV_FILE },
        { "port", required_argument, NULL, O_PORT },
        { "workers", required_argument, NULL, O_WORKERS },
        { "no-watch", no_argument, NULL, O_NO_WATCH },
        { "json", no_argument, NULL, O_JSON },
        { "help", no_argument, NULL, O_HELP },
        { "h", no_argument, NULL, O_HELP },
        { NULL, 0, NULL, 0 },
    };
    int option, err = 0;
    optind = 1;
    while (!err && (option = getopt_long(argc, argv, "h", known, NULL)) != -1)
        err = take_option(c, option == 'h' ? O_HELP : option, optarg);
    return err;
}

/* The default handler of "dir/index.mjs" is "index.handler". */
static void default_handler(command *c)
{
    thaw_slice base = thaw_path_basename(thaw_slice_of(c->entry));
    const char *dot = memchr(base.ptr, '.', base.len);
    size_t len = dot ? (size_t)(dot - base.ptr) : base.len;
    snprintf(c->handler, sizeof c->handler, "%.*s.handler", (int)len, base.ptr);
    if (!c->options.handler)
        c->options.handler = c->handler;
}

static bool is_file(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISREG(s.st_mode);
}

static bool is_script(const char *path)
{
    thaw_slice ext = thaw_path_extname(thaw_slice_of(path));
    return thaw_slice_is(ext, ".js") || thaw_slice_is(ext, ".mjs") || thaw_slice_is(ext, ".cjs");
}

/* The worker that this executable is: `thaw lambda run WHAT`. */
static int use_own_worker(command *c, char *what)
{
    ssize_t len = readlink("/proc/self/exe", c->self, sizeof c->self - 1);
    if (len <= 0)
        return usage_error("cannot find %s", "this executable");
    c->self[len] = '\0';
    char *const argv[] = { c->self, (char *)"lambda", (char *)"run", what, NULL };
    memcpy(c->worker_argv, argv, sizeof argv);
    return 0;
}

/* "dir/index.handler" in the current folder, if it has such a module. */
static int use_handler(command *c, char *name)
{
    static const char *const extensions[] = { ".js", ".mjs", ".cjs", "" };
    thaw_slice base = thaw_path_basename(thaw_slice_of(name));
    const char *dot = memchr(base.ptr, '.', base.len);
    for (size_t i = 0; dot && i < THAW_COUNT(extensions); i++) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%.*s%s", (int)(dot - name), name, extensions[i]);
        if (!is_file(path) || !getcwd(c->root, sizeof c->root))
            continue;
        if (!c->options.handler)
            c->options.handler = name;
        return use_own_worker(c, name);
    }
    return usage_error("cannot find %s", name);
}

static int use_entry(command *c, char *entry)
{
    c->options.worker_argv = c->worker_argv;
    if (!realpath(entry, c->entry) || !is_file(c->entry))
        return use_handler(c, entry);
    thaw_slice folder = thaw_path_dirname(thaw_slice_of(c->entry));
    snprintf(c->root, sizeof c->root, "%.*s", (int)folder.len, folder.ptr);
    if (!is_script(c->entry) && access(c->entry, X_OK) == 0) {
        c->worker_argv[0] = c->entry;
        return 0;
    }
    default_handler(c);
    return use_own_worker(c, c->entry);
}

static int use_command(command *c, char **argv)
{
    if (!getcwd(c->root, sizeof c->root))
        return usage_error("cannot tell the current folder: %s", strerrordesc_np(errno));
    c->options.worker_argv = argv;
    return 0;
}

int thaw_lambda_dev_main(int argc, char **argv)
{
    command c = { .watch = true };
    c.options = (thaw_emulator_options){
        .function_name = "function", .timeout_ms = 3000, .port = 9000, .n_workers = 1, .env = c.env
    };
    int err = parse(&c, argc, argv);
    if (err)
        return err;
    if (c.help) {
        fputs(help_text, stdout);
        return 0;
    }
    bool is_command = optind > 1 && strcmp(argv[optind - 1], "--") == 0;
    if (optind == argc)
        return usage_error("%s", "what is to be run?");
    if (!is_command && optind + 1 < argc)
        return usage_error("one ENTRY only; what is \"%s\"?", argv[optind + 1]);
    err = is_command ? use_command(&c, argv + optind) : use_entry(&c, argv[optind]);
    if (err)
        return err;
    c.options.task_root = c.root;
    c.options.watch = c.watch && !c.options.event_path ? c.root : NULL;
    return thaw_emulator_main(&c.options);
}
