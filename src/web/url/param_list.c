/* SPDX-License-Identifier: MIT */
#include "web/url/param_list.h"

#include <errno.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/utf8.h"
#include "parse/form_urlencoded.h"

void thaw_param_list_done(JSRuntime *rt, thaw_param_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        js_free_rt(rt, list->items[i]);
    js_free_rt(rt, list->items);
    *list = (thaw_param_list){ 0 };
}

static int reserve_one(JSRuntime *rt, thaw_param_list *list)
{
    if (list->count < list->size)
        return 0;
    if (list->count >= THAW_PARAMS_MAX)
        return THAW_E_TOO_LARGE;
    uint32_t size = list->size ? list->size * 2 : 4;
    thaw_param **items = js_realloc_rt(rt, list->items, size * sizeof *items);
    if (!items)
        return -ENOMEM;
    list->items = items;
    list->size = size;
    return 0;
}

static thaw_param *param_new(JSRuntime *rt, thaw_slice name, thaw_slice value)
{
    thaw_param *p = js_malloc_rt(rt, sizeof *p + name.len + value.len + 2);
    if (!p)
        return NULL;
    p->name_len = (uint32_t)name.len;
    p->value_len = (uint32_t)value.len;
    memcpy(p->text, name.ptr, name.len);
    p->text[name.len] = '\0';
    memcpy(p->text + name.len + 1, value.ptr, value.len);
    p->text[name.len + 1 + value.len] = '\0';
    return p;
}

int thaw_param_list_append(JSRuntime *rt, thaw_param_list *list, thaw_slice name, thaw_slice value)
{
    if (name.len > UINT32_MAX / 2 || value.len > UINT32_MAX / 2)
        return THAW_E_TOO_LARGE;
    int err = reserve_one(rt, list);
    thaw_param *p = err ? NULL : param_new(rt, name, value);
    if (!p)
        return err ? err : -ENOMEM;
    list->items[list->count++] = p;
    return 0;
}

/* Bytes that are no UTF-8 become U+FFFD. */
static int repair(thaw_buf *b)
{
    if (thaw_utf8_valid(b->data, b->len))
        return 0;
    THAW_AUTO(thaw_buf) repaired = thaw_buf_of(SIZE_MAX / 4);
    for (size_t i = 0; i < b->len;) {
        uint32_t c;
        size_t n = thaw_utf8_decode(b->data + i, b->len - i, &c);
        if (c == THAW_UTF8_INVALID)
            thaw_buf_puts(&repaired, "\xEF\xBF\xBD");
        else
            thaw_buf_append(&repaired, b->data + i, n);
        i += n;
    }
    int err = thaw_buf_error(&repaired);
    if (err)
        return err;
    thaw_buf other = *b;
    *b = repaired;
    repaired = other;
    return 0;
}

static thaw_slice slice_of(const thaw_buf *b)
{
    return (thaw_slice){ b->len ? b->data : "", b->len };
}

int thaw_param_list_parse(JSRuntime *rt, thaw_param_list *list, thaw_slice text)
{
    THAW_AUTO(thaw_buf) name = thaw_buf_of(SIZE_MAX / 4);
    THAW_AUTO(thaw_buf) value = thaw_buf_of(SIZE_MAX / 4);
    int found;
    while ((found = thaw_form_urlencoded_next(&text, &name, &value)) > 0) {
        int err = repair(&name);
        err = err ? err : repair(&value);
        err = err ? err : thaw_param_list_append(rt, list, slice_of(&name), slice_of(&value));
        if (err)
            return err;
        thaw_buf_reset(&name);
        thaw_buf_reset(&value);
    }
    return found;
}

/* ---- finding and removing ---- */

static bool matches(const thaw_param *p, thaw_slice name, const thaw_slice *value)
{
    return thaw_slice_equal(thaw_param_name(p), name) && (!value || thaw_slice_equal(thaw_param_value(p), *value));
}

