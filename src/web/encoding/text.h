/* SPDX-License-Identifier: MIT
 * Between strings of the engine and UTF-8 ("UTF-8 decode" and "UTF-8 encode" of the Encoding Standard). */
#ifndef THAW_WEB_ENCODING_TEXT_H
#define THAW_WEB_ENCODING_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "js/engine_values.h"

/* A string of any bytes, with U+FFFD for what is malformed. A byte order mark is a character like any other. */
JSValue thaw_utf8_to_string(JSContext *ctx, const uint8_t *data, size_t size);
/* The same, but undefined without an exception if something is malformed. */
JSValue thaw_utf8_to_string_fatal(JSContext *ctx, const uint8_t *data, size_t size);
/* A string of UTF-16 units. */
JSValue thaw_utf16_to_string(JSContext *ctx, const uint16_t *units, size_t n);
/* A Uint8Array with the UTF-8 of a string. */
JSValue thaw_string_to_utf8_array(JSContext *ctx, JSValueConst string);
/* The same of a text, after bytes that are UTF-8 already. */
JSValue thaw_text_to_utf8_array(JSContext *ctx, thaw_slice before, const thaw_engine_text *text);

#endif
