/* SPDX-License-Identifier: MIT
 * Writing heap images. Tiers are copied when they are added, because the heap goes on to the next warmer one; the file
 * is laid out in finish(), when the warmest is known. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "heap/heap_range.h"
#include "heap/image.h"
#include "heap/image_int.h"

enum {
    SHARE_MIN = 8, /* equal pages in a row that are worth a mapping of their own at start */
    COPY_CHUNK = 1 << 20,
};

typedef struct tier_copy {
    thaw_tier_kind kind;
    char *pages;
    uint32_t count;
    char *inputs;
    size_t inputs_size;
} tier_copy;

struct thaw_image_writer {
    char *out, *temp;
    int executable; /* descriptor, -1 if the file starts with the pages */
    int fd;
    uint64_t offset; /* end of what is written */
    size_t page_size;
    uintptr_t heap_base;
    size_t heap_reserve;
    tier_copy tier[THAW_IMAGE_TIERS_MAX];
    uint32_t tiers;
    char *metadata;
    size_t metadata_size;
    thaw_buf hashes;  /* uint64_t per file page */
    thaw_buf extents; /* image_extent */
    uint32_t file_pages;
};

int thaw_image_writer_new(const char *executable, const char *out, thaw_image_writer **ret)
{
    thaw_image_writer *w = calloc(1, sizeof *w);
    if (!w)
        return -ENOMEM;
    w->fd = w->executable = -1;
    w->page_size = (size_t)sysconf(_SC_PAGESIZE);
    w->hashes = thaw_buf_of((size_t)UINT32_MAX);
    w->extents = thaw_buf_of(THAW_IMAGE_EXTENTS_MAX * sizeof(image_extent));
    int err = 0;
    if (!(w->out = strdup(out)) || asprintf(&w->temp, "%s.%ld.tmp", out, (long)getpid()) < 0)
        err = -ENOMEM;
    else if ((executable && (w->executable = open(executable, O_RDONLY | O_CLOEXEC)) < 0) ||
             (w->fd = open(w->temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, executable ? 0777 : 0666)) < 0)
        err = -errno;
    if (err)
        thaw_image_writer_free(w);
    else
        *ret = w;
    return err;
}

void thaw_image_writer_free(thaw_image_writer *w)
{
    if (!w)
        return;
    if (w->fd >= 0) {
        unlink(w->temp);
        close(w->fd);
    }
    if (w->executable >= 0)
        close(w->executable);
    for (uint32_t i = 0; i < w->tiers; i++) {
        free(w->tier[i].pages);
        free(w->tier[i].inputs);
    }
    thaw_buf_done(&w->hashes);
    thaw_buf_done(&w->extents);
    free(w->metadata);
    free(w->temp);
    free(w->out);
    free(w);
}

static char *copy_of(const void *data, size_t size)
{
    char *copy = malloc(size ? size : 1);
    if (copy && size)
        memcpy(copy, data, size);
    return copy;
}

int thaw_image_writer_add_range(thaw_image_writer *w, thaw_tier_kind kind, const thaw_range *range, thaw_slice inputs)
{
    uintptr_t base = (uintptr_t)range;
    size_t reserve = thaw_range_reserve(range), size = thaw_range_image_size(range);
    if (w->tiers == THAW_IMAGE_TIERS_MAX || (w->tiers && (w->heap_base != base || w->heap_reserve != reserve)))
        return -EINVAL;
    for (uint32_t i = 0; i < w->tiers; i++) {
        if (w->tier[i].kind == kind)
            return -EINVAL;
    }
    tier_copy copy = { .kind = kind,
                       .pages = copy_of(range, size),
                       .count = (uint32_t)(size / w->page_size),
                       .inputs = copy_of(inputs.ptr, inputs.len),
                       .inputs_size = inputs.len };
    if (!copy.pages || !copy.inputs) {
        free(copy.pages);
        free(copy.inputs);
        return -ENOMEM;
    }
    w->heap_base = base;
    w->heap_reserve = reserve;
    w->tier[w->tiers++] = copy;
    return 0;
}

int thaw_image_writer_add_tier(thaw_image_writer *w, thaw_tier_kind kind, const thaw_heap *heap, thaw_slice inputs)
{
#if THAW_IMAGE
    return thaw_image_writer_add_range(w, kind, (const thaw_range *)heap, inputs);
#else
    (void)w;
    (void)kind;
    (void)heap;
    (void)inputs;
    return -ENOSYS;
#endif
}

