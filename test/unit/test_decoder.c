/* SPDX-License-Identifier: MIT
 * parse/encoding: labels, and every legacy decoder: characters, errors and what follows them, input cut anywhere, all
 * codes of two bytes. */
#include <stdio.h>
#include <string.h>
#include <uchar.h>

#include "base/error.h"
#include "parse/encoding/decoder.h"
#include "test.h"

enum { OUT_MAX = 64 };

static int of(const char *label)
{
    return thaw_encoding_of_label((thaw_slice){ label, strlen(label) });
}

TEST(encoding_labels)
{
    EXPECT_EQ(of("utf-8"), THAW_ENCODING_UTF_8);
    EXPECT_EQ(of(" \t\n\f\rUTF8\n"), THAW_ENCODING_UTF_8);
    EXPECT_EQ(of("Latin1"), of("windows-1252"));
    EXPECT_EQ(of("x-x-big5"), THAW_ENCODING_BIG5);
    EXPECT_EQ(of("hz-gb-2312"), THAW_ENCODING_REPLACEMENT);
    EXPECT_EQ(of("iso-8859-8-i"), THAW_ENCODING_ISO_8859_8_I);
    EXPECT_STR(thaw_encoding_name((thaw_encoding)of("latin1")), "windows-1252");
    EXPECT_STR(thaw_encoding_name((thaw_encoding)of("866")), "ibm866");
    EXPECT_STR(thaw_encoding_name((thaw_encoding)of("x-mac-ukrainian")), "x-mac-cyrillic");
    static const char *const unknown[] = {
        "", " ", "utf", "utf-8 utf-8", "utf-8x", "\vutf-8", "utf-7", "a-label-that-is-longer-than-any-of-the-known-ones"
    };
    for (size_t i = 0; i < THAW_COUNT(unknown); i++)
        EXPECT_EQ(of(unknown[i]), -1);
    EXPECT_EQ(thaw_encoding_of_label((thaw_slice){ "utf-8\0", 6 }), -1);
}

typedef struct {
    const char *label, *bytes;
    size_t size;
    const char16_t *text;
} row;
#define ROW(label, bytes, text)                  \
    {                                            \
        label, bytes, sizeof(bytes) - 1, u##text \
    }

static const row rows[] = {
    ROW("windows-1252", "a\x80\x81\xff", "a\u20ac\x81\u00ff"),
    ROW("windows-1255", "\xca\xd9", "\u05ba\ufffd"),
    ROW("koi8-u", "\xae\xbe\xc1", "\u045e\u040e\u0430"),
    ROW("iso-8859-8-i", "\xe0\xa1", "\u05d0\ufffd"),
    ROW("iso-8859-16", "\xa4", "\u20ac"),
    ROW("x-user-defined", "a\x80\xff", "a\uf780\uf7ff"),
    ROW("replacement", "abc", "\ufffd"),
    ROW("replacement", "", ""),
    /* gb18030: two and four bytes, planes, what has no character, ends */
    ROW("gbk", "\x80\x81\x40\xa3\xa0\xa6\xd9\xfe\xa0", "\u20ac\u4e02\u3000\ufe10\u9fbb"),
    ROW("gb18030", "\x81\x30\x81\x30\x81\x35\xf4\x37\x84\x31\xa4\x39",
        "\x80"
        u"\ue7c7\uffff"),
    ROW("gb18030", "\x90\x30\x81\x30\xe3\x32\x9a\x35", "\U00010000\U0010FFFF"),
    ROW("gb18030", "\x84\x31\xa5\x30x\xe3\x32\x9a\x36", "\ufffdx\ufffd"),
    ROW("gb18030", "\xff\x81\x7f\x81\xff\x81\x28", "\ufffd\ufffd\x7f\ufffd\ufffd("),
    ROW("gb18030", "\x81\x30\xfe\x29\x81\x30\xff", "\ufffd0\ufffd)\ufffd0\ufffd"),
    ROW("gb18030", "\x81", "\ufffd"),
    ROW("gb18030", "\x81\x30", "\ufffd"),
    ROW("gb18030", "\x81\x30\x81", "\ufffd"),
    /* Big5: pairs, plane 2 */
    ROW("big5", "\xa4\x40\x88\x62\x88\x64\x88\xa3\x88\xa5", "\u4e00\u00ca\u0304\u00ca\u030c\u00ea\u0304\u00ea\u030c"),
    ROW("big5", "\x81\x41\x81\x7a",
        "\ufffd"
        "A\ufffdz"),
    ROW("big5", "\x81\xa1\x88\x66", "\ufffd\u00ca"),
    ROW("big5", "\x80\xa4", "\ufffd\ufffd"),
    /* EUC-JP */
    ROW("euc-jp", "\xa4\xa2\x8e\xb1\x8f\xa2\xb7z", "\u3042\uff71\uff5ez"),
    ROW("euc-jp", "\xa4z\x8f\xa2z\x80\xa4", "\ufffdz\ufffdz\ufffd\ufffd"),
    /* ISO-2022-JP */
    ROW("iso-2022-jp", "a\x1b$B\x24\x22\x1b(J\\~\x1b(I\x31\x1b(Bz", "a\u3042\u00a5\u203e\uff71z"),
    ROW("iso-2022-jp", "\x1b$@\x30\x21\x1b(B\x0e\x80", "\u4e9c\ufffd\ufffd"),
    ROW("iso-2022-jp", "\x1b$B\x1b(Bz", "\ufffdz"),
    ROW("iso-2022-jp", "\x1bx\x1b(x\x1b", "\ufffdx\ufffd(x\ufffd"),
    ROW("iso-2022-jp", "\x1b$B\x24", "\ufffd"),
    ROW("iso-2022-jp", "\x1b$B\x24\x1b(Bz", "\ufffdz"),
    ROW("iso-2022-jp", "\x1b$", "\ufffd$"),
    ROW("iso-2022-jp", "\x1b$B\x1b$", "\ufffd\ufffd"),
    /* Shift_JIS */
    ROW("shift_jis", "\x82\xa0\xb1\x80\xf0\x40\xf9\xfc", "\u3042\uff71\x80\ue000\ue757"),
    ROW("shift_jis", "\x82z\x81\xad\xa0\xfd\x82", "\ufffdz\ufffd\ufffd\ufffd\ufffd"),
    /* EUC-KR */
    ROW("euc-kr", "\xb0\xa1\x81\x41", "\uac00\uac02"),
    ROW("euc-kr", "\x81z\xfe\x41\x80\xff\xb0",
        "\uac55\ufffd"
        "A\ufffd\ufffd\ufffd"),
};

