/* SPDX-License-Identifier: MIT
 * Recorded inputs (interface only so far). */
#ifndef THAW_HEAP_INPUTS_H
#define THAW_HEAP_INPUTS_H
#include <time.h>
static inline void thaw_input_clock(struct timespec *ret)
{
    clock_gettime(CLOCK_REALTIME, ret);
}
static inline void thaw_input_timezone(void)
{
}
static inline void thaw_input_random(void)
{
}
#endif
