/* SPDX-License-Identifier: MIT
 * From error codes to JavaScript exceptions shaped as Node's: `code`, `errno`, `syscall`, `path`, `dest`. */
#ifndef THAW_JS_ERRORS_H
#define THAW_JS_ERRORS_H

#include "js/engine.h"

/* A new error object for a negative code; syscall and path may be NULL. System errors read as Node's: "ENOENT: no such
 * file or directory, open 'x'". Never JS_EXCEPTION: without memory it is a plain null. */
JSValue thaw_error_new(JSContext *ctx, int err, const char *syscall, const char *path);
/* Throws it. Always JS_EXCEPTION, so that a binding can return the call. */
JSValue thaw_throw(JSContext *ctx, int err, const char *syscall, const char *path);
/* Ends the pending exception where nobody is there to be told. */
static inline void thaw_drop_exception(JSContext *ctx)
{
    JS_FreeValue(ctx, JS_GetException(ctx));
}
/* The same for an operation on two paths: "..., rename 'a' -> 'b'", with `dest`. */
JSValue thaw_throw_between(JSContext *ctx, int err, const char *syscall, const char *path, const char *dest);
/* Throws a system error in Node's other wording, "kill ESRCH", which calls without a path have. */
JSValue thaw_throw_errno(JSContext *ctx, int err, const char *syscall);
/* Throws `new cls(message)` with a `code`, as Node's internal errors: class is "TypeError", "RangeError", "Error"... */
JSValue thaw_throw_code(JSContext *ctx, const char *cls, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
JSValue thaw_error_with_code(JSContext *ctx, const char *cls, const char *code, const char *message);

#endif
