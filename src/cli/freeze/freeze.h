/* SPDX-License-Identifier: MIT
 * Freezing, in this order:
 *
 *     scout       a fork runs the program once and says which dependencies may be evaluated first   (scout.c, plan.js)
 *     base        all modules are compiled, none evaluated                     -> tier "base"
 *     deps        those dependencies are evaluated                             -> tier "deps"
 *     full        the main module is evaluated; nothing may be left open       -> tier "full"
 *
 * From base on every read of something that can differ later is recorded (heap/inputs); a tier carries what was
 * recorded up to its point. A tier that read the clock, random numbers or process state without --accept is refused. */
#ifndef THAW_CLI_FREEZE_FREEZE_H
#define THAW_CLI_FREEZE_FREEZE_H

#include <limits.h>

#include "base/buf.h"
#include "heap/image.h"
#include "heap/inputs.h"
#include "js/runtime.h"

typedef struct {
    char entry[PATH_MAX];    /* the file as it is here */
    char main[2 * PATH_MAX]; /* the same as the program will see it */
    char base[PATH_MAX];     /* folder here that becomes root */
    char root[PATH_MAX];
    char executable_folder[PATH_MAX],
        from_executable[PATH_MAX]; /* where the executable will be; root seen from there */
    const char *out;
    const char *handler; /* "file.export", or NULL */
    const char *const *conditions, *const *include;
    int n_conditions, n_include;
    thaw_tier_kind warmest;
    bool accept_time, accept_random, json;
} thaw_freeze_plan;

enum { THAW_FREEZE_TIERS = 3 }; /* base, deps, full */

/* How one tier came out. */
typedef struct {
    bool reached, written;
    thaw_buf inputs;  /* serialised */
    thaw_buf refusal; /* why it was not written, a line each */
} thaw_freeze_tier;

typedef struct {
    thaw_freeze_tier tier[THAW_FREEZE_TIERS];
    thaw_buf notes;   /* lines worth knowing */
    thaw_buf modules; /* JSON array of { path, format } */
} thaw_freeze_report;

/* Both return the command's exit code. */
int thaw_freeze_program(const thaw_freeze_plan *plan);
int thaw_freeze_runtime(const char *out);

/* Prints what was recorded and why a tier was refused, as text or JSON. */
void thaw_freeze_print(const thaw_freeze_plan *plan, const thaw_freeze_report *report);
/* Appends a line per timer, operation or handle that is open now, with the place that made it. */
void thaw_freeze_find_open(JSContext *ctx, thaw_buf *lines);
/* Calls an exported function of plan.js; the result, or JS_EXCEPTION. */
JSValue thaw_freeze_call(JSContext *ctx, const char *name, int argc, JSValueConst *argv);
/* Evaluates the program in a process that is thrown away. ret_findings gets { deps, changed } as JSON text; it stays
 * empty if the program failed, which the real run will report. 0 or a negative error. */
THAW_MUST_USE int thaw_freeze_scout(thaw_runtime *r, const thaw_freeze_plan *plan, thaw_buf *ret_findings);

#endif
