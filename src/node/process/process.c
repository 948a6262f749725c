/* SPDX-License-Identifier: MIT */
#include "node/process/process.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "heap/inputs.h"
#include "js/args.h"
#include "js/auto_values.h"
#include "js/builtins.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/runtime.h"
#include "js/ticks.h"
#include "loop/loop.h"
#include "loop/process.h"
#include "loop/signals.h"
#include "loop/stdio.h"

enum { TEXT_FILE_MAX = 512 << 20 };

/* --- plain facts --- */

static void note_clock(void)
{
    if (thaw_inputs_recording)
        thaw_input_note(THAW_INPUT_CLOCK, "");
}

static JSValue js_argv(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    JSValue list = JS_NewArray(ctx);
    const char *const *args;
    thaw_input_argv(&args); /* notes that the program looked */
    for (uint32_t i = 0; !JS_IsException(list) && (int)i < thaw_the_process.argc; i++)
        JS_DefinePropertyValueUint32(ctx, list, i, JS_NewString(ctx, thaw_the_process.argv[i]), JS_PROP_C_W_E);
    return list;
}

static JSValue js_argv0(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    return JS_NewString(ctx, thaw_the_process.argv0 ? thaw_the_process.argv0 : "");
}

static JSValue js_exec_path(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    return JS_NewString(ctx, thaw_the_process.exec_path ? thaw_the_process.exec_path : "");
}

enum { ID_PID, ID_PPID, ID_UID, ID_EUID, ID_GID, ID_EGID };

static JSValue js_id(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int which)
{
    if (which == ID_PID || which == ID_PPID)
        thaw_input_process("process.pid");
    switch (which) {
    case ID_PID:
        return JS_NewInt32(ctx, getpid());
    case ID_PPID:
        return JS_NewInt32(ctx, getppid());
    case ID_UID:
        return JS_NewUint32(ctx, getuid());
    case ID_EUID:
        return JS_NewUint32(ctx, geteuid());
    case ID_GID:
        return JS_NewUint32(ctx, getgid());
    default:
        return JS_NewUint32(ctx, getegid());
    }
}

static JSValue js_groups(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    gid_t groups[NGROUPS_MAX + 1];
    int n = getgroups(NGROUPS_MAX, groups);
    if (n < 0)
        return thaw_throw_errno(ctx, -errno, "getgroups");
    gid_t own = getegid(); /* getgroups need not name it; Node does */
    int i = 0;
    while (i < n && groups[i] != own)
        i++;
    if (i == n)
        groups[n++] = own;
    JSValue list = JS_NewArray(ctx);
    for (i = 0; i < n && !JS_IsException(list); i++)
        JS_DefinePropertyValueUint32(ctx, list, (uint32_t)i, JS_NewUint32(ctx, groups[i]), JS_PROP_C_W_E);
    return list;
}

static JSValue js_cwd(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_buf) path = thaw_buf_of(PATH_MAX);
    int err = thaw_input_cwd(&path);
    return err ? thaw_throw(ctx, err, "uv_cwd", NULL) : JS_NewStringLen(ctx, path.data, path.len);
}

static JSValue js_chdir(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    if (!path.ptr)
        return JS_EXCEPTION;
    char old[PATH_MAX];
    bool known = getcwd(old, sizeof old) != NULL;
    return chdir(path.ptr) < 0 ? thaw_throw_between(ctx, -errno, "chdir", known ? old : NULL, path.ptr) : JS_UNDEFINED;
}

static JSValue js_umask(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    int32_t mask;
    if (JS_ToInt32(ctx, &mask, argv[0]) < 0)
        return JS_EXCEPTION;
    mode_t old = umask(mask < 0 ? 0 : (mode_t)mask & 0777);
    if (mask < 0)
        umask(old);
    return JS_NewUint32(ctx, old);
}

static JSValue js_hrtime(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    note_clock();
    return JS_NewBigUint64(ctx, thaw_loop_now_ns());
}

