/* SPDX-License-Identifier: MIT
 * The emulator's JSON reader: what it accepts, how it steps through values, how strings come out. */
#include <string.h>

#include "lambda/emulator/json.h"
#include "test.h"

static bool accepts(const char *text)
{
    json_value v;
    return json_parse(thaw_slice_of(text), &v);
}

TEST(json_accepts_what_rfc_8259_has)
{
    static const char *const texts[] = { "null",
                                         " true ",
                                         "false\n",
                                         "0",
                                         "-0",
                                         "-1.5e+10",
                                         "1E-3",
                                         "\"\"",
                                         "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
                                         "\"\xC3\xA9\"",
                                         "[]",
                                         "[ ]",
                                         "[1,[2,[]],{}]",
                                         "{}",
                                         "{\"a\":1,\"a\":{\"b\":[null]}}" };
    for (size_t i = 0; i < THAW_COUNT(texts); i++)
        EXPECT(accepts(texts[i]));
}

TEST(json_refuses_what_it_has_not)
{
    static const char *const texts[] = {
        "",         " ",          "nul",   "nullx",    "01",        "1.",          ".5",        "+1",
        "-",        "1e",         "1e+",   "\"",       "\"\\x\"",   "\"\\u12g4\"", "\"\\u12\"", "\"\t\"",
        "'a'",      "[",          "[1",    "[1,]",     "[,1]",      "[1 2]",       "{",         "{\"a\"}",
        "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}",    "{\"a\" 1}", "[]]",         "\"\xC3\"",  "\"\xED\xA0\x80\"",
        "\"\\",     "NaN",        "[1}",   "{\"a\":1]"
    };
    for (size_t i = 0; i < THAW_COUNT(texts); i++)
        EXPECT(!accepts(texts[i]));
    json_value v;
    EXPECT(!json_parse((thaw_slice){ "\"a\0b\"", 5 }, &v));
}

TEST(json_depth_has_a_limit)
{
    char text[2 * (JSON_MAX_DEPTH + 2)];
    for (size_t depth = JSON_MAX_DEPTH; depth <= JSON_MAX_DEPTH + 2; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        json_value v;
        EXPECT_EQ(json_parse((thaw_slice){ text, 2 * depth }, &v), depth <= JSON_MAX_DEPTH + 1);
    }
}

TEST(json_steps_through_an_array)
{
    json_value array, item;
    static const json_kind kinds[] = { JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT, JSON_NULL };
    EXPECT(json_parse(THAW_SLICE(" [ 1 , \"],\" ,[2,3], {\"x\":4} ,null ] "), &array));
    size_t at = 0, n = 0;
    while (json_next(array, &at, NULL, &item))
        EXPECT_EQ(item.kind, kinds[n++]);
    EXPECT_EQ(n, THAW_COUNT(kinds));
    EXPECT(!json_next(item, &(size_t){ 0 }, NULL, &item));
}

TEST(json_members_by_name)
{
    json_value object, v;
    EXPECT(json_parse(THAW_SLICE("{ \"a\":1, \"b\" : \"x\", \"a\" : [2], \"\\u0062c\":true }"), &object));
    EXPECT(json_member(object, "a", &v));
    EXPECT(thaw_slice_is(v.text, "[2]"));
    EXPECT(json_member(object, "b", &v));
    EXPECT(thaw_slice_is(v.text, "\"x\""));
    EXPECT(json_member(object, "bc", &v));
    EXPECT_EQ(v.kind, JSON_TRUE);
    EXPECT(!json_member(object, "x", &v));
    EXPECT(!json_member(v, "a", &v));
}

static void expect_text(const char *json, const char *expected)
{
    json_value v;
    THAW_AUTO(thaw_buf) b = thaw_buf_of(100);
    EXPECT(json_parse(thaw_slice_of(json), &v));
    json_text(v, &b);
    EXPECT_STR(b.data ? b.data : "", expected);
}

TEST(json_strings_as_utf8)
{
    expect_text("\"\"", "");
    expect_text("\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"", "a\"\\/\b\f\n\r\tz");
    expect_text("\"\\u0041\\u00e9\\u20AC\\ud83d\\ude00\"", "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    expect_text("\"\\ud83d\"", "\xEF\xBF\xBD");
    expect_text("\"\\ud83dx\\ude00\"", "\xEF\xBF\xBDx\xEF\xBF\xBD");
    expect_text("\"\\ud83d\\u0041\"", "\xEF\xBF\xBD"
                                      "A");
    expect_text("12.50", "12.50");
    expect_text("[1, 2]", "[1, 2]");
}
