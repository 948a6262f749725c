/* SPDX-License-Identifier: MIT
 * The life of one runtime in this process: from a heap image or built anew, to the exit code.
 *
 *     thaw_session_open   image mapped and woken, or all layers set up
 *     ...                 the program runs
 *     thaw_session_close  exit events, output flushed; with the leak check the whole engine is torn down */
#ifndef THAW_CLI_SESSION_H
#define THAW_CLI_SESSION_H

#include "heap/image.h"
#include "js/runtime.h"

enum { THAW_EXIT_LEAKED = 70, THAW_EXIT_USAGE = 9, THAW_EXIT_UNSETTLED = 13 };

/* A runtime with all layers on the given heap, which stays the caller's. 0, or a negative error after a message on
 * stderr: then nothing of it is left in the heap. */
THAW_MUST_USE int thaw_session_boot_on(thaw_heap *heap, thaw_runtime **ret);
/* The same on a heap of its own. */
THAW_MUST_USE int thaw_session_boot(thaw_runtime **ret);
/* The warmest there is: the image in this executable, else thaw_session_boot. */
THAW_MUST_USE int thaw_session_open(thaw_runtime **ret);
/* Maps and wakes one tier of an image. 0 or a negative error. */
THAW_MUST_USE int thaw_session_thaw(const thaw_image *image, size_t tier, thaw_runtime **ret);
/* Runs the event loop until nothing is left, emits "exit", ends the session. `main_promise` (owned, may be undefined)
 * is the main module's evaluation: if it is still pending at the end, the exit code is 13. Returns the exit code. */
int thaw_session_run_and_close(thaw_runtime *runtime, JSValue main_promise);
/* Emits "exit" and closes. Returns the exit code. */
int thaw_session_end(thaw_runtime *runtime);
int thaw_session_close(thaw_runtime *runtime);

#endif
