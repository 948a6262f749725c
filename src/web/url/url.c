/* SPDX-License-Identifier: MIT */
#include "web/url/url.h"

#include <errno.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "js/engine_values.h"
#include "js/errors.h"
#include "js/webidl/interface.h"
#include "web/file/blob.h"
#include "web/file/blob_url.h"

static void url_dispose(JSRuntime *rt, void *self)
{
    js_free_rt(rt, ((thaw_url_object *)self)->url.href);
}
THAW_CLASS_TABLE(thaw_url_object, URL, "URL", .dispose = url_dispose);

static void *engine_alloc(void *opaque, size_t size)
{
    return js_malloc(opaque, size);
}

static void engine_free(void *opaque, void *p)
{
    js_free(opaque, p);
}

static thaw_url_memory memory_of(JSContext *ctx)
{
    return (thaw_url_memory){ engine_alloc, engine_free, ctx };
}

static thaw_slice slice_of(const thaw_idl_text *t)
{
    return (thaw_slice){ t->ptr, t->len };
}

JSValue thaw_ascii_string_new(JSContext *ctx, thaw_slice text)
{
    void *to;
    JSValue string = thaw_engine_text_alloc(ctx, text.len, false, &to);
    if (!JS_IsException(string) && to)
        memcpy(to, text.ptr, text.len);
    return string;
}

/* ---- making ---- */

