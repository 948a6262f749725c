/* SPDX-License-Identifier: MIT
 * One function per kind of type, all with the same signature, in one table. Numbers are in numbers.c, sequences,
 * records, unions and dictionaries in compound.c. */
#include "js/webidl/convert.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/utf8.h"
#include "js/auto_values.h"
#include "js/engine_values.h"
#include "js/errors.h"
#include "js/webidl/convert_int.h"

enum { MESSAGE_MAX = 4096 };

/* ---- messages ---- */

static void append_site(thaw_buf *text, const thaw_idl_site *site)
{
    if (site->outer)
        append_site(text, site->outer);
    switch (site->verb) {
    case THAW_IDL_EXECUTE:
        thaw_buf_printf(text, "Failed to execute '%s' on '%s': ", site->member, site->owner);
        break;
    case THAW_IDL_CONSTRUCT:
        thaw_buf_printf(text, "Failed to construct '%s': ", site->owner);
        break;
    case THAW_IDL_SET:
        thaw_buf_printf(text, "Failed to set the '%s' property on '%s': ", site->member, site->owner);
        break;
    case THAW_IDL_READ:
        thaw_buf_printf(text, "Failed to read the '%s' property from '%s': ", site->member, site->owner);
        break;
    }
}

int thaw_idl_throw(const thaw_idl_site *site, const char *cls, const char *code, const char *format, ...)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(MESSAGE_MAX);
    va_list args;
    append_site(&text, site);
    va_start(args, format);
    thaw_buf_vprintf(&text, format, args);
    va_end(args);
    JS_Throw(site->ctx, thaw_error_with_code(site->ctx, cls, code, text.data ? text.data : code));
    return -1;
}

const char *thaw_idl_type_name(const thaw_idl_type *type)
{
    return type->name ? type->name : type->cls->name;
}

int thaw_idl_refuse(const thaw_idl_site *site, const char *what)
{
    if (site->parameter)
        return thaw_idl_throw(site, "TypeError", "ERR_INVALID_ARG_TYPE", "parameter %d %s.", site->parameter, what);
    return thaw_idl_throw(site, "TypeError", "ERR_INVALID_ARG_TYPE", "The provided value %s.", what);
}

int thaw_idl_refuse_type(const thaw_idl_site *site, const thaw_idl_type *type)
{
    char what[128];
    snprintf(what, sizeof what, "is not of type '%s'", thaw_idl_type_name(type));
    return thaw_idl_refuse(site, what);
}

/* ---- values ---- */

static int keep(const thaw_idl_site *site, JSValueConst value, void *ret)
{
    *(JSValue *)ret = JS_DupValue(site->ctx, value);
    return 0;
}

static int convert_any(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    return keep(site, value, ret);
}

static int convert_object(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    return JS_IsObject(value) ? keep(site, value, ret) : thaw_idl_refuse_type(site, type);
}

static int convert_callback(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    return JS_IsFunction(site->ctx, value) ? keep(site, value, ret) : thaw_idl_refuse(site, "is not a function");
}

static int convert_promise(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    JSValue promise = thaw_engine_promise_resolve(site->ctx, value);
    if (JS_IsException(promise))
        return -1;
    *(JSValue *)ret = promise;
    return 0;
}

static int convert_boolean(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    int truth = JS_ToBool(site->ctx, value);
    if (truth < 0)
        return -1;
    *(bool *)ret = truth;
    return 0;
}

static int convert_platform_object(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    void *self = thaw_native_as(value, type->cls);
    if (!self)
        return thaw_idl_refuse_type(site, type);
    thaw_idl_ref *object = ret;
    object->self = self;
    return keep(site, value, &object->object);
}

