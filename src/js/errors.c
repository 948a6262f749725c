/* SPDX-License-Identifier: MIT */
#include "js/errors.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/error.h"
#include "js/auto_values.h"

enum { MESSAGE_MAX = 1 << 16 };

static JSValue construct(JSContext *ctx, const char *cls, const char *message)
{
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    THAW_AUTO(thaw_value) ctor = thaw_value_of(ctx, JS_GetPropertyStr(ctx, global.v, cls));
    THAW_AUTO(thaw_value) text = thaw_value_of(ctx, JS_NewString(ctx, message));
    if (JS_IsException(text.v))
        return JS_EXCEPTION;
    JSValueConst args[] = { text.v };
    return JS_CallConstructor(ctx, ctor.v, 1, args);
}

static void define(JSContext *ctx, JSValueConst error, const char *name, JSValue value)
{
    if (JS_DefinePropertyValueStr(ctx, error, name, value, JS_PROP_C_W_E) < 0)
        thaw_drop_exception(ctx);
}

/* Codes of the system, as opposed to ours (base/error.h). */
static bool is_system(int err)
{
    return err < 0 && err > -10000;
}

/* What is left when an error can't even be built: the pending exception itself. */
static JSValue or_pending(JSContext *ctx, JSValue error)
{
    return JS_IsException(error) ? JS_GetException(ctx) : error;
}

JSValue thaw_error_with_code(JSContext *ctx, const char *cls, const char *code, const char *message)
{
    JSValue error = construct(ctx, cls, message);
    if (!JS_IsException(error))
        define(ctx, error, "code", JS_NewString(ctx, code));
    return or_pending(ctx, error);
}

/* The error with the properties of a failed call; NULL ones are left out. */
static JSValue system_error(JSContext *ctx, int err, const char *message, const char *syscall, const char *path,
                            const char *dest)
{
    JSValue error = construct(ctx, thaw_error_class(err), message);
    if (JS_IsException(error))
        return or_pending(ctx, error);
    if (is_system(err))
        define(ctx, error, "errno", JS_NewInt32(ctx, err));
    define(ctx, error, "code", JS_NewString(ctx, thaw_error_code(err)));
    if (syscall)
        define(ctx, error, "syscall", JS_NewString(ctx, syscall));
    if (path)
        define(ctx, error, "path", JS_NewString(ctx, path));
    if (dest)
        define(ctx, error, "dest", JS_NewString(ctx, dest));
    return error;
}

static JSValue error_between(JSContext *ctx, int err, const char *syscall, const char *path, const char *dest)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(MESSAGE_MAX);
    if (is_system(err))
        thaw_buf_printf(&text, "%s: ", thaw_error_code(err));
    thaw_buf_puts(&text, thaw_error_text(err));
    if (syscall)
        thaw_buf_printf(&text, ", %s", syscall);
    if (path)
        thaw_buf_printf(&text, " '%s'", path);
    if (dest)
        thaw_buf_printf(&text, " -> '%s'", dest);
    return system_error(ctx, err, text.data ? text.data : "", syscall, path, dest);
}

JSValue thaw_error_new(JSContext *ctx, int err, const char *syscall, const char *path)
{
    return error_between(ctx, err, syscall, path, NULL);
}

JSValue thaw_throw_between(JSContext *ctx, int err, const char *syscall, const char *path, const char *dest)
{
    return JS_Throw(ctx, error_between(ctx, err, syscall, path, dest));
}

JSValue thaw_throw_errno(JSContext *ctx, int err, const char *syscall)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(MESSAGE_MAX);
    thaw_buf_printf(&text, "%s %s", syscall, thaw_error_code(err));
    return JS_Throw(ctx, system_error(ctx, err, text.data ? text.data : "", syscall, NULL, NULL));
}

JSValue thaw_throw(JSContext *ctx, int err, const char *syscall, const char *path)
{
    return JS_Throw(ctx, thaw_error_new(ctx, err, syscall, path));
}

JSValue thaw_throw_code(JSContext *ctx, const char *cls, const char *code, const char *format, ...)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(MESSAGE_MAX);
    va_list args;
    va_start(args, format);
    thaw_buf_vprintf(&text, format, args);
    va_end(args);
    return JS_Throw(ctx, thaw_error_with_code(ctx, cls, code, text.data ? text.data : code));
}
