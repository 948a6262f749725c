/* SPDX-License-Identifier: MIT
 * Reading, verifying and mapping heap images. Whatever comes from the file is validated once, in validate(), against
 * the file's size and against itself; afterwards the rest of the code relies on it. */
#include "heap/image.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "heap/heap_range.h"
#include "heap/image_int.h"

enum { FIRST_READ = 4096, VERIFY_CHUNK = 64 };

struct thaw_image {
    int fd;
    bool owns_fd;
    image_trailer trailer;
    char *tail; /* tail_size bytes, from malloc */
    size_t tail_size;
    image_tier_record tier[THAW_IMAGE_TIERS_MAX]; /* as in the file: warmest first */
    const image_extent *extents;                  /* in the tail */
};

const char *thaw_tier_name(thaw_tier_kind kind)
{
    static const char *const names[] = { "none", "runtime", "base", "deps", "full" };
    return kind < THAW_TIER_KINDS_ ? names[kind] : "unknown";
}

static int fail(thaw_buf *message, int err, const char *what)
{
    if (message)
        thaw_buf_printf(message, "%s: %s", thaw_error_text(err), what);
    return err;
}

static int read_at(int fd, uint64_t offset, void *data, size_t size)
{
    char *p = data;
    while (size) {
        ssize_t n = pread(fd, p, size, (off_t)offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        if (n == 0)
            return THAW_E_IMAGE_DAMAGED;
        p += n;
        offset += (uint64_t)n;
        size -= (size_t)n;
    }
    return 0;
}

/* ---- validation ---- */

static bool range_fits(uint64_t offset, uint64_t size, uint64_t limit)
{
    return offset <= limit && size <= limit - offset;
}

/* What can be said of the trailer without the tail: that it is one of ours, of a known version, and whole. */
static int validate_identity(const image_trailer *t, uint64_t file_size, thaw_buf *message)
{
    if (memcmp(t->magic, THAW_IMAGE_MAGIC, THAW_IMAGE_MAGIC_SIZE) != 0)
        return THAW_E_IMAGE_ABSENT;
    if (t->format != THAW_IMAGE_FORMAT || t->trailer_size != sizeof *t) {
        if (message)
            thaw_buf_printf(message, "%s: %u, this build reads %u", thaw_error_text(THAW_E_IMAGE_VERSION), t->format,
                            THAW_IMAGE_FORMAT);
        return THAW_E_IMAGE_VERSION;
    }
    if (t->file_size != file_size)
        return fail(message, THAW_E_IMAGE_DAMAGED, "the file's size is not the one it was written with");
    return 0;
}

static int validate_layout(const image_trailer *t, thaw_buf *message)
{
    uint64_t end = t->file_size - sizeof *t;
    bool page_ok = t->page_size >= 4096 && t->page_size <= (1u << 20) && (t->page_size & (t->page_size - 1)) == 0;
    if (!page_ok || t->pages_offset % t->page_size || t->executable_size > t->pages_offset)
        return fail(message, THAW_E_IMAGE_DAMAGED, "bad page size or offset");
    uint64_t pages_size = (uint64_t)t->file_pages * t->page_size;
    uint64_t hashes_size = ((uint64_t)t->file_pages + 1) * sizeof(uint64_t);
    if (!range_fits(t->pages_offset, pages_size, end) || !range_fits(t->metadata_offset, t->metadata_size, end) ||
        !range_fits(t->page_hashes_offset, hashes_size, end) || t->tail_offset > end ||
        end - t->tail_offset > THAW_IMAGE_TAIL_MAX || t->metadata_size > THAW_IMAGE_METADATA_MAX)
        return fail(message, THAW_E_IMAGE_DAMAGED, "a part lies outside the file");
    if (t->tiers == 0 || t->tiers > THAW_IMAGE_TIERS_MAX || t->extents > THAW_IMAGE_EXTENTS_MAX ||
        t->build_id_size > THAW_BUILD_ID_MAX)
        return fail(message, THAW_E_IMAGE_DAMAGED, "bad counts");
    if (t->heap_reserve > THAW_HEAP_RESERVE || t->heap_base > UINT64_MAX - t->heap_reserve ||
        t->heap_base % t->page_size || t->heap_reserve % t->page_size)
        return fail(message, THAW_E_IMAGE_DAMAGED, "bad heap range");
    return 0;
}

static bool tier_is_valid(const thaw_image *image, const image_tier_record *tier, uint64_t inputs_start)
{
    const image_trailer *t = &image->trailer;
    if (tier->kind == 0 || tier->kind >= THAW_TIER_KINDS_ || tier->pages == 0 ||
        (uint64_t)tier->pages * t->page_size > t->heap_reserve)
        return false;
    if (tier->inputs_offset < inputs_start || !range_fits(tier->inputs_offset, tier->inputs_size, image->tail_size))
        return false;
    if (!range_fits(tier->first_extent, tier->extents, t->extents))
        return false;
    uint64_t next = 0;
    for (uint32_t i = 0; i < tier->extents; i++) {
        const image_extent *e = &image->extents[tier->first_extent + i];
        if (e->heap_page != next || e->count == 0 || !range_fits(e->file_page, e->count, t->file_pages))
            return false;
        next += e->count;
    }
    return next == tier->pages;
}

static int validate_tail(thaw_image *image, thaw_buf *message)
{
    const image_trailer *t = &image->trailer;
    uint64_t sum = thaw_hash(image->tail, image->tail_size, 0);
    sum = thaw_hash(t, offsetof(image_trailer, checksum), sum);
    if (sum != t->checksum)
        return fail(message, THAW_E_IMAGE_DAMAGED, "the checksum of its tables is wrong");
    uint64_t tiers_size = t->tiers * sizeof(image_tier_record), extents_size = t->extents * sizeof(image_extent);
    if (tiers_size + extents_size > image->tail_size)
        return fail(message, THAW_E_IMAGE_DAMAGED, "the tables are too short");
    memcpy(image->tier, image->tail, (size_t)tiers_size);
    image->extents = (const image_extent *)(const void *)(image->tail + tiers_size);
    for (uint32_t i = 0; i < t->tiers; i++) {
        bool ordered = i == 0 || image->tier[i].kind < image->tier[i - 1].kind;
        if (!ordered || !tier_is_valid(image, &image->tier[i], tiers_size + extents_size))
            return fail(message, THAW_E_IMAGE_DAMAGED, "bad tier");
    }
    return 0;
}

static int validate_build(const image_trailer *t, thaw_buf *message)
{
    uint8_t id[THAW_BUILD_ID_MAX];
    size_t size = thaw_build_id(id);
    if (size == 0 || size != t->build_id_size || memcmp(id, t->build_id, size) != 0)
        return fail(message, THAW_E_IMAGE_FOREIGN, "its build id is not this executable's");
    if (t->page_size % (uint64_t)sysconf(_SC_PAGESIZE))
        return fail(message, THAW_E_IMAGE_FOREIGN, "this machine's pages are larger");
    return 0;
}

/* ---- opening ---- */

/* Reads the end of the file: trailer and, if it isn't unusually long, the tail in the same call. */
static int read_end(thaw_image *image, uint64_t file_size, thaw_buf *message)
{
    image_trailer *t = &image->trailer;
    if (file_size < sizeof *t)
        return THAW_E_IMAGE_ABSENT;
    char first[FIRST_READ];
    size_t got = file_size < sizeof first ? (size_t)file_size : sizeof first;
    int err = read_at(image->fd, file_size - got, first, got);
    if (err)
        return err;
    memcpy(t, first + got - sizeof *t, sizeof *t);
    err = validate_identity(t, file_size, message);
    if (!err)
        err = validate_layout(t, message);
    if (err)
        return err;
    image->tail_size = (size_t)(file_size - sizeof *t - t->tail_offset);
    image->tail = malloc(image->tail_size + 1);
    if (!image->tail)
        return -ENOMEM;
    if (image->tail_size > got - sizeof *t)
        return read_at(image->fd, t->tail_offset, image->tail, image->tail_size);
    memcpy(image->tail, first + got - sizeof *t - image->tail_size, image->tail_size);
    return 0;
}

/* With keep_fd the image closes fd in the end; on failure it stays the caller's either way. */
static int open_any(int fd, bool foreign_too, bool keep_fd, thaw_buf *ret_message, thaw_image **ret)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return -errno;
    if (!S_ISREG(st.st_mode))
        return THAW_E_IMAGE_ABSENT;
    thaw_image *image = calloc(1, sizeof *image);
    if (!image)
        return -ENOMEM;
    image->fd = fd;
    int err = read_end(image, (uint64_t)st.st_size, ret_message);
    if (!err && !foreign_too)
        err = validate_build(&image->trailer, ret_message);
    if (!err)
        err = validate_tail(image, ret_message);
    if (err) {
        thaw_image_free(image);
        return err;
    }
    image->owns_fd = keep_fd;
    *ret = image;
    return 0;
}

