/* SPDX-License-Identifier: MIT
 * TransformStream (Streams Standard, section 6), and how other standards make transform streams of their own: a class
 * with `readable` and `writable` whose transformer is in C. */
#ifndef THAW_WEB_STREAMS_TRANSFORM_STREAM_H
#define THAW_WEB_STREAMS_TRANSFORM_STREAM_H

#include "js/native.h"

/* Each: undefined, a promise to wait for, or JS_EXCEPTION; NULL: transform hands chunks on, the others do nothing.
 * Static data. */
typedef struct {
    JSValue (*transform)(JSContext *ctx, JSValueConst controller, JSValueConst holder, JSValueConst chunk);
    JSValue (*flush)(JSContext *ctx, JSValueConst controller, JSValueConst holder);
    JSValue (*cancel)(JSContext *ctx, JSValueConst holder, JSValueConst reason);
} thaw_transformer;

/* A transform stream around `holder`; owned. */
JSValue thaw_transform_stream_new(JSContext *ctx, const thaw_transformer *transformer, JSValueConst holder);
/* Its two ends. Borrowed. */
JSValueConst thaw_transform_stream_readable(JSValueConst stream);
JSValueConst thaw_transform_stream_writable(JSValueConst stream);
/* For a transformer: hands a chunk on. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_transform_enqueue(JSContext *ctx, JSValueConst controller, JSValueConst chunk);

#endif
