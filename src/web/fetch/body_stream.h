/* SPDX-License-Identifier: MIT
 * Bodies that are streams: given as one, or made one when a program asks for `body`. */
#ifndef THAW_WEB_FETCH_BODY_STREAM_H
#define THAW_WEB_FETCH_BODY_STREAM_H

#include "web/fetch/message.h"

/* Makes of all the bytes what a method of the body mixin gives. Takes the bytes in any case. */
typedef JSValue thaw_body_convert(JSContext *ctx, thaw_message *m, thaw_bytes *bytes);

bool thaw_body_is_stream(JSValueConst init);
/* The message's body becomes the stream. 0, or -1 with a TypeError pending if somebody reads it or has. */
THAW_MUST_USE int thaw_body_set_stream(JSContext *ctx, thaw_message *m, JSValueConst stream);
/* The `body` attribute. */
JSValue thaw_body_stream(JSContext *ctx, const thaw_invocation *in);
/* Whether the message's stream is locked, or was read from. */
bool thaw_body_stream_is_locked(const thaw_message *m);
bool thaw_body_stream_is_disturbed(const thaw_message *m);
/* Whether a signal has ended the response's body: throws the reason then, and the stream errors with it. */
bool thaw_body_is_ended(JSContext *ctx, const thaw_message *m);
/* Reads all of the message's stream: a promise of what `convert` makes of it. */
JSValue thaw_body_read_stream(JSContext *ctx, JSValueConst message, thaw_body_convert *convert);
/* The stream goes on in two: one stays with `from`. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_body_tee(JSContext *ctx, thaw_message *from, thaw_message *to);
/* `to` reads what `from` has, whose own body is used with that. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_body_hand_on(JSContext *ctx, thaw_message *from, thaw_message *to);

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_body_stream_init(JSContext *ctx);

#endif
