/* SPDX-License-Identifier: MIT
 * process.env: an exotic object over the process's environment. Every read goes through heap/inputs, so that freezing
 * knows what a program has seen. Values are always strings, as in Node. */
#include <stdlib.h>
#include <string.h>

#include "heap/inputs.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/native.h"
#include "js/runtime.h"
#include "node/process/process.h"

/* What the program set or deleted while it was being frozen, by name: a string or null. Set again at every start
 * (thaw_environment_wake); empty otherwise. */
typedef struct {
    thaw_native base;
    THAW_JS_FIELDS(overlay);
} environment;

static const JSClassExoticMethods environment_exotic;
THAW_CLASS(environment, ENVIRONMENT, "Object", .exotic = &environment_exotic);

/* True for a name that the program itself has written while it is being frozen: reading it is no input. */
static bool is_own_write(JSContext *ctx, JSValueConst obj, JSAtom prop)
{
    environment *self = environment_of(obj);
    return self && JS_IsObject(self->overlay) && JS_HasProperty(ctx, self->overlay, prop) > 0;
}

static int note_write(JSContext *ctx, JSValueConst obj, JSAtom prop, JSValue value)
{
    environment *self = environment_of(obj);
    if (!thaw_inputs_recording || !self) {
        JS_FreeValue(ctx, value);
        return 0;
    }
    if (JS_IsUndefined(self->overlay))
        self->overlay = JS_NewObjectProto(ctx, JS_NULL);
    return JS_SetProperty(ctx, self->overlay, prop, value) < 0 ? -1 : 0;
}

static int give(JSContext *ctx, JSPropertyDescriptor *desc, const char *value)
{
    if (desc) {
        desc->flags = JS_PROP_C_W_E;
        desc->getter = desc->setter = JS_UNDEFINED;
        desc->value = JS_NewString(ctx, value);
        if (JS_IsException(desc->value))
            return -1;
    }
    return 1;
}

static int environment_get(JSContext *ctx, JSPropertyDescriptor *desc, JSValueConst obj, JSAtom prop)
{
    THAW_AUTO(thaw_value) key = thaw_value_of(ctx, JS_AtomToValue(ctx, prop));
    if (JS_IsSymbol(key.v))
        return 0;
    THAW_AUTO(thaw_cstr) name = thaw_cstr_of_atom(ctx, prop);
    if (!name.ptr)
        return -1;
    if (thaw_inputs_recording && is_own_write(ctx, obj, prop)) {
        const char *own = getenv(name.ptr);
        return own ? give(ctx, desc, own) : 0;
    }
    const char *value = thaw_input_env(name.ptr);
    return value ? give(ctx, desc, value) : 0;
}

static int environment_keys(JSContext *ctx, JSPropertyEnum **ret_keys, uint32_t *ret_n, JSValueConst obj)
{
    char **all = thaw_input_env_names();
    uint32_t n = 0;
    while (all && all[n])
        n++;
    JSPropertyEnum *keys = js_malloc(ctx, (n + 1) * sizeof *keys);
    if (!keys)
        return -1;
    uint32_t used = 0;
    for (uint32_t i = 0; i < n; i++) {
        const char *equals = strchr(all[i], '=');
        if (!equals || equals == all[i])
            continue;
        keys[used].is_enumerable = true;
        keys[used++].atom = JS_NewAtomLen(ctx, all[i], (size_t)(equals - all[i]));
    }
    *ret_keys = keys;
    *ret_n = used;
    return 0;
}

static int environment_delete(JSContext *ctx, JSValueConst obj, JSAtom prop)
{
    THAW_AUTO(thaw_cstr) name = thaw_cstr_of_atom(ctx, prop);
    if (!name.ptr)
        return -1;
    unsetenv(name.ptr);
    return note_write(ctx, obj, prop, JS_NULL) < 0 ? -1 : 1;
}

