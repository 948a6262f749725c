/* SPDX-License-Identifier: MIT */
#include "web/encoding/text_decoder.h"

#include <string.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/webidl/interface.h"
#include "parse/encoding/utf8.h"
#include "web/encoding/text.h"

enum { BOM = 0xFEFF, REPLACEMENT_CHARACTER = 0xFFFD };

typedef struct {
    thaw_native base;
    thaw_text_decoding decoding;
} text_decoder;
THAW_CLASS_PLAIN(text_decoder, TEXT_DECODER, "TextDecoder");

int thaw_text_decoding_init(JSContext *ctx, JSValueConst label, bool fatal, bool ignore_bom, thaw_text_decoding *ret)
{
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, label);
    if (!text.ptr)
        return -1;
    int encoding = thaw_encoding_of_label(thaw_cstr_slice(&text));
    if (encoding < 0 || encoding == THAW_ENCODING_REPLACEMENT) {
        thaw_throw_code(ctx, "RangeError", "ERR_ENCODING_NOT_SUPPORTED", "The \"%s\" encoding is not supported",
                        text.ptr);
        return -1;
    }
    *ret = (thaw_text_decoding){ .encoding = (thaw_encoding)encoding, .fatal = fatal, .ignore_bom = ignore_bom };
    if (encoding >= THAW_ENCODING_REPLACEMENT)
        thaw_decoder_init(&ret->legacy, ret->encoding, fatal);
    return 0;
}

static JSValue fail(JSContext *ctx, thaw_text_decoding *d)
{
    d->in_stream = false;
    return thaw_throw_code(ctx, "TypeError", "ERR_ENCODING_INVALID_ENCODED_DATA",
                           "The encoded data was not valid for encoding %s", thaw_encoding_name(d->encoding));
}

/* --- UTF-8 --- */

static JSValue decode_utf8(JSContext *ctx, thaw_text_decoding *d, const uint8_t *data, size_t size)
{
    if (!d->bom_seen && !d->ignore_bom && size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
        data += 3;
        size -= 3;
        d->bom_seen = true;
    }
    d->bom_seen |= size > 0;
    if (!d->fatal)
        return thaw_utf8_to_string(ctx, data, size);
    JSValue string = thaw_utf8_to_string_fatal(ctx, data, size);
    return JS_IsUndefined(string) ? fail(ctx, d) : string;
}

/* --- UTF-16 --- */

static uint16_t unit_at(const uint8_t *data, bool big_endian)
{
    return (uint16_t)(big_endian ? data[0] << 8 | data[1] : data[1] << 8 | data[0]);
}

static bool is_high_surrogate(uint16_t unit)
{
    return (unit & 0xFC00) == 0xD800;
}

static bool is_low_surrogate(uint16_t unit)
{
    return (unit & 0xFC00) == 0xDC00;
}

/* How many bytes at the end wait for more. */
static size_t utf16_incomplete(const uint8_t *data, size_t size, bool big_endian)
{
    size_t odd = size % 2;
    bool high = size >= 2 && is_high_surrogate(unit_at(data + size - odd - 2, big_endian));
    return odd + (high ? 2 : 0);
}

/* False if there is a surrogate without its other half. It becomes U+FFFD. */
static bool check_surrogates(uint16_t *units, size_t n)
{
    bool good = true;
    for (size_t i = 0; i < n; i++) {
        if ((units[i] & 0xF800) != 0xD800)
            continue;
        if (is_high_surrogate(units[i]) && i + 1 < n && is_low_surrogate(units[i + 1])) {
            i++;
        } else {
            units[i] = REPLACEMENT_CHARACTER;
            good = false;
        }
    }
    return good;
}

static JSValue decode_utf16(JSContext *ctx, thaw_text_decoding *d, const uint8_t *data, size_t size)
{
    bool big_endian = d->encoding == THAW_ENCODING_UTF_16BE;
    size_t n = size / 2;
    uint16_t *units = js_malloc(ctx, 2 * (n + 1));
    if (!units)
        return JS_EXCEPTION;
    for (size_t i = 0; i < n; i++)
        units[i] = unit_at(data + 2 * i, big_endian);
    bool good = check_surrogates(units, n) && size % 2 == 0;
    if (size % 2 &&
        !(n && units[n - 1] == REPLACEMENT_CHARACTER && is_high_surrogate(unit_at(data + size - 3, big_endian))))
        units[n++] = REPLACEMENT_CHARACTER; /* half a unit; after half a pair it is one error with that */
    size_t skip = !d->bom_seen && !d->ignore_bom && n && units[0] == BOM;
    d->bom_seen |= n > 0;
    JSValue string = !good && d->fatal ? fail(ctx, d) : thaw_utf16_to_string(ctx, units + skip, n - skip);
    js_free(ctx, units);
    return string;
}

/* --- all --- */

