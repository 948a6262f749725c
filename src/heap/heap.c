/* SPDX-License-Identifier: MIT
 * heap.h with images: the range allocator at the fixed address. Thin on purpose; link-time optimisation removes it. */
#include "heap/heap.h"

#if THAW_IMAGE

#include "heap/heap_range.h"

static thaw_range *range(thaw_heap *heap)
{
    return (thaw_range *)heap;
}

static const thaw_range *range_const(const thaw_heap *heap)
{
    return (const thaw_range *)heap;
}

int thaw_heap_create(thaw_heap **ret)
{
    thaw_range *r;
    int err = thaw_range_create(THAW_HEAP_BASE, THAW_HEAP_RESERVE, &r);
    if (!err)
        *ret = (thaw_heap *)r;
    return err;
}

void thaw_heap_destroy(thaw_heap *heap)
{
    thaw_range_destroy(range(heap));
}

void *thaw_heap_malloc(thaw_heap *heap, size_t size)
{
    return thaw_range_malloc(range(heap), size);
}

void *thaw_heap_calloc(thaw_heap *heap, size_t count, size_t size)
{
    return thaw_range_calloc(range(heap), count, size);
}

void *thaw_heap_realloc(thaw_heap *heap, void *p, size_t size)
{
    return thaw_range_realloc(range(heap), p, size);
}

void thaw_heap_free(thaw_heap *heap, void *p)
{
    thaw_range_free(range(heap), p);
}

size_t thaw_heap_usable_size(const void *p)
{
    return thaw_range_usable_size(p);
}

void thaw_heap_set_limit(thaw_heap *heap, size_t bytes)
{
    thaw_range_set_limit(range(heap), bytes);
}

size_t thaw_heap_limit(const thaw_heap *heap)
{
    return thaw_range_limit(range_const(heap));
}

void thaw_heap_fail_after(thaw_heap *heap, size_t k)
{
    thaw_range_fail_after(range(heap), k);
}

size_t thaw_heap_fail_left(const thaw_heap *heap)
{
    return thaw_range_fail_left(range_const(heap));
}

thaw_heap_stats thaw_heap_get_stats(const thaw_heap *heap)
{
    return thaw_range_get_stats(range_const(heap));
}

void thaw_heap_set_root(thaw_heap *heap, void *root)
{
    thaw_range_set_root(range(heap), root);
}

void *thaw_heap_root(const thaw_heap *heap)
{
    return thaw_range_root(range_const(heap));
}

void thaw_heap_trim(thaw_heap *heap)
{
    thaw_range_trim(range(heap));
}

#endif
