/* SPDX-License-Identifier: MIT
 * What Request and Response have in common: headers and a body. Both classes have this one struct, so that the body's
 * members are written once.
 *
 * The header list lies in the struct until a program asks for `headers`; then it moves into a Headers object. A body is
 * bytes that are shared by reference:
 *
 *     has_body false: null --------------------------------------------- reads as empty, as often as one likes
 *     has_body true, used false: bytes --(consume, a new Request)--> used true: nothing left, can't be read again
 *
 * or it is a stream (body_stream.h), which tells itself whether it was read from. */
#ifndef THAW_WEB_FETCH_MESSAGE_H
#define THAW_WEB_FETCH_MESSAGE_H

#include "base/auto.h"
#include "base/buf.h"
#include "js/webidl/interface.h"
#include "parse/url.h"
#include "web/fetch/headers.h"
#include "web/file/bytes.h"

/* Texts of the engine's heap, NUL-terminated; NULL is the empty one. */
typedef struct {
    char *url;         /* of a request with its fragment, of a response without */
    char *method;      /* of a request */
    char *referrer;    /* of a request: "about:client" unless a program says otherwise */
    char *integrity;   /* of a request */
    char *status_text; /* of a response: bytes */
    uint16_t status;   /* of a response, 0 for Response.error() */
    uint8_t type;      /* of a response: index of ResponseType */
    bool redirected;   /* of a response */
    bool keepalive;    /* of a request, as the following indices of the enumerations in request.c */
    uint8_t referrer_policy, mode, credentials, cache, redirect, priority;
} thaw_message_facts;

typedef struct thaw_message {
    thaw_native base;
    thaw_header_list own_headers; /* while `headers` is undefined */
    thaw_headers_guard guard;
    thaw_bytes body;
    bool has_body, body_used;
    thaw_message_facts facts;
    THAW_JS_FIELDS(headers, /* Headers, once a program has asked for it */
                   signal,  /* of a request, once a program has asked for it; of a response, what ends its body */
                   follows, /* of a request: the signal that it was made with */
                   blob,    /* of a request for a blob: URL: what it names, also when it is revoked */
                   stream   /* ReadableStream: the body if it was given as one, or once a program has asked for it */
    );
} thaw_message;

extern const thaw_class thaw_request_class, thaw_response_class;
/* Request or Response; NULL for any other value. */
thaw_message *thaw_request_of(JSValueConst value);
thaw_message *thaw_response_of(JSValueConst value);

/* A program that defines a global `location` has a base for relative URLs. THAW_E_SYNTAX or -ENOMEM. */
THAW_MUST_USE int thaw_message_parse_url(JSContext *ctx, thaw_slice input, thaw_url *ret);
void thaw_message_dispose(JSRuntime *rt, void *self);
thaw_header_list *thaw_message_header_list(thaw_message *m);

/* The struct's texts and flags copied, its headers too; not its body. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_message_copy(JSContext *ctx, const thaw_message *from, thaw_message *to);
/* The same body for both. 0, or -1 with an exception pending (it was used). */
THAW_MUST_USE int thaw_body_clone(JSContext *ctx, thaw_message *from, thaw_message *to);

/* Bytes of a BodyInit, and the Content-Type that goes with it (empty: none). 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_body_extract(JSContext *ctx, JSValueConst init, thaw_bytes *ret, thaw_buf *ret_type);
/* The message takes over the bytes, and the type if it has no Content-Type yet. 0, or -1 with an exception pending;
 * the bytes are left empty in any case. */
THAW_MUST_USE int thaw_body_set(JSContext *ctx, thaw_message *m, thaw_bytes *bytes, const thaw_buf *type);
/* Whether it was read, or is being read. */
bool thaw_body_is_unusable(const thaw_message *m);

/* Rows of the body mixin, and of `headers`. */
JSValue thaw_message_headers(JSContext *ctx, const thaw_invocation *in);
JSValue thaw_body_stream(JSContext *ctx, const thaw_invocation *in);
JSValue thaw_body_used(JSContext *ctx, const thaw_invocation *in);
JSValue thaw_body_array_buffer(JSContext *ctx, const thaw_invocation *in);
JSValue thaw_body_blob(JSContext *ctx, const thaw_invocation *in);
JSValue thaw_body_bytes(JSContext *ctx, const thaw_invocation *in);
JSValue thaw_body_form_data(JSContext *ctx, const thaw_invocation *in);
JSValue thaw_body_json(JSContext *ctx, const thaw_invocation *in);
JSValue thaw_body_text(JSContext *ctx, const thaw_invocation *in);
JSValue thaw_body_text_stream(JSContext *ctx, const thaw_invocation *in);
#define THAW_MESSAGE_MEMBERS                                                                                   \
    THAW_READONLY("headers", thaw_message_headers), THAW_READONLY("body", thaw_body_stream),                   \
        THAW_READONLY("bodyUsed", thaw_body_used), THAW_PROMISE_METHOD("arrayBuffer", thaw_body_array_buffer), \
        THAW_PROMISE_METHOD("blob", thaw_body_blob), THAW_PROMISE_METHOD("bytes", thaw_body_bytes),            \
        THAW_PROMISE_METHOD("formData", thaw_body_form_data), THAW_PROMISE_METHOD("json", thaw_body_json),     \
        THAW_PROMISE_METHOD("text", thaw_body_text), THAW_METHOD("textStream", thaw_body_text_stream)

THAW_MUST_USE int thaw_request_init(JSContext *ctx);
THAW_MUST_USE int thaw_response_init(JSContext *ctx);

#endif
