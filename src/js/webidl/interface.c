/* SPDX-License-Identifier: MIT
 * The trampoline, and the making of constructors and prototypes. A function knows its row by its `magic`, 16 bits: the
 * interface's index in the runtime's list and the member's in the interface's table. So a function object costs nothing
 * beyond itself, and images hold pointers to constant tables only. */
#include "js/webidl/interface.h"

#include <stdio.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/runtime.h"
#include "js/webidl/interface_int.h"

enum { MEMBER_BITS = 6, LIST_FIRST = 16 };
_Static_assert(THAW_IDL_MEMBERS_MAX == 1 << MEMBER_BITS, "bits of magic");
_Static_assert(THAW_IDL_INTERFACES_MAX << MEMBER_BITS == 1 << 16, "bits of magic");

typedef struct {
    thaw_native base;
    const thaw_interface **list;
    unsigned count, size;
    THAW_JS_FIELDS(iterator_protos, /* object: by the magic of the member that makes them */
                   end_of_iteration);
} interfaces;

static void interfaces_dispose(JSRuntime *rt, void *self)
{
    js_free_rt(rt, ((interfaces *)self)->list);
}
THAW_CLASS(interfaces, INTERFACES, "Interfaces", .dispose = interfaces_dispose);

/* ---- the trampoline ---- */

const thaw_interface *thaw_interface_at(JSContext *ctx, int magic)
{
    const interfaces *all = thaw_runtime_state(ctx, THAW_STATE_INTERFACES);
    return all->list[(uint16_t)magic >> MEMBER_BITS];
}

const thaw_member *thaw_interface_member_at(const thaw_interface *interface, int magic)
{
    return &interface->members[(unsigned)magic & (THAW_IDL_MEMBERS_MAX - 1)];
}

static int required_params(const thaw_member *m)
{
    int n = 0;
    while (n < m->n_params && m->params[n].presence == THAW_IDL_REQUIRED_FIELD)
        n++;
    return n;
}

int thaw_interface_check_count(const thaw_idl_site *site, const thaw_member *m, int argc)
{
    int required = required_params(m);
    if (argc >= required)
        return 0;
    return thaw_idl_throw(site, "TypeError", "ERR_MISSING_ARGS", "%d argument%s required, but only %d present.",
                          required, required == 1 ? "" : "s", argc);
}

JSValue thaw_interface_run(const thaw_idl_site *site, const thaw_member *m, thaw_member_body *body, thaw_invocation *in,
                           JSValueConst *argv)
{
    _Alignas(max_align_t) char storage[THAW_IDL_ARGS_SIZE_MAX];
    if (m->n_params == 0)
        return body(site->ctx, in);
    memset(storage, 0, m->args_size);
    if (thaw_idl_convert_arguments(site, m->params, m->n_params, in->argc, argv, storage) < 0)
        return JS_EXCEPTION;
    in->args = storage;
    JSValue result = body(site->ctx, in);
    thaw_idl_release_fields(site->ctx, m->params, m->n_params, storage);
    return result;
}

JSValue thaw_interface_as_promise(JSContext *ctx, JSValue result)
{
    THAW_AUTO(thaw_value) value = thaw_value_of(ctx, result);
    if (!JS_IsException(value.v))
        return thaw_engine_promise_resolve(ctx, value.v);
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
    if (JS_IsUncatchableError(error.v)) /* the program is ending */
        return JS_Throw(ctx, thaw_value_take(&error));
    return JS_NewSettledPromise(ctx, true, error.v);
}

static bool is_static(const thaw_member *m)
{
    return m->kind == THAW_MEMBER_STATIC_METHOD || m->kind == THAW_MEMBER_STATIC_ATTRIBUTE;
}

int thaw_interface_check_this(JSContext *ctx, const thaw_member *m, thaw_invocation *in)
{
    if (is_static(m))
        return 0;
    in->self = thaw_native_as(in->this_val, in->interface->cls);
    if (!in->self && in->interface->self_of)
        in->self = in->interface->self_of(ctx, &in->this_val);
    if (in->self)
        return 0;
    thaw_throw_illegal_invocation(ctx, in->interface->cls);
    return -1;
}

