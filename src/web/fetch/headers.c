/* SPDX-License-Identifier: MIT */
#include "web/fetch/headers.h"

#include "base/error.h"
#include "js/auto_values.h"
#include "js/engine_values.h"
#include "js/errors.h"

static void headers_dispose(JSRuntime *rt, void *self)
{
    thaw_header_list_done(rt, &((thaw_headers *)self)->list);
}
const thaw_class thaw_headers_class = {
    .name = "Headers", .id = THAW_CLASS_HEADERS, .size = sizeof(thaw_headers), .dispose = headers_dispose
};

static thaw_slice slice_of(const thaw_idl_text *t)
{
    return (thaw_slice){ t->ptr, t->len };
}

JSValue thaw_byte_string_new(JSContext *ctx, thaw_slice bytes)
{
    void *to;
    JSValue string = thaw_engine_text_alloc(ctx, bytes.len, false, &to);
    if (!JS_IsException(string) && to)
        memcpy(to, bytes.ptr, bytes.len);
    return string;
}

JSValue thaw_headers_new(JSContext *ctx, thaw_header_list *list, thaw_headers_guard guard)
{
    thaw_headers *self;
    JSValue object = thaw_native_new(ctx, &thaw_headers_class, JS_UNDEFINED, &self);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    self->list = *list;
    self->guard = guard;
    *list = (thaw_header_list){ 0 };
    return object;
}

/* ---- checks ---- */

static int refuse(JSContext *ctx, const char *what, thaw_slice text)
{
    thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_VALUE", "\"%.*s\" is an invalid header %s.",
                    (int)(text.len < 200 ? text.len : 200), text.ptr, what);
    return -1;
}

static int check_name(JSContext *ctx, thaw_slice name)
{
    return thaw_header_name_is_valid(name) ? 0 : refuse(ctx, "name", name);
}

static int check_pair(JSContext *ctx, thaw_slice name, thaw_slice *value)
{
    if (check_name(ctx, name) < 0)
        return -1;
    thaw_slice given = *value;
    return thaw_header_value_normalise(value) ? 0 : refuse(ctx, "value", given);
}

static int check_guard(JSContext *ctx, thaw_headers_guard guard)
{
    if (guard != THAW_HEADERS_IMMUTABLE)
        return 0;
    thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "These headers are immutable.");
    return -1;
}

static int throw_if(JSContext *ctx, int err)
{
    if (err < 0)
        thaw_throw(ctx, err, NULL, NULL);
    return err < 0 ? -1 : 0;
}

/* ---- changes ---- */

/* In mode no-cors only harmless headers are kept, the value judged as it would become. */
static int is_kept(JSContext *ctx, const thaw_header_list *list, thaw_headers_guard guard, thaw_slice name,
                   thaw_slice value, bool joins)
{
    if (guard != THAW_HEADERS_NO_CORS)
        return true;
    THAW_AUTO(thaw_buf) whole = thaw_buf_of(SIZE_MAX / 2);
    if (joins && thaw_header_list_get(list, name, &whole))
        thaw_buf_append(&whole, ", ", 2);
    thaw_buf_append(&whole, value.ptr, value.len);
    if (thaw_buf_error(&whole))
        return throw_if(ctx, thaw_buf_error(&whole));
    return thaw_header_is_no_cors_safelisted(name, (thaw_slice){ whole.data, whole.len });
}

static int append(JSContext *ctx, thaw_header_list *list, thaw_headers_guard guard, thaw_slice name, thaw_slice value)
{
    if (check_pair(ctx, name, &value) < 0 || check_guard(ctx, guard) < 0)
        return -1;
    int kept = is_kept(ctx, list, guard, name, value, true);
    if (kept <= 0)
        return kept;
    return throw_if(ctx, thaw_header_list_append(JS_GetRuntime(ctx), list, name, value));
}

