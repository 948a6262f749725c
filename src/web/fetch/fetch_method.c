/* SPDX-License-Identifier: MIT
 * fetch() for what needs no network: data: and blob: URLs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "parse/data_url.h"
#include "parse/mime_type.h"
#include "parse/url.h"
#include "web/dom/abort_signal.h"
#include "web/fetch/fetch.h"
#include "web/fetch/fetching.h"
#include "web/fetch/integrity.h"
#include "web/fetch/request.h"
#include "web/fetch/response.h"
#include "web/file/blob.h"

typedef struct {
    thaw_native base;
} fetch_scope;
THAW_CLASS_PLAIN(fetch_scope, FETCH_SCOPE, "WindowOrWorkerGlobalScope");

/* TypeError 'fetch failed', with the reason as its cause. */
static JSValue failed(JSContext *ctx, const char *code, const char *message)
{
    THAW_AUTO(thaw_value) cause = thaw_value_of(ctx, thaw_error_with_code(ctx, "Error", code, message));
    JSValue error = JS_NewTypeError(ctx, "fetch failed");
    if (JS_IsException(error))
        return JS_EXCEPTION;
    if (JS_DefinePropertyValueStr(ctx, error, "cause", thaw_value_take(&cause),
                                  JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) < 0) {
        JS_FreeValue(ctx, error);
        return JS_EXCEPTION;
    }
    return JS_Throw(ctx, error);
}

static int add_header(JSContext *ctx, thaw_message *m, thaw_slice name, thaw_slice value)
{
    int err = thaw_header_list_append(JS_GetRuntime(ctx), &m->own_headers, name, value);
    if (err)
        thaw_throw(ctx, err, NULL, NULL);
    return err ? -1 : 0;
}

/* A response with the body, which is taken in any case, and its type. */
static JSValue respond(JSContext *ctx, const thaw_url *url, thaw_bytes *body, thaw_slice type, bool with_length,
                       thaw_message **ret)
{
    thaw_message *self;
    char length[32];
    int n = snprintf(length, sizeof length, "%zu", body->size);
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_response_new(ctx, 200, THAW_RESPONSE_BASIC, &self));
    THAW_AUTO(thaw_buf) no_type = thaw_buf_of(0);
    if (JS_IsException(object.v)) {
        thaw_bytes_done(JS_GetRuntime(ctx), body);
        return JS_EXCEPTION;
    }
    self->guard = THAW_HEADERS_IMMUTABLE;
    if (thaw_body_set(ctx, self, body, &no_type) < 0 ||
        (with_length && add_header(ctx, self, THAW_SLICE("Content-Length"), (thaw_slice){ length, (size_t)n }) < 0) ||
        add_header(ctx, self, THAW_SLICE("Content-Type"), type) < 0)
        return JS_EXCEPTION;
    self->facts.url = thaw_text_copy(ctx, thaw_url_href_without_fragment(url));
    self->facts.status_text = thaw_text_copy(ctx, THAW_SLICE("OK"));
    if (!self->facts.url || !self->facts.status_text)
        return JS_EXCEPTION;
    *ret = self;
    return thaw_value_take(&object);
}

/* ---- data: ---- */

static int serialise_type(thaw_slice written, thaw_buf *out)
{
    THAW_AUTO(thaw_mime_type) type = { 0 };
    THAW_AUTO(thaw_buf) whole = thaw_buf_of(THAW_MIME_SIZE_MAX);
    if (written.len && written.ptr[0] == ';')
        thaw_buf_puts(&whole, "text/plain");
    thaw_buf_append(&whole, written.ptr, written.len);
    int err = thaw_buf_error(&whole);
    if (!err)
        err = thaw_mime_type_parse((thaw_slice){ whole.data ? whole.data : "", whole.len }, &type);
    if (err == THAW_E_SYNTAX)
        thaw_buf_puts(out, "text/plain;charset=US-ASCII");
    else if (!err)
        thaw_mime_type_serialise(&type, out);
    return err == THAW_E_SYNTAX || !err ? thaw_buf_error(out) : err;
}

