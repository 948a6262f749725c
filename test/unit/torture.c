/* SPDX-License-Identifier: MIT
 * Failing allocations. A first life of the script notes the places that allocate: an allocation's place is its way
 * there, the return addresses of the functions on the stack. Each place of the sample then gets a life in which its
 * first allocation fails. Builds with images have no such watch, and few allocations to fail: there the engine asks for
 * blocks of many objects. They take every n-th allocation for the sample.
 *
 * The script is compiled before, and all built-ins are: the engine's compiler does not survive every failure (it stores
 * through a null bytecode buffer), nor does making its runtime. Heap images spare a start both. For the same reason the
 * scripts stay away from what leaks in the engine itself: JSON.stringify, and String.prototype.concat of long strings.
 */
#include "torture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/session.h"
#include "js/builtins.h"
#include "js/call.h"
#include "js/event_loop.h"
#include "loop/loop.h"

enum { NEVER = 1 << 30, LIVES = 40, FRAMES = 12, PLACES_MAX = 1 << 16 };

/* ---- the places ---- */

typedef struct {
    size_t count, places, first[PLACES_MAX]; /* first: the number of its first allocation, in their order */
    uint64_t known[2 * PLACES_MAX];          /* open addressing; 0 is free */
    void *const *top;                        /* the stack's end, as far as it is of interest */
} survey;

#if !THAW_IMAGE
/* These builds keep the frame pointer: a frame begins with the caller's and the address to return to. Libraries that
 * call back may not, so it is believed only as far as it points up the stack. */
__attribute__((no_sanitize("address"))) static uint64_t place_of_caller(void *const *top)
{
    uint64_t hash = 0xcbf29ce484222325;
    void *const *frame = __builtin_frame_address(0);
    for (int i = 0; i < FRAMES && frame < top; i++) {
        hash = (hash ^ (uintptr_t)frame[1]) * 0x100000001b3;
        if ((void *const *)*frame <= frame || (uintptr_t)*frame % sizeof *frame)
            break;
        frame = *frame;
    }
    return hash | 1;
}

static void note_place(void *opaque)
{
    survey *s = opaque;
    s->count++;
    uint64_t place = place_of_caller(s->top);
    size_t slot = place >> 32;
    while (s->known[slot %= 2 * PLACES_MAX] && s->known[slot] != place)
        slot++;
    if (s->known[slot] || s->places == PLACES_MAX)
        return;
    s->known[slot] = place;
    s->first[s->places++] = s->count;
}
#endif

static void load_all_builtins(thaw_runtime *r)
{
    for (const thaw_builtin_source *s = thaw_builtin_sources; s->name; s++) {
        JSValue exports = thaw_builtin_require(r->ctx, s->name);
        EXPECT(!JS_IsException(exports));
        JS_FreeValue(r->ctx, exports);
    }
}

static void run_script(thaw_runtime *r, JSValue compiled)
{
    JSValue done = JS_EvalFunction(r->ctx, compiled);
    if (JS_IsException(done))
        thaw_uncaught(r->ctx);
    JS_FreeValue(r->ctx, done);
    thaw_drain(r->ctx);
    thaw_event_loop_run(r->ctx);
}

/* One life with the k-th allocation of the script failing, or with all of them noted. Returns how many allocations were
 * left until that one when it ended: 0 if it was reached. */
static size_t live(const char *script, size_t k, survey *noted)
{
    thaw_heap *heap;
    thaw_runtime *r;
    EXPECT_EQ(thaw_heap_create(&heap), 0);
    size_t before = thaw_heap_get_stats(heap).blocks;
    EXPECT_EQ(thaw_session_boot_on(heap, &r), 0);
    load_all_builtins(r);
    JSValue compiled = JS_Eval(r->ctx, script, strlen(script), "[torture]", JS_EVAL_FLAG_COMPILE_ONLY);
    EXPECT(!JS_IsException(compiled));
#if !THAW_IMAGE
    if (noted)
        thaw_heap_watch(heap, note_place, noted);
#endif
    thaw_heap_fail_after(heap, k);
    run_script(r, compiled);
    size_t left = thaw_heap_fail_left(heap);
    thaw_heap_fail_after(heap, 0);
#if !THAW_IMAGE
    thaw_heap_watch(heap, NULL, NULL);
#endif
    thaw_loop_close();
    size_t leaked = thaw_runtime_free(r, true);
    if (leaked)
        test_fail(__FILE__, __LINE__, "allocation %zu failed: %zu objects leaked", k, leaked);
    EXPECT_EQ(thaw_heap_get_stats(heap).blocks, before);
    thaw_heap_destroy(heap);
    return left;
}

static void survey_script(const char *script, survey *s)
{
    s->top = __builtin_frame_address(0);
    s->count = NEVER - live(script, NEVER, s);
#if THAW_IMAGE
    for (s->places = 0; s->places < s->count && s->places < PLACES_MAX; s->places++)
        s->first[s->places] = s->places + 1;
#else
    EXPECT(s->places >= 1);
#endif
}

void torture(const char *script)
{
    static survey s;
    const char *sample = getenv("THAW_TORTURE"), *from = getenv("THAW_TORTURE_FROM");
    survey_script(script, &s);
    size_t lives = from ? s.places : sample ? strtoul(sample, NULL, 10) : LIVES;
    size_t step = s.places / (lives + 1) + 1;
    if (THAW_GC_STRESS) /* the engine may not collect while it has no memory to add a property (resize_properties) */
        return;
    /* The whole standard error of a torture is reports of failed allocations. */
    if (!from && (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout)))
        test_fail(__FILE__, __LINE__, "no /dev/null");
    for (size_t i = from ? strtoul(from, NULL, 10) : 0; i < s.places; i += step) {
        if (from)
            fprintf(stderr, "place %zu of %zu, allocation %zu of %zu\n", i, s.places, s.first[i], s.count);
        EXPECT_EQ(live(script, s.first[i], NULL), 0);
    }
}
