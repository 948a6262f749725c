/* SPDX-License-Identifier: MIT
 * The list of name-value pairs behind a URLSearchParams. Text is valid UTF-8; memory is the engine's. At most
 * THAW_PARAMS_MAX pairs. */
#ifndef THAW_WEB_URL_PARAM_LIST_H
#define THAW_WEB_URL_PARAM_LIST_H

#include <stdint.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/slice.h"
#include "js/engine.h"

enum { THAW_PARAMS_MAX = 1 << 28 };

typedef struct {
    uint32_t name_len, value_len;
    char text[]; /* the name, NUL, the value, NUL */
} thaw_param;

typedef struct {
    thaw_param **items;
    uint32_t count, size;
} thaw_param_list;

static inline thaw_slice thaw_param_name(const thaw_param *p)
{
    return (thaw_slice){ p->text, p->name_len };
}
static inline thaw_slice thaw_param_value(const thaw_param *p)
{
    return (thaw_slice){ p->text + p->name_len + 1, p->value_len };
}

void thaw_param_list_done(JSRuntime *rt, thaw_param_list *list); /* accepts a zeroed one; leaves it zeroed */
/* Those below return 0, -ENOMEM or THAW_E_TOO_LARGE. */
THAW_MUST_USE int thaw_param_list_append(JSRuntime *rt, thaw_param_list *list, thaw_slice name, thaw_slice value);
/* Adds the pairs of an application/x-www-form-urlencoded text. */
THAW_MUST_USE int thaw_param_list_parse(JSRuntime *rt, thaw_param_list *list, thaw_slice text);
/* The first of the name gets the value and the others go; without one it is appended. */
THAW_MUST_USE int thaw_param_list_set(JSRuntime *rt, thaw_param_list *list, thaw_slice name, thaw_slice value);
/* `value` may be NULL: any. */
void thaw_param_list_delete(JSRuntime *rt, thaw_param_list *list, thaw_slice name, const thaw_slice *value);
/* The first one at or after `from`; NULL if there is none. */
const thaw_param *thaw_param_list_find(const thaw_param_list *list, uint32_t from, thaw_slice name,
                                       const thaw_slice *value);
/* By the UTF-16 code units of the names; those of one name stay in their order. */
THAW_MUST_USE int thaw_param_list_sort(JSRuntime *rt, thaw_param_list *list);
THAW_MUST_USE int thaw_param_list_serialise(const thaw_param_list *list, thaw_buf *out);

#endif
