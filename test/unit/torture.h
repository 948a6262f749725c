/* SPDX-License-Identifier: MIT
 * A script with one allocation failing: it may fail as it likes as long as nothing crashes and nothing leaks. */
#ifndef THAW_TEST_TORTURE_H
#define THAW_TEST_TORTURE_H

#include "test.h"

/* Runs the script once for each of 40 of its places that allocate, spread over its life, the allocation there failing.
 * THAW_TORTURE=n makes it n places, or all that there are. THAW_TORTURE_FROM=i runs all from the i-th on, says which
 * one it is at, and shows what the script prints. ASan builds are where it counts: there the engine asks the heap for
 * each object, not for blocks of many. */
void torture(const char *script);
/* The same, and the script comes to its end, with 0 in its global `left`, in three of four lives: the engine drops the
 * reactions of a promise when it has no memory to queue them, and nobody else may drop what a program waits for. */
void torture_to_the_end(const char *script);
/* torture() with the tests of a file below test/js, each alone: one place of up to 40 of them. A failed test may wait
 * without end, so each has 0.1 s. THAW_TORTURE=n: all places of n tests; THAW_TORTURE_FROM=i: of all tests from the
 * i-th on. */
void torture_tests(const char *path);

#endif
