/* SPDX-License-Identifier: MIT */
#include "web/messaging/mailbox.h"

#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/runtime.h"
#include "web/dom/dom_state.h"
#include "web/html/structured_clone.h"
#include "web/messaging/message_port.h"

enum { ALIVE_MS = 1 << 30 };

typedef struct {
    thaw_native base;
    bool is_last, is_task;
    THAW_JS_FIELDS(record, target, next /* in the mailbox */, next_task);
} message;
THAW_CLASS(message, MESSAGE, "Message");

typedef struct {
    thaw_native base;
    thaw_immediate turn;
    THAW_JS_FIELDS(first, last);
} message_tasks;
THAW_CLASS(message_tasks, MESSAGE_TASKS, "MessageTasks");

const thaw_class thaw_mailbox_class = { .name = "Mailbox",
                                        .id = THAW_CLASS_MAILBOX,
                                        .size = sizeof(thaw_mailbox),
                                        .js_offset = offsetof(thaw_mailbox, js_slot),
                                        .js_count = sizeof(((thaw_mailbox *)0)->js_slot) / sizeof(JSValue),
                                        .dispose = thaw_mailbox_dispose,
                                        .parent = &thaw_event_target_class };

static message_tasks *tasks_of(JSContext *ctx)
{
    return thaw_runtime_state(ctx, THAW_STATE_MESSAGES);
}

static thaw_mailbox *mailbox_of(JSValueConst target)
{
    return thaw_native_as(target, &thaw_mailbox_class);
}

/* ---- staying alive ---- */

static void alive_run(JSContext *ctx, thaw_timer *t)
{
    if (thaw_timer_start(ctx, t, ALIVE_MS) < 0)
        thaw_uncaught(ctx);
}
static const char *alive_describe(const thaw_timer *t, JSValueConst *ret_origin)
{
    *ret_origin = JS_UNDEFINED;
    return "a port or channel that listens to messages";
}
static const thaw_timer_kind alive_kind = { alive_run, alive_describe };

static void update_alive(JSContext *ctx, thaw_mailbox *m)
{
    bool wanted = m->enabled && m->open && m->n_listeners > 0 && !m->unreferenced;
    if (wanted == thaw_timer_is_active(&m->alive))
        return;
    if (!wanted)
        thaw_timer_stop(JS_GetRuntime(ctx), &m->alive);
    else if (thaw_timer_start(ctx, &m->alive, ALIVE_MS) < 0)
        thaw_drop_exception(ctx); /* without memory the process only ends sooner */
}

static void observe(JSRuntime *rt, thaw_event_target *target, JSAtom type, int change)
{
    thaw_runtime *runtime = JS_GetRuntimeOpaque(rt);
    const thaw_dom_state *dom = runtime->state[THAW_STATE_DOM];
    if (!dom || type != dom->atom.message)
        return;
    thaw_mailbox *m = (thaw_mailbox *)target;
    m->n_listeners += (uint32_t)change;
    update_alive(runtime->ctx, m);
    if (m->on_listeners)
        m->on_listeners(runtime->ctx, m);
}

void thaw_mailbox_dispose(JSRuntime *rt, void *self)
{
    thaw_timer_stop(rt, &((thaw_mailbox *)self)->alive);
}

void thaw_mailbox_prepare(thaw_mailbox *m)
{
    m->open = true;
    m->base.observe = observe;
    thaw_timer_prepare(&m->alive, &alive_kind, true);
}

void thaw_mailbox_set_referenced(JSContext *ctx, thaw_mailbox *m, bool referenced)
{
    m->unreferenced = !referenced;
    update_alive(ctx, m);
}

/* ---- tasks ---- */

