/* SPDX-License-Identifier: MIT
 * atob and btoa (HTML Standard, 8.3): rows of global_scope.c. */
#ifndef THAW_WEB_HTML_BASE64_H
#define THAW_WEB_HTML_BASE64_H

#include "js/webidl/interface.h"

typedef struct {
    JSValueConst data;
} thaw_base64_args;

JSValue thaw_atob(JSContext *ctx, const thaw_invocation *in);
JSValue thaw_btoa(JSContext *ctx, const thaw_invocation *in);

#endif
