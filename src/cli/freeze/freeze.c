/* SPDX-License-Identifier: MIT */
#include "cli/freeze/freeze.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/program.h"
#include "cli/session.h"
#include "js/auto_values.h"
#include "js/builtins.h"
#include "js/call.h"
#include "js/event_loop.h"
#include "js/modules/modules.h"
#include "lambda/handler.h"
#include "loop/process.h"
#include "loop/stdio.h"

enum { OUTPUT_MAX = 16 << 20, TEXT_MAX = 64 << 20 };

typedef struct {
    const thaw_freeze_plan *plan;
    thaw_runtime *r;
    thaw_inputs *inputs;
    thaw_image_writer *writer;
    char *argv[3];   /* process.argv, NULL-terminated */
    thaw_buf output; /* what the program printed so far */
    thaw_freeze_report report;
} freezer;

static int fail(const char *what, int err)
{
    thaw_stdio_flush();
    fprintf(stderr, "thaw freeze: %s: %s\n", what, thaw_error_text(err));
    return 1;
}

/* --- the runtime's own image --- */

/* Every built-in, so that a thawed runtime compiles none. */
static int load_all_builtins(thaw_runtime *r)
{
    for (const thaw_builtin_source *s = thaw_builtin_sources; s->name; s++) {
        JSValue exports = thaw_builtin_require(r->ctx, s->name);
        if (JS_IsException(exports)) {
            thaw_uncaught(r->ctx);
            return -1;
        }
        JS_FreeValue(r->ctx, exports);
    }
    return 0;
}

static void append_class(void *opaque, const char *name, size_t count)
{
    thaw_buf *json = opaque;
    thaw_buf_puts(json, json->data[json->len - 1] == '{' ? "\"" : ",\"");
    thaw_buf_json(json, name, strlen(name));
    thaw_buf_printf(json, "\":%zu", count);
}

static void append_classes(thaw_buf *json, thaw_runtime *r)
{
    thaw_buf_puts(json, "\"classes\":{");
    thaw_engine_census(r->rt, &r->permanent, append_class, json);
    thaw_buf_puts(json, "}}");
}

static int write_runtime_metadata(thaw_runtime *r, thaw_image_writer *w)
{
    THAW_AUTO(thaw_buf) json = thaw_buf_of(TEXT_MAX);
    thaw_buf_puts(&json, "{\"thaw\":\"" THAW_VERSION "\",\"modules\":[");
    for (const thaw_builtin_source *s = thaw_builtin_sources; s->name; s++)
        thaw_buf_printf(&json, "%s{\"path\":\"%s\",\"format\":\"builtin\",\"size\":%zu}",
                        s == thaw_builtin_sources ? "" : ",", s->name, s->size);
    thaw_buf_puts(&json, "],");
    append_classes(&json, r);
    int err = thaw_buf_error(&json);
    return err ? err : thaw_image_writer_set_metadata(w, (thaw_slice){ json.data, json.len });
}

int thaw_freeze_runtime(const char *out)
{
    thaw_runtime *r;
    thaw_image_writer *w;
    if (thaw_session_boot(&r) < 0 || load_all_builtins(r) < 0)
        return 1;
    int err = thaw_image_writer_new(thaw_the_process.exec_path, out, &w);
    if (err)
        return fail(out, err);
    thaw_runtime_settle(r);
    err = thaw_image_writer_add_tier(w, THAW_TIER_RUNTIME, r->heap, (thaw_slice){ "", 0 });
    if (!err)
        err = write_runtime_metadata(r, w);
    if (!err)
        err = thaw_image_writer_finish(w);
    thaw_image_writer_free(w);
    return err ? fail(out, err) : 0;
}

/* --- a program --- */

static void keep_output(void *opaque, int fd, const void *data, size_t len)
{
    thaw_buf *output = opaque;
    uint32_t head[2] = { (uint32_t)fd, (uint32_t)len };
    thaw_buf_append(output, head, sizeof head);
    thaw_buf_append(output, data, len);
    fwrite(data, 1, len, stderr); /* for whoever freezes; standard output is for the report */
}

static void where(void *opaque, thaw_buf *out)
{
    thaw_append_position(opaque, out);
}

static char *heap_string(thaw_heap *heap, const char *s)
{
    size_t size = s ? strlen(s) + 1 : 0;
    char *copy = s ? thaw_heap_malloc(heap, size) : NULL;
    return copy ? memcpy(copy, s, size) : NULL;
}

static int keep_output_in_heap(freezer *f)
{
    thaw_program *p = &f->r->program;
    thaw_heap_free(f->r->heap, p->output);
    p->output = NULL;
    p->output_size = f->output.len;
    if (thaw_buf_error(&f->output))
        return thaw_buf_error(&f->output);
    if (f->output.len) {
        p->output = thaw_heap_malloc(f->r->heap, f->output.len);
        if (!p->output)
            return THAW_E_TOO_LARGE;
        memcpy(p->output, f->output.data, f->output.len);
    }
    return 0;
}

