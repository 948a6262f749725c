/* SPDX-License-Identifier: MIT
 * The part of promise.h that needs nothing of the engine's insides; the rest is engine_promise_internals.h. */
#include "js/promise.h"

#include "js/auto_values.h"
#include "js/errors.h"

JSValue thaw_promise_resolved(JSContext *ctx, JSValueConst value)
{
    JSValue promise = thaw_promise_pending(ctx);
    if (!JS_IsException(promise))
        thaw_promise_resolve(ctx, promise, value);
    return promise;
}

JSValue thaw_promise_rejected(JSContext *ctx, JSValueConst reason)
{
    JSValue promise = thaw_promise_pending(ctx);
    if (!JS_IsException(promise))
        thaw_promise_reject(ctx, promise, reason);
    return promise;
}

JSValue thaw_promise_of_exception(JSContext *ctx)
{
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
    return thaw_promise_rejected(ctx, error.v);
}

JSValue thaw_promise_of_result(JSContext *ctx, JSValue owned)
{
    if (JS_IsException(owned))
        return thaw_promise_of_exception(ctx);
    THAW_AUTO(thaw_value) value = thaw_value_of(ctx, owned);
    JSValue promise = thaw_promise_resolved(ctx, value.v);
    return JS_IsException(promise) ? thaw_promise_of_exception(ctx) : promise;
}

static JSValue to_undefined(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                            JSValueConst *data)
{
    return JS_UNDEFINED;
}

JSValue thaw_promise_to_undefined(JSContext *ctx, JSValue owned)
{
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, owned);
    return JS_IsException(promise.v) ? JS_EXCEPTION
                                     : thaw_promise_then(ctx, promise.v, JS_UNDEFINED, to_undefined, NULL);
}

void thaw_promise_wait(JSContext *ctx, JSValueConst promise, JSValueConst holder, JSCFunctionData *on_fulfilled,
                       JSCFunctionData *on_rejected)
{
    if (!JS_IsException(promise) && thaw_promise_react(ctx, promise, holder, on_fulfilled, on_rejected) == 0)
        return;
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
    JSValueConst argv[] = { error.v };
    JSValue result = on_rejected(ctx, JS_UNDEFINED, 1, argv, 0, &holder);
    if (JS_IsException(result))
        thaw_drop_exception(ctx);
    JS_FreeValue(ctx, result);
}
