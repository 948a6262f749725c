/* SPDX-License-Identifier: MIT
 * Where messages wait: the part that MessagePort and BroadcastChannel have in common.
 *
 * A message is in the list of its mailbox until it is delivered. While the mailbox is enabled it is in the runtime's
 * list of tasks too, which keeps the order among mailboxes: the tasks that are there run once per turn of the event
 * loop. A task finds its message gone (nothing to do), in a mailbox that is not enabled any more because it moved (it
 * waits on), or first in its mailbox (it is delivered).
 *
 * A mailbox that is enabled, has listeners and can get messages keeps the process alive unless it was unref'd. It does
 * so by a timer that is never due, so that it can still be collected: then nobody could have sent anything. */
#ifndef THAW_WEB_MESSAGING_MAILBOX_H
#define THAW_WEB_MESSAGING_MAILBOX_H

#include "js/timer_queue.h"
#include "web/dom/event_target.h"

/* Who gets messages in place of listeners, in C. Neither function may leave an exception. Static data. */
typedef struct {
    void (*message)(JSContext *ctx, JSValueConst holder, JSValueConst data);
    void (*failed)(JSContext *ctx, JSValueConst holder); /* data that can't be made again here */
} thaw_message_receiver;

typedef struct thaw_mailbox {
    thaw_event_target base;
    const thaw_message_receiver *receiver; /* NULL: none */
    bool enabled, open, unreferenced;
    uint32_t n_listeners; /* for "message" */
    thaw_timer alive;
    void (*on_listeners)(JSContext *ctx, struct thaw_mailbox *self); /* NULL, or told when n_listeners changed */
    THAW_JS_FIELDS(first, last, receiver_holder);
} thaw_mailbox;
extern const thaw_class thaw_mailbox_class;
/* For the class tables of those that begin with a mailbox. */
void thaw_mailbox_dispose(JSRuntime *rt, void *self);

/* For a new one, which is open. */
void thaw_mailbox_prepare(thaw_mailbox *m);
/* Puts a record of structured_clone.h into the mailbox that `target` wraps; undefined stands for a `close` event.
 * `is_last` if no other mailbox gets the record. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_mailbox_put(JSContext *ctx, JSValueConst target, JSValueConst record, bool is_last);
/* From now on messages are delivered. */
void thaw_mailbox_enable(JSContext *ctx, thaw_mailbox *m);
/* It gets no more messages; those it has are delivered. */
void thaw_mailbox_shut(JSContext *ctx, thaw_mailbox *m);
/* It gets none at all. */
void thaw_mailbox_clear(JSContext *ctx, thaw_mailbox *m);
/* All that `from` has goes to the new mailbox that `target` wraps. */
void thaw_mailbox_move(JSContext *ctx, thaw_mailbox *from, JSValueConst target);
void thaw_mailbox_set_referenced(JSContext *ctx, thaw_mailbox *m, bool referenced);

THAW_MUST_USE int thaw_mailbox_init(JSContext *ctx);

#endif