static JSValue call_method(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic)
{
    const thaw_interface *interface = thaw_interface_at(ctx, magic);
    const thaw_member *m = thaw_interface_member_at(interface, magic);
    thaw_idl_site site = { .ctx = ctx, .verb = THAW_IDL_EXECUTE, .member = m->name, .owner = interface->cls->name };
    thaw_invocation in = { .this_val = this_val, .new_target = JS_UNDEFINED, .argc = argc, .interface = interface };
    JSValue result = JS_EXCEPTION;
    if (thaw_interface_check_this(ctx, m, &in) == 0 && thaw_interface_check_count(&site, m, argc) == 0)
        result = thaw_interface_run(&site, m, m->body, &in, argv);
    return THAW_UNLIKELY(m->is_promise) ? thaw_interface_as_promise(ctx, result) : result;
}

static JSValue call_getter(JSContext *ctx, JSValueConst this_val, int magic)
{
    const thaw_interface *interface = thaw_interface_at(ctx, magic);
    const thaw_member *m = thaw_interface_member_at(interface, magic);
    thaw_invocation in = { .this_val = this_val, .new_target = JS_UNDEFINED, .interface = interface };
    JSValue result = thaw_interface_check_this(ctx, m, &in) == 0 ? m->body(ctx, &in) : JS_EXCEPTION;
    return THAW_UNLIKELY(m->is_promise) ? thaw_interface_as_promise(ctx, result) : result;
}

static bool is_enum_value(JSContext *ctx, const thaw_idl_type *type, JSValueConst string)
{
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, string);
    return !text.ptr || thaw_idl_enum_find(type, thaw_cstr_slice(&text)) >= 0;
}

static JSValue run_setter(const thaw_idl_site *site, const thaw_member *m, thaw_invocation *in, JSValueConst value)
{
    JSContext *ctx = site->ctx;
    _Alignas(max_align_t) char storage[THAW_IDL_ARGS_SIZE_MAX];
    memset(storage, 0, m->args_size);
    if (thaw_idl_convert(site, m->params[0].type, value, storage) < 0)
        return JS_EXCEPTION;
    in->args = storage;
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, m->set(ctx, in));
    thaw_idl_release(ctx, m->params[0].type, storage);
    return JS_IsException(result.v) ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue call_setter(JSContext *ctx, JSValueConst this_val, JSValueConst value, int magic)
{
    const thaw_interface *interface = thaw_interface_at(ctx, magic);
    const thaw_member *m = thaw_interface_member_at(interface, magic);
    thaw_idl_site site = { .ctx = ctx, .verb = THAW_IDL_SET, .member = m->name, .owner = interface->cls->name };
    thaw_invocation in = { .this_val = this_val, .new_target = JS_UNDEFINED, .argc = 1, .interface = interface };
    if (thaw_interface_check_this(ctx, m, &in) < 0)
        return JS_EXCEPTION;
    if (m->params[0].type->kind != THAW_IDL_ENUMERATION)
        return run_setter(&site, m, &in, value);
    THAW_AUTO(thaw_value) text = thaw_value_of(ctx, JS_ToString(ctx, value));
    if (JS_IsException(text.v))
        return JS_EXCEPTION;
    /* other texts are ignored, not refused */
    return is_enum_value(ctx, m->params[0].type, text.v) ? run_setter(&site, m, &in, text.v) : JS_UNDEFINED;
}

static JSValue call_constructor(JSContext *ctx, JSValueConst new_target, int argc, JSValueConst *argv, int magic)
{
    const thaw_interface *interface = thaw_interface_at(ctx, magic);
    const thaw_member *m = &interface->constructor;
    thaw_idl_site site = { .ctx = ctx, .verb = THAW_IDL_CONSTRUCT, .owner = interface->cls->name };
    thaw_invocation in = { .this_val = JS_UNDEFINED, .new_target = new_target, .argc = argc, .interface = interface };
    if (!m->body)
        return thaw_throw_code(ctx, "TypeError", "ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor");
    if (JS_IsUndefined(new_target)) {
        thaw_idl_throw(&site, "TypeError", "ERR_CONSTRUCT_CALL_REQUIRED",
                       "Please use the 'new' operator, this object constructor cannot be called as a function.");
        return JS_EXCEPTION;
    }
    return thaw_interface_check_count(&site, m, argc) < 0 ? JS_EXCEPTION
                                                          : thaw_interface_run(&site, m, m->body, &in, argv);
}

