/* SPDX-License-Identifier: MIT
 * The command line: `thaw test`, `thaw -e CODE`, `thaw FILE`. Files are evaluated as scripts: there are no modules
 * yet. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/test/command.h"
#include "js/auto_values.h"
#include "js/call.h"
#include "js/event_loop.h"
#include "js/runtime.h"
#include "loop/loop.h"
#include "loop/process.h"
#include "loop/stdio.h"
#include "node/node.h"
#include "web/web.h"

enum { EXIT_LEAKED = 70, SOURCE_MAX = 64 << 20 };

static void report_error(JSContext *ctx, JSValueConst error, const char *origin)
{
    THAW_AUTO(thaw_value)
    stack = thaw_value_of(ctx, JS_IsError(error) ? JS_GetPropertyStr(ctx, error, "stack") : JS_UNDEFINED);
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, JS_IsString(stack.v) ? stack.v : error);
    thaw_stdio_flush();
    fprintf(stderr, "Uncaught %s\n", text.ptr ? text.ptr : "(an error that can't be shown)");
}

static int open_runtime(thaw_runtime **ret)
{
    thaw_heap *heap;
    thaw_runtime *runtime;
    int err = thaw_heap_create(&heap);
    if (!err)
        err = thaw_runtime_new(heap, &runtime);
    if (err) {
        fprintf(stderr, "thaw: can't set up the engine: %s\n", thaw_error_text(err));
        return err;
    }
    runtime->report_error = report_error;
    if (thaw_node_init(runtime->ctx) < 0 || thaw_web_init(runtime->ctx) < 0) {
        thaw_uncaught(runtime->ctx);
        thaw_runtime_free(runtime, false);
        thaw_heap_destroy(heap);
        return -1;
    }
    *ret = runtime;
    return 0;
}

static JSValue run_text(JSContext *ctx, const char *text, size_t len, const char *name)
{
    JSValue value = JS_Eval(ctx, text, len, name, JS_EVAL_TYPE_GLOBAL);
    if (JS_IsException(value))
        return value;
    JS_FreeValue(ctx, value);
    return JS_UNDEFINED;
}

static JSValue run_main(JSContext *ctx, const char *path)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(SOURCE_MAX);
    int err = thaw_file_read(path, &text);
    if (err)
        return JS_ThrowTypeError(ctx, "can't read %s: %s", path, thaw_error_text(err));
    return run_text(ctx, text.data ? text.data : "", text.len, path);
}

static int run_and_close(thaw_runtime *runtime, JSValue promise)
{
    JSContext *ctx = runtime->ctx;
    thaw_event_loop_run(ctx);
    JS_FreeValue(ctx, promise);
    if (!runtime->exiting) {
        THAW_AUTO(thaw_value) name = thaw_value_of(ctx, JS_NewString(ctx, "exit"));
        JSValueConst args[] = { name.v };
        thaw_enter(ctx, thaw_root(ctx, THAW_ROOT_ON_EXIT), JS_UNDEFINED, 1, args);
    }
    int code = runtime->exit_code;
    thaw_stdio_flush();
    thaw_loop_close();
    thaw_heap *heap = runtime->heap;
    size_t leaked = thaw_runtime_free(runtime, true);
    thaw_heap_destroy(heap);
    return leaked ? EXIT_LEAKED : code;
}

int thaw_main(int argc, char **argv)
{
    static const thaw_test_host host = { open_runtime, run_main, run_and_close };
    thaw_runtime *runtime;
    thaw_the_process.leak_check = true;
    thaw_stdio_guard();
    if (argc > 1 && strcmp(argv[1], "test") == 0)
        return thaw_test_main(&host, argc - 1, argv + 1);
    bool text = argc > 2 && strcmp(argv[1], "-e") == 0;
    if (argc < 2 || (argv[1][0] == '-' && !text)) {
        fputs("Usage: thaw FILE | thaw -e CODE | thaw test [paths]\n", stderr);
        return 9;
    }
    if (open_runtime(&runtime) < 0)
        return 1;
    JSValue done = text ? run_text(runtime->ctx, argv[2], strlen(argv[2]), "[eval]") : run_main(runtime->ctx, argv[1]);
    if (JS_IsException(done)) {
        thaw_uncaught(runtime->ctx);
        done = JS_UNDEFINED;
    }
    return run_and_close(runtime, done);
}
