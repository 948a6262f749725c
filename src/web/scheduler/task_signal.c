/* SPDX-License-Identifier: MIT */
#include "web/scheduler/task_signal.h"

#include "js/auto_values.h"
#include "js/runtime.h"
#include "web/dom/dom_exception.h"
#include "web/dom/dom_state.h"

static void task_signal_dispose(JSRuntime *rt, void *self)
{
    thaw_task_signal *s = self;
    if (!s->dependents.next)
        return;
    while (!thaw_list_empty(&s->dependents))
        thaw_list_remove(s->dependents.next);
    thaw_list_remove(&s->in_source);
}

static void task_signal_visit(void *self, thaw_visitor *v)
{
    thaw_task_signal *s = self;
    for (thaw_link *l = s->dependents.next; l && l != &s->dependents; l = l->next)
        v->slot(v, &THAW_CONTAINER(l, thaw_task_signal, in_source)->keep.kept);
}
THAW_CLASS_TABLE(thaw_task_signal, TASK_SIGNAL, "TaskSignal", .parent = &thaw_abort_signal_class,
                 .visit = task_signal_visit, .dispose = task_signal_dispose);
static const thaw_class task_controller_class = { .name = "TaskController",
                                                  .id = THAW_CLASS_TASK_CONTROLLER,
                                                  .size = sizeof(thaw_abort_controller),
                                                  .parent = &thaw_abort_controller_class };

/* A signal that follows another is kept by it as long as somebody listens. */
static void update_kept(JSRuntime *rt, thaw_task_signal *s)
{
    bool wanted = s->n_listeners > 0 && !JS_IsUndefined(s->source), is_kept = !JS_IsUndefined(s->keep.kept);
    if (wanted && !is_kept)
        s->keep.kept = JS_DupValueRT(rt, JS_MKPTR(JS_TAG_OBJECT, s->base.object));
    else if (!wanted && is_kept)
        thaw_slot_clear(rt, &s->keep.kept);
}

static void observe(JSRuntime *rt, thaw_event_target *target, JSAtom type, int change)
{
    thaw_task_signal *s = (thaw_task_signal *)target;
    const thaw_dom_state *dom = ((thaw_runtime *)JS_GetRuntimeOpaque(rt))->state[THAW_STATE_DOM];
    s->observe_abort(rt, target, type, change);
    if (!dom || type != dom->atom.prioritychange)
        return;
    s->n_listeners += (uint32_t)change;
    update_kept(rt, s);
}

static void prepare(thaw_task_signal *s, thaw_task_priority priority, bool is_fixed)
{
    s->priority = priority;
    s->is_fixed = is_fixed;
    thaw_list_init(&s->dependents);
    thaw_list_init(&s->in_source);
    s->keep.kept = JS_UNDEFINED;
    s->observe_abort = s->base.base.observe;
    s->base.base.observe = observe;
}

/* ---- TaskPriorityChangeEvent ---- */

typedef struct {
    thaw_event base;
    thaw_task_priority previous;
} change_event;
THAW_CLASS_PLAIN(change_event, TASK_PRIORITY_CHANGE_EVENT, "TaskPriorityChangeEvent", .parent = &thaw_event_class);

typedef struct {
    thaw_event_init_dict base;
    int previous;
} change_init;
THAW_IDL_DERIVED_DICTIONARY(change_init, thaw_event_init_dict, "TaskPriorityChangeEventInit",
                            THAW_REQUIRED(change_init, previous, "previousPriority", thaw_task_priority_name));
typedef struct {
    JSValueConst type;
    change_init init;
} change_args;

static JSValue change_construct(JSContext *ctx, const thaw_invocation *in)
{
    const change_args *args = in->args;
    change_event *self;
    JSValue object = thaw_event_construct(ctx, in, args->type, &args->init.base, &self);
    if (!JS_IsException(object))
        self->previous = (thaw_task_priority)args->init.previous;
    return object;
}

static JSValue priority_name(JSContext *ctx, thaw_task_priority priority)
{
    return JS_NewString(ctx, thaw_idl_thaw_task_priority_name.names[priority]);
}

static JSValue change_previous(JSContext *ctx, const thaw_invocation *in)
{
    return priority_name(ctx, ((const change_event *)in->self)->previous);
}

static const thaw_member change_members[] = { THAW_READONLY("previousPriority", change_previous) };
static const thaw_interface change_interface = {
    .cls = &change_event_class,
    THAW_MEMBERS(change_members),
    THAW_CONSTRUCTOR_ARGS(change_construct, change_args, THAW_REQUIRED(change_args, type, "type", DOMString),
                          THAW_REQUIRED(change_args, init, "priorityChangeEventInitDict", change_init)),
};

/* ---- changing ---- */

static int fire_change(JSContext *ctx, JSValueConst signal, thaw_task_priority previous)
{
    change_event *event;
    JSValue object = thaw_event_new(ctx, &change_event_class, "prioritychange", 0, &event);
    if (!JS_IsException(object))
        event->previous = previous;
    return thaw_event_fire(ctx, signal, object) < 0 ? -1 : 0;
}

