/* SPDX-License-Identifier: MIT
 * Runs the workloads in the engine, records every call to its allocator, and replays that trace on the range allocator
 * and on the C library's, in turn. Prints nanoseconds per call and the memory each needed for it.
 *
 * Usage: heap_replay [--json] */
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "heap/heap_range.h"
#include "js/engine.h"
#include "workload.h"

enum { ROUNDS = 11, TOUCH = 64, TRACE_MAX = 1 << 24, SLOTS_MAX = 1 << 22, SLOT_BITS = 22 };
enum { OP_MALLOC, OP_CALLOC, OP_REALLOC, OP_FREE };

typedef struct op {
    uint32_t kind, slot, size;
} op;

/* ---- recording: each block carries its slot number in front of it ---- */

typedef struct recorder {
    op *trace;
    size_t count;
    uint32_t *free_slots;
    uint32_t free_count, slots;
} recorder;

enum { PREFIX = 16 };

static void note(recorder *r, uint32_t kind, uint32_t slot, size_t size)
{
    if (r->count == TRACE_MAX || r->slots == SLOTS_MAX) {
        fprintf(stderr, "heap_replay: the trace is too long\n");
        exit(1);
    }
    r->trace[r->count++] = (op){ kind, slot, (uint32_t)size };
}

static uint32_t new_slot(recorder *r)
{
    return r->free_count ? r->free_slots[--r->free_count] : r->slots++;
}

static void *record_block(recorder *r, void *block, uint32_t kind, size_t size)
{
    if (!block)
        return NULL;
    uint32_t slot = new_slot(r);
    memcpy(block, &slot, sizeof slot);
    note(r, kind, slot, size);
    return (char *)block + PREFIX;
}

static uint32_t slot_of(const void *p)
{
    uint32_t slot;
    memcpy(&slot, (const char *)p - PREFIX, sizeof slot);
    return slot;
}

static void *record_malloc(void *opaque, size_t size)
{
    return record_block(opaque, malloc(size + PREFIX), OP_MALLOC, size);
}

static void *record_calloc(void *opaque, size_t count, size_t size)
{
    return record_block(opaque, calloc(1, count * size + PREFIX), OP_CALLOC, count * size);
}

static void record_free(void *opaque, void *p)
{
    recorder *r = opaque;
    if (!p)
        return;
    note(r, OP_FREE, slot_of(p), 0);
    r->free_slots[r->free_count++] = slot_of(p);
    free((char *)p - PREFIX);
}

static void *record_realloc(void *opaque, void *p, size_t size)
{
    if (!p)
        return record_malloc(opaque, size);
    if (!size) {
        record_free(opaque, p);
        return NULL;
    }
    note(opaque, OP_REALLOC, slot_of(p), size);
    char *block = realloc((char *)p - PREFIX, size + PREFIX);
    return block ? block + PREFIX : NULL;
}

static size_t record_usable(const void *p)
{
    return p ? malloc_usable_size((char *)p - PREFIX) - PREFIX : 0;
}

static const JSMallocFunctions recording = { record_calloc, record_malloc, record_free, record_realloc, record_usable };

static void run_workload(JSContext *ctx, const char *body)
{
    char code[4096];
    snprintf(code, sizeof code, "(() => { %s })()", body);
    JSValue result = JS_Eval(ctx, code, strlen(code), "workload", JS_EVAL_TYPE_GLOBAL);
    if (JS_IsException(result)) {
        fprintf(stderr, "heap_replay: a workload threw\n");
        exit(1);
    }
    JS_FreeValue(ctx, result);
    JSContext *of_job;
    while (JS_ExecutePendingJob(JS_GetRuntime(ctx), &of_job) > 0)
        ;
}

static void record(recorder *r)
{
    r->trace = malloc(sizeof(op) * TRACE_MAX);
    r->free_slots = malloc(sizeof(uint32_t) * SLOTS_MAX);
    if (!r->trace || !r->free_slots)
        exit(1);
    JSRuntime *rt = JS_NewRuntime2(&recording, r);
    JSContext *ctx = rt ? JS_NewContext(rt) : NULL;
    if (!ctx)
        exit(1);
    JS_SetGCThreshold(rt, 1 << 20);
    for (size_t i = 0; i < THAW_COUNT(workloads); i++)
        run_workload(ctx, workloads[i].body);
    JS_FreeContext(ctx);
    JS_FreeRuntime(rt);
}

/* ---- replaying ---- */

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* The engine writes at least the start of what it asks for. */
static void touch(void *p, size_t size)
{
    memset(p, 1, size < TOUCH ? size : TOUCH);
}

static void replay_range(thaw_range *range, const recorder *r, void **slots)
{
    for (size_t i = 0; i < r->count; i++) {
        const op *o = &r->trace[i];
        void **slot = &slots[o->slot];
        if (o->kind == OP_FREE) {
            thaw_range_free(range, *slot);
            continue;
        }
        *slot = o->kind == OP_MALLOC   ? thaw_range_malloc(range, o->size)
                : o->kind == OP_CALLOC ? thaw_range_calloc(range, 1, o->size)
                                       : thaw_range_realloc(range, *slot, o->size);
        touch(*slot, o->size);
    }
}

static void replay_libc(const recorder *r, void **slots)
{
    for (size_t i = 0; i < r->count; i++) {
        const op *o = &r->trace[i];
        void **slot = &slots[o->slot];
        if (o->kind == OP_FREE) {
            free(*slot);
            continue;
        }
        *slot = o->kind == OP_MALLOC   ? malloc(o->size)
                : o->kind == OP_CALLOC ? calloc(1, o->size)
                                       : realloc(*slot, o->size);
        touch(*slot, o->size);
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof *values, by_value);
    return values[ROUNDS / 2];
}

int main(int argc, char **argv)
{
    bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
    recorder r = { 0 };
    record(&r);
    void **slots = calloc(r.slots, sizeof *slots);
    double ours[ROUNDS], libc[ROUNDS];
    thaw_heap_stats stats = { 0 };
    for (int i = 0; slots && i < ROUNDS; i++) {
        thaw_range *range;
        if (thaw_range_create(0, (size_t)1 << 30, &range))
            return 1;
        uint64_t start = now_ns();
        replay_range(range, &r, slots);
        uint64_t middle = now_ns();
        stats = thaw_range_get_stats(range);
        thaw_range_destroy(range);
        malloc_trim(0);
        uint64_t again = now_ns();
        replay_libc(&r, slots);
        libc[i] = (double)(now_ns() - again) / (double)r.count;
        ours[i] = (double)(middle - start) / (double)r.count;
    }
    double a = median(ours), b = median(libc);
    if (json)
        printf("{\"calls\":%zu,\"range_ns\":%.2f,\"libc_ns\":%.2f,\"ratio\":%.3f,\"peak_bytes\":%zu}\n", r.count, a, b,
               a / b, stats.peak);
    else
        printf("allocator, engine's own trace of %zu calls: %.1f ns a call, C library %.1f ns (%.2f of it)\n", r.count,
               a, b, a / b);
    free(slots);
    free(r.trace);
    free(r.free_slots);
    return 0;
}
