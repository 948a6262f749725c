/* SPDX-License-Identifier: MIT
 * "Queue-with-sizes" (Streams Standard, 8.1): a ring of values with their sizes, part of a native that visits it. */
#ifndef THAW_WEB_STREAMS_CHUNK_QUEUE_H
#define THAW_WEB_STREAMS_CHUNK_QUEUE_H

#include "js/native.h"
#include "js/ring.h"

typedef struct {
    JSValue value;
    double size;
} thaw_sized_chunk;

typedef struct {
    thaw_ring ring; /* of thaw_sized_chunk */
    double total;
} thaw_chunk_queue;

/* Takes the value in any case. RangeError if the size is negative, infinite or no number. 0, or -1 with an exception.
 */
THAW_MUST_USE int thaw_chunk_queue_push(JSContext *ctx, thaw_chunk_queue *q, JSValue owned, double size);
/* The first value, owned; the queue must not be empty. */
JSValue thaw_chunk_queue_shift(thaw_chunk_queue *q);
static inline JSValueConst thaw_chunk_queue_first(const thaw_chunk_queue *q)
{
    return THAW_RING_AT(&q->ring, thaw_sized_chunk, 0)->value;
}
static inline bool thaw_chunk_queue_is_empty(const thaw_chunk_queue *q)
{
    return q->ring.count == 0;
}
void thaw_chunk_queue_reset(JSRuntime *rt, thaw_chunk_queue *q);
void thaw_chunk_queue_visit(thaw_chunk_queue *q, thaw_visitor *v);
void thaw_chunk_queue_dispose(JSRuntime *rt, thaw_chunk_queue *q); /* the values were visited */

#endif
