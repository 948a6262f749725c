/* SPDX-License-Identifier: MIT
 * What only browsers have a use for (mode, cache, referrer, ...) is kept and told, and otherwise has no effect; but its
 * checks hold, so that a program that makes a mistake hears of it. */
#include "web/fetch/request.h"
#include "web/fetch/body_stream.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "parse/url.h"
#include "web/dom/abort_signal.h"
#include "web/file/blob_url.h"

/* ---- what the constructor takes ---- */

typedef thaw_message request;
#define request_class thaw_request_class
THAW_IDL_INTERFACE(request);
typedef enum { INPUT_REQUEST, INPUT_URL } input_kind;
THAW_IDL_UNION(request_info, "(Request or USVString)", &thaw_idl_request, &thaw_idl_USVString);

THAW_IDL_ENUM(referrer_policy, "ReferrerPolicy", "", "no-referrer", "no-referrer-when-downgrade", "same-origin",
              "origin", "strict-origin", "origin-when-cross-origin", "strict-origin-when-cross-origin", "unsafe-url");
enum { MODE_NAVIGATE, MODE_SAME_ORIGIN, MODE_NO_CORS, MODE_CORS };
THAW_IDL_ENUM(request_mode, "RequestMode", "navigate", "same-origin", "no-cors", "cors");
enum { CREDENTIALS_OMIT, CREDENTIALS_SAME_ORIGIN, CREDENTIALS_INCLUDE };
THAW_IDL_ENUM(request_credentials, "RequestCredentials", "omit", "same-origin", "include");
enum { CACHE_ONLY_IF_CACHED = 5 };
THAW_IDL_ENUM(request_cache, "RequestCache", "default", "no-store", "reload", "no-cache", "force-cache",
              "only-if-cached");
THAW_IDL_ENUM(request_redirect, "RequestRedirect", "follow", "error", "manual");
THAW_IDL_ENUM(request_duplex, "RequestDuplex", "half");
THAW_IDL_ENUM(request_priority, "RequestPriority", "high", "low", "auto");
THAW_IDL_NULLABLE(maybe_signal, "AbortSignal?", thaw_abort_signal);

typedef struct {
    bool has_body, has_cache, has_credentials, has_duplex, has_headers, has_integrity, has_keepalive, has_method,
        has_mode, has_priority, has_redirect, has_referrer, has_referrer_policy, has_signal, has_window;
    bool keepalive;
    int cache, credentials, duplex, mode, priority, redirect, referrer_policy;
    JSValueConst body, window;
    thaw_idl_union headers;
    thaw_idl_text integrity, method, referrer;
    thaw_abort_signal_ref signal;
} request_init;
THAW_IDL_DICTIONARY(request_init, "RequestInit", THAW_OPTIONAL(request_init, body, "body", any),
                    THAW_OPTIONAL(request_init, cache, "cache", request_cache),
                    THAW_OPTIONAL(request_init, credentials, "credentials", request_credentials),
                    THAW_OPTIONAL(request_init, duplex, "duplex", request_duplex),
                    THAW_OPTIONAL(request_init, headers, "headers", headers_init),
                    THAW_OPTIONAL(request_init, integrity, "integrity", USVString),
                    THAW_OPTIONAL(request_init, keepalive, "keepalive", boolean),
                    THAW_OPTIONAL(request_init, method, "method", ByteString),
                    THAW_OPTIONAL(request_init, mode, "mode", request_mode),
                    THAW_OPTIONAL(request_init, priority, "priority", request_priority),
                    THAW_OPTIONAL(request_init, redirect, "redirect", request_redirect),
                    THAW_OPTIONAL(request_init, referrer, "referrer", USVString),
                    THAW_OPTIONAL(request_init, referrer_policy, "referrerPolicy", referrer_policy),
                    THAW_OPTIONAL(request_init, signal, "signal", maybe_signal),
                    THAW_OPTIONAL(request_init, window, "window", any));

typedef struct {
    thaw_idl_union input;
    request_init init;
} construct_args;
_Static_assert(sizeof(construct_args) <= THAW_REQUEST_ARGS_SIZE, "room for the arguments of fetch");
const thaw_idl_field thaw_request_params[2] = {
    THAW_REQUIRED(construct_args, input, "input", request_info),
    THAW_DEFAULT(construct_args, init, "init", request_init, THAW_ABSENT),
};

static bool is_empty(const request_init *i)
{
    return !(i->has_body || i->has_cache || i->has_credentials || i->has_duplex || i->has_headers || i->has_integrity ||
             i->has_keepalive || i->has_method || i->has_mode || i->has_priority || i->has_redirect ||
             i->has_referrer || i->has_referrer_policy || i->has_signal || i->has_window);
}

