/* SPDX-License-Identifier: MIT
 * The engine heap: the range allocator against a model, its limits, fragmentation after churn, and heap.h on whichever
 * allocator this build has. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "heap/heap.h"
#include "heap/heap_range.h"
#include "test.h"

enum { RESERVE = 256 << 20, MODEL_SLOTS = 600 };

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 11;
}

static thaw_range *new_range(void)
{
    thaw_range *r = NULL;
    EXPECT_EQ(thaw_range_create(0, RESERVE, &r), 0);
    return r;
}

/* ---- model: each slot knows what its block must hold ---- */

typedef struct model_slot {
    unsigned char *p;
    size_t size;
    unsigned char fill;
} model_slot;

static void expect_filled(const model_slot *s, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        EXPECT(s->p[i] == s->fill);
    }
}

static void fill(model_slot *s, size_t size, uint64_t random)
{
    EXPECT(s->p != NULL);
    EXPECT((uintptr_t)s->p % 16 == 0);
    EXPECT(thaw_range_usable_size(s->p) >= size);
    s->size = thaw_range_usable_size(s->p) < size + 64 ? thaw_range_usable_size(s->p) : size;
    s->fill = (unsigned char)random;
    memset(s->p, s->fill, s->size);
}

static size_t model_size(uint64_t *random)
{
    unsigned bits = 1 + (unsigned)(next_random(random) % 17);
    return next_random(random) & (((size_t)1 << bits) - 1);
}

static void model_step(thaw_range *r, model_slot *s, uint64_t *random)
{
    size_t size = model_size(random);
    switch (next_random(random) % 4) {
    case 0:
        if (s->p)
            expect_filled(s, s->size);
        thaw_range_free(r, s->p);
        *s = (model_slot){ 0 };
        return;
    case 1: {
        size = size ? size : 1;
        unsigned char *p = thaw_range_realloc(r, s->p, size);
        EXPECT(p != NULL);
        size_t keep = s->p ? (s->size < size ? s->size : size) : 0;
        s->p = p;
        expect_filled(s, keep);
        break;
    }
    case 2:
        thaw_range_free(r, s->p);
        s->p = thaw_range_calloc(r, 1, size);
        s->fill = 0;
        expect_filled(s, size);
        break;
    default:
        thaw_range_free(r, s->p);
        s->p = thaw_range_malloc(r, size);
        break;
    }
    fill(s, size, next_random(random));
}

TEST(heap_range_agrees_with_a_model)
{
    for (uint64_t seed = 1; seed <= 6; seed++) {
        thaw_range *r = new_range();
        uint64_t random = seed * 0x9e3779b97f4a7c15u;
        static model_slot slots[MODEL_SLOTS];
        memset(slots, 0, sizeof slots);
        for (int step = 0; step < 20000; step++) {
            model_step(r, &slots[next_random(&random) % MODEL_SLOTS], &random);
            if (step % 1000 == 0)
                thaw_range_check(r);
            if (step % 5000 == 4999)
                thaw_range_trim(r);
        }
        for (int i = 0; i < MODEL_SLOTS; i++) {
            if (slots[i].p)
                expect_filled(&slots[i], slots[i].size);
            thaw_range_free(r, slots[i].p);
        }
        thaw_range_check(r);
        thaw_heap_stats stats = thaw_range_get_stats(r);
        EXPECT_EQ(stats.used, 0);
        EXPECT_EQ(stats.blocks, 0);
        EXPECT_EQ(stats.free_blocks, 0);
        thaw_range_destroy(r);
    }
}

/* The engine asks for blocks of about 4 KB to make small objects of, and for what is larger than 512 bytes. */
static size_t engine_like_size(uint64_t *random)
{
    uint64_t kind = next_random(random) % 100;
    if (kind < 75)
        return 4032 + 8 * (next_random(random) % 8);
    if (kind < 97)
        return 512 + next_random(random) % 4000;
    return 4096 + next_random(random) % 60000;
}

