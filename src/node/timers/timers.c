/* SPDX-License-Identifier: MIT
 * Node's objects around the timers and immediates of js/timer_queue.h. An active Timeout or Immediate is pinned; an
 * idle one is ordinary garbage.
 *
 *     Timeout:   idle --start--> active --due--> running --repeat--> active
 *                 ^                |                 |
 *                 +-----stop-------+------once-------+
 */
#include "node/timers/timers.h"

#include <math.h>

#include "base/buf.h"
#include "base/error.h"
#include "js/args.h"
#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/runtime.h"
#include "js/timer_queue.h"
#include "node/process/process.h"

enum { DELAY_MAX = 0x7FFFFFFF /* Node clamps longer delays to 1 ms */ };

typedef struct {
    thaw_native base;
    thaw_timer timer;
    int64_t delay_ms;
    uint32_t id;                            /* what Symbol.toPrimitive gave out; 0 if never asked */
    bool repeat, closed;                    /* closed: cleared, so refresh() does not start it again */
    THAW_JS_FIELDS(callback, args, origin); /* origin: "file:line" that made it, while a program is being frozen */
} timeout;

typedef struct immediate {
    thaw_native base;
    thaw_immediate immediate;
    bool destroyed;
    THAW_JS_FIELDS(callback, args, origin);
} immediate;

typedef struct {
    thaw_native base;
    uint32_t last_id;
    bool warned_negative, warned_nan;
    THAW_JS_FIELDS(timeout_proto, immediate_proto, by_id); /* by_id: active Timeouts whose number was asked for */
} timers;

/* The teardown lets go of active ones too, and of others that move in the queue when they are stopped. */
static void timeout_dispose(JSRuntime *rt, void *self)
{
    thaw_timer_stop(rt, &((timeout *)self)->timer);
}

THAW_CLASS(timeout, TIMEOUT, "Timeout", .dispose = timeout_dispose);
static void immediate_dispose(JSRuntime *rt, void *self)
{
    thaw_immediate_stop(rt, &((immediate *)self)->immediate);
}

THAW_CLASS(immediate, IMMEDIATE, "Immediate", .dispose = immediate_dispose);
THAW_CLASS(timers, TIMERS, "Timers");

static timers *timers_of_ctx(JSContext *ctx)
{
    return thaw_runtime_state(ctx, THAW_STATE_TIMERS);
}

static const thaw_timer_kind timeout_kind;
static const thaw_immediate_kind immediate_kind;

/* --- Timeout --- */

/* Enters an active Timeout whose number is known among those that can be cleared by it. */
static int id_enter(JSContext *ctx, timers *t, const timeout *self, JSValueConst wrapper)
{
    if (!self->id)
        return 0;
    return JS_SetPropertyUint32(ctx, t->by_id, self->id, JS_DupValue(ctx, wrapper)) < 0 ? -1 : 0;
}

static void id_leave(JSContext *ctx, timers *t, const timeout *self)
{
    if (!self->id)
        return;
    THAW_AUTO(thaw_atom) key = thaw_atom_of(ctx, JS_NewAtomUInt32(ctx, self->id));
    JS_DeleteProperty(ctx, t->by_id, key.atom, 0);
}

/* `wrapper` is the Timeout object. */
static int timeout_start(JSContext *ctx, timeout *self, JSValueConst wrapper)
{
    if (id_enter(ctx, timers_of_ctx(ctx), self, wrapper) < 0 || thaw_timer_start(ctx, &self->timer, self->delay_ms) < 0)
        return -1;
    thaw_native_pin(ctx, self, wrapper);
    return 0;
}

/* Nothing may be read from `self` afterwards unless the caller holds its wrapper. */
static void timeout_stop(JSContext *ctx, timeout *self)
{
    self->closed = true;
    if (!thaw_timer_is_active(&self->timer))
        return;
    thaw_timer_stop(JS_GetRuntime(ctx), &self->timer);
    id_leave(ctx, timers_of_ctx(ctx), self);
    thaw_native_unpin(JS_GetRuntime(ctx), self);
}

