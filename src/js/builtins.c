/* SPDX-License-Identifier: MIT */
#include "js/builtins.h"

#include <string.h>

#include "base/buf.h"
#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/runtime.h"

enum { BUILTIN_MAX = 4 << 20 };

static const thaw_builtin_source *find_source(const char *name)
{
    for (const thaw_builtin_source *s = thaw_builtin_sources; s->name; s++) {
        if (strcmp(s->name, name) == 0)
            return s;
    }
    return NULL;
}

/* The source text is stripped: it would double the image, and Function.prototype.toString shows native code anyway. */
static JSValue compile(JSContext *ctx, const thaw_builtin_source *source)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(BUILTIN_MAX);
    THAW_AUTO(thaw_buf) file = thaw_buf_of(4096);
    thaw_buf_printf(&file, "thaw:%s", source->name);
    thaw_buf_puts(&text, "(function (exports, require, internal) {");
    thaw_buf_append(&text, source->source, source->size);
    thaw_buf_puts(&text, "\n})");
    if (thaw_buf_error(&text) || thaw_buf_error(&file))
        return JS_ThrowOutOfMemory(ctx);
    THAW_AUTO(thaw_value)
    script = thaw_value_of(
        ctx, JS_Eval(ctx, text.data, text.len, file.data, JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_COMPILE_ONLY));
    if (JS_IsException(script.v))
        return JS_EXCEPTION;
    size_t size;
    uint8_t *code = JS_WriteObject(ctx, &size, script.v, JS_WRITE_OBJ_BYTECODE | JS_WRITE_OBJ_STRIP_SOURCE);
    if (!code)
        return JS_EXCEPTION;
    JSValue stripped = JS_ReadObject(ctx, code, size, JS_READ_OBJ_BYTECODE);
    js_free(ctx, code);
    return JS_IsException(stripped) ? JS_EXCEPTION : JS_EvalFunction(ctx, stripped);
}

static JSValue js_builtin_require(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) name = thaw_cstr_of(ctx, argv[0]);
    return name.ptr ? thaw_builtin_require(ctx, name.ptr) : JS_EXCEPTION;
}

static JSValue evaluate(JSContext *ctx, const thaw_builtin_source *source, JSValueConst cache)
{
    THAW_AUTO(thaw_value) body = thaw_value_of(ctx, compile(ctx, source));
    THAW_AUTO(thaw_value) exports = thaw_value_of(ctx, JS_NewObject(ctx));
    THAW_AUTO(thaw_value) require = thaw_value_of(ctx, JS_NewCFunction(ctx, js_builtin_require, "require", 1));
    THAW_AUTO(thaw_value) module = thaw_value_of(ctx, JS_NewObject(ctx));
    if (JS_IsException(body.v) || JS_IsException(exports.v) || JS_IsException(require.v) || JS_IsException(module.v))
        return JS_EXCEPTION;
    /* in the cache before it runs, so that cycles among built-ins see the half-filled exports as in CommonJS */
    if (JS_SetPropertyStr(ctx, cache, source->name, JS_DupValue(ctx, exports.v)) < 0)
        return JS_EXCEPTION;
    JSValueConst args[] = { exports.v, require.v, thaw_root(ctx, THAW_ROOT_INTERNAL) };
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, thaw_call(ctx, body.v, JS_UNDEFINED, 3, args));
    if (JS_IsException(result.v))
        return JS_EXCEPTION;
    /* a body may return what it exports, for modules whose export is a function or class */
    JSValue value = JS_IsUndefined(result.v) ? thaw_value_take(&exports) : thaw_value_take(&result);
    if (JS_SetPropertyStr(ctx, cache, source->name, JS_DupValue(ctx, value)) < 0) {
        JS_FreeValue(ctx, value);
        return JS_EXCEPTION;
    }
    return value;
}

JSValue thaw_builtin_require(JSContext *ctx, const char *name)
{
    JSValueConst cache = thaw_root(ctx, THAW_ROOT_BUILTINS);
    JSValue cached = JS_GetPropertyStr(ctx, cache, name);
    if (!JS_IsUndefined(cached))
        return cached;
    const thaw_builtin_source *source = find_source(name);
    if (!source)
        return thaw_throw_code(ctx, "Error", "ERR_UNKNOWN_BUILTIN_MODULE", "No such built-in module: %s", name);
    return evaluate(ctx, source, cache);
}

const thaw_builtin_module *thaw_builtin_find(JSContext *ctx, thaw_slice specifier)
{
    bool scheme = thaw_slice_starts(specifier, "node:");
    thaw_slice name = scheme ? (thaw_slice){ specifier.ptr + 5, specifier.len - 5 } : specifier;
    for (const thaw_builtin_module *m = thaw_runtime_of(ctx)->modules; m && m->name; m++) {
        if (thaw_slice_is(name, m->name) && (scheme || !m->scheme_only))
            return m;
    }
    return NULL;
}

int thaw_internal_add(JSContext *ctx, const char *group, const JSCFunctionListEntry *functions, int n)
{
    JSValueConst internal = thaw_root(ctx, THAW_ROOT_INTERNAL);
    JSValue object = JS_GetPropertyStr(ctx, internal, group);
    if (JS_IsUndefined(object)) {
        object = JS_NewObject(ctx);
        if (JS_IsException(object) || JS_SetPropertyStr(ctx, internal, group, JS_DupValue(ctx, object)) < 0) {
            JS_FreeValue(ctx, object);
            return -1;
        }
    }
    int err = JS_SetPropertyFunctionList(ctx, object, functions, n);
    JS_FreeValue(ctx, object);
    return err < 0 ? -1 : 0;
}
