/* SPDX-License-Identifier: MIT
 * Who keeps whom, so that a signal that lives long collects nothing:
 *
 *     controller ===> signal                                          (===> strong, ---> weak)
 *     source ---> dependent, dependent ---> source                    an edge: AbortSignal.any()
 *     source ===> dependent     while the dependent is observed: it has abort listeners or algorithms
 *     timer  ===> signal        of AbortSignal.timeout(), while it is observed or keeps a dependent
 *     dependent ===> source     that has such a timer
 *     signal ===> holder        of an algorithm
 *     signal ---> listener      that goes when the signal is aborted, and back
 *
 * Edges lie in two lists, so that either end can go at any time at constant cost. An edge can only be weakened when no
 * collection runs (the engine must not lose a count meanwhile): one that a finalizer made superfluous is found by the
 * next edges that the source gets, each of which looks at two older ones.
 *
 *     made --abort--> aborted (`reason` is set; edges are gone, algorithms have run)
 */
#include "web/dom/abort_signal_int.h"

#include <math.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/runtime.h"
#include "web/dom/dom_exception.h"
#include "web/dom/dom_state.h"

typedef struct {
    thaw_link link;
    uint32_t id;
    thaw_abort_fn *run;
    THAW_JS_FIELDS(holder);
} algorithm;

typedef struct {
    thaw_link in_source, in_dependent;
    thaw_abort_signal *source, *dependent;
    THAW_JS_FIELDS(kept, /* the dependent, while it is observed; visited by the source */
                   timed /* the source, if it has a timer; visited by the dependent */
    );
} edge;

struct thaw_abort_listener {
    thaw_link link;
    thaw_event_target *target;
    thaw_abort_signal *signal;
};

enum { SWEPT_PER_EDGE = 2 };

static algorithm *algorithm_at(thaw_link *l)
{
    return THAW_CONTAINER(l, algorithm, link);
}
static edge *edge_in_source(thaw_link *l)
{
    return THAW_CONTAINER(l, edge, in_source);
}
static edge *edge_in_dependent(thaw_link *l)
{
    return THAW_CONTAINER(l, edge, in_dependent);
}
static thaw_abort_listener *listener_at(thaw_link *l)
{
    return THAW_CONTAINER(l, thaw_abort_listener, link);
}

static void signal_visit(void *self, thaw_visitor *v)
{
    thaw_abort_signal *s = self;
    if (!s->object) /* not made completely */
        return;
    for (thaw_link *l = s->algorithms.next; l != &s->algorithms; l = l->next)
        thaw_visit_slots(algorithm_at(l), offsetof(algorithm, js_slot), 1, NULL, v);
    for (thaw_link *l = s->dependents.next; l != &s->dependents; l = l->next)
        v->slot(v, &edge_in_source(l)->kept);
    for (thaw_link *l = s->sources.next; l != &s->sources; l = l->next)
        v->slot(v, &edge_in_dependent(l)->timed);
}

/* Its slots must have been cleared. */
static void edge_free(JSRuntime *rt, edge *e)
{
    if (e->source->sweep == &e->in_source)
        e->source->sweep = e->in_source.next;
    thaw_list_remove(&e->in_source);
    thaw_list_remove(&e->in_dependent);
    js_free_rt(rt, e);
}

static void signal_dispose(JSRuntime *rt, void *self)
{
    thaw_abort_signal *s = self;
    if (!s->object)
        return;
    thaw_timer_stop(rt, &s->timer);
    while (!thaw_list_empty(&s->algorithms)) {
        algorithm *a = algorithm_at(s->algorithms.next);
        thaw_list_remove(&a->link);
        js_free_rt(rt, a);
    }
    while (!thaw_list_empty(&s->dependents))
        edge_free(rt, edge_in_source(s->dependents.next));
    while (!thaw_list_empty(&s->sources))
        edge_free(rt, edge_in_dependent(s->sources.next));
    for (thaw_link *l = s->listeners.next; l != &s->listeners;) {
        thaw_abort_listener *link = listener_at(l);
        l = l->next;
        thaw_list_remove(&link->link);
        link->signal = NULL; /* the target's listener stays, for good */
    }
}

