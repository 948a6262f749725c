/* SPDX-License-Identifier: MIT
 * `thaw lambda dev`: from arguments to thaw_emulator_options. The worker is a frozen executable, or Thaw itself running
 * a script, or any command after `--`. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/lambda.h"
#include "cli/options.h"
#include "cli/run.h"
#include "cli/session.h"
#include "lambda/emulator.h"
#include "loop/process.h"

enum { MAX_ENV = 256 };

typedef struct {
    const char *event, *handler, *name, *timeout;
    int64_t memory, port, workers;
    thaw_option_list env, env_files;
    bool no_watch, json;
} dev_options;

#define ROW(name, kind, field, value, help, min, max)                      \
    {                                                                      \
        name, 0, kind, offsetof(dev_options, field), value, help, min, max \
    }
static const thaw_option options_table[] = {
    ROW("--event", THAW_OPTION_STRING, event, "FILE", "invoke once with this event (- is stdin), print the answer, end",
        0, 0),
    ROW("--handler", THAW_OPTION_STRING, handler, "NAME", "file.export, as the function is configured", 0, 0),
    ROW("--name", THAW_OPTION_STRING, name, "NAME", "the function's name (function)", 0, 0),
    ROW("--memory", THAW_OPTION_NUMBER, memory, "MB",
        "CPU share and memory of that size, where control groups permit it", 128, 10240),
    ROW("--timeout", THAW_OPTION_STRING, timeout, "SECONDS", "time limit of an invocation (3)", 0, 0),
    ROW("--env", THAW_OPTION_LIST, env, "NAME=VALUE", "a variable for the workers; they get no others of yours", 0, 0),
    ROW("--env-file", THAW_OPTION_LIST, env_files, "FILE", "such variables from a file", 0, 0),
    ROW("--port", THAW_OPTION_NUMBER, port, "PORT", "of the function URL and the Invoke API (9000; 0: a free one)", 0,
        65535),
    ROW("--workers", THAW_OPTION_NUMBER, workers, "N", "how many invocations may run at a time (1)", 1,
        THAW_EMULATOR_MAX_WORKERS),
    ROW("--no-watch", THAW_OPTION_FLAG, no_watch, NULL, "do not restart when files change", 0, 0),
    ROW("--json", THAW_OPTION_FLAG, json, NULL, "one line of JSON per invocation", 0, 0),
};
#undef ROW

static const thaw_command dev_command = {
    .name = "lambda dev",
    .usage = "thaw lambda dev [options] ENTRY\n       thaw lambda dev [options] -- COMMAND [ARGUMENT...]",
    .summary = "Run a Lambda function on this machine. ENTRY is a frozen executable, a script, or a handler name\n"
               "(index.handler) in the current folder; COMMAND is any program that speaks the Lambda Runtime API.\n"
               "Listens on 127.0.0.1 only.",
    .options = options_table,
    .n_options = THAW_COUNT(options_table),
    .examples = "  thaw lambda dev index.mjs --env TABLE_NAME=orders\n"
                "  thaw lambda dev ./bootstrap --event event.json --memory 128\n",
};

typedef struct {
    thaw_emulator_options options;
    char *env[MAX_ENV]; /* owned */
    char entry[PATH_MAX], root[PATH_MAX], handler[PATH_MAX];
    char *worker_argv[5];
    bool env_failed;
} plan;

static int usage_error(const char *format, const char *what)
{
    fputs("thaw lambda dev: ", stderr);
    fprintf(stderr, format, what);
    fputc('\n', stderr);
    return THAW_EXIT_USAGE;
}

/* --- the workers' environment --- */

static void add_variable(void *opaque, const char *name, const char *value)
{
    plan *p = opaque;
    char *pair = NULL;
    p->env_failed |= p->options.n_env == MAX_ENV || asprintf(&pair, "%s=%s", name, value) < 0;
    if (!p->env_failed)
        p->env[p->options.n_env++] = pair;
}

static void plan_done(plan *p)
{
    for (int i = 0; i < p->options.n_env; i++)
        free(p->env[i]);
}

static int plan_env(const dev_options *o, plan *p)
{
    for (int i = 0; i < o->env_files.count; i++) {
        int err = thaw_read_env_file(o->env_files.item[i], add_variable, p);
        if (err)
            return usage_error("%s can't be read", o->env_files.item[i]);
    }
    for (int i = 0; i < o->env.count; i++) {
        const char *equals = strchr(o->env.item[i], '=');
        if (!equals || equals == o->env.item[i])
            return usage_error("--env wants NAME=VALUE, not '%s'", o->env.item[i]);
        THAW_AUTO(thaw_buf) name = thaw_buf_of(65536);
        thaw_buf_append(&name, o->env.item[i], (size_t)(equals - o->env.item[i]));
        add_variable(p, name.data ? name.data : "", equals + 1);
    }
    return p->env_failed ? usage_error("%s", "too many variables") : 0;
}