static void deliver_to(JSContext *ctx, const thaw_message_receiver *receiver, JSValueConst object, const message *msg)
{
    if (JS_IsUndefined(msg->record))
        return;
    THAW_AUTO(thaw_value) holder = thaw_value_of(ctx, JS_DupValue(ctx, object));
    THAW_AUTO(thaw_value) data = thaw_value_of(ctx, thaw_clone_deserialize(ctx, msg->record, msg->is_last, NULL));
    if (JS_IsException(data.v)) {
        thaw_drop_exception(ctx);
        receiver->failed(ctx, holder.v);
    } else {
        receiver->message(ctx, holder.v, data.v);
    }
}

static void deliver(JSContext *ctx, JSValueConst target, const message *msg)
{
    const thaw_message_receiver *receiver = mailbox_of(target)->receiver;
    if (receiver) {
        deliver_to(ctx, receiver, mailbox_of(target)->receiver_holder, msg);
        return;
    }
    if (JS_IsUndefined(msg->record)) {
        thaw_event_fire_from_loop(ctx, target,
                                  thaw_event_new(ctx, &thaw_event_class, "close", 0, &(thaw_event *){ 0 }));
        return;
    }
    THAW_AUTO(thaw_value) transferred = thaw_value_of(ctx, JS_UNDEFINED);
    THAW_AUTO(thaw_value)
    data = thaw_value_of(ctx, thaw_clone_deserialize(ctx, msg->record, msg->is_last, &transferred.v));
    THAW_AUTO(thaw_value) ports = thaw_value_of(ctx, JS_UNDEFINED);
    if (!JS_IsException(data.v))
        ports.v = thaw_message_ports_among(ctx, transferred.v);
    if (JS_IsException(data.v) || JS_IsException(ports.v)) {
        thaw_drop_exception(ctx);
        thaw_event_fire_from_loop(
            ctx, target, thaw_message_event_new(ctx, "messageerror", JS_NULL, JS_UNDEFINED, JS_NULL, JS_UNDEFINED));
        return;
    }
    thaw_event_fire_from_loop(ctx, target,
                              thaw_message_event_new(ctx, "message", data.v, JS_UNDEFINED, JS_NULL, ports.v));
}

/* Takes the first task out of the list: a message, owned; undefined if there is none. */
static JSValue next_task(JSContext *ctx, message_tasks *tasks)
{
    JSValue first = thaw_slot_take(&tasks->first);
    message *msg = message_of(first);
    if (!msg)
        return JS_UNDEFINED;
    msg->is_task = false;
    tasks->first = thaw_slot_take(&msg->next_task);
    if (JS_IsUndefined(tasks->first))
        thaw_slot_clear(JS_GetRuntime(ctx), &tasks->last);
    return first;
}

static void run_task(JSContext *ctx, JSValueConst wrapper)
{
    message *msg = message_of(wrapper);
    thaw_mailbox *m = mailbox_of(msg->target);
    if (!m || !m->enabled || message_of(m->first) != msg)
        return;
    JSValue first = thaw_slot_take(&m->first);
    m->first = thaw_slot_take(&msg->next);
    if (JS_IsUndefined(m->first))
        thaw_slot_clear(JS_GetRuntime(ctx), &m->last);
    JS_FreeValue(ctx, first);
    THAW_AUTO(thaw_value) target = thaw_value_of(ctx, JS_DupValue(ctx, msg->target));
    deliver(ctx, target.v, msg);
}

static void run_turn(JSContext *ctx, thaw_immediate *i);
static const char *describe_turn(const thaw_immediate *i, JSValueConst *ret_origin)
{
    *ret_origin = JS_UNDEFINED;
    return "a message on its way";
}
static const thaw_immediate_kind turn_kind = { run_turn, describe_turn };

static void run_turn(JSContext *ctx, thaw_immediate *i)
{
    message_tasks *tasks = tasks_of(ctx);
    THAW_AUTO(thaw_value) last = thaw_value_of(ctx, JS_DupValue(ctx, tasks->last));
    for (bool done = false; !done && !thaw_runtime_of(ctx)->exiting;) {
        THAW_AUTO(thaw_value) task = thaw_value_of(ctx, next_task(ctx, tasks));
        if (JS_IsUndefined(task.v))
            return;
        done = message_of(task.v) == message_of(last.v);
        run_task(ctx, task.v);
    }
    if (!JS_IsUndefined(tasks->first) && !tasks->turn.queued)
        thaw_immediate_start(ctx, &tasks->turn, &turn_kind, true);
}

