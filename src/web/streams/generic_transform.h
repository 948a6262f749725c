/* SPDX-License-Identifier: MIT
 * GenericTransformStream (Streams Standard, section 9.3): what classes have in common whose objects are a transform
 * stream with the transformer in C. Such a struct begins with THAW_GENERIC_TRANSFORM_FIELDS, and its table of members
 * with THAW_GENERIC_TRANSFORM_MEMBERS. The object is the holder that the transformer's functions get. */
#ifndef THAW_WEB_STREAMS_GENERIC_TRANSFORM_H
#define THAW_WEB_STREAMS_GENERIC_TRANSFORM_H

#include "js/webidl/interface.h"
#include "web/streams/transform_stream.h"

#define THAW_GENERIC_TRANSFORM_FIELDS \
    thaw_native base;                 \
    THAW_JS_FIELDS(stream)

#define THAW_GENERIC_TRANSFORM_MEMBERS                          \
    THAW_READONLY("readable", thaw_generic_transform_readable), \
        THAW_READONLY("writable", thaw_generic_transform_writable)

JSValue thaw_generic_transform_readable(JSContext *ctx, const thaw_invocation *in);
JSValue thaw_generic_transform_writable(JSContext *ctx, const thaw_invocation *in);
/* Gives a new object its stream. Takes the object and returns it, or JS_EXCEPTION, which it may be already. */
JSValue thaw_generic_transform_set_up(JSContext *ctx, JSValue object, const thaw_transformer *transformer);

#endif