static JSValue js_uptime(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    note_clock();
    return JS_NewFloat64(ctx, (double)(thaw_loop_now_ns() - thaw_the_process.start_ns) / 1e9);
}

static double micros(struct timeval t)
{
    return (double)t.tv_sec * 1e6 + (double)t.tv_usec;
}

static JSValue js_cpu_usage(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    JSValue pair[] = { JS_NewFloat64(ctx, micros(usage.ru_utime)), JS_NewFloat64(ctx, micros(usage.ru_stime)) };
    return JS_NewArrayFrom(ctx, 2, pair);
}

static void set_number(JSContext *ctx, JSValueConst object, const char *name, double value)
{
    JS_DefinePropertyValueStr(ctx, object, name, JS_NewNumber(ctx, value), JS_PROP_C_W_E);
}

static JSValue js_resource_usage(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    JSValue o = JS_NewObject(ctx);
    if (JS_IsException(o))
        return o;
    const struct {
        const char *name;
        double value;
    } rows[] = {
        { "userCPUTime", micros(u.ru_utime) },
        { "systemCPUTime", micros(u.ru_stime) },
        { "maxRSS", (double)u.ru_maxrss },
        { "sharedMemorySize", (double)u.ru_ixrss },
        { "unsharedDataSize", (double)u.ru_idrss },
        { "unsharedStackSize", (double)u.ru_isrss },
        { "minorPageFault", (double)u.ru_minflt },
        { "majorPageFault", (double)u.ru_majflt },
        { "swappedOut", (double)u.ru_nswap },
        { "fsRead", (double)u.ru_inblock },
        { "fsWrite", (double)u.ru_oublock },
        { "ipcSent", (double)u.ru_msgsnd },
        { "ipcReceived", (double)u.ru_msgrcv },
        { "signalsCount", (double)u.ru_nsignals },
        { "voluntaryContextSwitches", (double)u.ru_nvcsw },
        { "involuntaryContextSwitches", (double)u.ru_nivcsw },
    };
    for (size_t i = 0; i < THAW_COUNT(rows); i++)
        set_number(ctx, o, rows[i].name, rows[i].value);
    return o;
}

static double resident_bytes(void)
{
    THAW_AUTO(thaw_buf) statm = thaw_buf_of(4096);
    if (thaw_file_read("/proc/self/statm", &statm) || !statm.data)
        return 0;
    char *resident;
    strtol(statm.data, &resident, 10); // all pages come first
    return (double)strtol(resident, NULL, 10) * (double)sysconf(_SC_PAGESIZE);
}

static JSValue js_memory_usage(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    JSMemoryUsage usage;
    JS_ComputeMemoryUsage(JS_GetRuntime(ctx), &usage);
    JSValue o = JS_NewObject(ctx);
    if (JS_IsException(o))
        return o;
    set_number(ctx, o, "rss", resident_bytes());
    set_number(ctx, o, "heapTotal", (double)usage.malloc_size);
    set_number(ctx, o, "heapUsed", (double)usage.memory_used_size);
    set_number(ctx, o, "external", (double)usage.binary_object_size);
    set_number(ctx, o, "arrayBuffers", (double)usage.binary_object_size);
    return o;
}

/* The cgroup's limit, which is what a container or a Lambda has; 0 if there is none. */
static double memory_limit(void)
{
    static const char *const paths[] = { "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes" };
    for (size_t i = 0; i < THAW_COUNT(paths); i++) {
        THAW_AUTO(thaw_buf) text = thaw_buf_of(64);
        if (thaw_file_read(paths[i], &text) == 0 && text.len && text.data[0] != 'm') {
            double limit = strtod(text.data, NULL);
            return limit < 9e18 ? limit : 0;
        }
    }
    return 0;
}

