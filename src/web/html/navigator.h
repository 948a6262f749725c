/* SPDX-License-Identifier: MIT
 * Navigator (HTML, "The Navigator object"), as far as it means something outside a browser, with Node's values. */
#ifndef THAW_WEB_HTML_NAVIGATOR_H
#define THAW_WEB_HTML_NAVIGATOR_H

#include "base/auto.h"
#include "js/engine.h"

/* Defines the interface; its one object, owned, or JS_EXCEPTION. */
JSValue thaw_navigator_new(JSContext *ctx);

#endif
