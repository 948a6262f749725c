/* SPDX-License-Identifier: MIT */
#include "web/streams/chunk_queue.h"

#include <math.h>

static thaw_sized_chunk *at(const thaw_chunk_queue *q, uint32_t i)
{
    return THAW_RING_AT(&q->ring, thaw_sized_chunk, i);
}

int thaw_chunk_queue_push(JSContext *ctx, thaw_chunk_queue *q, JSValue owned, double size)
{
    bool good = size >= 0 && !isinf(size);
    if (!good)
        JS_ThrowRangeError(ctx, "The size of a chunk must be a finite, non-negative number");
    if (!good || thaw_ring_reserve(ctx, &q->ring, sizeof(thaw_sized_chunk)) < 0) {
        JS_FreeValue(ctx, owned);
        return -1;
    }
    *at(q, q->ring.count++) = (thaw_sized_chunk){ owned, size };
    q->total += size;
    return 0;
}

JSValue thaw_chunk_queue_shift(thaw_chunk_queue *q)
{
    thaw_sized_chunk *first = at(q, 0);
    JSValue value = first->value;
    q->total -= first->size;
    if (q->total < 0) /* by rounding */
        q->total = 0;
    thaw_ring_drop(&q->ring);
    return value;
}

void thaw_chunk_queue_reset(JSRuntime *rt, thaw_chunk_queue *q)
{
    thaw_chunk_queue old = *q;
    *q = (thaw_chunk_queue){ 0 };
    for (uint32_t i = 0; i < old.ring.count; i++)
        JS_FreeValueRT(rt, at(&old, i)->value);
    js_free_rt(rt, old.ring.items);
}

void thaw_chunk_queue_visit(thaw_chunk_queue *q, thaw_visitor *v)
{
    for (uint32_t i = 0; i < q->ring.count; i++)
        v->slot(v, &at(q, i)->value);
}

void thaw_chunk_queue_dispose(JSRuntime *rt, thaw_chunk_queue *q)
{
    js_free_rt(rt, q->ring.items);
    *q = (thaw_chunk_queue){ 0 };
}