static JSValue js_memory_limit(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int available)
{
    double limit = memory_limit();
    if (!available)
        return JS_NewNumber(ctx, limit);
    double free_bytes = (double)sysconf(_SC_AVPHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    if (limit > 0 && limit - resident_bytes() < free_bytes)
        free_bytes = limit - resident_bytes();
    return JS_NewNumber(ctx, free_bytes);
}

/* --- actions --- */

static JSValue js_next_tick(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    if (thaw_arg_function(ctx, argc > 0 ? argv[0] : JS_UNDEFINED, "callback") < 0)
        return JS_EXCEPTION;
    if (thaw_runtime_of(ctx)->exiting)
        return JS_UNDEFINED;
    return thaw_tick_add(ctx, argv[0], argc - 1, argv + 1) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue js_exit(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    int32_t code;
    if (JS_ToInt32(ctx, &code, argv[0]) < 0)
        return JS_EXCEPTION;
    if (thaw_inputs_recording)
        return thaw_throw_code(ctx, "Error", "ERR_THAW_EXIT_WHILE_FREEZING",
                               "process.exit(%d) was called while the program was being frozen", code);
    if (!thaw_the_process.leak_check) { /* as in Node, nothing of the program runs any more */
        thaw_stdio_flush();
        _exit(code);
    }
    return thaw_exit(ctx, code);
}

static JSValue js_set_exit_code(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    int32_t code;
    if (JS_ToInt32(ctx, &code, argv[0]) < 0)
        return JS_EXCEPTION;
    thaw_runtime *r = thaw_runtime_of(ctx);
    r->exit_set = code >= 0;
    r->exit_code = code >= 0 ? code : 0;
    return JS_UNDEFINED;
}

static JSValue js_abort(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    abort();
}

static JSValue js_kill(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    int32_t pid, number;
    if (JS_ToInt32(ctx, &pid, argv[0]) < 0 || JS_ToInt32(ctx, &number, argv[1]) < 0)
        return JS_EXCEPTION;
    thaw_stdio_flush();
    return kill(pid, number) < 0 ? thaw_throw_errno(ctx, -errno, "kill") : JS_UNDEFINED;
}

static JSValue js_uncaught(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    thaw_uncaught_error(ctx, JS_DupValue(ctx, argv[0]), "unhandledRejection");
    return JS_UNDEFINED;
}

static JSValue js_set_hooks(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    static const thaw_root_id roots[] = { THAW_ROOT_PROCESS, THAW_ROOT_ON_UNCAUGHT, THAW_ROOT_ON_REJECTION,
                                          THAW_ROOT_ON_EXIT };
    for (int i = 0; i < argc && i < (int)THAW_COUNT(roots); i++)
        thaw_root_set(ctx, roots[i], JS_DupValue(ctx, argv[i]));
    return JS_UNDEFINED;
}

static JSValue js_env_get(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) name = thaw_cstr_of(ctx, argv[0]);
    if (!name.ptr)
        return JS_EXCEPTION;
    const char *value = getenv(name.ptr); /* the runtime's own switches are no inputs of the program */
    return value ? JS_NewString(ctx, value) : JS_UNDEFINED;
}

static JSValue js_is_builtin(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) name = thaw_cstr_of(ctx, argv[0]);
    return name.ptr ? JS_NewBool(ctx, thaw_builtin_find(ctx, thaw_cstr_slice(&name)) != NULL) : JS_EXCEPTION;
}

static JSValue js_builtin(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) name = thaw_cstr_of(ctx, argv[0]);
    const thaw_builtin_module *m = name.ptr ? thaw_builtin_find(ctx, thaw_cstr_slice(&name)) : NULL;
    return m ? thaw_builtin_require(ctx, m->builtin) : JS_UNDEFINED;
}

/* --- signals --- */

/* Callbacks by signal number in an object, so that the collector and images know them. */
typedef struct {
    thaw_native base;
    uint64_t watched; /* a bit per signal */
    THAW_JS_FIELDS(callbacks);
} signal_watch;
THAW_CLASS(signal_watch, SIGNAL_WATCH, "SignalWatch");

