/* SPDX-License-Identifier: MIT
 * Fuzzes the header of bytecode files. Magic, format and checksum, which would stop nearly every input at the door, are
 * put right first. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "parse/bytecode_file.h"

enum { HEADER_SIZE = 56, CHECKSUM_AT = 48, FORMAT_AT = 12 };

static void put_right(uint8_t *file, size_t size)
{
    static const uint32_t format = THAW_BYTECODE_FORMAT;
    memcpy(file, "thaw\x1a\x0dlbc\0\0\0", 12);
    memcpy(file + FORMAT_AT, &format, sizeof format);
    uint64_t sum = thaw_hash(file + HEADER_SIZE, size - HEADER_SIZE, thaw_hash(file, CHECKSUM_AT, 0));
    memcpy(file + CHECKSUM_AT, &sum, sizeof sum);
}

static void add_up(void *opaque, thaw_slice name)
{
    uint64_t *sum = opaque;
    *sum ^= thaw_hash(name.ptr, name.len, *sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *file = malloc(size + 1);
    if (!file)
        return 0;
    if (size)
        memcpy(file, data, size);
    if (size >= HEADER_SIZE)
        put_right(file, size);
    thaw_bytecode_file f;
    uint64_t sum = 0;
    if (thaw_bytecode_parse((thaw_slice){ (const char *)file, size }, &f) == 0) {
        const thaw_slice parts[] = { f.engine, f.thaw, f.source, f.attributes, f.names, f.body };
        for (size_t i = 0; i < THAW_COUNT(parts); i++)
            add_up(&sum, parts[i]); /* reads every byte */
        thaw_bytecode_names(&f, &(thaw_cjs_sink){ add_up, add_up, &sum });
        thaw_assert(f.body.len > 0);
    }
    free(file);
    return 0;
}
