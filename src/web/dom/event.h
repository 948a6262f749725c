/* SPDX-License-Identifier: MIT
 * Event, CustomEvent and the event classes that other standards define (DOM, HTML, XMLHttpRequest). Events are made by
 * programs and by the runtime; only those of the runtime are trusted. */
#ifndef THAW_WEB_DOM_EVENT_H
#define THAW_WEB_DOM_EVENT_H

#include "base/auto.h"
#include "js/native.h"
#include "js/webidl/interface.h"

typedef struct thaw_event {
    thaw_native base;
    JSAtom type; /* JS_ATOM_NULL only in an event that is being made */
    uint8_t phase;
    bool bubbles, cancelable, composed, canceled, trusted;
    bool dispatching, initialised, in_passive;
    bool stopped, stopped_at_once; /* stopPropagation, stopImmediatePropagation */
    uint64_t created_ns;           /* monotonic clock */
    THAW_JS_FIELDS(target, current_target);
} thaw_event;
THAW_CLASS_DECLARE(thaw_event);
THAW_IDL_INTERFACE(thaw_event);

/* EventInit, which the dictionaries of derived events begin with. */
typedef struct {
    bool bubbles, cancelable, composed;
} thaw_event_init_dict;
THAW_IDL_DICTIONARY(thaw_event_init_dict, "EventInit",
                    THAW_DEFAULT(thaw_event_init_dict, bubbles, "bubbles", boolean, THAW_NUMBER(0)),
                    THAW_DEFAULT(thaw_event_init_dict, cancelable, "cancelable", boolean, THAW_NUMBER(0)),
                    THAW_DEFAULT(thaw_event_init_dict, composed, "composed", boolean, THAW_NUMBER(0)));

/* For constructors: a new event of the interface, initialised by its type (a string) and dictionary. `ret_self` points
 * to the struct pointer. Owned; JS_EXCEPTION with an exception pending. */
JSValue thaw_event_construct(JSContext *ctx, const thaw_invocation *in, JSValueConst type,
                             const thaw_event_init_dict *dict, void *ret_self);
/* The legacy init methods: 1 if it was done, 0 if the event is being dispatched, -1 with an exception pending. */
THAW_MUST_USE int thaw_event_initialise(JSContext *ctx, thaw_event *self, JSValueConst type, bool bubbles,
                                        bool cancelable);
/* For the runtime: a new trusted event of the class (thaw_event_class or below). Owned; JS_EXCEPTION with an exception
 * pending. */
enum { THAW_EVENT_BUBBLES = 1, THAW_EVENT_CANCELABLE = 2 };
JSValue thaw_event_new(JSContext *ctx, const thaw_class *cls, const char *type, unsigned flags, void *ret_self);

/* ---- event classes; each maker returns an owned trusted event or JS_EXCEPTION, and borrows what it is given ---- */

typedef struct thaw_message_event {
    thaw_event base;
    THAW_JS_FIELDS(data, origin, last_event_id, source, ports);
} thaw_message_event;
THAW_CLASS_DECLARE(thaw_message_event);
/* `origin` and `ports` may be undefined: then an empty string and an empty array; `ports` is an array that is frozen
 * here. `source` may be null. */
JSValue thaw_message_event_new(JSContext *ctx, const char *type, JSValueConst data, JSValueConst origin,
                               JSValueConst source, JSValueConst ports);
/* With message and position read from the error. Cancelable. */
JSValue thaw_error_event_new(JSContext *ctx, const char *type, JSValueConst error);
JSValue thaw_progress_event_new(JSContext *ctx, const char *type, bool computable, double loaded, double total);
JSValue thaw_close_event_new(JSContext *ctx, const char *type, bool clean, uint16_t code, const char *reason);
JSValue thaw_promise_rejection_event_new(JSContext *ctx, const char *type, JSValueConst promise, JSValueConst reason);

/* What onerror is called with instead of the event. */
typedef struct thaw_error_event {
    thaw_event base;
    uint32_t line, column;
    THAW_JS_FIELDS(message, filename, error);
} thaw_error_event;
THAW_CLASS_DECLARE(thaw_error_event);

/* Each 0, or -1 with an exception pending. The state comes first, then Event. */
THAW_MUST_USE int thaw_dom_state_init(JSContext *ctx);
THAW_MUST_USE int thaw_event_init(JSContext *ctx);
THAW_MUST_USE int thaw_event_classes_init(JSContext *ctx);

#endif
