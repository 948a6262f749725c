/* SPDX-License-Identifier: MIT
 * Image files: what is written comes back, tiers share pages, and whatever happens to a file gives an error. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
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
#include "test.h"

static const char json[] = "{\"modules\":[\"a\"]}";

/* A heap with a chain of blocks at its root, longer by `n`. */
static void add_chain(thaw_range *r, int n)
{
    for (int i = 0; i < n; i++) {
        void **link = thaw_range_malloc(r, 5000);
        memset(link, i, 5000);
        link[0] = thaw_range_root(r);
        thaw_range_set_root(r, link);
    }
    thaw_range_trim(r);
}

static int chain_length(const thaw_range *r)
{
    int n = 0;
    for (void **link = thaw_range_root(r); link; link = link[0])
        n++;
    return n;
}

/* Where a test's file is; it is unlinked as soon as it is open. */
static const char *image_path(void)
{
    static char path[64];
    snprintf(path, sizeof path, "/tmp/thaw-test-image.%ld", (long)getpid());
    return path;
}

/* An image of two tiers, 100 and 150 links long, behind `executable`. Returns a descriptor. */
static int write_image(const char *executable)
{
    thaw_range *r;
    EXPECT_EQ(thaw_range_create(0, 64 << 20, &r), 0);
    thaw_image_writer *w;
    EXPECT_EQ(thaw_image_writer_new(executable, image_path(), &w), 0);
    add_chain(r, 100);
    EXPECT_EQ(thaw_image_writer_add_range(w, THAW_TIER_BASE, r, THAW_SLICE("cold")), 0);
    add_chain(r, 50);
    EXPECT_EQ(thaw_image_writer_add_range(w, THAW_TIER_FULL, r, THAW_SLICE("warmest")), 0);
    EXPECT_EQ(thaw_image_writer_add_range(w, THAW_TIER_FULL, r, THAW_SLICE("")), -EINVAL);
    EXPECT_EQ(thaw_image_writer_set_metadata(w, THAW_SLICE(json)), 0);
    EXPECT_EQ(thaw_image_writer_finish(w), 0);
    thaw_image_writer_free(w);
    thaw_range_destroy(r);
    int fd = open(image_path(), O_RDWR | O_CLOEXEC);
    EXPECT(fd >= 0);
    unlink(image_path());
    return fd;
}

static off_t size_of_file(int fd)
{
    struct stat st;
    EXPECT_EQ(fstat(fd, &st), 0);
    return st.st_size;
}

static image_trailer read_trailer(int fd)
{
    image_trailer t;
    EXPECT_EQ(pread(fd, &t, sizeof t, size_of_file(fd) - (off_t)sizeof t), (ssize_t)sizeof t);
    return t;
}

static void write_trailer(int fd, image_trailer *t, bool with_checksum)
{
    if (with_checksum) {
        size_t size = (size_t)size_of_file(fd) - sizeof *t - t->tail_offset;
        char *tail = malloc(size);
        EXPECT_EQ(pread(fd, tail, size, (off_t)t->tail_offset), (ssize_t)size);
        t->checksum = thaw_hash(t, offsetof(image_trailer, checksum), thaw_hash(tail, size, 0));
        free(tail);
    }
    EXPECT_EQ(pwrite(fd, t, sizeof *t, size_of_file(fd) - (off_t)sizeof *t), (ssize_t)sizeof *t);
}

static int try_open(int fd)
{
    thaw_image *image;
    int err = thaw_image_open(fd, NULL, &image);
    if (!err)
        thaw_image_free(image);
    return err;
}

TEST(image_maps_each_tier_as_it_was)
{
    int fd = write_image(NULL);
    thaw_image *image;
    EXPECT_EQ(thaw_image_open(fd, NULL, &image), 0);
    EXPECT_EQ(thaw_image_tier_count(image), 2);
    thaw_tier warm = thaw_image_tier(image, 0), cold = thaw_image_tier(image, 1);
    EXPECT_EQ(warm.kind, THAW_TIER_FULL);
    EXPECT_EQ(cold.kind, THAW_TIER_BASE);
    EXPECT(thaw_slice_is(warm.inputs, "warmest") && thaw_slice_is(cold.inputs, "cold"));
    EXPECT_EQ(warm.extents, 1);
    EXPECT(cold.own_pages < cold.pages / 4);
    EXPECT_EQ(thaw_image_verify(image, NULL), 0);
    for (size_t i = 0; i < 2; i++) {
        thaw_range *r;
        EXPECT_EQ(thaw_image_map_range(image, i, &r), 0);
        thaw_range_check(r);
        EXPECT_EQ(chain_length(r), i ? 100 : 150);
        add_chain(r, 300); /* grows beyond the image */
        thaw_range_check(r);
        EXPECT_EQ(chain_length(r), i ? 400 : 450);
        thaw_range *second;
        EXPECT_EQ(thaw_image_map_range(image, i, &second), THAW_E_HEAP_RANGE);
        thaw_range_destroy(r);
    }
    thaw_image_free(image);
    close(fd);
}

