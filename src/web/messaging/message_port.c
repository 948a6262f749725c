/* SPDX-License-Identifier: MIT
 *
 *     entangled --close of either--> alone
 *         |
 *         +--transfer--> alone; a new port takes over its messages and its other end
 *
 * The two ports of a channel hold each other, so a pair that nobody else holds is garbage. */
#include "web/messaging/message_port.h"

#include "js/auto_values.h"
#include "web/dom/dom_exception.h"
#include "web/html/structured_clone.h"

typedef struct {
    thaw_mailbox base;
    bool detached; /* closed or transferred */
    THAW_JS_FIELDS(other);
} message_port;

static const thaw_clone_hooks port_clone;
THAW_CLASS(message_port, MESSAGE_PORT, "MessagePort", .parent = &thaw_mailbox_class, .clone = &port_clone);

typedef struct {
    thaw_native base;
    THAW_JS_FIELDS(port1, port2);
} message_channel;
THAW_CLASS(message_channel, MESSAGE_CHANNEL, "MessageChannel");

static JSValue port_new(JSContext *ctx, message_port **ret)
{
    JSValue port = thaw_native_new(ctx, &message_port_class, JS_UNDEFINED, ret);
    if (!JS_IsException(port))
        thaw_mailbox_prepare(&(*ret)->base);
    return port;
}

int thaw_message_ports_new(JSContext *ctx, JSValue ret_ports[2])
{
    message_port *a, *b;
    THAW_AUTO(thaw_value) first = thaw_value_of(ctx, port_new(ctx, &a));
    if (JS_IsException(first.v))
        return -1;
    JSValue second = port_new(ctx, &b);
    if (JS_IsException(second))
        return -1;
    a->other = JS_DupValue(ctx, second);
    b->other = JS_DupValue(ctx, first.v);
    ret_ports[0] = thaw_value_take(&first);
    ret_ports[1] = second;
    return 0;
}

bool thaw_message_port_is(JSValueConst value)
{
    return message_port_of(value) != NULL;
}

/* ---- transfer ---- */

static bool port_is_detached(JSValueConst port)
{
    return message_port_of(port)->detached;
}

static JSValue port_transfer(JSContext *ctx, JSValueConst object)
{
    message_port *from = message_port_of(object), *to;
    JSValue port = port_new(ctx, &to);
    if (JS_IsException(port))
        return JS_EXCEPTION;
    thaw_mailbox_move(ctx, &from->base, port);
    from->detached = true;
    to->other = thaw_slot_take(&from->other);
    message_port *other = message_port_of(to->other);
    if (other)
        thaw_slot_set(JS_GetRuntime(ctx), &other->other, JS_DupValue(ctx, port));
    else
        thaw_mailbox_shut(ctx, &to->base);
    return port;
}

/* Nobody but the record knew the new port. */
static JSValue port_receive(JSContext *ctx, JSValueConst moved)
{
    return JS_DupValue(ctx, moved);
}

static const thaw_clone_hooks port_clone = { .transfer = port_transfer,
                                             .receive = port_receive,
                                             .is_detached = port_is_detached };

