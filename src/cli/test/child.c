/* SPDX-License-Identifier: MIT */
#include "cli/test/child.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli/test/channel.h"
#include "js/auto_values.h"
#include "js/builtins.h"
#include "js/call.h"
#include "js/runtime.h"
#include "loop/process.h"
#include "loop/stdio.h"

/* report(text): straight to the channel, so that a crash right after it loses nothing */
static JSValue js_test_report(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, argv[0]);
    if (!text.ptr)
        return JS_EXCEPTION;
    thaw_stdio_write(THAW_TEST_CHANNEL, text.ptr, text.len);
    return JS_UNDEFINED;
}

static const JSCFunctionListEntry functions[] = { JS_CFUNC_DEF("report", 1, js_test_report) };

static int prepare(JSContext *ctx, JSValueConst framework, int64_t timeout_ms, const char *pattern)
{
    THAW_AUTO(thaw_value) function = thaw_value_of(ctx, JS_GetPropertyStr(ctx, framework, "prepare"));
    THAW_AUTO(thaw_value) timeout = thaw_value_of(ctx, JS_NewInt64(ctx, timeout_ms));
    THAW_AUTO(thaw_value) text = thaw_value_of(ctx, pattern ? JS_NewString(ctx, pattern) : JS_UNDEFINED);
    JSValueConst args[] = { timeout.v, text.v };
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, thaw_call(ctx, function.v, JS_UNDEFINED, 2, args));
    return JS_IsException(result.v) ? -1 : 0;
}

/* The file's evaluation as a promise, also when it fails at once. */
static JSValue evaluate(JSContext *ctx, const thaw_test_host *host, const char *file)
{
    JSValue evaluation = host->run_main(ctx, file);
    if (!JS_IsException(evaluation))
        return evaluation;
    JSValue functions_of[2], promise = JS_NewPromiseCapability(ctx, functions_of);
    if (JS_IsException(promise))
        return promise;
    THAW_AUTO(thaw_value) resolve = thaw_value_of(ctx, functions_of[0]);
    THAW_AUTO(thaw_value) reject = thaw_value_of(ctx, functions_of[1]);
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
    JSValueConst args[] = { error.v };
    JS_FreeValue(ctx, thaw_call(ctx, reject.v, JS_UNDEFINED, 1, args));
    return promise;
}

static JSValue run_file(JSContext *ctx, const thaw_test_host *host, const char *file, int64_t timeout_ms,
                        const char *pattern)
{
    if (thaw_internal_add(ctx, "test", functions, THAW_COUNT(functions)) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) framework = thaw_value_of(ctx, thaw_builtin_require(ctx, "cli/test/framework"));
    if (JS_IsException(framework.v) || prepare(ctx, framework.v, timeout_ms, pattern) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) start = thaw_value_of(ctx, JS_GetPropertyStr(ctx, framework.v, "start"));
    THAW_AUTO(thaw_value) evaluation = thaw_value_of(ctx, evaluate(ctx, host, file));
    if (JS_IsException(evaluation.v))
        return JS_EXCEPTION;
    JSValueConst args[] = { evaluation.v };
    return thaw_call(ctx, start.v, JS_UNDEFINED, 1, args);
}

int thaw_test_child(const thaw_test_host *host, const char *file, int64_t timeout_ms, const char *pattern)
{
    thaw_runtime *runtime;
    fcntl(THAW_TEST_CHANNEL, F_SETFD, FD_CLOEXEC); /* what the tests start must not hold it open */
    thaw_the_process.leak_check = true;
    if (host->open(&runtime) < 0)
        return 1;
    JSValue done = run_file(runtime->ctx, host, file, timeout_ms, pattern);
    if (JS_IsException(done)) {
        thaw_uncaught(runtime->ctx);
        done = JS_UNDEFINED;
    }
    return host->run_and_close(runtime, done);
}