/* ---- the constructor, part by part; each 0, or -1 with an exception pending ---- */

static thaw_slice slice_of(const thaw_idl_text *t)
{
    return (thaw_slice){ t->ptr, t->len };
}

static int refuse(JSContext *ctx, const char *message)
{
    thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_VALUE", "Failed to construct 'Request': %s", message);
    return -1;
}

static int set_text(JSContext *ctx, char **at, thaw_slice text)
{
    char *copy = thaw_text_copy(ctx, text);
    if (!copy)
        return -1;
    js_free(ctx, *at);
    *at = copy;
    return 0;
}

static int set_url(JSContext *ctx, thaw_message *self, thaw_slice input)
{
    THAW_AUTO(thaw_url) url = { 0 };
    if (thaw_message_parse_url(ctx, input, &url) < 0) {
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_URL", "Failed to parse URL from %.*s",
                        (int)(input.len < 1000 ? input.len : 1000), input.ptr);
        return -1;
    }
    if (thaw_url_has_credentials(&url))
        return refuse(ctx, "the URL includes credentials.");
    if (thaw_slice_is(thaw_url_scheme(&url), "blob"))
        thaw_slot_set(JS_GetRuntime(ctx), &self->blob,
                      JS_DupValue(ctx, thaw_blob_url_find(ctx, thaw_url_href_without_fragment(&url))));
    return set_text(ctx, &self->facts.url, thaw_url_href(&url));
}

static int set_referrer(JSContext *ctx, thaw_message *self, const request_init *init)
{
    THAW_AUTO(thaw_url) url = { 0 };
    if (!init->has_referrer)
        return 0;
    thaw_slice text = slice_of(&init->referrer);
    if (!text.len)
        return set_text(ctx, &self->facts.referrer, text);
    if (thaw_message_parse_url(ctx, text, &url) < 0)
        return refuse(ctx, "the referrer is no valid URL.");
    return set_text(ctx, &self->facts.referrer, thaw_url_href(&url));
}

static int set_method(JSContext *ctx, thaw_message *self, thaw_slice method)
{
    static const char *const forbidden[] = { "CONNECT", "TRACE", "TRACK" };
    static const char *const normalised[] = { "DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT" };
    if (!thaw_header_name_is_valid(method))
        return refuse(ctx, "the method is no valid HTTP method.");
    for (size_t i = 0; i < THAW_COUNT(forbidden); i++) {
        if (strcasecmp(method.ptr, forbidden[i]) == 0)
            return refuse(ctx, "the method is not allowed.");
    }
    for (size_t i = 0; i < THAW_COUNT(normalised); i++) {
        if (strcasecmp(method.ptr, normalised[i]) == 0)
            return set_text(ctx, &self->facts.method, thaw_slice_of(normalised[i]));
    }
    return set_text(ctx, &self->facts.method, method);
}

static int set_facts(JSContext *ctx, thaw_message *self, const request_init *init)
{
    thaw_message_facts *f = &self->facts;
    if (init->has_window && !JS_IsNull(init->window) && !JS_IsUndefined(init->window))
        return refuse(ctx, "'window' can only be null.");
    if (set_referrer(ctx, self, init) < 0)
        return -1;
    if (init->has_mode && init->mode == MODE_NAVIGATE)
        return refuse(ctx, "the mode 'navigate' is not for programs.");
    if (init->has_referrer_policy)
        f->referrer_policy = (uint8_t)init->referrer_policy;
    if (init->has_mode)
        f->mode = (uint8_t)init->mode;
    if (init->has_credentials)
        f->credentials = (uint8_t)init->credentials;
    if (init->has_cache)
        f->cache = (uint8_t)init->cache;
    if (f->cache == CACHE_ONLY_IF_CACHED && f->mode != MODE_SAME_ORIGIN)
        return refuse(ctx, "the cache mode 'only-if-cached' needs the mode 'same-origin'.");
    if (init->has_redirect)
        f->redirect = (uint8_t)init->redirect;
    if (init->has_integrity && set_text(ctx, &f->integrity, slice_of(&init->integrity)) < 0)
        return -1;
    if (init->has_keepalive)
        f->keepalive = init->keepalive;
    if (init->has_priority)
        f->priority = (uint8_t)init->priority;
    return init->has_method ? set_method(ctx, self, slice_of(&init->method)) : 0;
}

static bool is_simple_method(const char *method)
{
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 || strcmp(method, "POST") == 0;
}

