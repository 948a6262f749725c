/* SPDX-License-Identifier: MIT
 * The allocator in one address range, behind heap.h in builds with images; tests and the trace replay use it directly
 * in every build, at any address.
 *
 *   base                                               top            committed            base + reserve
 *   | thaw_range | block | block | free | block | ...   | never used   | PROT_NONE ...      |
 *
 * Blocks follow each other without gaps. Eight bytes stand before each: its size and the size of the one before, so
 * both neighbours are found and a freed block joins free neighbours at once. Free blocks hang in lists by size: one
 * list per 16 bytes up to 512, then 32 lists per power of two; two levels of bitmaps find the smallest list that fits
 * in constant time. Sizes and links are 32-bit, in bytes from the base, so free memory needs no pointers to be
 * relocated and the smallest block takes 16 bytes in all.
 *
 * Limits: reserve is at most 2 GiB; one thread. A block that is freed twice or was overrun into its neighbour's header
 * is noticed by assertions where that is cheap. */
#ifndef THAW_HEAP_HEAP_RANGE_H
#define THAW_HEAP_HEAP_RANGE_H

#include "heap/heap.h"

typedef struct thaw_range thaw_range;

/* `base` 0 lets the kernel choose a place. `reserve` is rounded up to whole pages. Errors as thaw_heap_create. */
THAW_MUST_USE int thaw_range_create(uintptr_t base, size_t reserve, thaw_range **ret);
/* Takes over pages of an earlier process that the caller has mapped at `base`, `size` bytes of them, readable and
 * writable, the rest of `reserve` reserved. THAW_E_IMAGE_DAMAGED if they can't be a heap of that shape. */
THAW_MUST_USE int thaw_range_attach(uintptr_t base, size_t size, size_t reserve, thaw_range **ret);
void thaw_range_destroy(thaw_range *r);

void *thaw_range_malloc(thaw_range *r, size_t size);
void *thaw_range_calloc(thaw_range *r, size_t count, size_t size);
void *thaw_range_realloc(thaw_range *r, void *p, size_t size);
void thaw_range_free(thaw_range *r, void *p);
size_t thaw_range_usable_size(const void *p);

void thaw_range_set_limit(thaw_range *r, size_t bytes);
size_t thaw_range_limit(const thaw_range *r);
void thaw_range_fail_after(thaw_range *r, size_t k);
size_t thaw_range_fail_left(const thaw_range *r);
thaw_heap_stats thaw_range_get_stats(const thaw_range *r);
void thaw_range_set_root(thaw_range *r, void *root);
void *thaw_range_root(const thaw_range *r);
void thaw_range_trim(thaw_range *r);

/* The bytes that an image has to hold: from the base to the end of the last block, in whole pages. */
size_t thaw_range_image_size(const thaw_range *r);
size_t thaw_range_reserve(const thaw_range *r);
/* Walks all blocks and lists and asserts that they agree. For tests; slow. */
void thaw_range_check(const thaw_range *r);

#endif