THAW_CLASS_TABLE(thaw_abort_signal, ABORT_SIGNAL, "AbortSignal", .parent = &thaw_event_target_class,
                 .visit = signal_visit, .dispose = signal_dispose);
THAW_CLASS_TABLE(thaw_abort_controller, ABORT_CONTROLLER, "AbortController");

static JSValueConst wrapper_of(const thaw_abort_signal *s)
{
    return JS_MKPTR(JS_TAG_OBJECT, s->object);
}

/* ---- being observed ---- */

/* A timer keeps its signal as long as somebody would notice. To be called outside of finalizers, and the signal must be
 * held. */
static void timer_update(JSRuntime *rt, thaw_abort_signal *s)
{
    if (!s->timer.kind)
        return;
    if (thaw_timer_is_active(&s->timer) && (s->n_observers > 0 || s->n_kept > 0))
        thaw_native_pin(((thaw_runtime *)JS_GetRuntimeOpaque(rt))->ctx, s, wrapper_of(s));
    else
        thaw_native_unpin(rt, s);
}

/* The dependent of the edge is observed, or no longer. Both ends must be held. */
static void edge_update(JSRuntime *rt, edge *e)
{
    bool observed = e->dependent->n_observers > 0, is_kept = !JS_IsUndefined(e->kept);
    thaw_abort_signal *source = e->source;
    if (observed == is_kept)
        return;
    source->n_kept += observed ? 1 : (uint32_t)-1;
    timer_update(rt, source);
    if (observed)
        e->kept = JS_DupValueRT(rt, wrapper_of(e->dependent));
    else
        thaw_slot_clear(rt, &e->kept);
}

/* To be called outside of finalizers. It can free the signal, unless the caller holds it. */
static void observers_changed(JSRuntime *rt, thaw_abort_signal *s)
{
    JSValue held = JS_DupValueRT(rt, wrapper_of(s));
    for (thaw_link *l = s->sources.next, *next; l != &s->sources; l = next) {
        edge *e = edge_in_dependent(l);
        next = l->next;
        JSValue source = JS_DupValueRT(rt, wrapper_of(e->source));
        edge_update(rt, e);
        JS_FreeValueRT(rt, source);
    }
    timer_update(rt, s);
    JS_FreeValueRT(rt, held);
}

static void observe(JSRuntime *rt, thaw_event_target *target, JSAtom type, int change)
{
    thaw_abort_signal *s = (thaw_abort_signal *)target;
    const thaw_dom_state *dom = ((thaw_runtime *)JS_GetRuntimeOpaque(rt))->state[THAW_STATE_DOM];
    if (!dom || type != dom->atom.abort)
        return;
    s->n_observers += (uint32_t)change;
    observers_changed(rt, s);
}

/* ---- making ---- */

static void prepare(thaw_abort_signal *s, JSValueConst wrapper)
{
    thaw_list_init(&s->listeners);
    thaw_list_init(&s->algorithms);
    thaw_list_init(&s->dependents);
    thaw_list_init(&s->sources);
    s->sweep = &s->dependents;
    s->object = JS_VALUE_GET_PTR(wrapper);
    s->base.observe = observe;
}

JSValue thaw_abort_signal_new_of(JSContext *ctx, const thaw_class *cls, void *ret)
{
    JSValue wrapper = thaw_native_new(ctx, cls, JS_UNDEFINED, ret);
    if (!JS_IsException(wrapper))
        prepare(*(thaw_abort_signal **)ret, wrapper);
    return wrapper;
}

static JSValue signal_new(JSContext *ctx, thaw_abort_signal **ret)
{
    return thaw_abort_signal_new_of(ctx, &thaw_abort_signal_class, ret);
}

JSValue thaw_abort_signal_new(JSContext *ctx)
{
    thaw_abort_signal *unused;
    return signal_new(ctx, &unused);
}

bool thaw_abort_signal_is_aborted(const thaw_abort_signal *s)
{
    return s->aborted;
}

JSValueConst thaw_abort_signal_reason(const thaw_abort_signal *s)
{
    return s->reason;
}

/* ---- any ---- */

