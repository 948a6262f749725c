/* SPDX-License-Identifier: MIT
 * Calling what a program handed over as a callback interface (type word `callback_object`): a function, or an object
 * with a method of the interface's name, as `handleEvent` of an EventListener. Callback functions (`function`) are
 * called by thaw_call. */
#ifndef THAW_JS_WEBIDL_CALLBACK_H
#define THAW_JS_WEBIDL_CALLBACK_H

#include "js/engine.h"

/* `this` is `callback_this` for a function, the object itself for a method. The method is looked up at every call.
 * Result owned; JS_EXCEPTION with an exception pending. Runs JavaScript: any state may have changed afterwards. */
JSValue thaw_idl_call_operation(JSContext *ctx, JSValueConst object, const char *operation, JSValueConst callback_this,
                                int argc, JSValueConst *argv);

#endif
