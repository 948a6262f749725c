/* SPDX-License-Identifier: MIT
 * The range allocator; see heap_range.h for its shape. */
#include "heap/heap_range.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "heap/heap_limit.h"

enum {
    ALIGN = 16,
    HEADER = 8,
    EXACT_MAX = 512, /* below it one list per size */
    EXACT_SHIFT = 9, /* log2(EXACT_MAX) */
    SUB_SHIFT = 5,
    SUB_LISTS = 1 << SUB_SHIFT,
    LEVELS = 31 - EXACT_SHIFT + 1, /* level 0 is the exact lists */
    MIN_BLOCK = 16,
    MIN_SPLIT = 32,      /* a smaller rest stays with the block: it would hardly ever be found again */
    OWN_LIST_TRIES = 32, /* blocks looked at in the list whose sizes straddle the one wanted */
    ORDER_STEPS = 12,
    FREE_BIT = 1,
};

#define MAGIC 0x7061656877616874ull /* "thawheap" */
#define COMMIT_STEP ((size_t)256 << 10)
#define COMMIT_STEP_MAX ((size_t)4 << 20)
#define MAX_RESERVE ((size_t)2 << 30)

/* What stands before each block's bytes, and what a free block holds in them. */
typedef struct block {
    uint32_t size_bits;            /* whole block with header, a multiple of 16; FREE_BIT */
    uint32_t prev_size;            /* of the block before, 0 for the first */
    uint32_t next_free, prev_free; /* only in free blocks: offsets of headers, 0 is none */
} block;

struct thaw_range {
    uint64_t magic;
    uint64_t reserve;
    uint32_t top;        /* offset of the first byte after the last block, where the next block's header would be */
    uint32_t last_size;  /* of the last block */
    uint32_t high_water; /* everything from here on has never been written: it is zero */
    uint32_t first;      /* offset of the first block's header */
    uint64_t committed;
    uint64_t mapped; /* bytes at the start that are mapped from an image file */
    void *root;
    size_t used, peak, blocks, fail_countdown;
    thaw_heap_cap cap;
    uint32_t level_map;
    uint32_t list_map[LEVELS];
    uint32_t list[LEVELS][SUB_LISTS];
};

static inline block *at(const thaw_range *r, uint32_t offset)
{
    return (block *)((uintptr_t)r + offset);
}

static inline uint32_t offset_of(const thaw_range *r, const block *b)
{
    return (uint32_t)((uintptr_t)b - (uintptr_t)r);
}

static inline block *block_of(const void *p)
{
    return (block *)((uintptr_t)p - HEADER);
}

static inline void *bytes_of(block *b)
{
    return (char *)b + HEADER;
}

static inline uint32_t size_of(const block *b)
{
    return b->size_bits & ~(uint32_t)FREE_BIT;
}

static inline bool is_free(const block *b)
{
    return b->size_bits & FREE_BIT;
}

/* The block after; the caller has made sure that there is one. */
static inline block *after(block *b)
{
    return (block *)((char *)b + size_of(b));
}

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t round_up(size_t n, size_t unit)
{
    return (n + unit - 1) / unit * unit;
}

/* ---- free lists ---- */

static inline void list_of(uint32_t size, unsigned *ret_level, unsigned *ret_sub)
{
    if (size < EXACT_MAX) {
        *ret_level = 0;
        *ret_sub = size / ALIGN;
        return;
    }
    unsigned log2 = 31u - (unsigned)__builtin_clz(size);
    *ret_level = log2 - EXACT_SHIFT + 1;
    *ret_sub = (size >> (log2 - SUB_SHIFT)) - SUB_LISTS;
}

/* Lists are kept by address, as far as a short walk goes: memory towards the start is used first, which cut what was
 * lost to fragmentation after churn by a quarter, for a tenth of the time. */
static inline void list_insert(thaw_range *r, block *b)
{
    unsigned level, sub;
    list_of(size_of(b), &level, &sub);
    uint32_t self = offset_of(r, b), next = r->list[level][sub], prev = 0;
    for (int i = 0; next && next < self && i < ORDER_STEPS; i++) {
        prev = next;
        next = at(r, next)->next_free;
    }
    b->next_free = next;
    b->prev_free = prev;
    if (next)
        at(r, next)->prev_free = self;
    if (prev) {
        at(r, prev)->next_free = self;
        return;
    }
    r->list[level][sub] = self;
    r->list_map[level] |= 1u << sub;
    r->level_map |= 1u << level;
}