JSValue thaw_interface_construct(JSContext *ctx, const thaw_invocation *in, void *ret_self)
{
    THAW_AUTO(thaw_value) proto = thaw_value_of(ctx, thaw_engine_prototype_of(ctx, in->new_target));
    if (JS_IsException(proto.v))
        return JS_EXCEPTION;
    return thaw_native_new(ctx, in->interface->cls, JS_IsObject(proto.v) ? proto.v : JS_UNDEFINED, ret_self);
}

/* ---- definition ---- */

static bool can_be_null(const thaw_idl_type *type)
{
    return type->kind != THAW_IDL_ANY && type->kind != THAW_IDL_PROMISED && type->kind != THAW_IDL_MAYBE &&
           type->kind != THAW_IDL_FIELDS;
}

/* Our own mistakes, found at the first start: members of a dictionary are read in the order of their names. */
static void check_type(const thaw_idl_type *type)
{
    thaw_assert(type->kind != THAW_IDL_MAYBE || can_be_null(type->types[0]));
    for (int i = 0; type->types && i < type->count; i++)
        check_type(type->types[i]);
    if (type->base)
        check_type(type->base);
    for (int i = 0; type->fields && i < type->count; i++) {
        thaw_assert(i == 0 || strcmp(type->fields[i - 1].name, type->fields[i].name) < 0);
        check_type(type->fields[i].type);
    }
}

static void check_member(const thaw_member *m)
{
    for (int i = 0; i < m->n_params; i++) {
        thaw_assert(i == 0 || m->params[i].presence != THAW_IDL_REQUIRED_FIELD ||
                    m->params[i - 1].presence == THAW_IDL_REQUIRED_FIELD);
        thaw_assert(m->params[i].presence != THAW_IDL_REST_FIELD || i == m->n_params - 1);
        check_type(m->params[i].type);
    }
}

static interfaces *interfaces_new(JSContext *ctx)
{
    interfaces *all = thaw_runtime_add_state(ctx, THAW_STATE_INTERFACES, &interfaces_class);
    if (!all || thaw_pair_iterator_register(ctx) < 0 || thaw_async_iterator_register(ctx) < 0)
        return NULL;
    all->iterator_protos = JS_NewObjectProto(ctx, JS_NULL);
    all->end_of_iteration = JS_NewSymbol(ctx, "end of iteration", false);
    return JS_IsException(all->iterator_protos) || JS_IsException(all->end_of_iteration) ? NULL : all;
}

JSValueConst thaw_end_of_iteration(JSContext *ctx)
{
    const interfaces *all = thaw_runtime_state(ctx, THAW_STATE_INTERFACES);
    return all->end_of_iteration;
}

int thaw_interface_set_iterator_proto(JSContext *ctx, int magic, JSValue proto)
{
    interfaces *all = thaw_runtime_state(ctx, THAW_STATE_INTERFACES);
    if (JS_IsException(proto))
        return -1;
    return JS_DefinePropertyValueUint32(ctx, all->iterator_protos, (uint16_t)magic, proto, JS_PROP_C_W_E) < 0 ? -1 : 0;
}

JSValue thaw_interface_iterator_proto(JSContext *ctx, int magic)
{
    interfaces *all = thaw_runtime_state(ctx, THAW_STATE_INTERFACES);
    return JS_GetPropertyUint32(ctx, all->iterator_protos, (uint16_t)magic);
}

