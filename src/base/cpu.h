/* SPDX-License-Identifier: MIT
 * What the processor has. The C library asked it when the process began; asking again would trap into the hypervisor of
 * a virtual machine. */
#ifndef THAW_BASE_CPU_H
#define THAW_BASE_CPU_H

#include <stdbool.h>

#if defined(__x86_64__) && defined(__GLIBC__)
#include <sys/platform/x86.h>
static inline bool thaw_has_avx2(void)
{
    return CPU_FEATURE_ACTIVE(AVX2);
}
#else
static inline bool thaw_has_avx2(void)
{
    return false;
}
#endif

#endif
