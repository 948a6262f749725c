/* SPDX-License-Identifier: MIT
 * Both kinds of form bodies; the first byte picks one. */
#include "parse/form_urlencoded.h"
#include "parse/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_multipart(thaw_slice body)
{
    THAW_AUTO(thaw_multipart_part) part = { 0 };
    thaw_multipart m = thaw_multipart_of(THAW_SLICE("b"), body);
    while (thaw_multipart_next(&m, &part) > 0) {
        THAW_AUTO(thaw_buf) name = thaw_buf_of(1 << 20);
        thaw_multipart_escape(&name, (thaw_slice){ part.name.data, part.name.len }, true);
        thaw_multipart_crlf(&name, part.body);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    thaw_slice body = { (const char *)data + 1, size - 1 };
    if (data[0] == 'm') {
        read_multipart(body);
        return 0;
    }
    THAW_AUTO(thaw_buf) name = thaw_buf_of(1 << 20);
    THAW_AUTO(thaw_buf) value = thaw_buf_of(1 << 20);
    while (thaw_form_urlencoded_next(&body, &name, &value) > 0) {
        thaw_buf_reset(&name);
        thaw_buf_reset(&value);
    }
    return 0;
}
