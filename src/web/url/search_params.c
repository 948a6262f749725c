/* SPDX-License-Identifier: MIT
 * URLSearchParams. One that belongs to a URL changes the URL's query with every change of its own. */
#include "base/error.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/webidl/interface.h"
#include "web/url/url.h"

static void params_dispose(JSRuntime *rt, void *self)
{
    thaw_param_list_done(rt, &((thaw_search_params *)self)->list);
}
THAW_CLASS_TABLE(thaw_search_params, URL_SEARCH_PARAMS, "URLSearchParams", .dispose = params_dispose);

static thaw_slice slice_of(const thaw_idl_text *t)
{
    return (thaw_slice){ t->ptr, t->len };
}

static JSValue string_of(JSContext *ctx, thaw_slice text)
{
    return JS_NewStringLen(ctx, text.ptr, text.len);
}

static int throw_if(JSContext *ctx, int err)
{
    if (err < 0)
        thaw_throw(ctx, err, NULL, NULL);
    return err < 0 ? -1 : 0;
}

/* ---- the URL's ---- */

static int parse_search(JSContext *ctx, thaw_param_list *list, thaw_slice search)
{
    if (search.len && search.ptr[0] == '?')
        search = (thaw_slice){ search.ptr + 1, search.len - 1 };
    return throw_if(ctx, thaw_param_list_parse(JS_GetRuntime(ctx), list, search));
}

JSValue thaw_search_params_new(JSContext *ctx, JSValueConst url_object, thaw_slice search)
{
    thaw_search_params *self;
    THAW_AUTO(thaw_value)
    object = thaw_value_of(ctx, thaw_native_new(ctx, &thaw_search_params_class, JS_UNDEFINED, &self));
    if (JS_IsException(object.v) || parse_search(ctx, &self->list, search) < 0)
        return JS_EXCEPTION;
    self->url = JS_DupValue(ctx, url_object);
    return thaw_value_take(&object);
}

int thaw_search_params_refill(JSContext *ctx, thaw_search_params *params, thaw_slice search)
{
    thaw_param_list_done(JS_GetRuntime(ctx), &params->list);
    return parse_search(ctx, &params->list, search);
}

static int serialise(JSContext *ctx, const thaw_search_params *self, thaw_buf *ret)
{
    return throw_if(ctx, thaw_param_list_serialise(&self->list, ret));
}

/* What every change ends with. */
static JSValue update(JSContext *ctx, const thaw_search_params *self, int err)
{
    thaw_url_object *url = thaw_url_object_of(self->url);
    THAW_AUTO(thaw_buf) query = thaw_buf_of(SIZE_MAX / 4);
    if (throw_if(ctx, err) < 0 || (url && serialise(ctx, self, &query) < 0))
        return JS_EXCEPTION;
    if (url && thaw_url_object_set_query(ctx, url, (thaw_slice){ query.len ? query.data : "", query.len }) < 0)
        return JS_EXCEPTION;
    return JS_UNDEFINED;
}

/* ---- construction ---- */

THAW_IDL_SEQUENCE(texts, "sequence<USVString>", USVString);
THAW_IDL_SEQUENCE(text_pairs, "sequence<sequence<USVString>>", texts);
THAW_IDL_RECORD(text_record, "record<USVString, USVString>", USVString, USVString);
typedef enum { INIT_PAIRS, INIT_RECORD, INIT_TEXT } init_kind;
THAW_IDL_UNION(params_init, "(sequence<sequence<USVString>> or record<USVString, USVString> or USVString)",
               &thaw_idl_text_pairs, &thaw_idl_text_record, &thaw_idl_USVString);

typedef struct {
    bool has_init;
    thaw_idl_union init;
} construct_args;

static int fill_from_pairs(JSContext *ctx, thaw_param_list *list, const thaw_idl_sequence *pairs)
{
    const thaw_idl_sequence *pair = pairs->items;
    for (size_t i = 0; i < pairs->count; i++) {
        const thaw_idl_text *text = pair[i].items;
        if (pair[i].count != 2) {
            thaw_throw_code(ctx, "TypeError", "ERR_INVALID_TUPLE",
                            "Each query pair must be an iterable [name, value] tuple");
            return -1;
        }
        if (throw_if(ctx, thaw_param_list_append(JS_GetRuntime(ctx), list, slice_of(&text[0]), slice_of(&text[1]))) < 0)
            return -1;
    }
    return 0;
}

/* Names that became equal when lone surrogates were replaced are one; the last value counts. */
static int fill_from_record(JSContext *ctx, thaw_param_list *list, const thaw_idl_record *record)
{
    const thaw_idl_text *names = record->keys, *values = record->values;
    for (size_t i = 0; i < record->count; i++) {
        int err = thaw_param_list_append(JS_GetRuntime(ctx), list, slice_of(&names[i]), slice_of(&values[i]));
        if (throw_if(ctx, err) < 0)
            return -1;
    }
    return 0;
}

static int fill(JSContext *ctx, thaw_param_list *list, const thaw_idl_union *init)
{
    switch (init->which) {
    case INIT_PAIRS:
        return fill_from_pairs(ctx, list, &init->as.sequence);
    case INIT_RECORD:
        return fill_from_record(ctx, list, &init->as.record);
    default:
        return parse_search(ctx, list, slice_of(&init->as.text));
    }
}

static JSValue params_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    thaw_search_params *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &self));
    if (JS_IsException(object.v) || (args->has_init && fill(ctx, &self->list, &args->init) < 0))
        return JS_EXCEPTION;
    return thaw_value_take(&object);
}

