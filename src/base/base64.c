/* SPDX-License-Identifier: MIT */
#include "base/base64.h"

void thaw_base64_encode(thaw_buf *b, thaw_slice bytes)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *s = (const unsigned char *)bytes.ptr;
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t n = bytes.len - i < 3 ? bytes.len - i : 3;
        uint32_t v = (uint32_t)s[i] << 16 | (n > 1 ? (uint32_t)s[i + 1] << 8 : 0) | (n > 2 ? s[i + 2] : 0);
        char out[4] = { alphabet[v >> 18], alphabet[v >> 12 & 63], n > 1 ? alphabet[v >> 6 & 63] : '=',
                        n > 2 ? alphabet[v & 63] : '=' };
        thaw_buf_append(b, out, 4);
    }
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
