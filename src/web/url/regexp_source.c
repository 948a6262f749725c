/* SPDX-License-Identifier: MIT */
#include "web/url/regexp_source.h"

#include <stdbool.h>

static size_t length_through_colon(thaw_slice s)
{
    const char *end = memchr(s.ptr, ':', s.len);
    return end ? (size_t)(end - s.ptr) + 1 : 2;
}

/* How long the syntax is that a group begins with: "(", "(?:", "(?<=", "(?<name>", "(?i-m:". */
static size_t group_prefix(thaw_slice s)
{
    if (s.len < 3 || s.ptr[1] != '?')
        return 1;
    if (s.ptr[2] != '<')
        return s.ptr[2] == '=' || s.ptr[2] == '!' ? 3 : length_through_colon(s);
    if (s.len > 3 && (s.ptr[3] == '=' || s.ptr[3] == '!'))
        return 4;
    const char *end = memchr(s.ptr, '>', s.len);
    return end ? (size_t)(end - s.ptr) + 1 : 3;
}

/* A class with those inside it. */
static size_t class_length(thaw_slice s)
{
    size_t i = 0;
    int depth = 0;
    do {
        if (s.ptr[i] == '\\')
            i++;
        else
            depth += s.ptr[i] == '[' ? 1 : s.ptr[i] == ']' ? -1 : 0;
        i++;
    } while (depth > 0 && i < s.len);
    return i < s.len ? i : s.len;
}

/* How much of the source is syntax, to be taken as it is. 0: a character that stands for itself. */
static size_t syntax_length(thaw_slice s)
{
    switch (s.ptr[0]) {
    case '\\':
        return s.len < 2 ? 1 : 2;
    case '(':
        return group_prefix(s);
    case '[':
        return class_length(s);
    default:
        return 0;
    }
}

static bool is_refused(thaw_slice s)
{
    return s.ptr[0] == '-' || s.ptr[0] == '/' ||
           (s.len > 1 && s.ptr[0] == s.ptr[1] && s.ptr[0] && strchr("&!#%,:;<=>@`~", s.ptr[0]));
}

int thaw_regexp_source_for_engine(thaw_slice s, thaw_buf *out)
{
    while (s.len) {
        size_t n = syntax_length(s);
        if (!n && is_refused(s))
            thaw_buf_printf(out, "\\x%02x", (unsigned char)s.ptr[0]);
        else
            thaw_buf_append(out, s.ptr, n ? n : 1);
        n = n < s.len ? n + !n : s.len;
        s = (thaw_slice){ s.ptr + n, s.len - n };
    }
    return thaw_buf_error(out);
}
