/* SPDX-License-Identifier: MIT */
#include "web/fetch/response.h"
#include "web/fetch/body_stream.h"

#include <string.h>

#include "js/auto_values.h"
#include "js/engine_json.h"
#include "js/errors.h"
#include "parse/url.h"

static const char *const type_names[] = {
    [THAW_RESPONSE_BASIC] = "basic",     [THAW_RESPONSE_CORS] = "cors",
    [THAW_RESPONSE_DEFAULT] = "default", [THAW_RESPONSE_ERROR] = "error",
    [THAW_RESPONSE_OPAQUE] = "opaque",   [THAW_RESPONSE_OPAQUE_REDIRECT] = "opaqueredirect",
};

typedef struct {
    bool has_headers;
    uint16_t status;
    thaw_idl_union headers;
    thaw_idl_text status_text;
} response_init;
THAW_IDL_DICTIONARY(response_init, "ResponseInit", THAW_OPTIONAL(response_init, headers, "headers", headers_init),
                    THAW_DEFAULT(response_init, status, "status", unsigned_short, THAW_NUMBER(200)),
                    THAW_DEFAULT(response_init, status_text, "statusText", ByteString, THAW_TEXT("")));

typedef struct {
    bool has_body;
    JSValueConst body;
    response_init init;
} construct_args;

/* ---- making ---- */

JSValue thaw_response_new(JSContext *ctx, uint16_t status, thaw_response_type type, thaw_message **ret)
{
    thaw_message *self;
    JSValue object = thaw_native_new(ctx, &thaw_response_class, JS_UNDEFINED, &self);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    self->facts.status = status;
    self->facts.type = (uint8_t)type;
    *ret = self;
    return object;
}

/* Tab, space and what is visible, or beyond ASCII. */
static bool is_reason_phrase(thaw_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

static bool has_null_body_status(const thaw_message *m)
{
    uint16_t status = m->facts.status;
    return status == 101 || status == 103 || status == 204 || status == 205 || status == 304;
}

/* Takes the bytes; they are NULL for a null body. */
static int fill(JSContext *ctx, thaw_message *self, const response_init *init, thaw_bytes *bytes, const thaw_buf *type)
{
    thaw_slice text = { init->status_text.ptr, init->status_text.len };
    if (init->status < 200 || init->status > 599) {
        thaw_throw_code(ctx, "RangeError", "ERR_OUT_OF_RANGE",
                        "Failed to construct 'Response': the status (%u) must be from 200 to 599.", init->status);
        return -1;
    }
    if (!is_reason_phrase(text)) {
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_VALUE",
                        "Failed to construct 'Response': statusText holds characters that it can't.");
        return -1;
    }
    self->facts.status = init->status;
    self->facts.type = THAW_RESPONSE_DEFAULT;
    if (text.len) {
        self->facts.status_text = thaw_text_copy(ctx, text);
        if (!self->facts.status_text)
            return -1;
    }
    if (init->has_headers && thaw_headers_fill(ctx, &self->own_headers, THAW_HEADERS_PLAIN, &init->headers) < 0)
        return -1;
    if (bytes && has_null_body_status(self)) {
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_VALUE",
                        "Failed to construct 'Response': a response with the status %u can't have a body.",
                        init->status);
        return -1;
    }
    return bytes ? thaw_body_set(ctx, self, bytes, type) : 0;
}

static JSValue response_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    thaw_message *self;
    thaw_bytes bytes = { 0 };
    THAW_AUTO(thaw_buf) type = thaw_buf_of(SIZE_MAX / 2);
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &self));
    bool given = args->has_body && !JS_IsNull(args->body) && !JS_IsUndefined(args->body);
    bool is_stream = given && thaw_body_is_stream(args->body);
    if (JS_IsException(object.v) || (given && !is_stream && thaw_body_extract(ctx, args->body, &bytes, &type) < 0))
        return JS_EXCEPTION;
    if (is_stream && thaw_body_set_stream(ctx, self, args->body) < 0)
        return JS_EXCEPTION;
    if (fill(ctx, self, &args->init, given ? &bytes : NULL, &type) == 0)
        return thaw_value_take(&object);
    thaw_bytes_done(JS_GetRuntime(ctx), &bytes);
    return JS_EXCEPTION;
}

static JSValue response_error(JSContext *ctx, const thaw_invocation *in)
{
    thaw_message *self;
    JSValue object = thaw_response_new(ctx, 0, THAW_RESPONSE_ERROR, &self);
    if (!JS_IsException(object))
        self->guard = THAW_HEADERS_IMMUTABLE;
    return object;
}

typedef struct {
    thaw_idl_text url;
    uint16_t status;
} redirect_args;

