/* SPDX-License-Identifier: MIT */
#include "parse/multipart.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/hex.h"

static void skip(thaw_slice *s, size_t n)
{
    s->ptr += n;
    s->len -= n;
}

static bool take(thaw_slice *s, thaw_slice what)
{
    if (s->len < what.len || memcmp(s->ptr, what.ptr, what.len) != 0)
        return false;
    skip(s, what.len);
    return true;
}

static bool take_any_case(thaw_slice *s, thaw_slice what)
{
    if (s->len < what.len || strncasecmp(s->ptr, what.ptr, what.len) != 0)
        return false;
    skip(s, what.len);
    return true;
}

static void skip_spaces(thaw_slice *s)
{
    while (s->len && (s->ptr[0] == ' ' || s->ptr[0] == '\t'))
        skip(s, 1);
}

/* ---- names ---- */

void thaw_multipart_crlf(thaw_buf *out, thaw_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c != '\r' && c != '\n') {
            size_t n = 1;
            while (i + n < text.len && text.ptr[i + n] != '\r' && text.ptr[i + n] != '\n')
                n++;
            thaw_buf_append(out, text.ptr + i, n);
            i += n - 1;
            continue;
        }
        if (c == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')
            i++;
        thaw_buf_append(out, "\r\n", 2);
    }
}

static void escape(thaw_buf *out, thaw_slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (c == '"')
            thaw_buf_puts(out, "%22");
        else if (c == '\r')
            thaw_buf_puts(out, "%0D");
        else if (c == '\n')
            thaw_buf_puts(out, "%0A");
        else
            thaw_buf_putc(out, c);
    }
}

void thaw_multipart_escape(thaw_buf *out, thaw_slice name, bool as_value)
{
    if (!as_value || (!thaw_slice_has(name, '\r') && !thaw_slice_has(name, '\n'))) {
        escape(out, name);
        return;
    }
    THAW_AUTO(thaw_buf) lines = thaw_buf_of(out->max);
    thaw_multipart_crlf(&lines, name);
    if (thaw_buf_error(&lines))
        out->err = thaw_buf_error(&lines);
    else
        escape(out, (thaw_slice){ lines.data, lines.len });
}

static void unescape(thaw_buf *out, thaw_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        thaw_slice rest = { text.ptr + i, text.len - i };
        if (thaw_slice_starts(rest, "%22"))
            c = '"';
        else if (take_any_case(&rest, THAW_SLICE("%0D")))
            c = '\r';
        else if (take_any_case(&rest, THAW_SLICE("%0A")))
            c = '\n';
        if (c != text.ptr[i])
            i += 2;
        thaw_buf_putc(out, c);
    }
}

/* ---- parts ---- */

/* "...", unescaped into `out`. */
static int take_quoted(thaw_slice *s, thaw_buf *out)
{
    if (!take(s, THAW_SLICE("\"")))
        return THAW_E_SYNTAX;
    const char *end = memchr(s->ptr, '"', s->len);
    if (!end)
        return THAW_E_SYNTAX;
    thaw_slice inside = { s->ptr, (size_t)(end - s->ptr) };
    if (thaw_slice_has(inside, '\r') || thaw_slice_has(inside, '\n'))
        return THAW_E_SYNTAX;
    skip(s, inside.len + 1);
    unescape(out, inside);
    return thaw_buf_error(out);
}

/* form-data; name="..."; filename="..." */
static int parse_disposition(thaw_slice line, thaw_multipart_part *ret)
{
    bool named = false;
    skip_spaces(&line);
    if (!take_any_case(&line, THAW_SLICE("form-data")))
        return THAW_E_SYNTAX;
    for (;;) {
        skip_spaces(&line);
        if (!take(&line, THAW_SLICE(";")))
            break;
        skip_spaces(&line);
        int err = 0;
        if (!named && take_any_case(&line, THAW_SLICE("name="))) {
            named = true;
            err = take_quoted(&line, &ret->name);
        } else if (!ret->has_filename && take_any_case(&line, THAW_SLICE("filename="))) {
            ret->has_filename = true;
            err = take_quoted(&line, &ret->filename);
        } else { /* filename* and what else there may be */
            const char *end = memchr(line.ptr, ';', line.len);
            skip(&line, end ? (size_t)(end - line.ptr) : line.len);
        }
        if (err)
            return err;
    }
    return named && line.len == 0 ? 0 : THAW_E_SYNTAX;
}

