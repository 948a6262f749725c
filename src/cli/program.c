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

static struct {
    bool on;
    uint64_t last_ns;
} trace;

static void trace_step(const char *format, const char *detail)
{
    if (!trace.on)
        return;
    uint64_t now = thaw_loop_now_ns();
    fprintf(stderr, "thaw: %8.1f us  +%.1f  ", (double)(now - thaw_the_process.start_ns) / 1e3,
            (double)(now - trace.last_ns) / 1e3);
    fprintf(stderr, format, detail);
    fputc('\n', stderr);
    trace.last_ns = thaw_loop_now_ns();
}

static void trace_lambda(const char *what)
{
    trace_step("%s", what);
}

static void trace_begin(void)
{
    const char *what = getenv("THAW_TRACE");
    trace.on = what && strcmp(what, "start") == 0;
    trace.last_ns = thaw_the_process.start_ns;
}

/* --- choosing a tier --- */

static const char *executable_folder(void)
{
    static char folder[PATH_MAX];
    thaw_slice s = thaw_path_dirname(thaw_slice_of(thaw_the_process.exec_path));
    snprintf(folder, sizeof folder, "%.*s", (int)s.len, s.ptr);
    return folder;
}

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
static int relocate(thaw_runtime *r, const char **ret_main)
{
    static char live[PATH_MAX], main_path[2 * PATH_MAX];
    *ret_main = r->program.main;
    THAW_AUTO(thaw_buf) path = thaw_buf_of(PATH_MAX);
    int err = thaw_path_resolve(&path, executable_folder(), thaw_slice_of(r->program.from_executable));
    if (err)
        return thaw_throw(r->ctx, err, "resolve", r->program.from_executable), -1;
    if (strcmp(path.data, r->program.root) == 0)
        return 0;
    snprintf(live, sizeof live, "%s", path.data);
    thaw_modules_set_location(r->program.root, live);
    if (thaw_slice_starts(thaw_slice_of(r->program.main), r->program.root)) {
        snprintf(main_path, sizeof main_path, "%s%s", live, r->program.main + strlen(r->program.root));
        *ret_main = main_path;
    }
    return thaw_modules_relocate(r->ctx);
}

/* process.argv is [executable, main module, arguments...]. */
static void set_argv(const char *main_path, int argc, char **argv)
{
    char **args = calloc((size_t)argc + 2, sizeof *args); /* lives as long as the process */
    if (!args)
        return;
    args[0] = (char *)(uintptr_t)thaw_the_process.exec_path;
    args[1] = (char *)(uintptr_t)main_path;
    for (int i = 1; i < argc; i++)
        args[i + 1] = argv[i];
    thaw_the_process.argv = args;
    thaw_the_process.argc = argc + 1;
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

static int run(thaw_runtime *r, thaw_tier_kind tier, int argc, char **argv)
{
    JSValue done = JS_UNDEFINED;
    const char *main_path;
    int err = relocate(r, &main_path);
    set_argv(main_path, argc, argv);
    replay_output(&r->program);
    if (!err && r->program.handler) {
        done = tier == THAW_TIER_FULL ? thaw_v8_deserialize(r->ctx) : JS_UNDEFINED;
        if (!JS_IsException(done)) {
            JS_FreeValue(r->ctx, done);
            return serve(r);
        }
    } else if (!err)
        done = tier == THAW_TIER_FULL ? thaw_v8_deserialize(r->ctx) : thaw_module_run_main(r->ctx, r->program.main);
    if (JS_IsException(done) || JS_HasException(r->ctx)) {
        thaw_uncaught(r->ctx);
        done = JS_UNDEFINED;
    }
    return thaw_session_run_and_close(r, done);
}

int thaw_program_main(thaw_image *image, int argc, char **argv)
{
    trace_begin();
    thaw_inputs_process process = { .argc = argc - 1,
                                    .argv = (const char *const *)argv + 1,
                                    .executable_folder = executable_folder() };
    thaw_inputs_set_process(&process);
    size_t index = 0;
    thaw_runtime *r;
    int err = choose_tier(image, &index);
    if (!err) {
        thaw_tier_kind kind = thaw_image_tier(image, index).kind;
        err = thaw_session_thaw(image, index, &r);
        thaw_image_free(image);
        if (!err) {
            trace_step("heap mapped, %s", "awake");
            return run(r, kind, argc, argv);
        }
    } else {
        thaw_image_free(image);
    }
    fprintf(stderr, "thaw: this program can't start: %s\n", thaw_error_text(err));
    return 1;
}

int thaw_program_prepare(thaw_runtime *r)
{
    if (thaw_v8_serialize(r->ctx) < 0) {
        thaw_uncaught(r->ctx);
        return -1;
    }
    return 0;
}
