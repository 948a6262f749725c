/* SPDX-License-Identifier: MIT
 * A request waits in the queue of its resource until it fits beside what is held. Its callback is then called in a turn
 * of the event loop of its own, and the lock is held until the promise that it returned settles:
 *
 *     QUEUED --fits--> GRANTED --turn--> HELD --settled--> released
 *        |                |               |
 *        | abort          | abort         | steal: the promise is rejected,
 *        v                v               v and the callback goes on
 *     rejected         rejected, and released in its turn
 *
 *     REFUSED (ifAvailable, and it didn't fit) --turn--> callback(null), settled as it does
 *
 * GRANTED and HELD requests are in the list of held locks unless they were stolen. Each is pinned until it is released
 * or stolen: its promise is to be settled, and whoever waits behind it is to be called, whatever became of the
 * program's references. It lets go of callback and signal as soon as the lock is held. */
#include "web/locks/locks.h"

#include <unistd.h>

#include "heap/inputs.h"
#include "js/auto_values.h"
#include "js/call.h"
#include "js/promise.h"
#include "js/runtime.h"
#include "js/webidl/convert.h"
#include "js/webidl/interface.h"
#include "web/dom/abort_signal.h"
#include "web/dom/dom_exception.h"
#include "web/locks/lock_table.h"

typedef enum { SHARED, EXCLUSIVE } lock_mode;
THAW_IDL_ENUM(lock_mode_name, "LockMode", "shared", "exclusive");

typedef struct {
    thaw_native base;
    lock_mode mode;
    THAW_JS_FIELDS(name);
} lock;
THAW_CLASS(lock, LOCK, "Lock");

typedef struct {
    thaw_native base;
} lock_manager;
THAW_CLASS_PLAIN(lock_manager, LOCK_MANAGER, "LockManager");

typedef enum { QUEUED, GRANTED, REFUSED, HELD } request_state;

typedef struct {
    thaw_native base;
    request_state state;
    lock_mode mode;
    uint32_t abort_id;       /* 0: no algorithm */
    lock_resource *resource; /* NULL when it is in neither of its lists */
    thaw_link link;          /* in one of them */
    thaw_link task_link;     /* in the table's tasks */
    THAW_JS_FIELDS(name, callback, signal, promise);
} lock_request;
static void lock_request_dispose(JSRuntime *rt, void *self)
{
    lock_request *r = self;
    if (thaw_link_is_linked(&r->link))
        thaw_list_remove(&r->link);
    if (thaw_link_is_linked(&r->task_link))
        thaw_list_remove(&r->task_link);
}
THAW_CLASS(lock_request, LOCK_REQUEST, "LockRequest", .dispose = lock_request_dispose);

static lock_table *table_of_ctx(JSContext *ctx)
{
    return thaw_runtime_state(ctx, THAW_STATE_LOCKS);
}

static lock_request *request_at(thaw_link *l)
{
    return THAW_CONTAINER(l, lock_request, link);
}

/* ---- the queue of a resource ---- */

static void run_turn(JSContext *ctx, thaw_immediate *turn);
static const char *describe_turn(const thaw_immediate *turn, JSValueConst *ret_origin)
{
    return "a lock of navigator.locks that is being granted";
}
static const thaw_immediate_kind turn_kind = { run_turn, describe_turn };

static void start_turn(JSContext *ctx, lock_table *t)
{
    if (!t->turn.queued && !thaw_list_empty(&t->tasks))
        thaw_immediate_start(ctx, &t->turn, &turn_kind, true);
}

static void call_later(JSContext *ctx, lock_request *r, request_state state)
{
    lock_table *t = table_of_ctx(ctx);
    r->state = state;
    thaw_list_append(&t->tasks, &r->task_link);
    start_turn(ctx, t);
}

/* Whether a lock can be held beside those that are. */
static bool fits(const lock_resource *resource, lock_mode mode)
{
    const thaw_link *held = &resource->held;
    return thaw_list_empty(held) || (mode == SHARED && request_at(held->next)->mode == SHARED);
}

static void grant_what_fits(JSContext *ctx, lock_resource *resource)
{
    while (!thaw_list_empty(&resource->queue)) {
        lock_request *r = request_at(resource->queue.next);
        if (!fits(resource, r->mode))
            break;
        thaw_list_remove(&r->link);
        thaw_list_append(&resource->held, &r->link);
        call_later(ctx, r, GRANTED);
    }
    lock_table_tidy(ctx, table_of_ctx(ctx), resource);
}

/* Takes it off its list; those behind it move up. */
static void leave(JSContext *ctx, lock_request *r)
{
    lock_resource *resource = r->resource;
    if (!resource)
        return;
    thaw_list_remove(&r->link);
    r->resource = NULL;
    grant_what_fits(ctx, resource);
}

