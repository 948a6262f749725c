/* SPDX-License-Identifier: MIT */
#include "node/errors.h"

#include "js/args.h"
#include "js/builtins.h"

enum { ARG_TYPE, ARG_VALUE, OUT_OF_RANGE };

/* (name, what is wanted, value) -> the error, not thrown yet */
static JSValue js_make(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int which)
{
    THAW_AUTO(thaw_cstr) name = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_cstr) wanted = { 0 };
    if (name.ptr)
        wanted = thaw_cstr_of(ctx, argv[1]);
    if (!wanted.ptr)
        return JS_EXCEPTION;
    if (which == ARG_TYPE)
        thaw_throw_arg_type(ctx, name.ptr, wanted.ptr, argv[2]);
    else if (which == ARG_VALUE)
        thaw_throw_arg_value(ctx, name.ptr, wanted.ptr, argv[2]);
    else
        thaw_throw_out_of_range(ctx, name.ptr, wanted.ptr, argv[2]);
    return JS_GetException(ctx);
}

static const JSCFunctionListEntry functions[] = {
    JS_CFUNC_MAGIC_DEF("invalidArgType", 3, js_make, ARG_TYPE),
    JS_CFUNC_MAGIC_DEF("invalidArgValue", 3, js_make, ARG_VALUE),
    JS_CFUNC_MAGIC_DEF("outOfRange", 3, js_make, OUT_OF_RANGE),
};

int thaw_node_errors_init(JSContext *ctx)
{
    return thaw_internal_add(ctx, "errors", functions, THAW_COUNT(functions));
}
