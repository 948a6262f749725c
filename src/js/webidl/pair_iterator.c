/* SPDX-License-Identifier: MIT
 * iterable<K, V>: entries, keys, values, forEach and Symbol.iterator. An iterator holds its object and a place in its
 * list of pairs, which is read anew at every step: what is added or removed meanwhile shows, as the specification says.
 */
#include <stdio.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "js/call.h"
#include "js/webidl/interface_int.h"

typedef enum { ENTRIES, KEYS, VALUES } pair_kind;

typedef struct {
    thaw_native base;
    const thaw_interface *interface;
    thaw_pair_at *pair_at;
    uint32_t index;
    pair_kind kind;
    THAW_JS_FIELDS(target);
} pair_iterator;
THAW_CLASS(pair_iterator, PAIR_ITERATOR, "Iterator");

int thaw_pair_iterator_register(JSContext *ctx)
{
    return thaw_class_register(ctx, &pair_iterator_class);
}

static JSValue iterator_new(JSContext *ctx, JSValueConst this_val, int magic, pair_kind kind)
{
    const thaw_interface *interface = thaw_interface_at(ctx, magic);
    const thaw_member *m = thaw_interface_member_at(interface, magic);
    thaw_invocation in = { .this_val = this_val, .new_target = JS_UNDEFINED, .interface = interface };
    if (thaw_interface_check_this(ctx, m, &in) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) proto = thaw_value_of(ctx, thaw_interface_iterator_proto(ctx, magic));
    pair_iterator *self;
    JSValue object = thaw_native_new(ctx, &pair_iterator_class, proto.v, &self);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    self->interface = interface;
    self->pair_at = m->pair_at;
    self->kind = kind;
    self->target = JS_DupValue(ctx, this_val);
    return object;
}

static JSValue js_entries(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic)
{
    return iterator_new(ctx, this_val, magic, ENTRIES);
}
static JSValue js_keys(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic)
{
    return iterator_new(ctx, this_val, magic, KEYS);
}
static JSValue js_values(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic)
{
    return iterator_new(ctx, this_val, magic, VALUES);
}

/* Takes both; frees what the kind leaves out. */
static JSValue pick(JSContext *ctx, pair_kind kind, JSValue key, JSValue value)
{
    if (kind == ENTRIES)
        return JS_NewArrayFrom(ctx, 2, (JSValue[]){ key, value });
    JS_FreeValue(ctx, kind == KEYS ? value : key);
    return kind == KEYS ? key : value;
}

static JSValue js_next(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int *ret_done, int magic)
{
    pair_iterator *self = pair_iterator_of(this_val);
    JSValue key, value;
    *ret_done = false;
    if (!self || self->interface != thaw_interface_at(ctx, magic)) {
        thaw_throw_illegal_invocation(ctx, &pair_iterator_class);
        return JS_EXCEPTION;
    }
    int found = JS_IsUndefined(self->target)
                    ? 0
                    : self->pair_at(ctx, thaw_native_as(self->target, self->interface->cls), self->index, &key, &value);
    if (found > 0) {
        self->index++;
        return pick(ctx, self->kind, key, value);
    }
    if (found < 0)
        return JS_EXCEPTION;
    *ret_done = true;
    return JS_UNDEFINED;
}

static int for_each(JSContext *ctx, const thaw_invocation *in, thaw_pair_at *pair_at, JSValueConst callback,
                    JSValueConst callback_this)
{
    for (uint32_t i = 0;; i++) {
        JSValue key, value;
        int found = pair_at(ctx, in->self, i, &key, &value);
        if (found <= 0)
            return found;
        JSValueConst args[] = { value, key, in->this_val };
        JSValue result = thaw_call(ctx, callback, callback_this, 3, args);
        JS_FreeValue(ctx, key);
        JS_FreeValue(ctx, value);
        if (JS_IsException(result))
            return -1;
        JS_FreeValue(ctx, result);
    }
}

static JSValue js_for_each(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic)
{
    const thaw_interface *interface = thaw_interface_at(ctx, magic);
    const thaw_member *m = thaw_interface_member_at(interface, magic);
    thaw_idl_site site = {
        .ctx = ctx, .verb = THAW_IDL_EXECUTE, .member = "forEach", .owner = interface->cls->name, .parameter = 1
    };
    thaw_invocation in = { .this_val = this_val, .new_target = JS_UNDEFINED, .interface = interface };
    if (thaw_interface_check_this(ctx, m, &in) < 0)
        return JS_EXCEPTION;
    if (argc < 1) {
        thaw_idl_throw(&site, "TypeError", "ERR_MISSING_ARGS", "1 argument required, but only 0 present.");
        return JS_EXCEPTION;
    }
    THAW_AUTO(thaw_value) callback = thaw_value_of(ctx, JS_UNDEFINED);
    if (thaw_idl_convert(&site, &thaw_idl_function, argv[0], &callback.v) < 0)
        return JS_EXCEPTION;
    JSValueConst callback_this = argc > 1 ? argv[1] : JS_UNDEFINED;
    return for_each(ctx, &in, m->pair_at, callback.v, callback_this) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue method_new(JSContext *ctx, JSCFunctionMagic *fn, const char *name, int length, int magic)
{
    return JS_NewCFunctionMagic(ctx, fn, name, length, JS_CFUNC_generic_magic, magic);
}

static JSValue iterator_proto_new(JSContext *ctx, const thaw_interface *interface, int magic)
{
    char tag[128];
    snprintf(tag, sizeof tag, "%s Iterator", interface->cls->name);
    THAW_AUTO(thaw_value) proto = thaw_value_of(ctx, JS_NewObjectProto(ctx, thaw_engine_iterator_prototype(ctx)));
    JSCFunctionType next = { .iterator_next = js_next };
    if (JS_IsException(proto.v) ||
        thaw_interface_define_function(
            ctx, proto.v, "next", JS_NewCFunction2(ctx, next.generic, "next", 0, JS_CFUNC_iterator_next, magic)) < 0 ||
        thaw_interface_define_tag(ctx, proto.v, tag) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&proto);
}

int thaw_pair_iterable_define(JSContext *ctx, JSValueConst proto, const thaw_interface *interface, int magic)
{
    THAW_AUTO(thaw_value) entries = thaw_value_of(ctx, method_new(ctx, js_entries, "entries", 0, magic));
    if (JS_IsException(entries.v) ||
        thaw_interface_define_function(ctx, proto, "entries", JS_DupValue(ctx, entries.v)) < 0 ||
        thaw_interface_define_function(ctx, proto, "keys", method_new(ctx, js_keys, "keys", 0, magic)) < 0 ||
        thaw_interface_define_function(ctx, proto, "values", method_new(ctx, js_values, "values", 0, magic)) < 0 ||
        thaw_interface_define_function(ctx, proto, "forEach", method_new(ctx, js_for_each, "forEach", 1, magic)) < 0 ||
        JS_DefinePropertyValue(ctx, proto, thaw_engine_symbol(THAW_SYMBOL_ITERATOR), thaw_value_take(&entries),
                               JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) < 0)
        return -1;
    return thaw_interface_set_iterator_proto(ctx, magic, iterator_proto_new(ctx, interface, magic));
}