/* As Node's: with the `input`, and the `base` if there was one. */
static JSValue throw_invalid(JSContext *ctx, thaw_slice input, const thaw_slice *base)
{
    THAW_AUTO(thaw_value)
    error = thaw_value_of(ctx, thaw_error_with_code(ctx, "TypeError", "ERR_INVALID_URL", "Invalid URL"));
    if (!JS_IsObject(error.v))
        return JS_Throw(ctx, thaw_value_take(&error));
    JSValue text = JS_NewStringLen(ctx, input.ptr, input.len);
    if (JS_IsException(text) || JS_DefinePropertyValueStr(ctx, error.v, "input", text, JS_PROP_C_W_E) < 0)
        return JS_EXCEPTION;
    if (base) {
        text = JS_NewStringLen(ctx, base->ptr, base->len);
        if (JS_IsException(text) || JS_DefinePropertyValueStr(ctx, error.v, "base", text, JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return JS_Throw(ctx, thaw_value_take(&error));
}

typedef struct {
    bool has_base;
    thaw_idl_text url, base;
} url_args;

/* 0, THAW_E_SYNTAX or -ENOMEM with an exception pending. */
static int parse(JSContext *ctx, const url_args *args, thaw_url *ret)
{
    thaw_slice base = slice_of(&args->base);
    thaw_url_memory memory = memory_of(ctx);
    return thaw_url_parse_in(&memory, slice_of(&args->url), args->has_base ? &base : NULL, ret);
}

static JSValue url_construct(JSContext *ctx, const thaw_invocation *in)
{
    const url_args *args = in->args;
    thaw_url_object *self;
    thaw_url url;
    int err = parse(ctx, args, &url);
    if (err == THAW_E_SYNTAX) {
        thaw_slice base = slice_of(&args->base);
        return throw_invalid(ctx, slice_of(&args->url), args->has_base ? &base : NULL);
    }
    if (err)
        return JS_EXCEPTION;
    JSValue object = thaw_interface_construct(ctx, in, &self);
    if (JS_IsException(object))
        js_free(ctx, url.href);
    else
        self->url = url;
    return object;
}

static JSValue url_parse(JSContext *ctx, const thaw_invocation *in)
{
    thaw_url_object *self;
    thaw_url url;
    int err = parse(ctx, in->args, &url);
    if (err)
        return err == THAW_E_SYNTAX ? JS_NULL : JS_EXCEPTION;
    JSValue object = thaw_native_new(ctx, &thaw_url_object_class, JS_UNDEFINED, &self);
    if (JS_IsException(object))
        js_free(ctx, url.href);
    else
        self->url = url;
    return object;
}

static JSValue url_can_parse(JSContext *ctx, const thaw_invocation *in)
{
    const url_args *args = in->args;
    thaw_slice base = slice_of(&args->base);
    return JS_NewBool(ctx, thaw_url_can_parse(slice_of(&args->url), args->has_base ? &base : NULL));
}

/* ---- attributes ---- */

static JSValue url_href(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_url_object *self = in->self;
    return thaw_ascii_string_new(ctx, thaw_url_href(&self->url));
}

/* The URLSearchParams, if there are any yet, follow the query. */
static int follow(JSContext *ctx, thaw_url_object *self)
{
    thaw_search_params *params = thaw_search_params_of(self->search_params);
    return params ? thaw_search_params_refill(ctx, params, thaw_url_get(&self->url, THAW_URL_SEARCH)) : 0;
}

static JSValue url_set_href(JSContext *ctx, const thaw_invocation *in)
{
    thaw_url_object *self = in->self;
    thaw_slice input = slice_of(in->args);
    thaw_url_memory memory = memory_of(ctx);
    thaw_url url;
    int err = thaw_url_parse_in(&memory, input, NULL, &url);
    if (err)
        return err == THAW_E_SYNTAX ? throw_invalid(ctx, input, NULL) : JS_EXCEPTION;
    js_free(ctx, self->url.href);
    self->url = url;
    return follow(ctx, self) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue url_origin(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_url_object *self = in->self;
    THAW_AUTO(thaw_url_origin) origin;
    int err = thaw_url_origin_of(&self->url, &origin);
    if (err)
        return thaw_throw(ctx, err, NULL, NULL);
    if (origin.is_opaque)
        return JS_NewString(ctx, "null");
    THAW_AUTO(thaw_buf) text = thaw_buf_of(SIZE_MAX / 4);
    thaw_buf_append(&text, origin.protocol.ptr, origin.protocol.len);
    thaw_buf_append(&text, "//", 2);
    thaw_buf_append(&text, origin.host.ptr, origin.host.len);
    if (thaw_buf_error(&text))
        return thaw_throw(ctx, thaw_buf_error(&text), NULL, NULL);
    return thaw_ascii_string_new(ctx, (thaw_slice){ text.data, text.len });
}

static JSValue get_part(JSContext *ctx, const thaw_invocation *in, thaw_url_part part)
{
    const thaw_url_object *self = in->self;
    return thaw_ascii_string_new(ctx, thaw_url_get(&self->url, part));
}

static JSValue set_part(JSContext *ctx, const thaw_invocation *in, thaw_url_part part)
{
    thaw_url_object *self = in->self;
    thaw_url_memory memory = memory_of(ctx);
    if (thaw_url_set(&memory, &self->url, part, slice_of(in->args)) < 0)
        return JS_EXCEPTION;
    return part == THAW_URL_SEARCH && follow(ctx, self) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

#define URL_PARTS(X)               \
    X(protocol, THAW_URL_PROTOCOL) \
    X(username, THAW_URL_USERNAME) \
    X(password, THAW_URL_PASSWORD) \
    X(host, THAW_URL_HOST)         \
    X(hostname, THAW_URL_HOSTNAME) \
    X(port, THAW_URL_PORT)         \
    X(pathname, THAW_URL_PATHNAME) \
    X(search, THAW_URL_SEARCH)     \
    X(hash, THAW_URL_HASH)
#define URL_ACCESSORS(name, part)                                            \
    static JSValue url_##name(JSContext *ctx, const thaw_invocation *in)     \
    {                                                                        \
        return get_part(ctx, in, part);                                      \
    }                                                                        \
    static JSValue url_set_##name(JSContext *ctx, const thaw_invocation *in) \
    {                                                                        \
        return set_part(ctx, in, part);                                      \
    }
URL_PARTS(URL_ACCESSORS)
#undef URL_ACCESSORS

static JSValue url_search_params(JSContext *ctx, const thaw_invocation *in)
{
    thaw_url_object *self = in->self;
    if (JS_IsUndefined(self->search_params)) {
        thaw_slice search = thaw_url_get(&self->url, THAW_URL_SEARCH);
        JSValue params = thaw_search_params_new(ctx, in->this_val, search);
        if (JS_IsException(params))
            return JS_EXCEPTION;
        thaw_slot_set(JS_GetRuntime(ctx), &self->search_params, params);
    }
    return JS_DupValue(ctx, self->search_params);
}

int thaw_url_object_set_query(JSContext *ctx, thaw_url_object *self, thaw_slice query)
{
    thaw_url_memory memory = memory_of(ctx);
    THAW_AUTO(thaw_buf) search = thaw_buf_of(SIZE_MAX / 4);
    if (query.len) { /* one that begins with "?" keeps it */
        thaw_buf_putc(&search, '?');
        thaw_buf_append(&search, query.ptr, query.len);
    }
    int err = thaw_buf_error(&search);
    if (err) {
        thaw_throw(ctx, err, NULL, NULL);
        return -1;
    }
    thaw_slice value = { search.len ? search.data : "", search.len };
    return thaw_url_set(&memory, &self->url, THAW_URL_SEARCH, value) < 0 ? -1 : 0;
}

/* ---- names of Blobs (File API) ---- */

typedef struct {
    thaw_blob_ref blob;
} create_args;

static JSValue url_create_object_url(JSContext *ctx, const thaw_invocation *in)
{
    return thaw_blob_url_create(ctx, ((const create_args *)in->args)->blob.object);
}

typedef struct {
    thaw_idl_text url;
} revoke_args;

static JSValue url_revoke_object_url(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_idl_text *url = &((const revoke_args *)in->args)->url;
    thaw_blob_url_revoke(ctx, (thaw_slice){ url->ptr, url->len });
    return JS_UNDEFINED;
}

/* ---- the interface ---- */

#define URL_ARGS \
    url_args, THAW_REQUIRED(url_args, url, "url", USVString), THAW_OPTIONAL(url_args, base, "base", USVString)
#define ROW(row, ...) row(__VA_ARGS__)
#define URL_ROW(name, part) THAW_ATTRIBUTE(#name, url_##name, url_set_##name, USVString),

static const thaw_member members[] = {
    ROW(THAW_STATIC_METHOD_ARGS, "parse", url_parse, URL_ARGS),
    ROW(THAW_STATIC_METHOD_ARGS, "canParse", url_can_parse, URL_ARGS),
    THAW_STATIC_METHOD_ARGS("createObjectURL", url_create_object_url, create_args,
                            THAW_REQUIRED(create_args, blob, "obj", thaw_blob)),
    THAW_STATIC_METHOD_ARGS("revokeObjectURL", url_revoke_object_url, revoke_args,
                            THAW_REQUIRED(revoke_args, url, "url", USVString)),
    THAW_ATTRIBUTE("href", url_href, url_set_href, USVString),
    THAW_READONLY("origin", url_origin),
    URL_PARTS(URL_ROW) THAW_READONLY("searchParams", url_search_params),
    THAW_METHOD("toString", url_href),
    THAW_METHOD("toJSON", url_href),
};
static const thaw_interface url_interface = {
    .cls = &thaw_url_object_class,
    THAW_MEMBERS(members),
    ROW(THAW_CONSTRUCTOR_ARGS, url_construct, URL_ARGS),
};

int thaw_url_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &url_interface);
}
