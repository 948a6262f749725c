/* SPDX-License-Identifier: MIT
 * How an error that nobody caught is shown: where it was thrown, the source line with a caret, the stack, causes. */
#ifndef THAW_CLI_ERROR_REPORT_H
#define THAW_CLI_ERROR_REPORT_H

#include "js/engine.h"

/* Prints it on stderr; `origin` is "uncaughtException" or "unhandledRejection". Never throws. */
void thaw_report_error(JSContext *ctx, JSValueConst error, const char *origin);
/* Node's warning that the main module waits at its top level for what nothing can settle any more. */
void thaw_report_unsettled(JSContext *ctx);

#endif
