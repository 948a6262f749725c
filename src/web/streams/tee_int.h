/* SPDX-License-Identifier: MIT
 * What teeing a stream of chunks and one of bytes have in common: one object reads for both branches, which are streams
 * whose source it is. */
#ifndef THAW_WEB_STREAMS_TEE_INT_H
#define THAW_WEB_STREAMS_TEE_INT_H

#include "js/native.h"

typedef struct tee_state {
    thaw_native base;
    bool reading;
    bool read_again[2], canceled[2]; /* by branch */
    bool clones;                     /* the second branch gets copies of the chunks */
    THAW_JS_FIELDS(stream, reader, cancel_promise, branch[2], reason[2]);
} tee_state;
THAW_CLASS_DECLARE(tee_state);

/* With a default reader, and no branches yet; owned. */
JSValue tee_new(JSContext *ctx, JSValueConst stream);
static inline bool tee_is_canceled(const tee_state *t)
{
    return t->canceled[0] && t->canceled[1];
}
JSValueConst tee_branch_controller(const tee_state *t, int which);
/* What cancelling a branch returns: the promise of both. `which`: 0 or 1. */
JSValue tee_cancel_branch(JSContext *ctx, JSValueConst tee, int which, JSValueConst reason);
/* There is nothing left to cancel: who waits for that is told. */
void tee_settle(JSContext *ctx, const tee_state *t);
void tee_error_branches(JSContext *ctx, const tee_state *t, JSValueConst reason);
/* The tee can't go on, as the pending exception says: the end of all three streams. */
void tee_fail(JSContext *ctx, const tee_state *t);

/* ReadableByteStreamTee and ReadableStreamDefaultTee. 0, or -1 with an exception pending. */
THAW_MUST_USE int readable_byte_stream_tee(JSContext *ctx, JSValueConst stream, JSValue ret[2]);

#endif
