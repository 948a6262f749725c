/* SPDX-License-Identifier: MIT
 * Waits until a descriptor of the caller can be read: a pipe, terminal or socket. The descriptor's flags stay as they
 * are, since other processes may share it. */
#ifndef THAW_LOOP_READABLE_H
#define THAW_LOOP_READABLE_H

#include "base/auto.h"

typedef struct thaw_readable thaw_readable;
typedef void thaw_readable_fn(void *opaque);

/* Calls `on_readable` from the loop, each time it can be read (or has ended), until it is stopped; keeps the process
 * alive. -EPERM: a file, which can be read at any time. */
THAW_MUST_USE int thaw_readable_start(int fd, thaw_readable_fn *on_readable, void *opaque, thaw_readable **ret);
/* Frees it, also after the loop was closed. NULL is fine. */
void thaw_readable_stop(thaw_readable *readable);

#endif