TEST(image_holds_its_metadata)
{
    int fd = write_image(NULL);
    thaw_image *image;
    EXPECT_EQ(thaw_image_open(fd, NULL, &image), 0);
    THAW_AUTO(thaw_buf) b = thaw_buf_of(1000);
    EXPECT_EQ(thaw_image_metadata(image, &b), 0);
    EXPECT_STR(b.data, json);
    EXPECT_EQ(thaw_image_get_info(image).metadata_size, sizeof json - 1);
    thaw_image_free(image);
    close(fd);
}

TEST(image_behind_an_executable_replaces_the_one_it_had)
{
    int first = write_image("/proc/self/exe");
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", first);
    int second = write_image(path);
    struct stat self;
    EXPECT_EQ(stat("/proc/self/exe", &self), 0);
    thaw_image *image;
    EXPECT_EQ(thaw_image_open(second, NULL, &image), 0);
    EXPECT_EQ(thaw_image_get_info(image).executable_size, self.st_size);
    EXPECT_EQ(size_of_file(first), size_of_file(second));
    struct stat st;
    EXPECT_EQ(fstat(second, &st), 0);
    EXPECT(st.st_mode & S_IXUSR);
    thaw_image_free(image);
    close(first);
    close(second);
}

TEST(image_is_absent_from_other_files)
{
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    EXPECT_EQ(try_open(fd), THAW_E_IMAGE_ABSENT);
    close(fd);
    fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    EXPECT_EQ(try_open(fd), THAW_E_IMAGE_ABSENT);
    close(fd);
}

TEST(image_cut_anywhere_in_its_tail_is_refused)
{
    int fd = write_image(NULL);
    off_t size = size_of_file(fd);
    off_t from = (off_t)read_trailer(fd).tail_offset - 100;
    for (off_t cut = size - 1; cut >= from; cut--) {
        EXPECT_EQ(ftruncate(fd, cut), 0);
        EXPECT_EQ(try_open(fd), THAW_E_IMAGE_ABSENT); /* the magic is what comes last */
    }
    close(fd);
}

TEST(image_cut_in_the_middle_is_refused)
{
    int fd = write_image(NULL);
    image_trailer t = read_trailer(fd);
    off_t size = size_of_file(fd);
    EXPECT_EQ(ftruncate(fd, size - 8192), 0);
    EXPECT_EQ(pwrite(fd, &t, sizeof t, size - 8192), (ssize_t)sizeof t);
    EXPECT_EQ(try_open(fd), THAW_E_IMAGE_DAMAGED);
    close(fd);
}

TEST(image_with_any_bit_of_its_tail_flipped_is_refused)
{
    int fd = write_image(NULL);
    off_t size = size_of_file(fd);
    for (off_t at = (off_t)read_trailer(fd).tail_offset; at < size; at++) {
        unsigned char byte, flipped;
        EXPECT_EQ(pread(fd, &byte, 1, at), 1);
        flipped = (unsigned char)(byte ^ (1u << (at % 8)));
        EXPECT_EQ(pwrite(fd, &flipped, 1, at), 1);
        bool padding = at >= size - 16 + (off_t)THAW_IMAGE_MAGIC_SIZE;
        EXPECT(padding || try_open(fd) < 0);
        EXPECT_EQ(pwrite(fd, &byte, 1, at), 1);
    }
    EXPECT_EQ(try_open(fd), 0);
    close(fd);
}

TEST(image_verify_finds_a_flipped_bit_in_pages_and_metadata)
{
    int fd = write_image(NULL);
    image_trailer t = read_trailer(fd);
    const uint64_t places[] = { t.pages_offset + 5000, t.pages_offset + (t.file_pages - 1) * 4096ull + 4095,
                                t.metadata_offset + 1, t.page_hashes_offset + 8 };
    for (size_t i = 0; i < 4; i++) {
        unsigned char byte, flipped;
        EXPECT_EQ(pread(fd, &byte, 1, (off_t)places[i]), 1);
        flipped = byte ^ 4;
        EXPECT_EQ(pwrite(fd, &flipped, 1, (off_t)places[i]), 1);
        thaw_image *image;
        EXPECT_EQ(thaw_image_open(fd, NULL, &image), 0);
        THAW_AUTO(thaw_buf) message = thaw_buf_of(1000);
        EXPECT_EQ(thaw_image_verify(image, &message), THAW_E_IMAGE_DAMAGED);
        EXPECT(message.len > 0);
        thaw_image_free(image);
        EXPECT_EQ(pwrite(fd, &byte, 1, (off_t)places[i]), 1);
    }
    close(fd);
}

