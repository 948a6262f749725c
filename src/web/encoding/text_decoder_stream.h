/* SPDX-License-Identifier: MIT
 * TextDecoderStream (Encoding Standard, 7.5). */
#ifndef THAW_WEB_ENCODING_TEXT_DECODER_STREAM_H
#define THAW_WEB_ENCODING_TEXT_DECODER_STREAM_H

#include "base/auto.h"
#include "js/engine.h"

/* A ReadableStream of the text that a stream's bytes are in UTF-8, the mark at their start left out. The stream must
 * not be locked. Owned. */
JSValue thaw_text_of_stream(JSContext *ctx, JSValueConst stream);

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_text_decoder_stream_init(JSContext *ctx);

#endif
