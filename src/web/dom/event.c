/* SPDX-License-Identifier: MIT
 * Event and CustomEvent. There is no tree of nodes, so an event's path is its target alone.
 *
 *     made --dispatch--> dispatching --end--> made
 *      |  \--initEvent--> made                        (initEvent does nothing while it is dispatched)
 *
 * `isTrusted` can't be forged: it is an own accessor of each event, with one getter for all. */
#include "web/dom/event.h"

#include "heap/inputs.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "loop/loop.h"
#include "loop/process.h"
#include "web/dom/dom_state.h"

enum { PHASE_NONE, PHASE_CAPTURING, PHASE_AT_TARGET, PHASE_BUBBLING };

static void event_dispose(JSRuntime *rt, void *self)
{
    JS_FreeAtomRT(rt, ((thaw_event *)self)->type);
}
THAW_CLASS_TABLE(thaw_event, EVENT, "Event", .dispose = event_dispose);

typedef struct {
    thaw_event base;
    THAW_JS_FIELDS(detail);
} custom_event;
static const thaw_class custom_event_class = { .name = "CustomEvent",
                                               .id = THAW_CLASS_CUSTOM_EVENT,
                                               .size = sizeof(custom_event),
                                               .parent = &thaw_event_class,
                                               .js_offset = offsetof(custom_event, js_slot),
                                               .js_count = 1 };

static void dom_state_dispose(JSRuntime *rt, void *self)
{
    thaw_dom_state *s = self;
#define FREE_ATOM(name) JS_FreeAtomRT(rt, s->atom.name);
    THAW_DOM_ATOM_LIST(FREE_ATOM)
#undef FREE_ATOM
}
THAW_CLASS_TABLE(thaw_dom_state, DOM_STATE, "DOMState", .dispose = dom_state_dispose);

/* ---- making ---- */

/* Takes the atom. 0, or -1 with an exception pending. */
static int begin(JSContext *ctx, thaw_event *self, JSValueConst object, JSAtom type)
{
    const thaw_dom_state *s = thaw_dom_state_of(ctx);
    self->type = type;
    if (type == JS_ATOM_NULL)
        return -1;
    self->initialised = true;
    self->created_ns = thaw_loop_now_ns();
    self->target = self->current_target = JS_NULL;
    return JS_DefineProperty(ctx, object, s->atom.isTrusted, JS_UNDEFINED, s->get_is_trusted, JS_UNDEFINED,
                             JS_PROP_HAS_GET | JS_PROP_HAS_SET | JS_PROP_HAS_ENUMERABLE | JS_PROP_ENUMERABLE |
                                 JS_PROP_HAS_CONFIGURABLE) < 0
               ? -1
               : 0;
}

JSValue thaw_event_construct(JSContext *ctx, const thaw_invocation *in, JSValueConst type,
                             const thaw_event_init_dict *dict, void *ret_self)
{
    thaw_event *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &self));
    if (JS_IsException(object.v) || begin(ctx, self, object.v, JS_ValueToAtom(ctx, type)) < 0)
        return JS_EXCEPTION;
    self->bubbles = dict->bubbles;
    self->cancelable = dict->cancelable;
    self->composed = dict->composed;
    *(void **)ret_self = self;
    return thaw_value_take(&object);
}

JSValue thaw_event_new(JSContext *ctx, const thaw_class *cls, const char *type, unsigned flags, void *ret_self)
{
    thaw_event *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_native_new(ctx, cls, JS_UNDEFINED, &self));
    if (JS_IsException(object.v) || begin(ctx, self, object.v, JS_NewAtom(ctx, type)) < 0)
        return JS_EXCEPTION;
    self->trusted = true;
    self->bubbles = flags & THAW_EVENT_BUBBLES;
    self->cancelable = flags & THAW_EVENT_CANCELABLE;
    *(void **)ret_self = self;
    return thaw_value_take(&object);
}

/* ---- Event ---- */

typedef struct {
    JSValueConst type;
    thaw_event_init_dict init;
} event_args;

static JSValue event_construct(JSContext *ctx, const thaw_invocation *in)
{
    const event_args *args = in->args;
    thaw_event *self;
    return thaw_event_construct(ctx, in, args->type, &args->init, &self);
}

static JSValue event_type(JSContext *ctx, const thaw_invocation *in)
{
    return JS_AtomToString(ctx, ((const thaw_event *)in->self)->type);
}

static JSValue event_target(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const thaw_event *)in->self)->target);
}

static JSValue event_current_target(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const thaw_event *)in->self)->current_target);
}