/* Every held lock of the resource is lost to its holder. */
static int steal(JSContext *ctx, lock_resource *resource)
{
    while (!thaw_list_empty(&resource->held)) {
        lock_request *r = request_at(resource->held.next);
        THAW_AUTO(thaw_value)
        error = thaw_value_of(ctx, thaw_dom_exception_new(ctx, "AbortError", "The lock was stolen by another request"));
        if (JS_IsException(error.v))
            return -1;
        thaw_list_remove(&r->link);
        r->resource = NULL;
        thaw_promise_reject(ctx, r->promise, error.v);
        if (r->state == HELD)
            thaw_native_unpin(JS_GetRuntime(ctx), r);
    }
    return 0;
}

/* ---- the callback ---- */

static void released(JSContext *ctx, lock_request *r)
{
    leave(ctx, r);
    thaw_native_unpin(JS_GetRuntime(ctx), r);
}

static JSValue on_kept(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                       JSValueConst *data)
{
    lock_request *r = lock_request_of(data[0]);
    thaw_promise_resolve(ctx, r->promise, argv[0]);
    released(ctx, r);
    return JS_UNDEFINED;
}

static JSValue on_failed(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                         JSValueConst *data)
{
    lock_request *r = lock_request_of(data[0]);
    thaw_promise_reject(ctx, r->promise, argv[0]);
    released(ctx, r);
    return JS_UNDEFINED;
}

static JSValue lock_new(JSContext *ctx, const lock_request *r)
{
    lock *self;
    JSValue object = thaw_native_new(ctx, &lock_class, JS_UNDEFINED, &self);
    if (!JS_IsException(object)) {
        self->mode = r->mode;
        self->name = JS_DupValue(ctx, r->name);
    }
    return object;
}

/* What the callback returned, as a promise; JS_EXCEPTION where there is no memory, or the program is ending. */
static JSValue call_back(JSContext *ctx, lock_request *r)
{
    THAW_AUTO(thaw_value) callback = thaw_value_of(ctx, thaw_slot_take(&r->callback));
    THAW_AUTO(thaw_value) arg = thaw_value_of(ctx, r->state == REFUSED ? JS_NULL : lock_new(ctx, r));
    if (JS_IsException(arg.v))
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value)
    result = thaw_value_of(ctx, thaw_call(ctx, callback.v, JS_UNDEFINED, 1, (JSValueConst[]){ arg.v }));
    if (!JS_IsException(result.v))
        return thaw_engine_promise_resolve(ctx, result.v);
    return thaw_promise_of_exception(ctx);
}

/* False if the signal was aborted before its turn came. */
static bool let_go_of_signal(JSContext *ctx, lock_request *r)
{
    THAW_AUTO(thaw_value) holder = thaw_value_of(ctx, thaw_slot_take(&r->signal));
    thaw_abort_signal *signal = thaw_abort_signal_of(holder.v);
    if (!signal)
        return true;
    if (r->abort_id)
        thaw_abort_signal_remove(ctx, signal, r->abort_id);
    r->abort_id = 0;
    return !thaw_abort_signal_is_aborted(signal);
}

static void run_task(JSContext *ctx, lock_request *r)
{
    THAW_AUTO(thaw_value) wrapper = thaw_value_of(ctx, JS_DupValue(ctx, r->base.pin));
    if (!let_go_of_signal(ctx, r)) {
        released(ctx, r);
        return;
    }
    THAW_AUTO(thaw_value) waiting = thaw_value_of(ctx, call_back(ctx, r));
    bool is_stolen = r->state == GRANTED && !r->resource;
    r->state = HELD;
    if (JS_IsException(waiting.v) || thaw_promise_react(ctx, waiting.v, wrapper.v, on_kept, on_failed) < 0) {
        THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
        thaw_promise_reject(ctx, r->promise, error.v);
        released(ctx, r);
    } else if (is_stolen) {
        thaw_native_unpin(JS_GetRuntime(ctx), r);
    }
    thaw_drain(ctx);
}

static void run_turn(JSContext *ctx, thaw_immediate *turn)
{
    lock_table *t = table_of_ctx(ctx);
    if (thaw_list_empty(&t->tasks))
        return;
    lock_request *r = THAW_CONTAINER(t->tasks.next, lock_request, task_link);
    thaw_list_remove(&r->task_link);
    run_task(ctx, r);
    start_turn(ctx, t);
}

/* ---- request ---- */