int thaw_image_open(int fd, thaw_buf *ret_message, thaw_image **ret)
{
    return open_any(fd, false, false, ret_message, ret);
}

int thaw_image_inspect(int fd, thaw_buf *ret_message, thaw_image **ret)
{
    return open_any(fd, true, false, ret_message, ret);
}

static int open_path(const char *path, thaw_buf *ret_message, thaw_image **ret)
{
    THAW_AUTO(thaw_fd) fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? THAW_E_IMAGE_ABSENT : -errno;
    int err = open_any(fd, false, true, ret_message, ret);
    if (!err)
        fd = -1;
    return err;
}

static int open_beside(thaw_buf *ret_message, thaw_image **ret)
{
    char path[PATH_MAX + sizeof ".image"];
    ssize_t n = readlink("/proc/self/exe", path, PATH_MAX);
    if (n < 0)
        return -errno;
    memcpy(path + n, ".image", sizeof ".image");
    return open_path(path, ret_message, ret);
}

int thaw_image_open_self(thaw_buf *ret_message, thaw_image **ret)
{
    thaw_image *own = NULL, *beside = NULL;
    int err = open_path("/proc/self/exe", ret_message, &own);
    if (err && err != THAW_E_IMAGE_ABSENT)
        return err;
    if (own && own->tier[0].kind != THAW_TIER_RUNTIME) {
        *ret = own;
        return 0;
    }
    int beside_err = open_beside(ret_message, &beside);
    if (beside_err == THAW_E_IMAGE_ABSENT) {
        if (own)
            *ret = own;
        return err;
    }
    if (own)
        thaw_image_free(own);
    if (!beside_err)
        *ret = beside;
    return beside_err;
}

