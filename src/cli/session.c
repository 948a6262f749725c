/* SPDX-License-Identifier: MIT */
#include "cli/session.h"

#include <errno.h>
#include <stdio.h>

#include "base/error.h"
#include "cli/error_report.h"
#include "js/auto_values.h"
#include "js/call.h"
#include "js/event_loop.h"
#include "js/modules/modules.h"
#include "js/wake.h"
#include "lambda/handler.h"
#include "loop/loop.h"
#include "loop/process.h"
#include "loop/stdio.h"
#include "node/node.h"
#include "web/web.h"

int thaw_session_boot_on(thaw_heap *heap, thaw_runtime **ret)
{
    thaw_runtime *r;
    int err = thaw_runtime_new(heap, &r);
    if (err) {
        fprintf(stderr, "thaw: can't set up the engine: %s\n", thaw_error_text(err));
        return err;
    }
    r->report_error = thaw_report_error;
    if (thaw_the_process.leak_trace)
        thaw_engine_trace_objects(r->ctx);
    thaw_wake(r);
    if (thaw_modules_init(r->ctx) < 0 || thaw_node_init(r->ctx) < 0 || thaw_web_init(r->ctx) < 0 ||
        thaw_lambda_init(r->ctx) < 0 || thaw_modules_start(r->ctx) < 0) {
        thaw_uncaught(r->ctx);
        thaw_runtime_free(r, false);
        return -ENOMEM; /* nothing else can stop the built-ins */
    }
    *ret = r;
    return 0;
}

int thaw_session_boot(thaw_runtime **ret)
{
    thaw_heap *heap;
    int err = thaw_heap_create(&heap);
    if (err) {
        fprintf(stderr, "thaw: can't set up the engine's heap: %s\n", thaw_error_text(err));
        return err;
    }
    err = thaw_session_boot_on(heap, ret);
    if (err)
        thaw_heap_destroy(heap);
    return err;
}

int thaw_session_thaw(const thaw_image *image, size_t tier, thaw_runtime **ret)
{
    thaw_heap *heap;
    int err = thaw_image_map(image, tier, &heap);
    if (err)
        return err;
    thaw_runtime *r = thaw_heap_root(heap);
    thaw_wake(r);
    if (thaw_the_process.leak_trace)
        thaw_engine_trace_objects(r->ctx);
    *ret = r;
    return 0;
}

int thaw_session_open(thaw_runtime **ret)
{
    thaw_image *image = thaw_the_process.image;
    if (!image)
        return thaw_session_boot(ret);
    thaw_the_process.image = NULL;
    int err = thaw_session_thaw(image, thaw_image_tier_count(image) - 1, ret);
    thaw_image_free(image);
    if (err == -ENOSYS)
        return thaw_session_boot(ret);
    if (err)
        fprintf(stderr, "thaw: %s\n", thaw_error_text(err));
    return err;
}

static void emit_exit(thaw_runtime *r, bool unsettled)
{
    JSContext *ctx = r->ctx;
    THAW_AUTO(thaw_value) name = thaw_value_of(ctx, JS_NewString(ctx, "exit"));
    JSValueConst handler = thaw_root(ctx, THAW_ROOT_ON_EXIT);
    JSValueConst args[] = { name.v, JS_NewInt32(ctx, r->exit_code), JS_NewBool(ctx, unsettled) };
    if (JS_IsUndefined(handler))
        return;
    JSValue result = thaw_call(ctx, handler, JS_UNDEFINED, 3, args); /* nothing asynchronous runs after it */
    if (JS_IsException(result))
        thaw_uncaught(ctx);
    JS_FreeValue(ctx, result);
}

int thaw_session_close(thaw_runtime *r)
{
    thaw_stdio_flush();
    int code = r->exit_code;
    if (!thaw_the_process.leak_check)
        return code;
    thaw_loop_close();
    thaw_heap *heap = r->heap;
    size_t leaked = thaw_runtime_free(r, true);
    thaw_heap_destroy(heap);
    return leaked ? THAW_EXIT_LEAKED : code;
}

int thaw_session_end(thaw_runtime *r)
{
    emit_exit(r, false);
    return thaw_session_close(r);
}

/* The main module waits for what nothing can settle any more. */
static int end_unsettled(thaw_runtime *r)
{
    r->exit_code = THAW_EXIT_UNSETTLED;
    emit_exit(r, true);
    if (r->exit_code == THAW_EXIT_UNSETTLED) {
        thaw_stdio_flush();
        thaw_report_unsettled(r->ctx);
    }
    return thaw_session_close(r);
}

int thaw_session_run_and_close(thaw_runtime *r, JSValue main_promise)
{
    thaw_event_loop_run(r->ctx);
    bool unsettled = !r->exiting && JS_PromiseState(r->ctx, main_promise) == JS_PROMISE_PENDING;
    JS_FreeValue(r->ctx, main_promise);
    return unsettled && !r->exit_set ? end_unsettled(r) : thaw_session_end(r);
}
