/* SPDX-License-Identifier: MIT
 * Any bytes unpacked by any format, in pieces: an error or an end, never a crash. The first byte chooses. */
#include <stdint.h>

#include "parse/compression/coder.h"

enum { OUT_MAX = 1 << 22 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t out[4096];
    thaw_coder *coder;
    if (size < 1 || thaw_decompressor_new(data[0] % (THAW_COMPRESSION_ZSTD + 1), NULL, &coder) < 0)
        return 0;
    size_t piece = data[0] / 8 + 1, total = 0, at = 1;
    int more = 0;
    while (more == 0 && !thaw_coder_ended(coder) && total < OUT_MAX) {
        size_t n = size - at < piece ? size - at : piece, got;
        thaw_coder_feed(coder, data + at, n, at + n == size);
        at += n;
        do {
            got = 0;
            more = thaw_coder_read(coder, out, sizeof out, &got);
            total += got;
        } while (more > 0 && total < OUT_MAX);
        if (at == size)
            break;
    }
    thaw_coder_free(coder);
    return 0;
}
