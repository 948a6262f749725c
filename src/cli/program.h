/* SPDX-License-Identifier: MIT
 * A frozen program's start: the warmest tier whose recorded inputs still hold is mapped and the program goes on. */
#ifndef THAW_CLI_PROGRAM_H
#define THAW_CLI_PROGRAM_H

#include <stdbool.h>

#include "heap/image.h"
#include "js/runtime.h"

/* True if the image holds a program, not only Thaw itself. */
bool thaw_image_has_program(const thaw_image *image);
/* Runs it to its end; all arguments are the program's. Returns the exit code. */
int thaw_program_main(thaw_image *image, int argc, char **argv);
/* Last step of freezing the full tier: callbacks of v8.startupSnapshot, the Lambda handler. 0, or -1 after a message.
 */
THAW_MUST_USE int thaw_program_prepare(thaw_runtime *r);

#endif
