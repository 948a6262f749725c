/* SPDX-License-Identifier: MIT
 * CompressionStream and DecompressionStream (Compression Standard): gzip, deflate, deflate-raw, brotli and zstd.
 *
 * Limits: what one chunk becomes is held at once, as the standard has it; of the formats, see coder.h. */
#ifndef THAW_WEB_COMPRESSION_COMPRESSION_STREAMS_H
#define THAW_WEB_COMPRESSION_COMPRESSION_STREAMS_H

#include "base/auto.h"
#include "js/engine.h"

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_compression_streams_init(JSContext *ctx);

#endif
