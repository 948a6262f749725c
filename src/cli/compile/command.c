/* SPDX-License-Identifier: MIT */
#include "cli/compile/command.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/options.h"
#include "cli/session.h"
#include "js/call.h"
#include "js/modules/modules.h"

typedef struct {
    const char *out;
} compile_options;

static const thaw_option options_table[] = {
    { "--output", 'o', THAW_OPTION_STRING, offsetof(compile_options, out), "OUT",
      "where the bytecode goes (default: FILE with .lbc for its extension)", 0, 0 },
};

static const thaw_command compile_command = {
    .name = "compile",
    .usage = "thaw compile FILE [-o OUT]",
    .summary = "Compile a module to bytecode, which 'thaw OUT' runs and other modules import or require.",
    .options = options_table,
    .n_options = THAW_COUNT(options_table),
    .examples = "  thaw compile app.mjs && thaw app.lbc\n"
                "  thaw compile bundle.cjs -o dist/index.lbc     imports are resolved from dist when it runs\n",
};

static int usage_error(const char *message, const char *what)
{
    fprintf(stderr, "thaw compile: ");
    fprintf(stderr, message, what);
    fputc('\n', stderr);
    return THAW_EXIT_USAGE;
}

/* FILE with another extension. */
static void default_output(const char *file, thaw_buf *ret)
{
    size_t extension = thaw_path_extname(thaw_slice_of(file)).len;
    thaw_buf_append(ret, file, strlen(file) - extension);
    thaw_buf_puts(ret, ".lbc");
}

static int compile(thaw_runtime *r, const char *path, const char *out)
{
    THAW_AUTO(thaw_buf) bytes = thaw_buf_of(THAW_MODULE_SOURCE_MAX);
    if (thaw_module_compile(r->ctx, path, &bytes) < 0) {
        thaw_uncaught(r->ctx);
        return -1;
    }
    int err = thaw_file_write(out, bytes.data, bytes.len, 0666);
    if (err)
        fprintf(stderr, "thaw compile: %s: %s\n", out, thaw_error_text(err));
    return err;
}

int thaw_compile_main(int argc, char **argv)
{
    compile_options o = { 0 };
    int first = 1;
    int err = thaw_options_parse(&compile_command, argc, argv, &first, &o, true);
    if (err)
        return err > 0 ? 0 : THAW_EXIT_USAGE;
    if (first + 1 != argc)
        return usage_error("%s", first == argc ? "which FILE?" : "only one FILE can be compiled at a time");
    THAW_AUTO(thaw_buf) out = thaw_buf_of(PATH_MAX);
    if (o.out)
        thaw_buf_puts(&out, o.out);
    else
        default_output(argv[first], &out);
    char path[PATH_MAX];
    if (!realpath(argv[first], path) || thaw_buf_error(&out))
        return usage_error("%s does not exist", argv[first]);
    if (!thaw_slice_ends((thaw_slice){ out.data, out.len }, ".lbc"))
        return usage_error("OUT must end in .lbc, by which a module is known to be bytecode; %s does not", out.data);
    thaw_runtime *r;
    if (thaw_session_open(&r) < 0)
        return 1;
    if (compile(r, path, out.data) != 0)
        r->exit_code = 1;
    return thaw_session_close(r);
}
