/* SPDX-License-Identifier: MIT
 * Listeners are an array in the target. The standard walks a copy of the list for each event; here the list itself is
 * walked up to where it ended when the walk began, and a listener that is removed meanwhile only loses its callback:
 * its place is given back when the last walk ends. That is the same to see, and copies nothing. */
#include "web/dom/event_target.h"

#include <string.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "js/call.h"
#include "js/runtime.h"
#include "js/webidl/callback.h"
#include "web/dom/abort_signal.h"
#include "web/dom/dom_exception.h"
#include "web/dom/dom_state.h"

enum { AT_TARGET = 2, LISTENERS_FIRST = 2, LISTENERS_MAX = 1 << 24 };

static void event_target_visit(void *self, thaw_visitor *v)
{
    thaw_event_target *t = self;
    for (uint32_t i = 0; i < t->count; i++)
        thaw_visit_slots(&t->listeners[i], offsetof(thaw_event_listener, js_slot), 1, NULL, v);
}

static void event_target_dispose(JSRuntime *rt, void *self)
{
    thaw_event_target *t = self;
    for (uint32_t i = 0; i < t->count; i++) {
        JS_FreeAtomRT(rt, t->listeners[i].type);
        thaw_abort_listener_free(rt, t->listeners[i].link, true);
    }
    js_free_rt(rt, t->listeners);
}
THAW_CLASS_TABLE_PLAIN(thaw_event_target, EVENT_TARGET, "EventTarget", .visit = event_target_visit,
                       .dispose = event_target_dispose);

/* ---- the list ---- */

static bool same_object(JSValueConst a, JSValueConst b)
{
    return JS_VALUE_GET_TAG(a) == JS_VALUE_GET_TAG(b) && JS_VALUE_GET_PTR(a) == JS_VALUE_GET_PTR(b);
}

static thaw_event_listener *find_listener(const thaw_event_target *t, JSAtom type, JSValueConst callback, bool capture)
{
    for (uint32_t i = 0; i < t->count; i++) {
        thaw_event_listener *l = &t->listeners[i];
        if (l->type == type && l->capture == capture && !l->removed && !l->is_handler &&
            same_object(l->callback, callback))
            return l;
    }
    return NULL;
}

static thaw_event_listener *find_handler(const thaw_event_target *t, JSAtom type)
{
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->listeners[i].type == type && t->listeners[i].is_handler && !t->listeners[i].removed)
            return &t->listeners[i];
    }
    return NULL;
}

/* A new one at the end, with a reference to its type and callback; NULL with an exception pending. */
static thaw_event_listener *append(JSContext *ctx, thaw_event_target *t, JSAtom type, JSValueConst callback)
{
    if (t->count == t->size) {
        uint32_t size = t->size ? t->size * 2 : LISTENERS_FIRST;
        if (size > LISTENERS_MAX) {
            JS_ThrowRangeError(ctx, "Too many event listeners");
            return NULL;
        }
        thaw_event_listener *grown = js_realloc(ctx, t->listeners, size * sizeof *grown);
        if (!grown)
            return NULL;
        t->listeners = grown;
        t->size = size;
    }
    thaw_event_listener *l = &t->listeners[t->count];
    *l = (thaw_event_listener){ .type = JS_DupAtom(ctx, type), .callback = JS_DupValue(ctx, callback) };
    t->count++;
    if (t->observe)
        t->observe(JS_GetRuntime(ctx), t, type, 1);
    return l;
}

/* Gives places of removed listeners back. */
static void compact(JSRuntime *rt, thaw_event_target *t)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->listeners[i].removed)
            JS_FreeAtomRT(rt, t->listeners[i].type);
        else
            t->listeners[kept++] = t->listeners[i];
    }
    t->count = kept;
    t->n_removed = 0;
    if (kept == 0) {
        js_free_rt(rt, t->listeners);
        t->listeners = NULL;
        t->size = 0;
    }
}

/* The listener's callback is freed last: that can run finalizers, not JavaScript. */
static void remove_listener(JSRuntime *rt, thaw_event_target *t, thaw_event_listener *l)
{
    JSValue callback = thaw_slot_take(&l->callback);
    struct thaw_abort_listener *link = l->link;
    l->link = NULL;
    l->removed = true;
    t->n_removed++;
    if (t->observe)
        t->observe(rt, t, l->type, -1);
    if (t->n_walks == 0)
        compact(rt, t);
    thaw_abort_listener_free(rt, link, false);
    JS_FreeValueRT(rt, callback);
}

