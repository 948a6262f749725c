/* SPDX-License-Identifier: MIT
 * TextEncoder (Encoding Standard, 7.4). */
#ifndef THAW_WEB_ENCODING_TEXT_ENCODER_H
#define THAW_WEB_ENCODING_TEXT_ENCODER_H

#include "base/auto.h"
#include "js/engine.h"

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_text_encoder_init(JSContext *ctx);

#endif
