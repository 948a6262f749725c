/* SPDX-License-Identifier: MIT
 * The scout: a fork of the freezing process that runs the program once in standard order (plan.js), writes its findings
 * to a pipe and ends. What it did to its heap goes with it. */
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/freeze/freeze.h"
#include "js/auto_values.h"
#include "js/builtins.h"
#include "js/call.h"
#include "js/event_loop.h"
#include "loop/stdio.h"

JSValue thaw_freeze_call(JSContext *ctx, const char *name, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_value) plan = thaw_value_of(ctx, thaw_builtin_require(ctx, "cli/freeze/plan"));
    THAW_AUTO(thaw_value)
    function = thaw_value_of(ctx, JS_IsException(plan.v) ? JS_EXCEPTION : JS_GetPropertyStr(ctx, plan.v, name));
    return JS_IsException(function.v) ? JS_EXCEPTION : thaw_call(ctx, function.v, JS_UNDEFINED, argc, argv);
}

static int write_findings(JSContext *ctx, int fd, JSValueConst result)
{
    THAW_AUTO(thaw_value) json = thaw_value_of(ctx, JS_JSONStringify(ctx, result, JS_UNDEFINED, JS_UNDEFINED));
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, json.v);
    return text.ptr ? thaw_fd_write_all(fd, text.ptr, text.len) : -1;
}

/* In the child: never returns. */
static void __attribute__((noreturn)) scout(thaw_runtime *r, const thaw_freeze_plan *plan, int fd)
{
    JSContext *ctx = r->ctx;
    thaw_stdio_mute(true); /* the program's own output is printed when it is really frozen */
    THAW_AUTO(thaw_value) main = thaw_value_of(ctx, JS_NewString(ctx, plan->main));
    JSValueConst args[] = { main.v, plan->handler ? JS_FALSE : JS_TRUE };
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_freeze_call(ctx, "scout", 2, args));
    int code = 1;
    if (!JS_IsException(promise.v) && thaw_event_loop_run_until(ctx, promise.v) &&
        JS_PromiseState(ctx, promise.v) == JS_PROMISE_FULFILLED) {
        THAW_AUTO(thaw_value) result = thaw_value_of(ctx, JS_PromiseResult(ctx, promise.v));
        code = write_findings(ctx, fd, result.v) ? 1 : 0;
    }
    _exit(code);
}

static int read_findings(int fd, thaw_buf *ret)
{
    char chunk[65536];
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? -errno : 0;
        int err = thaw_buf_append(ret, chunk, (size_t)n);
        if (err)
            return err;
    }
}

int thaw_freeze_scout(thaw_runtime *r, const thaw_freeze_plan *plan, thaw_buf *ret_findings)
{
    int ends[2], status = 0;
    if (pipe(ends) < 0)
        return -errno;
    thaw_stdio_flush();
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        scout(r, plan, ends[1]);
    }
    close(ends[1]);
    int err = pid < 0 ? -errno : read_findings(ends[0], ret_findings);
    close(ends[0]);
    if (pid > 0)
        waitpid(pid, &status, 0);
    if (!err && (!WIFEXITED(status) || WEXITSTATUS(status) != 0))
        thaw_buf_reset(ret_findings);
    return err;
}
