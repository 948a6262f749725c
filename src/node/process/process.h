/* SPDX-License-Identifier: MIT
 * The process object: natives here, the object itself in process.js. */
#ifndef THAW_NODE_PROCESS_PROCESS_H
#define THAW_NODE_PROCESS_PROCESS_H

#include "base/auto.h"
#include "js/engine.h"

/* internal.process and internal.io, and globalThis.process. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_process_init(JSContext *ctx);
/* process.emitWarning(message, name). What that throws is dropped. */
void thaw_process_warn(JSContext *ctx, const char *name, const char *message);
/* internal.io.readChunk (stdin.c) */
JSValue thaw_js_read_chunk(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv);
/* process.env's native object (environment.c); owned by the caller. */
JSValue thaw_environment_new(JSContext *ctx);
/* Sets again what the program had set while it was frozen. */
void thaw_environment_wake(JSContext *ctx);

#endif
