/* SPDX-License-Identifier: MIT
 * Promises that C makes, settles and waits for, without functions in between that JavaScript could see: what "a new
 * promise", "resolve" and "upon fulfillment" of the web's specifications need. */
#ifndef THAW_JS_PROMISE_H
#define THAW_JS_PROMISE_H

#include "base/auto.h"
#include "js/engine.h"

/* A new pending promise; owned. JS_EXCEPTION if there is no memory. */
JSValue thaw_promise_pending(JSContext *ctx);
/* Web IDL's "a promise resolved with", which is a new one even if the value is a promise, and "a promise rejected
 * with". Owned. */
JSValue thaw_promise_resolved(JSContext *ctx, JSValueConst value);
JSValue thaw_promise_rejected(JSContext *ctx, JSValueConst reason);
/* The pending exception as a rejected promise. */
JSValue thaw_promise_of_exception(JSContext *ctx);
/* Of a result of JavaScript, which is taken: a promise resolved with it, or rejected if it is JS_EXCEPTION. */
JSValue thaw_promise_of_result(JSContext *ctx, JSValue owned);

/* Once for each promise. What is no pending promise is left alone. */
void thaw_promise_resolve(JSContext *ctx, JSValueConst promise, JSValueConst value); /* follows a thenable */
void thaw_promise_reject(JSContext *ctx, JSValueConst promise, JSValueConst reason);
bool thaw_promise_is_pending(JSContext *ctx, JSValueConst promise);

/* Calls one of two functions in C with the outcome as argv[0] and `holder` as data[0], in a microtask of its own.
 * Either may be NULL. The promise counts as handled. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_promise_react(JSContext *ctx, JSValueConst promise, JSValueConst holder,
                                     JSCFunctionData *on_fulfilled, JSCFunctionData *on_rejected);
/* The same, of a promise that couldn't be made as well (JS_EXCEPTION): what can't be waited for has failed, and
 * `on_rejected` is called at once with the pending exception. */
void thaw_promise_wait(JSContext *ctx, JSValueConst promise, JSValueConst holder, JSCFunctionData *on_fulfilled,
                       JSCFunctionData *on_rejected);
/* The same as a new promise of what the function returns, or throws; NULL hands the outcome on. Owned. */
JSValue thaw_promise_then(JSContext *ctx, JSValueConst promise, JSValueConst holder, JSCFunctionData *on_fulfilled,
                          JSCFunctionData *on_rejected);
/* A promise that is fulfilled with undefined when this one is, and rejected as it is. Takes the promise. */
JSValue thaw_promise_to_undefined(JSContext *ctx, JSValue owned);

#endif
