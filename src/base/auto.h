/* SPDX-License-Identifier: MIT
 * Locals that own something. THAW_AUTO(T) x = ...; calls T_done(&x) when x leaves scope, on every path.
 * A type that supports it has `void T_done(T *)`, which accepts a zeroed value. Ownership leaves by T_take. */
#ifndef THAW_BASE_AUTO_H
#define THAW_BASE_AUTO_H

#define THAW_AUTO(T) __attribute__((cleanup(T##_done))) T
#define THAW_MUST_USE __attribute__((warn_unused_result))
#define THAW_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define THAW_NORETURN __attribute__((noreturn))
#define THAW_LIKELY(x) __builtin_expect(!!(x), 1)
#define THAW_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define THAW_COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define THAW_CONTAINER(p, T, member) ((T *)(void *)((char *)(p)-offsetof(T, member)))

#endif
