/* SPDX-License-Identifier: MIT
 * JSON text to values and back, the fast way. Implemented in engine_json_internals.h and
 * engine_json_text_internals.h, which are compiled together with the engine. */
#ifndef THAW_JS_ENGINE_JSON_H
#define THAW_JS_ENGINE_JSON_H

#include "js/engine.h"

/* JS_ParseJSON: text in UTF-8, with a NUL behind it. SyntaxError if it isn't JSON; `name` says in it what the text is.
 */
JSValue thaw_engine_parse_json(JSContext *ctx, const char *text, size_t len, const char *name);
/* JSON.stringify(value): a string, or undefined for what has no text. */
JSValue thaw_engine_stringify_json(JSContext *ctx, JSValueConst value);

#endif