static JSValue response_redirect(JSContext *ctx, const thaw_invocation *in)
{
    const redirect_args *args = in->args;
    thaw_message *self;
    THAW_AUTO(thaw_url) url = { 0 };
    if (thaw_message_parse_url(ctx, (thaw_slice){ args->url.ptr, args->url.len }, &url) < 0)
        return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_URL", "Failed to parse URL from %.1000s", args->url.ptr);
    if (args->status != 301 && args->status != 302 && args->status != 303 && args->status != 307 && args->status != 308)
        return thaw_throw_code(ctx, "RangeError", "ERR_OUT_OF_RANGE", "Invalid status code %u", args->status);
    THAW_AUTO(thaw_value)
    object = thaw_value_of(ctx, thaw_response_new(ctx, args->status, THAW_RESPONSE_DEFAULT, &self));
    if (JS_IsException(object.v))
        return JS_EXCEPTION;
    self->guard = THAW_HEADERS_IMMUTABLE;
    int err =
        thaw_header_list_append(JS_GetRuntime(ctx), &self->own_headers, THAW_SLICE("Location"), thaw_url_href(&url));
    return err ? thaw_throw(ctx, err, NULL, NULL) : thaw_value_take(&object);
}

typedef struct {
    JSValueConst data;
    response_init init;
} json_args;

static JSValue response_json(JSContext *ctx, const thaw_invocation *in)
{
    const json_args *args = in->args;
    THAW_AUTO(thaw_value) json = thaw_value_of(ctx, thaw_engine_stringify_json(ctx, args->data));
    if (JS_IsException(json.v))
        return JS_EXCEPTION;
    if (JS_IsUndefined(json.v))
        return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_VALUE", "The data is not JSON serializable");
    thaw_message *self;
    thaw_bytes bytes = { 0 };
    THAW_AUTO(thaw_buf) type = thaw_buf_of(SIZE_MAX / 2);
    THAW_AUTO(thaw_buf) own_type = thaw_buf_of(32);
    thaw_buf_puts(&own_type, "application/json");
    THAW_AUTO(thaw_value)
    object = thaw_value_of(ctx, thaw_response_new(ctx, 200, THAW_RESPONSE_DEFAULT, &self));
    if (JS_IsException(object.v) || thaw_body_extract(ctx, json.v, &bytes, &type) < 0)
        return JS_EXCEPTION;
    if (fill(ctx, self, &args->init, &bytes, &own_type) == 0)
        return thaw_value_take(&object);
    thaw_bytes_done(JS_GetRuntime(ctx), &bytes);
    return JS_EXCEPTION;
}

/* ---- members ---- */

static JSValue response_type(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewString(ctx, type_names[((const thaw_message *)in->self)->facts.type]);
}

static JSValue response_url(JSContext *ctx, const thaw_invocation *in)
{
    const char *url = ((const thaw_message *)in->self)->facts.url;
    return JS_NewString(ctx, url ? url : "");
}

static JSValue response_redirected(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewBool(ctx, ((const thaw_message *)in->self)->facts.redirected);
}

static JSValue response_status(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewInt32(ctx, ((const thaw_message *)in->self)->facts.status);
}

static JSValue response_ok(JSContext *ctx, const thaw_invocation *in)
{
    uint16_t status = ((const thaw_message *)in->self)->facts.status;
    return JS_NewBool(ctx, status >= 200 && status <= 299);
}

static JSValue response_status_text(JSContext *ctx, const thaw_invocation *in)
{
    return thaw_byte_string_new(ctx, thaw_slice_of(((const thaw_message *)in->self)->facts.status_text));
}

static JSValue response_clone(JSContext *ctx, const thaw_invocation *in)
{
    thaw_message *self = in->self, *copy;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_response_new(ctx, 0, THAW_RESPONSE_DEFAULT, &copy));
    if (JS_IsException(object.v) || thaw_body_clone(ctx, self, copy) < 0 || thaw_message_copy(ctx, self, copy) < 0)
        return JS_EXCEPTION;
    copy->signal = JS_DupValue(ctx, self->signal);
    return thaw_value_take(&object);
}

static const thaw_member members[] = {
    THAW_STATIC_METHOD("error", response_error),
    THAW_STATIC_METHOD_ARGS("redirect", response_redirect, redirect_args,
                            THAW_REQUIRED(redirect_args, url, "url", USVString),
                            THAW_DEFAULT(redirect_args, status, "status", unsigned_short, THAW_NUMBER(302))),
    THAW_STATIC_METHOD_ARGS("json", response_json, json_args, THAW_REQUIRED(json_args, data, "data", any),
                            THAW_DEFAULT(json_args, init, "init", response_init, THAW_ABSENT)),
    THAW_READONLY("type", response_type),
    THAW_READONLY("url", response_url),
    THAW_READONLY("redirected", response_redirected),
    THAW_READONLY("status", response_status),
    THAW_READONLY("ok", response_ok),
    THAW_READONLY("statusText", response_status_text),
    THAW_METHOD("clone", response_clone),
    THAW_MESSAGE_MEMBERS,
};
static const thaw_interface response_interface = {
    .cls = &thaw_response_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR_ARGS(response_construct, construct_args, THAW_OPTIONAL(construct_args, body, "body", any),
                          THAW_DEFAULT(construct_args, init, "init", response_init, THAW_ABSENT)),
};

int thaw_response_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &response_interface);
}