static thaw_slice trim(thaw_slice s)
{
    skip_spaces(&s);
    while (s.len && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t'))
        s.len--;
    return s;
}

static int parse_header(thaw_slice line, thaw_multipart_part *ret, bool *disposed)
{
    if (take_any_case(&line, THAW_SLICE("content-disposition:"))) {
        if (*disposed)
            return THAW_E_SYNTAX;
        *disposed = true;
        return parse_disposition(line, ret);
    }
    if (take_any_case(&line, THAW_SLICE("content-type:")))
        ret->type = trim(line);
    else if (!thaw_slice_has(line, ':'))
        return THAW_E_SYNTAX;
    return 0;
}

static int parse_headers(thaw_slice *rest, thaw_multipart_part *ret)
{
    bool disposed = false;
    for (;;) {
        const char *end = memmem(rest->ptr, rest->len, "\r\n", 2);
        if (!end)
            return THAW_E_SYNTAX;
        thaw_slice line = { rest->ptr, (size_t)(end - rest->ptr) };
        skip(rest, line.len + 2);
        if (!line.len)
            return disposed ? 0 : THAW_E_SYNTAX;
        int err = parse_header(line, ret, &disposed);
        if (err)
            return err;
    }
}

static bool take_delimiter(thaw_multipart *m)
{
    return take(&m->rest, THAW_SLICE("--")) && take(&m->rest, m->boundary);
}

/* Where the next CR LF "--" boundary is; NULL if there is none. */
static const char *find_end(const thaw_multipart *m)
{
    thaw_slice rest = m->rest;
    for (;;) {
        const char *at = memmem(rest.ptr, rest.len, "\r\n--", 4);
        if (!at)
            return NULL;
        skip(&rest, (size_t)(at - rest.ptr) + 4);
        if (rest.len < m->boundary.len)
            return NULL;
        if (memcmp(rest.ptr, m->boundary.ptr, m->boundary.len) == 0)
            return at;
    }
}

void thaw_multipart_part_done(thaw_multipart_part *part)
{
    thaw_buf_done(&part->name);
    thaw_buf_done(&part->filename);
}

int thaw_multipart_next(thaw_multipart *m, thaw_multipart_part *ret)
{
    thaw_multipart_part_done(ret);
    *ret = (thaw_multipart_part){ .name = thaw_buf_of(THAW_MULTIPART_NAME_MAX),
                                  .filename = thaw_buf_of(THAW_MULTIPART_NAME_MAX),
                                  .type = { "", 0 } };
    if (!m->started) {
        take(&m->rest, THAW_SLICE("\r\n"));
        m->started = true;
    }
    if (!take_delimiter(m))
        return THAW_E_SYNTAX;
    if (take(&m->rest, THAW_SLICE("--")))
        return m->rest.len == 0 || take(&m->rest, THAW_SLICE("\r\n")) ? 0 : THAW_E_SYNTAX;
    skip_spaces(&m->rest);
    if (!take(&m->rest, THAW_SLICE("\r\n")))
        return THAW_E_SYNTAX;
    int err = parse_headers(&m->rest, ret);
    if (err)
        return err;
    const char *end = find_end(m);
    if (!end)
        return THAW_E_SYNTAX;
    ret->body = (thaw_slice){ m->rest.ptr, (size_t)(end - m->rest.ptr) };
    skip(&m->rest, ret->body.len + 2);
    return 1;
}
