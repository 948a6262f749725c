/* SPDX-License-Identifier: MIT
 * What promise.h needs of the engine's insides. Included once, by engine_internals.c. */

#include "js/promise.h"

JSValue thaw_promise_pending(JSContext *ctx)
{
    JSPromiseData *s = js_mallocz(ctx, sizeof *s);
    JSValue promise = s ? JS_NewObjectClass(ctx, JS_CLASS_PROMISE) : JS_EXCEPTION;
    if (JS_IsException(promise)) {
        js_free(ctx, s);
        return JS_EXCEPTION;
    }
    s->promise_state = JS_PROMISE_PENDING;
    init_list_head(&s->promise_reactions[0]);
    init_list_head(&s->promise_reactions[1]);
    s->promise_result = JS_UNDEFINED;
    JS_SetOpaqueInternal(promise, s);
    return promise;
}

bool thaw_promise_is_pending(JSContext *ctx, JSValueConst promise)
{
    const JSPromiseData *s = JS_GetOpaque(promise, JS_CLASS_PROMISE);
    return s && s->promise_state == JS_PROMISE_PENDING;
}

void thaw_promise_reject(JSContext *ctx, JSValueConst promise, JSValueConst reason)
{
    fulfill_or_reject_promise(ctx, promise, reason, true);
}

/* The steps of a promise's resolve function. */
void thaw_promise_resolve(JSContext *ctx, JSValueConst promise, JSValueConst value)
{
    if (!JS_IsObject(value)) {
        fulfill_or_reject_promise(ctx, promise, value, false);
        return;
    }
    JSValue then = JS_GetProperty(ctx, value, JS_ATOM_then);
    if (JS_IsException(then)) {
        JSValue error = JS_GetException(ctx);
        fulfill_or_reject_promise(ctx, promise, error, true);
        JS_FreeValue(ctx, error);
    } else if (JS_IsFunction(ctx, then)) {
        JSValueConst args[] = { promise, value, then };
        JS_EnqueueJob(ctx, js_promise_resolve_thenable_job, 3, args);
    } else {
        fulfill_or_reject_promise(ctx, promise, value, false);
    }
    JS_FreeValue(ctx, then);
}

/* What a reaction consists of, behind the values that the engine knows of: holder, and the promise that follows. */
typedef struct {
    JSCFunctionData *function; /* NULL: the outcome is handed on */
} reaction;

/* A function that nobody sees: without `name` and `length`, which cost more than all the rest of it. */
static JSValue reaction_new(JSContext *ctx, JSCFunctionData *run, int magic, int n, JSValueConst data[], reaction r)
{
    JSValue handler = JS_NewObjectProtoClass(ctx, ctx->function_proto, JS_CLASS_C_FUNCTION_DATA);
    JSCFunctionDataRecord *s =
        JS_IsException(handler) ? NULL : js_malloc(ctx, sizeof *s + n * sizeof s->data[0] + sizeof r);
    if (!s) {
        JS_FreeValue(ctx, handler);
        return JS_EXCEPTION;
    }
    *s = (JSCFunctionDataRecord){ .func = run, .length = 1, .data_len = n, .magic = magic };
    for (int i = 0; i < n; i++)
        s->data[i] = js_dup(data[i]);
    memcpy(&s->data[n], &r, sizeof r);
    JS_SetOpaqueInternal(handler, s);
    return handler;
}

/* Takes both handlers, which may be JS_EXCEPTION. A rejection that nobody handles is swallowed: what reacts elsewhere,
 * or follows, tells of it. */
static int react(JSContext *ctx, JSValueConst promise, JSValue on_fulfilled, JSValue on_rejected)
{
    JSValueConst nobody[] = { JS_UNDEFINED, JS_UNDEFINED };
    JSValue handlers[] = { on_fulfilled, on_rejected };
    int result = JS_IsException(on_fulfilled) || JS_IsException(on_rejected) ? -1 : 0;
    if (!result && !JS_IsPromise(promise)) { /* there was no memory for one, and its place holds that instead */
        JS_ThrowOutOfMemory(ctx);
        result = -1;
    }
    if (!result)
        result = perform_promise_then(ctx, promise, vc(handlers), nobody);
    JS_FreeValue(ctx, on_fulfilled);
    JS_FreeValue(ctx, on_rejected);
    return result;
}

int thaw_promise_react(JSContext *ctx, JSValueConst promise, JSValueConst holder, JSCFunctionData *on_fulfilled,
                       JSCFunctionData *on_rejected)
{
    const reaction none = { NULL };
    return react(ctx, promise, on_fulfilled ? reaction_new(ctx, on_fulfilled, 0, 1, &holder, none) : JS_UNDEFINED,
                 on_rejected ? reaction_new(ctx, on_rejected, 0, 1, &holder, none) : JS_UNDEFINED);
}

/* Runs the reaction and settles the promise that follows, data[1]; `magic`: what came was a rejection. */
static JSValue settle_following(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                                JSValueConst *data)
{
    reaction r;
    memcpy(&r, &data[2], sizeof r);
    JSValue value = r.function ? r.function(ctx, this_val, argc, argv, 0, data) : js_dup(argv[0]);
    bool is_rejected = r.function ? JS_IsException(value) : magic;
    if (is_rejected && r.function) {
        if (JS_IsUncatchableError(ctx->rt->current_exception)) /* the program is ending */
            return JS_EXCEPTION;
        value = JS_GetException(ctx);
    }
    if (is_rejected)
        thaw_promise_reject(ctx, data[1], value);
    else
        thaw_promise_resolve(ctx, data[1], value);
    JS_FreeValue(ctx, value);
    return JS_UNDEFINED;
}

JSValue thaw_promise_then(JSContext *ctx, JSValueConst promise, JSValueConst holder, JSCFunctionData *on_fulfilled,
                          JSCFunctionData *on_rejected)
{
    JSValue following = thaw_promise_pending(ctx);
    if (JS_IsException(following))
        return JS_EXCEPTION;
    JSValueConst data[] = { holder, following };
    int err = react(ctx, promise, reaction_new(ctx, settle_following, false, 2, data, (reaction){ on_fulfilled }),
                    reaction_new(ctx, settle_following, true, 2, data, (reaction){ on_rejected }));
    if (!err)
        return following;
    JS_FreeValue(ctx, following);
    return JS_EXCEPTION;
}
