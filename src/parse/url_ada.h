/* SPDX-License-Identifier: MIT
 * What url.c needs of ada, which is C++, as C functions. What ada allocates lives during a call only: results are
 * handed to a sink. */
#ifndef THAW_PARSE_URL_ADA_H
#define THAW_PARSE_URL_ADA_H

#include "parse/url.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Takes a copy of what it is given. 0 or a negative error. */
typedef int thaw_ada_url_sink(void *opaque, const char *href, uint32_t len, const thaw_url_parts *parts);

/* THAW_E_SYNTAX if it is no URL, else what the sink returned. `base` may be NULL. */
int thaw_ada_url_parse(thaw_slice input, const thaw_slice *base, thaw_ada_url_sink *sink, void *opaque);
bool thaw_ada_url_can_parse(thaw_slice input, const thaw_slice *base);
/* 1 if the URL `href`, which must be one, was changed; 0 if the value doesn't fit; or the sink's error. */
int thaw_ada_url_set(thaw_slice href, thaw_url_part part, thaw_slice value, thaw_ada_url_sink *sink, void *opaque);

#ifdef __cplusplus
}
#endif

#endif
