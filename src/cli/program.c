/* SPDX-License-Identifier: MIT */
#include "cli/program.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/session.h"
#include "heap/inputs.h"
#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/event_loop.h"
#include "js/modules/modules.h"
#include "lambda/handler.h"
#include "loop/loop.h"
#include "loop/process.h"
#include "loop/stdio.h"
#include "node/v8/v8.h"

bool thaw_image_has_program(const thaw_image *image)
{
    return thaw_image_tier(image, 0).kind != THAW_TIER_RUNTIME;
}

/* --- THAW_TRACE=start --- */

static void trace_step(const char *format, const char *detail)
{
    if (!thaw_the_process.trace_start)
        return;
    uint64_t now = thaw_loop_now_ns();
    fprintf(stderr, "thaw: %8.1f us  +%.1f  ", (double)(now - thaw_the_process.start_ns) / 1e3,
            (double)(now - thaw_the_process.traced_ns) / 1e3);
    fprintf(stderr, format, detail);
    fputc('\n', stderr);
    thaw_the_process.traced_ns = thaw_loop_now_ns();
}

static void trace_lambda(const char *what)
{
    trace_step("%s", what);
}

static void trace_begin(void)
{
    const char *what = getenv("THAW_TRACE");
    thaw_the_process.trace_start = what && strcmp(what, "start") == 0;
    thaw_the_process.traced_ns = thaw_the_process.start_ns;
}

/* What belongs to this start and lasts as long as the process. */
typedef struct {
    int argc;
    char **argv;
    char **args;           /* process.argv */
    char folder[PATH_MAX]; /* of the executable */
    char root[PATH_MAX];   /* of the program, if it was moved */
    char main_path[2 * PATH_MAX];
} start;

/* --- choosing a tier --- */

static int choose_tier(const thaw_image *image, size_t *ret_index)
{
    size_t n = thaw_image_tier_count(image);
    for (size_t i = 0; i < n; i++) {
        THAW_AUTO(thaw_buf) reason = thaw_buf_of(65536);
        thaw_tier tier = thaw_image_tier(image, i);
        int changed = tier.inputs.len ? thaw_inputs_check(tier.inputs.ptr, tier.inputs.len, &reason) : 0;
        if (changed < 0)
            return changed;
        if (!changed) {
            trace_step("inputs hold: tier %s", thaw_tier_name(tier.kind));
            *ret_index = i;
            return 0;
        }
        trace_step(i + 1 < n ? "a colder tier, since %s" : "no tier left, since %s", reason.data ? reason.data : "?");
    }
    return -1;
}

/* --- going on --- */

static void replay_output(const thaw_program *p)
{
    uint32_t head[2];
    for (size_t i = 0; i + sizeof head <= p->output_size; i += head[1]) {
        memcpy(head, p->output + i, sizeof head);
        i += sizeof head;
        if (head[1] > p->output_size - i)
            return;
        thaw_stdio_write((int)head[0], p->output + i, head[1]);
    }
}

/* A program that stands elsewhere than it was frozen for finds its files there. What was evaluated did not look. */
static int relocate(thaw_runtime *r, start *s)
{
    const thaw_program *p = &r->program;
    THAW_AUTO(thaw_buf) root = thaw_buf_of(PATH_MAX);
    snprintf(s->main_path, sizeof s->main_path, "%s", p->main);
    int err = thaw_path_resolve(&root, s->folder, thaw_slice_of(p->from_executable));
    if (err)
        return thaw_throw(r->ctx, err, "resolve", p->from_executable), -1;
    if (strcmp(root.data, p->root) == 0)
        return 0;
    snprintf(s->root, sizeof s->root, "%s", root.data);
    thaw_the_process.frozen_root = p->root;
    thaw_the_process.live_root = s->root;
    if (thaw_slice_starts(thaw_slice_of(p->main), p->root))
        snprintf(s->main_path, sizeof s->main_path, "%s%s", s->root, p->main + strlen(p->root));
    return thaw_modules_relocate(r->ctx);
}

/* process.argv is [executable, main module, arguments...]. */
static int set_argv(JSContext *ctx, start *s)
{
    s->args = calloc((size_t)s->argc + 2, sizeof *s->args);
    if (!s->args)
        return JS_ThrowOutOfMemory(ctx), -1;
    s->args[0] = (char *)(uintptr_t)thaw_the_process.exec_path;
    s->args[1] = s->main_path;
    for (int i = 1; i < s->argc; i++)
        s->args[i + 1] = s->argv[i];
    thaw_the_process.argv = s->args;
    thaw_the_process.argc = s->argc + 1;
    return 0;
}

