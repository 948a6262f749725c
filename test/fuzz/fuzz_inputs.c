/* SPDX-License-Identifier: MIT
 * Fuzzes the list of recorded inputs: any bytes, read entry by entry. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "heap/inputs.h"

/* Touches every byte that an entry claims to have. */
static int sum_entry(void *opaque, const thaw_input_entry *entry)
{
    unsigned *sum = opaque;
    for (size_t i = 0; i < entry->name.len; i++)
        *sum += (unsigned char)entry->name.ptr[i];
    for (size_t i = 0; i < entry->where.len; i++)
        *sum += (unsigned char)entry->where.ptr[i];
    for (size_t i = 0; entry->digest && i < 32; i++)
        *sum += entry->digest[i];
    *sum += (unsigned char)*thaw_input_kind_name(entry->kind);
    return *sum == 12345;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned sum = 0;
    (void)!thaw_inputs_each(data, size, sum_entry, &sum);
    return 0;
}
