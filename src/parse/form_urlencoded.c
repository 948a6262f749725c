/* SPDX-License-Identifier: MIT */
#include "parse/form_urlencoded.h"

#include <string.h>

#include "base/hex.h"

static int append_decoded(thaw_buf *out, thaw_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        int high = c == '%' && i + 2 < text.len ? thaw_hex_digit(text.ptr[i + 1]) : -1;
        int low = high >= 0 ? thaw_hex_digit(text.ptr[i + 2]) : -1;
        if (low >= 0) {
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+') {
            c = ' ';
        }
        thaw_buf_putc(out, c);
    }
    return thaw_buf_error(out);
}

int thaw_form_urlencoded_next(thaw_slice *input, thaw_buf *ret_name, thaw_buf *ret_value)
{
    while (input->len) {
        const char *end = memchr(input->ptr, '&', input->len);
        thaw_slice pair = { input->ptr, end ? (size_t)(end - input->ptr) : input->len };
        size_t taken = pair.len + (end ? 1 : 0);
        *input = (thaw_slice){ input->ptr + taken, input->len - taken };
        if (!pair.len)
            continue;
        const char *equals = memchr(pair.ptr, '=', pair.len);
        size_t name_len = equals ? (size_t)(equals - pair.ptr) : pair.len;
        thaw_slice value = { "", 0 };
        if (equals)
            value = (thaw_slice){ equals + 1, pair.len - name_len - 1 };
        int err = append_decoded(ret_name, (thaw_slice){ pair.ptr, name_len });
        if (!err)
            err = append_decoded(ret_value, value);
        return err ? err : 1;
    }
    return 0;
}
