/* SPDX-License-Identifier: MIT
 * Open channels are in a list without references, in the order of their making. One with listeners is pinned until it
 * is closed, for messages can come from channels that are yet to be made. */
#include "web/messaging/broadcast_channel.h"

#include "js/auto_values.h"
#include "js/runtime.h"
#include "web/dom/dom_exception.h"
#include "web/html/structured_clone.h"
#include "web/messaging/mailbox.h"

typedef struct {
    thaw_mailbox base;
    thaw_link link;
    JSValueConst wrapper; /* itself; borrowed, for whoever finds it in the list */
    THAW_JS_FIELDS(name);
} broadcast_channel;
static void channel_dispose(JSRuntime *rt, void *self)
{
    thaw_link *link = &((broadcast_channel *)self)->link;
    if (thaw_link_is_linked(link))
        thaw_list_remove(link);
}
THAW_CLASS(broadcast_channel, BROADCAST_CHANNEL, "BroadcastChannel", .parent = &thaw_mailbox_class,
           .dispose = channel_dispose);

typedef struct {
    thaw_native base;
    thaw_link open;
} broadcast_channels;
static void channels_dispose(JSRuntime *rt, void *self)
{
    thaw_link *open = &((broadcast_channels *)self)->open;
    while (open->next && !thaw_list_empty(open))
        thaw_list_remove(open->next);
}
THAW_CLASS_PLAIN(broadcast_channels, BROADCAST_CHANNELS, "BroadcastChannels", .dispose = channels_dispose);

static void on_listeners(JSContext *ctx, thaw_mailbox *m)
{
    const broadcast_channel *self = (const broadcast_channel *)m;
    if (m->n_listeners > 0 && m->open)
        thaw_native_pin(ctx, m, self->wrapper);
    else if (thaw_native_is_pinned(m))
        thaw_native_unpin(JS_GetRuntime(ctx), m);
}

typedef struct {
    JSValueConst name;
} construct_args;

static JSValue channel_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    broadcast_channel *self;
    JSValue object = thaw_interface_construct(ctx, in, &self);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    thaw_mailbox_prepare(&self->base);
    self->name = JS_DupValue(ctx, args->name);
    self->wrapper = object;
    self->base.on_listeners = on_listeners;
    broadcast_channels *all = thaw_runtime_state(ctx, THAW_STATE_BROADCAST_CHANNELS);
    thaw_list_append(&all->open, &self->link);
    thaw_mailbox_enable(ctx, &self->base);
    return object;
}

static JSValue channel_name(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const broadcast_channel *)in->self)->name);
}

typedef struct {
    JSValueConst message;
} post_args;

static JSValue channel_post_message(JSContext *ctx, const thaw_invocation *in)
{
    const post_args *args = in->args;
    broadcast_channel *self = in->self;
    if (!self->base.open)
        return thaw_throw_dom(ctx, "InvalidStateError", "BroadcastChannel is closed.");
    THAW_AUTO(thaw_value) record = thaw_value_of(ctx, thaw_clone_serialize(ctx, args->message, NULL));
    if (JS_IsException(record.v))
        return JS_EXCEPTION;
    broadcast_channels *all = thaw_runtime_state(ctx, THAW_STATE_BROADCAST_CHANNELS);
    for (thaw_link *l = all->open.next, *next; l != &all->open; l = next) {
        broadcast_channel *c = THAW_CONTAINER(l, broadcast_channel, link);
        THAW_AUTO(thaw_value) target = thaw_value_of(ctx, JS_DupValue(ctx, c->wrapper));
        bool is_one = c != self && JS_IsStrictEqual(ctx, c->name, self->name);
        int err = is_one ? thaw_mailbox_put(ctx, target.v, record.v, false) : 0;
        next = l->next; /* making a message may have collected the one that was next */
        if (err < 0)
            return JS_EXCEPTION;
    }
    return JS_UNDEFINED;
}

static JSValue channel_close(JSContext *ctx, const thaw_invocation *in)
{
    broadcast_channel *self = in->self;
    if (thaw_link_is_linked(&self->link))
        thaw_list_remove(&self->link);
    thaw_mailbox_clear(ctx, &self->base);
    on_listeners(ctx, &self->base);
    return JS_UNDEFINED;
}

static JSValue channel_ref(JSContext *ctx, const thaw_invocation *in)
{
    thaw_mailbox_set_referenced(ctx, in->self, true);
    return JS_DupValue(ctx, in->this_val);
}

static JSValue channel_unref(JSContext *ctx, const thaw_invocation *in)
{
    thaw_mailbox_set_referenced(ctx, in->self, false);
    return JS_DupValue(ctx, in->this_val);
}

THAW_EVENT_HANDLER_BODIES(message)
THAW_EVENT_HANDLER_BODIES(messageerror)

static const thaw_member members[] = {
    THAW_READONLY("name", channel_name),
    THAW_METHOD_ARGS("postMessage", channel_post_message, post_args, THAW_REQUIRED(post_args, message, "message", any)),
    THAW_METHOD("close", channel_close),
    THAW_METHOD("ref", channel_ref),
    THAW_METHOD("unref", channel_unref),
    THAW_EVENT_HANDLER(message),
    THAW_EVENT_HANDLER(messageerror),
};
static const thaw_interface interface = {
    .cls = &broadcast_channel_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR_ARGS(channel_construct, construct_args, THAW_REQUIRED(construct_args, name, "name", DOMString)),
};

int thaw_broadcast_channel_init(JSContext *ctx)
{
    broadcast_channels *all = thaw_runtime_add_state(ctx, THAW_STATE_BROADCAST_CHANNELS, &broadcast_channels_class);
    if (!all)
        return -1;
    thaw_list_init(&all->open);
    return thaw_interface_define(ctx, &interface);
}
