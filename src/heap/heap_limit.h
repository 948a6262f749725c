/* SPDX-License-Identifier: MIT
 * The cap on what a heap may use, the same for both allocators.
 *
 * Its last part is a spare. A request that would reach into it fails, and opens a piece of it for those that follow, so
 * that an error about it can be made, caught and shown; the next failure opens the next piece. All of it is kept back
 * again when as much as the spare is free below it. */
#ifndef THAW_HEAP_LIMIT_H
#define THAW_HEAP_LIMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/auto.h"

enum { THAW_HEAP_SPARE_MAX = 1 << 20, THAW_HEAP_SPARE_PIECES = 8 };

typedef struct {
    size_t bytes;   /* 0: no limit */
    size_t open_to; /* of the spare; 0: none of it is */
} thaw_heap_cap;

/* Whether `more` bytes may be used beside `used`. */
static inline bool thaw_heap_cap_allows(thaw_heap_cap *cap, size_t used, size_t more)
{
    if (THAW_LIKELY(!cap->bytes))
        return true;
    size_t spare = cap->bytes / 8 < THAW_HEAP_SPARE_MAX ? cap->bytes / 8 : THAW_HEAP_SPARE_MAX;
    size_t kept_from = cap->bytes - spare, after = used + more;
    if (after <= kept_from) {
        if (after + spare <= kept_from)
            cap->open_to = 0;
        return true;
    }
    if (after <= cap->open_to)
        return true;
    size_t open_to = (used > kept_from ? used : kept_from) + spare / THAW_HEAP_SPARE_PIECES;
    cap->open_to = open_to < cap->bytes ? open_to : cap->bytes;
    return false;
}

#endif