void thaw_event_target_abort_listener(JSRuntime *rt, thaw_event_target *t, const struct thaw_abort_listener *link)
{
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->listeners[i].link == link) {
            remove_listener(rt, t, &t->listeners[i]);
            return;
        }
    }
}

bool thaw_event_target_listens(const thaw_event_target *t, JSAtom type)
{
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->listeners[i].type == type && !t->listeners[i].removed)
            return true;
    }
    return false;
}

/* ---- dispatching ---- */

typedef struct {
    JSContext *ctx;
    thaw_event_target *target;
    thaw_event *event;
    JSValueConst event_object;
    bool is_global;
} walk;

/* onerror of the global object is called with the parts of the event, and cancels it by returning true. */
static JSValue call_on_error(const walk *w, JSValueConst callback)
{
    const thaw_error_event *e = thaw_native_as(w->event_object, &thaw_error_event_class);
    JSValueConst args[] = { e->message, e->filename, JS_NewUint32(w->ctx, e->line), JS_NewUint32(w->ctx, e->column),
                            e->error };
    JSValue result = thaw_call(w->ctx, callback, w->event->current_target, THAW_COUNT(args), args);
    if (JS_IsException(result))
        return JS_EXCEPTION;
    bool cancels = JS_IsBool(result) && JS_ToBool(w->ctx, result);
    JS_FreeValue(w->ctx, result);
    return JS_NewBool(w->ctx, !cancels);
}

static JSValue call_handler(const walk *w, JSValueConst callback)
{
    if (!JS_IsFunction(w->ctx, callback))
        return JS_UNDEFINED;
    bool is_on_error = w->is_global && thaw_native_as(w->event_object, &thaw_error_event_class) &&
                       w->event->type == thaw_dom_state_of(w->ctx)->atom.error;
    JSValue result =
        is_on_error ? call_on_error(w, callback)
                    : thaw_call(w->ctx, callback, w->event->current_target, 1, (JSValueConst[]){ w->event_object });
    if (JS_IsBool(result) && !JS_ToBool(w->ctx, result) && w->event->cancelable)
        w->event->canceled = true;
    return result;
}

/* 0, or -1 if the program is ending (exception pending). */
static int finish_call(JSContext *ctx, JSValue result)
{
    if (!JS_IsException(result)) {
        JS_FreeValue(ctx, result);
        return 0;
    }
    JSValue error = JS_GetException(ctx);
    if (JS_IsUncatchableError(error)) {
        JS_Throw(ctx, error);
        return -1;
    }
    thaw_report_exception(ctx, error);
    if (!thaw_runtime_of(ctx)->exiting)
        return 0;
    thaw_exit(ctx, thaw_runtime_of(ctx)->exit_code); /* a listener for errors ended the program */
    return -1;
}

/* `i` is the listener's index: its array can move while JavaScript runs. */
static int call_listener(const walk *w, uint32_t i)
{
    JSContext *ctx = w->ctx;
    thaw_event_listener *l = &w->target->listeners[i];
    THAW_AUTO(thaw_value) callback = thaw_value_of(ctx, JS_DupValue(ctx, l->callback));
    bool is_handler = l->is_handler;
    w->event->in_passive = l->passive;
    if (l->once)
        remove_listener(JS_GetRuntime(ctx), w->target, l);
    JSValue result = is_handler ? call_handler(w, callback.v)
                                : thaw_idl_call_operation(ctx, callback.v, "handleEvent", w->event->current_target, 1,
                                                          (JSValueConst[]){ w->event_object });
    w->event->in_passive = false;
    int err = finish_call(ctx, result);
    thaw_drain(ctx);
    return err;
}

static int call_listeners(const walk *w, bool capture)
{
    uint32_t end = w->target->count;
    for (uint32_t i = 0; i < end && !w->event->stopped_at_once; i++) {
        const thaw_event_listener *l = &w->target->listeners[i];
        if (l->type == w->event->type && l->capture == capture && !l->removed && call_listener(w, i) < 0)
            return -1;
    }
    return 0;
}

static int run_walk(const walk *w)
{
    int err = 0;
    w->target->n_walks++;
    if (!w->event->stopped)
        err = call_listeners(w, true);
    if (err == 0 && !w->event->stopped)
        err = call_listeners(w, false);
    if (--w->target->n_walks == 0 && w->target->n_removed)
        compact(JS_GetRuntime(w->ctx), w->target);
    return err;
}

