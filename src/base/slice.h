/* SPDX-License-Identifier: MIT
 * A borrowed run of bytes, not NUL-terminated. Owns nothing. */
#ifndef THAW_BASE_SLICE_H
#define THAW_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct {
    const char *ptr;
    size_t len;
} thaw_slice;

#define THAW_SLICE(literal) ((thaw_slice){ (literal), sizeof(literal) - 1 })

static inline thaw_slice thaw_slice_of(const char *s)
{
    return (thaw_slice){ s, s ? strlen(s) : 0 };
}
static inline bool thaw_slice_is(thaw_slice a, const char *s)
{
    size_t len = strlen(s);
    return a.len == len && memcmp(a.ptr, s, len) == 0;
}
static inline bool thaw_slice_equal(thaw_slice a, thaw_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
static inline bool thaw_slice_has(thaw_slice s, char c)
{
    return s.len && memchr(s.ptr, c, s.len); /* nothing may be at NULL */
}
static inline bool thaw_slice_starts(thaw_slice a, const char *prefix)
{
    size_t len = strlen(prefix);
    return a.len >= len && memcmp(a.ptr, prefix, len) == 0;
}
static inline bool thaw_slice_ends(thaw_slice a, const char *suffix)
{
    size_t len = strlen(suffix);
    return a.len >= len && memcmp(a.ptr + a.len - len, suffix, len) == 0;
}

#endif
