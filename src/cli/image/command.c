/* SPDX-License-Identifier: MIT
 * Options of `thaw image`, finding the image, checking it. report.c says what is in it; report.js words it. */
#include "cli/image/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/image/report.h"
#include "cli/options.h"
#include "cli/session.h"
#include "js/auto_values.h"
#include "js/builtins.h"
#include "js/call.h"
#include "loop/stdio.h"

enum { REPORT_MAX = 512 << 20, MESSAGE_MAX = 4096 };

typedef struct {
    bool verify, json;
} image_options;

#define ROW(name, field, help)                                                      \
    {                                                                               \
        name, 0, THAW_OPTION_FLAG, offsetof(image_options, field), NULL, help, 0, 0 \
    }
static const thaw_option options_table[] = {
    ROW("--verify", verify, "only compare every page with its checksum; the exit code tells"),
    ROW("--json", json, "print the same as JSON"),
};
#undef ROW

static const thaw_command image_command = {
    .name = "image",
    .usage = "thaw image FILE [options]",
    .summary = "Print what the heap image in FILE (or in FILE.image beside it) holds, and check that it is whole.",
    .options = options_table,
    .n_options = THAW_COUNT(options_table),
    .examples = "  thaw image bootstrap                  sizes, tiers, recorded inputs, modules, objects\n"
                "  thaw image bootstrap --json | jq .tiers\n"
                "  thaw image --verify bootstrap && aws lambda update-function-code ...\n",
};

typedef struct {
    thaw_fd fd;
    const char *path; /* of the file that holds the image */
    thaw_image *image;
} image_file;

static void image_file_done(image_file *f)
{
    thaw_image_free(f->image);
    thaw_fd_done(&f->fd);
}

static int open_file(image_file *f, const char *path, thaw_buf *message)
{
    thaw_fd_done(&f->fd);
    f->path = path;
    f->fd = open(path, O_RDONLY | O_CLOEXEC);
    return f->fd < 0 ? -errno : thaw_image_inspect(f->fd, message, &f->image);
}

/* In the file itself, else beside it, as a start looks for it. */
static int find_image(const char *path, const char *beside, image_file *f, thaw_buf *message)
{
    int err = open_file(f, path, message);
    if (err != THAW_E_IMAGE_ABSENT)
        return err;
    err = open_file(f, beside, message);
    if (err == -ENOENT) {
        f->path = path;
        err = THAW_E_IMAGE_ABSENT;
    }
    return err;
}

static int fail(const char *path, int err, const thaw_buf *message)
{
    fprintf(stderr, "thaw image: %s: %s\n", path, message->len ? message->data : thaw_error_text(err));
    return 1;
}

/* The report as text or indented JSON, by report.js. */
static JSValue word_report(JSContext *ctx, const thaw_buf *json, bool as_json)
{
    THAW_AUTO(thaw_value) report = thaw_value_of(ctx, JS_ParseJSON(ctx, json->data, json->len, "image"));
    if (JS_IsException(report.v))
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) words = thaw_value_of(ctx, thaw_builtin_require(ctx, "cli/image/report"));
    THAW_AUTO(thaw_value)
    function = thaw_value_of(ctx, JS_IsException(words.v) ? JS_EXCEPTION
                                                          : JS_GetPropertyStr(ctx, words.v, as_json ? "json" : "text"));
    JSValueConst args[] = { report.v };
    return JS_IsException(function.v) ? JS_EXCEPTION : thaw_call(ctx, function.v, JS_UNDEFINED, 1, args);
}

static void print_words(JSContext *ctx, const thaw_buf *json, bool as_json)
{
    THAW_AUTO(thaw_value) words = thaw_value_of(ctx, word_report(ctx, json, as_json));
    THAW_AUTO(thaw_cstr) text = { 0 };
    if (!JS_IsException(words.v))
        text = thaw_cstr_of(ctx, words.v);
    if (text.ptr)
        thaw_stdio_write(1, text.ptr, text.len);
    else
        thaw_uncaught(ctx);
}

static int print_report(const thaw_buf *json, bool as_json)
{
    thaw_runtime *r;
    if (thaw_session_open(&r) < 0)
        return 1;
    print_words(r->ctx, json, as_json);
    return thaw_session_close(r);
}

int thaw_image_main(int argc, char **argv)
{
    image_options o = { 0 };
    int first = 1;
    int err = thaw_options_parse(&image_command, argc, argv, &first, &o, true);
    if (err)
        return err > 0 ? 0 : THAW_EXIT_USAGE;
    if (first + 1 != argc) {
        fprintf(stderr, "thaw image: %s\n", first == argc ? "which FILE?" : "only one FILE can be looked at");
        return THAW_EXIT_USAGE;
    }
    THAW_AUTO(thaw_buf)
    message = thaw_buf_of(MESSAGE_MAX), json = thaw_buf_of(REPORT_MAX), beside = thaw_buf_of(MESSAGE_MAX);
    THAW_AUTO(image_file) file = { .fd = -1 };
    err = thaw_buf_printf(&beside, "%s.image", argv[first]);
    if (!err)
        err = find_image(argv[first], beside.data, &file, &message);
    if (!err)
        err = thaw_image_verify(file.image, &message);
    if (!err && o.verify)
        return 0;
    if (!err)
        err = thaw_image_report(file.image, file.path, &json);
    return err ? fail(file.path ? file.path : argv[first], err, &message) : print_report(&json, o.json);
}
