/* SPDX-License-Identifier: MIT
 * Base64 both ways: the examples of RFC 4648, both alphabets, what ends a text. */
#include "base/base64.h"
#include "base/error.h"
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