/* Weakens old edges of signals that nobody observes any more. */
static void sweep_edges(JSRuntime *rt, thaw_abort_signal *source)
{
    for (int i = 0; i < SWEPT_PER_EDGE; i++) {
        if (source->sweep == &source->dependents)
            source->sweep = source->dependents.next;
        if (source->sweep == &source->dependents)
            return;
        edge *e = edge_in_source(source->sweep);
        source->sweep = e->in_source.next;
        edge_update(rt, e); /* the dependent can go with it */
    }
}

static bool has_edge(const thaw_abort_signal *dependent, const thaw_abort_signal *source)
{
    for (thaw_link *l = dependent->sources.next; l != &dependent->sources; l = l->next) {
        if (edge_in_dependent(l)->source == source)
            return true;
    }
    return false;
}

static int add_edge(JSContext *ctx, thaw_abort_signal *dependent, thaw_abort_signal *source)
{
    if (has_edge(dependent, source))
        return 0;
    edge *e = js_mallocz(ctx, sizeof *e);
    if (!e)
        return -1;
    sweep_edges(JS_GetRuntime(ctx), source);
    *e = (edge){ .source = source, .dependent = dependent, .kept = JS_UNDEFINED, .timed = JS_UNDEFINED };
    if (source->timer.kind)
        e->timed = JS_DupValue(ctx, wrapper_of(source));
    thaw_list_append(&source->dependents, &e->in_source);
    thaw_list_append(&dependent->sources, &e->in_dependent);
    return 0;
}

/* A signal that is itself made of others passes on theirs. */
static int add_source(JSContext *ctx, thaw_abort_signal *dependent, thaw_abort_signal *source)
{
    if (!source->is_dependent)
        return add_edge(ctx, dependent, source);
    for (thaw_link *l = source->sources.next; l != &source->sources; l = l->next) {
        if (add_edge(ctx, dependent, edge_in_dependent(l)->source) < 0)
            return -1;
    }
    return 0;
}

JSValue thaw_abort_signal_any(JSContext *ctx, int n, const JSValueConst *signals)
{
    thaw_abort_signal *unused;
    return thaw_abort_signal_any_of(ctx, &thaw_abort_signal_class, n, signals, &unused);
}

