/* SPDX-License-Identifier: MIT */
#include "web/fetch/header_list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "parse/mime_type.h"

static thaw_slice name_of(const thaw_header *h)
{
    return (thaw_slice){ h->name, h->name_len };
}

bool thaw_header_names_equal(thaw_slice a, thaw_slice b)
{
    return a.len == b.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

bool thaw_header_is_named(const thaw_header *h, thaw_slice name)
{
    return thaw_header_names_equal(name_of(h), name);
}

/* ---- what is valid ---- */

bool thaw_header_name_is_valid(thaw_slice name)
{
    return thaw_http_is_token(name);
}

static bool is_http_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool thaw_header_value_normalise(thaw_slice *value)
{
    thaw_slice v = *value;
    while (v.len && is_http_space(v.ptr[0])) {
        v.ptr++;
        v.len--;
    }
    while (v.len && is_http_space(v.ptr[v.len - 1]))
        v.len--;
    *value = v;
    return !thaw_slice_has(v, '\0') && !thaw_slice_has(v, '\n') && !thaw_slice_has(v, '\r');
}

static bool is_unsafe_byte(unsigned char c)
{
    return (c < 0x20 && c != '\t') || c == 0x7F || (c && strchr("\"():<>?@[\\]{}", c));
}

static bool has_unsafe_bytes(thaw_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (is_unsafe_byte((unsigned char)s.ptr[i]))
            return true;
    }
    return false;
}

static bool is_language_value(thaw_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool alphanumeric = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        if (!alphanumeric && !(c && strchr(" *,-.;=", c)))
            return false;
    }
    return true;
}

static bool is_safe_content_type(thaw_slice value)
{
    THAW_AUTO(thaw_mime_type) type = { 0 };
    if (has_unsafe_bytes(value) || thaw_mime_type_parse(value, &type) < 0)
        return false;
    thaw_slice essence = thaw_mime_type_essence(&type);
    return thaw_slice_is(essence, "application/x-www-form-urlencoded") ||
           thaw_slice_is(essence, "multipart/form-data") || thaw_slice_is(essence, "text/plain");
}

bool thaw_header_name_is_no_cors_safelisted(thaw_slice name)
{
    return thaw_header_names_equal(name, THAW_SLICE("accept")) ||
           thaw_header_names_equal(name, THAW_SLICE("accept-language")) ||
           thaw_header_names_equal(name, THAW_SLICE("content-language")) ||
           thaw_header_names_equal(name, THAW_SLICE("content-type"));
}

bool thaw_header_is_no_cors_safelisted(thaw_slice name, thaw_slice value)
{
    enum { VALUE_MAX = 128 };
    if (!thaw_header_name_is_no_cors_safelisted(name) || value.len > VALUE_MAX)
        return false;
    if (thaw_header_names_equal(name, THAW_SLICE("accept")))
        return !has_unsafe_bytes(value);
    if (thaw_header_names_equal(name, THAW_SLICE("content-type")))
        return is_safe_content_type(value);
    return is_language_value(value);
}

/* ---- the list ---- */

static void forget_order(JSRuntime *rt, thaw_header_list *list)
{
    js_free_rt(rt, list->sorted);
    list->sorted = NULL;
}

void thaw_header_list_done(JSRuntime *rt, thaw_header_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        js_free_rt(rt, list->items[i].name);
    js_free_rt(rt, list->items);
    forget_order(rt, list);
    *list = (thaw_header_list){ 0 };
}

const thaw_header *thaw_header_list_find(const thaw_header_list *list, thaw_slice name, uint32_t from)
{
    for (uint32_t i = from; i < list->count; i++) {
        if (thaw_header_is_named(&list->items[i], name))
            return &list->items[i];
    }
    return NULL;
}

static int header_new(JSRuntime *rt, thaw_slice name, thaw_slice value, thaw_header *ret)
{
    if (name.len >= UINT32_MAX || value.len >= UINT32_MAX)
        return THAW_E_TOO_LARGE;
    char *text = js_malloc_rt(rt, name.len + value.len + 2);
    if (!text)
        return -ENOMEM;
    memcpy(text, name.ptr, name.len);
    text[name.len] = '\0';
    char *at = text + name.len + 1;
    memcpy(at, value.ptr, value.len);
    at[value.len] = '\0';
    *ret = (thaw_header){ text, at, (uint32_t)name.len, (uint32_t)value.len };
    return 0;
}