static size_t units(const char16_t *text)
{
    size_t n = 0;
    while (text[n])
        n++;
    return n;
}

/* In two pieces, cut at `cut`. */
static void expect_row(const row *r, size_t cut)
{
    uint16_t out[OUT_MAX];
    size_t first = 0, second = 0;
    thaw_decoder d;
    thaw_decoder_init(&d, (thaw_encoding)of(r->label), false);
    const uint8_t *bytes = (const uint8_t *)r->bytes;
    EXPECT_EQ(thaw_decoder_decode(&d, bytes, cut, false, out, &first), 0);
    EXPECT(first <= thaw_decoder_bound(cut));
    EXPECT_EQ(thaw_decoder_decode(&d, bytes + cut, r->size - cut, true, out + first, &second), 0);
    EXPECT(second <= thaw_decoder_bound(r->size - cut));
    size_t n = first + second, want = units(r->text);
    if (n != want || memcmp(out, r->text, 2 * n) != 0) {
        fprintf(stderr, "row %td (%s), cut at %zu:", r - rows, r->label, cut);
        for (size_t i = 0; i < n; i++)
            fprintf(stderr, " %04x", out[i]);
        test_fail(__FILE__, __LINE__, " is wrong");
    }
}

TEST(decoder_texts_cut_anywhere)
{
    for (size_t i = 0; i < THAW_COUNT(rows); i++) {
        for (size_t cut = 0; cut <= rows[i].size; cut++)
            expect_row(&rows[i], cut);
    }
}

static bool has_error(const row *r)
{
    for (const char16_t *c = r->text; *c; c++) {
        if (*c == 0xFFFD)
            return true;
    }
    return false;
}

TEST(decoder_fatal)
{
    for (size_t i = 0; i < THAW_COUNT(rows); i++) {
        uint16_t out[OUT_MAX];
        size_t n;
        thaw_decoder d;
        thaw_decoder_init(&d, (thaw_encoding)of(rows[i].label), true);
        int err = thaw_decoder_decode(&d, (const uint8_t *)rows[i].bytes, rows[i].size, true, out, &n);
        EXPECT_EQ(err, has_error(&rows[i]) ? THAW_E_ENCODED_DATA : 0);
        if (of(rows[i].label) == THAW_ENCODING_REPLACEMENT)
            continue;
        EXPECT_EQ(thaw_decoder_decode(&d, (const uint8_t *)"ok", 2, true, out, &n), 0); /* it begins anew */
        EXPECT(n == 2 && out[0] == 'o' && out[1] == 'k');
    }
}

/* How many codes of one and two bytes have a character, and a sum over those (FNV-1a of code, units), as the standard's
 * indexes give them. */
TEST(decoder_all_two_byte_codes)
{
    static const struct {
        const char *label;
        unsigned characters;
        uint64_t sum;
    } want[] = {
        { "gb18030", 24069, 0x2e043afa4171e123 }, { "big5", 18594, 0x2997ae28f65173fe },
        { "euc-jp", 7399, 0x3433041e74d5cffd },   { "shift_jis", 21892, 0x2cf48ba4b8dd0f1 },
        { "euc-kr", 17048, 0xeaebb8a1d5f26c14 },
    };
    for (size_t e = 0; e < THAW_COUNT(want); e++) {
        unsigned characters = 0;
        uint64_t sum = 0xcbf29ce484222325u;
        for (unsigned code = 0x8000; code <= 0xFFFF; code++) {
            uint8_t bytes[] = { (uint8_t)(code >> 8), (uint8_t)code };
            uint16_t out[OUT_MAX];
            size_t n;
            thaw_decoder d;
            thaw_decoder_init(&d, (thaw_encoding)of(want[e].label), true);
            if (thaw_decoder_decode(&d, bytes, 2, true, out, &n) != 0)
                continue;
            characters++;
            sum = (sum ^ code) * 0x100000001b3u;
            for (size_t i = 0; i < n; i++)
                sum = (sum ^ out[i]) * 0x100000001b3u;
        }
        if (characters != want[e].characters || sum != want[e].sum)
            test_fail(__FILE__, __LINE__, "%s: %u characters, sum %#llx", want[e].label, characters,
                      (unsigned long long)sum);
    }
}
