/* SPDX-License-Identifier: MIT */
#include "base/error.h"
#include "parse/url.h"
#include "test.h"

static thaw_slice base = { 0 };

static void expect_slice(thaw_slice got, const char *want)
{
    EXPECT_EQ(got.len, strlen(want));
    EXPECT_MEM(got.ptr, want, got.len);
}

static void expect_href(const char *input, const char *want)
{
    THAW_AUTO(thaw_url) url = { 0 };
    EXPECT_EQ(thaw_url_parse(thaw_slice_of(input), base.ptr ? &base : NULL, &url), want ? 0 : THAW_E_SYNTAX);
    if (want)
        expect_slice(thaw_url_href(&url), want);
}

TEST(url_resolves)
{
    base = THAW_SLICE("http://a/b/c?d#e");
    expect_href("f", "http://a/b/f");
    expect_href("?f", "http://a/b/c?f");
    expect_href("//g", "http://g/");
    base = THAW_SLICE("a:b");
    expect_href("f", NULL);
    base = THAW_SLICE("nothing");
    expect_href("http://a", NULL);
    base.ptr = NULL;
    expect_href("http://%", NULL);
}

TEST(url_parts)
{
    static const char *const want[] = { "http:", "u", "p", "h:1", "h", "1", "/a", "?b", "#c" };
    THAW_AUTO(thaw_url) url = { 0 };
    EXPECT_EQ(thaw_url_parse(THAW_SLICE("http://u:p@h:1/a?b#c"), NULL, &url), 0);
    for (int i = 0; i < 9; i++)
        expect_slice(thaw_url_get(&url, (thaw_url_part)i), want[i]);
    expect_slice(thaw_url_href_without_fragment(&url), "http://u:p@h:1/a?b");
    expect_slice(thaw_url_scheme(&url), "http");
    EXPECT(thaw_url_has_credentials(&url));
}

TEST(url_parts_that_are_absent)
{
    THAW_AUTO(thaw_url) url = { 0 };
    EXPECT_EQ(thaw_url_parse(THAW_SLICE("a:/.//b?#"), NULL, &url), 0);
    expect_slice(thaw_url_href(&url), "a:/.//b?#");
    for (int i = THAW_URL_USERNAME; i <= THAW_URL_HASH; i++) {
        if (i != THAW_URL_PATHNAME)
            expect_slice(thaw_url_get(&url, (thaw_url_part)i), "");
    }
    expect_slice(thaw_url_path(&url), "//b");
    EXPECT(!thaw_url_has_opaque_path(&url));
}

static void expect_origin(const char *input, const char *want_protocol, const char *want_host)
{
    THAW_AUTO(thaw_url) url = { 0 };
    THAW_AUTO(thaw_url_origin) origin = { 0 };
    EXPECT_EQ(thaw_url_parse(thaw_slice_of(input), NULL, &url), 0);
    EXPECT_EQ(thaw_url_origin_of(&url, &origin), 0);
    EXPECT_EQ(origin.is_opaque, !want_host);
    if (!want_host)
        return;
    expect_slice(origin.protocol, want_protocol);
    expect_slice(origin.host, want_host);
}

TEST(url_origins)
{
    expect_origin("https://u@h:444/a", "https:", "h:444");
    expect_origin("blob:https://h/1", "https:", "h");
    expect_origin("blob:ftp://h/1", NULL, NULL);
    expect_origin("blob:x", NULL, NULL);
    expect_origin("file:///a", NULL, NULL);
    expect_origin("data:a", NULL, NULL);
}