JSValue thaw_message_ports_among(JSContext *ctx, JSValueConst transferred)
{
    int64_t n = 0;
    uint32_t count = 0;
    THAW_AUTO(thaw_value) ports = thaw_value_of(ctx, JS_NewArray(ctx));
    if (JS_IsException(ports.v) || JS_GetLength(ctx, transferred, &n) < 0)
        return JS_EXCEPTION;
    for (uint32_t i = 0; i < (uint32_t)n; i++) {
        THAW_AUTO(thaw_value) item = thaw_value_of(ctx, JS_GetPropertyUint32(ctx, transferred, i));
        if (message_port_of(item.v) &&
            JS_DefinePropertyValueUint32(ctx, ports.v, count++, thaw_value_take(&item), JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&ports);
}

/* ---- members ---- */

static bool contains(const thaw_idl_sequence *transfer, JSValueConst port)
{
    const JSValueConst *items = transfer ? transfer->items : NULL;
    for (size_t i = 0; transfer && i < transfer->count; i++)
        if (message_port_of(items[i]) == message_port_of(port) && message_port_of(port))
            return true;
    return false;
}

int thaw_message_port_post(JSContext *ctx, JSValueConst port, JSValueConst value, const thaw_idl_sequence *transfer)
{
    if (contains(transfer, port)) {
        thaw_throw_dom(ctx, "DataCloneError", "Transfer list contains source port");
        return -1;
    }
    /* Getters of the value can close or transfer the port: the message goes to what it belonged to before. */
    THAW_AUTO(thaw_value) target = thaw_value_of(ctx, JS_DupValue(ctx, message_port_of(port)->other));
    bool doomed = contains(transfer, target.v);
    THAW_AUTO(thaw_value) record = thaw_value_of(ctx, thaw_clone_serialize(ctx, value, transfer));
    if (JS_IsException(record.v))
        return -1;
    if (doomed || JS_IsUndefined(target.v) || message_port_of(target.v)->detached)
        return 0;
    return thaw_mailbox_put(ctx, target.v, record.v, true);
}

void thaw_message_port_start(JSContext *ctx, JSValueConst port)
{
    message_port *self = message_port_of(port);
    if (!self->detached)
        thaw_mailbox_enable(ctx, &self->base);
}

void thaw_message_port_receive(JSContext *ctx, JSValueConst port, const thaw_message_receiver *receiver,
                               JSValueConst holder)
{
    message_port *self = message_port_of(port);
    self->base.receiver = receiver;
    thaw_slot_set(JS_GetRuntime(ctx), &self->base.receiver_holder, JS_DupValue(ctx, holder));
    thaw_message_port_start(ctx, port);
}

int thaw_message_port_close(JSContext *ctx, JSValueConst port)
{
    message_port *self = message_port_of(port);
    self->detached = true;
    thaw_mailbox_shut(ctx, &self->base);
    THAW_AUTO(thaw_value) other_port = thaw_value_of(ctx, thaw_slot_take(&self->other));
    message_port *other = message_port_of(other_port.v);
    if (!other)
        return 0;
    thaw_mailbox_shut(ctx, &other->base);
    thaw_slot_clear(JS_GetRuntime(ctx), &other->other);
    return thaw_mailbox_put(ctx, other_port.v, JS_UNDEFINED, true);
}

/* postMessage has two forms: with a list, and with a dictionary that holds one. */
THAW_IDL_UNION(post_second, "(sequence<object> or StructuredSerializeOptions)", &thaw_idl_thaw_objects,
               &thaw_idl_thaw_clone_options);
typedef struct {
    JSValueConst message;
    bool has_second;
    thaw_idl_union second;
} post_args;

static JSValue port_post_message(JSContext *ctx, const thaw_invocation *in)
{
    const post_args *args = in->args;
    const thaw_idl_sequence *transfer = NULL;
    if (args->has_second && args->second.which == 0)
        transfer = &args->second.as.sequence;
    else if (args->has_second && args->second.as.dictionary)
        transfer = &((const thaw_clone_options *)args->second.as.dictionary)->transfer;
    return thaw_message_port_post(ctx, in->this_val, args->message, transfer) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue port_start(JSContext *ctx, const thaw_invocation *in)
{
    thaw_message_port_start(ctx, in->this_val);
    return JS_UNDEFINED;
}

static JSValue port_close(JSContext *ctx, const thaw_invocation *in)
{
    return thaw_message_port_close(ctx, in->this_val) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue port_ref(JSContext *ctx, const thaw_invocation *in)
{
    thaw_mailbox_set_referenced(ctx, in->self, true);
    return JS_UNDEFINED;
}

static JSValue port_unref(JSContext *ctx, const thaw_invocation *in)
{
    thaw_mailbox_set_referenced(ctx, in->self, false);
    return JS_UNDEFINED;
}

static JSValue port_has_ref(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewBool(ctx, thaw_timer_is_active(&((const thaw_mailbox *)in->self)->alive));
}

THAW_EVENT_HANDLER_BODIES(messageerror)
THAW_EVENT_HANDLER_BODIES(close)

static JSValue get_onmessage(JSContext *ctx, const thaw_invocation *in)
{
    return thaw_event_handler_get(ctx, in->self, "message");
}

/* Setting the handler starts the port. */
static JSValue set_onmessage(JSContext *ctx, const thaw_invocation *in)
{
    JSValue result = thaw_event_handler_set(ctx, in->self, "message", *(JSValueConst *)in->args);
    if (!JS_IsException(result))
        thaw_message_port_start(ctx, in->this_val);
    return result;
}

static JSValue channel_construct(JSContext *ctx, const thaw_invocation *in)
{
    message_channel *self;
    JSValue ports[2];
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &self));
    if (JS_IsException(object.v) || thaw_message_ports_new(ctx, ports) < 0)
        return JS_EXCEPTION;
    self->port1 = ports[0];
    self->port2 = ports[1];
    return thaw_value_take(&object);
}

static JSValue channel_port1(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const message_channel *)in->self)->port1);
}

static JSValue channel_port2(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const message_channel *)in->self)->port2);
}

static const thaw_member port_members[] = {
    THAW_METHOD_ARGS("postMessage", port_post_message, post_args, THAW_REQUIRED(post_args, message, "message", any),
                     THAW_OPTIONAL(post_args, second, "options", post_second)),
    THAW_METHOD("start", port_start),
    THAW_METHOD("close", port_close),
    THAW_METHOD("ref", port_ref),
    THAW_METHOD("unref", port_unref),
    THAW_METHOD("hasRef", port_has_ref),
    THAW_EVENT_HANDLER(message),
    THAW_EVENT_HANDLER(messageerror),
    THAW_EVENT_HANDLER(close),
};
static const thaw_interface port_interface = { .cls = &message_port_class, THAW_MEMBERS(port_members) };
static const thaw_member channel_members[] = {
    THAW_READONLY("port1", channel_port1),
    THAW_READONLY("port2", channel_port2),
};
static const thaw_interface channel_interface = { .cls = &message_channel_class,
                                                  THAW_MEMBERS(channel_members),
                                                  THAW_CONSTRUCTOR(channel_construct) };

int thaw_message_port_init(JSContext *ctx)
{
    if (thaw_mailbox_init(ctx) < 0 || thaw_interface_define(ctx, &port_interface) < 0)
        return -1;
    return thaw_interface_define(ctx, &channel_interface);
}
