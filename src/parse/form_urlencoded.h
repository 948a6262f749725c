/* SPDX-License-Identifier: MIT
 * application/x-www-form-urlencoded by the URL standard, read pair by pair. */
#ifndef THAW_PARSE_FORM_URLENCODED_H
#define THAW_PARSE_FORM_URLENCODED_H

#include "base/auto.h"
#include "base/buf.h"
#include "base/slice.h"

/* Takes the next pair off the input and appends its name and value, percent-decoded: any bytes. 1, 0 at the end, or
 * the error of a buffer. */
THAW_MUST_USE int thaw_form_urlencoded_next(thaw_slice *input, thaw_buf *ret_name, thaw_buf *ret_value);

#endif
