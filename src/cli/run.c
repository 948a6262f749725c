/* SPDX-License-Identifier: MIT */
#include "cli/run.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "js/auto_values.h"
#include "js/builtins.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/event_loop.h"
#include "js/modules/modules.h"
#include "loop/process.h"
#include "loop/stdio.h"

enum { STDIN_MAX = 256 << 20, STACK_RESERVE = 512 << 10 };

#define ROW(name, letter, kind, field, value, help, min, max)                        \
    {                                                                                \
        name, letter, kind, offsetof(thaw_run_options, field), value, help, min, max \
    }
static const thaw_option options_table[] = {
    ROW("--eval", 'e', THAW_OPTION_STRING, eval, "CODE", "run CODE", 0, 0),
    ROW("--print", 'p', THAW_OPTION_STRING, print, "CODE", "run CODE and print its value", 0, 0),
    ROW("--import", 0, THAW_OPTION_LIST, imports, "MODULE", "import MODULE before the program", 0, 0),
    ROW("--require", 'r', THAW_OPTION_LIST, requires, "MODULE", "require MODULE before the program", 0, 0),
    ROW("--env-file", 0, THAW_OPTION_LIST, env_files, "FILE", "set environment variables from FILE", 0, 0),
    ROW("--conditions", 'C', THAW_OPTION_LIST, conditions, "NAME", "add a condition of exports and imports maps", 0, 0),
    ROW("--max-heap", 0, THAW_OPTION_SIZE, max_heap, "SIZE", "limit of the engine heap", 4 << 20, 2LL << 30),
    ROW("--stack-size", 0, THAW_OPTION_SIZE, stack_size, "SIZE", "limit of the JavaScript stack", 64 << 10, 1LL << 30),
    ROW("--leak-check", 0, THAW_OPTION_FLAG, leak_check, NULL,
        "tear everything down at exit; code 70 if anything leaked", 0, 0),
    ROW("--leak-trace", 0, THAW_OPTION_FLAG, leak_trace, NULL,
        "as --leak-check, and say where leaked objects were made", 0, 0),
    ROW("--version", 'v', THAW_OPTION_FLAG, version, NULL, "print the version", 0, 0),
};
#undef ROW

static const thaw_command run_command = {
    .usage = "thaw [options] FILE [arguments]\n       thaw [options] -e CODE [arguments]\n       thaw COMMAND ...",
    .summary = "Thaw runs JavaScript, and freezes it for starts in about a millisecond.",
    .options = options_table,
    .n_options = THAW_COUNT(options_table),
    .examples = "  thaw hello.mjs                     run a program\n"
                "  thaw -p 'process.versions'         print a value\n"
                "  echo 'console.log(1)' | thaw -     run what comes from a pipe\n"
                "  thaw --env-file .env server.js     with variables from a file\n",
};

int thaw_apply_limits(thaw_runtime *r, const thaw_run_options *options)
{
    if (options->max_heap)
        thaw_runtime_set_limit(r, (size_t)options->max_heap);
    if (!options->stack_size)
        return 0;
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
        (uint64_t)options->stack_size + STACK_RESERVE > limit.rlim_cur) {
        fprintf(stderr, "thaw: --stack-size is above what the system allows; 'ulimit -s' is %llu KiB\n",
                (unsigned long long)limit.rlim_cur >> 10);
        return -1;
    }
    JS_SetMaxStackSize(r->rt, (size_t)options->stack_size);
    return 0;
}

/* One "NAME=value" line; quotes and comments as in Node's env files. */
static void read_line(char *line, thaw_env_fn *each, void *opaque)
{
    char *name = line + strspn(line, " \t");
    if (strncmp(name, "export ", 7) == 0)
        name += 7;
    char *equals = strchr(name, '=');
    if (!equals || *name == '#')
        return;
    size_t len = strcspn(name, " \t=");
    char *value = equals + 1 + strspn(equals + 1, " \t");
    char quote = *value == '"' || *value == '\'' || *value == '`' ? *value : '\0';
    char *end = quote ? strchr(value + 1, quote) : NULL;
    if (end) {
        value++;
    } else {
        end = value + strcspn(value, "#\r\n");
        while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
            end--;
    }
    name[len] = '\0';
    *end = '\0';
    if (len)
        each(opaque, name, value);
}

int thaw_read_env_file(const char *path, thaw_env_fn *each, void *opaque)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(1 << 20);
    int err = thaw_file_read(path, &text);
    if (err)
        return err;
    char *save, *line = text.data ? strtok_r(text.data, "\n", &save) : NULL;
    for (; line; line = strtok_r(NULL, "\n", &save))
        read_line(line, each, opaque);
    return 0;
}

static void set_if_absent(void *opaque, const char *name, const char *value)
{
    setenv(name, value, 0);
}

int thaw_load_env_file(const char *path)
{
    return thaw_read_env_file(path, set_if_absent, NULL);
}

/* Waits for the promise and frees it. 0, or -1 if it failed (then the error was routed). */
static int finish(JSContext *ctx, JSValue promise)
{
    if (JS_IsException(promise)) {
        thaw_uncaught(ctx);
        return -1;
    }
    bool settled = !JS_IsObject(promise) || thaw_event_loop_run_until(ctx, promise);
    JS_FreeValue(ctx, promise);
    return settled && !thaw_runtime_of(ctx)->exiting ? 0 : -1;
}

