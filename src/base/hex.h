/* SPDX-License-Identifier: MIT */
#ifndef THAW_BASE_HEX_H
#define THAW_BASE_HEX_H

/* Value of a hexadecimal digit of either case, -1 if it is none. */
static inline int thaw_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