/* Delays that can't be kept become 1 ms. Overflow is told each time, the others once in a process, as in Node. */
static void warn_of_delay(JSContext *ctx, timers *t, double ms)
{
    bool too_long = ms > DELAY_MAX, negative = ms < 0;
    if (!too_long && (negative ? t->warned_negative : t->warned_nan))
        return;
    if (!too_long)
        *(negative ? &t->warned_negative : &t->warned_nan) = true;
    THAW_AUTO(thaw_value) number = thaw_value_of(ctx, JS_NewFloat64(ctx, ms));
    THAW_AUTO(thaw_cstr) shown = thaw_cstr_of(ctx, number.v);
    THAW_AUTO(thaw_buf) text = thaw_buf_of(256);
    thaw_buf_printf(&text, "%s %s.\nTimeout duration was set to 1.", shown.ptr ? shown.ptr : "?",
                    too_long   ? "does not fit into a 32-bit signed integer"
                    : negative ? "is a negative number"
                               : "is not a number");
    thaw_process_warn(ctx,
                      too_long   ? "TimeoutOverflowWarning"
                      : negative ? "TimeoutNegativeWarning"
                                 : "TimeoutNaNWarning",
                      text.data ? text.data : "");
}

static int64_t to_delay(JSContext *ctx, JSValueConst value)
{
    double ms;
    if (JS_IsUndefined(value))
        return 1;
    if (JS_ToFloat64(ctx, &ms, value) < 0)
        return -1;
    if (ms >= 1 && ms <= DELAY_MAX)
        return (int64_t)ms;
    if (ms > DELAY_MAX || ms < 0 || isnan(ms))
        warn_of_delay(ctx, timers_of_ctx(ctx), ms);
    return 1;
}

static JSValue rest_of(JSContext *ctx, int from, int argc, JSValueConst *argv)
{
    if (argc <= from)
        return JS_UNDEFINED;
    JSValue args = JS_NewArray(ctx);
    for (int i = from; i < argc && !JS_IsException(args); i++) {
        if (JS_DefinePropertyValueUint32(ctx, args, (uint32_t)(i - from), JS_DupValue(ctx, argv[i]), JS_PROP_C_W_E) <
            0) {
            JS_FreeValue(ctx, args);
            args = JS_EXCEPTION;
        }
    }
    return args;
}

static JSValue timeout_new(JSContext *ctx, int argc, JSValueConst *argv, bool repeat)
{
    JSValueConst callback = argc > 0 ? argv[0] : JS_UNDEFINED;
    if (thaw_arg_function(ctx, callback, "callback") < 0)
        return JS_EXCEPTION;
    int64_t delay = to_delay(ctx, argc > 1 ? argv[1] : JS_UNDEFINED);
    if (delay < 0)
        return JS_EXCEPTION;
    timeout *self;
    THAW_AUTO(thaw_value)
    wrapper = thaw_value_of(ctx, thaw_native_new(ctx, &timeout_class, timers_of_ctx(ctx)->timeout_proto, &self));
    THAW_AUTO(thaw_value) args = thaw_value_of(ctx, rest_of(ctx, 2, argc, argv));
    if (JS_IsException(wrapper.v) || JS_IsException(args.v))
        return JS_EXCEPTION;
    thaw_timer_prepare(&self->timer, &timeout_kind, true);
    self->delay_ms = delay;
    self->repeat = repeat;
    self->callback = JS_DupValue(ctx, callback);
    self->args = thaw_value_take(&args);
    self->origin = thaw_origin(ctx);
    if (timeout_start(ctx, self, wrapper.v) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&wrapper);
}

static JSValue js_set_timeout(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    return timeout_new(ctx, argc, argv, false);
}

static JSValue js_set_interval(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    return timeout_new(ctx, argc, argv, true);
}

/* The Timeout that became this number or text; undefined if none that is active did. */
static JSValue find_by_id(JSContext *ctx, JSValueConst id)
{
    THAW_AUTO(thaw_atom) key = thaw_atom_of(ctx, JS_ValueToAtom(ctx, id));
    return key.atom == JS_ATOM_NULL ? JS_EXCEPTION : JS_GetProperty(ctx, timers_of_ctx(ctx)->by_id, key.atom);
}