static void add_task(JSContext *ctx, JSValueConst wrapper)
{
    message_tasks *tasks = tasks_of(ctx);
    message *msg = message_of(wrapper);
    if (msg->is_task)
        return;
    msg->is_task = true;
    message *last = message_of(tasks->last);
    thaw_slot_set(JS_GetRuntime(ctx), last ? &last->next_task : &tasks->first, JS_DupValue(ctx, wrapper));
    thaw_slot_set(JS_GetRuntime(ctx), &tasks->last, JS_DupValue(ctx, wrapper));
    if (!tasks->turn.queued)
        thaw_immediate_start(ctx, &tasks->turn, &turn_kind, true);
}

/* ---- mailboxes ---- */

int thaw_mailbox_put(JSContext *ctx, JSValueConst target, JSValueConst record, bool is_last)
{
    message *msg;
    thaw_mailbox *m = mailbox_of(target);
    THAW_AUTO(thaw_value) wrapper = thaw_value_of(ctx, thaw_native_new(ctx, &message_class, JS_NULL, &msg));
    if (JS_IsException(wrapper.v))
        return -1;
    msg->is_last = is_last;
    msg->record = JS_DupValue(ctx, record);
    msg->target = JS_DupValue(ctx, target);
    message *last = message_of(m->last);
    thaw_slot_set(JS_GetRuntime(ctx), last ? &last->next : &m->first, JS_DupValue(ctx, wrapper.v));
    thaw_slot_set(JS_GetRuntime(ctx), &m->last, JS_DupValue(ctx, wrapper.v));
    if (m->enabled)
        add_task(ctx, wrapper.v);
    return 0;
}

void thaw_mailbox_enable(JSContext *ctx, thaw_mailbox *m)
{
    if (m->enabled)
        return;
    m->enabled = true;
    update_alive(ctx, m);
    message *msg;
    for (JSValueConst at = m->first; (msg = message_of(at)) != NULL; at = msg->next)
        add_task(ctx, at);
}

void thaw_mailbox_shut(JSContext *ctx, thaw_mailbox *m)
{
    m->open = false;
    update_alive(ctx, m);
}

void thaw_mailbox_clear(JSContext *ctx, thaw_mailbox *m)
{
    thaw_mailbox_shut(ctx, m);
    m->enabled = false;
    thaw_slot_clear(JS_GetRuntime(ctx), &m->last);
    thaw_slot_clear(JS_GetRuntime(ctx), &m->first);
}

void thaw_mailbox_move(JSContext *ctx, thaw_mailbox *from, JSValueConst target)
{
    thaw_mailbox *to = mailbox_of(target);
    to->first = thaw_slot_take(&from->first);
    to->last = thaw_slot_take(&from->last);
    message *msg;
    for (JSValueConst at = to->first; (msg = message_of(at)) != NULL; at = msg->next)
        thaw_slot_set(JS_GetRuntime(ctx), &msg->target, JS_DupValue(ctx, target));
    from->enabled = false;
    thaw_mailbox_shut(ctx, from);
}

int thaw_mailbox_init(JSContext *ctx)
{
    if (!thaw_runtime_add_state(ctx, THAW_STATE_MESSAGES, &message_tasks_class))
        return -1;
    if (thaw_class_register(ctx, &message_class) < 0 || thaw_class_register(ctx, &thaw_mailbox_class) < 0)
        return -1;
    /* To programs it does not exist: interfaces of classes below inherit from EventTarget. */
    JS_SetClassProto(ctx, THAW_CLASS_MAILBOX, JS_GetClassProto(ctx, THAW_CLASS_EVENT_TARGET));
    return 0;
}