/* A function that is started without the API it serves most likely is tried out by hand. */
static int serve(thaw_runtime *r)
{
    const thaw_program *p = &r->program;
    if (!getenv("AWS_LAMBDA_RUNTIME_API")) {
        thaw_stdio_flush();
        fprintf(stderr,
                "thaw: this is the Lambda function %s, and AWS_LAMBDA_RUNTIME_API is not set. To run it here: "
                "thaw lambda dev %s\n",
                p->handler, thaw_the_process.exec_path);
        r->exit_code = 1;
        return thaw_session_end(r);
    }
    thaw_lambda_function function = { p->root, p->handler, p->main, trace_lambda };
    thaw_lambda_serve(r, &function);
    return thaw_session_end(r);
}

/* A program that was frozen without a handler's name but is started as a function: if its main module exports what
 * _HANDLER names, or `handler`, that is what Lambda wants of it. Else it is a program like any other. */
static bool becomes_function(thaw_runtime *r)
{
    const char *own = getenv("LAMBDA_HANDLER"), *aws = getenv("_HANDLER");
    const char *name = own && *own ? own : aws && *aws ? aws : "index.handler";
    if (!getenv("AWS_LAMBDA_RUNTIME_API"))
        return false;
    if (thaw_lambda_prepare(r->ctx, r->program.root, name, r->program.main) == 0)
        return true;
    JS_FreeValue(r->ctx, JS_GetException(r->ctx));
    return false;
}

/* The program itself, or what is left to do of it: a promise or undefined; JS_EXCEPTION. */
static JSValue go_on(thaw_runtime *r, thaw_tier_kind tier)
{
    if (tier == THAW_TIER_FULL)
        return thaw_v8_deserialize(r->ctx);
    return r->program.handler ? JS_UNDEFINED : thaw_module_run_main(r->ctx, r->program.main);
}

static int run(thaw_runtime *r, thaw_tier_kind tier, start *s)
{
    JSValue done = JS_EXCEPTION;
    bool has_main = true; /* of v8.startupSnapshot: then it is no function */
    if (relocate(r, s) == 0 && set_argv(r->ctx, s) == 0) {
        replay_output(&r->program);
        done = go_on(r, tier);
        has_main = tier == THAW_TIER_FULL && !JS_IsUndefined(done);
    }
    bool failed = JS_IsException(done);
    bool is_function = r->program.handler || (!failed && !has_main && becomes_function(r));
    if (is_function && (!failed || getenv("AWS_LAMBDA_RUNTIME_API"))) {
        JS_FreeValue(r->ctx, done);
        return serve(r); /* which tells the API of a failure */
    }
    if (failed) {
        thaw_uncaught(r->ctx);
        done = JS_UNDEFINED;
    }
    return thaw_session_run_and_close(r, done);
}

static int thaw_and_run(thaw_image *image, size_t index, start *s)
{
    thaw_tier_kind kind = thaw_image_tier(image, index).kind;
    thaw_runtime *r;
    int err = thaw_session_thaw(image, index, &r);
    thaw_image_free(image);
    if (err) {
        fprintf(stderr, "thaw: this program can't start: %s\n", thaw_error_text(err));
        return 1;
    }
    trace_step("heap mapped, %s", "awake");
    return run(r, kind, s);
}

int thaw_program_main(thaw_image *image, int argc, char **argv)
{
    start s = { .argc = argc, .argv = argv };
    thaw_slice folder = thaw_path_dirname(thaw_slice_of(thaw_the_process.exec_path));
    thaw_inputs_process process = { .argc = argc - 1,
                                    .argv = (const char *const *)argv + 1,
                                    .executable_folder = s.folder };
    snprintf(s.folder, sizeof s.folder, "%.*s", (int)folder.len, folder.ptr);
    trace_begin();
    thaw_inputs_set_process(&process);
    size_t index = 0;
    int err = choose_tier(image, &index);
    if (err) {
        thaw_image_free(image);
        fprintf(stderr, "thaw: this program can't start: %s\n", thaw_error_text(err));
        return 1;
    }
    int code = thaw_and_run(image, index, &s);
    free(s.args);
    return code;
}

int thaw_program_prepare(thaw_runtime *r)
{
    if (thaw_v8_serialize(r->ctx) < 0) {
        thaw_uncaught(r->ctx);
        return -1;
    }
    return 0;
}