static JSValue js_clear_timeout(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    JSValueConst which = argc > 0 ? argv[0] : JS_UNDEFINED;
    bool is_id = JS_IsNumber(which) || JS_IsString(which);
    THAW_AUTO(thaw_value) found = thaw_value_of(ctx, is_id ? find_by_id(ctx, which) : JS_DupValue(ctx, which));
    if (JS_IsException(found.v))
        return JS_EXCEPTION;
    timeout *self = timeout_of(found.v);
    if (self)
        timeout_stop(ctx, self);
    return JS_UNDEFINED;
}

static JSValue js_timeout_ref(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int referenced)
{
    timeout *self = timeout_self(ctx, this_val);
    if (!self)
        return JS_EXCEPTION;
    thaw_timer_set_referenced(ctx, &self->timer, referenced);
    return JS_DupValue(ctx, this_val);
}

static JSValue js_timeout_has_ref(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    timeout *self = timeout_self(ctx, this_val);
    return self ? JS_NewBool(ctx, self->timer.referenced) : JS_EXCEPTION;
}

static JSValue js_timeout_refresh(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    timeout *self = timeout_self(ctx, this_val);
    if (!self || (!self->closed && timeout_start(ctx, self, this_val) < 0))
        return JS_EXCEPTION;
    return JS_DupValue(ctx, this_val);
}

static JSValue js_timeout_close(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    timeout *self = timeout_self(ctx, this_val);
    if (!self)
        return JS_EXCEPTION;
    timeout_stop(ctx, self);
    return JS_DupValue(ctx, this_val);
}

static JSValue js_timeout_dispose(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    timeout *self = timeout_self(ctx, this_val);
    if (!self)
        return JS_EXCEPTION;
    timeout_stop(ctx, self);
    return JS_UNDEFINED;
}

static JSValue js_timeout_to_primitive(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    timeout *self = timeout_self(ctx, this_val);
    if (!self)
        return JS_EXCEPTION;
    timers *t = timers_of_ctx(ctx);
    if (!self->id) {
        self->id = ++t->last_id;
        if (thaw_timer_is_active(&self->timer) && id_enter(ctx, t, self, this_val) < 0)
            return JS_EXCEPTION;
    }
    return JS_NewUint32(ctx, self->id);
}

/* --- running --- */

static JSValue call_with(JSContext *ctx, JSValueConst function, JSValueConst this_val, JSValueConst args)
{
    if (JS_IsUndefined(args))
        return thaw_call(ctx, function, this_val, 0, NULL);
    int64_t len;
    if (JS_GetLength(ctx, args, &len) < 0)
        return JS_EXCEPTION;
    JSValue *list = js_malloc(ctx, (size_t)len * sizeof *list);
    if (!list)
        return JS_EXCEPTION;
    for (int64_t i = 0; i < len; i++)
        list[i] = JS_GetPropertyUint32(ctx, args, (uint32_t)i);
    JSValue result = thaw_call(ctx, function, this_val, (int)len, (JSValueConst *)list);
    for (int64_t i = 0; i < len; i++)
        JS_FreeValue(ctx, list[i]);
    js_free(ctx, list);
    return result;
}

static void finish_callback(JSContext *ctx, JSValue result)
{
    if (JS_IsException(result))
        thaw_uncaught(ctx);
    JS_FreeValue(ctx, result);
    thaw_drain(ctx);
}

static void timeout_run(JSContext *ctx, thaw_timer *timer)
{
    timeout *self = THAW_CONTAINER(timer, timeout, timer);
    THAW_AUTO(thaw_value) wrapper = thaw_value_of(ctx, JS_DupValue(ctx, self->base.pin));
    if (!self->repeat) {
        id_leave(ctx, timers_of_ctx(ctx), self);
        thaw_native_unpin(JS_GetRuntime(ctx), self);
    }
    JSValue result = call_with(ctx, self->callback, wrapper.v, self->args);
    bool again = self->repeat && !self->closed && !thaw_timer_is_active(&self->timer);
    if (again && timeout_start(ctx, self, wrapper.v) < 0)
        thaw_uncaught(ctx);
    else if (self->repeat && !thaw_timer_is_active(&self->timer))
        thaw_native_unpin(JS_GetRuntime(ctx), self);
    finish_callback(ctx, result);
}

