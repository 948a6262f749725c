/* SPDX-License-Identifier: MIT
 * multipart/form-data, read part by part, and the escaping of the names in it. */
#ifndef THAW_PARSE_MULTIPART_H
#define THAW_PARSE_MULTIPART_H

#include <stdbool.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/slice.h"

enum { THAW_MULTIPART_NAME_MAX = 1 << 20 };

typedef struct {
    thaw_buf name, filename; /* unescaped; valid until the next part is read */
    bool has_filename;
    thaw_slice type; /* of its Content-Type header, "" if it has none; borrows from the body */
    thaw_slice body; /* borrows */
} thaw_multipart_part;

typedef struct {
    thaw_slice boundary, rest;
    bool started;
} thaw_multipart;

static inline thaw_multipart thaw_multipart_of(thaw_slice boundary, thaw_slice body)
{
    return (thaw_multipart){ boundary, body, false };
}
/* 1: a part; 0: the end; THAW_E_SYNTAX, THAW_E_TOO_LARGE or -ENOMEM. */
THAW_MUST_USE int thaw_multipart_next(thaw_multipart *m, thaw_multipart_part *ret);
void thaw_multipart_part_done(thaw_multipart_part *part); /* accepts a zeroed one */

/* Appends a name as it stands between the quotes of a header; `as_value` turns line endings into CR LF first. */
void thaw_multipart_escape(thaw_buf *out, thaw_slice name, bool as_value);
/* Appends the text with CR LF for each CR, LF or CR LF. */
void thaw_multipart_crlf(thaw_buf *out, thaw_slice text);

#endif
