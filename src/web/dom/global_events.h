/* SPDX-License-Identifier: MIT
 * The global object as an EventTarget: `error`, `unhandledrejection` and `rejectionhandled`, their handler attributes,
 * and reportError (HTML). What a listener does not prevent goes on to process as in Node. */
#ifndef THAW_WEB_DOM_GLOBAL_EVENTS_H
#define THAW_WEB_DOM_GLOBAL_EVENTS_H

#include "base/auto.h"
#include "js/engine.h"

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_global_events_init(JSContext *ctx);

#endif
