/* SPDX-License-Identifier: MIT
 * heap.h without images: malloc, so that sanitizers and valgrind see every block, with the same limit, failure
 * injection and counts. */
#include "heap/heap.h"

#if !THAW_IMAGE

#include <errno.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>

#include "heap/heap_limit.h"

struct thaw_heap {
    void *root;
    size_t used, peak, blocks, fail_countdown;
    thaw_heap_cap cap;
    void (*seen)(void *opaque);
    void *opaque;
};

int thaw_heap_create(thaw_heap **ret)
{
    thaw_heap *heap = calloc(1, sizeof *heap);
    if (!heap)
        return -ENOMEM;
    *ret = heap;
    return 0;
}

void thaw_heap_destroy(thaw_heap *heap)
{
    free(heap);
}

static bool may_grow(thaw_heap *heap, size_t size)
{
    if (heap->seen)
        heap->seen(heap->opaque);
    if (heap->fail_countdown && --heap->fail_countdown == 0)
        return false;
    return size <= THAW_HEAP_RESERVE && thaw_heap_cap_allows(&heap->cap, heap->used, size);
}

static void *count_block(thaw_heap *heap, void *p)
{
    if (!p)
        return NULL;
    heap->used += malloc_usable_size(p);
    heap->blocks++;
    if (heap->used > heap->peak)
        heap->peak = heap->used;
    return p;
}

void *thaw_heap_malloc(thaw_heap *heap, size_t size)
{
    return may_grow(heap, size) ? count_block(heap, malloc(size ? size : 1)) : NULL;
}

void *thaw_heap_calloc(thaw_heap *heap, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total) || !may_grow(heap, total))
        return NULL;
    return count_block(heap, calloc(1, total ? total : 1));
}

void *thaw_heap_realloc(thaw_heap *heap, void *p, size_t size)
{
    if (!p)
        return thaw_heap_malloc(heap, size);
    if (!size) {
        thaw_heap_free(heap, p);
        return NULL;
    }
    size_t have = malloc_usable_size(p);
    if (size > have && !may_grow(heap, size - have))
        return NULL;
    void *q = realloc(p, size);
    if (!q)
        return NULL;
    heap->used -= have;
    heap->blocks--;
    return count_block(heap, q);
}

void thaw_heap_free(thaw_heap *heap, void *p)
{
    if (!p)
        return;
    heap->used -= malloc_usable_size(p);
    heap->blocks--;
    free(p);
}

size_t thaw_heap_usable_size(const void *p)
{
    return malloc_usable_size((void *)p);
}

void thaw_heap_set_limit(thaw_heap *heap, size_t bytes)
{
    heap->cap = (thaw_heap_cap){ .bytes = bytes };
}

size_t thaw_heap_limit(const thaw_heap *heap)
{
    return heap->cap.bytes;
}

void thaw_heap_fail_after(thaw_heap *heap, size_t k)
{
    heap->fail_countdown = k;
}

size_t thaw_heap_fail_left(const thaw_heap *heap)
{
    return heap->fail_countdown;
}

void thaw_heap_watch(thaw_heap *heap, void (*seen)(void *opaque), void *opaque)
{
    heap->seen = seen;
    heap->opaque = opaque;
}

thaw_heap_stats thaw_heap_get_stats(const thaw_heap *heap)
{
    return (thaw_heap_stats){
        .used = heap->used, .peak = heap->peak, .blocks = heap->blocks, .extent = heap->used, .committed = heap->used
    };
}

void thaw_heap_set_root(thaw_heap *heap, void *root)
{
    heap->root = root;
}

void *thaw_heap_root(const thaw_heap *heap)
{
    return heap->root;
}

void thaw_heap_trim(thaw_heap *heap)
{
    (void)heap;
}

#endif
