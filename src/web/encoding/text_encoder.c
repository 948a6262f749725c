/* SPDX-License-Identifier: MIT
 * Texts are taken as DOMString, whose lone surrogates become U+FFFD on the way to UTF-8: what USVString would do first.
 */
#include "web/encoding/text_encoder.h"

#include "js/auto_values.h"
#include "js/engine_values.h"
#include "js/webidl/interface.h"
#include "parse/encoding/utf8.h"
#include "web/encoding/text.h"

typedef struct {
    thaw_native base;
} text_encoder;
THAW_CLASS_PLAIN(text_encoder, TEXT_ENCODER, "TextEncoder");

static JSValue encoder_construct(JSContext *ctx, const thaw_invocation *in)
{
    text_encoder *self;
    return thaw_interface_construct(ctx, in, &self);
}

static JSValue encoder_encoding(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewString(ctx, "utf-8");
}

typedef struct {
    JSValueConst input;
} encode_args;

static JSValue encoder_encode(JSContext *ctx, const thaw_invocation *in)
{
    const encode_args *args = in->args;
    return thaw_string_to_utf8_array(ctx, args->input);
}

typedef struct {
    JSValueConst source, destination;
} encode_into_args;

/* What was read counts in UTF-16 units, which is what the engine's strings consist of. */
static JSValue encoder_encode_into(JSContext *ctx, const thaw_invocation *in)
{
    const encode_into_args *args = in->args;
    THAW_AUTO(thaw_value) flat = thaw_value_of(ctx, thaw_engine_flat(ctx, args->source));
    if (JS_IsException(flat.v))
        return JS_EXCEPTION;
    thaw_engine_text text = thaw_engine_text_of(flat.v);
    thaw_engine_buffer to = thaw_engine_buffer_of(args->destination);
    size_t written = 0, read = 0;
    if (to.data)
        read = text.wide ? thaw_utf16_to_utf8(text.ptr, text.len, to.data, to.size, &written)
                         : thaw_latin1_to_utf8(text.ptr, text.len, to.data, to.size, &written);
    JSValue result = JS_NewObject(ctx);
    if (JS_IsException(result) ||
        JS_DefinePropertyValueStr(ctx, result, "read", JS_NewInt64(ctx, (int64_t)read), JS_PROP_C_W_E) < 0 ||
        JS_DefinePropertyValueStr(ctx, result, "written", JS_NewInt64(ctx, (int64_t)written), JS_PROP_C_W_E) < 0) {
        JS_FreeValue(ctx, result);
        return JS_EXCEPTION;
    }
    return result;
}

static const thaw_member members[] = {
    THAW_READONLY("encoding", encoder_encoding),
    THAW_METHOD_ARGS("encode", encoder_encode, encode_args,
                     THAW_DEFAULT(encode_args, input, "input", DOMString, THAW_TEXT(""))),
    THAW_METHOD_ARGS("encodeInto", encoder_encode_into, encode_into_args,
                     THAW_REQUIRED(encode_into_args, source, "source", DOMString),
                     THAW_REQUIRED(encode_into_args, destination, "destination", AllowSharedUint8Array)),
};
static const thaw_interface interface = {
    .cls = &text_encoder_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR(encoder_construct),
};

int thaw_text_encoder_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