static int set_headers(JSContext *ctx, thaw_message *self, const request_init *init)
{
    JSRuntime *rt = JS_GetRuntime(ctx);
    bool no_cors = self->facts.mode == MODE_NO_CORS;
    self->guard = no_cors ? THAW_HEADERS_NO_CORS : THAW_HEADERS_PLAIN;
    if (no_cors && !is_simple_method(self->facts.method))
        return refuse(ctx, "the method is not allowed in the mode 'no-cors'.");
    if (init->has_headers) {
        thaw_header_list_done(rt, &self->own_headers);
        return thaw_headers_fill(ctx, &self->own_headers, self->guard, &init->headers);
    }
    if (no_cors && !is_empty(init)) { /* what another guard let pass may not pass this one */
        for (uint32_t i = self->own_headers.count; i-- > 0;) {
            const thaw_header *h = &self->own_headers.items[i];
            thaw_slice name = { h->name, h->name_len };
            if (!thaw_header_is_no_cors_safelisted(name, (thaw_slice){ h->value, h->value_len }))
                thaw_header_list_delete(rt, &self->own_headers, name);
        }
    }
    return 0;
}

static int set_body(JSContext *ctx, thaw_message *self, thaw_message *input, const request_init *init)
{
    bool given = init->has_body && !JS_IsNull(init->body) && !JS_IsUndefined(init->body);
    bool inherited = input && input->has_body;
    const char *method = self->facts.method;
    if ((given || inherited) && (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0))
        return refuse(ctx, "a request with the method GET or HEAD can't have a body.");
    if (given && thaw_body_is_stream(init->body)) {
        if (!init->has_duplex)
            return refuse(ctx, "duplex: 'half' must be given with a body that is a stream.");
        return thaw_body_set_stream(ctx, self, init->body);
    }
    if (given) {
        thaw_bytes bytes = { 0 };
        THAW_AUTO(thaw_buf) type = thaw_buf_of(SIZE_MAX / 2);
        if (thaw_body_extract(ctx, init->body, &bytes, &type) < 0)
            return -1;
        return thaw_body_set(ctx, self, &bytes, &type);
    }
    if (!inherited)
        return 0;
    if (thaw_body_is_unusable(input))
        return refuse(ctx, "the body of the input has been used.");
    return thaw_body_hand_on(ctx, input, self);
}

JSValueConst thaw_request_signal(const thaw_message *request)
{
    return JS_IsUndefined(request->signal) ? request->follows : request->signal;
}

static void set_signal(JSContext *ctx, thaw_message *self, const thaw_message *input, const request_init *init)
{
    JSValueConst signal = JS_UNDEFINED;
    if (init->has_signal)
        signal = init->signal.self ? init->signal.object : JS_UNDEFINED;
    else if (input)
        signal = thaw_request_signal(input);
    thaw_slot_set(JS_GetRuntime(ctx), &self->follows, JS_DupValue(ctx, signal));
}

static int start_from_url(JSContext *ctx, thaw_message *self, thaw_slice url)
{
    self->facts.mode = MODE_CORS;
    self->facts.credentials = CREDENTIALS_SAME_ORIGIN;
    self->facts.priority = 2;
    return set_url(ctx, self, url) < 0 || set_text(ctx, &self->facts.method, THAW_SLICE("GET")) < 0 ||
                   set_text(ctx, &self->facts.referrer, THAW_SLICE("about:client")) < 0
               ? -1
               : 0;
}

static int fill(JSContext *ctx, thaw_message *self, const construct_args *args)
{
    const request_init *init = &args->init;
    thaw_message *input = args->input.which == INPUT_REQUEST ? args->input.as.object.self : NULL;
    if (input ? thaw_message_copy(ctx, input, self) < 0 : start_from_url(ctx, self, slice_of(&args->input.as.text)) < 0)
        return -1;
    if (input && !is_empty(init)) {
        self->facts.referrer_policy = 0;
        if (set_text(ctx, &self->facts.referrer, THAW_SLICE("about:client")) < 0)
            return -1;
    }
    if (set_facts(ctx, self, init) < 0 || set_headers(ctx, self, init) < 0 || set_body(ctx, self, input, init) < 0)
        return -1;
    set_signal(ctx, self, input, init);
    return 0;
}

static JSValue request_construct(JSContext *ctx, const thaw_invocation *in)
{
    thaw_message *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &self));
    return JS_IsException(object.v) || fill(ctx, self, in->args) < 0 ? JS_EXCEPTION : thaw_value_take(&object);
}

