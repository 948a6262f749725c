/* SPDX-License-Identifier: MIT
 * The web layer's front: globals of the web platform. */
#ifndef THAW_WEB_WEB_H
#define THAW_WEB_WEB_H

#include "base/auto.h"
#include "js/engine.h"

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_web_init(JSContext *ctx);

#endif
