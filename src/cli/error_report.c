/* SPDX-License-Identifier: MIT */
#include "cli/error_report.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "js/auto_values.h"
#include "js/builtins.h"
#include "js/call.h"
#include "js/errors.h"
#include "loop/process.h"
#include "loop/stdio.h"
#include "parse/bytecode_file.h"

enum { SOURCE_MAX = 64 << 20, LINE_SHOWN_MAX = 200, REPORT_MAX = 1 << 20 };

static void forget_exception(JSContext *ctx)
{
    thaw_drop_exception(ctx);
}

/* First "(file:line:col)" or "at file:line:col" of a stack; false if there is none in a real file. */
static bool find_position(const char *stack, thaw_slice *ret_file, int *ret_line, int *ret_column)
{
    for (const char *line = strstr(stack, "    at "); line; line = strstr(line + 1, "\n    at ")) {
        const char *end = strchr(line + 1, '\n');
        size_t len = end ? (size_t)(end - line) : strlen(line);
        const char *open = memchr(line, '(', len);
        const char *start = open ? open + 1 : strstr(line, "at ") + 3;
        const char *stop = line + len - (line[len - 1] == ')');
        const char *column = stop, *row;
        while (column > start && column[-1] != ':')
            column--;
        row = column > start ? column - 1 : start;
        while (row > start && row[-1] != ':')
            row--;
        if (row <= start || strncmp(start, "thaw:", 5) == 0 || *start == '<')
            continue; /* in no file of the program: "<input>" is JSON.parse's */
        if (strncmp(start, "file://", 7) == 0)
            start += 7;
        *ret_file = (thaw_slice){ start, (size_t)(row - 1 - start) };
        *ret_line = (int)strtol(row, NULL, 10);
        *ret_column = (int)strtol(column, NULL, 10);
        return *ret_line > 0;
    }
    return false;
}

/* The text of a program: of the one that runs if it came without a file, else read anew. False without one. */
static bool read_source(const char *name, thaw_buf *text)
{
    const thaw_process *p = &thaw_the_process;
    if (p->main_text && strcmp(name, p->main_text_name) == 0)
        return thaw_buf_append(text, p->main_text, p->main_text_size) == 0;
    return name[0] == '/' && thaw_file_read(name, text) == 0 && text->data &&
           !thaw_bytecode_is((thaw_slice){ text->data, text->len });
}

/* The line and a caret below the column, if the line is one that helps a reader. */
static void append_source_line(thaw_buf *out, const char *name, int line, int column)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(SOURCE_MAX);
    if (!read_source(name, &text))
        return;
    const char *p = text.data;
    for (int i = 1; i < line && p; i++) {
        p = strchr(p, '\n');
        p = p ? p + 1 : NULL;
    }
    if (!p)
        return;
    size_t len = strcspn(p, "\r\n");
    if (len > LINE_SHOWN_MAX)
        return; /* minified code helps nobody */
    thaw_buf_append(out, p, len);
    thaw_buf_putc(out, '\n');
    for (int i = 1; i < column && (size_t)i <= len; i++) { /* the engine's columns count bytes */
        if (((unsigned char)p[i - 1] & 0xC0) != 0x80)
            thaw_buf_putc(out, p[i - 1] == '\t' ? '\t' : ' '); /* a tab is as wide as the one above */
    }
    thaw_buf_puts(out, "^\n\n");
}

static void append_place(thaw_buf *out, const char *stack)
{
    thaw_slice file;
    int line, column;
    char path[PATH_MAX];
    if (!find_position(stack, &file, &line, &column) || file.len >= sizeof path)
        return;
    memcpy(path, file.ptr, file.len);
    path[file.len] = '\0';
    thaw_buf_printf(out, "%s:%d\n", path, line);
    append_source_line(out, path, line, column);
}

/* A frame of a stack in `line`, printed with or without colours. */
static bool is_frame(thaw_slice line, const char *where)
{
    size_t i = 0;
    while (i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '\033'))
        i += line.ptr[i] == ' ' ? 1 : strcspn(line.ptr + i, "m") + 1;
    return i + 3 < line.len && memcmp(line.ptr + i, "at ", 3) == 0 &&
           memmem(line.ptr + i, line.len - i, where, strlen(where)) != NULL;
}

static thaw_slice next_line(const char **at, const char *end)
{
    const char *start = *at, *newline = memchr(start, '\n', (size_t)(end - start));
    *at = newline ? newline + 1 : end;
    return (thaw_slice){ start, (size_t)(*at - start) };
}

/* Without the frames of built-in modules, and of the engine's functions that they called: they are no help to whoever
 * wrote the program. What follows the last frame on its line, " {" or ",", stays. */
