/* SPDX-License-Identifier: MIT */
#include "parse/cjs_lexer.h"

#include <ctype.h>
#include <stdbool.h>

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$' || (c & 0x80);
}

static size_t skip_space(const char *s, size_t len, size_t i)
{
    while (i < len && isspace((unsigned char)s[i]))
        i++;
    return i;
}

int thaw_cjs_lex(const char *source, size_t len, const thaw_cjs_sink *sink)
{
    const char *end = source + len;
    for (const char *p = source; (p = memmem(p, (size_t)(end - p), "exports.", 8)); p++) {
        size_t start = (size_t)(p - source) + 8, i = start;
        if (p > source && is_name(p[-1]))
            continue;
        while (i < len && is_name(source[i]))
            i++;
        size_t after = skip_space(source, len, i);
        if (i > start && after + 1 < len && source[after] == '=' && source[after + 1] != '=')
            sink->on_export(sink->opaque, (thaw_slice){ source + start, i - start });
    }
    return 0;
}
