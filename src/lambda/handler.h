/* SPDX-License-Identifier: MIT
 * A Lambda function: its handler is found once, then serves invocations one after the other.
 *
 *     thaw_lambda_prepare   finds the handler by its name; may run while a program is being frozen
 *     thaw_lambda_serve     in the process that answers: the Runtime API's next, the handler, response or error
 *
 * What belongs to the process (the connection, request ids, environment variables) is looked at by serve only, so a
 * prepared runtime can be frozen and goes on in serve wherever it is thawed. handler.js holds the handler contract. */
#ifndef THAW_LAMBDA_HANDLER_H
#define THAW_LAMBDA_HANDLER_H

#include "base/auto.h"
#include "js/runtime.h"

/* internal.lambda; as a layer's init: 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_lambda_init(JSContext *ctx);

/* Loads the handler "dir/file.export.nested" from the folder `root` and keeps it. `file` is the absolute path of its
 * module where that is known already, or NULL: then it is looked for as AWS's runtime does. Runs the event loop until
 * the module is evaluated. 0, or -1 with an exception pending, named as AWS's runtime names it
 * (Runtime.ImportModuleError, Runtime.HandlerNotFound, Runtime.MalformedHandlerName, Runtime.UserCodeSyntaxError, else
 * what the module threw); with none pending if the module ended the program (runtime->exiting). */
THAW_MUST_USE int thaw_lambda_prepare(JSContext *ctx, const char *root, const char *handler, const char *file);
bool thaw_lambda_is_prepared(JSContext *ctx);

/* What to serve; all borrowed. */
typedef struct {
    const char *root, *handler, *file; /* as thaw_lambda_prepare has them; used if nothing is prepared yet */
    void (*step)(const char *what);    /* NULL, or told when the first event is there and when its answer is ready */
} thaw_lambda_function;

/* Serves invocations of the Runtime API at AWS_LAMBDA_RUNTIME_API until the process is to end: the function exited, the
 * API is gone, or _EXIT_ITERATIONS invocations were served (for tests). Prepares `function` first if that was not done;
 * a failure is reported to the API as an init error, and so is an exception that is pending when this is called. Sets
 * the runtime's exit code; the caller closes the session. */
void thaw_lambda_serve(thaw_runtime *r, const thaw_lambda_function *function);

#endif
