/* SPDX-License-Identifier: MIT
 * A fast 64-bit hash of bytes: finds damage and equal pages, makes hash tables. Not for secrets and not against an
 * adversary who chooses the bytes. The same on every machine of one byte order. */
#ifndef THAW_BASE_HASH_H
#define THAW_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t thaw_hash(const void *data, size_t len, uint64_t seed);

#endif
