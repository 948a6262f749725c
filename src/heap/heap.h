/* stub until HEAP lands */
#ifndef THAW_HEAP_HEAP_H
#define THAW_HEAP_HEAP_H
#include "base/auto.h"
#include <stddef.h>
typedef struct thaw_heap thaw_heap;
THAW_MUST_USE int thaw_heap_create(thaw_heap **ret);
void *thaw_heap_malloc(thaw_heap *heap, size_t size);
void *thaw_heap_calloc(thaw_heap *heap, size_t n, size_t size);
void *thaw_heap_realloc(thaw_heap *heap, void *p, size_t size);
void thaw_heap_free(thaw_heap *heap, void *p);
size_t thaw_heap_usable_size(const void *p);
void thaw_heap_set_root(thaw_heap *heap, void *root);
void *thaw_heap_root(thaw_heap *heap);
#endif