static JSValue decode_legacy(JSContext *ctx, thaw_text_decoding *d, const uint8_t *data, size_t size, bool stream)
{
    size_t n;
    uint16_t *units = js_malloc(ctx, 2 * thaw_decoder_bound(size));
    if (!units)
        return JS_EXCEPTION;
    int err = thaw_decoder_decode(&d->legacy, data, size, !stream, units, &n);
    JSValue string = err ? fail(ctx, d) : thaw_utf16_to_string(ctx, units, n);
    js_free(ctx, units);
    return string;
}

/* UTF-8 and UTF-16: whole characters are decoded, the beginning of one is kept while more is to come. */
static JSValue decode_whole(JSContext *ctx, thaw_text_decoding *d, const uint8_t *data, size_t size, bool stream)
{
    bool utf8 = d->encoding == THAW_ENCODING_UTF_8;
    size_t kept = 0;
    if (stream)
        kept = utf8 ? thaw_utf8_incomplete(data, size)
                    : utf16_incomplete(data, size, d->encoding == THAW_ENCODING_UTF_16BE);
    memcpy(d->pending, data + size - kept, kept);
    d->n_pending = (uint8_t)kept;
    return utf8 ? decode_utf8(ctx, d, data, size - kept) : decode_utf16(ctx, d, data, size - kept);
}

static JSValue decode_joined(JSContext *ctx, thaw_text_decoding *d, const uint8_t *data, size_t size, bool stream)
{
    size_t before = d->n_pending;
    uint8_t *joined = js_malloc(ctx, before + size + 1);
    if (!joined)
        return JS_EXCEPTION;
    memcpy(joined, d->pending, before);
    if (size)
        memcpy(joined + before, data, size);
    JSValue string = decode_whole(ctx, d, joined, before + size, stream);
    js_free(ctx, joined);
    return string;
}

JSValue thaw_text_decoding_next(JSContext *ctx, thaw_text_decoding *d, const uint8_t *data, size_t size, bool stream)
{
    static const uint8_t nothing[1];
    if (!d->in_stream) {
        d->bom_seen = false;
        d->n_pending = 0;
        if (d->encoding >= THAW_ENCODING_REPLACEMENT)
            thaw_decoder_init(&d->legacy, d->encoding, d->fatal);
    }
    d->in_stream = stream;
    if (!data)
        data = nothing;
    if (d->encoding >= THAW_ENCODING_REPLACEMENT)
        return decode_legacy(ctx, d, data, size, stream);
    return d->n_pending ? decode_joined(ctx, d, data, size, stream) : decode_whole(ctx, d, data, size, stream);
}

/* --- the interface --- */

static JSValue decoder_construct(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_text_decoder_args *args = in->args;
    thaw_text_decoding decoding;
    text_decoder *self;
    if (thaw_text_decoding_init(ctx, args->label, args->options.fatal, args->options.ignore_bom, &decoding) < 0)
        return JS_EXCEPTION;
    JSValue object = thaw_interface_construct(ctx, in, &self);
    if (!JS_IsException(object))
        self->decoding = decoding;
    return object;
}

typedef struct {
    bool stream;
} decode_options;
THAW_IDL_DICTIONARY(decode_options, "TextDecodeOptions",
                    THAW_DEFAULT(decode_options, stream, "stream", boolean, THAW_NUMBER(0)));
typedef struct {
    bool has_input;
    JSValueConst input;
    decode_options options;
} decode_args;

static JSValue decoder_decode(JSContext *ctx, const thaw_invocation *in)
{
    const decode_args *args = in->args;
    text_decoder *self = in->self;
    thaw_engine_buffer bytes = { 0 };
    if (args->has_input)
        bytes = thaw_engine_buffer_of(args->input);
    return thaw_text_decoding_next(ctx, &self->decoding, bytes.data, bytes.size, args->options.stream);
}

static JSValue decoder_encoding(JSContext *ctx, const thaw_invocation *in)
{
    const text_decoder *self = in->self;
    return JS_NewString(ctx, thaw_encoding_name(self->decoding.encoding));
}

static JSValue decoder_fatal(JSContext *ctx, const thaw_invocation *in)
{
    const text_decoder *self = in->self;
    return JS_NewBool(ctx, self->decoding.fatal);
}

static JSValue decoder_ignore_bom(JSContext *ctx, const thaw_invocation *in)
{
    const text_decoder *self = in->self;
    return JS_NewBool(ctx, self->decoding.ignore_bom);
}

static const thaw_member members[] = {
    THAW_READONLY("encoding", decoder_encoding),
    THAW_READONLY("fatal", decoder_fatal),
    THAW_READONLY("ignoreBOM", decoder_ignore_bom),
    THAW_METHOD_ARGS("decode", decoder_decode, decode_args,
                     THAW_OPTIONAL(decode_args, input, "input", AllowSharedBufferSource),
                     THAW_DEFAULT(decode_args, options, "options", decode_options, THAW_ABSENT)),
};
static const thaw_interface interface = {
    .cls = &text_decoder_class,
    THAW_MEMBERS(members),
    THAW_TEXT_DECODER_CONSTRUCTOR(decoder_construct),
};

int thaw_text_decoder_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