bool thaw_idl_takes_buffer(const thaw_idl_type *type, const thaw_engine_buffer *buffer)
{
    switch (buffer->kind) {
    case THAW_BUFFER_ARRAY_BUFFER:
        return type->accepts & THAW_IDL_TAKES_BUFFER;
    case THAW_BUFFER_DATA_VIEW:
        return type->accepts & THAW_IDL_TAKES_DATA_VIEW;
    case THAW_BUFFER_UINT8_ARRAY:
        return type->accepts & THAW_IDL_TAKES_UINT8_ARRAY;
    case THAW_BUFFER_TYPED_ARRAY:
        return type->accepts & THAW_IDL_TAKES_TYPED_ARRAY;
    default:
        return false;
    }
}

static int convert_buffer(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    thaw_engine_buffer buffer = thaw_engine_buffer_of(value);
    if (!thaw_idl_takes_buffer(type, &buffer))
        return thaw_idl_refuse_type(site, type);
    if (buffer.is_shared && !(type->flags & THAW_IDL_ALLOW_SHARED))
        return thaw_idl_refuse(site, "must not be shared");
    if (buffer.is_resizable && !(type->flags & THAW_IDL_ALLOW_RESIZABLE))
        return thaw_idl_refuse(site, "must not be resizable");
    return keep(site, value, ret);
}

/* ---- strings ---- */

static int convert_string(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    bool empty = (type->flags & THAW_IDL_NULL_TO_EMPTY) && JS_IsNull(value);
    JSValue text = empty ? JS_NewString(site->ctx, "") : JS_ToString(site->ctx, value);
    if (JS_IsException(text))
        return -1;
    *(JSValue *)ret = text;
    return 0;
}

static int convert_utf8(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    size_t len;
    const char *text = thaw_engine_utf8(site->ctx, value, &len);
    if (!text)
        return -1;
    *(thaw_idl_text *)ret = (thaw_idl_text){ text, len };
    return 0;
}

static int convert_bytes(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    size_t len, bad_at;
    uint16_t bad = 0;
    const char *bytes = thaw_engine_bytes(site->ctx, value, &len, &bad, &bad_at);
    if (bad)
        return thaw_idl_throw(site, "TypeError", "ERR_INVALID_ARG_VALUE",
                              "Cannot convert to a ByteString: the character at index %zu has a value of %u, which is "
                              "greater than 255.",
                              bad_at, bad);
    if (!bytes)
        return -1;
    *(thaw_idl_text *)ret = (thaw_idl_text){ bytes, len };
    return 0;
}

int thaw_idl_enum_find(const thaw_idl_type *type, thaw_slice text)
{
    for (int i = 0; i < type->count; i++) {
        if (thaw_slice_is(text, type->names[i]))
            return i;
    }
    return -1;
}

static int convert_enumeration(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(site->ctx, value);
    if (!text.ptr)
        return -1;
    int index = thaw_idl_enum_find(type, thaw_cstr_slice(&text));
    if (index < 0)
        return thaw_idl_throw(site, "TypeError", "ERR_INVALID_ARG_VALUE",
                              "The provided value '%s' is not a valid enum value of type %s.", text.ptr, type->name);
    *(int *)ret = index;
    return 0;
}

/* ---- nullable ---- */

static bool is_number_like(const thaw_idl_type *type)
{
    return type->kind == THAW_IDL_BOOLEAN || type->kind == THAW_IDL_INTEGER || type->kind == THAW_IDL_FLOAT ||
           type->kind == THAW_IDL_ENUMERATION;
}

static int convert_maybe(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    const thaw_idl_type *inner = type->types[0];
    bool is_null = JS_IsNull(value) || JS_IsUndefined(value);
    if (!is_number_like(inner)) {
        if (!is_null)
            return thaw_idl_convert(site, inner, value, ret);
        thaw_idl_set_absent(inner, ret);
        return 0;
    }
    thaw_idl_number number = { .present = !is_null };
    if (number.present && thaw_idl_convert_number(site, inner, value, &number.number) < 0)
        return -1;
    *(thaw_idl_number *)ret = number;
    return 0;
}