int thaw_event_dispatch(JSContext *ctx, JSValueConst target, JSValueConst event)
{
    thaw_event *e = thaw_event_of(event);
    thaw_event_target *t = thaw_event_target_of(target);
    thaw_dom_state *s = thaw_dom_state_of(ctx);
    JSRuntime *rt = JS_GetRuntime(ctx);
    bool is_global = !t;
    if (is_global) /* the global object is no native; one that is hidden keeps its listeners */
        t = thaw_event_target_of(s->global_target);
    THAW_AUTO(thaw_value) held_target = thaw_value_of(ctx, JS_DupValue(ctx, target));
    THAW_AUTO(thaw_value) held_event = thaw_value_of(ctx, JS_DupValue(ctx, event));
    thaw_slot_set(rt, &e->target, JS_DupValue(ctx, target));
    thaw_slot_set(rt, &e->current_target, JS_DupValue(ctx, target));
    e->dispatching = true;
    e->phase = AT_TARGET;
    int err = run_walk(&(walk){ ctx, t, e, event, is_global });
    e->phase = 0;
    e->dispatching = e->stopped = e->stopped_at_once = false;
    thaw_slot_set(rt, &e->current_target, JS_NULL);
    return err < 0 ? -1 : !e->canceled;
}

int thaw_event_fire(JSContext *ctx, JSValueConst target, JSValue event)
{
    THAW_AUTO(thaw_value) held = thaw_value_of(ctx, event);
    return JS_IsException(event) ? -1 : thaw_event_dispatch(ctx, target, event);
}

int thaw_event_fire_named(JSContext *ctx, JSValueConst target, const char *type, unsigned flags)
{
    THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_NewAtom(ctx, type));
    thaw_event *unused;
    if (!name.atom)
        return -1;
    if (!thaw_event_target_listens(thaw_event_target_of(target), name.atom))
        return 1;
    return thaw_event_fire(ctx, target, thaw_event_new(ctx, &thaw_event_class, type, flags, &unused));
}

void thaw_event_fire_from_loop(JSContext *ctx, JSValueConst target, JSValue event)
{
    if (thaw_event_fire(ctx, target, event) < 0)
        thaw_uncaught(ctx);
    thaw_drain(ctx);
}

/* ---- handlers ---- */

JSValue thaw_event_handler_get(JSContext *ctx, thaw_event_target *t, const char *type)
{
    THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_NewAtom(ctx, type));
    const thaw_event_listener *l = find_handler(t, name.atom);
    return l ? JS_DupValue(ctx, l->callback) : JS_NULL;
}

JSValue thaw_event_handler_set(JSContext *ctx, thaw_event_target *t, const char *type, JSValueConst value)
{
    THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_NewAtom(ctx, type));
    if (!name.atom)
        return JS_EXCEPTION;
    thaw_event_listener *l = find_handler(t, name.atom);
    if (!JS_IsObject(value)) {
        if (l)
            remove_listener(JS_GetRuntime(ctx), t, l);
    } else if (l) {
        thaw_slot_set(JS_GetRuntime(ctx), &l->callback, JS_DupValue(ctx, value));
    } else {
        if (!(l = append(ctx, t, name.atom, value)))
            return JS_EXCEPTION;
        l->is_handler = true;
    }
    return JS_UNDEFINED;
}

/* ---- EventTarget ---- */

typedef struct {
    bool capture;
} listener_options;
THAW_IDL_DICTIONARY(listener_options, "EventListenerOptions",
                    THAW_DEFAULT(listener_options, capture, "capture", boolean, THAW_NUMBER(0)));

typedef struct {
    listener_options base;
    bool once, passive, has_passive, has_signal;
    thaw_abort_signal_ref signal;
} add_options;
THAW_IDL_DERIVED_DICTIONARY(add_options, listener_options, "AddEventListenerOptions",
                            THAW_DEFAULT(add_options, once, "once", boolean, THAW_NUMBER(0)),
                            THAW_OPTIONAL(add_options, passive, "passive", boolean),
                            THAW_OPTIONAL(add_options, signal, "signal", thaw_abort_signal));
