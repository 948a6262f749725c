/* SPDX-License-Identifier: MIT
 * MIME types and the bodies of forms. */
#include "base/error.h"
#include "parse/form_urlencoded.h"
#include "parse/mime_type.h"
#include "parse/multipart.h"
#include "test.h"

static void expect_type(const char *input, const char *want)
{
    THAW_AUTO(thaw_mime_type) type = { 0 };
    THAW_AUTO(thaw_buf) text = thaw_buf_of(1000);
    int err = thaw_mime_type_parse(thaw_slice_of(input), &type);
    EXPECT_EQ(err, want ? 0 : THAW_E_SYNTAX);
    if (!want)
        return;
    thaw_mime_type_serialise(&type, &text);
    EXPECT_STR(text.data, want);
}

TEST(mime_types_are_read_and_written)
{
    expect_type("text/html", "text/html");
    expect_type(" TEXT/Html ; charset=GBK ", "text/html;charset=GBK");
    expect_type("text/html;charset=a;charset=b;x=", "text/html;charset=a");
    expect_type("text/html;x=\"\";y=\"a\\\"b", "text/html;x=\"\";y=\"a\\\"b\"");
    expect_type("text/html;=1;a b=2;c", "text/html");
    expect_type("text", NULL);
    expect_type("/html", NULL);
    expect_type("text/", NULL);
    expect_type("te xt/html", NULL);
    expect_type("", NULL);
}

TEST(mime_type_parameters_can_be_asked_for_and_added)
{
    THAW_AUTO(thaw_mime_type) type = { 0 };
    EXPECT_EQ(thaw_mime_type_parse(THAW_SLICE("a/b;x=1"), &type), 0);
    EXPECT(thaw_slice_is(thaw_mime_type_get(&type, "x"), "1"));
    EXPECT(!thaw_mime_type_get(&type, "y").ptr);
    EXPECT_EQ(thaw_mime_type_add(&type, "x", THAW_SLICE("2")), 0);
    EXPECT_EQ(thaw_mime_type_add(&type, "y", THAW_SLICE("3")), 0);
    EXPECT(thaw_slice_is(thaw_mime_type_get(&type, "x"), "1"));
    EXPECT(thaw_slice_is(thaw_mime_type_get(&type, "y"), "3"));
}

static int count_parts(const char *body)
{
    THAW_AUTO(thaw_multipart_part) part = { 0 };
    thaw_multipart m = thaw_multipart_of(THAW_SLICE("b"), thaw_slice_of(body));
    for (int n = 0;; n++) {
        int found = thaw_multipart_next(&m, &part);
        if (found <= 0)
            return found < 0 ? found : n;
    }
}

#define HEAD "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
TEST(multipart_bodies_are_read_strictly)
{
    EXPECT_EQ(count_parts("--b--"), 0);
    EXPECT_EQ(count_parts("--b--\r\n"), 0);
    EXPECT_EQ(count_parts(HEAD "x\r\n--b--\r\n"), 1);
    EXPECT_EQ(count_parts("\r\n" HEAD "\r\n" HEAD "\r\n--c\r\n--b--"), 2);
    EXPECT_EQ(count_parts(""), THAW_E_SYNTAX);
    EXPECT_EQ(count_parts(HEAD "x"), THAW_E_SYNTAX);
    EXPECT_EQ(count_parts(HEAD "x\r\n--b"), THAW_E_SYNTAX);
    EXPECT_EQ(count_parts("--b\r\n\r\nx\r\n--b--"), THAW_E_SYNTAX);
    EXPECT_EQ(count_parts("--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b--"), THAW_E_SYNTAX);
    EXPECT_EQ(count_parts(HEAD "x\r\n--b-- more"), THAW_E_SYNTAX);
}

TEST(multipart_names_are_escaped_and_back)
{
    THAW_AUTO(thaw_multipart_part) part = { 0 };
    thaw_multipart m = thaw_multipart_of(THAW_SLICE("b"), THAW_SLICE("--b\r\nCONTENT-DISPOSITION: form-data; "
                                                                     "name=\"a%22%0d%0A%20\"; filename=\"f\"\r\n"
                                                                     "content-type: t/u \r\n\r\nx\r\n--b--"));
    EXPECT_EQ(thaw_multipart_next(&m, &part), 1);
    EXPECT_STR(part.name.data, "a\"\r\n%20");
    EXPECT_STR(part.filename.data, "f");
    EXPECT(thaw_slice_is(part.type, "t/u"));
    EXPECT(thaw_slice_is(part.body, "x"));
    THAW_AUTO(thaw_buf) text = thaw_buf_of(100);
    thaw_multipart_escape(&text, THAW_SLICE("a\"\n\r"), true);
    EXPECT_STR(text.data, "a%22%0D%0A%0D%0A");
    thaw_buf_reset(&text);
    thaw_multipart_escape(&text, THAW_SLICE("a\"\n"), false);
    EXPECT_STR(text.data, "a%22%0A");
}

TEST(urlencoded_forms_are_read)
{
    THAW_AUTO(thaw_buf) name = thaw_buf_of(100), value = thaw_buf_of(100);
    thaw_slice input = THAW_SLICE("&a=b+c&%41%zz=%C3%A9=&x");
    EXPECT_EQ(thaw_form_urlencoded_next(&input, &name, &value), 1);
    EXPECT_STR(name.data, "a");
    EXPECT_STR(value.data, "b c");
    thaw_buf_reset(&name);
    thaw_buf_reset(&value);
    EXPECT_EQ(thaw_form_urlencoded_next(&input, &name, &value), 1);
    EXPECT_STR(name.data, "A%zz");
    EXPECT_STR(value.data, "\xC3\xA9=");
    thaw_buf_reset(&name);
    EXPECT_EQ(thaw_form_urlencoded_next(&input, &name, &value), 1);
    EXPECT_STR(name.data, "x");
    EXPECT_EQ(thaw_form_urlencoded_next(&input, &name, &value), 0);
}
