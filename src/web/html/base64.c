/* SPDX-License-Identifier: MIT */
#include "web/html/base64.h"

#include <errno.h>
#include <string.h>

#include "base/base64.h"
#include "js/auto_values.h"
#include "js/engine_values.h"
#include "js/errors.h"
#include "web/dom/dom_exception.h"

static bool is_blank(unsigned c)
{
    return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

static unsigned unit_at(const thaw_engine_text *text, uint32_t i)
{
    return text->wide ? ((const uint16_t *)text->ptr)[i] : ((const uint8_t *)text->ptr)[i];
}

/* What "forgiving-base64 decode" has left after its first steps: no white space, no padding. False if it can't be. */
static bool strip(const thaw_engine_text *text, thaw_buf *ret)
{
    for (uint32_t i = 0; i < text->len; i++) {
        unsigned c = unit_at(text, i);
        if (is_blank(c))
            continue;
        if (c > 0x7F || c == '-' || c == '_') /* of the URL alphabet, which the decoder takes too */
            return false;
        thaw_buf_putc(ret, (char)c);
    }
    bool padded = ret->len && ret->len % 4 == 0;
    for (int i = 0; padded && i < 2 && ret->data[ret->len - 1] == '='; i++)
        ret->len--;
    return ret->len % 4 != 1 && !(ret->len && memchr(ret->data, '=', ret->len));
}

JSValue thaw_atob(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_base64_args *args = in->args;
    THAW_AUTO(thaw_value) flat = thaw_value_of(ctx, thaw_engine_flat(ctx, args->data));
    if (JS_IsException(flat.v))
        return JS_EXCEPTION;
    thaw_engine_text text = thaw_engine_text_of(flat.v);
    THAW_AUTO(thaw_buf) clean = thaw_buf_of(text.len), bytes = thaw_buf_of(text.len);
    bool good = strip(&text, &clean);
    thaw_slice base64 = { clean.data ? clean.data : "", clean.len };
    good = good && thaw_base64_decode(&bytes, base64) == base64.len;
    if (thaw_buf_error(&clean) || thaw_buf_error(&bytes))
        return thaw_throw(ctx, -ENOMEM, NULL, NULL);
    if (!good)
        return thaw_throw_dom(ctx, "InvalidCharacterError", "The string to be decoded is not correctly encoded.");
    return thaw_engine_text_new(ctx, (thaw_engine_text){ bytes.data ? bytes.data : "", (uint32_t)bytes.len, false });
}

/* The characters as bytes. False if one is above U+00FF. */
static bool narrow(const thaw_engine_text *text, thaw_buf *ret)
{
    for (uint32_t i = 0; i < text->len; i++) {
        unsigned c = unit_at(text, i);
        if (c > 0xFF)
            return false;
        thaw_buf_putc(ret, (char)c);
    }
    return true;
}

JSValue thaw_btoa(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_base64_args *args = in->args;
    THAW_AUTO(thaw_value) flat = thaw_value_of(ctx, thaw_engine_flat(ctx, args->data));
    if (JS_IsException(flat.v))
        return JS_EXCEPTION;
    thaw_engine_text text = thaw_engine_text_of(flat.v);
    THAW_AUTO(thaw_buf) bytes = thaw_buf_of(text.len), base64 = thaw_buf_of(2 * (size_t)text.len + 4);
    if (text.wide && !narrow(&text, &bytes))
        return thaw_throw_dom(ctx, "InvalidCharacterError",
                              "The string to be encoded contains characters outside of the Latin1 range.");
    thaw_slice data = { text.wide ? bytes.data : text.ptr, text.len };
    thaw_base64_encode(&base64, data);
    if (thaw_buf_error(&bytes) || thaw_buf_error(&base64))
        return thaw_throw(ctx, -ENOMEM, NULL, NULL);
    return thaw_engine_text_new(ctx, (thaw_engine_text){ base64.data ? base64.data : "", (uint32_t)base64.len, false });
}
