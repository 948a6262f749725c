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

/* A function that nobody sees: without `name` and `length`, which cost more than all the rest of it. */
static JSValue reaction_new(JSContext *ctx, JSCFunctionData *function, JSValueConst holder)
{
    JSValue handler = JS_NewObjectProtoClass(ctx, ctx->function_proto, JS_CLASS_C_FUNCTION_DATA);
    JSCFunctionDataRecord *s = JS_IsException(handler) ? NULL : js_malloc(ctx, sizeof *s + sizeof s->data[0]);
    if (!s) {
        JS_FreeValue(ctx, handler);
        return JS_EXCEPTION;
    }
    *s = (JSCFunctionDataRecord){ .func = function, .length = 1, .data_len = 1 };
    s->data[0] = js_dup(holder);
    JS_SetOpaqueInternal(handler, s);
    return handler;
}

/* `settle` are the functions that settle what follows, or undefined. */
static int react(JSContext *ctx, JSValueConst promise, JSValueConst holder, JSCFunctionData *const functions[2],
                 JSValueConst settle[2])
{
    JSValue handlers[] = { JS_UNDEFINED, JS_UNDEFINED };
    int result = 0;
    if (!JS_IsPromise(promise)) { /* there was no memory for one, and its place holds that instead */
        JS_ThrowOutOfMemory(ctx);
        return -1;
    }
    for (int i = 0; i < 2 && !result; i++) {
        if (functions[i])
            handlers[i] = reaction_new(ctx, functions[i], holder);
        result = JS_IsException(handlers[i]) ? -1 : 0;
    }
    if (!result)
        result = perform_promise_then(ctx, promise, vc(handlers), settle);
    JS_FreeValue(ctx, handlers[0]);
    JS_FreeValue(ctx, handlers[1]);
    return result;
}

int thaw_promise_react(JSContext *ctx, JSValueConst promise, JSValueConst holder, JSCFunctionData *on_fulfilled,
                       JSCFunctionData *on_rejected)
{
    /* A rejection that nobody handles is swallowed: what reacts elsewhere tells of it. */
    JSValueConst nobody[] = { JS_UNDEFINED, JS_UNDEFINED };
    return react(ctx, promise, holder, (JSCFunctionData *[]){ on_fulfilled, on_rejected }, nobody);
}

JSValue thaw_promise_then(JSContext *ctx, JSValueConst promise, JSValueConst holder, JSCFunctionData *on_fulfilled,
                          JSCFunctionData *on_rejected)
{
    JSValue settle[2];
    JSValue derived = js_new_promise_capability(ctx, settle, JS_UNDEFINED);
    if (JS_IsException(derived))
        return JS_EXCEPTION;
    int err = react(ctx, promise, holder, (JSCFunctionData *[]){ on_fulfilled, on_rejected }, vc(settle));
    JS_FreeValue(ctx, settle[0]);
    JS_FreeValue(ctx, settle[1]);
    if (!err)
        return derived;
    JS_FreeValue(ctx, derived);
    return JS_EXCEPTION;
}
