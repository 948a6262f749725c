/* SPDX-License-Identifier: MIT
 * See runtime.h. Teardown order: no more entries -> ops cancelled -> pins dropped -> roots and states freed -> context
 * freed -> cycles collected -> what is left is reported -> engine runtime freed. The loop is closed by its owner first.
 */
#include "js/runtime.h"

#include <errno.h>
#include <stdio.h>

#include "base/error.h"
#include "js/engine_values.h"
#include "js/op.h"
#include "js/ticks.h"
#include "js/timer_queue.h"

/* When to collect with `used` bytes left after the last time: half way to the limit, but not at every step there. */
static void collect_before(thaw_runtime *r, size_t limit, size_t used)
{
    size_t end = limit - limit / 8, room = used < end ? (end - used) / 2 : 0;
    r->collect_at = used + (room > limit / 64 ? room : limit / 64);
    JS_SetGCThreshold(r->rt, r->collect_at);
}

void thaw_runtime_set_limit(thaw_runtime *r, size_t bytes)
{
    thaw_heap_set_limit(r->heap, bytes);
    if (bytes)
        collect_before(r, bytes, thaw_engine_heap_size(r->rt));
}

/* After a collection the engine means to collect when half as much again is in use, which may be beyond the limit. */
static void heed_limit(thaw_heap *heap, size_t limit)
{
    thaw_runtime *r = thaw_heap_root(heap);
    size_t at = JS_GetGCThreshold(r->rt);
    if (at != r->collect_at)
        collect_before(r, limit, at - at / 3);
}

static void *heap_malloc(void *opaque, size_t size)
{
    size_t limit = thaw_heap_limit(opaque);
    if (THAW_UNLIKELY(limit))
        heed_limit(opaque, limit);
    return thaw_heap_malloc(opaque, size);
}
static void *heap_calloc(void *opaque, size_t count, size_t size)
{
    return thaw_heap_calloc(opaque, count, size);
}
static void heap_free(void *opaque, void *p)
{
    thaw_heap_free(opaque, p);
}
static void *heap_realloc(void *opaque, void *p, size_t size)
{
    return thaw_heap_realloc(opaque, p, size);
}

static const JSMallocFunctions heap_functions = { heap_calloc, heap_malloc, heap_free, heap_realloc,
                                                  thaw_heap_usable_size };

static int runtime_start(thaw_runtime *r)
{
    r->rt = JS_NewRuntime2(&heap_functions, r->heap);
    if (!r->rt)
        return -ENOMEM;
    JS_SetRuntimeOpaque(r->rt, r);
    JS_SetGCThreshold(r->rt, THAW_GC_THRESHOLD);
    thaw_engine_count_shared_memory(r->rt);
    r->ctx = JS_NewContext(r->rt);
    if (!r->ctx)
        return -ENOMEM;
    JS_SetContextOpaque(r->ctx, r);
    r->root[THAW_ROOT_BUILTINS] = JS_NewObjectProto(r->ctx, JS_NULL);
    r->root[THAW_ROOT_INTERNAL] = JS_NewObjectProto(r->ctx, JS_NULL);
    if (JS_IsException(r->root[THAW_ROOT_BUILTINS]) || JS_IsException(r->root[THAW_ROOT_INTERNAL]))
        return -ENOMEM;
    return thaw_engine_adapt(r->ctx) < 0 || thaw_ticks_init(r->ctx) < 0 || thaw_timer_queue_init(r->ctx) < 0 ? -ENOMEM
                                                                                                             : 0;
}

int thaw_runtime_new(thaw_heap *heap, thaw_runtime **ret)
{
    thaw_runtime *r = thaw_heap_calloc(heap, 1, sizeof *r);
    if (!r)
        return -ENOMEM;
    r->heap = heap;
    thaw_list_init(&r->pins);
    thaw_list_init(&r->ops);
    for (size_t i = 0; i < THAW_COUNT(r->js_slot); i++)
        r->js_slot[i] = JS_UNDEFINED;
    int err = runtime_start(r);
    if (err) {
        if (r->rt)
            thaw_runtime_free(r, false);
        else
            thaw_heap_free(heap, r);
        return err;
    }
    thaw_heap_set_root(heap, r);
    *ret = r;
    return 0;
}

void *thaw_runtime_add_state(JSContext *ctx, thaw_state_id id, const thaw_class *cls)
{
    thaw_runtime *r = thaw_runtime_of(ctx);
    thaw_assert(!r->state[id]);
    if (thaw_class_register(ctx, cls) < 0)
        return NULL;
    void *self;
    JSValue object = thaw_native_new(ctx, cls, JS_NULL, &self);
    if (JS_IsException(object))
        return NULL;
    r->state_object[id] = object;
    return r->state[id] = self;
}

void thaw_root_set(JSContext *ctx, thaw_root_id id, JSValue owned)
{
    thaw_runtime *r = thaw_runtime_of(ctx);
    thaw_slot_set(r->rt, &r->root[id], owned);
}

void thaw_runtime_settle(thaw_runtime *r)
{
    /* What is permanent already is left alone, so that the pages of one tier are those of the next. */
    JS_RunGC(r->rt);
    thaw_engine_retire(r->rt, &r->permanent);
    thaw_engine_seal(r->rt);
    thaw_heap_trim(r->heap);
}

static void print_leak(void *opaque, const thaw_engine_leak *leak)
{
    size_t *n_held = opaque;
    *n_held += leak->count;
    fprintf(stderr, "thaw: leaked: %zu x %s", leak->count, leak->name);
    fprintf(stderr, leak->origins ? " (made at %s)\n" : "\n", leak->origins);
}

static void ignore_leak(void *opaque, const thaw_engine_leak *leak)
{
}

static size_t report_leaks(thaw_runtime *r, bool report)
{
    size_t n_held = 0;
    size_t total = thaw_engine_report_leaks(r->rt, report ? print_leak : ignore_leak, &n_held);
    if (report && total > n_held)
        fprintf(stderr, "thaw: leaked: %zu objects that hang on these\n", total - n_held);
    return total;
}

size_t thaw_runtime_free(thaw_runtime *r, bool report)
{
    thaw_heap *heap = r->heap;
    size_t leaked = 0;
    r->exiting = true;
    thaw_engine_restore(r->rt, &r->permanent);
    if (r->ctx) {
        thaw_ops_cancel_all(r);
        while (!thaw_list_empty(&r->pins))
            thaw_native_unpin(r->rt, THAW_CONTAINER(r->pins.next, thaw_native, pin_link));
        thaw_engine_abandon(r->rt);
        for (int i = 0; i < THAW_STATE_MAX; i++)
            r->state[i] = NULL;
        thaw_free_slots(r->rt, r, offsetof(thaw_runtime, js_slot), THAW_COUNT(r->js_slot), NULL);
        JS_FreeContext(r->ctx);
        r->ctx = NULL;
    }
    JS_RunGC(r->rt);
    leaked = report_leaks(r, report);
    thaw_engine_trace_end();
    /* with live objects the engine's own teardown would stop at its assertion */
    thaw_heap_free(heap, r->program.main);
    thaw_heap_free(heap, r->program.root);
    thaw_heap_free(heap, r->program.from_executable);
    thaw_heap_free(heap, r->program.handler);
    thaw_heap_free(heap, r->program.output);
    if (!leaked) {
        leaked = thaw_engine_free_runtime(r->rt);
        if (leaked && report)
            fprintf(stderr, "thaw: leaked: %zu strings, symbols or blocks of memory\n", leaked);
        thaw_heap_free(heap, r);
    }
    return leaked;
}