/* ---- members ---- */

typedef struct {
    thaw_idl_text name;
} name_args;
typedef struct {
    thaw_idl_text name, value;
} pair_args;
typedef struct {
    bool has_value;
    thaw_idl_text name, value;
} maybe_pair_args;

static JSValue params_size(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_search_params *self = in->self;
    return JS_NewUint32(ctx, self->list.count);
}

static JSValue params_append(JSContext *ctx, const thaw_invocation *in)
{
    thaw_search_params *self = in->self;
    const pair_args *args = in->args;
    return update(
        ctx, self,
        thaw_param_list_append(JS_GetRuntime(ctx), &self->list, slice_of(&args->name), slice_of(&args->value)));
}

static JSValue params_set(JSContext *ctx, const thaw_invocation *in)
{
    thaw_search_params *self = in->self;
    const pair_args *args = in->args;
    return update(ctx, self,
                  thaw_param_list_set(JS_GetRuntime(ctx), &self->list, slice_of(&args->name), slice_of(&args->value)));
}

static JSValue params_delete(JSContext *ctx, const thaw_invocation *in)
{
    thaw_search_params *self = in->self;
    const maybe_pair_args *args = in->args;
    thaw_slice value = slice_of(&args->value);
    thaw_param_list_delete(JS_GetRuntime(ctx), &self->list, slice_of(&args->name), args->has_value ? &value : NULL);
    return update(ctx, self, 0);
}

static JSValue params_sort(JSContext *ctx, const thaw_invocation *in)
{
    thaw_search_params *self = in->self;
    return update(ctx, self, thaw_param_list_sort(JS_GetRuntime(ctx), &self->list));
}

static JSValue params_get(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_search_params *self = in->self;
    const name_args *args = in->args;
    const thaw_param *found = thaw_param_list_find(&self->list, 0, slice_of(&args->name), NULL);
    return found ? string_of(ctx, thaw_param_value(found)) : JS_NULL;
}

static JSValue params_get_all(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_search_params *self = in->self;
    const name_args *args = in->args;
    THAW_AUTO(thaw_value) array = thaw_value_of(ctx, JS_NewArray(ctx));
    uint32_t n = 0;
    for (uint32_t i = 0; i < self->list.count && !JS_IsException(array.v); i++) {
        const thaw_param *p = self->list.items[i];
        if (!thaw_slice_equal(thaw_param_name(p), slice_of(&args->name)))
            continue;
        JSValue value = string_of(ctx, thaw_param_value(p));
        if (JS_IsException(value) || JS_DefinePropertyValueUint32(ctx, array.v, n++, value, JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&array);
}

static JSValue params_has(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_search_params *self = in->self;
    const maybe_pair_args *args = in->args;
    thaw_slice value = slice_of(&args->value);
    return JS_NewBool(
        ctx, thaw_param_list_find(&self->list, 0, slice_of(&args->name), args->has_value ? &value : NULL) != NULL);
}

static JSValue params_to_string(JSContext *ctx, const thaw_invocation *in)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(SIZE_MAX / 4);
    if (serialise(ctx, in->self, &text) < 0)
        return JS_EXCEPTION;
    return thaw_ascii_string_new(ctx, (thaw_slice){ text.len ? text.data : "", text.len });
}

static int params_pair_at(JSContext *ctx, void *opaque, uint32_t index, JSValue *ret_key, JSValue *ret_value)
{
    const thaw_search_params *self = opaque;
    if (index >= self->list.count)
        return 0;
    const thaw_param *p = self->list.items[index];
    THAW_AUTO(thaw_value) key = thaw_value_of(ctx, string_of(ctx, thaw_param_name(p)));
    JSValue value = JS_IsException(key.v) ? JS_EXCEPTION : string_of(ctx, thaw_param_value(p));
    if (JS_IsException(value))
        return -1;
    *ret_key = thaw_value_take(&key);
    *ret_value = value;
    return 1;
}

#define NAME_ARGS name_args, THAW_REQUIRED(name_args, name, "name", USVString)
#define PAIR_ARGS \
    pair_args, THAW_REQUIRED(pair_args, name, "name", USVString), THAW_REQUIRED(pair_args, value, "value", USVString)
#define MAYBE_PAIR_ARGS                                                       \
    maybe_pair_args, THAW_REQUIRED(maybe_pair_args, name, "name", USVString), \
        THAW_OPTIONAL(maybe_pair_args, value, "value", USVString)
#define ROW(row, ...) row(__VA_ARGS__)

static const thaw_member members[] = {
    THAW_READONLY("size", params_size),
    ROW(THAW_METHOD_ARGS, "append", params_append, PAIR_ARGS),
    ROW(THAW_METHOD_ARGS, "delete", params_delete, MAYBE_PAIR_ARGS),
    ROW(THAW_METHOD_ARGS, "get", params_get, NAME_ARGS),
    ROW(THAW_METHOD_ARGS, "getAll", params_get_all, NAME_ARGS),
    ROW(THAW_METHOD_ARGS, "has", params_has, MAYBE_PAIR_ARGS),
    ROW(THAW_METHOD_ARGS, "set", params_set, PAIR_ARGS),
    THAW_METHOD("sort", params_sort),
    THAW_PAIR_ITERABLE(params_pair_at),
    THAW_METHOD("toString", params_to_string),
};
static const thaw_interface params_interface = {
    .cls = &thaw_search_params_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR_ARGS(params_construct, construct_args, THAW_OPTIONAL(construct_args, init, "init", params_init)),
};

int thaw_search_params_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &params_interface);
}
