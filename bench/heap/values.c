/* SPDX-License-Identifier: MIT
 * Times the workloads with one representation of JavaScript values; built once with 16-byte values and once with 8-byte
 * NaN-boxed ones. Prints a line per workload: name, microseconds, peak bytes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "heap/heap_range.h"
#include "js/engine.h"
#include "workload.h"

enum { ROUNDS = 9 };

static void *range_malloc(void *opaque, size_t size)
{
    return thaw_range_malloc(opaque, size);
}

static void *range_calloc(void *opaque, size_t count, size_t size)
{
    return thaw_range_calloc(opaque, count, size);
}

static void range_free(void *opaque, void *p)
{
    thaw_range_free(opaque, p);
}

static void *range_realloc(void *opaque, void *p, size_t size)
{
    return thaw_range_realloc(opaque, p, size);
}

static const JSMallocFunctions functions = { range_calloc, range_malloc, range_free, range_realloc,
                                             thaw_range_usable_size };

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Microseconds of one run in a fresh runtime. */
static double run_once(const char *body, size_t *ret_peak)
{
    thaw_range *range;
    if (thaw_range_create(THAW_HEAP_BASE, THAW_HEAP_RESERVE, &range))
        exit(1);
    JSRuntime *rt = JS_NewRuntime2(&functions, range);
    JSContext *ctx = JS_NewContext(rt);
    char code[4096];
    snprintf(code, sizeof code, "(() => { %s })()", body);
    double start = now_us();
    JSValue result = JS_Eval(ctx, code, strlen(code), "workload", JS_EVAL_TYPE_GLOBAL);
    if (JS_IsException(result))
        exit(1);
    JSContext *of_job;
    while (JS_ExecutePendingJob(rt, &of_job) > 0)
        ;
    double time = now_us() - start;
    JS_FreeValue(ctx, result);
    *ret_peak = thaw_range_get_stats(range).peak;
    JS_FreeContext(ctx);
    JS_FreeRuntime(rt);
    thaw_range_destroy(range);
    return time;
}

int main(void)
{
    for (size_t i = 0; i < THAW_COUNT(workloads); i++) {
        double best = 1e12;
        size_t peak = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double time = run_once(workloads[i].body, &peak);
            best = time < best ? time : best;
        }
        printf("%s %.0f %zu\n", workloads[i].name, best, peak);
    }
    return 0;
}
