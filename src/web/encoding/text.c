/* SPDX-License-Identifier: MIT */
#include "web/encoding/text.h"

#include <string.h>

#include "base/auto.h"
#include "js/auto_values.h"
#include "js/engine_values.h"
#include "parse/encoding/utf8.h"

enum { ON_STACK = 1024 };

static JSValue valid_to_string(JSContext *ctx, const uint8_t *data, size_t size, const thaw_utf8_shape *shape)
{
    void *units;
    JSValue string = thaw_engine_text_alloc(ctx, shape->utf16_size, !shape->latin1, &units);
    if (JS_IsException(string) || !units)
        return string;
    if (shape->ascii == size)
        memcpy(units, data, size);
    else if (shape->latin1)
        thaw_utf8_to_latin1(data, size, units);
    else
        thaw_utf8_to_utf16(data, size, units);
    return string;
}

JSValue thaw_utf16_to_string(JSContext *ctx, const uint16_t *units, size_t n)
{
    uint16_t all = 0;
    void *to;
    for (size_t i = 0; i < n; i++)
        all |= units[i];
    JSValue string = thaw_engine_text_alloc(ctx, n, all > 0xFF, &to);
    if (JS_IsException(string) || !to)
        return string;
    if (all > 0xFF) {
        memcpy(to, units, 2 * n);
    } else {
        for (size_t i = 0; i < n; i++)
            ((uint8_t *)to)[i] = (uint8_t)units[i];
    }
    return string;
}

static JSValue lossy_to_string(JSContext *ctx, const uint8_t *data, size_t size)
{
    uint16_t on_stack[ON_STACK], *units = size <= ON_STACK ? on_stack : js_malloc(ctx, 2 * size);
    if (!units)
        return JS_EXCEPTION;
    size_t n = thaw_utf8_to_utf16_lossy(data, size, units);
    JSValue string = thaw_utf16_to_string(ctx, units, n);
    if (units != on_stack)
        js_free(ctx, units);
    return string;
}

JSValue thaw_utf8_to_string(JSContext *ctx, const uint8_t *data, size_t size)
{
    thaw_utf8_shape shape = thaw_utf8_measure(data, size);
    return shape.valid ? valid_to_string(ctx, data, size, &shape) : lossy_to_string(ctx, data, size);
}

JSValue thaw_utf8_to_string_fatal(JSContext *ctx, const uint8_t *data, size_t size)
{
    thaw_utf8_shape shape = thaw_utf8_measure(data, size);
    return shape.valid ? valid_to_string(ctx, data, size, &shape) : JS_UNDEFINED;
}

JSValue thaw_text_to_utf8_array(JSContext *ctx, thaw_slice before, const thaw_engine_text *text)
{
    size_t written =
        text->wide ? thaw_utf16_utf8_size(text->ptr, text->len) : thaw_latin1_utf8_size(text->ptr, text->len);
    size_t size = before.len + written;
    uint8_t on_stack[ON_STACK], *data = size <= ON_STACK ? on_stack : js_malloc(ctx, size);
    if (!data)
        return JS_EXCEPTION;
    memcpy(data, before.ptr, before.len);
    if (!text->wide && written == text->len)
        memcpy(data + before.len, text->ptr, written); /* ASCII */
    else if (text->wide)
        thaw_utf16_to_utf8(text->ptr, text->len, data + before.len, written, &written);
    else
        thaw_latin1_to_utf8(text->ptr, text->len, data + before.len, written, &written);
    if (data == on_stack)
        return JS_NewUint8ArrayCopy(ctx, data, size);
    return thaw_engine_bytes_new(ctx, data, size);
}

JSValue thaw_string_to_utf8_array(JSContext *ctx, JSValueConst string)
{
    THAW_AUTO(thaw_value) flat = thaw_value_of(ctx, thaw_engine_flat(ctx, string));
    if (JS_IsException(flat.v))
        return JS_EXCEPTION;
    thaw_engine_text text = thaw_engine_text_of(flat.v);
    return thaw_text_to_utf8_array(ctx, THAW_SLICE(""), &text);
}
