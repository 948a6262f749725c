/* SPDX-License-Identifier: MIT */
#include "js/call.h"

#include <string.h>

#include "heap/inputs.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/runtime.h"
#include "js/ticks.h"

JSValue thaw_call(JSContext *ctx, JSValueConst function, JSValueConst this_val, int argc, JSValueConst *argv)
{
    thaw_runtime *r = thaw_runtime_of(ctx);
    JSValue held_function = JS_DupValue(ctx, function);
    JSValue held_this = JS_DupValue(ctx, this_val);
    r->depth++;
    JSValue result = JS_Call(ctx, held_function, held_this, argc, argv);
    r->depth--;
    JS_FreeValue(ctx, held_this);
    JS_FreeValue(ctx, held_function);
    return result;
}

void thaw_enter(JSContext *ctx, JSValueConst function, JSValueConst this_val, int argc, JSValueConst *argv)
{
    thaw_runtime *r = thaw_runtime_of(ctx);
    if (r->exiting)
        return;
    JSValue result = thaw_call(ctx, function, this_val, argc, argv);
    if (JS_IsException(result))
        thaw_uncaught(ctx);
    else
        JS_FreeValue(ctx, result);
    thaw_drain(ctx);
}

/* One microtask; false when there are none. */
static bool run_microtask(JSContext *ctx)
{
    thaw_runtime *r = thaw_runtime_of(ctx);
    JSContext *job_ctx;
    r->depth++;
    int n = JS_ExecutePendingJob(r->rt, &job_ctx);
    r->depth--;
    if (n < 0)
        thaw_uncaught(job_ctx);
    return n != 0;
}

void thaw_drain(JSContext *ctx)
{
    thaw_runtime *r = thaw_runtime_of(ctx);
    if (r->depth > 0)
        return;
    do {
        while (!r->exiting && thaw_ticks_run_one(ctx))
            continue;
        while (!r->exiting && run_microtask(ctx))
            continue;
    } while (!r->exiting && (thaw_ticks_pending(ctx) || thaw_rejections_process(ctx)));
}

void thaw_drain_microtasks_first(JSContext *ctx)
{
    thaw_runtime *r = thaw_runtime_of(ctx);
    while (r->depth == 0 && !r->exiting && run_microtask(ctx))
        continue;
    thaw_drain(ctx);
}

void thaw_uncaught(JSContext *ctx)
{
    thaw_uncaught_error(ctx, JS_GetException(ctx), "uncaughtException");
}

/* 1 handled, 0 not, -1 the handler threw (exception pending) */
static int ask_handler(JSContext *ctx, JSValueConst error, const char *origin)
{
    JSValueConst handler = thaw_root(ctx, THAW_ROOT_ON_UNCAUGHT);
    if (JS_IsUndefined(handler))
        return 0;
    JSValue name = JS_NewString(ctx, origin);
    JSValueConst args[] = { error, name };
    JSValue handled = thaw_call(ctx, handler, JS_UNDEFINED, 2, args);
    JS_FreeValue(ctx, name);
    if (JS_IsException(handled))
        return -1;
    int result = JS_ToBool(ctx, handled);
    JS_FreeValue(ctx, handled);
    return result;
}

static void report(JSContext *ctx, JSValueConst error, const char *origin)
{
    thaw_runtime *r = thaw_runtime_of(ctx);
    if (r->report_error)
        r->report_error(ctx, error, origin);
}

/* What is left of an uncaught error when the layer above did not take it. */
static void uncaught_by_events(JSContext *ctx, JSValue owned_error, const char *origin)
{
    thaw_runtime *r = thaw_runtime_of(ctx);
    int handled = r->exiting ? 1 : ask_handler(ctx, owned_error, origin);
    if (handled < 0) {
        JSValue second = JS_GetException(ctx);
        if (!r->exiting) { /* else the handler called process.exit */
            report(ctx, second, origin);
            r->exit_code = 7;
            r->exit_set = r->exiting = true;
            thaw_root_set(ctx, THAW_ROOT_ON_EXIT, JS_UNDEFINED); /* the program is not asked once more */
        }
        JS_FreeValue(ctx, second);
    } else if (handled == 0) {
        report(ctx, owned_error, origin);
        r->exit_code = 1;
        r->exit_set = r->exiting = true;
    }
    JS_FreeValue(ctx, owned_error);
}

static bool events_take(JSContext *ctx, JSValueConst error)
{
    const thaw_error_events *events = thaw_runtime_of(ctx)->error_events;
    return events && events->error && events->error(ctx, error);
}

void thaw_uncaught_error(JSContext *ctx, JSValue owned_error, const char *origin)
{
    bool is_exception = strcmp(origin, "uncaughtException") == 0;
    if (is_exception && !thaw_runtime_of(ctx)->exiting && events_take(ctx, owned_error))
        JS_FreeValue(ctx, owned_error);
    else
        uncaught_by_events(ctx, owned_error, origin);
}

static JSValue js_report(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    uncaught_by_events(ctx, JS_DupValue(ctx, argv[0]), "uncaughtException");
    return JS_UNDEFINED;
}

void thaw_report_exception(JSContext *ctx, JSValue owned_error)
{
    if (thaw_runtime_of(ctx)->exiting || events_take(ctx, owned_error)) {
        JS_FreeValue(ctx, owned_error);
        return;
    }
    JSValue later = JS_NewCFunction(ctx, js_report, "report", 1);
    JSValueConst args[] = { owned_error };
    if (JS_IsException(later) || thaw_tick_add(ctx, later, 1, args) < 0)
        thaw_drop_exception(ctx); /* no memory to remember it */
    JS_FreeValue(ctx, later);
    JS_FreeValue(ctx, owned_error);
}

void thaw_append_position(JSContext *ctx, thaw_buf *out)
{
    for (int skip = 0;; skip++) {
        thaw_engine_position at = thaw_engine_where(ctx, skip);
        THAW_AUTO(thaw_atom) file = thaw_atom_of(ctx, at.file);
        if (!at.file)
            return;
        THAW_AUTO(thaw_cstr) name = thaw_cstr_of_atom(ctx, at.file);
        if (!name.ptr || strncmp(name.ptr, "thaw:", 5) == 0)
            continue;
        thaw_buf_printf(out, "%s:%d:%d", name.ptr, at.line, at.column);
        return;
    }
}

JSValue thaw_origin(JSContext *ctx)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(8192);
    if (!thaw_inputs_recording)
        return JS_UNDEFINED;
    thaw_append_position(ctx, &text);
    JSValue origin = text.data ? JS_NewStringLen(ctx, text.data, text.len) : JS_UNDEFINED;
    if (!JS_IsException(origin))
        return origin;
    thaw_drop_exception(ctx);
    return JS_UNDEFINED;
}

JSValue thaw_exit(JSContext *ctx, int code)
{
    thaw_runtime *r = thaw_runtime_of(ctx);
    r->exit_code = code;
    r->exit_set = r->exiting = true;
    JSValue error = JS_NewError(ctx);
    JS_SetUncatchableError(ctx, error);
    return JS_Throw(ctx, error);
}
