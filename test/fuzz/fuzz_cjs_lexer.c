/* SPDX-License-Identifier: MIT
 * Fuzzes the search for export names, and with it the scanner of JavaScript. What is reported must be in its order and
 * well-formed wherever the source is. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "parse/cjs_lexer.h"
#include "parse/js_scanner.h"

typedef struct {
    bool valid_source, in_reexports;
    uint64_t sum;
} report;

static void note(report *r, thaw_slice name)
{
    r->sum = thaw_hash(name.ptr, name.len, r->sum); /* reads every byte */
    thaw_assert(!r->valid_source || thaw_utf8_valid(name.ptr, name.len));
}

static void note_export(void *opaque, thaw_slice name)
{
    report *r = opaque;
    thaw_assert(!r->in_reexports);
    note(r, name);
}

static void note_reexport(void *opaque, thaw_slice name)
{
    report *r = opaque;
    r->in_reexports = true;
    note(r, name);
}

/* Tokens lie in the source one behind the other, and only what is balanced is without error. */
static void scan(const char *source, size_t size)
{
    thaw_js_scanner s = thaw_js_scanner_of(source, size);
    const char *behind = source;
    for (thaw_js_token t; (t = thaw_js_next(&s)).kind != THAW_JS_END; behind = t.text.ptr + t.text.len)
        thaw_assert(t.text.len > 0 && t.text.ptr >= behind && t.text.ptr + t.text.len <= source + size);
    thaw_assert(s.err || s.open.len == 0);
    thaw_js_scanner_done(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *source = malloc(size + 1);
    if (!source)
        return 0;
    if (size)
        memcpy(source, data, size);
    report r = { .valid_source = thaw_utf8_valid(source, size) };
    (void)thaw_cjs_lex(source, size, &(thaw_cjs_sink){ note_export, note_reexport, &r });
    scan(source, size);
    free(source);
    return 0;
}
