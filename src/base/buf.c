/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"

void thaw_buf_done(thaw_buf *b)
{
    free(b->data);
    *b = (thaw_buf){ .max = b->max };
}

void thaw_buf_reset(thaw_buf *b)
{
    b->len = 0;
    b->err = 0;
    if (b->data)
        b->data[0] = '\0';
}

int thaw_buf_reserve(thaw_buf *b, size_t extra)
{
    if (b->err)
        return b->err;
    if (extra > b->max || b->len > b->max - extra)
        return b->err = THAW_E_TOO_LARGE;
    size_t need = b->len + extra + 1;
    if (need <= b->cap)
        return 0;
    size_t cap = b->cap + b->cap / 2;
    if (cap < 64)
        cap = 64;
    if (cap < need)
        cap = need;
    char *data = realloc(b->data, cap);
    if (!data)
        return b->err = -ENOMEM;
    b->data = data;
    b->cap = cap;
    return 0;
}

int thaw_buf_append(thaw_buf *b, const void *bytes, size_t len)
{
    int err = thaw_buf_reserve(b, len);
    if (err)
        return err;
    if (len)
        memcpy(b->data + b->len, bytes, len);
    b->len += len;
    b->data[b->len] = '\0';
    return 0;
}

int thaw_buf_puts(thaw_buf *b, const char *s)
{
    return thaw_buf_append(b, s, strlen(s));
}

int thaw_buf_putc(thaw_buf *b, char c)
{
    return thaw_buf_append(b, &c, 1);
}

int thaw_buf_vprintf(thaw_buf *b, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    int err = n < 0 ? (b->err = -EINVAL) : thaw_buf_reserve(b, (size_t)n);
    if (!err) {
        vsnprintf(b->data + b->len, (size_t)n + 1, format, again);
        b->len += (size_t)n;
    }
    va_end(again);
    return err;
}

int thaw_buf_printf(thaw_buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int err = thaw_buf_vprintf(b, format, args);
    va_end(args);
    return err;
}

static void append_json_ascii(thaw_buf *b, unsigned char c)
{
    static const char short_escape[] = { ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r' };
    if (c == '"' || c == '\\')
        thaw_buf_printf(b, "\\%c", c);
    else if (c < sizeof short_escape && short_escape[c])
        thaw_buf_printf(b, "\\%c", short_escape[c]);
    else if (c < 0x20)
        thaw_buf_printf(b, "\\u%04x", c);
    else
        thaw_buf_putc(b, (char)c);
}

int thaw_buf_json(thaw_buf *b, const char *s, size_t len)
{
    for (size_t i = 0; i < len;) {
        if ((unsigned char)s[i] < 0x80) {
            append_json_ascii(b, (unsigned char)s[i++]);
            continue;
        }
        uint32_t c;
        size_t n = thaw_utf8_decode(s + i, len - i, &c);
        if (c == THAW_UTF8_INVALID)
            thaw_buf_puts(b, "\xEF\xBF\xBD");
        else
            thaw_buf_append(b, s + i, n);
        i += n;
    }
    return b->err;
}

int thaw_buf_json_string(thaw_buf *b, thaw_slice s)
{
    thaw_buf_putc(b, '"');
    thaw_buf_json(b, s.ptr, s.len);
    return thaw_buf_putc(b, '"');
}

void thaw_buf_consume(thaw_buf *b, size_t len)
{
    thaw_assert(len <= b->len);
    b->len -= len;
    if (b->data) {
        memmove(b->data, b->data + len, b->len);
        b->data[b->len] = '\0';
    }
}

char *thaw_buf_take(thaw_buf *b)
{
    char *data = b->data;
    *b = (thaw_buf){ .max = b->max };
    return data;
}