static const char *timeout_describe(const thaw_timer *timer, JSValueConst *ret_origin)
{
    const timeout *self = THAW_CONTAINER(timer, timeout, timer);
    *ret_origin = self->origin;
    return self->repeat ? "an interval" : "a timeout";
}

static const thaw_timer_kind timeout_kind = { timeout_run, timeout_describe };

/* --- Immediate --- */

static JSValue js_set_immediate(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    JSValueConst callback = argc > 0 ? argv[0] : JS_UNDEFINED;
    if (thaw_arg_function(ctx, callback, "callback") < 0)
        return JS_EXCEPTION;
    timers *t = timers_of_ctx(ctx);
    immediate *self;
    THAW_AUTO(thaw_value)
    wrapper = thaw_value_of(ctx, thaw_native_new(ctx, &immediate_class, t->immediate_proto, &self));
    THAW_AUTO(thaw_value) args = thaw_value_of(ctx, rest_of(ctx, 1, argc, argv));
    if (JS_IsException(wrapper.v) || JS_IsException(args.v))
        return JS_EXCEPTION;
    self->callback = JS_DupValue(ctx, callback);
    self->args = thaw_value_take(&args);
    self->origin = thaw_origin(ctx);
    thaw_immediate_start(ctx, &self->immediate, &immediate_kind, true);
    thaw_native_pin(ctx, self, wrapper.v);
    return thaw_value_take(&wrapper);
}

/* Takes it out of the queue; nothing may be read from it afterwards unless its wrapper is held. */
static void immediate_unqueue(JSContext *ctx, immediate *self)
{
    if (!self->immediate.queued)
        return;
    self->destroyed = true;
    thaw_immediate_stop(JS_GetRuntime(ctx), &self->immediate);
    thaw_native_unpin(JS_GetRuntime(ctx), self);
}

static JSValue js_clear_immediate(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    immediate *self = argc > 0 ? immediate_of(argv[0]) : NULL;
    if (self)
        immediate_unqueue(ctx, self);
    return JS_UNDEFINED;
}

static JSValue js_immediate_ref(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int referenced)
{
    immediate *self = immediate_self(ctx, this_val);
    if (!self)
        return JS_EXCEPTION;
    thaw_immediate_set_referenced(ctx, &self->immediate, referenced);
    return JS_DupValue(ctx, this_val);
}

static JSValue js_immediate_has_ref(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    immediate *self = immediate_self(ctx, this_val);
    return self ? JS_NewBool(ctx, self->immediate.referenced && !self->destroyed) : JS_EXCEPTION;
}

static JSValue js_immediate_dispose(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    immediate *self = immediate_self(ctx, this_val);
    if (!self)
        return JS_EXCEPTION;
    immediate_unqueue(ctx, self);
    return JS_UNDEFINED;
}

static void immediate_run(JSContext *ctx, thaw_immediate *i)
{
    immediate *self = THAW_CONTAINER(i, immediate, immediate);
    THAW_AUTO(thaw_value) wrapper = thaw_value_of(ctx, JS_DupValue(ctx, self->base.pin));
    self->destroyed = true;
    thaw_native_unpin(JS_GetRuntime(ctx), self);
    finish_callback(ctx, call_with(ctx, self->callback, wrapper.v, self->args));
}

static const char *immediate_describe(const thaw_immediate *i, JSValueConst *ret_origin)
{
    *ret_origin = THAW_CONTAINER(i, immediate, immediate)->origin;
    return "an immediate";
}

static const thaw_immediate_kind immediate_kind = { immediate_run, immediate_describe };

/* --- definitions --- */

static JSValue js_queue_microtask_run(JSContext *ctx, int argc, JSValueConst *argv)
{
    return JS_Call(ctx, argv[0], JS_UNDEFINED, 0, NULL);
}