static int environment_set(JSContext *ctx, JSValueConst obj, JSAtom prop, JSValueConst value)
{
    THAW_AUTO(thaw_value) key = thaw_value_of(ctx, JS_AtomToValue(ctx, prop));
    if (JS_IsSymbol(key.v) || JS_IsSymbol(value)) {
        JS_ThrowTypeError(ctx, "Cannot convert a Symbol value to a string");
        return -1;
    }
    THAW_AUTO(thaw_cstr) name = thaw_cstr_of_atom(ctx, prop);
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, value);
    if (!name.ptr || !text.ptr)
        return -1;
    if (*name.ptr && !strchr(name.ptr, '='))
        setenv(name.ptr, text.ptr, 1);
    return note_write(ctx, obj, prop, JS_NewString(ctx, text.ptr)) < 0 ? -1 : 1;
}

static int environment_define(JSContext *ctx, JSValueConst this_obj, JSAtom prop, JSValueConst val, JSValueConst getter,
                              JSValueConst setter, int flags)
{
    const char *code = "ERR_INVALID_OBJECT_DEFINE_PROPERTY";
    if (flags & (JS_PROP_HAS_GET | JS_PROP_HAS_SET)) {
        thaw_throw_code(ctx, "TypeError", code, "'process.env' does not accept an accessor(getter/setter) descriptor");
        return -1;
    }
    if ((flags & JS_PROP_HAS_VALUE) && (flags & JS_PROP_C_W_E) != JS_PROP_C_W_E) {
        thaw_throw_code(ctx, "TypeError", code,
                        "'process.env' only accepts a configurable, writable, and enumerable data descriptor");
        return -1;
    }
    return environment_set(ctx, this_obj, prop, val);
}

static int environment_set_property(JSContext *ctx, JSValueConst obj, JSAtom atom, JSValueConst value,
                                    JSValueConst receiver, int flags)
{
    return environment_set(ctx, obj, atom, value);
}

static const JSClassExoticMethods environment_exotic = {
    .get_own_property = environment_get,
    .get_own_property_names = environment_keys,
    .delete_property = environment_delete,
    .define_own_property = environment_define,
    .set_property = environment_set_property,
};

JSValue thaw_environment_new(JSContext *ctx)
{
    if (thaw_class_register(ctx, &environment_class) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) plain = thaw_value_of(ctx, JS_NewObject(ctx));
    THAW_AUTO(thaw_value) proto = thaw_value_of(ctx, JS_GetPrototype(ctx, plain.v));
    environment *self;
    thaw_runtime_of(ctx)->wake.environment = thaw_environment_wake;
    return thaw_native_new(ctx, &environment_class, proto.v, &self);
}

void thaw_environment_wake(JSContext *ctx)
{
    THAW_AUTO(thaw_value)
    process = thaw_value_of(ctx, JS_GetPropertyStr(ctx, thaw_root(ctx, THAW_ROOT_INTERNAL), "process"));
    THAW_AUTO(thaw_value) env = thaw_value_of(ctx, JS_GetPropertyStr(ctx, process.v, "env"));
    environment *self = environment_of(env.v);
    JSPropertyEnum *keys;
    uint32_t n;
    if (!self || !JS_IsObject(self->overlay) ||
        JS_GetOwnPropertyNames(ctx, &keys, &n, self->overlay, JS_GPN_STRING_MASK) < 0)
        return;
    for (uint32_t i = 0; i < n; i++) {
        THAW_AUTO(thaw_cstr) name = thaw_cstr_of_atom(ctx, keys[i].atom);
        THAW_AUTO(thaw_value) value = thaw_value_of(ctx, JS_GetProperty(ctx, self->overlay, keys[i].atom));
        THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, value.v);
        if (!name.ptr || !text.ptr)
            continue;
        if (JS_IsNull(value.v))
            unsetenv(name.ptr);
        else
            setenv(name.ptr, text.ptr, 1);
    }
    JS_FreePropertyEnum(ctx, keys, n);
    thaw_slot_clear(JS_GetRuntime(ctx), &self->overlay);
}