static void on_signal(void *opaque, int number)
{
    JSContext *ctx = opaque;
    signal_watch *watch = thaw_runtime_state(ctx, THAW_STATE_SIGNALS);
    JSValue callback = JS_GetPropertyUint32(ctx, watch->callbacks, (uint32_t)number);
    if (JS_IsFunction(ctx, callback))
        thaw_enter(ctx, callback, JS_UNDEFINED, 0, NULL);
    JS_FreeValue(ctx, callback);
}

static JSValue js_watch_signal(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    int32_t number;
    signal_watch *watch = thaw_runtime_state(ctx, THAW_STATE_SIGNALS);
    if (JS_ToInt32(ctx, &number, argv[0]) < 0 ||
        JS_SetPropertyUint32(ctx, watch->callbacks, (uint32_t)number, JS_DupValue(ctx, argv[1])) < 0)
        return JS_EXCEPTION;
    int err = thaw_signal_watch(number, on_signal, ctx);
    if (err)
        return thaw_throw_errno(ctx, err, "uv_signal_start");
    watch->watched |= UINT64_C(1) << (number & 63);
    return JS_UNDEFINED;
}

/* A frozen program's listeners stay; the process that they listen in is another. */
static void wake_signals(JSContext *ctx)
{
    signal_watch *watch = thaw_runtime_state(ctx, THAW_STATE_SIGNALS);
    for (int number = 1; watch->watched && number < 64; number++) {
        if (watch->watched >> number & 1 && thaw_signal_watch(number, on_signal, ctx) != 0)
            watch->watched &= ~(UINT64_C(1) << number);
    }
}

static JSValue js_unwatch_signal(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    int32_t number;
    signal_watch *watch = thaw_runtime_state(ctx, THAW_STATE_SIGNALS);
    if (JS_ToInt32(ctx, &number, argv[0]) < 0 ||
        JS_SetPropertyUint32(ctx, watch->callbacks, (uint32_t)number, JS_UNDEFINED) < 0)
        return JS_EXCEPTION;
    watch->watched &= ~(UINT64_C(1) << (number & 63));
    thaw_signal_unwatch(number);
    return JS_UNDEFINED;
}

/* --- internal.io --- */

static JSValue js_write(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    int32_t fd;
    if (JS_ToInt32(ctx, &fd, argv[0]) < 0)
        return JS_EXCEPTION;
    size_t size;
    const uint8_t *bytes = JS_IsObject(argv[1]) ? JS_GetUint8Array(ctx, &size, argv[1]) : NULL;
    if (bytes) {
        thaw_stdio_write(fd, bytes, size);
        return JS_UNDEFINED;
    }
    if (JS_IsObject(argv[1]))
        thaw_drop_exception(ctx);
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, argv[1]);
    if (!text.ptr)
        return JS_EXCEPTION;
    if (!memchr(text.ptr, 0xED, text.len)) {
        thaw_stdio_write(fd, text.ptr, text.len);
        return JS_UNDEFINED;
    }
    THAW_AUTO(thaw_buf) copy = thaw_buf_of(SIZE_MAX); /* may hold lone surrogates, which UTF-8 can't express */
    if (thaw_buf_append(&copy, text.ptr, text.len) < 0)
        return JS_ThrowOutOfMemory(ctx);
    thaw_utf8_replace_surrogates(copy.data, copy.len);
    thaw_stdio_write(fd, copy.data, copy.len);
    return JS_UNDEFINED;
}

static JSValue js_isatty(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    int32_t fd;
    return JS_ToInt32(ctx, &fd, argv[0]) < 0 ? JS_EXCEPTION : JS_NewBool(ctx, thaw_stdio_is_tty(fd));
}

static JSValue js_columns(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    int32_t fd;
    if (JS_ToInt32(ctx, &fd, argv[0]) < 0)
        return JS_EXCEPTION;
    int columns = thaw_stdio_columns(fd);
    return columns ? JS_NewInt32(ctx, columns) : JS_UNDEFINED;
}

