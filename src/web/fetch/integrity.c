/* SPDX-License-Identifier: MIT */
#include "web/fetch/integrity.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/digest.h"

typedef struct {
    thaw_digest_kind kind;
    thaw_slice value; /* in base64 */
} wanted;

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

/* The next token's digest; *at moves behind it. False at the end. `ret->kind` is THAW_DIGESTS for what is unknown. */
static bool next_token(thaw_slice *at, wanted *ret)
{
    static const char *const names[] = { "sha256-", "sha384-", "sha512-" };
    while (at->len && is_space(*at->ptr))
        *at = (thaw_slice){ at->ptr + 1, at->len - 1 };
    size_t n = 0;
    while (n < at->len && !is_space(at->ptr[n]))
        n++;
    ret->kind = THAW_DIGESTS;
    for (int i = 0; i < 3; i++) {
        if (n > 7 && strncasecmp(at->ptr, names[i], 7) == 0) {
            const char *options = memchr(at->ptr, '?', n);
            ret->kind = (thaw_digest_kind)(THAW_SHA256 + i);
            ret->value = (thaw_slice){ at->ptr + 7, (options ? (size_t)(options - at->ptr) : n) - 7 };
        }
    }
    *at = (thaw_slice){ at->ptr + n, at->len - n };
    return n > 0;
}

static int digest_of(thaw_digest_kind kind, const thaw_bytes *bytes, uint8_t *ret)
{
    thaw_slice *parts = calloc(bytes->count + 1, sizeof *parts);
    if (!parts)
        return -ENOMEM;
    for (uint32_t i = 0; i < bytes->count; i++)
        parts[i] = thaw_bytes_at(bytes, i);
    int err = thaw_digest(kind, parts, (int)bytes->count, ret);
    free(parts);
    return err;
}

static int is_digest(const wanted *w, const uint8_t *digest)
{
    size_t size = thaw_digest_size(w->kind);
    THAW_AUTO(thaw_buf) bytes = thaw_buf_of(w->value.len + 3);
    thaw_base64_decode(&bytes, w->value);
    return thaw_buf_error(&bytes) ? thaw_buf_error(&bytes) : bytes.len == size && memcmp(bytes.data, digest, size) == 0;
}

int thaw_integrity_matches(thaw_slice metadata, const thaw_bytes *bytes)
{
    uint8_t digest[THAW_DIGEST_SIZE_MAX];
    thaw_digest_kind strongest = THAW_DIGESTS;
    wanted w;
    for (thaw_slice at = metadata; next_token(&at, &w);) {
        if (w.kind != THAW_DIGESTS && (strongest == THAW_DIGESTS || w.kind > strongest))
            strongest = w.kind;
    }
    if (strongest == THAW_DIGESTS)
        return 1;
    int result = digest_of(strongest, bytes, digest);
    for (thaw_slice at = metadata; result == 0 && next_token(&at, &w);) {
        if (w.kind == strongest)
            result = is_digest(&w, digest);
    }
    return result;
}