THAW_IDL_UNION(add_choice, "(AddEventListenerOptions or boolean)", &thaw_idl_add_options, &thaw_idl_boolean);
THAW_IDL_UNION(remove_choice, "(EventListenerOptions or boolean)", &thaw_idl_listener_options, &thaw_idl_boolean);
THAW_IDL_NULLABLE(maybe_listener, "EventListener?", callback_object);

typedef struct {
    JSValueConst type, callback;
    thaw_idl_union options;
} listener_args;

static add_options options_of(const listener_args *args)
{
    if (args->options.which == 0)
        return *(const add_options *)args->options.as.dictionary;
    return (add_options){ .base.capture = args->options.which == 1 && args->options.as.boolean };
}

static JSValue target_add(JSContext *ctx, const thaw_invocation *in)
{
    thaw_event_target *self = in->self;
    const listener_args *args = in->args;
    add_options options = options_of(args);
    thaw_abort_signal *signal = options.has_signal ? options.signal.self : NULL;
    if (JS_IsNull(args->callback) || (signal && thaw_abort_signal_is_aborted(signal)))
        return JS_UNDEFINED;
    THAW_AUTO(thaw_atom) type = thaw_atom_of(ctx, JS_ValueToAtom(ctx, args->type));
    if (!type.atom)
        return JS_EXCEPTION;
    if (find_listener(self, type.atom, args->callback, options.base.capture))
        return JS_UNDEFINED;
    thaw_event_listener *l = append(ctx, self, type.atom, args->callback);
    if (!l)
        return JS_EXCEPTION;
    l->capture = options.base.capture;
    l->once = options.once;
    l->passive = options.has_passive && options.passive;
    if (signal && !(l->link = thaw_abort_listener_new(ctx, signal, self))) {
        remove_listener(JS_GetRuntime(ctx), self, l);
        return JS_EXCEPTION;
    }
    return JS_UNDEFINED;
}

static JSValue target_remove(JSContext *ctx, const thaw_invocation *in)
{
    thaw_event_target *self = in->self;
    const listener_args *args = in->args;
    bool capture = args->options.which == 0 ? ((const listener_options *)args->options.as.dictionary)->capture
                                            : args->options.which == 1 && args->options.as.boolean;
    if (JS_IsNull(args->callback) || self->count == 0)
        return JS_UNDEFINED;
    THAW_AUTO(thaw_atom) type = thaw_atom_of(ctx, JS_ValueToAtom(ctx, args->type));
    if (!type.atom)
        return JS_EXCEPTION;
    thaw_event_listener *l = find_listener(self, type.atom, args->callback, capture);
    if (l)
        remove_listener(JS_GetRuntime(ctx), self, l);
    return JS_UNDEFINED;
}

typedef struct {
    thaw_event_ref event;
} dispatch_args;

static JSValue target_dispatch(JSContext *ctx, const thaw_invocation *in)
{
    const dispatch_args *args = in->args;
    if (args->event.self->dispatching || !args->event.self->initialised)
        return thaw_throw_dom(ctx, "InvalidStateError", "The event is already being dispatched");
    args->event.self->trusted = false;
    int result = thaw_event_dispatch(ctx, in->this_val, args->event.object);
    return result < 0 ? JS_EXCEPTION : JS_NewBool(ctx, result);
}

static JSValue target_construct(JSContext *ctx, const thaw_invocation *in)
{
    thaw_event_target *self;
    return thaw_interface_construct(ctx, in, &self);
}

static const thaw_member members[] = {
    THAW_METHOD_ARGS("addEventListener", target_add, listener_args,
                     THAW_REQUIRED(listener_args, type, "type", DOMString),
                     THAW_REQUIRED(listener_args, callback, "callback", maybe_listener),
                     THAW_DEFAULT(listener_args, options, "options", add_choice, THAW_ABSENT)),
    THAW_METHOD_ARGS("removeEventListener", target_remove, listener_args,
                     THAW_REQUIRED(listener_args, type, "type", DOMString),
                     THAW_REQUIRED(listener_args, callback, "callback", maybe_listener),
                     THAW_DEFAULT(listener_args, options, "options", remove_choice, THAW_ABSENT)),
    THAW_METHOD_ARGS("dispatchEvent", target_dispatch, dispatch_args,
                     THAW_REQUIRED(dispatch_args, event, "event", thaw_event)),
};
static const thaw_interface interface = {
    .cls = &thaw_event_target_class,
    .self_of = thaw_global_target_of,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR(target_construct),
};

int thaw_event_target_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
