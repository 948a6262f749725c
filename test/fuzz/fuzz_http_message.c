/* SPDX-License-Identifier: MIT
 * Any bytes as an HTTP response and as a request, whole and in two pieces: both ways must give the same message. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "lambda/http_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int feed(thaw_http_message *m, const char *bytes, size_t len, size_t split)
{
    size_t used;
    int done = thaw_http_message_feed(m, bytes, split, &used);
    if (done == 0)
        done = thaw_http_message_feed(m, bytes + split, len - split, &used);
    return done == 0 ? thaw_http_message_end(m) : done;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    llhttp_type_t type = data[0] & 1 ? HTTP_REQUEST : HTTP_RESPONSE;
    const char *bytes = (const char *)data + 2;
    size -= 2;
    static thaw_http_message whole, split;
    thaw_http_message_init(&whole, type, 4096);
    thaw_http_message_init(&split, type, 4096);
    int a = feed(&whole, bytes, size, size), b = feed(&split, bytes, size, data[1] % (size + 1));
    thaw_assert(a == b);
    if (a == 1) {
        thaw_slice x = thaw_http_message_body(&whole), y = thaw_http_message_body(&split);
        thaw_assert(thaw_slice_equal(x, y));
        thaw_assert(whole.n_fields == split.n_fields);
        for (size_t i = 0; i < whole.n_fields; i++) {
            thaw_slice name = thaw_http_message_field_name(&whole, i);
            thaw_assert(strlen(name.ptr) == name.len || memchr(name.ptr, 0, name.len));
        }
    }
    thaw_http_message_reset(&whole);
    thaw_http_message_done(&whole);
    thaw_http_message_done(&split);
    return 0;
}
