/* SPDX-License-Identifier: MIT
 * EventTarget: what AbortSignal, MessagePort, FileReader, Performance and others inherit from. A class that does names
 * `.parent = &thaw_event_target_class`, and its struct begins with a thaw_event_target called `base`.
 *
 * Exceptions of listeners are reported (thaw_report_exception) and never reach whoever dispatched. */
#ifndef THAW_WEB_DOM_EVENT_TARGET_H
#define THAW_WEB_DOM_EVENT_TARGET_H

#include "js/native.h"
#include "js/webidl/interface.h"
#include "web/dom/event.h"

struct thaw_abort_listener;

typedef struct thaw_event_listener {
    JSAtom type;
    bool capture, passive, once;
    bool is_handler;                  /* the value of an attribute like onabort */
    bool removed;                     /* while a dispatch walks the list; its place is given back afterwards */
    struct thaw_abort_listener *link; /* to the signal that removes it; NULL: none */
    THAW_JS_FIELDS(callback);
} thaw_event_listener;

typedef struct thaw_event_target {
    thaw_native base;
    thaw_event_listener *listeners; /* in the order of adding */
    uint32_t count, size, n_removed, n_walks;
    /* NULL, or: told of listeners of a type that came (+1) or went (-1); runs no JavaScript */
    void (*observe)(JSRuntime *rt, struct thaw_event_target *self, JSAtom type, int change);
} thaw_event_target;
THAW_CLASS_DECLARE(thaw_event_target);

/* ---- from C ----
 * The target is named by its wrapper, which is borrowed. */

/* The listeners of the global object, for a `this` that is it, or undefined or null; then that becomes the global
 * object. NULL for any other. As thaw_interface has it. */
void *thaw_global_target_of(JSContext *ctx, JSValueConst *this_val);
/* True if anything listens to the type; then and only then is it worth making an event. */
bool thaw_event_target_listens(const thaw_event_target *target, JSAtom type);
/* Dispatches an event: 1, or 0 if it was canceled; -1 with an uncatchable exception pending if the program is ending.
 * Runs JavaScript; from the event loop also microtasks after each listener. */
THAW_MUST_USE int thaw_event_dispatch(JSContext *ctx, JSValueConst target, JSValueConst event);
/* The same with an event that was just made, which is taken; JS_EXCEPTION (making it failed) gives -1. */
THAW_MUST_USE int thaw_event_fire(JSContext *ctx, JSValueConst target, JSValue event);
/* A plain trusted Event, made only if somebody listens. */
THAW_MUST_USE int thaw_event_fire_named(JSContext *ctx, JSValueConst target, const char *type, unsigned flags);
/* For callers that are called by the event loop and not by JavaScript: an exception is routed as an uncaught one. */
void thaw_event_fire_from_loop(JSContext *ctx, JSValueConst target, JSValue event);

/* ---- event handler attributes ---- */

/* The attribute's value: a function or object, or null. Owned. */
JSValue thaw_event_handler_get(JSContext *ctx, thaw_event_target *target, const char *type);
/* Anything but an object is null. undefined, or JS_EXCEPTION. */
JSValue thaw_event_handler_set(JSContext *ctx, thaw_event_target *target, const char *type, JSValueConst value);
/* Bodies and row of an attribute `on<type>` of a class that inherits from EventTarget:
 *
 *     THAW_EVENT_HANDLER_BODIES(abort)
 *     ... THAW_EVENT_HANDLER(abort), in the table of members */
#define THAW_EVENT_HANDLER_BODIES(type)                                                 \
    static JSValue get_on##type(JSContext *ctx, const thaw_invocation *in)              \
    {                                                                                   \
        return thaw_event_handler_get(ctx, in->self, #type);                            \
    }                                                                                   \
    static JSValue set_on##type(JSContext *ctx, const thaw_invocation *in)              \
    {                                                                                   \
        return thaw_event_handler_set(ctx, in->self, #type, *(JSValueConst *)in->args); \
    }
#define THAW_EVENT_HANDLER(type) THAW_ATTRIBUTE("on" #type, get_on##type, set_on##type, any)

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_event_target_init(JSContext *ctx);

#endif
