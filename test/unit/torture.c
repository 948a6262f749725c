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

#include "base/buf.h"
#include "base/file.h"
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

/* ---- a life ---- */

typedef struct {
    const char *script;
    bool is_bounded;    /* else it runs until nothing is left to do */
    uint32_t *ret_left; /* NULL or where the script's global `left` goes */
} life;

static void run_life(thaw_runtime *r, const life *l, JSValue compiled)
{
    enum { BOUND_MS = 100 };
    JSValue done = JS_EvalFunction(r->ctx, compiled);
    if (JS_IsException(done))
        thaw_uncaught(r->ctx);
    JS_FreeValue(r->ctx, done);
    thaw_drain(r->ctx);
    if (!l->is_bounded)
        thaw_event_loop_run(r->ctx);
    for (uint64_t end = thaw_loop_now_ms() + BOUND_MS; l->is_bounded && thaw_loop_now_ms() < end;) {
        if (!thaw_event_loop_turn(r->ctx, 10))
            break;
    }
}

static void watch(thaw_heap *heap, survey *s)
{
#if !THAW_IMAGE
    thaw_heap_watch(heap, s ? note_place : NULL, s);
#endif
}

static uint32_t left_in(JSContext *ctx)
{
    uint32_t left;
    JSValue global = JS_GetGlobalObject(ctx), value = JS_GetPropertyStr(ctx, global, "left");
    EXPECT_EQ(JS_ToUint32(ctx, &left, value), 0);
    JS_FreeValue(ctx, value);
    JS_FreeValue(ctx, global);
    return left;
}

/* One life with the k-th allocation of the script failing, or with all of them noted. Returns how many allocations were
 * left until that one when it ended: 0 if it was reached. */
static size_t live(const life *l, size_t k, survey *noted)
{
    thaw_heap *heap;
    thaw_runtime *r;
    EXPECT_EQ(thaw_heap_create(&heap), 0);
    size_t before = thaw_heap_get_stats(heap).blocks;
    EXPECT_EQ(thaw_session_boot_on(heap, &r), 0);
    load_all_builtins(r);
    JSValue compiled = JS_Eval(r->ctx, l->script, strlen(l->script), "[torture]", JS_EVAL_FLAG_COMPILE_ONLY);
    if (JS_IsException(compiled))
        test_fail(__FILE__, __LINE__, "the script can't be compiled");
    watch(heap, noted);
    thaw_heap_fail_after(heap, k);
    run_life(r, l, compiled);
    size_t left = thaw_heap_fail_left(heap);
    thaw_heap_fail_after(heap, 0);
    watch(heap, NULL);
    if (l->ret_left)
        *l->ret_left = left_in(r->ctx);
    thaw_loop_close();
    size_t leaked = thaw_runtime_free(r, true);
    if (leaked)
        test_fail(__FILE__, __LINE__, "allocation %zu failed: %zu objects leaked", k, leaked);
    if (thaw_heap_get_stats(heap).blocks != before)
        test_fail(__FILE__, __LINE__, "allocation %zu failed: %zu blocks leaked", k,
                  thaw_heap_get_stats(heap).blocks - before);
    thaw_heap_destroy(heap);
    return left;
}

static survey *surveyed(const life *l)
{
    static survey s; /* what an earlier script of the test knows is not done again */
    s.top = __builtin_frame_address(0);
    s.count = s.places = 0;
    s.count = NEVER - live(l, NEVER, &s);
#if THAW_IMAGE
    while (s.places < s.count && s.places < PLACES_MAX) {
        s.places++;
        s.first[s.places - 1] = s.places;
    }
#endif
    return &s;
}

/* ---- many ---- */

typedef struct {
    size_t lives, from;
    bool is_told;
} sample;

static sample wanted_sample(void)
{
    const char *lives = getenv("THAW_TORTURE"), *from = getenv("THAW_TORTURE_FROM");
    return (sample){ .lives = from    ? PLACES_MAX
                              : lives ? strtoul(lives, NULL, 10)
                                      : LIVES,
                     .from = from ? strtoul(from, NULL, 10) : 0,
                     .is_told = from };
}