const thaw_param *thaw_param_list_find(const thaw_param_list *list, uint32_t from, thaw_slice name,
                                       const thaw_slice *value)
{
    for (uint32_t i = from; i < list->count; i++) {
        if (matches(list->items[i], name, value))
            return list->items[i];
    }
    return NULL;
}

static void delete_from(JSRuntime *rt, thaw_param_list *list, uint32_t from, thaw_slice name, const thaw_slice *value)
{
    uint32_t kept = from;
    for (uint32_t i = from; i < list->count; i++) {
        if (matches(list->items[i], name, value))
            js_free_rt(rt, list->items[i]);
        else
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

void thaw_param_list_delete(JSRuntime *rt, thaw_param_list *list, thaw_slice name, const thaw_slice *value)
{
    delete_from(rt, list, 0, name, value);
}

int thaw_param_list_set(JSRuntime *rt, thaw_param_list *list, thaw_slice name, thaw_slice value)
{
    uint32_t at = 0;
    while (at < list->count && !matches(list->items[at], name, NULL))
        at++;
    if (at == list->count)
        return thaw_param_list_append(rt, list, name, value);
    if (value.len > UINT32_MAX / 2)
        return THAW_E_TOO_LARGE;
    thaw_param *p = param_new(rt, name, value);
    if (!p)
        return -ENOMEM;
    js_free_rt(rt, list->items[at]);
    list->items[at] = p;
    delete_from(rt, list, at + 1, name, NULL);
    return 0;
}

/* ---- sorting ---- */

/* The order of UTF-16 is that of UTF-8 but for characters beyond the basic plane: their surrogates come before U+E000,
 * whose lead byte is 0xEE. */
static unsigned rank_of(unsigned char c)
{
    return c >= 0xF0 ? c - 2u : c >= 0xEE ? c + 7u : c;
}

static bool is_after(const thaw_param *a, const thaw_param *b)
{
    uint32_t shorter = a->name_len < b->name_len ? a->name_len : b->name_len;
    for (uint32_t i = 0; i < shorter; i++) {
        if (a->text[i] != b->text[i])
            return rank_of((unsigned char)a->text[i]) > rank_of((unsigned char)b->text[i]);
    }
    return a->name_len > b->name_len;
}

static void merge(thaw_param **from, thaw_param **to, uint32_t start, uint32_t middle, uint32_t end)
{
    uint32_t left = start, right = middle;
    for (uint32_t i = start; i < end; i++) {
        bool take_right = left == middle || (right < end && is_after(from[left], from[right]));
        to[i] = from[take_right ? right++ : left++];
    }
}

int thaw_param_list_sort(JSRuntime *rt, thaw_param_list *list)
{
    if (list->count < 2)
        return 0;
    thaw_param **other = js_malloc_rt(rt, list->size * sizeof *other);
    if (!other)
        return -ENOMEM;
    uint32_t n = list->count;
    for (uint32_t run = 1; run < n; run *= 2) {
        for (uint32_t start = 0; start < n; start += 2 * run) {
            uint32_t middle = n - start < run ? n : start + run, end = n - middle < run ? n : middle + run;
            merge(list->items, other, start, middle, end);
        }
        thaw_param **sorted = other;
        other = list->items;
        list->items = sorted;
    }
    js_free_rt(rt, other);
    return 0;
}

/* ---- as text ---- */

static void append_encoded(thaw_buf *out, thaw_slice text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '*' ||
                     c == '-' || c == '.' || c == '_';
        if (plain || c == ' ')
            thaw_buf_putc(out, plain ? (char)c : '+');
        else
            thaw_buf_append(out, (char[]){ '%', digits[c >> 4], digits[c & 15] }, 3);
    }
}

int thaw_param_list_serialise(const thaw_param_list *list, thaw_buf *out)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (i)
            thaw_buf_putc(out, '&');
        append_encoded(out, thaw_param_name(list->items[i]));
        thaw_buf_putc(out, '=');
        append_encoded(out, thaw_param_value(list->items[i]));
    }
    return thaw_buf_error(out);
}