/* 0, or -1 with an exception pending. */
static int change_priority(JSContext *ctx, thaw_task_signal *s, thaw_task_priority priority)
{
    THAW_AUTO(thaw_value) held = thaw_value_of(ctx, JS_DupValue(ctx, JS_MKPTR(JS_TAG_OBJECT, s->base.object)));
    thaw_task_priority previous = s->priority;
    if (s->is_changing) {
        thaw_throw_dom(ctx, "NotAllowedError", "The priority is being changed already");
        return -1;
    }
    if (previous == priority)
        return 0;
    s->is_changing = true;
    s->priority = priority;
    thaw_scheduler_reprioritise(ctx, s);
    int err = fire_change(ctx, held.v, previous);
    thaw_link followers; /* a list of its own: each goes back when it has changed */
    thaw_list_init(&followers);
    while (!thaw_list_empty(&s->dependents)) {
        thaw_link *l = s->dependents.next;
        thaw_list_remove(l);
        thaw_list_append(&followers, l);
    }
    while (!thaw_list_empty(&followers)) {
        thaw_link *l = followers.next;
        thaw_list_remove(l);
        thaw_list_append(&s->dependents, l);
        if (err == 0)
            err = change_priority(ctx, THAW_CONTAINER(l, thaw_task_signal, in_source), priority);
    }
    s->is_changing = false;
    return err;
}

/* ---- TaskSignal ---- */

THAW_IDL_UNION(priority_choice, "(TaskPriority or TaskSignal)", &thaw_idl_thaw_task_priority_name,
               &thaw_idl_thaw_task_signal);
typedef struct {
    thaw_idl_union priority;
} any_init;
THAW_IDL_DICTIONARY(any_init, "TaskSignalAnyInit",
                    THAW_DEFAULT(any_init, priority, "priority", priority_choice, THAW_TEXT("user-visible")));
typedef struct {
    thaw_idl_sequence signals;
    any_init init;
} any_args;

static void follow(JSContext *ctx, thaw_task_signal *self, const thaw_idl_ref *other)
{
    const thaw_task_signal *given = other->self;
    JSValueConst object = JS_IsUndefined(given->source) ? other->object : given->source;
    thaw_task_signal *source = thaw_task_signal_of(object);
    prepare(self, given->priority, given->is_fixed);
    if (given->is_fixed)
        return;
    self->source = JS_DupValue(ctx, object);
    thaw_list_append(&source->dependents, &self->in_source);
}

static JSValue static_any(JSContext *ctx, const thaw_invocation *in)
{
    const any_args *args = in->args;
    const thaw_idl_union *choice = &args->init.priority;
    thaw_task_signal *self;
    JSValue wrapper = thaw_abort_signal_any_in(ctx, &thaw_task_signal_class, &args->signals, &self);
    if (JS_IsException(wrapper))
        return JS_EXCEPTION;
    if (choice->which == 0)
        prepare(self, (thaw_task_priority)choice->as.enumeration, true);
    else
        follow(ctx, self, &choice->as.object);
    return wrapper;
}

static JSValue signal_priority(JSContext *ctx, const thaw_invocation *in)
{
    return priority_name(ctx, ((const thaw_task_signal *)in->self)->priority);
}

THAW_EVENT_HANDLER_BODIES(prioritychange)
static const thaw_member signal_members[] = {
    THAW_STATIC_METHOD_ARGS("any", static_any, any_args,
                            THAW_REQUIRED(any_args, signals, "signals", thaw_abort_signals),
                            THAW_DEFAULT(any_args, init, "init", any_init, THAW_ABSENT)),
    THAW_READONLY("priority", signal_priority),
    THAW_EVENT_HANDLER(prioritychange),
};
static const thaw_interface signal_interface = { .cls = &thaw_task_signal_class, THAW_MEMBERS(signal_members) };

/* ---- TaskController ---- */

typedef struct {
    int priority;
} controller_init;
THAW_IDL_DICTIONARY(controller_init, "TaskControllerInit",
                    THAW_DEFAULT(controller_init, priority, "priority", thaw_task_priority_name,
                                 THAW_TEXT("user-visible")));
typedef struct {
    controller_init init;
} controller_args;

static JSValue controller_construct(JSContext *ctx, const thaw_invocation *in)
{
    const controller_args *args = in->args;
    thaw_abort_controller *self;
    thaw_task_signal *signal;
    THAW_AUTO(thaw_value) wrapper = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &self));
    if (JS_IsException(wrapper.v))
        return JS_EXCEPTION;
    JSValue object = thaw_abort_signal_new_of(ctx, &thaw_task_signal_class, &signal);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    prepare(signal, (thaw_task_priority)args->init.priority, false);
    self->signal = object;
    return thaw_value_take(&wrapper);
}

typedef struct {
    int priority;
} set_args;

static JSValue controller_set_priority(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_abort_controller *self = in->self;
    thaw_task_signal *signal = thaw_task_signal_of(self->signal);
    thaw_task_priority priority = (thaw_task_priority)((const set_args *)in->args)->priority;
    return change_priority(ctx, signal, priority) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static const thaw_member controller_members[] = {
    THAW_METHOD_ARGS("setPriority", controller_set_priority, set_args,
                     THAW_REQUIRED(set_args, priority, "priority", thaw_task_priority_name)),
};
static const thaw_interface controller_interface = {
    .cls = &task_controller_class,
    THAW_MEMBERS(controller_members),
    THAW_CONSTRUCTOR_ARGS(controller_construct, controller_args,
                          THAW_DEFAULT(controller_args, init, "init", controller_init, THAW_ABSENT)),
};

int thaw_task_signal_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &change_interface) < 0 || thaw_interface_define(ctx, &signal_interface) < 0 ||
                   thaw_interface_define(ctx, &controller_interface) < 0
               ? -1
               : 0;
}
