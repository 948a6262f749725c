/* SPDX-License-Identifier: MIT
 * Headers by the Fetch standard. Forbidden names are a browser's concern (its cookies and origins are its own to
 * guard); here, as in Node, Deno and Bun, programs may set every header. The other guards hold. */
#ifndef THAW_WEB_FETCH_HEADERS_H
#define THAW_WEB_FETCH_HEADERS_H

#include "js/webidl/interface.h"
#include "web/fetch/header_list.h"

typedef enum {
    THAW_HEADERS_PLAIN, /* also of requests and responses that programs make */
    THAW_HEADERS_NO_CORS,
    THAW_HEADERS_IMMUTABLE
} thaw_headers_guard;

typedef struct thaw_headers {
    thaw_native base;
    thaw_header_list list;
    thaw_headers_guard guard;
} thaw_headers;
THAW_CLASS_DECLARE(thaw_headers);

THAW_IDL_SEQUENCE(header_pair, "sequence<ByteString>", ByteString);
THAW_IDL_SEQUENCE(header_pairs, "sequence<sequence<ByteString>>", header_pair);
THAW_IDL_RECORD(header_record, "record<ByteString, ByteString>", ByteString, ByteString);
THAW_IDL_UNION(headers_init, "(sequence<sequence<ByteString>> or record<ByteString, ByteString>)",
               &thaw_idl_header_pairs, &thaw_idl_header_record);

/* A new object that takes over the list, which is left empty. JS_EXCEPTION: it was not taken. */
JSValue thaw_headers_new(JSContext *ctx, thaw_header_list *list, thaw_headers_guard guard);
/* Appends what a program gave to a list. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_headers_fill(JSContext *ctx, thaw_header_list *list, thaw_headers_guard guard,
                                    const thaw_idl_union *init);
/* A string with a character per byte. */
JSValue thaw_byte_string_new(JSContext *ctx, thaw_slice bytes);

THAW_MUST_USE int thaw_headers_init(JSContext *ctx);

#endif
