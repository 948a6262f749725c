/* SPDX-License-Identifier: MIT
 * First in, first out, in the engine's heap: a ring that doubles when it is full. The items are of one type, which the
 * owner says with each call; references among them are the owner's to visit. */
#ifndef THAW_JS_RING_H
#define THAW_JS_RING_H

#include "base/auto.h"
#include "js/engine.h"

typedef struct {
    void *items;
    uint32_t head, count, room; /* room: 0 or a power of two */
} thaw_ring;

/* The item at `i` from the first, as a T *. */
#define THAW_RING_AT(ring, T, i) ((T *)(ring)->items + (((ring)->head + (i)) & ((ring)->room - 1)))

/* Makes room for one more behind the last. 0, or -1 with an exception pending; RangeError at 2^26 items. */
THAW_MUST_USE int thaw_ring_reserve(JSContext *ctx, thaw_ring *ring, size_t item_size);
/* Forgets the first item. */
static inline void thaw_ring_drop(thaw_ring *ring)
{
    ring->head = (ring->head + 1) & (ring->room - 1);
    ring->count--;
}

#endif
