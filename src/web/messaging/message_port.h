/* SPDX-License-Identifier: MIT
 * MessageChannel and MessagePort (HTML, "Channel messaging"), within this process. */
#ifndef THAW_WEB_MESSAGING_MESSAGE_PORT_H
#define THAW_WEB_MESSAGING_MESSAGE_PORT_H

#include "web/messaging/mailbox.h"

/* Two ports that belong together; both owned by the caller. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_message_ports_new(JSContext *ctx, JSValue ret_ports[2]);
bool thaw_message_port_is(JSValueConst value);
/* port.postMessage(value, transfer), port.start() and port.close(). `transfer` may be NULL. */
THAW_MUST_USE int thaw_message_port_post(JSContext *ctx, JSValueConst port, JSValueConst value,
                                         const thaw_idl_sequence *transfer);
/* From now on the messages go to a receiver in C, and don't keep the process alive. */
void thaw_message_port_receive(JSContext *ctx, JSValueConst port, const thaw_message_receiver *receiver,
                               JSValueConst holder);
void thaw_message_port_start(JSContext *ctx, JSValueConst port);
THAW_MUST_USE int thaw_message_port_close(JSContext *ctx, JSValueConst port);
/* The ports in an array of what was transferred, as a new array. */
JSValue thaw_message_ports_among(JSContext *ctx, JSValueConst transferred);

/* 0, or -1 with an exception pending. After EventTarget and structured cloning. */
THAW_MUST_USE int thaw_message_port_init(JSContext *ctx);

#endif
