/* SPDX-License-Identifier: MIT */
#include "lambda/emulator/json.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/utf8.h"

typedef struct {
    const char *at, *end;
} cursor;

static bool skip_value(cursor *c, int depth, json_value *ret);

static void skip_space(cursor *c)
{
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\t' || *c->at == '\n' || *c->at == '\r'))
        c->at++;
}

static bool skip_char(cursor *c, char ch)
{
    if (c->at == c->end || *c->at != ch)
        return false;
    c->at++;
    return true;
}

static bool skip_word(cursor *c, const char *word)
{
    if (!thaw_slice_starts((thaw_slice){ c->at, (size_t)(c->end - c->at) }, word))
        return false;
    c->at += strlen(word);
    return true;
}

static bool skip_digits(cursor *c)
{
    const char *start = c->at;
    while (c->at < c->end && isdigit((unsigned char)*c->at))
        c->at++;
    return c->at > start;
}

static bool skip_number(cursor *c)
{
    skip_char(c, '-');
    if (!skip_char(c, '0') && !skip_digits(c))
        return false;
    if (skip_char(c, '.') && !skip_digits(c))
        return false;
    if (skip_char(c, 'e') || skip_char(c, 'E')) {
        if (!skip_char(c, '+'))
            skip_char(c, '-');
        return skip_digits(c);
    }
    return true;
}

static bool skip_escape(cursor *c)
{
    if (c->at == c->end)
        return false;
    char ch = *c->at++;
    if (ch != 'u')
        return ch && strchr("\"\\/bfnrt", ch);
    for (int i = 0; i < 4; i++) {
        if (c->at == c->end || !isxdigit((unsigned char)*c->at++))
            return false;
    }
    return true;
}

static bool skip_string(cursor *c)
{
    if (!skip_char(c, '"'))
        return false;
    while (c->at < c->end) {
        unsigned char ch = (unsigned char)*c->at++;
        if (ch == '"')
            return true;
        if (ch < 0x20 || (ch == '\\' && !skip_escape(c)))
            return false;
    }
    return false;
}

static bool skip_members(cursor *c, int depth, char close, bool named)
{
    json_value ignored;
    c->at++;
    skip_space(c);
    if (skip_char(c, close))
        return true;
    do {
        skip_space(c);
        if (named) {
            if (!skip_string(c))
                return false;
            skip_space(c);
            if (!skip_char(c, ':'))
                return false;
        }
        if (!skip_value(c, depth + 1, &ignored))
            return false;
        skip_space(c);
    } while (skip_char(c, ','));
    return skip_char(c, close);
}

static bool skip_by_kind(cursor *c, int depth, json_kind *ret_kind)
{
    switch (*c->at) {
    case '{':
        *ret_kind = JSON_OBJECT;
        return skip_members(c, depth, '}', true);
    case '[':
        *ret_kind = JSON_ARRAY;
        return skip_members(c, depth, ']', false);
    case '"':
        *ret_kind = JSON_STRING;
        return skip_string(c);
    case 't':
        *ret_kind = JSON_TRUE;
        return skip_word(c, "true");
    case 'f':
        *ret_kind = JSON_FALSE;
        return skip_word(c, "false");
    case 'n':
        *ret_kind = JSON_NULL;
        return skip_word(c, "null");
    default:
        *ret_kind = JSON_NUMBER;
        return skip_number(c);
    }
}

static bool skip_value(cursor *c, int depth, json_value *ret)
{
    skip_space(c);
    if (c->at == c->end || depth > JSON_MAX_DEPTH)
        return false;
    const char *start = c->at;
    if (!skip_by_kind(c, depth, &ret->kind))
        return false;
    ret->text = (thaw_slice){ start, (size_t)(c->at - start) };
    return true;
}

bool json_parse(thaw_slice text, json_value *ret)
{
    cursor c = { text.ptr, text.ptr + text.len };
    if (!thaw_utf8_valid(text.ptr, text.len) || !skip_value(&c, 0, ret))
        return false;
    skip_space(&c);
    return c.at == c.end;
}

bool json_next(json_value container, size_t *at, json_value *ret_key, json_value *ret)
{
    if (container.kind != JSON_ARRAY && container.kind != JSON_OBJECT)
        return false;
    /* Past the opening bracket or the comma, up to before the closing bracket. */
    cursor c = { container.text.ptr + (*at ? *at : 1), container.text.ptr + container.text.len - 1 };
    json_value key = { JSON_NULL, { NULL, 0 } };
    skip_space(&c);
    if (c.at >= c.end)
        return false;
    if (container.kind == JSON_OBJECT) {
        skip_value(&c, 0, &key);
        skip_space(&c);
        skip_char(&c, ':');
    }
    skip_value(&c, 0, ret);
    skip_space(&c);
    skip_char(&c, ',');
    if (ret_key)
        *ret_key = key;
    *at = (size_t)(c.at - container.text.ptr);
    return true;
}

bool json_member(json_value object, const char *name, json_value *ret)
{
    bool found = false;
    json_value key, value;
    if (object.kind != JSON_OBJECT)
        return false;
    for (size_t at = 0; json_next(object, &at, &key, &value);) {
        THAW_AUTO(thaw_buf) text = thaw_buf_of(key.text.len);
        json_text(key, &text);
        if (strcmp(text.data ? text.data : "", name) == 0) {
            *ret = value;
            found = true;
        }
    }
    return found;
}

static uint32_t hex4(const char *s)
{
    char digits[5] = { s[0], s[1], s[2], s[3], '\0' };
    return (uint32_t)strtoul(digits, NULL, 16);
}

/* `*at` is behind "\u"; a surrogate pair takes two escapes, a lone one becomes U+FFFD. */
static void put_unicode(const char **at, const char *end, thaw_buf *out)
{
    char utf8[4];
    uint32_t c = hex4(*at);
    *at += 4;
    if (c >= 0xD800 && c < 0xDC00 && end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u') {
        uint32_t low = hex4(*at + 2);
        if (low >= 0xDC00 && low < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            *at += 6;
        }
    }
    if (c >= 0xD800 && c < 0xE000)
        c = 0xFFFD;
    thaw_buf_append(out, utf8, thaw_utf8_encode(c, utf8));
}

void json_text(json_value value, thaw_buf *out)
{
    if (value.kind != JSON_STRING) {
        thaw_buf_append(out, value.text.ptr, value.text.len);
        return;
    }
    const char *at = value.text.ptr + 1, *end = value.text.ptr + value.text.len - 1;
    while (at < end) {
        if (*at != '\\') {
            thaw_buf_putc(out, *at++);
            continue;
        }
        static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
        char ch = at[1];
        const char *known = strchr(from, ch);
        at += 2;
        if (ch == 'u')
            put_unicode(&at, end, out);
        else
            thaw_buf_putc(out, known ? to[known - from] : ch);
    }
}