/* Its index in the list; -1 with an exception pending. */
static int add_to_list(JSContext *ctx, const thaw_interface *interface)
{
    interfaces *all = thaw_runtime_state(ctx, THAW_STATE_INTERFACES);
    if (!all)
        all = interfaces_new(ctx);
    if (!all)
        return -1;
    thaw_assert(all->count < THAW_IDL_INTERFACES_MAX && interface->n_members <= THAW_IDL_MEMBERS_MAX);
    if (all->count == all->size) {
        unsigned size = all->size ? all->size * 2 : LIST_FIRST;
        const thaw_interface **list = js_realloc(ctx, all->list, size * sizeof(const thaw_interface *));
        if (!list)
            return -1;
        all->list = list;
        all->size = size;
    }
    all->list[all->count] = interface;
    return (int)all->count++;
}

static JSValue function_new(JSContext *ctx, JSCFunctionType fn, const char *name, int length, JSCFunctionEnum type,
                            int magic)
{
    return JS_NewCFunction2(ctx, fn.generic, name, length, type, magic);
}

/* Takes the value. */
static int define_value(JSContext *ctx, JSValueConst object, const char *name, JSValue value, int flags)
{
    return JS_DefinePropertyValueStr(ctx, object, name, value, flags) < 0 ? -1 : 0;
}

static int define_method(JSContext *ctx, JSValueConst object, const thaw_member *m, int magic)
{
    JSValue fn = function_new(ctx, (JSCFunctionType){ .generic_magic = call_method }, m->name, required_params(m),
                              JS_CFUNC_generic_magic, magic);
    return thaw_interface_define_function(ctx, object, m->name, fn);
}

static JSValue accessor_new(JSContext *ctx, const char *prefix, const thaw_member *m, int length, JSCFunctionType fn,
                            JSCFunctionEnum type, int magic)
{
    char name[128];
    snprintf(name, sizeof name, "%s %s", prefix, m->name);
    return function_new(ctx, fn, name, length, type, magic);
}

static int define_attribute(JSContext *ctx, JSValueConst object, const thaw_member *m, int magic)
{
    THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_NewAtom(ctx, m->name));
    THAW_AUTO(thaw_value)
    get = thaw_value_of(ctx, accessor_new(ctx, "get", m, 0, (JSCFunctionType){ .getter_magic = call_getter },
                                          JS_CFUNC_getter_magic, magic));
    THAW_AUTO(thaw_value) set = thaw_value_of(ctx, JS_UNDEFINED);
    if (m->set)
        set.v = accessor_new(ctx, "set", m, 1, (JSCFunctionType){ .setter_magic = call_setter }, JS_CFUNC_setter_magic,
                             magic);
    if (!name.atom || JS_IsException(get.v) || JS_IsException(set.v))
        return -1;
    return JS_DefinePropertyGetSet(ctx, object, name.atom, thaw_value_take(&get), thaw_value_take(&set),
                                   JS_PROP_CONFIGURABLE | JS_PROP_ENUMERABLE) < 0
               ? -1
               : 0;
}

static int define_constant(JSContext *ctx, JSValueConst constructor, JSValueConst proto, const thaw_member *m)
{
    return define_value(ctx, constructor, m->name, JS_NewNumber(ctx, m->constant), JS_PROP_ENUMERABLE) < 0 ||
                   define_value(ctx, proto, m->name, JS_NewNumber(ctx, m->constant), JS_PROP_ENUMERABLE) < 0
               ? -1
               : 0;
}

int thaw_interface_define_function(JSContext *ctx, JSValueConst object, const char *name, JSValue fn)
{
    return JS_IsException(fn) ? -1 : define_value(ctx, object, name, fn, JS_PROP_C_W_E);
}

