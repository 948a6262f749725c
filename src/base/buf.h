/* SPDX-License-Identifier: MIT
 * A byte buffer that grows up to a stated maximum. Always followed by a NUL that `len` doesn't count, so `data` can be
 * used as a C string once something was appended. Errors stick: after one failed append all later ones fail too, and
 * thaw_buf_error() says why, so a caller may append freely and check once at the end. Memory is malloc's. */
#ifndef THAW_BASE_BUF_H
#define THAW_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/auto.h"
#include "base/slice.h"

typedef struct thaw_buf {
    char *data; /* NULL until the first append */
    size_t len, cap, max;
    int err;
} thaw_buf;

/* `max` is the most bytes it may ever hold, the NUL not counted. Use as `THAW_AUTO(thaw_buf) b = thaw_buf_of(4096);` */
static inline thaw_buf thaw_buf_of(size_t max)
{
    return (thaw_buf){ .max = max };
}
void thaw_buf_done(thaw_buf *b);
void thaw_buf_reset(thaw_buf *b); /* empties it for reuse, keeps memory, clears the error */
/* 0, or -ENOMEM, or THAW_E_TOO_LARGE; the same for every append below. */
int thaw_buf_reserve(thaw_buf *b, size_t extra);
int thaw_buf_append(thaw_buf *b, const void *bytes, size_t len);
int thaw_buf_puts(thaw_buf *b, const char *s);
int thaw_buf_putc(thaw_buf *b, char c);
int thaw_buf_printf(thaw_buf *b, const char *format, ...) THAW_PRINTF(2, 3);
int thaw_buf_vprintf(thaw_buf *b, const char *format, va_list args);
/* Appends `len` bytes as the inside of a JSON string; invalid UTF-8 becomes U+FFFD. */
int thaw_buf_json(thaw_buf *b, const char *s, size_t len);
int thaw_buf_json_string(thaw_buf *b, thaw_slice s); /* the same between quotes */
void thaw_buf_consume(thaw_buf *b, size_t len);      /* drops the first `len` bytes */
static inline int thaw_buf_error(const thaw_buf *b)
{
    return b->err;
}
/* The bytes move to the caller, who frees them; the buffer is empty again. NULL if nothing was appended. */
char *thaw_buf_take(thaw_buf *b);

#endif
