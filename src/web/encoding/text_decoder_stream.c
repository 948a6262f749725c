/* SPDX-License-Identifier: MIT */
#include "web/encoding/text_decoder_stream.h"

#include "js/auto_values.h"
#include "js/engine_values.h"
#include "js/webidl/convert.h"
#include "web/encoding/text_decoder.h"
#include "web/streams/generic_transform.h"
#include "web/streams/streams.h"

typedef struct {
    THAW_GENERIC_TRANSFORM_FIELDS;
    thaw_text_decoding decoding;
} text_decoder_stream;
THAW_CLASS(text_decoder_stream, TEXT_DECODER_STREAM, "TextDecoderStream");

/* Hands on the text, which is taken and may be JS_EXCEPTION; not an empty one. */
static JSValue hand_on(JSContext *ctx, JSValueConst controller, JSValue owned)
{
    THAW_AUTO(thaw_value) text = thaw_value_of(ctx, owned);
    if (JS_IsException(text.v))
        return JS_EXCEPTION;
    if (thaw_engine_text_of(text.v).len && thaw_transform_enqueue(ctx, controller, text.v) < 0)
        return JS_EXCEPTION;
    return JS_UNDEFINED;
}

static JSValue decode(JSContext *ctx, JSValueConst controller, JSValueConst holder, JSValueConst chunk)
{
    const thaw_idl_site site = { ctx, NULL, THAW_IDL_EXECUTE, "decode", "TextDecoderStream", 1 };
    text_decoder_stream *self = text_decoder_stream_of(holder);
    JSValueConst source;
    if (thaw_idl_convert(&site, &thaw_idl_AllowSharedBufferSource, chunk, &source) < 0)
        return JS_EXCEPTION;
    thaw_idl_release(ctx, &thaw_idl_AllowSharedBufferSource, &source); /* the caller has it */
    thaw_engine_buffer bytes = thaw_engine_buffer_of(chunk);
    return hand_on(ctx, controller, thaw_text_decoding_next(ctx, &self->decoding, bytes.data, bytes.size, true));
}

static JSValue decode_end(JSContext *ctx, JSValueConst controller, JSValueConst holder)
{
    text_decoder_stream *self = text_decoder_stream_of(holder);
    return hand_on(ctx, controller, thaw_text_decoding_next(ctx, &self->decoding, NULL, 0, false));
}

static const thaw_transformer transformer = { .transform = decode, .flush = decode_end };

static JSValue stream_construct(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_text_decoder_args *args = in->args;
    thaw_text_decoding decoding;
    text_decoder_stream *self;
    if (thaw_text_decoding_init(ctx, args->label, args->options.fatal, args->options.ignore_bom, &decoding) < 0)
        return JS_EXCEPTION;
    JSValue object = thaw_interface_construct(ctx, in, &self);
    if (!JS_IsException(object))
        self->decoding = decoding;
    return thaw_generic_transform_set_up(ctx, object, &transformer);
}

JSValue thaw_text_of_stream(JSContext *ctx, JSValueConst stream)
{
    const pipe_options plain = { .signal = JS_UNDEFINED };
    text_decoder_stream *self;
    JSValue object = thaw_native_new(ctx, &text_decoder_stream_class, JS_UNDEFINED, &self);
    if (!JS_IsException(object))
        self->decoding = (thaw_text_decoding){ .encoding = THAW_ENCODING_UTF_8 };
    THAW_AUTO(thaw_value) decoder = thaw_value_of(ctx, thaw_generic_transform_set_up(ctx, object, &transformer));
    if (JS_IsException(decoder.v))
        return JS_EXCEPTION;
    JSValueConst writable = thaw_transform_stream_writable(self->stream);
    THAW_AUTO(thaw_value) piped = thaw_value_of(ctx, readable_stream_pipe_to(ctx, stream, writable, &plain));
    if (JS_IsException(piped.v))
        return JS_EXCEPTION;
    thaw_engine_promise_handled(ctx, piped.v);
    return JS_DupValue(ctx, thaw_transform_stream_readable(self->stream));
}

static JSValue stream_encoding(JSContext *ctx, const thaw_invocation *in)
{
    const text_decoder_stream *self = in->self;
    return JS_NewString(ctx, thaw_encoding_name(self->decoding.encoding));
}

static JSValue stream_fatal(JSContext *ctx, const thaw_invocation *in)
{
    const text_decoder_stream *self = in->self;
    return JS_NewBool(ctx, self->decoding.fatal);
}

static JSValue stream_ignore_bom(JSContext *ctx, const thaw_invocation *in)
{
    const text_decoder_stream *self = in->self;
    return JS_NewBool(ctx, self->decoding.ignore_bom);
}

static const thaw_member members[] = {
    THAW_READONLY("encoding", stream_encoding),
    THAW_READONLY("fatal", stream_fatal),
    THAW_READONLY("ignoreBOM", stream_ignore_bom),
    THAW_GENERIC_TRANSFORM_MEMBERS,
};
static const thaw_interface interface = {
    .cls = &text_decoder_stream_class,
    THAW_MEMBERS(members),
    THAW_TEXT_DECODER_CONSTRUCTOR(stream_construct),
};

int thaw_text_decoder_stream_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
