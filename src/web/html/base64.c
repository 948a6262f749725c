/* SPDX-License-Identifier: MIT */
#include "web/html/base64.h"

#include "base/base64.h"
#include "js/auto_values.h"
#include "js/engine_values.h"
#include "web/dom/dom_exception.h"

#define MALFORMED "The string to be decoded is not correctly encoded."

/* The characters of a wide string as bytes. False if one is above U+00FF. */
static bool narrow(const uint16_t *wide, size_t n, char *out)
{
    uint16_t all = 0;
    for (size_t i = 0; i < n; i++) {
        all |= wide[i];
        out[i] = (char)wide[i];
    }
    return all <= 0xFF;
}

/* The string as bytes: itself, or a copy in `ret_copy`. 1, 0 if it has characters above U+00FF, or -1 with an exception
 * pending. */
static int bytes_of(JSContext *ctx, const thaw_engine_text *text, char **ret_copy, thaw_slice *ret)
{
    *ret_copy = NULL;
    *ret = (thaw_slice){ text->ptr, text->len };
    if (!text->wide)
        return 1;
    char *copy = js_malloc(ctx, text->len + 1);
    if (!copy)
        return -1;
    bool fits = narrow(text->ptr, text->len, copy);
    ret->ptr = copy;
    *ret_copy = copy;
    return fits;
}

static JSValue decode(JSContext *ctx, thaw_slice text)
{
    uint8_t small[512], *bytes = small;
    size_t bound = thaw_base64_bound(text.len), n;
    if (bound > sizeof small)
        bytes = js_malloc(ctx, bound);
    if (!bytes)
        return JS_EXCEPTION;
    JSValue string = thaw_base64_decode_forgiving(text.ptr, text.len, bytes, &n)
                         ? thaw_engine_text_new(ctx, (thaw_engine_text){ bytes, (uint32_t)n, false })
                         : thaw_throw_dom(ctx, "InvalidCharacterError", MALFORMED);
    if (bytes != small)
        js_free(ctx, bytes);
    return string;
}

static JSValue encode(JSContext *ctx, thaw_slice bytes)
{
    void *to;
    JSValue string = thaw_engine_text_alloc(ctx, thaw_base64_size(bytes.len), false, &to);
    if (!JS_IsException(string) && to)
        thaw_base64_encode_to((const uint8_t *)bytes.ptr, bytes.len, to);
    return string;
}

/* What both do: the string's bytes, turned into another string. */
static JSValue convert(JSContext *ctx, JSValueConst string, JSValue (*turn)(JSContext *, thaw_slice),
                       const char *refusal)
{
    THAW_AUTO(thaw_value) flat = thaw_value_of(ctx, thaw_engine_flat(ctx, string));
    if (JS_IsException(flat.v))
        return JS_EXCEPTION;
    thaw_engine_text text = thaw_engine_text_of(flat.v);
    char *copy;
    thaw_slice bytes;
    int fits = bytes_of(ctx, &text, &copy, &bytes);
    JSValue result = fits > 0 ? turn(ctx, bytes) : JS_EXCEPTION;
    js_free(ctx, copy);
    return fits ? result : thaw_throw_dom(ctx, "InvalidCharacterError", "%s", refusal);
}

JSValue thaw_atob(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_base64_args *args = in->args;
    return convert(ctx, args->data, decode, MALFORMED);
}

JSValue thaw_btoa(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_base64_args *args = in->args;
    return convert(ctx, args->data, encode,
                   "The string to be encoded contains characters outside of the Latin1 range.");
}