static JSValue js_read_text(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_buf) text = thaw_buf_of(TEXT_FILE_MAX);
    if (!path.ptr)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_buf) full = thaw_buf_of(PATH_MAX), cwd = thaw_buf_of(PATH_MAX);
    int err = thaw_input_cwd(&cwd);
    if (!err)
        err = thaw_path_resolve(&full, cwd.data, thaw_cstr_slice(&path));
    if (!err)
        err = thaw_input_file(full.data, &text);
    return err ? thaw_throw(ctx, err, "open", path.ptr) : JS_NewStringLen(ctx, text.data ? text.data : "", text.len);
}

/* --- tables --- */

#define SIGNAL_LIST(X) \
    X(SIGHUP)          \
    X(SIGINT)          \
    X(SIGQUIT)         \
    X(SIGILL)          \
    X(SIGTRAP)         \
    X(SIGABRT)         \
    X(SIGBUS)          \
    X(SIGFPE)          \
    X(SIGKILL)         \
    X(SIGUSR1)         \
    X(SIGSEGV)         \
    X(SIGUSR2)         \
    X(SIGPIPE)         \
    X(SIGALRM)         \
    X(SIGTERM)         \
    X(SIGCHLD)         \
    X(SIGSTKFLT)       \
    X(SIGCONT)         \
    X(SIGSTOP)         \
    X(SIGTSTP)         \
    X(SIGTTIN)         \
    X(SIGTTOU) X(SIGURG) X(SIGXCPU) X(SIGXFSZ) X(SIGVTALRM) X(SIGPROF) X(SIGWINCH) X(SIGIO) X(SIGPWR) X(SIGSYS)

static const JSCFunctionListEntry signal_numbers[] = {
#define SIGNAL_ROW(name) JS_PROP_INT32_DEF(#name, name, JS_PROP_ENUMERABLE),
    SIGNAL_LIST(SIGNAL_ROW)
#undef SIGNAL_ROW
};

/* The Node release whose API is followed, and what Thaw is made of. */
static const JSCFunctionListEntry version_list[] = {
    JS_PROP_STRING_DEF("node", "v24.11.0", JS_PROP_ENUMERABLE),
    JS_PROP_STRING_DEF("thaw", THAW_VERSION, JS_PROP_ENUMERABLE),
    JS_PROP_STRING_DEF("uv", "1.44.2", JS_PROP_ENUMERABLE),
    JS_PROP_STRING_DEF("modules", "137", JS_PROP_ENUMERABLE),
};

#if defined(__aarch64__)
#define ARCH "arm64"
#else
#define ARCH "x64"
#endif

