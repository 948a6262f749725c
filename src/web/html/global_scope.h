/* SPDX-License-Identifier: MIT
 * Members of HTML's WindowOrWorkerGlobalScope on the global object: structuredClone, crypto, navigator; and `self`. */
#ifndef THAW_WEB_HTML_GLOBAL_SCOPE_H
#define THAW_WEB_HTML_GLOBAL_SCOPE_H

#include "base/auto.h"
#include "js/engine.h"

/* 0, or -1 with an exception pending. After structured cloning and DOMException. */
THAW_MUST_USE int thaw_global_scope_init(JSContext *ctx);

#endif