static JSValue request_new(JSContext *ctx, thaw_message **ret)
{
    return thaw_native_new(ctx, &thaw_request_class, JS_UNDEFINED, ret);
}

JSValue thaw_request_from_args(JSContext *ctx, const void *args)
{
    thaw_message *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, request_new(ctx, &self));
    return JS_IsException(object.v) || fill(ctx, self, args) < 0 ? JS_EXCEPTION : thaw_value_take(&object);
}

/* ---- members ---- */

static JSValue request_clone(JSContext *ctx, const thaw_invocation *in)
{
    thaw_message *self = in->self, *copy;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, request_new(ctx, &copy));
    if (JS_IsException(object.v) || thaw_body_clone(ctx, self, copy) < 0 || thaw_message_copy(ctx, self, copy) < 0)
        return JS_EXCEPTION;
    thaw_slot_set(JS_GetRuntime(ctx), &copy->follows, JS_DupValue(ctx, thaw_request_signal(self)));
    return thaw_value_take(&object);
}

static JSValue text_or_empty(JSContext *ctx, const char *text)
{
    return JS_NewString(ctx, text ? text : "");
}

#define TEXT_GETTER(member)                                                        \
    static JSValue request_##member(JSContext *ctx, const thaw_invocation *in)     \
    {                                                                              \
        return text_or_empty(ctx, ((const thaw_message *)in->self)->facts.member); \
    }
#define ENUM_GETTER(member, type)                                                               \
    static JSValue request_##member(JSContext *ctx, const thaw_invocation *in)                  \
    {                                                                                           \
        return JS_NewString(ctx, (type).names[((const thaw_message *)in->self)->facts.member]); \
    }
#define CONSTANT_GETTER(member, value)                                         \
    static JSValue request_##member(JSContext *ctx, const thaw_invocation *in) \
    {                                                                          \
        return value;                                                          \
    }
TEXT_GETTER(method)
TEXT_GETTER(url)
TEXT_GETTER(referrer)
TEXT_GETTER(integrity)
ENUM_GETTER(referrer_policy, thaw_idl_referrer_policy)
ENUM_GETTER(mode, thaw_idl_request_mode)
ENUM_GETTER(credentials, thaw_idl_request_credentials)
ENUM_GETTER(cache, thaw_idl_request_cache)
ENUM_GETTER(redirect, thaw_idl_request_redirect)
CONSTANT_GETTER(destination, JS_NewString(ctx, ""))
CONSTANT_GETTER(duplex, JS_NewString(ctx, "half"))
CONSTANT_GETTER(is_navigation, JS_FALSE)

static JSValue request_keepalive(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewBool(ctx, ((const thaw_message *)in->self)->facts.keepalive);
}

static JSValue request_signal(JSContext *ctx, const thaw_invocation *in)
{
    thaw_message *self = in->self;
    if (JS_IsUndefined(self->signal)) {
        int n = JS_IsUndefined(self->follows) ? 0 : 1;
        JSValue signal =
            n ? thaw_abort_signal_any(ctx, n, (JSValueConst[]){ self->follows }) : thaw_abort_signal_new(ctx);
        if (JS_IsException(signal))
            return JS_EXCEPTION;
        thaw_slot_set(JS_GetRuntime(ctx), &self->signal, signal);
    }
    return JS_DupValue(ctx, self->signal);
}

static const thaw_member members[] = {
    THAW_READONLY("method", request_method),
    THAW_READONLY("url", request_url),
    THAW_READONLY("destination", request_destination),
    THAW_READONLY("referrer", request_referrer),
    THAW_READONLY("referrerPolicy", request_referrer_policy),
    THAW_READONLY("mode", request_mode),
    THAW_READONLY("credentials", request_credentials),
    THAW_READONLY("cache", request_cache),
    THAW_READONLY("redirect", request_redirect),
    THAW_READONLY("integrity", request_integrity),
    THAW_READONLY("keepalive", request_keepalive),
    THAW_READONLY("isReloadNavigation", request_is_navigation),
    THAW_READONLY("isHistoryNavigation", request_is_navigation),
    THAW_READONLY("signal", request_signal),
    THAW_READONLY("duplex", request_duplex),
    THAW_METHOD("clone", request_clone),
    THAW_MESSAGE_MEMBERS,
};
static const thaw_interface request_interface = {
    .cls = &thaw_request_class,
    THAW_MEMBERS(members),
    .constructor = { .body = request_construct,
                     .args_size = sizeof(construct_args),
                     .params = thaw_request_params,
                     .n_params = THAW_COUNT(thaw_request_params) },
};

int thaw_request_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &request_interface);
}