static JSValue fetch_data(JSContext *ctx, const thaw_url *url, const thaw_message *request)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(SIZE_MAX / 2);
    THAW_AUTO(thaw_buf) type = thaw_buf_of(THAW_MIME_SIZE_MAX);
    thaw_data_url data;
    int err = thaw_data_url_parse(thaw_url_href_without_fragment(url), &data, &text);
    if (!err)
        err = serialise_type(data.type, &type);
    if (err == -ENOMEM)
        return JS_ThrowOutOfMemory(ctx);
    if (err)
        return failed(ctx, "ERR_INVALID_URL", "invalid data: URL");
    thaw_bytes body = { 0 };
    thaw_message *response;
    bool head = strcmp(request->facts.method, "HEAD") == 0;
    if (thaw_bytes_copy_of(ctx, (thaw_slice){ text.data, head ? 0 : text.len }, &body) < 0)
        return JS_EXCEPTION;
    return respond(ctx, url, &body, (thaw_slice){ type.data, type.len }, false, &response);
}

/* ---- blob: ---- */

/* Digits; *at moves behind them. Too large a number is the largest. */
static bool read_number(const char **at, size_t *ret)
{
    char *end;
    if (**at < '0' || **at > '9')
        return false;
    *ret = strtoul(*at, &end, 10);
    *at = end;
    return true;
}

/* "bytes=1-5", "bytes=1-", "bytes=-5". False if it is another thing or lies outside. */
static bool parse_range(const char *text, size_t size, size_t *ret_start, size_t *ret_len)
{
    size_t first = 0, last = SIZE_MAX;
    if (strncmp(text, "bytes", 5) != 0)
        return false;
    text += 5 + strspn(text + 5, " \t");
    if (*text != '=')
        return false;
    text += 1 + strspn(text + 1, " \t");
    bool has_first = read_number(&text, &first);
    text += strspn(text, " \t");
    if (*text++ != '-')
        return false;
    text += strspn(text, " \t");
    bool has_last = read_number(&text, &last);
    if (*text || (!has_first && (!has_last || !last)) || (has_first && (first >= size || last < first)))
        return false;
    if (!has_first) { /* so many at the end */
        *ret_len = last < size ? last : size;
        *ret_start = size - *ret_len;
        return true;
    }
    *ret_start = first;
    *ret_len = (last < size ? last + 1 : size) - first;
    return true;
}

static JSValue fetch_blob_range(JSContext *ctx, const thaw_url *url, const thaw_blob *blob, const char *range)
{
    size_t start, len;
    thaw_bytes body = { 0 };
    thaw_message *response;
    char content_range[96];
    if (!parse_range(range, blob->bytes.size, &start, &len))
        return failed(ctx, "ERR_INVALID_ARG_VALUE", "invalid range");
    if (thaw_bytes_slice(ctx, &blob->bytes, start, len, &body) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, respond(ctx, url, &body, thaw_blob_type(blob), true, &response));
    if (JS_IsException(object.v))
        return JS_EXCEPTION;
    int n =
        snprintf(content_range, sizeof content_range, "bytes %zu-%zu/%zu", start, start + len - 1, blob->bytes.size);
    response->facts.status = 206;
    js_free(ctx, response->facts.status_text);
    response->facts.status_text = thaw_text_copy(ctx, THAW_SLICE("Partial Content"));
    if (!response->facts.status_text ||
        add_header(ctx, response, THAW_SLICE("Content-Range"), (thaw_slice){ content_range, (size_t)n }) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&object);
}

static JSValue fetch_blob(JSContext *ctx, const thaw_url *url, thaw_message *request)
{
    const thaw_blob *blob = thaw_blob_of(request->blob);
    if (strcmp(request->facts.method, "GET") != 0 || !blob)
        return failed(ctx, "ERR_INVALID_URL", blob ? "blob: URLs can only be fetched by GET" : "unknown blob: URL");
    const thaw_header *range = thaw_header_list_find(thaw_message_header_list(request), THAW_SLICE("range"), 0);
    if (range)
        return fetch_blob_range(ctx, url, blob, range->value);
    thaw_bytes body = { 0 };
    thaw_message *response;
    return thaw_bytes_share(ctx, &blob->bytes, &body) < 0
               ? JS_EXCEPTION
               : respond(ctx, url, &body, thaw_blob_type(blob), true, &response);
}

