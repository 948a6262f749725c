/* SPDX-License-Identifier: MIT
 * A pair of surrogates can lie on both sides of a border between chunks: the first half waits in `lead` for the next
 * chunk that isn't empty. */
#include "web/encoding/text_encoder_stream.h"

#include "js/auto_values.h"
#include "js/engine_values.h"
#include "parse/encoding/utf8.h"
#include "web/encoding/text.h"
#include "web/streams/generic_transform.h"

enum { UTF8_SIZE_MAX = 4 };

typedef struct {
    THAW_GENERIC_TRANSFORM_FIELDS;
    uint16_t lead; /* 0: none */
} text_encoder_stream;
THAW_CLASS(text_encoder_stream, TEXT_ENCODER_STREAM, "TextEncoderStream");

static bool is_surrogate(uint16_t unit, uint16_t kind)
{
    return (unit & 0xFC00) == kind;
}

/* UTF-8 of what waits, together with the other half if the text begins with that, which is then taken off it. */
static size_t end_pair(text_encoder_stream *self, thaw_engine_text *text, uint8_t out[UTF8_SIZE_MAX])
{
    const uint16_t *units = text->ptr;
    uint16_t pair[] = { self->lead, 0 };
    bool complete = text->wide && text->len && is_surrogate(units[0], 0xDC00);
    size_t size;
    if (!self->lead)
        return 0;
    if (complete) {
        pair[1] = units[0];
        text->ptr = units + 1;
        text->len--;
    }
    self->lead = 0;
    thaw_utf16_to_utf8(pair, complete ? 2 : 1, out, UTF8_SIZE_MAX, &size);
    return size;
}

/* Takes the first half of a pair off the end. */
static void begin_pair(text_encoder_stream *self, thaw_engine_text *text)
{
    const uint16_t *units = text->ptr;
    if (text->wide && text->len && is_surrogate(units[text->len - 1], 0xD800))
        self->lead = units[--text->len];
}

static JSValue hand_on(JSContext *ctx, JSValueConst controller, thaw_slice before, const thaw_engine_text *text)
{
    THAW_AUTO(thaw_value) bytes = thaw_value_of(ctx, thaw_text_to_utf8_array(ctx, before, text));
    if (JS_IsException(bytes.v) || thaw_transform_enqueue(ctx, controller, bytes.v) < 0)
        return JS_EXCEPTION;
    return JS_UNDEFINED;
}

static JSValue encode(JSContext *ctx, JSValueConst controller, JSValueConst holder, JSValueConst chunk)
{
    uint8_t pair[UTF8_SIZE_MAX];
    THAW_AUTO(thaw_value) string = thaw_value_of(ctx, JS_ToString(ctx, chunk));
    if (JS_IsException(string.v))
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) flat = thaw_value_of(ctx, thaw_engine_flat(ctx, string.v));
    if (JS_IsException(flat.v))
        return JS_EXCEPTION;
    text_encoder_stream *self = text_encoder_stream_of(holder);
    thaw_engine_text text = thaw_engine_text_of(flat.v);
    if (!text.len)
        return JS_UNDEFINED;
    size_t size = end_pair(self, &text, pair);
    begin_pair(self, &text);
    return size || text.len ? hand_on(ctx, controller, (thaw_slice){ (const char *)pair, size }, &text) : JS_UNDEFINED;
}

static JSValue encode_end(JSContext *ctx, JSValueConst controller, JSValueConst holder)
{
    uint8_t pair[UTF8_SIZE_MAX];
    thaw_engine_text nothing = { .ptr = "", .len = 0 };
    size_t size = end_pair(text_encoder_stream_of(holder), &nothing, pair);
    return size ? hand_on(ctx, controller, (thaw_slice){ (const char *)pair, size }, &nothing) : JS_UNDEFINED;
}

static JSValue stream_construct(JSContext *ctx, const thaw_invocation *in)
{
    static const thaw_transformer transformer = { .transform = encode, .flush = encode_end };
    text_encoder_stream *self;
    return thaw_generic_transform_set_up(ctx, thaw_interface_construct(ctx, in, &self), &transformer);
}

static JSValue stream_encoding(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewString(ctx, "utf-8");
}

static const thaw_member members[] = {
    THAW_READONLY("encoding", stream_encoding),
    THAW_GENERIC_TRANSFORM_MEMBERS,
};
static const thaw_interface interface = {
    .cls = &text_encoder_stream_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR(stream_construct),
};

int thaw_text_encoder_stream_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