static inline void list_remove(thaw_range *r, block *b)
{
    if (b->next_free)
        at(r, b->next_free)->prev_free = b->prev_free;
    if (b->prev_free) {
        at(r, b->prev_free)->next_free = b->next_free;
        return;
    }
    unsigned level, sub;
    list_of(size_of(b), &level, &sub);
    r->list[level][sub] = b->next_free;
    if (b->next_free)
        return;
    r->list_map[level] &= ~(1u << sub);
    if (!r->list_map[level])
        r->level_map &= ~(1u << level);
}

/* In the list that holds sizes both below and above `size`, one of the first few that is large enough, or NULL. Without
 * this look a freed block of an odd size would never serve the same request again. */
static inline block *find_in_own_list(const thaw_range *r, uint32_t head, uint32_t size)
{
    for (int i = 0; head && i < OWN_LIST_TRIES; i++) {
        block *b = at(r, head);
        if (size_of(b) >= size)
            return b;
        head = b->next_free;
    }
    return NULL;
}

/* A free block of at least `size` bytes, still in its list, or NULL. */
static inline block *find_free(const thaw_range *r, uint32_t size)
{
    unsigned level, sub;
    list_of(size, &level, &sub);
    block *own = find_in_own_list(r, r->list[level][sub], size);
    if (own)
        return own;
    uint32_t subs = sub + 1 < SUB_LISTS ? r->list_map[level] & (~0u << (sub + 1)) : 0;
    if (!subs) {
        uint32_t levels = level + 1 < LEVELS ? r->level_map & (~0u << (level + 1)) : 0;
        if (!levels)
            return NULL;
        level = (unsigned)__builtin_ctz(levels);
        subs = r->list_map[level];
    }
    return at(r, r->list[level][__builtin_ctz(subs)]);
}

/* ---- the end of the heap ---- */

static bool commit(thaw_range *r, size_t need)
{
    if (need > r->reserve)
        return false;
    size_t step = r->committed / 8 < COMMIT_STEP       ? COMMIT_STEP
                  : r->committed / 8 > COMMIT_STEP_MAX ? COMMIT_STEP_MAX
                                                       : r->committed / 8;
    size_t want = round_up(need + step, COMMIT_STEP);
    if (want > r->reserve)
        want = r->reserve;
    if (mprotect((char *)r + r->committed, want - r->committed, PROT_READ | PROT_WRITE) < 0)
        return false;
    r->committed = want;
    return true;
}

/* Moves the end up by `size` bytes. */
static inline bool raise_top(thaw_range *r, uint32_t size)
{
    size_t need = (size_t)r->top + size;
    if (need + ALIGN > r->committed && !commit(r, need + ALIGN))
        return false;
    r->top = (uint32_t)need;
    return true;
}

static inline void note_written(thaw_range *r)
{
    if (r->top > r->high_water)
        r->high_water = r->top;
}

static block *take_from_top(thaw_range *r, uint32_t size)
{
    uint32_t offset = r->top;
    if (!raise_top(r, size))
        return NULL;
    block *b = at(r, offset);
    b->size_bits = size;
    b->prev_size = r->last_size;
    r->last_size = size;
    return b;
}

/* The size of the block before whatever follows the block at `offset` is kept there, or in the range for the last. */
static inline void set_size_before(thaw_range *r, uint32_t offset, uint32_t size)
{
    if (offset == r->top)
        r->last_size = size;
    else
        at(r, offset)->prev_size = size;
}

/* ---- blocks ---- */