static int grow(JSRuntime *rt, thaw_header_list *list)
{
    if (list->count >= THAW_HEADERS_MAX)
        return THAW_E_TOO_LARGE;
    uint32_t size = list->size ? list->size * 2 : 4;
    thaw_header *items = js_realloc_rt(rt, list->items, size * sizeof *items);
    if (!items)
        return -ENOMEM;
    list->items = items;
    list->size = size;
    return 0;
}

int thaw_header_list_append(JSRuntime *rt, thaw_header_list *list, thaw_slice name, thaw_slice value)
{
    const thaw_header *first = thaw_header_list_find(list, name, 0);
    if (first) /* one spelling of a name in a list */
        name = name_of(first);
    int err = list->count == list->size ? grow(rt, list) : 0;
    if (!err)
        err = header_new(rt, name, value, &list->items[list->count]);
    if (err)
        return err;
    list->count++;
    forget_order(rt, list);
    return 0;
}

static void remove_from(JSRuntime *rt, thaw_header_list *list, thaw_slice name, uint32_t from)
{
    uint32_t kept = from;
    for (uint32_t i = from; i < list->count; i++) {
        if (thaw_header_is_named(&list->items[i], name))
            js_free_rt(rt, list->items[i].name);
        else
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

int thaw_header_list_set(JSRuntime *rt, thaw_header_list *list, thaw_slice name, thaw_slice value)
{
    const thaw_header *first = thaw_header_list_find(list, name, 0);
    if (!first)
        return thaw_header_list_append(rt, list, name, value);
    uint32_t at = (uint32_t)(first - list->items);
    thaw_header replacement;
    int err = header_new(rt, name_of(first), value, &replacement);
    if (err)
        return err;
    js_free_rt(rt, list->items[at].name);
    list->items[at] = replacement;
    remove_from(rt, list, name_of(&replacement), at + 1);
    forget_order(rt, list);
    return 0;
}

bool thaw_header_list_delete(JSRuntime *rt, thaw_header_list *list, thaw_slice name)
{
    uint32_t before = list->count;
    remove_from(rt, list, name, 0);
    if (list->count == before)
        return false;
    forget_order(rt, list);
    return true;
}

int thaw_header_list_add_all(JSRuntime *rt, thaw_header_list *list, const thaw_header_list *from)
{
    for (uint32_t i = 0; i < from->count; i++) {
        const thaw_header *h = &from->items[i];
        int err = thaw_header_list_append(rt, list, name_of(h), (thaw_slice){ h->value, h->value_len });
        if (err)
            return err;
    }
    return 0;
}

bool thaw_header_list_get(const thaw_header_list *list, thaw_slice name, thaw_buf *out)
{
    bool found = false;
    for (uint32_t i = 0; i < list->count; i++) {
        const thaw_header *h = &list->items[i];
        if (!thaw_header_is_named(h, name))
            continue;
        if (found)
            thaw_buf_append(out, ", ", 2);
        thaw_buf_append(out, h->value, h->value_len);
        found = true;
    }
    return found;
}

/* ---- the order of iteration ---- */

static int compare(const void *a, const void *b, void *opaque)
{
    const thaw_header_list *list = opaque;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    int order = strcasecmp(list->items[i].name, list->items[j].name);
    return order ? order : i < j ? -1 : 1;
}

static int sort(JSRuntime *rt, thaw_header_list *list)
{
    uint32_t *sorted = js_malloc_rt(rt, (list->count ? list->count : 1) * sizeof *sorted);
    if (!sorted)
        return -ENOMEM;
    for (uint32_t i = 0; i < list->count; i++)
        sorted[i] = i;
    qsort_r(sorted, list->count, sizeof *sorted, compare, list);
    uint32_t n = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        const thaw_header *h = &list->items[sorted[i]];
        bool again = n && thaw_header_is_named(&list->items[sorted[n - 1]], name_of(h));
        if (!again || thaw_header_is_named(h, THAW_SLICE("set-cookie")))
            sorted[n++] = sorted[i];
    }
    list->sorted = sorted;
    list->n_sorted = n;
    return 0;
}

int thaw_header_list_sorted(JSRuntime *rt, thaw_header_list *list, uint32_t index, const thaw_header **ret)
{
    int err = list->sorted ? 0 : sort(rt, list);
    if (err)
        return err;
    if (index >= list->n_sorted)
        return 0;
    *ret = &list->items[list->sorted[index]];
    return 1;
}
