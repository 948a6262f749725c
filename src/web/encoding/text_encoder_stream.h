/* SPDX-License-Identifier: MIT
 * TextEncoderStream (Encoding Standard, 7.6). */
#ifndef THAW_WEB_ENCODING_TEXT_ENCODER_STREAM_H
#define THAW_WEB_ENCODING_TEXT_ENCODER_STREAM_H

#include "base/auto.h"
#include "js/engine.h"

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_text_encoder_stream_init(JSContext *ctx);

#endif