TEST(image_of_another_build_can_only_be_looked_at)
{
    int fd = write_image(NULL);
    image_trailer t = read_trailer(fd);
    t.build_id[3] ^= 1;
    write_trailer(fd, &t, true);
    THAW_AUTO(thaw_buf) message = thaw_buf_of(1000);
    thaw_image *image;
    EXPECT_EQ(thaw_image_open(fd, &message, &image), THAW_E_IMAGE_FOREIGN);
    EXPECT(strstr(message.data, "another build") != NULL);
    EXPECT_EQ(thaw_image_inspect(fd, NULL, &image), 0);
    EXPECT_EQ(strlen(thaw_image_get_info(image).build_id), 40);
    thaw_image_free(image);
    close(fd);
}

TEST(image_of_another_format_is_named)
{
    int fd = write_image(NULL);
    image_trailer t = read_trailer(fd);
    t.format = 7;
    write_trailer(fd, &t, true);
    THAW_AUTO(thaw_buf) message = thaw_buf_of(1000);
    thaw_image *image;
    EXPECT_EQ(thaw_image_open(fd, &message, &image), THAW_E_IMAGE_VERSION);
    EXPECT(strchr(message.data, '7') != NULL);
    close(fd);
}

/* A trailer that was made up, checksum and all, must not lead outside the file or the heap. */
TEST(image_with_impossible_numbers_is_refused)
{
    static const struct {
        size_t offset, size;
        uint64_t value;
    } changes[] = {
#define CHANGE(field, value) { offsetof(image_trailer, field), sizeof((image_trailer *)0)->field, value }
        CHANGE(executable_size, 1ull << 40),
        CHANGE(pages_offset, 4095),
        CHANGE(pages_offset, 1ull << 40),
        CHANGE(page_hashes_offset, UINT64_MAX),
        CHANGE(metadata_offset, UINT64_MAX - 4),
        CHANGE(metadata_size, 1ull << 50),
        CHANGE(heap_base, UINT64_MAX & ~4095ull),
        CHANGE(heap_base, 12345),
        CHANGE(heap_reserve, 1ull << 45),
        CHANGE(page_size, 0),
        CHANGE(page_size, 4097),
        CHANGE(page_size, 1u << 30),
        CHANGE(file_pages, UINT32_MAX),
        CHANGE(file_pages, 1),
        CHANGE(tiers, 0),
        CHANGE(tiers, 9),
        CHANGE(tiers, 8),
        CHANGE(extents, 0),
        CHANGE(extents, 1u << 30),
        CHANGE(heap_reserve, 4096),
        CHANGE(build_id_size, 21),
#undef CHANGE
    };
    int fd = write_image(NULL);
    image_trailer good = read_trailer(fd);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        image_trailer t = good;
        memcpy((char *)&t + changes[i].offset, &changes[i].value, changes[i].size);
        write_trailer(fd, &t, true);
        EXPECT(try_open(fd) < 0);
    }
    close(fd);
}

TEST(image_with_impossible_tiers_is_refused)
{
    int fd = write_image(NULL);
    image_trailer t = read_trailer(fd);
    size_t words = (2 * sizeof(image_tier_record) + t.extents * sizeof(image_extent)) / 4;
    for (size_t i = 0; i < words; i++) {
        off_t at = (off_t)(t.tail_offset + 4 * i);
        uint32_t word, bad = 0xfffffff0;
        EXPECT_EQ(pread(fd, &word, 4, at), 4);
        EXPECT_EQ(pwrite(fd, &bad, 4, at), 4);
        image_trailer again = t;
        write_trailer(fd, &again, true);
        EXPECT_EQ(try_open(fd), THAW_E_IMAGE_DAMAGED);
        EXPECT_EQ(pwrite(fd, &word, 4, at), 4);
    }
    close(fd);
}

TEST(image_writer_leaves_nothing_when_abandoned)
{
    thaw_image_writer *w;
    EXPECT_EQ(thaw_image_writer_new(NULL, image_path(), &w), 0);
    EXPECT_EQ(thaw_image_writer_finish(w), -EINVAL);
    thaw_image_writer_free(w);
    EXPECT(access(image_path(), F_OK) < 0);
    EXPECT_EQ(thaw_image_writer_new(NULL, "/nonexistent/x", &w), -ENOENT);
}

TEST(hash_depends_on_each_byte)
{
    char bytes[200] = { 0 };
    for (size_t len = 0; len < sizeof bytes; len++) {
        uint64_t h = thaw_hash(bytes, len, 0);
        EXPECT(h != thaw_hash(bytes, len + 1, 0));
        EXPECT(h != thaw_hash(bytes, len, 1));
        for (size_t i = 0; i < len; i++) {
            bytes[i] ^= 0x40;
            EXPECT(h != thaw_hash(bytes, len, 0));
            bytes[i] ^= 0x40;
        }
    }
}