int thaw_image_writer_set_metadata(thaw_image_writer *w, thaw_slice json)
{
    if (json.len > THAW_IMAGE_METADATA_MAX)
        return THAW_E_TOO_LARGE;
    char *copy = copy_of(json.ptr, json.len);
    if (!copy)
        return -ENOMEM;
    free(w->metadata);
    w->metadata = copy;
    w->metadata_size = json.len;
    return 0;
}

/* ---- the file's parts, in order ---- */

static int write_bytes(thaw_image_writer *w, const void *data, size_t size)
{
    int err = thaw_fd_write_all(w->fd, data, size);
    if (!err)
        w->offset += size;
    return err;
}

static int pad_to(thaw_image_writer *w, size_t unit)
{
    static const char zeros[4096];
    int err = 0;
    while (!err && w->offset % unit) {
        size_t n = unit - w->offset % unit;
        err = write_bytes(w, zeros, n < sizeof zeros ? n : sizeof zeros);
    }
    return err;
}

/* How much of the executable's file is the executable itself. */
static int executable_size(int fd, uint64_t *ret)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return -errno;
    thaw_image *old;
    int err = thaw_image_inspect(fd, NULL, &old);
    if (err == THAW_E_IMAGE_ABSENT) {
        *ret = (uint64_t)st.st_size;
        return 0;
    }
    if (err)
        return err;
    *ret = thaw_image_get_info(old).executable_size;
    thaw_image_free(old);
    return 0;
}

static int write_executable(thaw_image_writer *w, uint64_t *ret_size)
{
    *ret_size = 0;
    if (w->executable < 0)
        return 0;
    uint64_t size = 0;
    int err = executable_size(w->executable, &size);
    char *chunk = err ? NULL : malloc(COPY_CHUNK);
    if (!err && !chunk)
        err = -ENOMEM;
    while (!err && w->offset < size) {
        size_t want = size - w->offset < COPY_CHUNK ? (size_t)(size - w->offset) : COPY_CHUNK;
        ssize_t n = pread(w->executable, chunk, want, (off_t)w->offset);
        err = n < 0 ? -errno : n == 0 ? -EIO : write_bytes(w, chunk, (size_t)n);
    }
    free(chunk);
    *ret_size = size;
    return err;
}

/* Appends `count` pages to the file and an extent that places them in the heap. */
static int write_run(thaw_image_writer *w, const tier_copy *t, uint32_t heap_page, uint32_t count)
{
    const char *pages = t->pages + (size_t)heap_page * w->page_size;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t hash = thaw_hash(pages + (size_t)i * w->page_size, w->page_size, 0);
        thaw_buf_append(&w->hashes, &hash, sizeof hash);
    }
    image_extent e = { heap_page, w->file_pages, count };
    thaw_buf_append(&w->extents, &e, sizeof e);
    w->file_pages += count;
    return write_bytes(w, pages, (size_t)count * w->page_size);
}

static bool same_page(const thaw_image_writer *w, const tier_copy *a, const tier_copy *b, uint32_t page)
{
    size_t at = (size_t)page * w->page_size;
    return page < a->count && page < b->count && memcmp(a->pages + at, b->pages + at, w->page_size) == 0;
}

static uint32_t equal_run(const thaw_image_writer *w, const tier_copy *t, uint32_t page)
{
    uint32_t n = 0;
    while (same_page(w, t, &w->tier[0], page + n))
        n++;
    return n;
}

/* A colder tier: runs of pages equal to the warmest's, whose file pages start at 0, and runs of its own. */
static int write_colder(thaw_image_writer *w, const tier_copy *t)
{
    uint32_t own_from = 0, page = 0;
    int err = 0;
    while (!err && page < t->count) {
        uint32_t equal = equal_run(w, t, page);
        if (equal < SHARE_MIN) {
            page += equal ? equal : 1;
            continue;
        }
        if (page > own_from)
            err = write_run(w, t, own_from, page - own_from);
        image_extent e = { page, page, equal };
        thaw_buf_append(&w->extents, &e, sizeof e);
        own_from = page += equal;
    }
    if (!err && t->count > own_from)
        err = write_run(w, t, own_from, t->count - own_from);
    return err ? err : thaw_buf_error(&w->extents);
}

