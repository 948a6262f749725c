/* SPDX-License-Identifier: MIT
 * The MIME type that a header list states. */
#ifndef THAW_WEB_FETCH_CONTENT_TYPE_H
#define THAW_WEB_FETCH_CONTENT_TYPE_H

#include "parse/mime_type.h"
#include "web/fetch/header_list.h"

/* Of several Content-Type values the last valid one counts; it inherits the charset of those before it that have its
 * essence. THAW_E_SYNTAX: there is none. */
THAW_MUST_USE int thaw_content_type_of(const thaw_header_list *list, thaw_mime_type *ret);

#endif