static const JSCFunctionListEntry process_functions[] = {
    JS_OBJECT_DEF("signals", signal_numbers, THAW_COUNT(signal_numbers), JS_PROP_ENUMERABLE),
    JS_OBJECT_DEF("versions", version_list, THAW_COUNT(version_list), JS_PROP_ENUMERABLE),
    JS_PROP_STRING_DEF("arch", ARCH, JS_PROP_ENUMERABLE),
    JS_CFUNC_DEF("argv", 0, js_argv),
    JS_CFUNC_DEF("argv0", 0, js_argv0),
    JS_CFUNC_DEF("execPath", 0, js_exec_path),
    JS_CFUNC_MAGIC_DEF("pid", 0, js_id, ID_PID),
    JS_CFUNC_MAGIC_DEF("ppid", 0, js_id, ID_PPID),
    JS_CFUNC_MAGIC_DEF("getuid", 0, js_id, ID_UID),
    JS_CFUNC_MAGIC_DEF("geteuid", 0, js_id, ID_EUID),
    JS_CFUNC_MAGIC_DEF("getgid", 0, js_id, ID_GID),
    JS_CFUNC_MAGIC_DEF("getegid", 0, js_id, ID_EGID),
    JS_CFUNC_DEF("getgroups", 0, js_groups),
    JS_CFUNC_DEF("cwd", 0, js_cwd),
    JS_CFUNC_DEF("chdir", 1, js_chdir),
    JS_CFUNC_DEF("umask", 1, js_umask),
    JS_CFUNC_DEF("hrtime", 0, js_hrtime),
    JS_CFUNC_DEF("uptime", 0, js_uptime),
    JS_CFUNC_DEF("cpuUsage", 0, js_cpu_usage),
    JS_CFUNC_DEF("resourceUsage", 0, js_resource_usage),
    JS_CFUNC_DEF("memoryUsage", 0, js_memory_usage),
    JS_CFUNC_MAGIC_DEF("constrainedMemory", 0, js_memory_limit, 0),
    JS_CFUNC_MAGIC_DEF("availableMemory", 0, js_memory_limit, 1),
    JS_CFUNC_DEF("nextTick", 1, js_next_tick),
    JS_CFUNC_DEF("exit", 1, js_exit),
    JS_CFUNC_DEF("setExitCode", 1, js_set_exit_code),
    JS_CFUNC_DEF("abort", 0, js_abort),
    JS_CFUNC_DEF("kill", 2, js_kill),
    JS_CFUNC_DEF("uncaught", 1, js_uncaught),
    JS_CFUNC_DEF("setHooks", 4, js_set_hooks),
    JS_CFUNC_DEF("envGet", 1, js_env_get),
    JS_CFUNC_DEF("isBuiltin", 1, js_is_builtin),
    JS_CFUNC_DEF("builtin", 1, js_builtin),
    JS_CFUNC_DEF("watchSignal", 2, js_watch_signal),
    JS_CFUNC_DEF("unwatchSignal", 1, js_unwatch_signal),
};
static const JSCFunctionListEntry io_functions[] = {
    JS_CFUNC_DEF("write", 2, js_write),
    JS_CFUNC_DEF("isatty", 1, js_isatty),
    JS_CFUNC_DEF("columns", 1, js_columns),
    JS_CFUNC_DEF("readText", 1, js_read_text),
    JS_CFUNC_DEF("readChunk", 1, thaw_js_read_chunk),
};

void thaw_process_warn(JSContext *ctx, const char *name, const char *message)
{
    THAW_AUTO(thaw_value) message_text = thaw_value_of(ctx, JS_NewString(ctx, message));
    THAW_AUTO(thaw_value) name_text = thaw_value_of(ctx, JS_NewString(ctx, name));
    THAW_AUTO(thaw_atom) method = thaw_atom_of(ctx, JS_NewAtom(ctx, "emitWarning"));
    JSValueConst args[] = { message_text.v, name_text.v };
    JSValue result = JS_Invoke(ctx, thaw_root(ctx, THAW_ROOT_PROCESS), method.atom, 2, args);
    if (JS_IsException(result))
        result = JS_GetException(ctx);
    JS_FreeValue(ctx, result);
}

int thaw_process_init(JSContext *ctx)
{
    signal_watch *watch = thaw_runtime_add_state(ctx, THAW_STATE_SIGNALS, &signal_watch_class);
    if (!watch)
        return -1;
    watch->callbacks = JS_NewObjectProto(ctx, JS_NULL);
    thaw_runtime_of(ctx)->wake.signals = wake_signals;
    if (thaw_internal_add(ctx, "process", process_functions, THAW_COUNT(process_functions)) < 0 ||
        thaw_internal_add(ctx, "io", io_functions, THAW_COUNT(io_functions)) < 0)
        return -1;
    THAW_AUTO(thaw_value)
    native = thaw_value_of(ctx, JS_GetPropertyStr(ctx, thaw_root(ctx, THAW_ROOT_INTERNAL), "process"));
    if (JS_SetPropertyStr(ctx, native.v, "env", thaw_environment_new(ctx)) < 0)
        return -1;
    THAW_AUTO(thaw_value) process = thaw_value_of(ctx, thaw_builtin_require(ctx, "node/process/process"));
    if (JS_IsException(process.v))
        return -1;
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    return JS_DefinePropertyValueStr(ctx, global.v, "process", thaw_value_take(&process),
                                     JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) < 0
               ? -1
               : 0;
}
