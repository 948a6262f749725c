/* SPDX-License-Identifier: MIT
 * The URL standard's API: URL and URLSearchParams; and URLPattern. C callers that need URLs without objects use
 * parse/url.h. */
#ifndef THAW_WEB_URL_URL_H
#define THAW_WEB_URL_URL_H

#include "base/auto.h"
#include "js/native.h"
#include "js/webidl/types.h"
#include "parse/url.h"
#include "web/url/param_list.h"

typedef struct thaw_url_object {
    thaw_native base;
    thaw_url url;                  /* of the engine's memory */
    THAW_JS_FIELDS(search_params); /* made when it is asked for */
} thaw_url_object;
THAW_CLASS_DECLARE(thaw_url_object);
THAW_IDL_INTERFACE(thaw_url_object);

typedef struct thaw_search_params {
    thaw_native base;
    thaw_param_list list;
    THAW_JS_FIELDS(url); /* whose searchParams it is */
} thaw_search_params;
THAW_CLASS_DECLARE(thaw_search_params);
THAW_IDL_INTERFACE(thaw_search_params);

/* ---- between the two ---- */

/* The URLSearchParams of a URL, filled from its query. */
JSValue thaw_search_params_new(JSContext *ctx, JSValueConst url_object, thaw_slice query);
/* Makes its pairs those of the URL's new query, with its "?". 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_search_params_refill(JSContext *ctx, thaw_search_params *params, thaw_slice search);
/* Gives the URL the query that its URLSearchParams have now. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_url_object_set_query(JSContext *ctx, thaw_url_object *self, thaw_slice query);

/* A string of ASCII, as all URLs are. */
JSValue thaw_ascii_string_new(JSContext *ctx, thaw_slice text);

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_url_init(JSContext *ctx);
THAW_MUST_USE int thaw_search_params_init(JSContext *ctx);
THAW_MUST_USE int thaw_url_pattern_init(JSContext *ctx);

#endif
