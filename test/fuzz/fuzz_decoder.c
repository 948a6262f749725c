/* SPDX-License-Identifier: MIT
 * Any bytes decoded by any legacy encoding, whole and in two pieces: the same text, of no more units than promised. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "parse/encoding/decoder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    thaw_encoding encoding = THAW_ENCODING_REPLACEMENT + data[0] % (THAW_ENCODING_COUNT - THAW_ENCODING_REPLACEMENT);
    size_t cut = data[1] % (size - 1), whole_n, first_n, second_n;
    const uint8_t *bytes = data + 2;
    size -= 2;
    uint16_t *whole = malloc(2 * thaw_decoder_bound(size)), *parts = malloc(2 * (thaw_decoder_bound(size) + 8));
    thaw_decoder d;
    thaw_decoder_init(&d, encoding, false);
    int err = thaw_decoder_decode(&d, bytes, size, true, whole, &whole_n);
    thaw_assert(!err && whole_n <= thaw_decoder_bound(size));
    err = thaw_decoder_decode(&d, bytes, cut, false, parts, &first_n);
    thaw_assert(!err && first_n <= thaw_decoder_bound(cut));
    err = thaw_decoder_decode(&d, bytes + cut, size - cut, true, parts + first_n, &second_n);
    thaw_assert(!err && second_n <= thaw_decoder_bound(size - cut));
    thaw_assert(whole_n == first_n + second_n && memcmp(whole, parts, 2 * whole_n) == 0);
    free(whole);
    free(parts);
    return 0;
}
