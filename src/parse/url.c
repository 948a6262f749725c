/* SPDX-License-Identifier: MIT */
#include "parse/url.h"

#include <errno.h>
#include <stdlib.h>

#include "base/error.h"
#include "parse/url_ada.h"

static void *heap_alloc(void *opaque, size_t size)
{
    return malloc(size);
}

static void heap_free(void *opaque, void *p)
{
    free(p);
}

static const thaw_url_memory heap_memory = { heap_alloc, heap_free, NULL };

void thaw_url_done(thaw_url *url)
{
    free(url->href);
    url->href = NULL;
}

/* ---- parsing and changing ---- */

typedef struct {
    const thaw_url_memory *memory;
    thaw_url *url;
} target;

static int take_url(void *opaque, const char *href, uint32_t len, const thaw_url_parts *parts)
{
    const target *to = opaque;
    char *copy = to->memory->alloc(to->memory->opaque, (size_t)len + 1);
    if (!copy)
        return -ENOMEM;
    memcpy(copy, href, len);
    copy[len] = '\0';
    *to->url = (thaw_url){ copy, len, *parts };
    return 0;
}

static bool fits(thaw_slice input)
{
    return input.len <= THAW_URL_INPUT_MAX;
}

int thaw_url_parse_in(const thaw_url_memory *memory, thaw_slice input, const thaw_slice *base, thaw_url *ret)
{
    target to = { memory, ret };
    if (!fits(input) || (base && !fits(*base)))
        return THAW_E_SYNTAX;
    return thaw_ada_url_parse(input, base, take_url, &to);
}

int thaw_url_parse(thaw_slice input, const thaw_slice *base, thaw_url *ret)
{
    return thaw_url_parse_in(&heap_memory, input, base, ret);
}

bool thaw_url_can_parse(thaw_slice input, const thaw_slice *base)
{
    return fits(input) && (!base || fits(*base)) && thaw_ada_url_can_parse(input, base);
}

int thaw_url_set(const thaw_url_memory *memory, thaw_url *url, thaw_url_part part, thaw_slice value)
{
    thaw_url changed;
    target to = { memory, &changed };
    if (!fits(value) || !fits(thaw_url_href(url)))
        return 0;
    int result = thaw_ada_url_set(thaw_url_href(url), part, value, take_url, &to);
    if (result <= 0)
        return result;
    memory->free(memory->opaque, url->href);
    *url = changed;
    return 0;
}

/* ---- parts ---- */

static thaw_slice between(const thaw_url *url, uint32_t start, uint32_t end)
{
    return (thaw_slice){ url->href + start, end > start ? end - start : 0 };
}

static uint32_t end_of_search(const thaw_url *url)
{
    return url->parts.hash_start == THAW_URL_OMITTED ? url->len : url->parts.hash_start;
}

static uint32_t end_of_path(const thaw_url *url)
{
    return url->parts.search_start == THAW_URL_OMITTED ? end_of_search(url) : url->parts.search_start;
}

static uint32_t host_start(const thaw_url *url)
{
    const thaw_url_parts *p = &url->parts;
    return p->host_start + (p->host_end > p->host_start && url->href[p->host_start] == '@');
}

/* "?" and "#" alone read as nothing. */
static thaw_slice or_nothing(thaw_slice part)
{
    return part.len > 1 ? part : (thaw_slice){ part.ptr, 0 };
}

static thaw_slice host(const thaw_url *url)
{
    uint32_t start = host_start(url);
    /* between an absent host and the path there may be "/." */
    return between(url, start, start == url->parts.host_end ? start : url->parts.pathname_start);
}

thaw_slice thaw_url_get(const thaw_url *url, thaw_url_part part)
{
    const thaw_url_parts *p = &url->parts;
    switch (part) {
    case THAW_URL_PROTOCOL:
        return between(url, 0, p->protocol_end);
    case THAW_URL_USERNAME:
        return between(url, p->protocol_end + 2 < p->username_end ? p->protocol_end + 2 : p->username_end,
                       p->username_end);
    case THAW_URL_PASSWORD:
        return between(url, p->host_start > p->username_end ? p->username_end + 1 : p->host_start, p->host_start);
    case THAW_URL_HOST:
        return host(url);
    case THAW_URL_HOSTNAME:
        return between(url, host_start(url), p->host_end);
    case THAW_URL_PORT:
        return p->port == THAW_URL_OMITTED ? between(url, p->host_end, p->host_end)
                                           : between(url, p->host_end + 1, p->pathname_start);
    case THAW_URL_PATHNAME:
        return between(url, p->pathname_start, end_of_path(url));
    case THAW_URL_SEARCH:
        return or_nothing(between(url, end_of_path(url), end_of_search(url)));
    default:
        return or_nothing(between(url, end_of_search(url), url->len));
    }
}

thaw_slice thaw_url_href_without_fragment(const thaw_url *url)
{
    return between(url, 0, end_of_search(url));
}

thaw_slice thaw_url_scheme(const thaw_url *url)
{
    return between(url, 0, url->parts.protocol_end - 1);
}

thaw_slice thaw_url_path(const thaw_url *url)
{
    return thaw_url_get(url, THAW_URL_PATHNAME);
}

bool thaw_url_has_credentials(const thaw_url *url)
{
    return thaw_url_get(url, THAW_URL_USERNAME).len || thaw_url_get(url, THAW_URL_PASSWORD).len;
}

bool thaw_url_has_opaque_path(const thaw_url *url)
{
    thaw_slice path = thaw_url_path(url);
    return !url->parts.is_special && url->parts.pathname_start == url->parts.protocol_end &&
           !(path.len && path.ptr[0] == '/');
}

/* ---- origin ---- */

void thaw_url_origin_done(thaw_url_origin *origin)
{
    thaw_url_done(&origin->nested);
}

static void set_origin(thaw_url_origin *ret, const thaw_url *url)
{
    ret->is_opaque = false;
    ret->protocol = thaw_url_get(url, THAW_URL_PROTOCOL);
    ret->host = thaw_url_get(url, THAW_URL_HOST);
}

int thaw_url_origin_of(const thaw_url *url, thaw_url_origin *ret)
{
    *ret = (thaw_url_origin){ .is_opaque = true };
    if (url->parts.is_special) {
        if (!url->parts.is_file)
            set_origin(ret, url);
        return 0;
    }
    thaw_slice path = thaw_url_path(url);
    if (!thaw_slice_is(thaw_url_scheme(url), "blob") || !path.len)
        return 0;
    int err = thaw_url_parse(path, NULL, &ret->nested);
    if (err)
        return err == THAW_E_SYNTAX ? 0 : err;
    thaw_slice scheme = thaw_url_scheme(&ret->nested);
    if (thaw_slice_is(scheme, "http") || thaw_slice_is(scheme, "https"))
        set_origin(ret, &ret->nested);
    return 0;
}
