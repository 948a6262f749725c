/* SPDX-License-Identifier: MIT
 * What a format supplies to coder.c. */
#ifndef THAW_PARSE_COMPRESSION_CODER_INT_H
#define THAW_PARSE_COMPRESSION_CODER_INT_H

#include <stdint.h>

#include "parse/compression/coder.h"

typedef struct {
    int level_min, level_max, level_usual;
    /* `level` is in range; not looked at by decompressors. Leaves nothing behind if it fails. */
    int (*open)(thaw_coder *c, int level);
    /* One step: uses input, writes output, sets c->ended at the end. Sets c->starved if it needs more input to go on.
     */
    int (*step)(thaw_coder *c, uint8_t *out, size_t size, size_t *ret_size);
    void (*close)(thaw_coder *c);
} thaw_coder_kind;

struct thaw_coder {
    const thaw_coder_kind *kind;
    thaw_compression format;
    thaw_coder_memory memory;
    const uint8_t *in;
    size_t in_size;
    bool last;    /* no input comes after this */
    bool starved; /* by the last step */
    bool ended;
    void *state; /* the library's */
};

extern const thaw_coder_kind thaw_deflate_kind, thaw_inflate_kind;
extern const thaw_coder_kind thaw_brotli_encoder_kind, thaw_brotli_decoder_kind;
extern const thaw_coder_kind thaw_zstd_compressor_kind, thaw_zstd_decompressor_kind;

#endif