/* In how many lives the script had something left. */
static size_t fail_each(const life *l, const survey *s, const sample *wanted, size_t lives)
{
    size_t unfinished = 0, step = s->places / (lives + 1) + 1;
    if (THAW_GC_STRESS) /* the engine may not collect while it has no memory to add a property (resize_properties) */
        return 0;
    for (size_t i = 0; i < s->places; i += step) {
        if (wanted->is_told)
            fprintf(stderr, "place %zu of %zu, allocation %zu of %zu\n", i, s->places, s->first[i], s->count);
        size_t left = live(l, s->first[i], NULL);
        if (left && !l->is_bounded)
            test_fail(__FILE__, __LINE__, "allocation %zu of %zu was not reached", s->first[i], s->count);
        unfinished += l->ret_left && *l->ret_left;
    }
    return unfinished;
}

static size_t torture_life(const life *l)
{
    sample wanted = wanted_sample();
    if (!wanted.is_told)
        test_silence(true); /* it would be reports of failed allocations */
    const survey *s = surveyed(l);
    if (!THAW_IMAGE && !s->places)
        test_fail(__FILE__, __LINE__, "no allocation was seen");
    return fail_each(l, s, &wanted, wanted.lives);
}

void torture(const char *script)
{
    torture_life(&(life){ .script = script });
}

void torture_to_the_end(const char *script)
{
    uint32_t left;
    size_t unfinished = torture_life(&(life){ .script = script, .ret_left = &left });
    if (unfinished > LIVES / 4 && !getenv("THAW_TORTURE") && !getenv("THAW_TORTURE_FROM"))
        test_fail(__FILE__, __LINE__, "%zu lives did not end", unfinished);
}

/* ---- test files ---- */

enum { FILE_MAX = 1 << 20 };

/* A script of the file's tests, of which one runs. The file sees the functions of `thaw test`; whatever is expected is
 * as it should be. */
static void write_script(thaw_buf *b, const thaw_buf *file, uint32_t chosen)
{
    static const char head[] = "(async (chosen) => { globalThis.left = 0;\n"
                               "const expect = new Proxy(function () {}, { get: (t, key) => (key === 'then' ? "
                               "undefined : expect), apply: () => expect });\n"
                               "const describe = (name, f) => f();\n"
                               "const test = (name, f) => (left++ === chosen ? Promise.resolve().then(f).catch(() => "
                               "{}) : undefined), it = test;\n";
    thaw_buf_reset(b);
    thaw_buf_printf(b, "%s%s\n})(%u);\n", head, file->data, chosen);
    EXPECT_EQ(thaw_buf_error(b), 0);
}

void torture_tests(const char *path)
{
    THAW_AUTO(thaw_buf) file = thaw_buf_of(FILE_MAX), script = thaw_buf_of(2 * FILE_MAX);
    uint32_t tests = 0;
    setenv("THAW_TEST_BUILD", "gcstress", 1); /* short loops */
    sample wanted = wanted_sample();
    char name[4096];
    EXPECT(snprintf(name, sizeof name, THAW_TEST_JS "/%s", path) < (int)sizeof name);
    EXPECT_EQ(thaw_file_read(name, &file), 0);
    write_script(&script, &file, UINT32_MAX);
    live(&(life){ .script = script.data, .ret_left = &tests }, NEVER, NULL);
    EXPECT(tests >= 1);
    if (!wanted.is_told)
        test_silence(true);
    /* A few places of a few tests, or all of all. */
    size_t few = wanted.lives < tests ? wanted.lives : tests, each = wanted.lives == LIVES ? 1 : PLACES_MAX;
    for (size_t i = wanted.from; i < few; i++) {
        uint32_t chosen = (uint32_t)(i * tests / few);
        if (wanted.is_told)
            fprintf(stderr, "test %u of %u\n", chosen, tests);
        write_script(&script, &file, chosen);
        const life l = { .script = script.data, .is_bounded = true };
        fail_each(&l, surveyed(&l), &wanted, each);
    }
}