static double fragmentation_after_churn(size_t (*size)(uint64_t *))
{
    enum { SLOTS = 10000, ALLOCATIONS = 200000 };
    thaw_range *r = new_range();
    uint64_t random = 88172645463325252u;
    void **slots = calloc(SLOTS, sizeof *slots);
    EXPECT(slots != NULL);
    for (int n = 0; n < ALLOCATIONS;) {
        void **slot = &slots[next_random(&random) % SLOTS];
        if (*slot && next_random(&random) % 2) {
            thaw_range_free(r, *slot);
            *slot = NULL;
        } else if (!*slot || next_random(&random) % 3 == 0) {
            *slot = thaw_range_realloc(r, *slot, size(&random));
            EXPECT(*slot != NULL);
            n++;
        }
    }
    thaw_range_check(r);
    thaw_heap_stats stats = thaw_range_get_stats(r);
    thaw_range_destroy(r);
    free(slots);
    return (double)stats.free_bytes / (double)stats.extent;
}

static size_t any_power_size(uint64_t *random)
{
    unsigned bits = 4 + (unsigned)(next_random(random) % 12);
    return 1 + (next_random(random) & ((1u << bits) - 1));
}

static size_t small_size(uint64_t *random)
{
    return 16 + next_random(random) % 500;
}

TEST(heap_range_stays_compact_under_churn)
{
    EXPECT(fragmentation_after_churn(engine_like_size) < 0.15);
    EXPECT(fragmentation_after_churn(any_power_size) < 0.15);
    EXPECT(fragmentation_after_churn(small_size) < 0.15);
}

TEST(heap_range_grows_in_place)
{
    thaw_range *r = new_range();
    char *a = thaw_range_malloc(r, 100), *b = thaw_range_malloc(r, 1000), *c = thaw_range_malloc(r, 100);
    thaw_range_free(r, b);
    EXPECT(thaw_range_realloc(r, a, 900) == a);
    EXPECT(thaw_range_realloc(r, c, 100000) == c); /* the last block */
    EXPECT(thaw_range_realloc(r, c, 50) == c);
    thaw_range_check(r);
    EXPECT(thaw_range_realloc(r, a, 0) == NULL);
    thaw_range_free(r, c);
    EXPECT_EQ(thaw_range_get_stats(r).used, 0);
    thaw_range_destroy(r);
}

TEST(heap_range_packs_4_kb_blocks)
{
    thaw_range *r = new_range();
    size_t before = thaw_range_get_stats(r).extent;
    for (int i = 0; i < 1000; i++)
        EXPECT(thaw_range_malloc(r, 4096) != NULL);
    EXPECT(thaw_range_get_stats(r).extent - before <= 1000 * 4112);
    thaw_range_destroy(r);
}

TEST(heap_range_refuses_what_does_not_fit)
{
    thaw_range *r = new_range();
    EXPECT(thaw_range_malloc(r, SIZE_MAX) == NULL);
    EXPECT(thaw_range_malloc(r, SIZE_MAX - 20) == NULL);
    EXPECT(thaw_range_malloc(r, RESERVE) == NULL);
    EXPECT(thaw_range_calloc(r, SIZE_MAX / 2, 3) == NULL);
    char *p = thaw_range_malloc(r, 10);
    EXPECT(thaw_range_realloc(r, p, RESERVE) == NULL);
    EXPECT(thaw_range_realloc(r, p, SIZE_MAX) == NULL);
    char *most = thaw_range_malloc(r, RESERVE - (64 << 10));
    EXPECT(most != NULL);
    EXPECT(thaw_range_malloc(r, 64 << 10) == NULL);
    thaw_range_free(r, most);
    thaw_range_free(r, p);
    thaw_range_check(r);
    thaw_range_destroy(r);
}

TEST(heap_range_trim_leaves_nothing_behind)
{
    thaw_range *r = new_range();
    char *keep[50], *drop[50];
    for (int i = 0; i < 50; i++) {
        keep[i] = thaw_range_malloc(r, 3000);
        drop[i] = thaw_range_malloc(r, 20000);
        memset(keep[i], 'k', 3000);
        memset(drop[i], 's', 20000);
    }
    for (int i = 0; i < 50; i++)
        thaw_range_free(r, drop[i]);
    thaw_range_free(r, keep[49]);
    thaw_range_trim(r);
    thaw_range_check(r);
    EXPECT(memmem(r, thaw_range_image_size(r), "ssssssss", 8) == NULL);
    for (int i = 0; i < 49; i++)
        EXPECT(keep[i][0] == 'k' && keep[i][2999] == 'k');
    char *zero = thaw_range_calloc(r, 1, 2 << 20);
    for (int i = 0; i < 2 << 20; i++) {
        EXPECT(zero[i] == 0);
    }
    thaw_range_destroy(r);
}

