/* SPDX-License-Identifier: MIT
 * For classes that inherit from AbortSignal and AbortController (TaskSignal, TaskController). */
#ifndef THAW_WEB_DOM_ABORT_SIGNAL_INT_H
#define THAW_WEB_DOM_ABORT_SIGNAL_INT_H

#include "js/timer_queue.h"
#include "web/dom/abort_signal.h"

struct thaw_abort_signal {
    thaw_event_target base;
    void *object; /* this signal's own wrapper, without a reference */
    uint32_t n_observers, last_id;
    bool aborted, is_dependent;
    thaw_link listeners, algorithms, dependents, sources;
    thaw_link *sweep; /* the one of `dependents` that is looked at next; the list's head at its end */
    thaw_timer timer; /* of AbortSignal.timeout */
    uint32_t n_kept;  /* dependents that it keeps */
    THAW_JS_FIELDS(reason, origin /* of the timer, while a program is being frozen */);
};

typedef struct {
    thaw_native base;
    THAW_JS_FIELDS(signal);
} thaw_abort_controller;
THAW_CLASS_DECLARE(thaw_abort_controller);

THAW_IDL_SEQUENCE(thaw_abort_signals, "sequence<AbortSignal>", thaw_abort_signal);

/* Makers as in abort_signal.h, of a class that inherits from AbortSignal; `ret_self` points to the struct pointer. */
JSValue thaw_abort_signal_new_of(JSContext *ctx, const thaw_class *cls, void *ret_self);
JSValue thaw_abort_signal_any_of(JSContext *ctx, const thaw_class *cls, int n, const JSValueConst *signals,
                                 void *ret_self);
JSValue thaw_abort_signal_any_in(JSContext *ctx, const thaw_class *cls, const thaw_idl_sequence *signals,
                                 void *ret_self);

#endif