/* Makes the unlinked bytes [offset, offset + size) a free block, joined with what is free around it. */
static void release(thaw_range *r, uint32_t offset, uint32_t size, uint32_t prev_size)
{
    block *b = at(r, offset);
    uint32_t end = offset + size;
    if (prev_size) {
        block *before = at(r, offset - prev_size);
        if (is_free(before)) {
            list_remove(r, before);
            b = before;
            offset -= prev_size;
            size += prev_size;
            prev_size = before->prev_size;
        }
    }
    if (end == r->top) {
        r->top = offset;
        r->last_size = prev_size;
        return;
    }
    block *next = at(r, end);
    if (is_free(next)) {
        list_remove(r, next);
        size += size_of(next);
        end = offset + size; /* never the top: a free block there would have become part of it */
    }
    b->size_bits = size | FREE_BIT;
    b->prev_size = prev_size;
    at(r, end)->prev_size = size;
    list_insert(r, b);
}

/* Cuts a used block down to `size` and frees the rest, if that is worth it. */
static inline void trim_block(thaw_range *r, block *b, uint32_t size)
{
    uint32_t have = size_of(b);
    if (have - size < MIN_SPLIT)
        return;
    b->size_bits = size;
    release(r, offset_of(r, b) + size, have - size, size);
}

/* Takes a free block out of its list for a request of `size`. The rest is cut off without looking at its neighbours:
 * they are in use, or it would not have been a block of its own. */
static inline void take_free(thaw_range *r, block *b, uint32_t size)
{
    list_remove(r, b);
    uint32_t have = size_of(b), rest = have - size;
    if (rest < MIN_SPLIT) {
        b->size_bits = have;
        return;
    }
    b->size_bits = size;
    block *tail = after(b);
    tail->size_bits = rest | FREE_BIT;
    tail->prev_size = size;
    after(tail)->prev_size = rest;
    list_insert(r, tail);
}

