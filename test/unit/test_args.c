/* SPDX-License-Identifier: MIT
 * Readers of arguments and option bags. The messages are what Node prints for the same values. */
#include "js/args.h"

#include <math.h>
#include <stdio.h>

#include "js/errors.h"
#include "probe.h"
#include "test.h"

/* Each reader as a function that says what it read. */
static JSValue say(JSContext *ctx, const char *format, double value)
{
    char text[64];
    snprintf(text, sizeof text, format, value);
    return JS_NewString(ctx, text);
}

static JSValue js_function(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    return thaw_arg_function(ctx, argv[0], "callback") < 0 ? JS_EXCEPTION : JS_NewString(ctx, "function");
}
static JSValue js_object(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    return thaw_arg_object(ctx, argv[0], "options") < 0 ? JS_EXCEPTION : JS_NewString(ctx, "object");
}
static JSValue js_boolean(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    bool b;
    return thaw_arg_boolean(ctx, argv[0], "flag", &b) < 0 ? JS_EXCEPTION : say(ctx, "%g", b);
}
static JSValue js_number(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    double x;
    return thaw_arg_number(ctx, argv[0], "ratio", 0, INFINITY, &x) < 0 ? JS_EXCEPTION : say(ctx, "%g", x);
}
static JSValue js_integer(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    int64_t i;
    return thaw_arg_integer(ctx, argv[0], "fd", 0, INT32_MAX, &i) < 0 ? JS_EXCEPTION : say(ctx, "%.0f", (double)i);
}
static JSValue js_text(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) text = { .ptr = NULL };
    return thaw_arg_text(ctx, argv[0], "path", &text) < 0 ? JS_EXCEPTION : JS_NewStringLen(ctx, text.ptr, text.len);
}
static const char *const modes[] = { "open", "closed" };
static JSValue js_choice(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    int i;
    return thaw_arg_choice(ctx, argv[0], "options.mode", modes, 2, &i) < 0 ? JS_EXCEPTION : say(ctx, "%g", i);
}
static JSValue js_bytes(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    thaw_slice bytes;
    return thaw_arg_bytes(ctx, argv[0], "buffer", &bytes) < 0 ? JS_EXCEPTION : say(ctx, "%g", (double)bytes.len);
}

typedef struct {
    bool deep;
    int mode;
    int64_t depth;
    double ratio;
    thaw_cstr name;
    thaw_value filter, signal, extra;
} walk_options;
static const thaw_option rows[] = {
    THAW_OPTION_BOOLEAN(walk_options, deep, "deep"),           THAW_OPTION_TEXT(walk_options, name, "name"),
    THAW_OPTION_INTEGER(walk_options, depth, "depth", 0, 100), THAW_OPTION_NUMBER(walk_options, ratio, "ratio", -1, 1),
    THAW_OPTION_CHOICE(walk_options, mode, "mode", modes),     THAW_OPTION_FUNCTION(walk_options, filter, "filter"),
    THAW_OPTION_OBJECT(walk_options, signal, "signal"),        THAW_OPTION_ANY(walk_options, extra, "extra"),
};

static JSValue js_options(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    walk_options o = { .depth = 10, .ratio = 0.5, .name = thaw_cstr_of(ctx, argv[1]) };
    char text[200];
    JSValue result = JS_EXCEPTION;
    if (thaw_options_read(ctx, argv[0], "options", rows, THAW_COUNT(rows), &o) == 0) {
        snprintf(text, sizeof text, "%d %d %d %g %s%s%s%s", o.deep, o.mode, (int)o.depth, o.ratio, o.name.ptr,
                 o.filter.ctx ? " filter" : "", o.signal.ctx ? " signal" : "", o.extra.ctx ? " extra" : "");
        result = JS_NewString(ctx, text);
    }
    thaw_options_done(rows, THAW_COUNT(rows), &o);
    return result;
}

static const JSCFunctionListEntry readers[] = {
    JS_CFUNC_DEF("aFunction", 1, js_function), JS_CFUNC_DEF("anObject", 1, js_object),
    JS_CFUNC_DEF("aBoolean", 1, js_boolean),   JS_CFUNC_DEF("aNumber", 1, js_number),
    JS_CFUNC_DEF("anInteger", 1, js_integer),  JS_CFUNC_DEF("aText", 1, js_text),
    JS_CFUNC_DEF("aChoice", 1, js_choice),     JS_CFUNC_DEF("bytes", 1, js_bytes),
    JS_CFUNC_DEF("options", 2, js_options),
};

static void expect(const probe_case *cases, size_t n)
{
    thaw_runtime *r = probe_open();
    JSValue global = JS_GetGlobalObject(r->ctx);
    EXPECT_EQ(JS_SetPropertyFunctionList(r->ctx, global, readers, THAW_COUNT(readers)), 0);
    JS_FreeValue(r->ctx, global);
    probe_expect_in(r, cases, n);
    probe_close(r);
}
#define EXPECT_CASES(...)                                  \
    do {                                                   \
        static const probe_case cases[] = { __VA_ARGS__ }; \
        expect(cases, THAW_COUNT(cases));                  \
    } while (0)
#define FUNCTION "TypeError: The \"callback\" argument must be of type function. Received "

