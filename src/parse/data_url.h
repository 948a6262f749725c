/* SPDX-License-Identifier: MIT
 * data: URLs by the Fetch standard's "data: URL processor". */
#ifndef THAW_PARSE_DATA_URL_H
#define THAW_PARSE_DATA_URL_H

#include <stdbool.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/slice.h"

typedef struct {
    thaw_slice type;    /* the whole media type as written; may be malformed or begin with ";"; borrows */
    thaw_slice essence; /* "text/javascript" as written, without parameters; "text/plain" if none; borrows */
    bool base64;
} thaw_data_url;

/* Appends the decoded body. THAW_E_SYNTAX if it is no data: URL or its base64 is broken, or the buffer's error. */
THAW_MUST_USE int thaw_data_url_parse(thaw_slice url, thaw_data_url *ret, thaw_buf *ret_body);

#endif
