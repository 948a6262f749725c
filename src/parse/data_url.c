/* SPDX-License-Identifier: MIT */
#include "parse/data_url.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/base64.h"
#include "base/error.h"
#include "base/hex.h"

static int append_percent_decoded(thaw_buf *b, thaw_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        int high = s.ptr[i] == '%' && i + 2 < s.len ? thaw_hex_digit(s.ptr[i + 1]) : -1;
        int low = high >= 0 ? thaw_hex_digit(s.ptr[i + 2]) : -1;
        char c = s.ptr[i];
        if (low >= 0) {
            c = (char)(high << 4 | low);
            i += 2;
        }
        thaw_buf_putc(b, c);
    }
    return thaw_buf_error(b);
}

static int decode_base64(thaw_buf *b, size_t start)
{
    size_t n, len = b->len - start;
    if (!len)
        return 0;
    uint8_t *out = malloc(thaw_base64_bound(len));
    if (!out)
        return -ENOMEM;
    bool well_formed = thaw_base64_decode_forgiving(b->data + start, len, out, &n);
    if (well_formed) { /* fewer bytes than there were characters */
        memcpy(b->data + start, out, n);
        b->len = start + n;
        b->data[b->len] = '\0';
    }
    free(out);
    return well_formed ? 0 : THAW_E_SYNTAX;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static thaw_slice trim(thaw_slice s)
{
    while (s.len && is_space(s.ptr[0]))
        s = (thaw_slice){ s.ptr + 1, s.len - 1 };
    while (s.len && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

/* Takes a trailing ";base64" off the media type. */
static bool take_base64(thaw_slice *type)
{
    if (type->len < 6 || strncasecmp(type->ptr + type->len - 6, "base64", 6) != 0)
        return false;
    thaw_slice rest = trim((thaw_slice){ type->ptr, type->len - 6 });
    if (!rest.len || rest.ptr[rest.len - 1] != ';')
        return false;
    *type = (thaw_slice){ rest.ptr, rest.len - 1 };
    return true;
}

int thaw_data_url_parse(thaw_slice url, thaw_data_url *ret, thaw_buf *ret_body)
{
    const char *comma = url.len > 5 ? memchr(url.ptr, ',', url.len) : NULL;
    if (!comma || strncasecmp(url.ptr, "data:", 5) != 0)
        return THAW_E_SYNTAX;
    thaw_slice type = trim((thaw_slice){ url.ptr + 5, (size_t)(comma - url.ptr - 5) });
    thaw_slice body = { comma + 1, url.len - (size_t)(comma + 1 - url.ptr) };
    const char *fragment = memchr(body.ptr, '#', body.len);
    if (fragment)
        body.len = (size_t)(fragment - body.ptr);
    bool base64 = take_base64(&type);
    thaw_slice whole = trim(type);
    const char *parameters = memchr(type.ptr, ';', type.len);
    if (parameters)
        type.len = (size_t)(parameters - type.ptr);
    type = trim(type);
    if (!type.len || !thaw_slice_has(type, '/'))
        type = THAW_SLICE("text/plain");
    size_t start = ret_body->len;
    int err = append_percent_decoded(ret_body, body);
    if (!err && base64 && ret_body->len > start)
        err = decode_base64(ret_body, start);
    if (!err)
        *ret = (thaw_data_url){ whole, type, base64 };
    return err;
}
