/* SPDX-License-Identifier: MIT
 * TextDecoder (Encoding Standard, 7.2), and the decoder in it, which TextDecoderStream has too. */
#ifndef THAW_WEB_ENCODING_TEXT_DECODER_H
#define THAW_WEB_ENCODING_TEXT_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/auto.h"
#include "js/webidl/interface.h"
#include "parse/encoding/decoder.h"

/* Plain data; its bytes can lie in any struct. */
typedef struct {
    thaw_encoding encoding;
    bool fatal, ignore_bom;
    bool bom_seen;      /* something was decoded since it began */
    bool in_stream;     /* more is to come of what was begun */
    uint8_t pending[4]; /* the beginning of a character of UTF-8 or UTF-16 */
    uint8_t n_pending;
    thaw_decoder legacy;
} thaw_text_decoding;

/* What both constructors take. */
typedef struct {
    bool fatal, ignore_bom;
} thaw_text_decoder_options;
THAW_IDL_DICTIONARY(thaw_text_decoder_options, "TextDecoderOptions",
                    THAW_DEFAULT(thaw_text_decoder_options, fatal, "fatal", boolean, THAW_NUMBER(0)),
                    THAW_DEFAULT(thaw_text_decoder_options, ignore_bom, "ignoreBOM", boolean, THAW_NUMBER(0)));
typedef struct {
    JSValueConst label;
    thaw_text_decoder_options options;
} thaw_text_decoder_args;
#define THAW_TEXT_DECODER_CONSTRUCTOR(body)                                                  \
    THAW_CONSTRUCTOR_ARGS(                                                                   \
        body, thaw_text_decoder_args,                                                        \
        THAW_DEFAULT(thaw_text_decoder_args, label, "label", DOMString, THAW_TEXT("utf-8")), \
        THAW_DEFAULT(thaw_text_decoder_args, options, "options", thaw_text_decoder_options, THAW_ABSENT))

/* Finds the encoding of a label. 0, or -1 with a RangeError pending. */
THAW_MUST_USE int thaw_text_decoding_init(JSContext *ctx, JSValueConst label, bool fatal, bool ignore_bom,
                                          thaw_text_decoding *ret);
/* The text of the next bytes; with `stream` more are to come. A string, or JS_EXCEPTION. */
JSValue thaw_text_decoding_next(JSContext *ctx, thaw_text_decoding *d, const uint8_t *data, size_t size, bool stream);

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_text_decoder_init(JSContext *ctx);

#endif
