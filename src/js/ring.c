/* SPDX-License-Identifier: MIT */
#include "js/ring.h"

#include <string.h>

enum { ROOM_FIRST = 4, ROOM_MAX = 1 << 26 };

int thaw_ring_reserve(JSContext *ctx, thaw_ring *ring, size_t item_size)
{
    if (ring->count < ring->room)
        return 0;
    if (ring->room >= ROOM_MAX) {
        JS_ThrowRangeError(ctx, "Too many items wait in a queue");
        return -1;
    }
    uint32_t room = ring->room ? 2 * ring->room : ROOM_FIRST;
    char *items = js_malloc(ctx, room * item_size);
    if (!items)
        return -1;
    const char *old = ring->items;
    size_t until_end = (ring->room - ring->head) * item_size, wrapped = ring->head * item_size;
    if (ring->room) {
        memcpy(items, old + ring->head * item_size, until_end);
        memcpy(items + until_end, old, wrapped);
    }
    js_free(ctx, ring->items);
    *ring = (thaw_ring){ items, 0, ring->count, room };
    return 0;
}