static int preload(JSContext *ctx, const thaw_run_options *o)
{
    char cwd[PATH_MAX - 16];
    THAW_AUTO(thaw_buf) from = thaw_buf_of(PATH_MAX);
    thaw_buf_printf(&from, "%s/[eval]", getcwd(cwd, sizeof cwd) ? cwd : "");
    for (int i = 0; i < o->requires.count; i++) {
        if (finish(ctx, thaw_module_require(ctx, o->requires.item[i], from.data)) < 0)
            return -1;
    }
    for (int i = 0; i < o->imports.count; i++) {
        if (finish(ctx, thaw_module_import(ctx, o->imports.item[i], from.data)) < 0)
            return -1;
    }
    return 0;
}

static JSValue print_value(JSContext *ctx, JSValue owned)
{
    THAW_AUTO(thaw_value) value = thaw_value_of(ctx, owned);
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    THAW_AUTO(thaw_value) console = thaw_value_of(ctx, JS_GetPropertyStr(ctx, global.v, "console"));
    THAW_AUTO(thaw_atom) log = thaw_atom_of(ctx, JS_NewAtom(ctx, "log"));
    JSValueConst args[] = { value.v };
    return JS_IsException(value.v) ? JS_EXCEPTION : JS_Invoke(ctx, console.v, log.atom, 1, args);
}

static JSValue run_text(JSContext *ctx, const char *text, size_t len, const char *name, bool print)
{
    thaw_the_process.main_text = text;
    thaw_the_process.main_text_name = name;
    thaw_the_process.main_text_size = len;
    bool is_module;
    JSValue value = thaw_module_run_source(ctx, text, len, name, &is_module);
    if (print && !JS_IsException(value))
        value = print_value(ctx, value);
    if (is_module || JS_IsException(value))
        return value;
    JS_FreeValue(ctx, value); /* whatever a script's last statement gave: nobody waits for it */
    return JS_UNDEFINED;
}

/* *text is kept by the caller until the program has ended. */
static JSValue run_stdin(JSContext *ctx, thaw_buf *text)
{
    int err = thaw_file_read("/dev/stdin", text);
    if (err)
        return JS_ThrowInternalError(ctx, "can't read standard input: %s", thaw_error_text(err));
    return run_text(ctx, text->data ? text->data : "", text->len, "[stdin]", false);
}

/* `typed` is found as Node finds it: extensions and folders count. */
static JSValue run_file(JSContext *ctx, const char *typed)
{
    THAW_AUTO(thaw_value) path = thaw_value_of(ctx, thaw_module_find_main(ctx, typed));
    const char *command = JS_IsException(path.v) && !strpbrk(typed, "./") ? thaw_nearest_command(typed) : NULL;
    if (command) {
        fprintf(stderr, "thaw: there is no program '%s'; did you mean the command '%s'?\n", typed, command);
        return thaw_exit(ctx, THAW_EXIT_USAGE);
    }
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, path.v);
    if (!text.ptr)
        return JS_EXCEPTION;
    thaw_the_process.argv[1] = strdup(text.ptr); /* lives as long as the process */
    return thaw_module_run_main(ctx, text.ptr);
}

/* process.argv: the executable, the program if it is a file, its arguments. */
static void set_argv(char **argv, int argc, int first)
{
    static char *empty[] = { NULL, NULL };
    char **args = first > 0 ? argv + first - 1 : empty;
    args[0] = (char *)(uintptr_t)thaw_the_process.exec_path;
    thaw_the_process.argv = args;
    thaw_the_process.argc = argc - first + 1;
}

static int load_env_files(const thaw_run_options *o)
{
    for (int i = 0; i < o->env_files.count; i++) {
        int err = thaw_load_env_file(o->env_files.item[i]);
        if (err) {
            fprintf(stderr, "thaw: %s: %s\n", o->env_files.item[i], thaw_error_text(err));
            return -1;
        }
    }
    return 0;
}

static JSValue run_program(JSContext *ctx, const thaw_run_options *o, const char *file, thaw_buf *text)
{
    if (file)
        return strcmp(file, "-") == 0 ? run_stdin(ctx, text) : run_file(ctx, file);
    const char *code = o->eval ? o->eval : o->print;
    return run_text(ctx, code, strlen(code), "[eval]", o->print);
}

int thaw_cmd_run(int argc, char **argv)
{
    thaw_run_options o = { 0 };
    int first = 1;
    int err = thaw_options_parse(&run_command, argc, argv, &first, &o, false);
    if (err > 0)
        return thaw_print_commands();
    if (err < 0)
        return THAW_EXIT_USAGE;
    if (o.version) {
        puts("thaw " THAW_VERSION);
        return 0;
    }
    const char *file = first < argc && !o.eval && !o.print ? argv[first] : NULL;
    if (!file && !o.eval && !o.print) {
        if (isatty(0)) {
            thaw_options_help(&run_command);
            return thaw_print_commands();
        }
        file = "-";
    }
    if (load_env_files(&o) < 0)
        return THAW_EXIT_USAGE;
    set_argv(argv, argc, first);
    thaw_the_process.leak_trace |= o.leak_trace;
    thaw_the_process.leak_check |= o.leak_check || o.leak_trace;
    thaw_runtime *r;
    if (thaw_session_open(&r) < 0)
        return 1;
    if (thaw_apply_limits(r, &o) < 0)
        return THAW_EXIT_USAGE;
    THAW_AUTO(thaw_buf) text = thaw_buf_of(STDIN_MAX);
    JSValue done = JS_UNDEFINED;
    if ((!o.conditions.count || thaw_modules_set_conditions(r->ctx, o.conditions.item, o.conditions.count) == 0) &&
        preload(r->ctx, &o) == 0)
        done = run_program(r->ctx, &o, file, &text);
    if (JS_IsException(done) || JS_HasException(r->ctx)) {
        thaw_uncaught(r->ctx);
        done = JS_UNDEFINED;
    }
    return thaw_session_run_and_close(r, done);
}