static JSValue js_queue_microtask(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    JSValueConst callback = argc > 0 ? argv[0] : JS_UNDEFINED;
    if (thaw_arg_function(ctx, callback, "callback") < 0)
        return JS_EXCEPTION;
    return JS_EnqueueJob(ctx, js_queue_microtask_run, 1, &callback) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static const JSCFunctionListEntry timeout_methods[] = {
    JS_CFUNC_MAGIC_DEF("ref", 0, js_timeout_ref, 1),
    JS_CFUNC_MAGIC_DEF("unref", 0, js_timeout_ref, 0),
    JS_CFUNC_DEF("hasRef", 0, js_timeout_has_ref),
    JS_CFUNC_DEF("refresh", 0, js_timeout_refresh),
    JS_CFUNC_DEF("close", 0, js_timeout_close),
    JS_CFUNC_DEF("[Symbol.toPrimitive]", 0, js_timeout_to_primitive),
    JS_CFUNC_DEF("[Symbol.dispose]", 0, js_timeout_dispose),
};
static const JSCFunctionListEntry immediate_methods[] = {
    JS_CFUNC_MAGIC_DEF("ref", 0, js_immediate_ref, 1),
    JS_CFUNC_MAGIC_DEF("unref", 0, js_immediate_ref, 0),
    JS_CFUNC_DEF("hasRef", 0, js_immediate_has_ref),
    JS_CFUNC_DEF("[Symbol.dispose]", 0, js_immediate_dispose),
};
static const JSCFunctionListEntry globals[] = {
    JS_CFUNC_DEF2("setTimeout", 2, js_set_timeout, JS_PROP_C_W_E),
    JS_CFUNC_DEF2("clearTimeout", 1, js_clear_timeout, JS_PROP_C_W_E),
    JS_CFUNC_DEF2("setInterval", 2, js_set_interval, JS_PROP_C_W_E),
    JS_CFUNC_DEF2("clearInterval", 1, js_clear_timeout, JS_PROP_C_W_E),
    JS_CFUNC_DEF2("setImmediate", 1, js_set_immediate, JS_PROP_C_W_E),
    JS_CFUNC_DEF2("clearImmediate", 1, js_clear_immediate, JS_PROP_C_W_E),
    JS_CFUNC_DEF2("queueMicrotask", 1, js_queue_microtask, JS_PROP_C_W_E),
};

/* The prototype, with a `constructor` that only names the class: Timeout can't be constructed by programs. */
static JSValue js_no_constructor(JSContext *ctx, JSValueConst new_target, int argc, JSValueConst *argv)
{
    return thaw_throw_code(ctx, "TypeError", "ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor");
}

static JSValue make_proto(JSContext *ctx, const thaw_class *cls, const JSCFunctionListEntry *methods, int n)
{
    if (thaw_class_register(ctx, cls) < 0)
        return JS_EXCEPTION;
    JSValue proto = JS_NewObject(ctx);
    JSValue ctor = JS_NewCFunction2(ctx, js_no_constructor, cls->name, 0, JS_CFUNC_constructor, 0);
    if (JS_IsException(proto) || JS_IsException(ctor) || JS_SetConstructor(ctx, ctor, proto) < 0 ||
        JS_SetPropertyFunctionList(ctx, proto, methods, n) < 0) {
        JS_FreeValue(ctx, proto);
        proto = JS_EXCEPTION;
    }
    JS_FreeValue(ctx, ctor);
    return proto;
}

int thaw_timers_init(JSContext *ctx)
{
    timers *t = thaw_runtime_add_state(ctx, THAW_STATE_TIMERS, &timers_class);
    if (!t)
        return -1;
    t->by_id = JS_NewObjectProto(ctx, JS_NULL);
    t->timeout_proto = make_proto(ctx, &timeout_class, timeout_methods, THAW_COUNT(timeout_methods));
    t->immediate_proto = make_proto(ctx, &immediate_class, immediate_methods, THAW_COUNT(immediate_methods));
    if (JS_IsException(t->by_id) || JS_IsException(t->timeout_proto) || JS_IsException(t->immediate_proto))
        return -1;
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    THAW_AUTO(thaw_atom) engines_own = thaw_atom_of(ctx, JS_NewAtom(ctx, "queueMicrotask"));
    if (JS_DeleteProperty(ctx, global.v, engines_own.atom, 0) < 0)
        return -1;
    return JS_SetPropertyFunctionList(ctx, global.v, globals, THAW_COUNT(globals)) < 0 ? -1 : 0;
}
