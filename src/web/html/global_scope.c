/* SPDX-License-Identifier: MIT
 * A hidden interface supplies the members, so that their arguments are converted as everywhere; they are then copied
 * to the global object, and take any `this`. */
#include "web/html/global_scope.h"

#include "js/auto_values.h"
#include "js/runtime.h"
#include "js/webidl/interface.h"
#include "web/crypto/crypto.h"
#include "web/html/base64.h"
#include "web/html/navigator.h"
#include "web/html/structured_clone.h"

typedef struct {
    thaw_native base;
    THAW_JS_FIELDS(crypto, navigator);
} global_members;
THAW_CLASS(global_members, GLOBAL_MEMBERS, "GlobalMembers");
static const thaw_class scope_class = { .name = "globalThis",
                                        .id = THAW_CLASS_GLOBAL_MIXIN,
                                        .size = sizeof(thaw_native) };

static void *self_of(JSContext *ctx, JSValueConst *this_val)
{
    return thaw_runtime_state(ctx, THAW_STATE_GLOBAL_MEMBERS);
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

static JSValue get_crypto(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const global_members *)in->self)->crypto);
}

static JSValue get_navigator(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const global_members *)in->self)->navigator);
}

static const thaw_member members[] = {
    THAW_METHOD_ARGS("atob", thaw_atob, thaw_base64_args, THAW_REQUIRED(thaw_base64_args, data, "data", DOMString)),
    THAW_METHOD_ARGS("btoa", thaw_btoa, thaw_base64_args, THAW_REQUIRED(thaw_base64_args, data, "data", DOMString)),
    THAW_METHOD_ARGS("structuredClone", structured_clone, clone_args, THAW_REQUIRED(clone_args, value, "value", any),
                     THAW_DEFAULT(clone_args, options, "options", thaw_clone_options, THAW_ABSENT)),
    THAW_READONLY("crypto", get_crypto),
    THAW_READONLY("navigator", get_navigator),
};
static const thaw_interface interface = {
    .cls = &scope_class,
    THAW_MEMBERS(members),
    .is_hidden = true,
    .self_of = self_of,
};

static int copy_member(JSContext *ctx, JSValueConst from, JSValueConst to, const char *name)
{
    JSPropertyDescriptor d;
    THAW_AUTO(thaw_atom) atom = thaw_atom_of(ctx, JS_NewAtom(ctx, name));
    if (!atom.atom || JS_GetOwnProperty(ctx, &d, from, atom.atom) < 1)
        return -1;
    int result = d.flags & JS_PROP_GETSET
                     ? JS_DefinePropertyGetSet(ctx, to, atom.atom, d.getter, d.setter, JS_PROP_C_W_E & d.flags)
                     : JS_DefinePropertyValue(ctx, to, atom.atom, d.value, JS_PROP_C_W_E & d.flags);
    return result < 0 ? -1 : 0;
}

int thaw_global_scope_init(JSContext *ctx)
{
    global_members *state = thaw_runtime_add_state(ctx, THAW_STATE_GLOBAL_MEMBERS, &global_members_class);
    if (!state || thaw_interface_define(ctx, &interface) < 0)
        return -1;
    state->crypto = thaw_crypto_new(ctx);
    state->navigator = JS_IsException(state->crypto) ? JS_EXCEPTION : thaw_navigator_new(ctx);
    if (JS_IsException(state->navigator))
        return -1;
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    THAW_AUTO(thaw_value) proto = thaw_value_of(ctx, JS_GetClassProto(ctx, THAW_CLASS_GLOBAL_MIXIN));
    for (size_t i = 0; i < THAW_COUNT(members); i++)
        if (copy_member(ctx, proto.v, global.v, members[i].name) < 0)
            return -1;
    return JS_DefinePropertyValueStr(ctx, global.v, "self", JS_DupValue(ctx, global.v), JS_PROP_C_W_E) < 0 ? -1 : 0;
}
