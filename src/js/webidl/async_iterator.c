/* SPDX-License-Identifier: MIT
 * async_iterable<V> and async_iterable<K, V>. Calls of next and return wait for each other: `ongoing` is the promise of
 * the last one, and the next begins when it settles.
 *
 *     active --next gives the end, or fails--> finished
 *       |                                        ^
 *       +----------------return------------------+ */
#include <stdio.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "js/webidl/interface_int.h"

typedef enum { ENTRIES, KEYS, VALUES } async_kind;

typedef struct {
    thaw_native base;
    const thaw_interface *interface;
    const thaw_async_iteration *how;
    async_kind kind;
    bool is_finished;
    THAW_JS_FIELDS(target, state, ongoing);
} async_iterator;
THAW_CLASS(async_iterator, ASYNC_ITERATOR, "AsyncIterator");

int thaw_async_iterator_register(JSContext *ctx)
{
    return thaw_class_register(ctx, &async_iterator_class);
}

static void *target_of(const async_iterator *self)
{
    return thaw_native_as(self->target, self->interface->cls);
}

/* { value, done }; takes the value. */
static JSValue result_new(JSContext *ctx, JSValue value, bool done)
{
    THAW_AUTO(thaw_value) held = thaw_value_of(ctx, value);
    return JS_IsException(held.v) ? JS_EXCEPTION : thaw_engine_iterator_result(ctx, held.v, done);
}

/* promise.then(on_fulfilled, on_rejected), where each is a reaction with `data` and may be NULL. */
static JSValue then(JSContext *ctx, JSValueConst promise, JSCFunctionData *on_fulfilled, JSCFunctionData *on_rejected,
                    int n_data, JSValueConst *data)
{
    THAW_AUTO(thaw_value) fulfilled = thaw_value_of(ctx, JS_UNDEFINED);
    THAW_AUTO(thaw_value) rejected = thaw_value_of(ctx, JS_UNDEFINED);
    if (on_fulfilled)
        fulfilled.v = JS_NewCFunctionData(ctx, on_fulfilled, 1, 0, n_data, data);
    if (on_rejected)
        rejected.v = JS_NewCFunctionData(ctx, on_rejected, 1, 0, n_data, data);
    if (JS_IsException(fulfilled.v) || JS_IsException(rejected.v))
        return JS_EXCEPTION;
    return JS_PromiseThen(ctx, promise, fulfilled.v, rejected.v);
}

/* ---- next ---- */

static void settle(JSContext *ctx, async_iterator *self)
{
    thaw_slot_clear(JS_GetRuntime(ctx), &self->ongoing);
}

static JSValue on_next_given(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                             JSValueConst *data)
{
    async_iterator *self = async_iterator_of(data[0]);
    settle(ctx, self);
    if (JS_IsStrictEqual(ctx, argv[0], thaw_end_of_iteration(ctx))) {
        self->is_finished = true;
        return result_new(ctx, JS_UNDEFINED, true);
    }
    if (!self->how->is_pair || self->kind == ENTRIES)
        return result_new(ctx, JS_DupValue(ctx, argv[0]), false);
    return result_new(ctx, JS_GetPropertyUint32(ctx, argv[0], self->kind == VALUES), false);
}

static JSValue on_next_failed(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                              JSValueConst *data)
{
    async_iterator *self = async_iterator_of(data[0]);
    settle(ctx, self);
    self->is_finished = true;
    return JS_Throw(ctx, JS_DupValue(ctx, argv[0]));
}

static JSValue next_steps(JSContext *ctx, JSValueConst iterator)
{
    async_iterator *self = async_iterator_of(iterator);
    if (self->is_finished)
        return thaw_interface_as_promise(ctx, result_new(ctx, JS_UNDEFINED, true));
    THAW_AUTO(thaw_value)
    promise = thaw_value_of(ctx, thaw_interface_as_promise(ctx, self->how->next(ctx, target_of(self), self->state)));
    return JS_IsException(promise.v) ? JS_EXCEPTION : then(ctx, promise.v, on_next_given, on_next_failed, 1, &iterator);
}

static JSValue next_later(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                          JSValueConst *data)
{
    return next_steps(ctx, data[0]);
}

/* ---- return ---- */

static JSValue return_steps(JSContext *ctx, JSValueConst iterator, JSValueConst value)
{
    async_iterator *self = async_iterator_of(iterator);
    if (self->is_finished)
        return thaw_interface_as_promise(ctx, result_new(ctx, JS_DupValue(ctx, value), true));
    self->is_finished = true;
    return thaw_interface_as_promise(ctx, self->how->finish(ctx, target_of(self), self->state, value));
}

static JSValue return_later(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                            JSValueConst *data)
{
    return return_steps(ctx, data[0], data[1]);
}

static JSValue on_returned(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                           JSValueConst *data)
{
    return result_new(ctx, JS_DupValue(ctx, data[1]), true);
}

/* ---- methods ---- */

/* The iterator if `this` is one of the interface's, else NULL with TypeError pending. */
static async_iterator *check_iterator(JSContext *ctx, JSValueConst this_val, int magic)
{
    async_iterator *self = async_iterator_of(this_val);
    if (self && self->interface == thaw_interface_at(ctx, magic))
        return self;
    thaw_throw_illegal_invocation(ctx, &async_iterator_class);
    return NULL;
}

