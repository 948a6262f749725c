/* SPDX-License-Identifier: MIT
 * internal.errors: the errors of js/args.h for modules written in JavaScript (errors.js). */
#ifndef THAW_NODE_ERRORS_H
#define THAW_NODE_ERRORS_H

#include "base/auto.h"
#include "js/engine.h"

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_node_errors_init(JSContext *ctx);

#endif
