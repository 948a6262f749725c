/* SPDX-License-Identifier: MIT
 * Streams Standard, section 7: CountQueuingStrategy and ByteLengthQueuingStrategy. */
#ifndef THAW_WEB_STREAMS_QUEUING_STRATEGY_H
#define THAW_WEB_STREAMS_QUEUING_STRATEGY_H

#include "base/auto.h"
#include "js/engine.h"

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_queuing_strategy_init(JSContext *ctx);

#endif
