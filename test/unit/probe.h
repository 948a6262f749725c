/* SPDX-License-Identifier: MIT
 * An interface that exists for tests only: a method per Web IDL type, which says what it was given, and one member of
 * every kind. */
#ifndef THAW_TEST_UNIT_PROBE_H
#define THAW_TEST_UNIT_PROBE_H

#include "js/runtime.h"

/* A runtime with the interfaces Probe, ProbeChild, AsyncProbe and AsyncPairsProbe, and the global objects `probe` and
 * `child`. */
thaw_runtime *probe_open(void);
/* Tears it down; fails the test if anything leaked. */
void probe_close(thaw_runtime *runtime);

typedef struct {
    const char *code, *want;
} probe_case;
/* Evaluates each case's expression, waits for the result if it is a promise, and compares it as a string; errors read
 * "TypeError: message". */
void probe_expect(const probe_case *cases, size_t n);
void probe_expect_in(thaw_runtime *runtime, const probe_case *cases, size_t n);

#endif
