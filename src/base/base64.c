/* SPDX-License-Identifier: MIT */
#include "base/base64.h"

#include "base/base64_avx2.h"
#include "base/cpu.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void thaw_base64_encode_to(const uint8_t *s, size_t n, char *out)
{
    size_t i = thaw_has_avx2() ? thaw_base64_encode_avx2(s, n, out) : 0;
    out += i / 3 * 4;
    for (; i < n; i += 3, out += 4) {
        size_t left = n - i;
        uint32_t v = (uint32_t)s[i] << 16 | (left > 1 ? (uint32_t)s[i + 1] << 8 : 0) | (left > 2 ? s[i + 2] : 0);
        out[0] = alphabet[v >> 18];
        out[1] = alphabet[v >> 12 & 63];
        out[2] = '=';
        out[3] = '=';
        if (left > 1)
            out[2] = alphabet[v >> 6 & 63];
        if (left > 2)
            out[3] = alphabet[v & 63];
    }
}

void thaw_base64_encode(thaw_buf *b, thaw_slice bytes)
{
    size_t size = thaw_base64_size(bytes.len);
    if (!size || thaw_buf_reserve(b, size))
        return;
    thaw_base64_encode_to((const uint8_t *)bytes.ptr, bytes.len, b->data + b->len);
    b->len += size;
    b->data[b->len] = '\0';
}

static int digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

size_t thaw_base64_decode(thaw_buf *b, thaw_slice text)
{
    uint32_t v = 0;
    int bits = 0;
    size_t i = 0;
    for (; i < text.len && digit(text.ptr[i]) >= 0; i++) {
        v = v << 6 | (uint32_t)digit(text.ptr[i]);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            thaw_buf_putc(b, (char)(v >> bits));
        }
    }
    while (i < text.len && text.ptr[i] == '=')
        i++;
    return i;
}

/* ---- forgiving ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static int web_digit(char c)
{
    return c == '-' || c == '_' ? -1 : digit(c);
}

/* What follows the digits: white space, and the padding that makes them whole groups of four, or none. */
static bool is_end(const char *text, size_t len, size_t n_digits)
{
    size_t padding = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '=')
            padding++;
        else if (!is_blank(text[i]))
            return false;
    }
    return n_digits % 4 != 1 && (!padding || (padding <= 2 && (n_digits + padding) % 4 == 0));
}

typedef struct {
    const char *at, *end;
    uint8_t *out;
    size_t digits; /* of them so far */
    uint32_t v;    /* the bits of an unfinished group */
} reader;

/* Reads characters one by one: at least `n`, if there are so many, and then to the end of a group. False at one that is
 * neither a digit nor white space. */
static bool read_singly(reader *r, size_t n)
{
    for (size_t i = 0; r->at < r->end && (i < n || r->digits % 4); i++, r->at++) {
        int d = web_digit(*r->at);
        if (d < 0 && is_blank(*r->at))
            continue;
        if (d < 0)
            return false;
        r->v = r->v << 6 | (uint32_t)d;
        if (++r->digits % 4)
            continue;
        *r->out++ = (uint8_t)(r->v >> 16);
        *r->out++ = (uint8_t)(r->v >> 8);
        *r->out++ = (uint8_t)r->v;
    }
    return true;
}

bool thaw_base64_decode_forgiving(const char *text, size_t len, uint8_t *out, size_t *ret_n)
{
    reader r = { text, text + len, out, 0, 0 };
    bool only_digits = true;
    while (r.at < r.end && only_digits) {
        size_t taken = thaw_has_avx2() ? thaw_base64_decode_avx2(r.at, (size_t)(r.end - r.at), r.out) : 0;
        r.at += taken;
        r.out += taken / 4 * 3;
        only_digits = read_singly(&r, 32);
    }
    if (!is_end(r.at, (size_t)(r.end - r.at), r.digits))
        return false;
    if (r.digits % 4 >= 2)
        *r.out++ = (uint8_t)(r.v >> (r.digits % 4 == 2 ? 4 : 10));
    if (r.digits % 4 == 3)
        *r.out++ = (uint8_t)(r.v >> 2);
    *ret_n = (size_t)(r.out - out);
    return true;
}