static int define_member(JSContext *ctx, const thaw_interface *interface, JSValueConst constructor, JSValueConst proto,
                         const thaw_member *m, int magic)
{
    check_member(m);
    switch ((thaw_member_kind)m->kind) {
    case THAW_MEMBER_METHOD:
        return define_method(ctx, proto, m, magic);
    case THAW_MEMBER_STATIC_METHOD:
        return define_method(ctx, constructor, m, magic);
    case THAW_MEMBER_ATTRIBUTE:
        return define_attribute(ctx, proto, m, magic);
    case THAW_MEMBER_STATIC_ATTRIBUTE:
        return define_attribute(ctx, constructor, m, magic);
    case THAW_MEMBER_PAIR_ITERABLE:
        return thaw_pair_iterable_define(ctx, proto, interface, magic);
    case THAW_MEMBER_ASYNC_ITERABLE:
        return thaw_async_iterable_define(ctx, proto, interface, m, magic);
    default:
        return define_constant(ctx, constructor, proto, m);
    }
}

/* Prototype and constructor of the parent, both owned; those of Object and Function if there is none. */
static int find_parent(JSContext *ctx, const thaw_interface *interface, thaw_value *ret_proto, thaw_value *ret_function)
{
    const thaw_class *parent = interface->cls->parent;
    while (parent && parent->is_abstract)
        parent = parent->parent;
    if (!parent) {
        THAW_AUTO(thaw_value) plain = thaw_value_of(ctx, JS_NewObject(ctx));
        *ret_proto = thaw_value_of(ctx, JS_GetPrototype(ctx, plain.v));
        *ret_function = thaw_value_of(ctx, JS_GetFunctionProto(ctx));
    } else {
        *ret_proto = thaw_value_of(ctx, JS_GetClassProto(ctx, parent->id));
        thaw_assert(JS_IsObject(ret_proto->v)); /* defined before its children */
        *ret_function = thaw_value_of(ctx, JS_GetPropertyStr(ctx, ret_proto->v, "constructor"));
    }
    return JS_IsException(ret_proto->v) || JS_IsException(ret_function->v) ? -1 : 0;
}

int thaw_interface_define_tag(JSContext *ctx, JSValueConst proto, const char *name)
{
    JSValue tag = JS_NewString(ctx, name);
    return JS_IsException(tag) || JS_DefinePropertyValue(ctx, proto, thaw_engine_symbol(THAW_SYMBOL_TO_STRING_TAG), tag,
                                                         JS_PROP_CONFIGURABLE) < 0
               ? -1
               : 0;
}

static int fill(JSContext *ctx, const thaw_interface *interface, JSValueConst constructor, JSValueConst proto, int base)
{
    if (JS_SetConstructor(ctx, constructor, proto) < 0)
        return -1;
    for (int i = 0; i < interface->n_members; i++) {
        if (define_member(ctx, interface, constructor, proto, &interface->members[i], base | i) < 0)
            return -1;
    }
    return thaw_interface_define_tag(ctx, proto, interface->cls->name);
}

int thaw_interface_define(JSContext *ctx, const thaw_interface *interface)
{
    THAW_AUTO(thaw_value) parent_proto = thaw_value_of(ctx, JS_UNDEFINED);
    THAW_AUTO(thaw_value) parent_function = thaw_value_of(ctx, JS_UNDEFINED);
    int index = add_to_list(ctx, interface);
    if (index < 0 || thaw_class_register(ctx, interface->cls) < 0 ||
        find_parent(ctx, interface, &parent_proto, &parent_function) < 0)
        return -1;
    const char *name = interface->cls->name;
    int magic = index << MEMBER_BITS;
    JSCFunctionType call = { .constructor_magic = call_constructor };
    THAW_AUTO(thaw_value) proto = thaw_value_of(ctx, JS_NewObjectProto(ctx, parent_proto.v));
    THAW_AUTO(thaw_value)
    constructor = thaw_value_of(ctx, JS_NewCFunction3(ctx, call.generic, name, required_params(&interface->constructor),
                                                      JS_CFUNC_constructor_or_func_magic, magic, parent_function.v, 0));
    check_member(&interface->constructor);
    if (JS_IsException(proto.v) || JS_IsException(constructor.v) ||
        fill(ctx, interface, constructor.v, proto.v, magic) < 0)
        return -1;
    JS_SetClassProto(ctx, interface->cls->id, thaw_value_take(&proto));
    if (interface->is_hidden)
        return 0;
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    return define_value(ctx, global.v, name, thaw_value_take(&constructor), JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE);
}