TEST(args_received)
{
    EXPECT_CASES(
        { "aFunction(() => 0)", "function" }, { "aFunction()", FUNCTION "undefined" },
        { "aFunction(null)", FUNCTION "null" }, { "aFunction({})", FUNCTION "an instance of Object" },
        { "aFunction([])", FUNCTION "an instance of Array" }, { "aFunction(new Map)", FUNCTION "an instance of Map" },
        { "aFunction(Object.create(null))", FUNCTION "[Object: null prototype] {}" },
        { "aFunction({ get constructor() { throw 1 } })", FUNCTION "[Object: null prototype] {}" },
        { "aFunction(1)", FUNCTION "type number (1)" }, { "aFunction(-0)", FUNCTION "type number (-0)" },
        { "aFunction(1n)", FUNCTION "type bigint (1n)" }, { "aFunction(true)", FUNCTION "type boolean (true)" },
        { "aFunction('')", FUNCTION "type string ('')" }, { "aFunction('x')", FUNCTION "type string ('x')" },
        { "aFunction(\"it's \\\"q\\\"\")", FUNCTION "type string (\"it's \\\"q\\\"\")" },
        { "aFunction('a\\nb\\\\')", FUNCTION "type string ('a\nb\\')" },
        { "aFunction('abcdefghijklmnopqrstuvwxyz01')", FUNCTION "type string ('abcdefghijklmnopqrstuvwxyz01')" },
        { "aFunction('abcdefghijklmnopqrstuvwxyz012')", FUNCTION "type string ('abcdefghijklmnopqrstuvwxy...')" },
        { "aFunction('\\u00e4'.repeat(29))",
          FUNCTION "type string ('\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4"
                   "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4...')" },
        { "aFunction(Symbol('s'))", FUNCTION "type symbol (Symbol(s))" },
        { "aFunction(Symbol())", FUNCTION "type symbol (Symbol())" },
        { "anObject(class A {})", "TypeError: The \"options\" argument must be of type object. Received function A" });
}

TEST(args_types)
{
    EXPECT_CASES(
        { "anObject({})", "object" }, { "anObject(new Map)", "object" },
        { "anObject([])", "TypeError: The \"options\" argument must be of type object. Received an instance of Array" },
        { "anObject(null)", "TypeError: The \"options\" argument must be of type object. Received null" },
        { "aBoolean(true)", "1" }, { "aBoolean(false)", "0" },
        { "aBoolean(1)", "TypeError: The \"flag\" argument must be of type boolean. Received type number (1)" },
        { "aNumber(0.5)", "0.5" }, { "aNumber(Infinity)", "inf" },
        { "aNumber('1')", "TypeError: The \"ratio\" argument must be of type number. Received type string ('1')" },
        { "aNumber(-1)", "RangeError: The value of \"ratio\" is out of range. It must be >= 0. Received -1" },
        { "aNumber(NaN)", "RangeError: The value of \"ratio\" is out of range. It must be >= 0. Received NaN" },
        { "anInteger(3)", "3" }, { "anInteger(2147483647)", "2147483647" }, { "anInteger(-0)", "0" },
        { "anInteger(3.5)", "RangeError: The value of \"fd\" is out of range. It must be an integer. Received 3.5" },
        { "anInteger(NaN)", "RangeError: The value of \"fd\" is out of range. It must be an integer. Received NaN" },
        { "anInteger(-3)",
          "RangeError: The value of \"fd\" is out of range. It must be >= 0 && <= 2147483647. Received -3" },
        { "anInteger(5e9)", "RangeError: The value of \"fd\" is out of range. It must be >= 0 && <= 2147483647. "
                            "Received 5_000_000_000" },
        { "anInteger(1n)", "TypeError: The \"fd\" argument must be of type number. Received type bigint (1n)" },
        { "aText('a\\0b').length", "3" },
        { "aText(1)", "TypeError: The \"path\" argument must be of type string. Received type number (1)" },
        { "aChoice('closed')", "1" },
        { "aChoice('ajar')",
          "TypeError: The property 'options.mode' must be one of: 'open', 'closed'. Received 'ajar'" },
        { "aChoice(5)", "TypeError: The property 'options.mode' must be one of: 'open', 'closed'. Received 5" },
        { "bytes(new Uint16Array(3))", "6" }, { "bytes(new DataView(new ArrayBuffer(3), 1))", "2" },
        { "bytes(new ArrayBuffer(1))", "TypeError: The \"buffer\" argument must be an instance of Buffer, TypedArray, "
                                       "or DataView. Received an instance of ArrayBuffer" });
}

TEST(args_options)
{
    EXPECT_CASES(
        { "options(undefined, 'd')", "0 0 10 0.5 d" }, { "options({}, 'd')", "0 0 10 0.5 d" },
        { "options({ deep: true, name: 'n', depth: 100, ratio: -1, mode: 'closed', filter() {}, signal: {}, extra: "
          "null },"
          " 'd')",
          "1 1 100 -1 n filter signal extra" },
        { "options(null, 'd')", "TypeError: The \"options\" argument must be of type object. Received null" },
        { "options({ name: 'n', depth: 101 }, 'd')",
          "RangeError: The value of \"options.depth\" is out of range. It must be >= 0 && <= 100. Received 101" },
        { "options({ deep: 1 }, 'd')",
          "TypeError: The \"options.deep\" property must be of type boolean. Received type number (1)" },
        { "options({ filter: {} }, 'd')",
          "TypeError: The \"options.filter\" property must be of type function. Received an instance of Object" },
        { "options({ filter() {}, signal: 1 }, 'd')",
          "TypeError: The \"options.signal\" property must be of type object. Received type number (1)" },
        { "options({ name: 'n', get depth() { throw new EvalError('mine') } }, 'd')", "EvalError: mine" },
        { "(log => (options(new Proxy({}, { get(t, k) { log.push(k) } }), 'd'), log))([])",
          "deep,name,depth,ratio,mode,filter,signal,extra" });
}