static int set_freezing(freezer *f, bool on)
{
    JSValueConst args[] = { on ? JS_TRUE : JS_FALSE };
    JSValue result = thaw_freeze_call(f->r->ctx, "setFreezing", 1, args);
    JS_FreeValue(f->r->ctx, result);
    return JS_IsException(result) ? -1 : 0;
}

static int note_refusal(void *opaque, const thaw_input_entry *e)
{
    thaw_buf *lines = opaque;
    bool never_the_same = e->kind == THAW_INPUT_CLOCK || e->kind == THAW_INPUT_RANDOM || e->kind == THAW_INPUT_PROCESS;
    if (never_the_same && !e->accepted)
        thaw_buf_printf(lines, "%s%s%.*s was read at %.*s%s\n", thaw_input_kind_name(e->kind), e->name.len ? " " : "",
                        (int)e->name.len, e->name.ptr, (int)e->where.len, e->where.ptr,
                        e->kind == THAW_INPUT_CLOCK    ? " (--accept time allows it)"
                        : e->kind == THAW_INPUT_RANDOM ? " (--accept random allows it)"
                                                       : "");
    return 0;
}

/* Modules that were evaluated and look at where they stand make that an input. */
static int note_locations(freezer *f)
{
    THAW_AUTO(thaw_value) from = thaw_value_of(f->r->ctx, JS_NewString(f->r->ctx, f->plan->from_executable));
    JSValueConst args[] = { from.v };
    JSValue result = thaw_freeze_call(f->r->ctx, "noteLocations", 1, args);
    JS_FreeValue(f->r->ctx, result);
    return JS_IsException(result) ? -1 : 0;
}

static int take_tier(freezer *f, thaw_tier_kind kind)
{
    thaw_freeze_tier *tier = &f->report.tier[kind - THAW_TIER_BASE];
    tier->reached = true;
    if (note_locations(f) < 0 || set_freezing(f, false) < 0) {
        thaw_uncaught(f->r->ctx);
        return -1;
    }
    int err = thaw_inputs_serialise(f->inputs, &tier->inputs);
    if (!err)
        err = thaw_inputs_each(tier->inputs.data, tier->inputs.len, note_refusal, &tier->refusal);
    if (!err)
        err = keep_output_in_heap(f);
    thaw_slice inputs = { tier->inputs.data ? tier->inputs.data : "", tier->inputs.len };
    if (!err && !tier->refusal.len) {
        thaw_runtime_settle(f->r);
        err = thaw_image_writer_add_tier(f->writer, kind, f->r->heap, inputs);
        tier->written = !err;
    }
    if (err)
        return fail("can't keep the heap", err);
    return set_freezing(f, true);
}

/* Waits for a promise (owned). 0; -1 after its error, or that it never settles, was reported. */
static int finish(freezer *f, JSValue promise)
{
    JSContext *ctx = f->r->ctx;
    THAW_AUTO(thaw_value) held = thaw_value_of(ctx, promise);
    if (JS_IsException(held.v)) {
        thaw_uncaught(ctx);
        return -1;
    }
    if (JS_IsPromise(held.v) && !thaw_event_loop_run_until(ctx, held.v) && !f->r->exiting) {
        thaw_stdio_flush();
        fprintf(stderr, "thaw freeze: top-level await in %s never ends\n", f->plan->entry);
        return -1;
    }
    thaw_drain(ctx);
    return f->r->exiting ? -1 : 0;
}

static int embed(freezer *f)
{
    JSContext *ctx = f->r->ctx;
    THAW_AUTO(thaw_value) main = thaw_value_of(ctx, JS_NewString(ctx, f->plan->main));
    JSValueConst args[] = { main.v, f->plan->handler ? JS_FALSE : JS_TRUE };
    THAW_AUTO(thaw_value) list = thaw_value_of(ctx, thaw_freeze_call(ctx, "embed", 2, args));
    THAW_AUTO(thaw_value)
    json = thaw_value_of(ctx, JS_IsException(list.v) ? JS_EXCEPTION
                                                     : JS_JSONStringify(ctx, list.v, JS_UNDEFINED, JS_UNDEFINED));
    THAW_AUTO(thaw_cstr) text = { 0 };
    if (!JS_IsException(json.v))
        text = thaw_cstr_of(ctx, json.v);
    if (!text.ptr) {
        thaw_uncaught(ctx);
        return -1;
    }
    return thaw_buf_append(&f->report.modules, text.ptr, text.len);
}