void thaw_image_free(thaw_image *image)
{
    if (!image)
        return;
    if (image->owns_fd)
        close(image->fd);
    free(image->tail);
    free(image);
}

/* ---- looking ---- */

thaw_image_info thaw_image_get_info(const thaw_image *image)
{
    const image_trailer *t = &image->trailer;
    thaw_image_info info = { .file_size = t->file_size,
                             .executable_size = t->executable_size,
                             .page_size = t->page_size,
                             .file_pages = t->file_pages,
                             .metadata_size = t->metadata_size,
                             .heap_base = t->heap_base,
                             .heap_reserve = t->heap_reserve };
    for (uint32_t i = 0; i < t->build_id_size; i++) {
        info.build_id[2 * i] = "0123456789abcdef"[t->build_id[i] >> 4];
        info.build_id[2 * i + 1] = "0123456789abcdef"[t->build_id[i] & 15];
    }
    return info;
}

size_t thaw_image_tier_count(const thaw_image *image)
{
    return image->trailer.tiers;
}

/* Pages of a tier that lie outside the warmest tier's run in the file. */
static size_t count_own_pages(const thaw_image *image, const image_tier_record *tier)
{
    if (tier == &image->tier[0])
        return tier->pages;
    size_t own = 0;
    for (uint32_t i = 0; i < tier->extents; i++) {
        const image_extent *e = &image->extents[tier->first_extent + i];
        if (e->file_page >= image->tier[0].pages)
            own += e->count;
    }
    return own;
}

thaw_tier thaw_image_tier(const thaw_image *image, size_t index)
{
    thaw_assert(index < image->trailer.tiers);
    const image_tier_record *tier = &image->tier[index];
    return (thaw_tier){ .kind = tier->kind,
                        .pages = tier->pages,
                        .own_pages = count_own_pages(image, tier),
                        .extents = tier->extents,
                        .inputs = { image->tail + tier->inputs_offset, tier->inputs_size } };
}

int thaw_image_metadata(const thaw_image *image, thaw_buf *ret)
{
    const image_trailer *t = &image->trailer;
    int err = thaw_buf_reserve(ret, t->metadata_size);
    if (!err)
        err = read_at(image->fd, t->metadata_offset, ret->data + ret->len, t->metadata_size);
    if (err)
        return err;
    ret->len += t->metadata_size;
    ret->data[ret->len] = '\0';
    return 0;
}