static JSValue event_composed_path(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_event *self = in->self;
    THAW_AUTO(thaw_value) path = thaw_value_of(ctx, JS_NewArray(ctx));
    if (JS_IsException(path.v))
        return JS_EXCEPTION;
    if (self->dispatching &&
        JS_DefinePropertyValueUint32(ctx, path.v, 0, JS_DupValue(ctx, self->current_target), JS_PROP_C_W_E) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&path);
}

static JSValue event_phase(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewInt32(ctx, ((const thaw_event *)in->self)->phase);
}

static JSValue event_stop_propagation(JSContext *ctx, const thaw_invocation *in)
{
    ((thaw_event *)in->self)->stopped = true;
    return JS_UNDEFINED;
}

static JSValue event_cancel_bubble(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewBool(ctx, ((const thaw_event *)in->self)->stopped);
}

static JSValue event_set_cancel_bubble(JSContext *ctx, const thaw_invocation *in)
{
    if (*(const bool *)in->args)
        ((thaw_event *)in->self)->stopped = true;
    return JS_UNDEFINED;
}

static JSValue event_stop_immediate_propagation(JSContext *ctx, const thaw_invocation *in)
{
    thaw_event *self = in->self;
    self->stopped = self->stopped_at_once = true;
    return JS_UNDEFINED;
}

static JSValue event_bubbles(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewBool(ctx, ((const thaw_event *)in->self)->bubbles);
}

static JSValue event_cancelable(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewBool(ctx, ((const thaw_event *)in->self)->cancelable);
}

static JSValue event_composed(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewBool(ctx, ((const thaw_event *)in->self)->composed);
}

static void cancel(thaw_event *self)
{
    if (self->cancelable && !self->in_passive)
        self->canceled = true;
}

static JSValue event_prevent_default(JSContext *ctx, const thaw_invocation *in)
{
    cancel(in->self);
    return JS_UNDEFINED;
}

static JSValue event_default_prevented(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewBool(ctx, ((const thaw_event *)in->self)->canceled);
}

static JSValue event_return_value(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewBool(ctx, !((const thaw_event *)in->self)->canceled);
}

static JSValue event_set_return_value(JSContext *ctx, const thaw_invocation *in)
{
    if (!*(const bool *)in->args)
        cancel(in->self);
    return JS_UNDEFINED;
}

static JSValue event_time_stamp(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_event *self = in->self;
    if (THAW_UNLIKELY(thaw_inputs_recording))
        thaw_input_note(THAW_INPUT_CLOCK, "");
    return JS_NewFloat64(ctx, (double)(int64_t)(self->created_ns - thaw_the_process.time_origin_ns) / 1e6);
}

typedef struct {
    JSValueConst type, detail;
    bool bubbles, cancelable;
} init_args;

int thaw_event_initialise(JSContext *ctx, thaw_event *self, JSValueConst type_name, bool bubbles, bool cancelable)
{
    if (self->dispatching)
        return 0;
    JSAtom type = JS_ValueToAtom(ctx, type_name), old = self->type;
    if (type == JS_ATOM_NULL)
        return -1;
    self->type = type;
    JS_FreeAtom(ctx, old);
    self->initialised = true;
    self->stopped = self->stopped_at_once = self->canceled = self->trusted = false;
    self->bubbles = bubbles;
    self->cancelable = cancelable;
    thaw_slot_set(JS_GetRuntime(ctx), &self->target, JS_NULL);
    return 1;
}

