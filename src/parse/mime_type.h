/* SPDX-License-Identifier: MIT
 * MIME types by the MIME Sniffing standard, and the tokens and quoted strings of HTTP that they are made of. Texts are
 * bytes, each a character of Latin-1, as header values are. */
#ifndef THAW_PARSE_MIME_TYPE_H
#define THAW_PARSE_MIME_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/slice.h"

enum { THAW_MIME_PARAMETERS_MAX = 64, THAW_MIME_SIZE_MAX = 1 << 20 };

typedef struct {
    uint32_t name, name_len, value, value_len; /* in `text` */
} thaw_mime_parameter;

typedef struct {
    thaw_buf text; /* the essence, then names and values */
    uint32_t essence_len, n_parameters;
    thaw_mime_parameter parameters[THAW_MIME_PARAMETERS_MAX];
} thaw_mime_type;

void thaw_mime_type_done(thaw_mime_type *type); /* accepts a zeroed one */
/* THAW_E_SYNTAX: it is none. THAW_E_TOO_LARGE, -ENOMEM. Nothing is to be freed then. */
THAW_MUST_USE int thaw_mime_type_parse(thaw_slice input, thaw_mime_type *ret);
/* "text/html", in lower case. Borrows. */
thaw_slice thaw_mime_type_essence(const thaw_mime_type *type);
/* Value of the parameter, whose name must be in lower case; `ptr` is NULL if there is none. Borrows. */
thaw_slice thaw_mime_type_get(const thaw_mime_type *type, const char *name);
/* Takes what `name` has of `from` if `type` doesn't have it. 0 or the errors of parsing. */
THAW_MUST_USE int thaw_mime_type_add(thaw_mime_type *type, const char *name, thaw_slice value);
/* Appends; the buffer's error says whether it fitted. */
void thaw_mime_type_serialise(const thaw_mime_type *type, thaw_buf *out);

/* A non-empty run of the characters that HTTP allows in names. */
bool thaw_http_is_token(thaw_slice s);

#endif