/* Whole size of the block for a request, or 0 if it can't be served. */
static inline uint32_t block_size_for(const thaw_range *r, size_t size)
{
    if (size > r->reserve)
        return 0;
    size_t total = (size + HEADER + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    return (uint32_t)(total < MIN_BLOCK ? MIN_BLOCK : total);
}

/* Whether `size` more bytes are allowed now; counts the request for failure injection. */
static inline bool may_grow(thaw_range *r, size_t size)
{
    if (THAW_UNLIKELY(r->fail_countdown) && --r->fail_countdown == 0)
        return false;
    return thaw_heap_cap_allows(&r->cap, r->used, size);
}

static inline void count_used(thaw_range *r, size_t size)
{
    r->used += size;
    if (r->used > r->peak)
        r->peak = r->used;
}

static inline block *allocate(thaw_range *r, size_t size, bool *ret_fresh)
{
    uint32_t need = block_size_for(r, size);
    if (THAW_UNLIKELY(!need || !may_grow(r, need)))
        return NULL;
    block *b = find_free(r, need);
    *ret_fresh = !b;
    if (b)
        take_free(r, b, need);
    else if (!(b = take_from_top(r, need)))
        return NULL;
    count_used(r, size_of(b));
    r->blocks++;
    return b;
}

void *thaw_range_malloc(thaw_range *r, size_t size)
{
    bool fresh;
    block *b = allocate(r, size, &fresh);
    if (!b)
        return NULL;
    note_written(r);
    return bytes_of(b);
}

void *thaw_range_calloc(thaw_range *r, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        return NULL;
    bool fresh;
    block *b = allocate(r, total, &fresh);
    if (!b)
        return NULL;
    size_t dirty = total;
    if (fresh) { /* memory beyond the high-water mark is zero and need not be touched */
        size_t start = (size_t)offset_of(r, b) + HEADER;
        dirty = start >= r->high_water ? 0 : r->high_water - start;
    }
    memset(bytes_of(b), 0, dirty < total ? dirty : total);
    note_written(r);
    return bytes_of(b);
}

void thaw_range_free(thaw_range *r, void *p)
{
    if (!p)
        return;
    block *b = block_of(p);
    uint32_t size = b->size_bits;
    thaw_assert(!(size & FREE_BIT) && size >= MIN_BLOCK);
    r->used -= size;
    r->blocks--;
    release(r, offset_of(r, b), size, b->prev_size);
}

/* Enlarges a used block where it stands, if what follows it is free. */
static bool grow_in_place(thaw_range *r, block *b, uint32_t need)
{
    uint32_t have = size_of(b), end = offset_of(r, b) + have;
    if (end == r->top) {
        if (!raise_top(r, need - have))
            return false;
        r->last_size = need;
        b->size_bits = need;
        note_written(r);
        return true;
    }
    block *next = at(r, end);
    if (!is_free(next) || have + size_of(next) < need)
        return false;
    uint32_t both = have + size_of(next);
    list_remove(r, next);
    b->size_bits = both;
    set_size_before(r, offset_of(r, b) + both, both);
    trim_block(r, b, need);
    return true;
}

void *thaw_range_realloc(thaw_range *r, void *p, size_t size)
{
    if (!p)
        return thaw_range_malloc(r, size);
    if (!size) {
        thaw_range_free(r, p);
        return NULL;
    }
    block *b = block_of(p);
    uint32_t have = size_of(b), need = block_size_for(r, size);
    thaw_assert(!is_free(b) && have >= MIN_BLOCK);
    if (!need)
        return NULL;
    if (need <= have) {
        trim_block(r, b, need);
        r->used -= have - size_of(b);
        return p;
    }
    if (!may_grow(r, need - have))
        return NULL;
    if (grow_in_place(r, b, need)) {
        count_used(r, size_of(b) - have);
        return p;
    }
    size_t countdown = r->fail_countdown; /* one request counts once */
    r->fail_countdown = 0;
    void *moved = thaw_range_malloc(r, size);
    r->fail_countdown = countdown;
    if (!moved)
        return NULL;
    memcpy(moved, p, have - HEADER);
    thaw_range_free(r, p);
    return moved;
}

size_t thaw_range_usable_size(const void *p)
{
    return p ? size_of(block_of(p)) - HEADER : 0;
}

/* ---- life cycle ---- */

int thaw_range_create(uintptr_t base, size_t reserve, thaw_range **ret)
{
    reserve = round_up(reserve, page_size());
    if (reserve > MAX_RESERVE || reserve < COMMIT_STEP)
        return -EINVAL;
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (base ? MAP_FIXED_NOREPLACE : 0);
    void *at_base = mmap((void *)base, reserve, PROT_NONE, flags, -1, 0);
    if (at_base == MAP_FAILED)
        return errno == EEXIST ? THAW_E_HEAP_RANGE : -errno;
    if (base && at_base != (void *)base) { /* a kernel before 4.17 takes the address for a hint */
        munmap(at_base, reserve);
        return THAW_E_HEAP_RANGE;
    }
    if (mprotect(at_base, COMMIT_STEP, PROT_READ | PROT_WRITE) < 0) {
        int err = -errno;
        munmap(at_base, reserve);
        return err;
    }
    thaw_range *r = at_base;
    r->magic = MAGIC;
    r->reserve = reserve;
    r->committed = COMMIT_STEP;
    /* headers stand 8 bytes before an aligned address */
    r->first = r->top = r->high_water = (uint32_t)(round_up(sizeof *r, ALIGN) + ALIGN - HEADER);
    *ret = r;
    return 0;
}

int thaw_range_attach(uintptr_t base, size_t size, size_t reserve, thaw_range **ret)
{
    thaw_range *r = (thaw_range *)base;
    uint32_t first = (uint32_t)(round_up(sizeof *r, ALIGN) + ALIGN - HEADER);
    if (size < sizeof *r || r->magic != MAGIC || r->reserve != reserve || size > reserve)
        return THAW_E_IMAGE_DAMAGED;
    if (r->first != first || r->top < first || r->top > size || r->high_water < r->top)
        return THAW_E_IMAGE_DAMAGED;
    r->committed = r->mapped = size;
    if (r->high_water > size)
        r->high_water = (uint32_t)size; /* what is reserved beyond the image's pages is zero */
    r->cap = (thaw_heap_cap){ 0 };
    r->fail_countdown = 0;
    *ret = r;
    return 0;
}

void thaw_range_destroy(thaw_range *r)
{
    if (r)
        munmap(r, r->reserve);
}

void thaw_range_set_limit(thaw_range *r, size_t bytes)
{
    r->cap = (thaw_heap_cap){ .bytes = bytes };
}

size_t thaw_range_limit(const thaw_range *r)
{
    return r->cap.bytes;
}

void thaw_range_fail_after(thaw_range *r, size_t k)
{
    r->fail_countdown = k;
}

size_t thaw_range_fail_left(const thaw_range *r)
{
    return r->fail_countdown;
}

void thaw_range_set_root(thaw_range *r, void *root)
{
    r->root = root;
}

void *thaw_range_root(const thaw_range *r)
{
    return r->root;
}

thaw_heap_stats thaw_range_get_stats(const thaw_range *r)
{
    thaw_heap_stats s = {
        .used = r->used, .peak = r->peak, .blocks = r->blocks, .extent = r->top, .committed = r->committed
    };
    for (uint32_t offset = r->first; offset < r->top; offset += size_of(at(r, offset))) {
        const block *b = at(r, offset);
        if (!is_free(b))
            continue;
        s.free_blocks++;
        s.free_bytes += size_of(b);
        if (size_of(b) > s.largest_free)
            s.largest_free = size_of(b);
    }
    return s;
}

size_t thaw_range_image_size(const thaw_range *r)
{
    return round_up(r->top, page_size());
}

size_t thaw_range_reserve(const thaw_range *r)
{
    return r->reserve;
}

/* Zeroes [from, to), whole anonymous pages by giving them back to the kernel. */
static void clear(thaw_range *r, size_t from, size_t to)
{
    size_t pages_from = round_up(from > r->mapped ? from : r->mapped, page_size());
    size_t pages_to = to / page_size() * page_size();
    if (pages_from >= pages_to || madvise((char *)r + pages_from, pages_to - pages_from, MADV_DONTNEED) < 0) {
        memset((char *)r + from, 0, to - from);
        return;
    }
    memset((char *)r + from, 0, pages_from - from);
    memset((char *)r + pages_to, 0, to - pages_to);
}

void thaw_range_trim(thaw_range *r)
{
    for (uint32_t offset = r->first; offset < r->top; offset += size_of(at(r, offset))) {
        block *b = at(r, offset);
        if (is_free(b) && size_of(b) > sizeof *b)
            clear(r, offset + sizeof *b, offset + size_of(b));
    }
    if (r->high_water > r->top)
        clear(r, r->top, r->high_water);
    r->high_water = r->top;
}

/* ---- self-check ---- */

static size_t count_listed(const thaw_range *r)
{
    size_t n = 0;
    for (unsigned level = 0; level < LEVELS; level++) {
        thaw_assert(!(r->level_map & (1u << level)) == !r->list_map[level]);
        for (unsigned sub = 0; sub < SUB_LISTS; sub++) {
            uint32_t offset = r->list[level][sub], prev = 0;
            thaw_assert(!(r->list_map[level] & (1u << sub)) == !offset);
            for (; offset; prev = offset, offset = at(r, offset)->next_free, n++) {
                unsigned own_level, own_sub;
                list_of(size_of(at(r, offset)), &own_level, &own_sub);
                thaw_assert(is_free(at(r, offset)) && at(r, offset)->prev_free == prev);
                thaw_assert(own_level == level && own_sub == sub);
            }
        }
    }
    return n;
}

void thaw_range_check(const thaw_range *r)
{
    size_t used = 0, blocks = 0, free_blocks = 0;
    uint32_t prev_size = 0;
    bool prev_free = false;
    for (uint32_t offset = r->first; offset < r->top; offset += prev_size) {
        const block *b = at(r, offset);
        thaw_assert(size_of(b) >= MIN_BLOCK && size_of(b) % ALIGN == 0 && b->prev_size == prev_size);
        thaw_assert(size_of(b) <= r->top - offset);
        thaw_assert(!(prev_free && is_free(b)));
        prev_size = size_of(b);
        prev_free = is_free(b);
        if (prev_free) {
            free_blocks++;
        } else {
            used += prev_size;
            blocks++;
        }
    }
    thaw_assert(!prev_free && prev_size == r->last_size);
    thaw_assert(used == r->used && blocks == r->blocks && free_blocks == count_listed(r));
    thaw_assert(r->top <= r->high_water && r->high_water <= r->committed);
}
