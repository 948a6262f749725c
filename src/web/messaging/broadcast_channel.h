/* SPDX-License-Identifier: MIT
 * BroadcastChannel (HTML, "Broadcasting to other browsing contexts"), within this process. */
#ifndef THAW_WEB_MESSAGING_BROADCAST_CHANNEL_H
#define THAW_WEB_MESSAGING_BROADCAST_CHANNEL_H

#include "base/auto.h"
#include "js/engine.h"

/* 0, or -1 with an exception pending. After MessagePort. */
THAW_MUST_USE int thaw_broadcast_channel_init(JSContext *ctx);

#endif