JSValue thaw_abort_signal_any_of(JSContext *ctx, const thaw_class *cls, int n, const JSValueConst *signals,
                                 void *ret_self)
{
    thaw_abort_signal *self;
    THAW_AUTO(thaw_value) wrapper = thaw_value_of(ctx, thaw_abort_signal_new_of(ctx, cls, &self));
    if (JS_IsException(wrapper.v))
        return JS_EXCEPTION;
    *(void **)ret_self = self;
    for (int i = 0; i < n; i++) {
        const thaw_abort_signal *source = thaw_abort_signal_of(signals[i]);
        if (source->aborted) {
            self->aborted = true;
            self->reason = JS_DupValue(ctx, source->reason);
            return thaw_value_take(&wrapper);
        }
    }
    self->is_dependent = true;
    for (int i = 0; i < n; i++) {
        if (add_source(ctx, self, thaw_abort_signal_of(signals[i])) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&wrapper);
}

/* ---- algorithms and listeners ---- */

int thaw_abort_signal_add(JSContext *ctx, thaw_abort_signal *s, JSValueConst holder, thaw_abort_fn *fn,
                          uint32_t *ret_id)
{
    algorithm *a = js_mallocz(ctx, sizeof *a);
    if (!a)
        return -1;
    *a = (algorithm){ .id = ++s->last_id, .run = fn, .holder = JS_DupValue(ctx, holder) };
    thaw_list_append(&s->algorithms, &a->link);
    s->n_observers++;
    observers_changed(JS_GetRuntime(ctx), s);
    *ret_id = a->id;
    return 0;
}

void thaw_abort_signal_remove(JSContext *ctx, thaw_abort_signal *s, uint32_t id)
{
    for (thaw_link *l = s->algorithms.prev; l != &s->algorithms; l = l->prev) { /* mostly one of the latest */
        algorithm *a = algorithm_at(l);
        if (a->id != id)
            continue;
        THAW_AUTO(thaw_value) holder = thaw_value_of(ctx, thaw_slot_take(&a->holder)); /* freed last */
        thaw_list_remove(&a->link);
        js_free(ctx, a);
        s->n_observers--;
        observers_changed(JS_GetRuntime(ctx), s);
        return;
    }
}

thaw_abort_listener *thaw_abort_listener_new(JSContext *ctx, thaw_abort_signal *s, thaw_event_target *target)
{
    thaw_abort_listener *link = js_mallocz(ctx, sizeof *link);
    if (!link)
        return NULL;
    link->target = target;
    link->signal = s;
    thaw_list_append(&s->listeners, &link->link);
    s->n_observers++;
    observers_changed(JS_GetRuntime(ctx), s);
    return link;
}

void thaw_abort_listener_free(JSRuntime *rt, thaw_abort_listener *link, bool in_finalizer)
{
    if (!link)
        return;
    thaw_abort_signal *s = link->signal;
    if (s) {
        thaw_list_remove(&link->link);
        s->n_observers--;
        if (!in_finalizer)
            observers_changed(rt, s);
    }
    js_free_rt(rt, link);
}

/* ---- aborting ---- */

static void remove_listeners(JSRuntime *rt, thaw_abort_signal *s)
{
    while (!thaw_list_empty(&s->listeners)) {
        thaw_abort_listener *link = listener_at(s->listeners.next);
        thaw_event_target_abort_listener(rt, link->target, link);
    }
}

static void run_algorithms(JSContext *ctx, thaw_abort_signal *s)
{
    while (!thaw_list_empty(&s->algorithms)) {
        algorithm *a = algorithm_at(s->algorithms.next);
        thaw_abort_fn *run = a->run;
        THAW_AUTO(thaw_value) holder = thaw_value_of(ctx, thaw_slot_take(&a->holder));
        THAW_AUTO(thaw_value) reason = thaw_value_of(ctx, JS_DupValue(ctx, s->reason));
        thaw_list_remove(&a->link);
        js_free(ctx, a);
        s->n_observers--;
        run(ctx, holder.v, reason.v);
    }
}

/* The wrapper is held by the caller. */
static int run_abort_steps(JSContext *ctx, thaw_abort_signal *s)
{
    remove_listeners(JS_GetRuntime(ctx), s);
    run_algorithms(ctx, s);
    if (!thaw_event_target_listens(&s->base, thaw_dom_state_of(ctx)->atom.abort))
        return 0;
    thaw_event *unused;
    return thaw_event_fire(ctx, wrapper_of(s), thaw_event_new(ctx, &thaw_event_class, "abort", 0, &unused)) < 0 ? -1
                                                                                                                : 0;
}

static void set_aborted(JSContext *ctx, thaw_abort_signal *s, JSValueConst reason)
{
    s->aborted = true;
    s->reason = JS_DupValue(ctx, reason);
}

/* Gives up all edges to where the signal came from; it needs them no more. */
static void leave_sources(JSRuntime *rt, thaw_abort_signal *s)
{
    while (!thaw_list_empty(&s->sources)) {
        edge *e = edge_in_dependent(s->sources.next);
        JSValue kept = thaw_slot_take(&e->kept), timed = thaw_slot_take(&e->timed);
        JSValue source = JS_DupValueRT(rt, wrapper_of(e->source));
        if (!JS_IsUndefined(kept)) {
            e->source->n_kept--;
            timer_update(rt, e->source);
        }
        edge_free(rt, e);
        JS_FreeValueRT(rt, source);
        JS_FreeValueRT(rt, kept);
        JS_FreeValueRT(rt, timed);
    }
}

/* Marks those that depend on it as aborted, and puts them into an array. JS_EXCEPTION without memory. */
static JSValue abort_dependents(JSContext *ctx, thaw_abort_signal *s)
{
    if (thaw_list_empty(&s->dependents))
        return JS_UNDEFINED;
    THAW_AUTO(thaw_value) list = thaw_value_of(ctx, JS_NewArray(ctx));
    uint32_t n = 0;
    if (JS_IsException(list.v))
        return JS_EXCEPTION;
    while (!thaw_list_empty(&s->dependents)) {
        thaw_abort_signal *d = edge_in_source(s->dependents.next)->dependent;
        THAW_AUTO(thaw_value) held = thaw_value_of(ctx, JS_DupValue(ctx, wrapper_of(d)));
        leave_sources(JS_GetRuntime(ctx), d);
        if (d->aborted)
            continue;
        set_aborted(ctx, d, s->reason);
        if (JS_DefinePropertyValueUint32(ctx, list.v, n++, JS_DupValue(ctx, held.v), JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&list);
}

int thaw_abort_signal_abort(JSContext *ctx, JSValueConst signal, JSValueConst reason)
{
    thaw_abort_signal *s = thaw_abort_signal_of(signal);
    if (s->aborted)
        return 0;
    THAW_AUTO(thaw_value) held = thaw_value_of(ctx, JS_DupValue(ctx, signal));
    THAW_AUTO(thaw_value)
    why = thaw_value_of(ctx, JS_IsUndefined(reason)
                                 ? thaw_dom_exception_new(ctx, "AbortError", "This operation was aborted")
                                 : JS_DupValue(ctx, reason));
    if (JS_IsException(why.v))
        return -1;
    set_aborted(ctx, s, why.v);
    THAW_AUTO(thaw_value) dependents = thaw_value_of(ctx, abort_dependents(ctx, s));
    leave_sources(JS_GetRuntime(ctx), s);
    thaw_timer_stop(JS_GetRuntime(ctx), &s->timer);
    timer_update(JS_GetRuntime(ctx), s);
    if (JS_IsException(dependents.v) || run_abort_steps(ctx, s) < 0)
        return -1;
    for (uint32_t i = 0; JS_IsObject(dependents.v); i++) {
        THAW_AUTO(thaw_value) d = thaw_value_of(ctx, JS_GetPropertyUint32(ctx, dependents.v, i));
        if (!JS_IsObject(d.v))
            return JS_IsException(d.v) ? -1 : 0;
        if (run_abort_steps(ctx, thaw_abort_signal_of(d.v)) < 0)
            return -1;
    }
    return 0;
}

/* ---- AbortSignal ---- */

typedef struct {
    JSValueConst reason;
} abort_args;

static JSValue static_abort(JSContext *ctx, const thaw_invocation *in)
{
    const abort_args *args = in->args;
    THAW_AUTO(thaw_value) wrapper = thaw_value_of(ctx, thaw_abort_signal_new(ctx));
    return JS_IsException(wrapper.v) || thaw_abort_signal_abort(ctx, wrapper.v, args->reason) < 0
               ? JS_EXCEPTION
               : thaw_value_take(&wrapper);
}

typedef struct {
    thaw_idl_sequence signals;
} any_args;

JSValue thaw_abort_signal_any_in(JSContext *ctx, const thaw_class *cls, const thaw_idl_sequence *list, void *ret_self)
{
    const thaw_abort_signal_ref *refs = list->items;
    int n = (int)list->count;
    JSValueConst *signals = js_malloc(ctx, (size_t)(n ? n : 1) * sizeof *signals);
    if (!signals)
        return JS_EXCEPTION;
    for (int i = 0; i < n; i++)
        signals[i] = refs[i].object;
    JSValue result = thaw_abort_signal_any_of(ctx, cls, n, signals, ret_self);
    js_free(ctx, signals);
    return result;
}

static JSValue static_any(JSContext *ctx, const thaw_invocation *in)
{
    thaw_abort_signal *unused;
    return thaw_abort_signal_any_in(ctx, &thaw_abort_signal_class, &((const any_args *)in->args)->signals, &unused);
}

typedef struct {
    uint64_t milliseconds;
} timeout_args;

static void timeout_run(JSContext *ctx, thaw_timer *timer)
{
    thaw_abort_signal *s = THAW_CONTAINER(timer, thaw_abort_signal, timer);
    THAW_AUTO(thaw_value) held = thaw_value_of(ctx, JS_DupValue(ctx, wrapper_of(s)));
    THAW_AUTO(thaw_value)
    reason =
        thaw_value_of(ctx, thaw_dom_exception_new(ctx, "TimeoutError", "The operation was aborted due to timeout"));
    if (JS_IsException(reason.v) || thaw_abort_signal_abort(ctx, held.v, reason.v) < 0)
        thaw_uncaught(ctx);
    thaw_drain(ctx);
}

static const char *timeout_describe(const thaw_timer *timer, JSValueConst *ret_origin)
{
    *ret_origin = THAW_CONTAINER(timer, thaw_abort_signal, timer)->origin;
    return "an AbortSignal.timeout";
}

/* Does not keep the process alive, as in Node. */
static const thaw_timer_kind timeout_kind = { timeout_run, timeout_describe };

static JSValue static_timeout(JSContext *ctx, const thaw_invocation *in)
{
    const timeout_args *args = in->args;
    thaw_abort_signal *self;
    THAW_AUTO(thaw_value) wrapper = thaw_value_of(ctx, signal_new(ctx, &self));
    if (JS_IsException(wrapper.v))
        return JS_EXCEPTION;
    self->origin = thaw_origin(ctx);
    thaw_timer_prepare(&self->timer, &timeout_kind, false);
    return thaw_timer_start(ctx, &self->timer, (int64_t)args->milliseconds) < 0 ? JS_EXCEPTION
                                                                                : thaw_value_take(&wrapper);
}

static JSValue signal_aborted(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewBool(ctx, ((const thaw_abort_signal *)in->self)->aborted);
}

static JSValue signal_reason(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const thaw_abort_signal *)in->self)->reason);
}

