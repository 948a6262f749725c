/* SPDX-License-Identifier: MIT
 * node:v8's startupSnapshot (Node docs: v8, startup snapshot API), which programs use to warm themselves before they
 * are frozen and to put themselves right after. */
#ifndef THAW_NODE_V8_V8_H
#define THAW_NODE_V8_V8_H

#include "base/auto.h"
#include "js/engine.h"

THAW_MUST_USE int thaw_v8_init(JSContext *ctx);
/* Runs the callbacks of addSerializeCallback. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_v8_serialize(JSContext *ctx);
/* Runs the callbacks of addDeserializeCallback and the main function of setDeserializeMainFunction. The latter's result
 * (a promise if it is async), undefined if there is none, or JS_EXCEPTION. */
JSValue thaw_v8_deserialize(JSContext *ctx);

#endif
