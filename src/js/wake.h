/* SPDX-License-Identifier: MIT
 * What a thawed runtime must not keep from the process that froze it. wake.c holds the whole list as one table. */
#ifndef THAW_JS_WAKE_H
#define THAW_JS_WAKE_H

#include <stddef.h>

struct thaw_runtime;

typedef struct {
    const char *name;
    void (*wake)(struct thaw_runtime *runtime);
    const char *why;
} thaw_wake_row;

extern const thaw_wake_row thaw_wake_table[];
extern const size_t thaw_wake_rows;

/* Runs the table from top to bottom, after the heap was mapped and before anything runs. */
void thaw_wake(struct thaw_runtime *runtime);

#endif
