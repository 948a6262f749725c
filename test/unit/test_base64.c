/* SPDX-License-Identifier: MIT
 * Base64 both ways: the examples of RFC 4648, both alphabets, what ends a text. */
#include "base/base64.h"
#include "base/error.h"
#include <string.h>

#include "test.h"

static void expect_pair(const char *bytes, const char *text)
{
    THAW_AUTO(thaw_buf) encoded = thaw_buf_of(100), decoded = thaw_buf_of(100);
    thaw_base64_encode(&encoded, thaw_slice_of(bytes));
    EXPECT_STR(encoded.data ? encoded.data : "", text);
    EXPECT_EQ(thaw_base64_decode(&decoded, thaw_slice_of(text)), strlen(text));
    EXPECT_STR(decoded.data ? decoded.data : "", bytes);
}

TEST(base64_examples_of_the_rfc)
{
    expect_pair("", "");
    expect_pair("f", "Zg==");
    expect_pair("fo", "Zm8=");
    expect_pair("foo", "Zm9v");
    expect_pair("foob", "Zm9vYg==");
    expect_pair("fooba", "Zm9vYmE=");
    expect_pair("foobar", "Zm9vYmFy");
    expect_pair("\xFB\xEF\xFF", "++//");
}

TEST(base64_decodes_both_alphabets_and_without_padding)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(100);
    EXPECT_EQ(thaw_base64_decode(&b, THAW_SLICE("--__")), 4);
    EXPECT_STR(b.data, "\xFB\xEF\xFF");
    thaw_buf_reset(&b);
    EXPECT_EQ(thaw_base64_decode(&b, THAW_SLICE("Zm8")), 3);
    EXPECT_STR(b.data, "fo");
}

TEST(base64_says_where_it_stopped)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(100);
    EXPECT_EQ(thaw_base64_decode(&b, THAW_SLICE("Zm9v!Zm9v")), 4);
    EXPECT_STR(b.data, "foo");
    EXPECT_EQ(thaw_base64_decode(&b, THAW_SLICE(" Zm9v")), 0);
    EXPECT_EQ(thaw_base64_decode(&b, THAW_SLICE("Zg==Zg==")), 4);
}

TEST(base64_keeps_to_the_limit_of_its_buffer)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(4);
    thaw_base64_encode(&b, THAW_SLICE("foob"));
    EXPECT_EQ(thaw_buf_error(&b), THAW_E_TOO_LARGE);
}

static size_t forgiving(const char *text, char *out)
{
    size_t n;
    return thaw_base64_decode_forgiving(text, strlen(text), (uint8_t *)out, &n) ? n : SIZE_MAX;
}

TEST(base64_forgives)
{
    char out[32];
    EXPECT_EQ(forgiving("", out), 0);
    EXPECT_EQ(forgiving(" Z m\n8\t= ", out), 2);
    EXPECT_MEM(out, "fo", 2);
    EXPECT_EQ(forgiving("Zg", out), 1);
    EXPECT_EQ(forgiving("Zg==", out), 1);
    static const char *const malformed[] = { "Z",         "Zg=", "Zg===", "=",        "Zm9v=",
                                             "Zm9vYmFyA", "Z-",  "Z_9v",  "Zg==Zg==", "Zm9\x80" };
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++)
        EXPECT_EQ(forgiving(malformed[i], out), SIZE_MAX);
}

/* Every length, with white space at every place: vectors begin and end everywhere. */
TEST(base64_at_every_length)
{
    enum { MAX = 200 };
    uint8_t bytes[MAX], back[2 * MAX];
    char text[2 * MAX + 1], spaced[2 * MAX + 2];
    for (size_t n = 0; n < MAX; n++) {
        bytes[n] = (uint8_t)(n * n * 37 + n * 11);
        size_t size = thaw_base64_size(n), got;
        thaw_base64_encode_to(bytes, n, text);
        for (size_t at = 0; at <= size; at += at + 7 < size ? 7 : 1) {
            memcpy(spaced, text, at);
            spaced[at] = ' ';
            memcpy(spaced + at + 1, text + at, size - at);
            EXPECT(thaw_base64_decode_forgiving(spaced, size + 1, back, &got));
            EXPECT_EQ(got, n);
            EXPECT_MEM(back, bytes, n);
            spaced[at] = '\x80';
            EXPECT(!thaw_base64_decode_forgiving(spaced, size + 1, back, &got));
        }
    }
}
