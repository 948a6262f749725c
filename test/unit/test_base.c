/* SPDX-License-Identifier: MIT
 * The base library: buffers and their limits, slices, UTF-8, lists, paths and files, the error table. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/list.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "test.h"

TEST(buf_grows_and_is_terminated)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(1 << 20);
    EXPECT_EQ(thaw_buf_puts(&b, "ab"), 0);
    EXPECT_EQ(thaw_buf_putc(&b, 'c'), 0);
    EXPECT_EQ(thaw_buf_printf(&b, "-%d-%s", 42, "x"), 0);
    EXPECT_STR(b.data, "abc-42-x");
    EXPECT_EQ(b.len, 8);
    for (int i = 0; i < 10000; i++)
        thaw_buf_append(&b, "0123456789", 10);
    EXPECT_EQ(b.len, 100008);
    EXPECT_EQ(b.data[b.len], 0);
    EXPECT_EQ(thaw_buf_error(&b), 0);
}

TEST(buf_error_sticks_until_reset)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(4);
    EXPECT_EQ(thaw_buf_puts(&b, "abcd"), 0);
    EXPECT_EQ(thaw_buf_putc(&b, 'e'), THAW_E_TOO_LARGE);
    EXPECT_EQ(thaw_buf_append(&b, "", 0), THAW_E_TOO_LARGE);
    EXPECT_EQ(thaw_buf_error(&b), THAW_E_TOO_LARGE);
    thaw_buf_reset(&b);
    EXPECT_EQ(thaw_buf_error(&b), 0);
    EXPECT_EQ(thaw_buf_puts(&b, "wxyz"), 0);
    EXPECT_STR(b.data, "wxyz");
}

TEST(buf_consume_and_take)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(64);
    EXPECT(thaw_buf_take(&b) == NULL);
    thaw_buf_puts(&b, "hello world");
    thaw_buf_consume(&b, 6);
    EXPECT_STR(b.data, "world");
    char *s = thaw_buf_take(&b);
    EXPECT_STR(s, "world");
    EXPECT_EQ(b.len, 0);
    EXPECT(b.data == NULL);
    free(s);
}

TEST(buf_json_escapes)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(256);
    EXPECT_EQ(thaw_buf_json(&b, "a\"\\\n\x01\xc3\xa9", 7), 0);
    EXPECT_STR(b.data, "a\\\"\\\\\\n\\u0001\xc3\xa9");
    thaw_buf_reset(&b);
    EXPECT_EQ(thaw_buf_json(&b, "x\xffy", 3), 0);
    EXPECT(strstr(b.data, "\xef\xbf\xbd") || strstr(b.data, "\\ufffd") || strstr(b.data, "\\uFFFD"));
}

TEST(slice_compares)
{
    thaw_slice s = THAW_SLICE("module.mjs");
    EXPECT(thaw_slice_is(s, "module.mjs"));
    EXPECT(!thaw_slice_is(s, "module.mj"));
    EXPECT(thaw_slice_starts(s, "mod") && thaw_slice_starts(s, ""));
    EXPECT(thaw_slice_ends(s, ".mjs") && !thaw_slice_ends(s, ".js"));
    EXPECT(!thaw_slice_starts(THAW_SLICE("a"), "ab") && !thaw_slice_ends(THAW_SLICE("b"), "ab"));
    EXPECT(thaw_slice_equal(thaw_slice_of(NULL), THAW_SLICE("")));
}

TEST(utf8_round_trip)
{
    static const uint32_t points[] = { 0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff };
    for (size_t i = 0; i < THAW_COUNT(points); i++) {
        char out[4];
        uint32_t c;
        size_t n = thaw_utf8_encode(points[i], out);
        EXPECT_EQ(thaw_utf8_decode(out, n, &c), n);
        EXPECT_EQ(c, points[i]);
        EXPECT(thaw_utf8_valid(out, n));
        if (n > 1)
            EXPECT(!thaw_utf8_valid(out, n - 1));
    }
}

TEST(utf8_rejects_what_the_standard_rejects)
{
    static const struct {
        const char *bytes;
        size_t len, taken;
    } bad[] = {
        { "\x80", 1, 1 },             /* continuation alone */
        { "\xc0\x80", 2, 1 },         /* overlong */
        { "\xe0\x80\x80", 3, 1 },     /* overlong */
        { "\xed\xa0\x80", 3, 1 },     /* surrogate */
        { "\xf4\x90\x80\x80", 4, 1 }, /* above U+10FFFF */
        { "\xf0\x9f\x98", 3, 3 },     /* cut short: one maximal subpart */
        { "\xe2\x82"
          "a",
          3, 2 }, /* cut short by ASCII */
        { "\xff", 1, 1 },
    };
    for (size_t i = 0; i < THAW_COUNT(bad); i++) {
        uint32_t c;
        EXPECT_EQ(thaw_utf8_decode(bad[i].bytes, bad[i].len, &c), bad[i].taken);
        EXPECT_EQ(c, THAW_UTF8_INVALID);
        EXPECT(!thaw_utf8_valid(bad[i].bytes, bad[i].len));
    }
}