static JSValue event_init_event(JSContext *ctx, const thaw_invocation *in)
{
    const init_args *args = in->args;
    int done = thaw_event_initialise(ctx, in->self, args->type, args->bubbles, args->cancelable);
    return done < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static const thaw_member event_members[] = {
    THAW_READONLY("type", event_type),
    THAW_READONLY("target", event_target),
    THAW_READONLY("srcElement", event_target),
    THAW_READONLY("currentTarget", event_current_target),
    THAW_METHOD("composedPath", event_composed_path),
    THAW_CONSTANT("NONE", PHASE_NONE),
    THAW_CONSTANT("CAPTURING_PHASE", PHASE_CAPTURING),
    THAW_CONSTANT("AT_TARGET", PHASE_AT_TARGET),
    THAW_CONSTANT("BUBBLING_PHASE", PHASE_BUBBLING),
    THAW_READONLY("eventPhase", event_phase),
    THAW_METHOD("stopPropagation", event_stop_propagation),
    THAW_ATTRIBUTE("cancelBubble", event_cancel_bubble, event_set_cancel_bubble, boolean),
    THAW_METHOD("stopImmediatePropagation", event_stop_immediate_propagation),
    THAW_READONLY("bubbles", event_bubbles),
    THAW_READONLY("cancelable", event_cancelable),
    THAW_ATTRIBUTE("returnValue", event_return_value, event_set_return_value, boolean),
    THAW_METHOD("preventDefault", event_prevent_default),
    THAW_READONLY("defaultPrevented", event_default_prevented),
    THAW_READONLY("composed", event_composed),
    THAW_READONLY("timeStamp", event_time_stamp),
    THAW_METHOD_ARGS("initEvent", event_init_event, init_args, THAW_REQUIRED(init_args, type, "type", DOMString),
                     THAW_DEFAULT(init_args, bubbles, "bubbles", boolean, THAW_NUMBER(0)),
                     THAW_DEFAULT(init_args, cancelable, "cancelable", boolean, THAW_NUMBER(0))),
};
static const thaw_interface event_interface = {
    .cls = &thaw_event_class,
    THAW_MEMBERS(event_members),
    THAW_CONSTRUCTOR_ARGS(event_construct, event_args, THAW_REQUIRED(event_args, type, "type", DOMString),
                          THAW_DEFAULT(event_args, init, "eventInitDict", thaw_event_init_dict, THAW_ABSENT)),
};

static JSValue get_is_trusted(JSContext *ctx, JSValueConst this_val)
{
    const thaw_event *self = thaw_event_self(ctx, this_val);
    return self ? JS_NewBool(ctx, self->trusted) : JS_EXCEPTION;
}

/* ---- CustomEvent ---- */

typedef struct {
    thaw_event_init_dict base;
    JSValueConst detail;
} custom_init;
THAW_IDL_DERIVED_DICTIONARY(custom_init, thaw_event_init_dict, "CustomEventInit",
                            THAW_DEFAULT(custom_init, detail, "detail", any, THAW_NULL));

typedef struct {
    JSValueConst type;
    custom_init init;
} custom_args;

static JSValue custom_construct(JSContext *ctx, const thaw_invocation *in)
{
    const custom_args *args = in->args;
    custom_event *self;
    JSValue object = thaw_event_construct(ctx, in, args->type, &args->init.base, &self);
    if (!JS_IsException(object))
        self->detail = JS_DupValue(ctx, args->init.detail);
    return object;
}

static JSValue custom_detail(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const custom_event *)in->self)->detail);
}

static JSValue custom_init_event(JSContext *ctx, const thaw_invocation *in)
{
    custom_event *self = in->self;
    const init_args *args = in->args;
    int done = thaw_event_initialise(ctx, &self->base, args->type, args->bubbles, args->cancelable);
    if (done > 0)
        thaw_slot_set(JS_GetRuntime(ctx), &self->detail, JS_DupValue(ctx, args->detail));
    return done < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static const thaw_member custom_members[] = {
    THAW_READONLY("detail", custom_detail),
    THAW_METHOD_ARGS("initCustomEvent", custom_init_event, init_args, THAW_REQUIRED(init_args, type, "type", DOMString),
                     THAW_DEFAULT(init_args, bubbles, "bubbles", boolean, THAW_NUMBER(0)),
                     THAW_DEFAULT(init_args, cancelable, "cancelable", boolean, THAW_NUMBER(0)),
                     THAW_DEFAULT(init_args, detail, "detail", any, THAW_NULL)),
};
static const thaw_interface custom_interface = {
    .cls = &custom_event_class,
    THAW_MEMBERS(custom_members),
    THAW_CONSTRUCTOR_ARGS(custom_construct, custom_args, THAW_REQUIRED(custom_args, type, "type", DOMString),
                          THAW_DEFAULT(custom_args, init, "eventInitDict", custom_init, THAW_ABSENT)),
};

/* ---- definition ---- */

int thaw_dom_state_init(JSContext *ctx)
{
    thaw_dom_state *s = thaw_runtime_add_state(ctx, THAW_STATE_DOM, &thaw_dom_state_class);
    if (!s)
        return -1;
#define NEW_ATOM(name)                                           \
    if ((s->atom.name = JS_NewAtom(ctx, #name)) == JS_ATOM_NULL) \
        return -1;
    THAW_DOM_ATOM_LIST(NEW_ATOM)
#undef NEW_ATOM
    JSCFunctionType get = { .getter = get_is_trusted };
    s->get_is_trusted = JS_NewCFunction2(ctx, get.generic, "get isTrusted", 0, JS_CFUNC_getter, 0);
    return JS_IsException(s->get_is_trusted) ? -1 : 0;
}

int thaw_event_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &event_interface) < 0 || thaw_interface_define(ctx, &custom_interface) < 0 ? -1
                                                                                                                 : 0;
}
