/* SPDX-License-Identifier: MIT */
#include "node/v8/v8.h"

#include "heap/inputs.h"
#include "js/auto_values.h"
#include "js/builtins.h"
#include "js/call.h"

static JSValue call_export(JSContext *ctx, const char *name)
{
    THAW_AUTO(thaw_value) module = thaw_value_of(ctx, thaw_builtin_require(ctx, "node/v8/snapshot"));
    THAW_AUTO(thaw_value)
    function = thaw_value_of(ctx, JS_IsException(module.v) ? JS_EXCEPTION : JS_GetPropertyStr(ctx, module.v, name));
    return JS_IsException(function.v) ? JS_EXCEPTION : thaw_call(ctx, function.v, JS_UNDEFINED, 0, NULL);
}

static JSValue js_is_building(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    return JS_NewBool(ctx, thaw_inputs_recording);
}

int thaw_v8_init(JSContext *ctx)
{
    static const JSCFunctionListEntry functions[] = { JS_CFUNC_DEF("isBuilding", 0, js_is_building) };
    return thaw_internal_add(ctx, "snapshot", functions, 1);
}

int thaw_v8_serialize(JSContext *ctx)
{
    JSValue result = call_export(ctx, "serialize");
    JS_FreeValue(ctx, result);
    return JS_IsException(result) ? -1 : 0;
}

JSValue thaw_v8_deserialize(JSContext *ctx)
{
    return call_export(ctx, "deserialize");
}
