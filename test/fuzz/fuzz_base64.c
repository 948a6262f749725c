/* SPDX-License-Identifier: MIT
 * Any bytes encoded and decoded are the same again; any bytes decoded, strictly or forgivingly, are never more
 * than three for four. */
#include <stdint.h>
#include <stdlib.h>

#include "base/base64.h"
#include "base/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    thaw_slice bytes = { (const char *)data, size };
    THAW_AUTO(thaw_buf) text = thaw_buf_of(2 * size + 4), back = thaw_buf_of(size), other = thaw_buf_of(size);
    thaw_base64_encode(&text, bytes);
    thaw_assert(!thaw_buf_error(&text) && text.len == (size + 2) / 3 * 4);
    size_t used = thaw_base64_decode(&back, (thaw_slice){ text.data, text.len });
    thaw_assert(used == text.len && thaw_slice_equal(bytes, (thaw_slice){ back.data, back.len }));
    used = thaw_base64_decode(&other, bytes);
    thaw_assert(used <= size && !thaw_buf_error(&other) && other.len <= used / 4 * 3 + 2);
    uint8_t *out = malloc(thaw_base64_bound(size));
    size_t n;
    if (out && thaw_base64_decode_forgiving(bytes.ptr, size, out, &n))
        thaw_assert(n <= thaw_base64_bound(size));
    free(out);
    return 0;
}