void thaw_idl_set_absent(const thaw_idl_type *type, void *ret)
{
    memset(ret, 0, type->size);
    switch ((thaw_idl_kind)type->kind) {
    case THAW_IDL_CHOICE:
        ((thaw_idl_union *)ret)->which = -1;
        break;
    case THAW_IDL_MAYBE:
        if (!is_number_like(type->types[0]))
            thaw_idl_set_absent(type->types[0], ret);
        break;
    case THAW_IDL_PLATFORM_OBJECT:
        ((thaw_idl_ref *)ret)->object = JS_NULL;
        break;
    case THAW_IDL_ANY:
        *(JSValue *)ret = JS_UNDEFINED;
        break;
    default:
        if (thaw_idl_holds_value(type))
            *(JSValue *)ret = JS_NULL;
        break;
    }
}

/* ---- the table ---- */

typedef int convert_fn(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret);

static convert_fn *const converters[] = {
    [THAW_IDL_ANY] = convert_any,
    [THAW_IDL_OBJECT] = convert_object,
    [THAW_IDL_BOOLEAN] = convert_boolean,
    [THAW_IDL_INTEGER] = thaw_idl_convert_integer,
    [THAW_IDL_FLOAT] = thaw_idl_convert_float,
    [THAW_IDL_STRING] = convert_string,
    [THAW_IDL_UTF8] = convert_utf8,
    [THAW_IDL_BYTES] = convert_bytes,
    [THAW_IDL_ENUMERATION] = convert_enumeration,
    [THAW_IDL_CALLBACK] = convert_callback,
    [THAW_IDL_CALLBACK_OBJECT] = convert_object,
    [THAW_IDL_PROMISED] = convert_promise,
    [THAW_IDL_BUFFER] = convert_buffer,
    [THAW_IDL_PLATFORM_OBJECT] = convert_platform_object,
    [THAW_IDL_MAYBE] = convert_maybe,
    [THAW_IDL_LIST] = thaw_idl_convert_sequence,
    [THAW_IDL_MAP] = thaw_idl_convert_record,
    [THAW_IDL_CHOICE] = thaw_idl_convert_union,
    [THAW_IDL_FIELDS] = thaw_idl_convert_dictionary,
};

int thaw_idl_convert(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    return converters[type->kind](site, type, value, ret);
}

bool thaw_idl_holds_value(const thaw_idl_type *type)
{
    switch ((thaw_idl_kind)type->kind) {
    case THAW_IDL_ANY:
    case THAW_IDL_OBJECT:
    case THAW_IDL_STRING:
    case THAW_IDL_CALLBACK:
    case THAW_IDL_CALLBACK_OBJECT:
    case THAW_IDL_PROMISED:
    case THAW_IDL_BUFFER:
        return true;
    default:
        return false;
    }
}

void thaw_idl_release(JSContext *ctx, const thaw_idl_type *type, void *value)
{
    switch ((thaw_idl_kind)type->kind) {
    case THAW_IDL_UTF8:
    case THAW_IDL_BYTES:
        if (((thaw_idl_text *)value)->ptr)
            JS_FreeCString(ctx, ((thaw_idl_text *)value)->ptr);
        break;
    case THAW_IDL_PLATFORM_OBJECT:
        if (((thaw_idl_ref *)value)->self)
            JS_FreeValue(ctx, *(JSValue *)(void *)&((thaw_idl_ref *)value)->object);
        break;
    case THAW_IDL_MAYBE:
        if (!is_number_like(type->types[0]))
            thaw_idl_release(ctx, type->types[0], value);
        break;
    case THAW_IDL_LIST:
        thaw_idl_release_sequence(ctx, type->types[0], value);
        break;
    case THAW_IDL_MAP:
        thaw_idl_release_record(ctx, type, value);
        break;
    case THAW_IDL_CHOICE:
        thaw_idl_release_union(ctx, type, value);
        break;
    case THAW_IDL_FIELDS:
        thaw_idl_release_dictionary(ctx, type, value);
        break;
    default:
        if (thaw_idl_holds_value(type))
            JS_FreeValue(ctx, *(JSValue *)value);
        break;
    }
}
