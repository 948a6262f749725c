/* SPDX-License-Identifier: MIT
 * URLs by the URL standard: the text of a parsed URL and where its parts are in it. Parsing is ada's; nothing of ada is
 * kept, so a URL whose memory is the engine's can be part of an image.
 *
 * Input must be valid UTF-8 of at most THAW_URL_INPUT_MAX bytes; longer is no URL. */
#ifndef THAW_PARSE_URL_H
#define THAW_PARSE_URL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/auto.h"
#include "base/slice.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Escaping can make three bytes of one, and all places in a URL are 32 bits wide. */
enum { THAW_URL_INPUT_MAX = 1 << 29 };

typedef enum {
    THAW_URL_PROTOCOL,
    THAW_URL_USERNAME,
    THAW_URL_PASSWORD,
    THAW_URL_HOST,
    THAW_URL_HOSTNAME,
    THAW_URL_PORT,
    THAW_URL_PATHNAME,
    THAW_URL_SEARCH,
    THAW_URL_HASH,
} thaw_url_part;

#define THAW_URL_OMITTED 0xffffffffu

/* https://user:pass@example.com:1234/foo/bar?baz#quux
 *       |     |    |          |     |       |   |
 *       |     |    |          |     |       |   hash_start
 *       |     |    |          |     |       search_start
 *       |     |    |          |     pathname_start
 *       |     |    |          host_end
 *       |     |    host_start (at the @, if there is one)
 *       |     username_end
 *       protocol_end */
typedef struct {
    uint32_t protocol_end, username_end, host_start, host_end, port, pathname_start, search_start, hash_start;
    bool is_special, is_file;
} thaw_url_parts;

/* Where a URL's text comes from. */
typedef struct {
    void *(*alloc)(void *opaque, size_t size); /* NULL: there is none */
    void (*free)(void *opaque, void *p);       /* accepts NULL */
    void *opaque;
} thaw_url_memory;

typedef struct {
    char *href; /* NUL-terminated; NULL: none */
    uint32_t len;
    thaw_url_parts parts;
} thaw_url;

/* A URL of malloc's memory; accepts a zeroed one. */
void thaw_url_done(thaw_url *url);
/* `base` may be NULL. THAW_E_SYNTAX: no URL; -ENOMEM. `ret` is written on success only. */
THAW_MUST_USE int thaw_url_parse(thaw_slice input, const thaw_slice *base, thaw_url *ret);
/* The same with other memory, which the URL is to be freed and changed with. */
THAW_MUST_USE int thaw_url_parse_in(const thaw_url_memory *memory, thaw_slice input, const thaw_slice *base,
                                    thaw_url *ret);
bool thaw_url_can_parse(thaw_slice input, const thaw_slice *base);
/* Changes a part as the attribute's setter does: a value that doesn't fit changes nothing. 0 or -ENOMEM. */
THAW_MUST_USE int thaw_url_set(const thaw_url_memory *memory, thaw_url *url, thaw_url_part part, thaw_slice value);

/* Each borrows from the URL, and is what the attribute has, with its delimiter. */
thaw_slice thaw_url_get(const thaw_url *url, thaw_url_part part);
static inline thaw_slice thaw_url_href(const thaw_url *url)
{
    thaw_slice href = { url->href, url->len };
    return href;
}
thaw_slice thaw_url_href_without_fragment(const thaw_url *url);
thaw_slice thaw_url_scheme(const thaw_url *url); /* "https", without the colon */
thaw_slice thaw_url_path(const thaw_url *url);
bool thaw_url_has_credentials(const thaw_url *url);
bool thaw_url_has_opaque_path(const thaw_url *url);

/* Whose origin is the URL's as well: itself, the URL inside one of blob:, or none if it is opaque ("null"). */
typedef struct {
    bool is_opaque;
    thaw_slice protocol, host; /* with the colon; with the port; `nested` may hold their text */
    thaw_url nested;
} thaw_url_origin;
void thaw_url_origin_done(thaw_url_origin *origin);
/* 0 or -ENOMEM. */
THAW_MUST_USE int thaw_url_origin_of(const thaw_url *url, thaw_url_origin *ret);

#ifdef __cplusplus
}
#endif

#endif
