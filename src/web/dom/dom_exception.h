/* SPDX-License-Identifier: MIT
 * DOMException and QuotaExceededError (Web IDL): the errors of the web platform, told apart by their `name`. */
#ifndef THAW_WEB_DOM_DOM_EXCEPTION_H
#define THAW_WEB_DOM_DOM_EXCEPTION_H

#include "base/auto.h"
#include "js/engine.h"
#include "js/native.h"

typedef struct thaw_dom_exception {
    thaw_native base;
    const char *known; /* the name, if it is one of the standard's; else NULL */
    int code;          /* the legacy code of that name, or 0 */
    THAW_JS_FIELDS(name, message);
} thaw_dom_exception;
THAW_CLASS_DECLARE(thaw_dom_exception);

/* Throws a DOMException ("AbortError", ...). Always JS_EXCEPTION. */
JSValue thaw_throw_dom(JSContext *ctx, const char *name, const char *format, ...) THAW_PRINTF(3, 4);
/* A new one, owned; JS_EXCEPTION with an exception pending. */
JSValue thaw_dom_exception_new(JSContext *ctx, const char *name, const char *format, ...) THAW_PRINTF(3, 4);
/* The same from strings of the program, and with its `stack` (NULL: where we are): for cloning. All are borrowed. */
JSValue thaw_dom_exception_from(JSContext *ctx, JSValueConst name, JSValueConst message, const JSValueConst *stack);
/* True for a DOMException of this name, which is one of the standard's. */
bool thaw_dom_exception_is(JSValueConst value, const char *name);

/* Throws a QuotaExceededError. A negative quota or request is one that is not told. Always JS_EXCEPTION. */
JSValue thaw_throw_quota(JSContext *ctx, double quota, double requested, const char *message);

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_dom_exception_init(JSContext *ctx);

#endif