static int fill_from_pairs(JSContext *ctx, thaw_header_list *list, thaw_headers_guard guard,
                           const thaw_idl_sequence *pairs)
{
    const thaw_idl_sequence *pair = pairs->items;
    for (size_t i = 0; i < pairs->count; i++) {
        if (pair[i].count != 2) {
            thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_VALUE",
                            "Each header must be a pair of a name and a value, not %zu items.", pair[i].count);
            return -1;
        }
        const thaw_idl_text *text = pair[i].items;
        if (append(ctx, list, guard, slice_of(&text[0]), slice_of(&text[1])) < 0)
            return -1;
    }
    return 0;
}

int thaw_headers_fill(JSContext *ctx, thaw_header_list *list, thaw_headers_guard guard, const thaw_idl_union *init)
{
    if (init->which == 0)
        return fill_from_pairs(ctx, list, guard, &init->as.sequence);
    const thaw_idl_text *names = init->as.record.keys, *values = init->as.record.values;
    for (size_t i = 0; i < init->as.record.count; i++) {
        if (append(ctx, list, guard, slice_of(&names[i]), slice_of(&values[i])) < 0)
            return -1;
    }
    return 0;
}

/* ---- members ---- */

typedef struct {
    bool has_init;
    thaw_idl_union init;
} construct_args;
typedef struct {
    thaw_idl_text name;
} name_args;
typedef struct {
    thaw_idl_text name, value;
} pair_args;

static JSValue headers_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    thaw_headers *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &self));
    if (JS_IsException(object.v))
        return JS_EXCEPTION;
    if (args->has_init && thaw_headers_fill(ctx, &self->list, THAW_HEADERS_PLAIN, &args->init) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&object);
}

static JSValue headers_append(JSContext *ctx, const thaw_invocation *in)
{
    thaw_headers *self = in->self;
    const pair_args *args = in->args;
    return append(ctx, &self->list, self->guard, slice_of(&args->name), slice_of(&args->value)) < 0 ? JS_EXCEPTION
                                                                                                    : JS_UNDEFINED;
}

static JSValue headers_set(JSContext *ctx, const thaw_invocation *in)
{
    thaw_headers *self = in->self;
    const pair_args *args = in->args;
    thaw_slice name = slice_of(&args->name), value = slice_of(&args->value);
    if (check_pair(ctx, name, &value) < 0 || check_guard(ctx, self->guard) < 0)
        return JS_EXCEPTION;
    int kept = is_kept(ctx, &self->list, self->guard, name, value, false);
    if (kept <= 0)
        return kept < 0 ? JS_EXCEPTION : JS_UNDEFINED;
    return throw_if(ctx, thaw_header_list_set(JS_GetRuntime(ctx), &self->list, name, value)) < 0 ? JS_EXCEPTION
                                                                                                 : JS_UNDEFINED;
}

static JSValue headers_delete(JSContext *ctx, const thaw_invocation *in)
{
    thaw_headers *self = in->self;
    thaw_slice name = slice_of(&((const name_args *)in->args)->name);
    if (check_name(ctx, name) < 0 || check_guard(ctx, self->guard) < 0)
        return JS_EXCEPTION;
    if (self->guard != THAW_HEADERS_NO_CORS || thaw_header_name_is_no_cors_safelisted(name))
        thaw_header_list_delete(JS_GetRuntime(ctx), &self->list, name);
    return JS_UNDEFINED;
}

static JSValue combined(JSContext *ctx, const thaw_headers *self, thaw_slice name)
{
    const thaw_header *first = thaw_header_list_find(&self->list, name, 0);
    if (!first)
        return JS_NULL;
    if (!thaw_header_list_find(&self->list, name, (uint32_t)(first - self->list.items) + 1))
        return thaw_byte_string_new(ctx, (thaw_slice){ first->value, first->value_len });
    THAW_AUTO(thaw_buf) all = thaw_buf_of(SIZE_MAX / 2);
    thaw_header_list_get(&self->list, name, &all);
    if (throw_if(ctx, thaw_buf_error(&all)) < 0)
        return JS_EXCEPTION;
    return thaw_byte_string_new(ctx, (thaw_slice){ all.data, all.len });
}