TEST(list_links)
{
    thaw_link head, a = { 0 }, b = { 0 }, c = { 0 };
    thaw_list_init(&head);
    EXPECT(thaw_list_empty(&head));
    EXPECT(!thaw_link_is_linked(&a));
    thaw_list_append(&head, &a);
    thaw_list_append(&head, &c);
    thaw_list_insert(&c, &b);
    EXPECT(head.next == &a && a.next == &b && b.next == &c && c.next == &head);
    thaw_list_remove(&b);
    EXPECT(!thaw_link_is_linked(&b) && a.next == &c && c.prev == &a);
    thaw_list_remove(&b); /* harmless */
    thaw_list_remove(&a);
    thaw_list_remove(&c);
    EXPECT(thaw_list_empty(&head));
}

static void expect_path(const char *base, const char *path, const char *want)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(4096);
    EXPECT_EQ(thaw_path_resolve(&b, base, thaw_slice_of(path)), 0);
    EXPECT_STR(b.data, want);
}

TEST(path_resolve_is_nodes)
{
    expect_path("/a/b", "c", "/a/b/c");
    expect_path("/a/b", "../c", "/a/c");
    expect_path("/a/b", "../../../c", "/c");
    expect_path("/a/b", "/x/./y/", "/x/y");
    expect_path("/a/b", "", "/a/b");
    expect_path("/", ".", "/");
    expect_path("/a", "b//c/./d/..", "/a/b/c");
}

TEST(path_parts)
{
    EXPECT(thaw_slice_is(thaw_path_dirname(THAW_SLICE("/a/b/c.js")), "/a/b"));
    EXPECT(thaw_slice_is(thaw_path_dirname(THAW_SLICE("/a")), "/"));
    EXPECT(thaw_slice_is(thaw_path_dirname(THAW_SLICE("a")), "."));
    EXPECT(thaw_slice_is(thaw_path_basename(THAW_SLICE("/a/b/c.js")), "c.js"));
    EXPECT(thaw_slice_is(thaw_path_extname(THAW_SLICE("a.b.js")), ".js"));
    EXPECT_EQ(thaw_path_extname(THAW_SLICE(".bashrc")).len, 0);
    EXPECT_EQ(thaw_path_extname(THAW_SLICE("a")).len, 0);
}

TEST(file_write_then_read)
{
    char dir[] = "/tmp/thaw-unit-XXXXXX";
    EXPECT(mkdtemp(dir) != NULL);
    THAW_AUTO(thaw_buf) path = thaw_buf_of(256);
    thaw_buf_printf(&path, "%s/f", dir);
    EXPECT_EQ(thaw_file_write(path.data, "one", 3, 0640), 0);
    EXPECT_EQ(thaw_file_write(path.data, "second", 6, 0640), 0);
    struct stat st;
    EXPECT_EQ(stat(path.data, &st), 0);
    EXPECT_EQ(st.st_mode & 0777, 0640);
    THAW_AUTO(thaw_buf) b = thaw_buf_of(6);
    EXPECT_EQ(thaw_file_read(path.data, &b), 0);
    EXPECT_STR(b.data, "second");
    THAW_AUTO(thaw_buf) small = thaw_buf_of(5);
    EXPECT_EQ(thaw_file_read(path.data, &small), THAW_E_TOO_LARGE);
    EXPECT_EQ(unlink(path.data), 0);
    EXPECT_EQ(thaw_file_read(path.data, &small), -ENOENT);
    EXPECT_EQ(rmdir(dir), 0); /* no temporary file stayed behind */
    EXPECT(thaw_file_write(path.data, "x", 1, 0600) < 0);
}

TEST(file_may_be_as_long_as_the_limit)
{
    enum { SIZE = 100000 };
    char path[] = "/tmp/thaw-unit-XXXXXX";
    THAW_AUTO(thaw_fd) fd = mkstemp(path);
    THAW_AUTO(thaw_buf) text = thaw_buf_of(SIZE);
    for (int i = 0; i < SIZE; i++)
        thaw_buf_putc(&text, 'x');
    EXPECT_EQ(thaw_fd_write_all(fd, text.data, SIZE), 0);
    THAW_AUTO(thaw_buf) exact = thaw_buf_of(SIZE);
    EXPECT_EQ(thaw_file_read(path, &exact), 0);
    EXPECT_EQ(exact.len, SIZE);
    THAW_AUTO(thaw_buf) small = thaw_buf_of(SIZE - 1);
    EXPECT_EQ(thaw_file_read(path, &small), THAW_E_TOO_LARGE);
    unlink(path);
}

TEST(error_table)
{
    EXPECT_STR(thaw_error_code(-ENOENT), "ENOENT");
    EXPECT_STR(thaw_error_text(-ENOENT), "no such file or directory");
    EXPECT_STR(thaw_error_class(-ENOENT), "Error");
    EXPECT_STR(thaw_error_code(THAW_E_RANGE), "ERR_OUT_OF_RANGE");
    EXPECT_STR(thaw_error_class(THAW_E_RANGE), "RangeError");
    EXPECT(thaw_error_code(-99999) && thaw_error_text(-99999) && thaw_error_class(-99999));
}