/* 0; 1 if that can't be done and there is no deps tier; -1 after a message. */
static int evaluate_dependencies(freezer *f, const thaw_buf *findings)
{
    JSContext *ctx = f->r->ctx;
    THAW_AUTO(thaw_value) found = thaw_value_of(ctx, JS_ParseJSON(ctx, findings->data, findings->len, "scout"));
    THAW_AUTO(thaw_value) deps = thaw_value_of(ctx, JS_GetPropertyStr(ctx, found.v, "deps"));
    THAW_AUTO(thaw_value) changed = thaw_value_of(ctx, JS_GetPropertyStr(ctx, found.v, "changed"));
    if (JS_IsString(changed.v)) {
        THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, changed.v);
        thaw_buf_printf(&f->report.notes,
                        "%s changes global objects, so dependencies that come after it stay cold in the deps tier\n",
                        path.ptr ? path.ptr : "a module");
    }
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetPropertyStr(ctx, found.v, "error"));
    if (JS_IsString(error.v)) {
        THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, error.v);
        thaw_buf_printf(&f->report.notes, "the deps tier is left out, since evaluating module by module failed: %s\n",
                        text.ptr ? text.ptr : "");
        return 1;
    }
    JSValueConst args[] = { deps.v };
    return finish(f, thaw_freeze_call(ctx, "evaluateDependencies", 1, args));
}

/* The program itself: its main module, or the module of the Lambda function. 0, or -1 after a message. */
static int evaluate_program(freezer *f)
{
    JSContext *ctx = f->r->ctx;
    const thaw_freeze_plan *plan = f->plan;
    if (!plan->handler)
        return finish(f, thaw_module_run_main(ctx, plan->main));
    int err = thaw_lambda_prepare(ctx, plan->root, plan->handler, plan->main);
    if (err && JS_HasException(ctx))
        thaw_uncaught(ctx);
    return err;
}

