/* SPDX-License-Identifier: MIT */
#include "js/webidl/callback.h"

#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"

JSValue thaw_idl_call_operation(JSContext *ctx, JSValueConst object, const char *operation, JSValueConst callback_this,
                                int argc, JSValueConst *argv)
{
    if (JS_IsFunction(ctx, object))
        return thaw_call(ctx, object, callback_this, argc, argv);
    THAW_AUTO(thaw_value) held = thaw_value_of(ctx, JS_DupValue(ctx, object));
    THAW_AUTO(thaw_value) method = thaw_value_of(ctx, JS_GetPropertyStr(ctx, object, operation));
    if (JS_IsException(method.v))
        return JS_EXCEPTION;
    if (!JS_IsFunction(ctx, method.v))
        return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_TYPE", "The '%s' property is not a function.",
                               operation);
    return thaw_call(ctx, method.v, held.v, argc, argv);
}
