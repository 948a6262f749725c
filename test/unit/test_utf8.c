/* SPDX-License-Identifier: MIT
 * parse/encoding/utf8: everything that goes many bytes at a time, held against base/utf8, which goes one by one. */
#include <stdlib.h>
#include <string.h>
#include <sys/platform/x86.h>

#include "base/auto.h"
#include "base/utf8.h"
#include "parse/encoding/utf8.h"
#include "parse/encoding/utf8_avx2.h"
#include "test.h"

enum { SIZE = 200 };

static unsigned random_state = 1;

static unsigned random_below(unsigned n)
{
    random_state = random_state * 1103515245u + 12345u;
    return (random_state >> 16) % n;
}

/* Text of characters up to `max`, mostly ASCII if `ascii` of ten. */
static size_t fill(uint8_t *s, size_t size, uint32_t max, unsigned ascii)
{
    size_t n = 0;
    while (n + 4 <= size) {
        uint32_t c = random_below(10) < ascii ? random_below(0x80)
                                              : random_below(max < 0x8000 ? max : 0x8000) * (max / 0x8000 + 1) % max;
        if (c >= 0xD800 && c < 0xE000)
            c = 0x20AC;
        n += thaw_utf8_encode(c, (char *)s + n);
    }
    return n;
}

static void expect_all(const uint8_t *s, size_t size)
{
    static uint16_t units[SIZE], lossy[SIZE], want[SIZE];
    static uint8_t latin1[SIZE], back[2 * SIZE];
    size_t n = 0, ascii = 0, written;
    bool valid = thaw_utf8_valid((const char *)s, size), low = true;
    while (ascii < size && s[ascii] < 0x80)
        ascii++;
    for (size_t i = 0; i < size;) {
        uint32_t c;
        i += thaw_utf8_decode((const char *)s + i, size - i, &c);
        c = c == THAW_UTF8_INVALID ? 0xFFFD : c;
        low &= c <= 0xFF;
        if (c > 0xFFFF)
            want[n++] = (uint16_t)(0xD800 + ((c - 0x10000) >> 10));
        want[n++] = (uint16_t)(c > 0xFFFF ? 0xDC00 + (c & 0x3FF) : c);
    }
    thaw_utf8_shape shape = thaw_utf8_measure(s, size);
    EXPECT_EQ(shape.ascii, ascii);
    EXPECT_EQ(thaw_ascii_prefix(s, size), ascii);
    EXPECT_EQ(shape.valid, valid);
    if (CPU_FEATURE_ACTIVE(AVX2))
        EXPECT_EQ(thaw_utf8_valid_avx2(s, size), valid);
    EXPECT_EQ(thaw_utf8_to_utf16_lossy(s, size, lossy), n);
    EXPECT_MEM(lossy, want, 2 * n);
    if (!valid)
        return;
    EXPECT_EQ(shape.utf16_size, n);
    EXPECT_EQ(shape.latin1, low);
    thaw_utf8_to_utf16(s, size, units);
    EXPECT_MEM(units, want, 2 * n);
    EXPECT_EQ(thaw_utf16_utf8_size(units, n), size);
    EXPECT_EQ(thaw_utf16_to_utf8(units, n, back, sizeof back, &written), n);
    EXPECT(written == size && memcmp(back, s, size) == 0);
    if (low) {
        thaw_utf8_to_latin1(s, size, latin1);
        for (size_t i = 0; i < n; i++)
            EXPECT_EQ(latin1[i], want[i]);
        EXPECT_EQ(thaw_latin1_utf8_size(latin1, n), size);
        EXPECT_EQ(thaw_latin1_to_utf8(latin1, n, back, sizeof back, &written), n);
        EXPECT(written == size && memcmp(back, s, size) == 0);
    }
}

TEST(utf8_texts_and_damaged_texts)
{
    static const uint32_t max[] = { 0x80, 0x100, 0x800, 0x10000, 0x110000 };
    uint8_t s[SIZE];
    for (unsigned round = 0; round < 4000; round++) {
        size_t size = fill(s, 4 + random_below(SIZE - 4), max[round % 5], round / 5 % 11);
        expect_all(s, size);
        if (size && round % 2) { /* a byte changed, or the end cut off */
            s[random_below((unsigned)size)] = (uint8_t)random_below(256);
            expect_all(s, size);
        } else if (size) {
            expect_all(s, random_below((unsigned)size));
        }
    }
}

/* Every two bytes, and every lead with the bytes around its limits, at each place of a block. */
TEST(utf8_every_pair)
{
    uint8_t s[80];
    for (unsigned pair = 0x8000; pair <= 0xFFFF; pair++) {
        memset(s, 'a', sizeof s);
        size_t at = 30 + pair % 5;
        s[at] = (uint8_t)(pair >> 8);
        s[at + 1] = (uint8_t)pair;
        s[at + 2] = 0x80 + pair % 64;
        expect_all(s, sizeof s);
        s[at + 3] = 0xBF;
        expect_all(s, sizeof s);
        expect_all(s, at + 2);
    }
}