static JSValue headers_get(JSContext *ctx, const thaw_invocation *in)
{
    thaw_slice name = slice_of(&((const name_args *)in->args)->name);
    return check_name(ctx, name) < 0 ? JS_EXCEPTION : combined(ctx, in->self, name);
}

static JSValue headers_has(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_headers *self = in->self;
    thaw_slice name = slice_of(&((const name_args *)in->args)->name);
    return check_name(ctx, name) < 0 ? JS_EXCEPTION : JS_NewBool(ctx, thaw_header_list_has(&self->list, name));
}

static JSValue headers_get_set_cookie(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_headers *self = in->self;
    THAW_AUTO(thaw_value) array = thaw_value_of(ctx, JS_NewArray(ctx));
    uint32_t n = 0;
    if (JS_IsException(array.v))
        return JS_EXCEPTION;
    for (uint32_t i = 0; i < self->list.count; i++) {
        const thaw_header *h = &self->list.items[i];
        if (!thaw_header_is_named(h, THAW_SLICE("set-cookie")))
            continue;
        JSValue value = thaw_byte_string_new(ctx, (thaw_slice){ h->value, h->value_len });
        if (JS_IsException(value) || JS_DefinePropertyValueUint32(ctx, array.v, n++, value, JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&array);
}

static JSValue lower_name(JSContext *ctx, const thaw_header *h)
{
    void *to;
    JSValue string = thaw_engine_text_alloc(ctx, h->name_len, false, &to);
    for (uint32_t i = 0; !JS_IsException(string) && i < h->name_len; i++) {
        char c = h->name[i];
        ((char *)to)[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    return string;
}

static int headers_pair_at(JSContext *ctx, void *opaque, uint32_t index, JSValue *ret_key, JSValue *ret_value)
{
    thaw_headers *self = opaque;
    const thaw_header *h;
    int found = thaw_header_list_sorted(JS_GetRuntime(ctx), &self->list, index, &h);
    if (found <= 0)
        return throw_if(ctx, found);
    THAW_AUTO(thaw_value) name = thaw_value_of(ctx, lower_name(ctx, h));
    if (JS_IsException(name.v))
        return -1;
    thaw_slice own_name = { h->name, h->name_len };
    bool alone = thaw_header_names_equal(own_name, THAW_SLICE("set-cookie"));
    JSValue value =
        alone ? thaw_byte_string_new(ctx, (thaw_slice){ h->value, h->value_len }) : combined(ctx, self, own_name);
    if (JS_IsException(value))
        return -1;
    *ret_key = thaw_value_take(&name);
    *ret_value = value;
    return 1;
}

#define NAME_ARGS name_args, THAW_REQUIRED(name_args, name, "name", ByteString)
#define PAIR_ARGS \
    pair_args, THAW_REQUIRED(pair_args, name, "name", ByteString), THAW_REQUIRED(pair_args, value, "value", ByteString)
#define ROW(row, ...) row(__VA_ARGS__)

static const thaw_member members[] = {
    ROW(THAW_METHOD_ARGS, "append", headers_append, PAIR_ARGS),
    ROW(THAW_METHOD_ARGS, "delete", headers_delete, NAME_ARGS),
    ROW(THAW_METHOD_ARGS, "get", headers_get, NAME_ARGS),
    ROW(THAW_METHOD_ARGS, "has", headers_has, NAME_ARGS),
    ROW(THAW_METHOD_ARGS, "set", headers_set, PAIR_ARGS),
    THAW_METHOD("getSetCookie", headers_get_set_cookie),
    THAW_PAIR_ITERABLE(headers_pair_at),
};
static const thaw_interface headers_interface = {
    .cls = &thaw_headers_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR_ARGS(headers_construct, construct_args, THAW_OPTIONAL(construct_args, init, "init", headers_init)),
};

int thaw_headers_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &headers_interface);
}
