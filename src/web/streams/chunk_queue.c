/* SPDX-License-Identifier: MIT */
#include "web/streams/chunk_queue.h"

#include <math.h>
#include <string.h>

enum { ROOM_FIRST = 8 };

static thaw_sized_chunk *at(const thaw_chunk_queue *q, uint32_t i)
{
    return &q->items[(q->head + i) & (q->room - 1)];
}

static int grow(JSContext *ctx, thaw_chunk_queue *q)
{
    uint32_t room = q->room ? 2 * q->room : ROOM_FIRST;
    thaw_sized_chunk *items = room > q->room ? js_malloc(ctx, room * sizeof *items) : NULL;
    if (!items)
        return -1;
    for (uint32_t i = 0; i < q->count; i++)
        items[i] = *at(q, i);
    js_free(ctx, q->items);
    q->items = items;
    q->head = 0;
    q->room = room;
    return 0;
}

int thaw_chunk_queue_push(JSContext *ctx, thaw_chunk_queue *q, JSValue owned, double size)
{
    bool good = size >= 0 && !isinf(size);
    if (!good)
        JS_ThrowRangeError(ctx, "The size of a chunk must be a finite, non-negative number");
    if (!good || (q->count == q->room && grow(ctx, q) < 0)) {
        JS_FreeValue(ctx, owned);
        return -1;
    }
    *at(q, q->count) = (thaw_sized_chunk){ owned, size };
    q->count++;
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
    q->head = (q->head + 1) & (q->room - 1);
    q->count--;
    return value;
}

void thaw_chunk_queue_reset(JSRuntime *rt, thaw_chunk_queue *q)
{
    thaw_chunk_queue old = *q;
    *q = (thaw_chunk_queue){ 0 };
    for (uint32_t i = 0; i < old.count; i++)
        JS_FreeValueRT(rt, at(&old, i)->value);
    js_free_rt(rt, old.items);
}

void thaw_chunk_queue_visit(thaw_chunk_queue *q, thaw_visitor *v)
{
    for (uint32_t i = 0; i < q->count; i++)
        v->slot(v, &at(q, i)->value);
}

void thaw_chunk_queue_dispose(JSRuntime *rt, thaw_chunk_queue *q)
{
    js_free_rt(rt, q->items);
    *q = (thaw_chunk_queue){ 0 };
}
