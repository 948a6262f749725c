/* SPDX-License-Identifier: MIT
 * The engine heap: everything that QuickJS and the native classes allocate.
 *
 * In builds with THAW_IMAGE it is one address range at a fixed place (heap_range.h), so that its pages can be written
 * to an image and mapped again by a later process of the same build; pointers inside it and to the executable's code
 * and constants stay valid. All of the allocator's own state lies inside the range too. In builds without (debug,
 * sanitizer, gcstress) the same interface stands on malloc, with the same limit and failure injection, and there are no
 * images.
 *
 * One thread only. Blocks are aligned to 16 bytes. A NULL result is the only sign of failure. */
#ifndef THAW_HEAP_HEAP_H
#define THAW_HEAP_HEAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/auto.h"

/* Below 4 GiB, so that NaN-boxed values can hold a pointer in 32 bits; above where brk can be, also on arm64, which
 * moves brk up to 1 GiB beyond the end of the executable. */
#define THAW_HEAP_BASE 0x60000000ul
#define THAW_HEAP_RESERVE 0x80000000ul

typedef struct thaw_heap thaw_heap;

typedef struct thaw_heap_stats {
    size_t used;         /* bytes in live blocks, overhead included */
    size_t peak;         /* most that `used` has been */
    size_t blocks;       /* live blocks */
    size_t extent;       /* bytes from the range's start to the end of the last block: what an image would hold */
    size_t committed;    /* readable and writable bytes */
    size_t free_bytes;   /* in free blocks between live ones */
    size_t free_blocks;  /* how many those are */
    size_t largest_free; /* the largest of them */
} thaw_heap_stats;

/* Reserves the range and sets up an empty heap. THAW_E_HEAP_RANGE if something else lies in the range, -ENOMEM. */
THAW_MUST_USE int thaw_heap_create(thaw_heap **ret);
/* Gives the memory back; nothing of the heap may be used after. Accepts NULL. */
void thaw_heap_destroy(thaw_heap *heap);

/* As their namesakes of the C library. Size 0 gives a block of its own; realloc to 0 frees and returns NULL. */
void *thaw_heap_malloc(thaw_heap *heap, size_t size);
void *thaw_heap_calloc(thaw_heap *heap, size_t count, size_t size);
void *thaw_heap_realloc(thaw_heap *heap, void *p, size_t size);
void thaw_heap_free(thaw_heap *heap, void *p);
/* How many bytes the block really has; all may be used. 0 for NULL. */
size_t thaw_heap_usable_size(const void *p);

/* Allocations that would bring `used` above `bytes` fail, and the first one that comes near it (heap_limit.h) does, so
 * that there is something left to tell of it. 0 takes the limit away. Not kept in an image. */
void thaw_heap_set_limit(thaw_heap *heap, size_t bytes);
size_t thaw_heap_limit(const thaw_heap *heap);
/* For tests: the k-th allocation from now fails, and only that one; 0 switches it off. Not kept in an image. */
void thaw_heap_fail_after(thaw_heap *heap, size_t k);
/* How many allocations are left until the one that fails; 0 when it did, or none is to. */
size_t thaw_heap_fail_left(const thaw_heap *heap);
#if !THAW_IMAGE
/* For tests: seen(opaque) is called at each allocation that may fail so, before it is made; NULL switches it off. */
void thaw_heap_watch(thaw_heap *heap, void (*seen)(void *opaque), void *opaque);
#endif
thaw_heap_stats thaw_heap_get_stats(const thaw_heap *heap);

/* One pointer that finds everything else again after an image was mapped. */
void thaw_heap_set_root(thaw_heap *heap, void *root);
void *thaw_heap_root(const thaw_heap *heap);

/* Zeroes free memory and gives whole free pages at the end back. Images are then reproducible, compress well and hold
 * nothing that was freed. */
void thaw_heap_trim(thaw_heap *heap);

#endif