static int warmest_first(const void *a, const void *b)
{
    return (int)((const tier_copy *)b)->kind - (int)((const tier_copy *)a)->kind;
}

static size_t extents_so_far(const thaw_image_writer *w)
{
    return w->extents.len / sizeof(image_extent);
}

static int write_pages(thaw_image_writer *w, image_tier_record *records)
{
    int err = 0;
    for (uint32_t i = 0; !err && i < w->tiers; i++) {
        const tier_copy *t = &w->tier[i];
        size_t first = extents_so_far(w);
        err = i == 0 ? write_run(w, t, 0, t->count) : write_colder(w, t);
        records[i] = (image_tier_record){ .kind = t->kind,
                                          .pages = t->count,
                                          .first_extent = (uint32_t)first,
                                          .extents = (uint32_t)(extents_so_far(w) - first),
                                          .inputs_size = t->inputs_size };
    }
    return err ? err : thaw_buf_error(&w->hashes) ? thaw_buf_error(&w->hashes) : thaw_buf_error(&w->extents);
}

/* Metadata and page checksums, which a start doesn't read. */
static int write_description(thaw_image_writer *w, image_trailer *t)
{
    t->metadata_offset = w->offset;
    t->metadata_size = w->metadata_size;
    int err = write_bytes(w, w->metadata, w->metadata_size);
    if (!err)
        err = pad_to(w, sizeof(uint64_t));
    t->page_hashes_offset = w->offset;
    if (!err)
        err = write_bytes(w, w->hashes.data, w->hashes.len);
    uint64_t metadata_hash = thaw_hash(w->metadata, w->metadata_size, 0);
    return err ? err : write_bytes(w, &metadata_hash, sizeof metadata_hash);
}

static int write_tail(thaw_image_writer *w, image_trailer *t, image_tier_record *records)
{
    size_t records_size = w->tiers * sizeof *records, inputs_offset = records_size + w->extents.len;
    THAW_AUTO(thaw_buf) tail = thaw_buf_of(THAW_IMAGE_TAIL_MAX);
    for (uint32_t i = 0; i < w->tiers; i++) {
        records[i].inputs_offset = inputs_offset;
        inputs_offset += w->tier[i].inputs_size;
    }
    thaw_buf_append(&tail, records, records_size);
    thaw_buf_append(&tail, w->extents.data, w->extents.len);
    for (uint32_t i = 0; i < w->tiers; i++)
        thaw_buf_append(&tail, w->tier[i].inputs, w->tier[i].inputs_size);
    if (thaw_buf_error(&tail))
        return thaw_buf_error(&tail);
    t->tail_offset = w->offset;
    t->file_size = w->offset + tail.len + sizeof *t;
    t->checksum = thaw_hash(t, offsetof(image_trailer, checksum), thaw_hash(tail.data, tail.len, 0));
    int err = write_bytes(w, tail.data, tail.len);
    return err ? err : write_bytes(w, t, sizeof *t);
}

static int write_file(thaw_image_writer *w)
{
    image_tier_record records[THAW_IMAGE_TIERS_MAX];
    image_trailer t;
    memset(&t, 0, sizeof t);
    qsort(w->tier, w->tiers, sizeof w->tier[0], warmest_first);
    int err = write_executable(w, &t.executable_size);
    if (!err)
        err = pad_to(w, w->page_size);
    t.pages_offset = w->offset;
    if (!err)
        err = write_pages(w, records);
    if (!err)
        err = write_description(w, &t);
    if (err)
        return err;
    t.heap_base = w->heap_base;
    t.heap_reserve = w->heap_reserve;
    t.page_size = (uint32_t)w->page_size;
    t.file_pages = w->file_pages;
    t.tiers = w->tiers;
    t.extents = (uint32_t)extents_so_far(w);
    t.build_id_size = (uint32_t)thaw_build_id(t.build_id);
    t.trailer_size = sizeof t;
    t.format = THAW_IMAGE_FORMAT;
    memcpy(t.magic, THAW_IMAGE_MAGIC, THAW_IMAGE_MAGIC_SIZE);
    return write_tail(w, &t, records);
}

int thaw_image_writer_finish(thaw_image_writer *w)
{
    if (!w->tiers)
        return -EINVAL;
    int err = write_file(w);
    if (!err && rename(w->temp, w->out) < 0)
        err = -errno;
    if (err)
        return err;
    close(w->fd);
    w->fd = -1;
    return 0;
}
