/* SPDX-License-Identifier: MIT */
#include "web/console/console.h"

#include <stdlib.h>
#include <string.h>

#include "js/auto_values.h"
#include "js/builtins.h"
#include "js/errors.h"
#include "loop/stdio.h"

static bool env_is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

bool thaw_console_has_colors(int fd)
{
    /* Not a recorded input: what is printed in colour leaves no trace in the program's heap. */
    const char *force = getenv("FORCE_COLOR"), *term = getenv("TERM");
    if (force)
        return *force == '\0' || strcmp(force, "true") == 0 || (force[0] >= '1' && force[0] <= '3' && !force[1]);
    if (!thaw_stdio_is_tty(fd) || env_is_set("NO_COLOR") || env_is_set("NODE_DISABLE_COLORS"))
        return false;
    return !term || strcmp(term, "dumb") != 0;
}

/* [a, b]; takes both. */
static JSValue pair(JSContext *ctx, JSValue a, JSValue b)
{
    JSValue array = JS_NewArray(ctx);
    if (JS_IsException(array) || JS_IsException(a) || JS_IsException(b)) {
        JS_FreeValue(ctx, a);
        JS_FreeValue(ctx, b);
        JS_FreeValue(ctx, array);
        return JS_EXCEPTION;
    }
    int first = JS_DefinePropertyValueUint32(ctx, array, 0, a, JS_PROP_C_W_E);
    int second = JS_DefinePropertyValueUint32(ctx, array, 1, b, JS_PROP_C_W_E);
    if (first < 0 || second < 0) {
        JS_FreeValue(ctx, array);
        return JS_EXCEPTION;
    }
    return array;
}

/* previewEntries(mapSetOrIterator) => [entries, keyed]; undefined for other values */
static JSValue js_console_preview_entries(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    bool keyed;
    JSValue entries = thaw_engine_preview_entries(ctx, argv[0], &keyed);
    return JS_IsUndefined(entries) ? JS_UNDEFINED : pair(ctx, entries, JS_NewBool(ctx, keyed));
}

/* proxyDetails(value) => [target, handler], [null, null] if it was revoked; undefined if it is no proxy */
static JSValue js_console_proxy_details(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    if (!JS_IsProxy(argv[0]))
        return JS_UNDEFINED;
    JSValue target = JS_GetProxyTarget(ctx, argv[0]), handler = JS_GetProxyHandler(ctx, argv[0]);
    if (JS_IsException(target) || JS_IsException(handler)) { /* revoked: not an error here */
        JS_FreeValue(ctx, target);
        JS_FreeValue(ctx, handler);
        thaw_drop_exception(ctx);
        return pair(ctx, JS_NULL, JS_NULL);
    }
    return pair(ctx, target, handler);
}

/* promiseState(promise) => [state, value] */
static JSValue js_console_promise_state(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    static const char *const names[] = { "pending", "fulfilled", "rejected" };
    int state = (int)JS_PromiseState(ctx, argv[0]);
    if (state < 0)
        return JS_ThrowTypeError(ctx, "not a promise");
    return pair(ctx, JS_NewString(ctx, names[state]),
                state == JS_PROMISE_PENDING ? JS_UNDEFINED : JS_PromiseResult(ctx, argv[0]));
}

static JSValue js_console_class_name(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    JSAtom name = thaw_engine_class_name(ctx, argv[0]);
    JSValue text = name ? JS_AtomToString(ctx, name) : JS_NewString(ctx, "");
    JS_FreeAtom(ctx, name);
    return text;
}

static JSValue js_console_function_kind(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    static const char *const names[] = {
        [THAW_FN_NONE] = "none",           [THAW_FN_NATIVE] = "native", [THAW_FN_NORMAL] = "normal",
        [THAW_FN_GENERATOR] = "generator", [THAW_FN_ASYNC] = "async",   [THAW_FN_ASYNC_GENERATOR] = "async generator",
    };
    bool is_class;
    thaw_fn_kind kind = thaw_engine_function_kind(argv[0], &is_class);
    return JS_NewString(ctx, is_class ? "class" : names[kind]);
}

static JSValue js_console_has_colors(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    int32_t fd;
    if (JS_ToInt32(ctx, &fd, argv[0]) < 0)
        return JS_EXCEPTION;
    return JS_NewBool(ctx, thaw_console_has_colors(fd));
}

static const JSCFunctionListEntry functions[] = {
    JS_CFUNC_DEF("hasColors", 1, js_console_has_colors),
    JS_CFUNC_DEF("previewEntries", 1, js_console_preview_entries),
    JS_CFUNC_DEF("proxyDetails", 1, js_console_proxy_details),
    JS_CFUNC_DEF("promiseState", 1, js_console_promise_state),
    JS_CFUNC_DEF("className", 1, js_console_class_name),
    JS_CFUNC_DEF("functionKind", 1, js_console_function_kind),
};

int thaw_console_init(JSContext *ctx)
{
    if (thaw_internal_add(ctx, "console", functions, THAW_COUNT(functions)) < 0)
        return -1;
    THAW_AUTO(thaw_value) module = thaw_value_of(ctx, thaw_builtin_require(ctx, "web/console/console"));
    if (JS_IsException(module.v))
        return -1;
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    JSValue console = JS_GetPropertyStr(ctx, module.v, "console");
    return JS_IsException(console) || JS_DefinePropertyValueStr(ctx, global.v, "console", console,
                                                                JS_PROP_CONFIGURABLE | JS_PROP_WRITABLE) < 0
               ? -1
               : 0;
}