/* ---- fetch ---- */

/* The response, which is taken, unless its body is another than the request says. */
static JSValue check_integrity(JSContext *ctx, const thaw_message *request, JSValue owned)
{
    THAW_AUTO(thaw_value) response = thaw_value_of(ctx, owned);
    const thaw_message *r = thaw_response_of(response.v);
    if (!r || !request->facts.integrity)
        return thaw_value_take(&response);
    int matches = thaw_integrity_matches(thaw_slice_of(request->facts.integrity), &r->body);
    if (matches < 0)
        return JS_ThrowOutOfMemory(ctx);
    return matches ? thaw_value_take(&response) : failed(ctx, "ERR_INTEGRITY_MISMATCH", "integrity mismatch");
}

static JSValue fetch_by_scheme(JSContext *ctx, thaw_message *request)
{
    THAW_AUTO(thaw_url) url = { 0 };
    if (thaw_url_parse(thaw_slice_of(request->facts.url), NULL, &url) < 0)
        return failed(ctx, "ERR_INVALID_URL", "invalid URL");
    thaw_slice scheme = thaw_url_scheme(&url);
    if (thaw_slice_is(scheme, "data"))
        return fetch_data(ctx, &url, request);
    if (thaw_slice_is(scheme, "blob"))
        return fetch_blob(ctx, &url, request);
    return failed(ctx, "ERR_NOT_SUPPORTED", "unknown scheme");
}

static JSValue fetch(JSContext *ctx, const thaw_invocation *in)
{
    THAW_AUTO(thaw_value) request = thaw_value_of(ctx, thaw_request_from_args(ctx, in->args));
    thaw_message *self = thaw_request_of(request.v);
    if (!self)
        return JS_EXCEPTION;
    JSValueConst signal = thaw_request_signal(self);
    const thaw_abort_signal *ends = thaw_abort_signal_of(signal);
    if (ends && thaw_abort_signal_is_aborted(ends)) {
        THAW_AUTO(thaw_value) reason = thaw_value_of(ctx, JS_DupValue(ctx, thaw_abort_signal_reason(ends)));
        thaw_fetching_cancel_body(ctx, self, reason.v);
        return JS_Throw(ctx, thaw_value_take(&reason));
    }
    THAW_AUTO(thaw_value) response = thaw_value_of(ctx, check_integrity(ctx, self, fetch_by_scheme(ctx, self)));
    return JS_IsException(response.v) ? JS_EXCEPTION : thaw_fetching_start(ctx, request.v, signal, response.v);
}

static const thaw_member members[] = {
    { .name = "fetch",
      .kind = THAW_MEMBER_STATIC_METHOD,
      .body = fetch,
      .is_promise = true,
      .args_size = THAW_REQUEST_ARGS_SIZE,
      .params = thaw_request_params,
      .n_params = THAW_COUNT(thaw_request_params) },
};
static const thaw_interface interface = { .cls = &fetch_scope_class, THAW_MEMBERS(members), .is_hidden = true };

int thaw_fetch_method_init(JSContext *ctx)
{
    if (thaw_fetching_init(ctx) < 0 || thaw_interface_define(ctx, &interface) < 0)
        return -1;
    THAW_AUTO(thaw_value) proto = thaw_value_of(ctx, JS_GetClassProto(ctx, fetch_scope_class.id));
    THAW_AUTO(thaw_value) holder = thaw_value_of(ctx, JS_GetPropertyStr(ctx, proto.v, "constructor"));
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    JSValue function = JS_GetPropertyStr(ctx, holder.v, "fetch");
    return JS_IsException(function) || JS_DefinePropertyValueStr(ctx, global.v, "fetch", function, JS_PROP_C_W_E) < 0
               ? -1
               : 0;
}
