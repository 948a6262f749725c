/* SPDX-License-Identifier: MIT
 * A hidden interface supplies the functions, so that their arguments are converted as everywhere; they are then put on
 * the global object, and take any `this`. */
#include "web/html/global_scope.h"

#include "js/auto_values.h"
#include "js/webidl/interface.h"
#include "web/html/base64.h"
#include "web/html/structured_clone.h"

typedef struct {
    thaw_native base;
} global_functions;
THAW_CLASS_PLAIN(global_functions, GLOBAL_FUNCTIONS, "globalThis");

static void *any_this(JSContext *ctx, JSValueConst *this_val)
{
    return ctx;
}

typedef struct {
    JSValueConst value;
    thaw_clone_options options;
} clone_args;

static JSValue structured_clone(JSContext *ctx, const thaw_invocation *in)
{
    const clone_args *args = in->args;
    return thaw_structured_clone(ctx, args->value, &args->options.transfer);
}

static const thaw_member members[] = {
    THAW_METHOD_ARGS("atob", thaw_atob, thaw_base64_args, THAW_REQUIRED(thaw_base64_args, data, "data", DOMString)),
    THAW_METHOD_ARGS("btoa", thaw_btoa, thaw_base64_args, THAW_REQUIRED(thaw_base64_args, data, "data", DOMString)),
    THAW_METHOD_ARGS("structuredClone", structured_clone, clone_args, THAW_REQUIRED(clone_args, value, "value", any),
                     THAW_DEFAULT(clone_args, options, "options", thaw_clone_options, THAW_ABSENT)),
};
static const thaw_interface interface = {
    .cls = &global_functions_class,
    THAW_MEMBERS(members),
    .is_hidden = true,
    .self_of = any_this,
};

static int define_self(JSContext *ctx, JSValueConst global)
{
    return JS_DefinePropertyValueStr(ctx, global, "self", JS_DupValue(ctx, global), JS_PROP_C_W_E);
}

int thaw_global_scope_init(JSContext *ctx)
{
    if (thaw_interface_define(ctx, &interface) < 0)
        return -1;
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    THAW_AUTO(thaw_value) proto = thaw_value_of(ctx, JS_GetClassProto(ctx, THAW_CLASS_GLOBAL_FUNCTIONS));
    for (size_t i = 0; i < THAW_COUNT(members); i++) {
        JSValue value = JS_GetPropertyStr(ctx, proto.v, members[i].name);
        if (JS_IsException(value) ||
            JS_DefinePropertyValueStr(ctx, global.v, members[i].name, value, JS_PROP_C_W_E) < 0)
            return -1;
    }
    return define_self(ctx, global.v) < 0 ? -1 : 0;
}
