/* SPDX-License-Identifier: MIT
 * AbortController and AbortSignal (DOM). A signal is aborted once; then, in this order, listeners that were to go with
 * it are removed, its abort algorithms run, and the `abort` event is fired; and the same for signals that
 * AbortSignal.any() made of it.
 *
 *     static void on_abort(JSContext *ctx, JSValueConst holder, JSValueConst reason) { ... }
 *     thaw_abort_signal_add(ctx, signal, holder, on_abort, &id)
 *     thaw_abort_signal_remove(ctx, signal, id)
 *
 * A signal keeps the holders of its algorithms alive until they are removed or have run. */
#ifndef THAW_WEB_DOM_ABORT_SIGNAL_H
#define THAW_WEB_DOM_ABORT_SIGNAL_H

#include "base/list.h"
#include "js/native.h"
#include "js/webidl/types.h"
#include "web/dom/event_target.h"

typedef struct thaw_abort_signal thaw_abort_signal;
THAW_CLASS_DECLARE(thaw_abort_signal);
THAW_IDL_INTERFACE(thaw_abort_signal); /* the word for dictionaries and parameters */

/* A new signal; owned. */
JSValue thaw_abort_signal_new(JSContext *ctx);
/* One that is aborted as soon as one of `signals` is; owned. */
JSValue thaw_abort_signal_any(JSContext *ctx, int n, const JSValueConst *signals);
/* Does nothing if it is aborted already. An undefined reason becomes an AbortError. 0, or -1 with an exception pending
 * (no memory, or the program is ending). Runs JavaScript. */
THAW_MUST_USE int thaw_abort_signal_abort(JSContext *ctx, JSValueConst signal, JSValueConst reason);
bool thaw_abort_signal_is_aborted(const thaw_abort_signal *signal);
/* Undefined as long as it is not aborted. */
JSValueConst thaw_abort_signal_reason(const thaw_abort_signal *signal);

/* Runs once, when the signal is aborted; it may call JavaScript and must leave no exception pending. */
typedef void thaw_abort_fn(JSContext *ctx, JSValueConst holder, JSValueConst reason);
/* Adds an algorithm to a signal that is not aborted. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_abort_signal_add(JSContext *ctx, thaw_abort_signal *signal, JSValueConst holder,
                                        thaw_abort_fn *fn, uint32_t *ret_id);
/* Does nothing if it has run or was removed. */
void thaw_abort_signal_remove(JSContext *ctx, thaw_abort_signal *signal, uint32_t id);

/* ---- for event_target.c: listeners that go when a signal is aborted ----
 * Neither end keeps the other alive; the one that goes first takes the link away. */
typedef struct thaw_abort_listener thaw_abort_listener;
/* NULL with an exception pending. */
thaw_abort_listener *thaw_abort_listener_new(JSContext *ctx, thaw_abort_signal *signal, thaw_event_target *target);
/* Accepts NULL. */
void thaw_abort_listener_free(JSRuntime *rt, thaw_abort_listener *link, bool in_finalizer);
/* In event_target.c: removes the target's listener that has this link. */
void thaw_event_target_abort_listener(JSRuntime *rt, thaw_event_target *target, const thaw_abort_listener *link);

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_abort_signal_init(JSContext *ctx);

#endif
