#include "heap/heap.h"
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
struct thaw_heap {
    void *root;
};
static thaw_heap the_heap;
int thaw_heap_create(thaw_heap **ret)
{
    *ret = &the_heap;
    return 0;
}
void *thaw_heap_malloc(thaw_heap *heap, size_t size)
{
    return malloc(size);
}
void *thaw_heap_calloc(thaw_heap *heap, size_t n, size_t size)
{
    return calloc(n, size);
}
void *thaw_heap_realloc(thaw_heap *heap, void *p, size_t size)
{
    return realloc(p, size);
}
void thaw_heap_free(thaw_heap *heap, void *p)
{
    free(p);
}
size_t thaw_heap_usable_size(const void *p)
{
    return malloc_usable_size((void *)p);
}
void thaw_heap_set_root(thaw_heap *heap, void *root)
{
    heap->root = root;
}
void *thaw_heap_root(thaw_heap *heap)
{
    return heap->root;
}