typedef struct {
    bool if_available, steal, has_signal;
    int mode;
    thaw_abort_signal_ref signal;
} lock_options;
THAW_IDL_DICTIONARY(lock_options, "LockOptions",
                    THAW_DEFAULT(lock_options, if_available, "ifAvailable", boolean, THAW_NUMBER(0)),
                    THAW_DEFAULT(lock_options, mode, "mode", lock_mode_name, THAW_TEXT("exclusive")),
                    THAW_OPTIONAL(lock_options, signal, "signal", thaw_abort_signal),
                    THAW_DEFAULT(lock_options, steal, "steal", boolean, THAW_NUMBER(0)));

/* request(name, callback) or request(name, options, callback) */
typedef struct {
    JSValueConst name, second, third;
} request_args;

static void on_abort(JSContext *ctx, JSValueConst holder, JSValueConst reason)
{
    lock_request *r = lock_request_of(holder);
    r->abort_id = 0;
    thaw_promise_reject(ctx, r->promise, reason);
    if (r->state == QUEUED)
        released(ctx, r);
}

/* 0, or -1 with an exception pending. */
static int check_request(JSContext *ctx, JSValueConst name, const lock_options *o)
{
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, name);
    const char *wrong = NULL;
    if (!text.ptr)
        return -1;
    if (text.ptr[0] == '-')
        wrong = "names that start with '-' are reserved.";
    else if (o->steal && o->if_available)
        wrong = "'steal' and 'ifAvailable' can't both be true.";
    else if (o->steal && o->mode != EXCLUSIVE)
        wrong = "'steal' goes with mode 'exclusive' only.";
    else if (o->has_signal && (o->steal || o->if_available))
        wrong = "'signal' can't go with 'steal' or 'ifAvailable'.";
    if (wrong)
        thaw_throw_dom(ctx, "NotSupportedError", "Failed to execute 'request' on 'LockManager': %s", wrong);
    else if (o->has_signal && thaw_abort_signal_is_aborted(o->signal.self))
        JS_Throw(ctx, JS_DupValue(ctx, thaw_abort_signal_reason(o->signal.self)));
    else
        return 0;
    return -1;
}

static int enqueue(JSContext *ctx, lock_request *r, JSValueConst wrapper, const lock_options *o)
{
    THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_ValueToAtom(ctx, r->name));
    lock_resource *resource = name.atom ? lock_table_get(ctx, table_of_ctx(ctx), name.atom) : NULL;
    if (!resource)
        return -1;
    int err = o->steal ? steal(ctx, resource) : 0;
    if (err == 0 && o->has_signal)
        err = thaw_abort_signal_add(ctx, o->signal.self, wrapper, on_abort, &r->abort_id);
    if (err < 0) {
        grant_what_fits(ctx, resource);
        return -1;
    }
    thaw_native_pin(ctx, r, wrapper);
    if (o->if_available && !(thaw_list_empty(&resource->queue) && fits(resource, r->mode))) {
        call_later(ctx, r, REFUSED);
        return 0;
    }
    r->resource = resource;
    thaw_list_insert(o->steal ? resource->queue.next : &resource->queue, &r->link);
    grant_what_fits(ctx, resource);
    return 0;
}

static JSValue request(JSContext *ctx, JSValueConst name, const lock_options *o, JSValueConst callback)
{
    lock_request *r;
    if (check_request(ctx, name, o) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_promise_pending(ctx));
    if (JS_IsException(promise.v))
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) wrapper = thaw_value_of(ctx, thaw_native_new(ctx, &lock_request_class, JS_NULL, &r));
    if (JS_IsException(wrapper.v))
        return JS_EXCEPTION;
    thaw_list_init(&r->link);
    thaw_list_init(&r->task_link);
    r->mode = (lock_mode)o->mode;
    r->name = JS_DupValue(ctx, name);
    r->callback = JS_DupValue(ctx, callback);
    r->signal = o->has_signal ? JS_DupValue(ctx, o->signal.object) : JS_UNDEFINED;
    r->promise = JS_DupValue(ctx, promise.v);
    return enqueue(ctx, r, wrapper.v, o) < 0 ? JS_EXCEPTION : thaw_value_take(&promise);
}

static JSValue manager_request(JSContext *ctx, const thaw_invocation *in)
{
    const request_args *args = in->args;
    bool has_options = in->argc > 2;
    thaw_idl_site site = { ctx, NULL, THAW_IDL_EXECUTE, "request", "LockManager", 2 };
    lock_options options = { .mode = EXCLUSIVE };
    JSValueConst callback;
    if (has_options && thaw_idl_convert(&site, &thaw_idl_lock_options, args->second, &options) < 0)
        return JS_EXCEPTION;
    site.parameter = has_options ? 3 : 2;
    JSValue result = JS_EXCEPTION;
    if (thaw_idl_convert(&site, &thaw_idl_function, has_options ? args->third : args->second, &callback) == 0) {
        result = request(ctx, args->name, &options, callback);
        thaw_idl_release(ctx, &thaw_idl_function, &callback);
    }
    if (has_options)
        thaw_idl_release(ctx, &thaw_idl_lock_options, &options);
    return result;
}

