/* SPDX-License-Identifier: MIT
 * What the files of this folder offer each other beside readable_int.h and writable_int.h, and its front to web.c. */
#ifndef THAW_WEB_STREAMS_STREAMS_H
#define THAW_WEB_STREAMS_STREAMS_H

#include "web/streams/readable_int.h"

typedef struct {
    bool prevent_close, prevent_abort, prevent_cancel;
    JSValueConst signal; /* undefined: none */
} pipe_options;
/* ReadableStreamPipeTo of streams that are not locked: a promise, owned. */
JSValue readable_stream_pipe_to(JSContext *ctx, JSValueConst source, JSValueConst dest, const pipe_options *options);
/* ReadableStreamTee: two streams, owned. 0, or -1 with an exception pending. */
THAW_MUST_USE int readable_stream_tee(JSContext *ctx, JSValueConst stream, bool clones, JSValue ret[2]);
/* How the streams are transferred: cross_realm.c. */
extern const struct thaw_clone_hooks readable_stream_clone, writable_stream_clone, transform_stream_clone;

/* A TransformStream of two ends that were transferred, which are taken (JS_EXCEPTION: one of them couldn't be made). */
JSValue transform_stream_of_ends(JSContext *ctx, JSValue readable, JSValue writable);

/* ReadableStreamFromIterable; owned. */
JSValue readable_stream_from(JSContext *ctx, JSValueConst iterable);

int readable_stream_init(JSContext *ctx);
int readable_default_reader_init(JSContext *ctx);
int readable_byob_reader_init(JSContext *ctx);
int readable_default_controller_init(JSContext *ctx);
int readable_byte_controller_init(JSContext *ctx);
int readable_byob_request_init(JSContext *ctx);
int writable_stream_init(JSContext *ctx);
int writable_writer_init(JSContext *ctx);
int writable_controller_init(JSContext *ctx);
int transform_stream_init(JSContext *ctx);
int pipe_init(JSContext *ctx);
int tee_init(JSContext *ctx);
int byte_tee_init(JSContext *ctx);
int from_init(JSContext *ctx);
int cross_realm_init(JSContext *ctx);

/* All of the above and the strategies. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_streams_init(JSContext *ctx);

#endif