static int check_nothing_open(freezer *f)
{
    THAW_AUTO(thaw_buf) lines = thaw_buf_of(TEXT_MAX);
    thaw_freeze_find_open(f->r->ctx, &lines);
    if (!lines.len)
        return 0;
    thaw_stdio_flush();
    fprintf(stderr, "thaw freeze: what is open when the program has started can't be frozen:\n");
    for (char *save, *line = strtok_r(lines.data, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        fprintf(stderr, "  %s\n", line);
    fputs("Close it, open it on first use, or freeze with --tier deps.\n", stderr);
    return -1;
}

/* Files to take along, found before anything is recorded. */
static int include_files(freezer *f)
{
    JSContext *ctx = f->r->ctx;
    for (int i = 0; i < f->plan->n_include; i++) {
        THAW_AUTO(thaw_value) root = thaw_value_of(ctx, JS_NewString(ctx, f->plan->root));
        THAW_AUTO(thaw_value) glob = thaw_value_of(ctx, JS_NewString(ctx, f->plan->include[i]));
        JSValueConst args[] = { root.v, glob.v };
        THAW_AUTO(thaw_value) count = thaw_value_of(ctx, thaw_freeze_call(ctx, "include", 2, args));
        if (JS_IsException(count.v)) {
            thaw_uncaught(ctx);
            return -1;
        }
        if (JS_VALUE_GET_INT(count.v) == 0) {
            fprintf(stderr, "thaw freeze: --include %s names no file under %s\n", f->plan->include[i], f->plan->base);
            return -1;
        }
    }
    return 0;
}

/* The order of freeze.h. 0, or -1 after a message. */
static int run_stages(freezer *f)
{
    JSContext *ctx = f->r->ctx;
    const thaw_freeze_plan *plan = f->plan;
    THAW_AUTO(thaw_buf) findings = thaw_buf_of(TEXT_MAX);
    if (include_files(f) < 0)
        return -1;
    int err = thaw_freeze_scout(f->r, plan, &findings);
    if (err)
        return fail("can't run the program", err);
    thaw_inputs_start(f->inputs, where, ctx);
    thaw_stdio_tap(keep_output, &f->output);
    thaw_stdio_mute(true);
    if (set_freezing(f, true) < 0 || embed(f) < 0 || take_tier(f, THAW_TIER_BASE) != 0)
        return -1;
    if (plan->warmest == THAW_TIER_BASE)
        return 0;
    int left_out = findings.len ? evaluate_dependencies(f, &findings) : 1;
    if (left_out < 0 || (!left_out && take_tier(f, THAW_TIER_DEPS) != 0))
        return -1;
    if (plan->warmest == THAW_TIER_DEPS)
        return 0;
    if (evaluate_program(f) < 0 || thaw_program_prepare(f->r) < 0 || check_nothing_open(f) < 0)
        return -1;
    return take_tier(f, THAW_TIER_FULL) ? -1 : 0;
}

static int write_metadata(freezer *f)
{
    THAW_AUTO(thaw_buf) json = thaw_buf_of(TEXT_MAX);
    thaw_buf_puts(&json, "{\"thaw\":\"" THAW_VERSION "\",\"program\":\"");
    thaw_buf_json(&json, f->plan->main, strlen(f->plan->main));
    thaw_buf_puts(&json, "\",\"root\":\"");
    thaw_buf_json(&json, f->plan->root, strlen(f->plan->root));
    if (f->plan->handler) {
        thaw_buf_puts(&json, "\",\"handler\":\"");
        thaw_buf_json(&json, f->plan->handler, strlen(f->plan->handler));
    }
    thaw_buf_printf(&json, "\",\"modules\":%s,", f->report.modules.data ? f->report.modules.data : "[]");
    append_classes(&json, f->r);
    int err = thaw_buf_error(&json);
    return err ? err : thaw_image_writer_set_metadata(f->writer, (thaw_slice){ json.data, json.len });
}

static int write_file(freezer *f)
{
    bool any = false;
    for (int i = 0; i < THAW_FREEZE_TIERS; i++)
        any |= f->report.tier[i].written;
    if (!any)
        return fail("no tier could be kept", THAW_E_TYPE);
    int err = write_metadata(f);
    if (!err)
        err = thaw_image_writer_finish(f->writer);
    return err ? fail(f->plan->out, err) : 0;
}

static void report_init(thaw_freeze_report *report)
{
    for (int i = 0; i < THAW_FREEZE_TIERS; i++) {
        report->tier[i].inputs = thaw_buf_of(TEXT_MAX);
        report->tier[i].refusal = thaw_buf_of(TEXT_MAX);
    }
    report->notes = thaw_buf_of(TEXT_MAX);
    report->modules = thaw_buf_of(TEXT_MAX);
}

static void report_done(thaw_freeze_report *report)
{
    for (int i = 0; i < THAW_FREEZE_TIERS; i++) {
        thaw_buf_done(&report->tier[i].inputs);
        thaw_buf_done(&report->tier[i].refusal);
    }
    thaw_buf_done(&report->notes);
    thaw_buf_done(&report->modules);
}

static int freeze(freezer *f)
{
    const thaw_freeze_plan *plan = f->plan;
    f->argv[0] = (char *)(uintptr_t)thaw_the_process.exec_path;
    f->argv[1] = (char *)(uintptr_t)plan->main;
    thaw_the_process.argv = f->argv;
    thaw_the_process.argc = 2;
    thaw_inputs_process process = { .location = plan->root,
                                    .location_at = plan->base,
                                    .executable_folder = plan->executable_folder };
    thaw_inputs_set_process(&process);
    f->r->program.main = heap_string(f->r->heap, plan->main);
    f->r->program.root = heap_string(f->r->heap, plan->root);
    f->r->program.from_executable = heap_string(f->r->heap, plan->from_executable);
    f->r->program.handler = heap_string(f->r->heap, plan->handler);
    if (plan->n_conditions && thaw_modules_set_conditions(f->r->ctx, plan->conditions, plan->n_conditions) < 0)
        return 1;
    if (!plan->handler)
        thaw_module_set_main(f->r->ctx, plan->main);
    if (plan->accept_time)
        thaw_inputs_accept(f->inputs, THAW_INPUT_CLOCK);
    if (plan->accept_random)
        thaw_inputs_accept(f->inputs, THAW_INPUT_RANDOM);
    int err = run_stages(f);
    thaw_inputs_stop();
    thaw_stdio_tap(NULL, NULL);
    thaw_stdio_mute(false);
    if (!err)
        err = write_file(f);
    if (!err)
        thaw_freeze_print(plan, &f->report);
    return err ? 1 : 0;
}

/* An image to lie beside a copy of this executable, "app.image" beside "app". */
static bool is_image_only(const char *out)
{
    return thaw_slice_ends(thaw_slice_of(out), ".image");
}

int thaw_freeze_program(const thaw_freeze_plan *plan)
{
    freezer f = { .plan = plan, .output = thaw_buf_of(OUTPUT_MAX) };
    if (thaw_session_open(&f.r) < 0)
        return 1;
    report_init(&f.report);
    int err = thaw_inputs_new(&f.inputs);
    if (!err)
        err = thaw_image_writer_new(is_image_only(plan->out) ? NULL : thaw_the_process.exec_path, plan->out, &f.writer);
    int code = err ? fail(plan->out, err) : freeze(&f);
    thaw_image_writer_free(f.writer);
    thaw_inputs_free(f.inputs);
    thaw_buf_done(&f.output);
    report_done(&f.report);
    thaw_stdio_flush();
    if (code)
        f.r->exit_code = code;
    f.r->exiting = true;
    return thaw_session_close(f.r);
}
