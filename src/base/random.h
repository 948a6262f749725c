/* SPDX-License-Identifier: MIT
 * Random bytes of the kernel, good for keys. Small amounts come from a store that is filled with one call: the store is
 * the process's and never part of an image, and what was handed out is erased from it. One thread.
 *
 * What programs see of it must be noted as an input (thaw_input_random). */
#ifndef THAW_BASE_RANDOM_H
#define THAW_BASE_RANDOM_H

#include <stddef.h>

#include "base/auto.h"

/* 0, or -errno. */
THAW_MUST_USE int thaw_random(void *to, size_t size);

#endif