static int verify_metadata(const thaw_image *image, thaw_buf *message)
{
    const image_trailer *t = &image->trailer;
    THAW_AUTO(thaw_buf) json = thaw_buf_of(THAW_IMAGE_METADATA_MAX);
    uint64_t want;
    int err = thaw_image_metadata(image, &json);
    if (!err)
        err = read_at(image->fd, t->page_hashes_offset + t->file_pages * sizeof want, &want, sizeof want);
    if (err)
        return err;
    return thaw_hash(json.data, json.len, 0) == want ? 0 : fail(message, THAW_E_IMAGE_DAMAGED, "metadata");
}

static int verify_pages(const thaw_image *image, uint32_t first, uint32_t count, char *pages, thaw_buf *message)
{
    const image_trailer *t = &image->trailer;
    uint64_t want[VERIFY_CHUNK] = { 0 };
    int err = read_at(image->fd, t->page_hashes_offset + first * sizeof want[0], want, count * sizeof want[0]);
    if (!err)
        err = read_at(image->fd, t->pages_offset + (uint64_t)first * t->page_size, pages, (size_t)count * t->page_size);
    for (uint32_t i = 0; !err && i < count; i++) {
        if (thaw_hash(pages + (size_t)i * t->page_size, t->page_size, 0) == want[i])
            continue;
        if (message)
            thaw_buf_printf(message, "%s: page %u of %u", thaw_error_text(THAW_E_IMAGE_DAMAGED), first + i,
                            t->file_pages);
        err = THAW_E_IMAGE_DAMAGED;
    }
    return err;
}

int thaw_image_verify(const thaw_image *image, thaw_buf *ret_message)
{
    const image_trailer *t = &image->trailer;
    char *pages = malloc((size_t)VERIFY_CHUNK * t->page_size);
    if (!pages)
        return -ENOMEM;
    int err = verify_metadata(image, ret_message);
    for (uint32_t i = 0; !err && i < t->file_pages; i += VERIFY_CHUNK) {
        uint32_t left = t->file_pages - i;
        err = verify_pages(image, i, left < VERIFY_CHUNK ? left : VERIFY_CHUNK, pages, ret_message);
    }
    free(pages);
    return err;
}

/* ---- mapping ---- */

static int map_extents(const thaw_image *image, const image_tier_record *tier)
{
    const image_trailer *t = &image->trailer;
    for (uint32_t i = 0; i < tier->extents; i++) {
        const image_extent *e = &image->extents[tier->first_extent + i];
        void *want = (void *)(uintptr_t)(t->heap_base + (uint64_t)e->heap_page * t->page_size);
        off_t offset = (off_t)(t->pages_offset + (uint64_t)e->file_page * t->page_size);
        if (mmap(want, (size_t)e->count * t->page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, image->fd,
                 offset) == MAP_FAILED)
            return -errno;
    }
    return 0;
}

int thaw_image_map_range(const thaw_image *image, size_t index, thaw_range **ret)
{
    thaw_assert(index < image->trailer.tiers);
    const image_trailer *t = &image->trailer;
    const image_tier_record *tier = &image->tier[index];
    void *base = (void *)(uintptr_t)t->heap_base;
    void *got = mmap(base, t->heap_reserve, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (got == MAP_FAILED)
        return errno == EEXIST ? THAW_E_HEAP_RANGE : -errno;
    int err = got == base ? map_extents(image, tier) : THAW_E_HEAP_RANGE;
    if (!err)
        err = thaw_range_attach(t->heap_base, (size_t)tier->pages * t->page_size, t->heap_reserve, ret);
    if (err)
        munmap(got, t->heap_reserve);
    return err;
}

int thaw_image_map(const thaw_image *image, size_t index, thaw_heap **ret)
{
#if THAW_IMAGE
    if (image->trailer.heap_base != THAW_HEAP_BASE || image->trailer.heap_reserve != THAW_HEAP_RESERVE)
        return THAW_E_IMAGE_DAMAGED;
    thaw_range *range;
    int err = thaw_image_map_range(image, index, &range);
    if (!err)
        *ret = (thaw_heap *)range;
    return err;
#else
    (void)image;
    (void)index;
    (void)ret;
    return -ENOSYS;
#endif
}
