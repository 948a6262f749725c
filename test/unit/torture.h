/* SPDX-License-Identifier: MIT
 * torture(script): runs it with the k-th allocation failing, for a sample of all k (see test_torture.c). */
#ifndef THAW_TEST_TORTURE_H
#define THAW_TEST_TORTURE_H

#include "test.h"

void torture(const char *script);

#endif
