/* SPDX-License-Identifier: MIT
 * LockManager and Lock (Web Locks API): `navigator.locks`, among the code of one process. */
#ifndef THAW_WEB_LOCKS_LOCKS_H
#define THAW_WEB_LOCKS_LOCKS_H

#include "base/auto.h"
#include "js/engine.h"

/* Defines the interfaces; the one manager, owned, or JS_EXCEPTION. To be called once per runtime. */
JSValue thaw_locks_new(JSContext *ctx);

#endif