static JSValue signal_throw_if_aborted(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_abort_signal *self = in->self;
    return self->aborted ? JS_Throw(ctx, JS_DupValue(ctx, self->reason)) : JS_UNDEFINED;
}

THAW_EVENT_HANDLER_BODIES(abort)

static const thaw_member signal_members[] = {
    THAW_STATIC_METHOD_ARGS("abort", static_abort, abort_args,
                            THAW_DEFAULT(abort_args, reason, "reason", any, THAW_ABSENT)),
    THAW_STATIC_METHOD_ARGS("timeout", static_timeout, timeout_args,
                            THAW_REQUIRED(timeout_args, milliseconds, "milliseconds", enforced_unsigned_long_long)),
    THAW_STATIC_METHOD_ARGS("any", static_any, any_args,
                            THAW_REQUIRED(any_args, signals, "signals", thaw_abort_signals)),
    THAW_READONLY("aborted", signal_aborted),
    THAW_READONLY("reason", signal_reason),
    THAW_METHOD("throwIfAborted", signal_throw_if_aborted),
    THAW_EVENT_HANDLER(abort),
};
static const thaw_interface signal_interface = { .cls = &thaw_abort_signal_class, THAW_MEMBERS(signal_members) };

/* ---- AbortController ---- */

static JSValue controller_construct(JSContext *ctx, const thaw_invocation *in)
{
    thaw_abort_controller *self;
    THAW_AUTO(thaw_value) wrapper = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &self));
    if (JS_IsException(wrapper.v))
        return JS_EXCEPTION;
    JSValue signal = thaw_abort_signal_new(ctx);
    if (JS_IsException(signal))
        return JS_EXCEPTION;
    self->signal = signal;
    return thaw_value_take(&wrapper);
}

static JSValue controller_signal(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const thaw_abort_controller *)in->self)->signal);
}

static JSValue controller_abort(JSContext *ctx, const thaw_invocation *in)
{
    const abort_args *args = in->args;
    THAW_AUTO(thaw_value) signal = thaw_value_of(ctx, controller_signal(ctx, in));
    return thaw_abort_signal_abort(ctx, signal.v, args->reason) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static const thaw_member controller_members[] = {
    THAW_READONLY("signal", controller_signal),
    THAW_METHOD_ARGS("abort", controller_abort, abort_args,
                     THAW_DEFAULT(abort_args, reason, "reason", any, THAW_ABSENT)),
};
static const thaw_interface controller_interface = { .cls = &thaw_abort_controller_class,
                                                     THAW_MEMBERS(controller_members),
                                                     THAW_CONSTRUCTOR(controller_construct) };

int thaw_abort_signal_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &signal_interface) < 0 || thaw_interface_define(ctx, &controller_interface) < 0
               ? -1
               : 0;
}
