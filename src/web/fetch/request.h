/* SPDX-License-Identifier: MIT
 * Request. */
#ifndef THAW_WEB_FETCH_REQUEST_H
#define THAW_WEB_FETCH_REQUEST_H

#include "web/fetch/message.h"

/* The arguments that the constructor and fetch() take. */
extern const thaw_idl_field thaw_request_params[2];
enum { THAW_REQUEST_ARGS_SIZE = 512 };

/* A new Request from converted arguments. Owned; JS_EXCEPTION. */
JSValue thaw_request_from_args(JSContext *ctx, const void *args);
/* Borrowed: the signal that ends the request, undefined if nothing does. */
JSValueConst thaw_request_signal(const thaw_message *request);

#endif
