/* SPDX-License-Identifier: MIT
 * The global object is the engine's and can't be a native, so a hidden EventTarget keeps its listeners, and its
 * prototype inherits from EventTarget's. The members there accept the global object, and undefined and null for it. */
#include "web/dom/global_events.h"

#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/runtime.h"
#include "web/dom/dom_state.h"
#include "web/dom/event_target.h"

static const thaw_class global_scope_class = { .name = "global",
                                               .id = THAW_CLASS_GLOBAL_SCOPE,
                                               .size = sizeof(thaw_event_target),
                                               .parent = &thaw_event_target_class };

void *thaw_global_target_of(JSContext *ctx, JSValueConst *this_val)
{
    const thaw_dom_state *s = thaw_dom_state_of(ctx);
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    bool is_nothing = JS_IsUndefined(*this_val) || JS_IsNull(*this_val);
    if (!is_nothing && !JS_IsStrictEqual(ctx, *this_val, global.v))
        return NULL;
    *this_val = global.v; /* the context keeps it */
    return thaw_event_target_of(s->global_target);
}

/* ---- what nobody caught ---- */

/* True if the event was canceled. Leaves no exception. */
static bool fire(JSContext *ctx, JSValue event)
{
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    int result = thaw_event_fire(ctx, global.v, event);
    if (result < 0)
        thaw_drop_exception(ctx); /* no memory, or the program is ending, which the runtime knows */
    return result == 0;
}

static bool on_error(JSContext *ctx, JSValueConst error)
{
    thaw_dom_state *s = thaw_dom_state_of(ctx);
    if (s->reporting || !thaw_event_target_listens(thaw_event_target_of(s->global_target), s->atom.error))
        return false;
    s->reporting = true;
    bool prevented = fire(ctx, thaw_error_event_new(ctx, "error", error));
    s->reporting = false;
    return prevented;
}

static bool on_rejection(JSContext *ctx, JSValueConst promise, JSValueConst reason, bool is_handled)
{
    const thaw_dom_state *s = thaw_dom_state_of(ctx);
    JSAtom type = is_handled ? s->atom.rejectionhandled : s->atom.unhandledrejection;
    if (!thaw_event_target_listens(thaw_event_target_of(s->global_target), type))
        return false;
    const char *name = is_handled ? "rejectionhandled" : "unhandledrejection";
    return fire(ctx, thaw_promise_rejection_event_new(ctx, name, promise, reason)) && !is_handled;
}

static const thaw_error_events error_events = { on_error, on_rejection };

/* ---- members ---- */

THAW_EVENT_HANDLER_BODIES(error)
THAW_EVENT_HANDLER_BODIES(unhandledrejection)
THAW_EVENT_HANDLER_BODIES(rejectionhandled)

typedef struct {
    JSValueConst error;
} report_args;

static JSValue report_error(JSContext *ctx, const thaw_invocation *in)
{
    const report_args *args = in->args;
    thaw_report_exception(ctx, JS_DupValue(ctx, args->error));
    const thaw_runtime *r = thaw_runtime_of(ctx);
    return r->exiting ? thaw_exit(ctx, r->exit_code) : JS_UNDEFINED;
}

static const thaw_member members[] = {
    THAW_EVENT_HANDLER(error),
    THAW_EVENT_HANDLER(unhandledrejection),
    THAW_EVENT_HANDLER(rejectionhandled),
    THAW_METHOD_ARGS("reportError", report_error, report_args, THAW_REQUIRED(report_args, error, "e", any)),
};
static const thaw_interface interface = {
    .cls = &global_scope_class,
    THAW_MEMBERS(members),
    .is_hidden = true,
    .self_of = thaw_global_target_of,
};

/* The names that programs look for on the global object itself. */
static int copy_members(JSContext *ctx, JSValueConst global, JSValueConst proto)
{
    static const char *const names[] = { "reportError" };
    for (size_t i = 0; i < THAW_COUNT(names); i++) {
        JSValue value = JS_GetPropertyStr(ctx, proto, names[i]);
        if (JS_IsException(value) || JS_DefinePropertyValueStr(ctx, global, names[i], value, JS_PROP_C_W_E) < 0)
            return -1;
    }
    return 0;
}

int thaw_global_events_init(JSContext *ctx)
{
    thaw_event_target *unused;
    if (thaw_interface_define(ctx, &interface) < 0)
        return -1;
    JSValue target = thaw_native_new(ctx, &global_scope_class, JS_UNDEFINED, &unused);
    if (JS_IsException(target))
        return -1;
    thaw_dom_state_of(ctx)->global_target = target;
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, JS_GetPropertyStr(ctx, global.v, "Object"));
    THAW_AUTO(thaw_value) proto = thaw_value_of(ctx, JS_GetClassProto(ctx, THAW_CLASS_GLOBAL_SCOPE));
    if (JS_DefinePropertyValueStr(ctx, proto.v, "constructor", JS_DupValue(ctx, object.v),
                                  JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) < 0 ||
        JS_SetPrototype(ctx, global.v, proto.v) < 0)
        return -1;
    thaw_runtime_of(ctx)->error_events = &error_events;
    return copy_members(ctx, global.v, proto.v);
}
