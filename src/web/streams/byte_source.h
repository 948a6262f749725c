/* SPDX-License-Identifier: MIT
 * A stream of bytes that are there already: bodies and Blobs. */
#ifndef THAW_WEB_STREAMS_BYTE_SOURCE_H
#define THAW_WEB_STREAMS_BYTE_SOURCE_H

#include "web/file/bytes.h"

/* A ReadableStream of Uint8Arrays; takes the bytes, which are left empty in any case. Owned. */
JSValue thaw_byte_source_stream(JSContext *ctx, thaw_bytes *bytes);
/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_byte_source_init(JSContext *ctx);

#endif