static JSValue js_next(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic)
{
    async_iterator *self = check_iterator(ctx, this_val, magic);
    if (!self)
        return thaw_interface_as_promise(ctx, JS_EXCEPTION);
    JSValue ongoing = JS_IsUndefined(self->ongoing) ? next_steps(ctx, this_val)
                                                    : then(ctx, self->ongoing, next_later, next_later, 1, &this_val);
    if (JS_IsException(ongoing))
        return JS_EXCEPTION;
    thaw_slot_set(JS_GetRuntime(ctx), &self->ongoing, JS_DupValue(ctx, ongoing));
    return ongoing;
}

static JSValue js_return(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic)
{
    async_iterator *self = check_iterator(ctx, this_val, magic);
    if (!self)
        return thaw_interface_as_promise(ctx, JS_EXCEPTION);
    JSValueConst data[] = { this_val, argc > 0 ? argv[0] : JS_UNDEFINED };
    JSValue ongoing = JS_IsUndefined(self->ongoing) ? return_steps(ctx, this_val, data[1])
                                                    : then(ctx, self->ongoing, return_later, return_later, 2, data);
    if (JS_IsException(ongoing))
        return JS_EXCEPTION;
    thaw_slot_set(JS_GetRuntime(ctx), &self->ongoing, ongoing);
    return then(ctx, self->ongoing, on_returned, NULL, 2, data);
}

/* The iterator's state: what `begin` makes of the arguments. */
static JSValue begin(JSContext *ctx, const thaw_member *m, thaw_invocation *in, const char *name, JSValueConst *argv)
{
    thaw_idl_site site = { .ctx = ctx, .verb = THAW_IDL_EXECUTE, .member = name, .owner = in->interface->cls->name };
    if (thaw_interface_check_this(ctx, m, in) < 0 || thaw_interface_check_count(&site, m, in->argc) < 0)
        return JS_EXCEPTION;
    return m->body ? thaw_interface_run(&site, m, m->body, in, argv) : JS_UNDEFINED;
}

static JSValue iterator_new(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                            async_kind kind)
{
    static const char *const names[] = { "entries", "keys", "values" };
    const thaw_interface *interface = thaw_interface_at(ctx, magic);
    const thaw_member *m = thaw_interface_member_at(interface, magic);
    thaw_invocation in = { .this_val = this_val, .new_target = JS_UNDEFINED, .argc = argc, .interface = interface };
    THAW_AUTO(thaw_value) state = thaw_value_of(ctx, begin(ctx, m, &in, names[kind], argv));
    if (JS_IsException(state.v))
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) proto = thaw_value_of(ctx, thaw_interface_iterator_proto(ctx, magic));
    async_iterator *self;
    JSValue object = thaw_native_new(ctx, &async_iterator_class, proto.v, &self);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    self->interface = interface;
    self->how = m->async_iteration;
    self->kind = kind;
    self->target = JS_DupValue(ctx, this_val);
    self->state = thaw_value_take(&state);
    return object;
}

static JSValue js_entries(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic)
{
    return iterator_new(ctx, this_val, argc, argv, magic, ENTRIES);
}
static JSValue js_keys(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic)
{
    return iterator_new(ctx, this_val, argc, argv, magic, KEYS);
}
static JSValue js_values(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic)
{
    return iterator_new(ctx, this_val, argc, argv, magic, VALUES);
}

/* ---- definition ---- */

static JSValue method_new(JSContext *ctx, JSCFunctionMagic *fn, const char *name, int length, int magic)
{
    return JS_NewCFunctionMagic(ctx, fn, name, length, JS_CFUNC_generic_magic, magic);
}

static JSValue iterator_proto_new(JSContext *ctx, const thaw_interface *interface, const thaw_member *m, int magic)
{
    char tag[128];
    snprintf(tag, sizeof tag, "%s AsyncIterator", interface->cls->name);
    THAW_AUTO(thaw_value) proto = thaw_value_of(ctx, JS_NewObjectProto(ctx, thaw_engine_async_iterator_prototype(ctx)));
    if (JS_IsException(proto.v) ||
        thaw_interface_define_function(ctx, proto.v, "next", method_new(ctx, js_next, "next", 0, magic)) < 0 ||
        (m->async_iteration->finish &&
         thaw_interface_define_function(ctx, proto.v, "return", method_new(ctx, js_return, "return", 1, magic)) < 0) ||
        thaw_interface_define_tag(ctx, proto.v, tag) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&proto);
}

int thaw_async_iterable_define(JSContext *ctx, JSValueConst proto, const thaw_interface *interface,
                               const thaw_member *m, int magic)
{
    bool is_pair = m->async_iteration->is_pair;
    const char *name = is_pair ? "entries" : "values";
    THAW_AUTO(thaw_value)
    main = thaw_value_of(ctx, method_new(ctx, is_pair ? js_entries : js_values, name, 0, magic));
    if (JS_IsException(main.v) || thaw_interface_define_function(ctx, proto, name, JS_DupValue(ctx, main.v)) < 0 ||
        JS_DefinePropertyValue(ctx, proto, thaw_engine_symbol(THAW_SYMBOL_ASYNC_ITERATOR), thaw_value_take(&main),
                               JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) < 0)
        return -1;
    if (is_pair &&
        (thaw_interface_define_function(ctx, proto, "keys", method_new(ctx, js_keys, "keys", 0, magic)) < 0 ||
         thaw_interface_define_function(ctx, proto, "values", method_new(ctx, js_values, "values", 0, magic)) < 0))
        return -1;
    return thaw_interface_set_iterator_proto(ctx, magic, iterator_proto_new(ctx, interface, m, magic));
}