TEST(utf8_incomplete_ends)
{
    static const struct {
        const char *s;
        size_t n;
    } rows[] = { { "", 0 },
                 { "a", 0 },
                 { "\xc3", 1 },
                 { "a\xe2\x82", 2 },
                 { "\xe2\x82\xac", 0 },
                 { "\xf0\x9f\x98", 3 },
                 { "\xf0\x9f\x98\x80", 0 },
                 { "\x80", 0 },
                 { "\xc0", 0 },
                 { "\xe0\x80", 0 },
                 { "\xed\xa0", 0 },
                 { "\xf4\x90", 0 },
                 { "\xf5", 0 },
                 { "\xf0", 1 },
                 { "\xff", 0 },
                 { "\xe2\x82\x80\x80", 0 } };
    for (size_t i = 0; i < THAW_COUNT(rows); i++)
        EXPECT_EQ(thaw_utf8_incomplete((const uint8_t *)rows[i].s, strlen(rows[i].s)), rows[i].n);
}

/* Units of every kind, lone surrogates among them, into room that is enough or not; by steps, and all at once. */
TEST(utf8_encoding_any_units)
{
    static uint16_t units[600];
    static uint8_t out[2000], want[2000], latin1[600];
    for (unsigned round = 0; round < 4000; round++) {
        static const unsigned limit[] = { 0x80, 0x100, 0x800, 0x10000 };
        size_t n = random_below(THAW_COUNT(units)), size = 0, read = 0, written;
        for (size_t i = 0; i < n; i++) {
            bool surrogate = round % 2 && random_below(8) == 0;
            units[i] =
                (uint16_t)(surrogate ? 0xD800 + random_below(0x800) : random_below(limit[random_below(round % 4 + 1)]));
            latin1[i] = (uint8_t)units[i];
        }
        for (size_t i = 0; i < n; i++) {
            uint32_t c = units[i];
            if ((c & 0xFC00) == 0xD800 && i + 1 < n && (units[i + 1] & 0xFC00) == 0xDC00)
                c = 0x10000 + ((c & 0x3FF) << 10) + (units[++i] & 0x3FF);
            size += thaw_utf8_encode((c & 0xFFFFF800) == 0xD800 ? 0xFFFD : c, (char *)want + size);
        }
        EXPECT_EQ(thaw_utf16_utf8_size(units, n), size);
        size_t room = round % 3 ? size : random_below((unsigned)size + 1);
        memset(out, 0xAA, sizeof out);
        read = thaw_utf16_to_utf8(units, n, out, room, &written);
        EXPECT(written <= room && room - written < 4 && (read == n) == (written == size));
        EXPECT_MEM(out, want, written);
        EXPECT_EQ(out[room], 0xAA); /* nothing beyond it */
        for (size_t i = size = 0; i < n; i++)
            size += thaw_utf8_encode(latin1[i], (char *)want + size);
        EXPECT_EQ(thaw_latin1_utf8_size(latin1, n), size);
        EXPECT_EQ(thaw_latin1_to_utf8(latin1, n, out, size, &written), n);
        EXPECT(written == size && memcmp(out, want, size) == 0);
    }
}

TEST(utf8_encoding_stops_where_there_is_no_room)
{
    static const uint16_t text[] = { 'a', 0xE9, 0x20AC, 0xD83D, 0xDE00, 0xD800, 'z' };
    static const struct {
        size_t room, read, written;
    } rows[] = { { 0, 0, 0 }, { 1, 1, 1 },   { 2, 1, 1 },   { 3, 2, 3 },   { 5, 2, 3 },   { 6, 3, 6 },
                 { 9, 3, 6 }, { 10, 5, 10 }, { 12, 5, 10 }, { 13, 6, 13 }, { 14, 7, 14 }, { 99, 7, 14 } };
    uint8_t out[100], latin1[] = { 'a', 0xE9, 'b' };
    size_t written;
    for (size_t i = 0; i < THAW_COUNT(rows); i++) {
        EXPECT_EQ(thaw_utf16_to_utf8(text, THAW_COUNT(text), out, rows[i].room, &written), rows[i].read);
        EXPECT_EQ(written, rows[i].written);
    }
    EXPECT_MEM(out + 10, "\xef\xbf\xbdz", 4);
    for (size_t room = 0; room < 6; room++) {
        size_t read = thaw_latin1_to_utf8(latin1, 3, out, room, &written);
        EXPECT_EQ(read, room < 1 ? 0 : room < 3 ? 1 : room < 4 ? 2 : 3);
        EXPECT_EQ(written, room < 1 ? 0 : room < 3 ? 1 : room < 4 ? 3 : 4);
    }
}
