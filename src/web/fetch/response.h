/* SPDX-License-Identifier: MIT
 * Response. */
#ifndef THAW_WEB_FETCH_RESPONSE_H
#define THAW_WEB_FETCH_RESPONSE_H

#include "web/fetch/message.h"

typedef enum {
    THAW_RESPONSE_BASIC,
    THAW_RESPONSE_CORS,
    THAW_RESPONSE_DEFAULT,
    THAW_RESPONSE_ERROR,
    THAW_RESPONSE_OPAQUE,
    THAW_RESPONSE_OPAQUE_REDIRECT
} thaw_response_type;

/* A new one with status and type, without body. Owned; JS_EXCEPTION. */
JSValue thaw_response_new(JSContext *ctx, uint16_t status, thaw_response_type type, thaw_message **ret);

#endif
