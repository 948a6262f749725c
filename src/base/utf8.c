/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <string.h>

size_t thaw_utf8_decode(const char *s, size_t len, uint32_t *ret_c)
{
    const unsigned char *p = (const unsigned char *)s;
    *ret_c = THAW_UTF8_INVALID;
    if (p[0] < 0x80) {
        *ret_c = p[0];
        return 1;
    }
    if (p[0] < 0xC2 || p[0] > 0xF4)
        return 1;
    size_t need = p[0] < 0xE0 ? 1 : p[0] < 0xF0 ? 2 : 3;
    /* the second byte's range excludes overlong forms, surrogates and what lies above U+10FFFF */
    unsigned char low = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char high = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
    uint32_t c = p[0] & (0x3Fu >> need);
    for (size_t i = 1; i <= need; i++) {
        if (i >= len || p[i] < low || p[i] > high)
            return i;
        c = c << 6 | (p[i] & 0x3F);
        low = 0x80;
        high = 0xBF;
    }
    *ret_c = c;
    return need + 1;
}

size_t thaw_utf8_encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

size_t thaw_utf8_replace_surrogates(char *s, size_t len)
{
    size_t found = 0;
    char *end = s + len;
    for (char *p = s; (p = memchr(p, 0xED, (size_t)(end - p))) && end - p >= 3; p++) {
        if ((unsigned char)p[1] >= 0xA0) {
            p[0] = '\xEF';
            p[1] = '\xBF';
            p[2] = '\xBD';
            found++;
        }
    }
    return found;
}

bool thaw_utf8_valid(const char *s, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint32_t c;
        i += thaw_utf8_decode(s + i, len - i, &c);
        if (c == THAW_UTF8_INVALID)
            return false;
    }
    return true;
}
