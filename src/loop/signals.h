/* SPDX-License-Identifier: MIT
 * Signals as events of the loop. Watching one keeps it from ending the process but does not keep the process alive. */
#ifndef THAW_LOOP_SIGNALS_H
#define THAW_LOOP_SIGNALS_H

#include "base/auto.h"

typedef void thaw_signal_fn(void *opaque, int number);
/* One watcher per signal; watching again replaces it. 0 or a negative error. */
THAW_MUST_USE int thaw_signal_watch(int number, thaw_signal_fn *on_signal, void *opaque);
void thaw_signal_unwatch(int number);

#endif
