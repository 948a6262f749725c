/* SPDX-License-Identifier: MIT */
#include "cli/freeze/command.h"

#include <stdio.h>

#include "base/error.h"
#include "cli/options.h"
#include "cli/session.h"
#include "heap/image.h"
#include "js/builtins.h"
#include "js/call.h"
#include "loop/process.h"

typedef struct {
    const char *out;
    bool runtime;
} freeze_options;

static const thaw_option options_table[] = {
    { "--output", 'o', THAW_OPTION_STRING, offsetof(freeze_options, out), "FILE", "the executable to write", 0, 0 },
    { "--runtime", 0, THAW_OPTION_FLAG, offsetof(freeze_options, runtime), NULL,
      "freeze Thaw itself, without a program", 0, 0 },
};
static const thaw_command freeze_command = {
    .name = "freeze",
    .usage = "thaw freeze ENTRY -o FILE [options]",
    .summary = "Start a program once and keep its heap: FILE goes on from there at every start.",
    .options = options_table,
    .n_options = THAW_COUNT(options_table),
    .examples = "  thaw freeze app.mjs -o app\n",
};

/* Every built-in that programs can reach, so that a thawed runtime compiles none. */
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

static int write_image(thaw_runtime *r, const char *out)
{
    thaw_image_writer *w;
    thaw_runtime_settle(r);
    int err = thaw_image_writer_new(thaw_the_process.exec_path, out, &w);
    if (err)
        return err;
    err = thaw_image_writer_add_tier(w, THAW_TIER_RUNTIME, r->heap, (thaw_slice){ "", 0 });
    if (!err)
        err = thaw_image_writer_set_metadata(w, THAW_SLICE("{\"kind\":\"runtime\"}"));
    if (!err)
        err = thaw_image_writer_finish(w);
    thaw_image_writer_free(w);
    return err;
}

static int freeze_runtime(const char *out)
{
    thaw_runtime *r;
    if (thaw_session_boot(&r) < 0)
        return 1;
    int err = load_all_builtins(r);
    if (!err) {
        err = write_image(r, out);
        if (err)
            fprintf(stderr, "thaw freeze: can't write %s: %s\n", out, thaw_error_text(err));
    }
    return err ? 1 : 0;
}

int thaw_freeze_main(int argc, char **argv)
{
    freeze_options o = { 0 };
    int first = 1;
    int err = thaw_options_parse(&freeze_command, argc, argv, &first, &o, true);
    if (err)
        return err > 0 ? 0 : THAW_EXIT_USAGE;
    if (!o.out || !o.runtime) {
        fputs("thaw freeze: wants -o FILE\n", stderr);
        return THAW_EXIT_USAGE;
    }
    return freeze_runtime(o.out);
}
