/* SPDX-License-Identifier: MIT
 * The leak check itself: what is not given back is found, named, and makes the exit code 70. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/session.h"
#include "js/auto_values.h"
#include "js/call.h"
#include "js/op.h"
#include "loop/process.h"
#include "test.h"

/* Of the leak sanitizer, where there is one. */
void __lsan_disable(void) __attribute__((weak));

/* leak(value): takes a reference and forgets it */
static JSValue js_leak(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    JSValue forgotten = JS_DupValue(ctx, argv[0]);
    (void)forgotten;
    return JS_UNDEFINED;
}

/* Runs a script that has `leak`, and the teardown. Returns the exit code; *report holds what stderr got. */
static int run(const char *script, bool trace, char report[4096])
{
    thaw_the_process.leak_check = true;
    thaw_the_process.leak_trace = trace;
    thaw_runtime *r;
    if (__lsan_disable) /* what leaks here does so on purpose */
        __lsan_disable();
    EXPECT_EQ(thaw_session_boot(&r), 0);
    JSValue global = JS_GetGlobalObject(r->ctx);
    JS_SetPropertyStr(r->ctx, global, "leak", JS_NewCFunction(r->ctx, js_leak, "leak", 1));
    JS_FreeValue(r->ctx, global);
    JSValue result = JS_Eval(r->ctx, script, strlen(script), "leaking.js", JS_EVAL_TYPE_GLOBAL);
    EXPECT(!JS_IsException(result));
    JS_FreeValue(r->ctx, result);
    FILE *file = tmpfile();
    int old = dup(2);
    EXPECT(file && old >= 0 && dup2(fileno(file), 2) == 2);
    int code = thaw_session_close(r);
    EXPECT(dup2(old, 2) == 2);
    close(old);
    rewind(file);
    report[fread(report, 1, 4095, file)] = '\0';
    fclose(file);
    return code;
}

/* The last line, whatever number it counts, is about what the built-ins are: everything hangs on a prototype. */
static void expect_leak(const char *script, bool trace, const char *want)
{
    char report[4096];
    EXPECT_EQ(run(script, trace, report), THAW_EXIT_LEAKED);
    size_t len = strlen(want);
    EXPECT_MEM(report, want, len);
    int end = -1;
    sscanf(report + len, "thaw: leaked: %*u objects that hang on these\n%n", &end);
    EXPECT_EQ(end, strlen(report + len));
}

TEST(leaks_none)
{
    char report[4096];
    EXPECT_EQ(run("globalThis.kept = { a: [1, 'text', Symbol('s')] }; kept.self = kept; setTimeout(() => kept, 1e6);",
                  false, report),
              0);
    EXPECT_STR(report, "");
}

TEST(leaks_of_an_object)
{
    expect_leak("leak({});", false, "thaw: leaked: 1 x Object\n");
}

TEST(leaks_name_what_is_held_only)
{
    expect_leak("leak([new Map(), new Map([[1, new Set()]])]);", false, "thaw: leaked: 1 x Array\n");
}

TEST(leaks_of_a_cycle)
{
    expect_leak("const a = { b: {} }; a.b.a = a; leak(a.b);", false, "thaw: leaked: 1 x Object\n");
}

TEST(leaks_of_native_classes)
{
    expect_leak("const t = setTimeout('x'.at, 1e6); clearTimeout(t); leak(t);", false, "thaw: leaked: 1 x Timeout\n");
}

TEST(leaks_say_where_they_were_made)
{
    expect_leak("\n\nfor (let i = 0; i < 3; i++) {\n  leak(new Date(0));\n}\n", true,
                "thaw: leaked: 3 x Date (made at leaking.js:4)\n");
}

TEST(leaks_of_functions)
{
    expect_leak("leak(function f() {}); leak(() => 0);", true, "thaw: leaked: 2 x Function (made at leaking.js:1)\n");
}

TEST(leaks_of_strings)
{
    char report[4096];
    EXPECT_EQ(run("leak('a string that nobody else has '.repeat(3));", false, report), THAW_EXIT_LEAKED);
    EXPECT_STR(report, "thaw: leaked: 1 strings, symbols or blocks of memory\n");
}