/* ---- query ---- */

/* A property of what a query tells. Takes the value, which may be JS_EXCEPTION. */
static int tell(JSContext *ctx, JSValueConst object, const char *name, JSValue value)
{
    return JS_IsException(value) ? -1 : JS_DefinePropertyValueStr(ctx, object, name, value, JS_PROP_C_W_E);
}

/* LockInfo, in the order in which Web IDL makes a dictionary an object. */
static JSValue describe(JSContext *ctx, const lock_request *r)
{
    char client[48];
    snprintf(client, sizeof(client), "thaw-%d-0", (int)getpid());
    THAW_AUTO(thaw_value) info = thaw_value_of(ctx, JS_NewObject(ctx));
    if (JS_IsException(info.v) || tell(ctx, info.v, "clientId", JS_NewString(ctx, client)) < 0 ||
        tell(ctx, info.v, "mode", JS_NewString(ctx, thaw_idl_lock_mode_name.names[r->mode])) < 0 ||
        tell(ctx, info.v, "name", JS_DupValue(ctx, r->name)) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&info);
}

/* The held or the queued requests of all resources. */
static JSValue snapshot_of(JSContext *ctx, size_t which)
{
    lock_table *t = table_of_ctx(ctx);
    uint32_t n = 0;
    THAW_AUTO(thaw_value) list = thaw_value_of(ctx, JS_NewArray(ctx));
    if (JS_IsException(list.v))
        return JS_EXCEPTION;
    for (thaw_link *at = t->resources.next; at != &t->resources; at = at->next) {
        thaw_link *head = (thaw_link *)((char *)THAW_CONTAINER(at, lock_resource, link) + which);
        for (thaw_link *l = head->next; l != head; l = l->next) {
            JSValue info = describe(ctx, request_at(l));
            if (JS_IsException(info) || JS_DefinePropertyValueUint32(ctx, list.v, n++, info, JS_PROP_C_W_E) < 0)
                return JS_EXCEPTION;
        }
    }
    return thaw_value_take(&list);
}

static JSValue manager_query(JSContext *ctx, const thaw_invocation *in)
{
    thaw_input_process("navigator.locks.query");
    THAW_AUTO(thaw_value) snapshot = thaw_value_of(ctx, JS_NewObject(ctx));
    if (JS_IsException(snapshot.v) ||
        tell(ctx, snapshot.v, "held", snapshot_of(ctx, offsetof(lock_resource, held))) < 0 ||
        tell(ctx, snapshot.v, "pending", snapshot_of(ctx, offsetof(lock_resource, queue))) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&snapshot);
}

/* ---- interfaces ---- */

static JSValue lock_name(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const lock *)in->self)->name);
}

static JSValue lock_mode_of(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewString(ctx, thaw_idl_lock_mode_name.names[((const lock *)in->self)->mode]);
}

static const thaw_member lock_members[] = {
    THAW_READONLY("mode", lock_mode_of),
    THAW_READONLY("name", lock_name),
};
static const thaw_interface lock_interface = { .cls = &lock_class, THAW_MEMBERS(lock_members) };

static const thaw_member manager_members[] = {
    THAW_PROMISE_METHOD("query", manager_query),
    THAW_PROMISE_METHOD_ARGS("request", manager_request, request_args,
                             THAW_REQUIRED(request_args, name, "name", DOMString),
                             THAW_REQUIRED(request_args, second, "callback", any),
                             THAW_DEFAULT(request_args, third, "callback", any, THAW_ABSENT)),
};
static const thaw_interface manager_interface = { .cls = &lock_manager_class, THAW_MEMBERS(manager_members) };

JSValue thaw_locks_new(JSContext *ctx)
{
    lock_manager *unused;
    lock_table *t = thaw_runtime_add_state(ctx, THAW_STATE_LOCKS, &lock_table_class);
    if (!t)
        return JS_EXCEPTION;
    thaw_list_init(&t->resources);
    thaw_list_init(&t->tasks);
    if (thaw_class_register(ctx, &lock_request_class) < 0 || thaw_interface_define(ctx, &lock_interface) < 0 ||
        thaw_interface_define(ctx, &manager_interface) < 0)
        return JS_EXCEPTION;
    return thaw_native_new(ctx, &lock_manager_class, JS_UNDEFINED, &unused);
}