/* --- the worker --- */

/* The default handler of "dir/index.mjs" is "index.handler". */
static void default_handler(plan *p)
{
    thaw_slice base = thaw_path_basename(thaw_slice_of(p->entry));
    const char *dot = memchr(base.ptr, '.', base.len);
    size_t len = dot ? (size_t)(dot - base.ptr) : base.len;
    snprintf(p->handler, sizeof p->handler, "%.*s.handler", (int)len, base.ptr);
    if (!p->options.handler)
        p->options.handler = p->handler;
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
static int use_own_worker(plan *p, char *what)
{
    char *const argv[] = { (char *)(uintptr_t)thaw_the_process.exec_path, (char *)"lambda", (char *)"run", what, NULL };
    memcpy(p->worker_argv, argv, sizeof argv);
    return 0;
}

/* "dir/index.handler" in the current folder, if it has such a module. */
static int use_handler(plan *p, char *name)
{
    static const char *const extensions[] = { ".js", ".mjs", ".cjs", "" };
    thaw_slice base = thaw_path_basename(thaw_slice_of(name));
    const char *dot = memchr(base.ptr, '.', base.len);
    for (size_t i = 0; dot && i < THAW_COUNT(extensions); i++) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%.*s%s", (int)(dot - name), name, extensions[i]);
        if (!is_file(path) || !getcwd(p->root, sizeof p->root))
            continue;
        if (!p->options.handler)
            p->options.handler = name;
        return use_own_worker(p, name);
    }
    return usage_error("there is no %s", name);
}

static int use_entry(plan *p, char *entry)
{
    p->options.worker_argv = p->worker_argv;
    if (!realpath(entry, p->entry) || !is_file(p->entry))
        return use_handler(p, entry);
    thaw_slice folder = thaw_path_dirname(thaw_slice_of(p->entry));
    snprintf(p->root, sizeof p->root, "%.*s", (int)folder.len, folder.ptr);
    if (!is_script(p->entry) && access(p->entry, X_OK) == 0) {
        p->worker_argv[0] = p->entry;
        return 0;
    }
    default_handler(p);
    return use_own_worker(p, p->entry);
}

static int use_command(plan *p, char **argv)
{
    if (!getcwd(p->root, sizeof p->root))
        return usage_error("the current folder can't be read: %s", thaw_error_text(-errno));
    p->options.worker_argv = argv;
    return 0;
}

static int plan_worker(int argc, char **argv, int first, plan *p)
{
    if (first >= argc)
        return usage_error("%s", "what is to be run? ENTRY is missing");
    if (strcmp(argv[first - 1], "--") == 0)
        return use_command(p, argv + first);
    if (first + 1 < argc)
        return usage_error("one ENTRY only; what is '%s'?", argv[first + 1]);
    return use_entry(p, argv[first]);
}

/* --- */

static int plan_name(const char *name, plan *p)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    if (!*name || name[strspn(name, letters)])
        return usage_error("--name wants letters, digits, - and _, not '%s'", name);
    p->options.function_name = name;
    return 0;
}

static int plan_timeout(const char *text, plan *p)
{
    char *end;
    double seconds = strtod(text, &end);
    if (end == text || *end || !(seconds >= 0.001 && seconds <= 900))
        return usage_error("--timeout wants 0.001 to 900 seconds, not '%s'", text);
    p->options.timeout_ms = (long)(seconds * 1000 + 0.5);
    return 0;
}

int thaw_lambda_dev_main(int argc, char **argv)
{
    dev_options o = { .name = "function", .timeout = "3", .port = 9000, .workers = 1 };
    plan p = { .env_failed = false };
    int first = 1;
    int err = thaw_options_parse(&dev_command, argc, argv, &first, &o, true);
    if (err)
        return err > 0 ? 0 : THAW_EXIT_USAGE;
    p.options = (thaw_emulator_options){ .handler = o.handler,
                                         .event_path = o.event,
                                         .env = (const char *const *)p.env,
                                         .memory_mb = (int)o.memory,
                                         .port = (int)o.port,
                                         .n_workers = (int)o.workers,
                                         .json = o.json };
    err = plan_worker(argc, argv, first, &p);
    if (!err)
        err = plan_name(o.name, &p);
    if (!err)
        err = plan_timeout(o.timeout, &p);
    if (!err)
        err = plan_env(&o, &p);
    p.options.task_root = p.root;
    p.options.watch = o.no_watch || o.event ? NULL : p.root;
    if (!err)
        err = thaw_emulator_main(&p.options);
    plan_done(&p);
    return err;
}
