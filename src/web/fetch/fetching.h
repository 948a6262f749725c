/* SPDX-License-Identifier: MIT
 * A fetch that a signal can end: until its response is there, the promise is rejected; after that, the body. */
#ifndef THAW_WEB_FETCH_FETCHING_H
#define THAW_WEB_FETCH_FETCHING_H

#include "web/dom/abort_signal.h"
#include "web/fetch/message.h"

/* A promise of the response, which comes in a turn of its own if there is a signal, not aborted. Owned; JS_EXCEPTION.
 */
JSValue thaw_fetching_start(JSContext *ctx, JSValueConst request, JSValueConst signal, JSValueConst response);
/* What a request's body stream is told when the request ends before it was read. */
void thaw_fetching_cancel_body(JSContext *ctx, const thaw_message *request, JSValueConst reason);
THAW_MUST_USE int thaw_fetching_init(JSContext *ctx);

#endif