static void append_own_frames(thaw_buf *out, const char *text, size_t len)
{
    const char *at = text, *end = text + len;
    while (at < end) {
        thaw_slice line = next_line(&at, end);
        const char *peek = at;
        bool internal = is_frame(line, "thaw:") ||
                        (at < end && is_frame(line, "(native)") && is_frame(next_line(&peek, end), "thaw:"));
        if (!internal) {
            thaw_buf_append(out, line.ptr, line.len);
            continue;
        }
        const char *close = memrchr(line.ptr, ')', line.len);
        size_t tail = close ? line.len - (size_t)(close + 1 - line.ptr) : 0;
        if (tail > 1 && out->len && out->data[out->len - 1] == '\n') {
            out->len--;
            thaw_buf_append(out, close + 1, tail);
        }
    }
    while (out->len && out->data[out->len - 1] == '\n')
        out->len--;
}

/* console's own inspect, with the value's properties and causes; false if it could not be had */
static bool append_inspected(JSContext *ctx, thaw_buf *out, JSValueConst error)
{
    THAW_AUTO(thaw_value) module = thaw_value_of(ctx, thaw_builtin_require(ctx, "web/console/inspect"));
    THAW_AUTO(thaw_value)
    inspect = thaw_value_of(ctx, JS_IsException(module.v) ? JS_EXCEPTION : JS_GetPropertyStr(ctx, module.v, "inspect"));
    if (!JS_IsFunction(ctx, inspect.v)) {
        forget_exception(ctx);
        return false;
    }
    THAW_AUTO(thaw_value) options = thaw_value_of(ctx, JS_NewObject(ctx));
    const char *force = getenv("FORCE_COLOR"), *no = getenv("NO_COLOR");
    bool colors = force ? strcmp(force, "0") != 0 : !(no && *no) && thaw_stdio_is_tty(2);
    JS_DefinePropertyValueStr(ctx, options.v, "colors", JS_NewBool(ctx, colors), JS_PROP_C_W_E);
    JSValueConst args[] = { error, options.v };
    THAW_AUTO(thaw_value) text = thaw_value_of(ctx, thaw_call(ctx, inspect.v, JS_UNDEFINED, 2, args));
    THAW_AUTO(thaw_cstr) bytes = { 0 };
    if (!JS_IsException(text.v))
        bytes = thaw_cstr_of(ctx, text.v);
    if (!bytes.ptr) {
        forget_exception(ctx);
        return false;
    }
    append_own_frames(out, bytes.ptr, bytes.len);
    return true;
}

static void append_plain(JSContext *ctx, thaw_buf *out, JSValueConst error, const thaw_cstr *stack)
{
    if (stack->ptr) {
        append_own_frames(out, stack->ptr, stack->len);
        return;
    }
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, error);
    if (!text.ptr)
        forget_exception(ctx);
    thaw_buf_puts(out, text.ptr ? text.ptr : "(an error that can't be shown)");
}

void thaw_report_error(JSContext *ctx, JSValueConst error, const char *origin)
{
    THAW_AUTO(thaw_buf) out = thaw_buf_of(REPORT_MAX);
    THAW_AUTO(thaw_value)
    stack_value = thaw_value_of(ctx, JS_IsError(error) ? JS_GetPropertyStr(ctx, error, "stack") : JS_UNDEFINED);
    THAW_AUTO(thaw_cstr) stack = { 0 };
    if (JS_IsString(stack_value.v))
        stack = thaw_cstr_of(ctx, stack_value.v);
    if (stack.ptr)
        append_place(&out, stack.ptr);
    if (!JS_IsError(error))
        thaw_buf_puts(&out, "Uncaught ");
    if (!append_inspected(ctx, &out, error))
        append_plain(ctx, &out, error, &stack);
    if (JS_IsNull(error))
        thaw_buf_puts(&out, "\n(null is also thrown when there is no memory left for an error)");
    thaw_buf_printf(&out, "\n\nThaw v%s\n", THAW_VERSION);
    if (out.data)
        thaw_stdio_write(2, out.data, out.len);
}

void thaw_report_unsettled(JSContext *ctx)
{
    THAW_AUTO(thaw_buf) out = thaw_buf_of(REPORT_MAX);
    thaw_engine_position at = thaw_engine_awaiting(ctx);
    THAW_AUTO(thaw_atom) file = thaw_atom_of(ctx, at.file);
    THAW_AUTO(thaw_cstr) name = { 0 };
    if (at.file)
        name = thaw_cstr_of_atom(ctx, at.file);
    thaw_buf_puts(&out, "Warning: Detected unsettled top-level await");
    if (name.ptr)
        thaw_buf_printf(&out, " at %s%s", name.ptr[0] == '/' ? "file://" : "", name.ptr);
    if (at.line)
        thaw_buf_printf(&out, ":%d", at.line);
    thaw_buf_putc(&out, '\n');
    if (name.ptr && at.line)
        append_source_line(&out, name.ptr, at.line, at.column);
    if (out.data)
        thaw_stdio_write(2, out.data, out.len);
}