TEST(heap_range_says_when_its_place_is_taken)
{
    thaw_range *a = new_range(), *b;
    EXPECT_EQ(thaw_range_create((uintptr_t)a, RESERVE, &b), THAW_E_HEAP_RANGE);
    EXPECT(thaw_range_create(0, (size_t)8 << 30, &b) < 0);
    thaw_range_destroy(a);
}

/* ---- heap.h, on whichever allocator this build has ---- */

TEST(heap_limit_holds_and_can_be_lifted)
{
    thaw_heap *heap;
    EXPECT_EQ(thaw_heap_create(&heap), 0);
    thaw_heap_set_limit(heap, 1 << 20);
    EXPECT_EQ(thaw_heap_limit(heap), 1 << 20);
    void *a = thaw_heap_malloc(heap, 880 << 10);
    EXPECT(a != NULL);
    EXPECT(thaw_heap_malloc(heap, 200 << 10) == NULL);
    EXPECT(thaw_heap_calloc(heap, 200, 1 << 10) == NULL);
    EXPECT(thaw_heap_realloc(heap, a, 2 << 20) == NULL);
    thaw_heap_set_limit(heap, 0);
    void *b = thaw_heap_malloc(heap, 2 << 20);
    EXPECT(b != NULL);
    EXPECT(thaw_heap_get_stats(heap).peak >= (2900u << 10));
    thaw_heap_free(heap, a);
    thaw_heap_free(heap, b);
    EXPECT_EQ(thaw_heap_get_stats(heap).blocks, 0);
    EXPECT_EQ(thaw_heap_get_stats(heap).used, 0);
    thaw_heap_destroy(heap);
}

TEST(heap_keeps_a_spare_for_what_follows_the_first_failure)
{
    thaw_heap *heap;
    EXPECT_EQ(thaw_heap_create(&heap), 0);
    thaw_heap_set_limit(heap, 1 << 20); /* 128 KB of it are the spare, in pieces of 16 */
    void *a = thaw_heap_malloc(heap, 700 << 10);
    for (int round = 0; round < 2; round++) {
        void *b = thaw_heap_malloc(heap, 190 << 10), *pieces[100];
        EXPECT(a && b);
        int n = 0, failures = 0;
        while (failures < 20) {
            pieces[n] = thaw_heap_malloc(heap, 10 << 10);
            if (!pieces[n])
                failures++;
            else
                n++;
        }
        EXPECT(n >= 6 && n <= 13); /* after each failure one or two, until the limit itself */
        EXPECT(thaw_heap_get_stats(heap).used <= 1 << 20);
        while (n > 0)
            thaw_heap_free(heap, pieces[--n]);
        thaw_heap_free(heap, b); /* enough is free again: the next round begins as the first */
        thaw_heap_free(heap, thaw_heap_malloc(heap, 1 << 10));
    }
    thaw_heap_free(heap, a);
    thaw_heap_destroy(heap);
}

TEST(heap_fails_the_chosen_allocation_only)
{
    thaw_heap *heap;
    EXPECT_EQ(thaw_heap_create(&heap), 0);
    thaw_heap_fail_after(heap, 3);
    void *a = thaw_heap_malloc(heap, 10), *b = thaw_heap_calloc(heap, 1, 10);
    EXPECT(a && b);
    EXPECT(thaw_heap_realloc(heap, a, 100000) == NULL);
    EXPECT(thaw_heap_usable_size(a) >= 10);
    a = thaw_heap_realloc(heap, a, 100000);
    EXPECT(a != NULL);
    thaw_heap_free(heap, a);
    thaw_heap_free(heap, b);
    thaw_heap_destroy(heap);
}

TEST(heap_keeps_its_root)
{
    thaw_heap *heap;
    EXPECT_EQ(thaw_heap_create(&heap), 0);
    EXPECT(thaw_heap_root(heap) == NULL);
    thaw_heap_set_root(heap, &heap);
    EXPECT(thaw_heap_root(heap) == &heap);
    EXPECT_EQ(thaw_heap_usable_size(NULL), 0);
    thaw_heap_free(heap, NULL);
    thaw_heap_trim(heap);
    thaw_heap_destroy(heap);
    thaw_heap_destroy(NULL);
}
