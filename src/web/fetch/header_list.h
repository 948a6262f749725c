/* SPDX-License-Identifier: MIT
 * The Fetch standard's header list: names with values in the order they were added, found without regard to case. Its
 * memory is the engine's, so that images hold it; it knows nothing of JavaScript values.
 *
 * Names and values must be valid when they come in: thaw_header_name_is_valid, thaw_header_value_normalise. At most
 * THAW_HEADERS_MAX entries. */
#ifndef THAW_WEB_FETCH_HEADER_LIST_H
#define THAW_WEB_FETCH_HEADER_LIST_H

#include <stdint.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/slice.h"
#include "js/engine.h"

enum { THAW_HEADERS_MAX = 1 << 20 };

typedef struct {
    char *name, *value; /* one block: name, NUL, value, NUL */
    uint32_t name_len, value_len;
} thaw_header;

typedef struct thaw_header_list {
    thaw_header *items;
    uint32_t count, size;
    uint32_t *sorted; /* the order of iteration, as indices of `items`; NULL until it is asked for after a change */
    uint32_t n_sorted;
} thaw_header_list;

void thaw_header_list_done(JSRuntime *rt, thaw_header_list *list); /* accepts a zeroed one; leaves it zeroed */
/* 0, -ENOMEM or THAW_E_TOO_LARGE. */
THAW_MUST_USE int thaw_header_list_append(JSRuntime *rt, thaw_header_list *list, thaw_slice name, thaw_slice value);
/* Replaces the first one of the name and drops the others; appends if there is none. */
THAW_MUST_USE int thaw_header_list_set(JSRuntime *rt, thaw_header_list *list, thaw_slice name, thaw_slice value);
bool thaw_header_list_delete(JSRuntime *rt, thaw_header_list *list, thaw_slice name);
/* Adds all of `from`. */
THAW_MUST_USE int thaw_header_list_add_all(JSRuntime *rt, thaw_header_list *list, const thaw_header_list *from);
/* The first one of the name at or after `from`; NULL if there is none. */
const thaw_header *thaw_header_list_find(const thaw_header_list *list, thaw_slice name, uint32_t from);
static inline bool thaw_header_list_has(const thaw_header_list *list, thaw_slice name)
{
    return thaw_header_list_find(list, name, 0) != NULL;
}
/* Appends all values of the name, joined by ", "; false if there is none. */
bool thaw_header_list_get(const thaw_header_list *list, thaw_slice name, thaw_buf *out);
/* The entry at `index` of the standard's "sort and combine": by lower-case name, entries of one name are one, except
 * for set-cookie. 1, 0 past the end, or -ENOMEM. */
THAW_MUST_USE int thaw_header_list_sorted(JSRuntime *rt, thaw_header_list *list, uint32_t index,
                                          const thaw_header **ret);

bool thaw_header_name_is_valid(thaw_slice name);
bool thaw_header_is_named(const thaw_header *h, thaw_slice name);
bool thaw_header_names_equal(thaw_slice a, thaw_slice b);
/* Strips HTTP whitespace from both ends. False if NUL, CR or LF are left. */
bool thaw_header_value_normalise(thaw_slice *value);
/* By the standard: one of a small set of names with values of a harmless form. */
bool thaw_header_is_no_cors_safelisted(thaw_slice name, thaw_slice value);
bool thaw_header_name_is_no_cors_safelisted(thaw_slice name);

#endif
