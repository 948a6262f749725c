/* SPDX-License-Identifier: MIT
 * Buffered output to descriptors 1 and 2. A terminal gets every write at once, so the order between stdout and stderr
 * is kept; files and pipes get blocks. Whoever ends the process calls thaw_stdio_flush; fatal signals flush by
 * themselves (thaw_stdio_guard). A reader that is gone (EPIPE) makes later output to it vanish, as in Node. */
#ifndef THAW_LOOP_STDIO_H
#define THAW_LOOP_STDIO_H

#include <stdbool.h>
#include <stddef.h>

void thaw_stdio_write(int fd, const void *data, size_t len);
void thaw_stdio_flush(void);
/* Flushes when the process dies of a fatal signal, which it still does. */
void thaw_stdio_guard(void);
bool thaw_stdio_is_tty(int fd);
/* Width of the terminal in columns; 0 if it is none. */
int thaw_stdio_columns(int fd);
/* Called with each write to descriptors 1 and 2 before it is buffered; NULL ends that. Freezing keeps what a program
 * prints while it starts, to print it again at every start. */
typedef void thaw_stdio_tap_fn(void *opaque, int fd, const void *data, size_t len);
void thaw_stdio_tap(thaw_stdio_tap_fn *tap, void *opaque);
/* While muted, writes reach the tap only. */
void thaw_stdio_mute(bool muted);
/* Forgets what was found out about the descriptors: they are others after a thaw. */
void thaw_stdio_reset(void);

#endif
