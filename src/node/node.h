/* SPDX-License-Identifier: MIT
 * The node layer's front: its globals and its table of public modules. */
#ifndef THAW_NODE_NODE_H
#define THAW_NODE_NODE_H

#include "base/auto.h"
#include "js/engine.h"

/* Timers, process and the table of node: modules. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_node_init(JSContext *ctx);

#endif
