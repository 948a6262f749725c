/* SPDX-License-Identifier: MIT
 * Export names of CommonJS sources. What is expected was compared with npm's cjs-module-lexer 2.2.0, but for the cases
 * of `spaced_freely`. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "parse/cjs_lexer.h"
#include "test.h"

/* `found` lists the exports with a comma between, then each re-exported specifier with a `*` in front. */
typedef struct {
    const char *source, *found;
} lex_case;

static void note(thaw_buf *found, const char *mark, thaw_slice name)
{
    thaw_buf_puts(found, found->len ? "," : "");
    thaw_buf_puts(found, mark);
    thaw_buf_append(found, name.ptr, name.len);
}

static void note_export(void *opaque, thaw_slice name)
{
    note(opaque, "", name);
}

static void note_reexport(void *opaque, thaw_slice specifier)
{
    note(opaque, "*", specifier);
}

static int lex(const char *source, size_t len, thaw_buf *found)
{
    char *exact = malloc(len + 1); /* so that a sanitizer sees reads past the end */
    memcpy(exact, source, len);
    int err = thaw_cjs_lex(exact, len, &(thaw_cjs_sink){ note_export, note_reexport, found });
    free(exact);
    return err;
}

static void expect_found(const lex_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        THAW_AUTO(thaw_buf) found = thaw_buf_of(65536);
        thaw_buf_puts(&found, "");
        int err = lex(cases[i].source, strlen(cases[i].source), &found);
        if (err || strcmp(found.data, cases[i].found) != 0)
            test_fail(__FILE__, __LINE__, "%s\n  gives \"%s\" (%s), not \"%s\"", cases[i].source, found.data,
                      err ? thaw_error_text(err) : "no error", cases[i].found);
    }
}

TEST(cjs_lexer_members)
{
    static const lex_case cases[] = {
        { "", "" },
        { "exports.a = 1; exports['b'] = 2; exports[\"c-d\"] = 3", "a,b,c-d" },
        { "module.exports.a = 1; module.exports['b'] = 2", "a,b" },
        { "exports . a\n= 1; exports /*x*/ [ // y\n 'b' ] = 2; module\n.\nexports.c=3", "a,b,c" },
        { "(function (exports) { if (x) { exports.a = 1 } })(exports)", "a" },
        { "exports.a = exports.b = module.exports.c = void 0", "a,b,c" },
        { "exports.b = 1; exports.a = 2; exports.b = 3", "b,a" },
        { "exports.default = 1; exports.class = 2; exports.__esModule = true", "default,class,__esModule" },
        { "var f = exports => exports.a = 1; exports.exports = exports.module = 2", "a,exports,module" },
        { "exports.\xC3\xA9 = 1; exports\xC2\xA0.\xF0\xA0\xAE\xB7\xE2\x80\xA9= 2", "\xC3\xA9,\xF0\xA0\xAE\xB7" },
        { "if (exports.a === undefined) exports.b == 1", "a,b" }, /* compared, not assigned: no parser here */
        { "exports[a] = 1; exports[`a`] = 1; exports.a += 1; exports.b ||= 1; exports.c.d = 1; exports.e", "" },
        { "foo.exports.a = 1; foo.module.exports.b = 2; x.Object.defineProperty(exports, 'c', { value: 1 })", "" },
        { "exports?.a = 1; exports.#b = 1; exports.\\u0061 = 1; module['exports'].d = 4; myexports.e = 1", "" },
    };
    expect_found(cases, THAW_COUNT(cases));
}

TEST(cjs_lexer_escapes)
{
    static const lex_case cases[] = {
        { "exports['\\x41\\u0062\\u{63}'] = 1; exports['d\\\ne'] = 1; exports['f\\\r\ng'] = 1", "Abc,de,fg" },
        { "exports['\\u{1F600}'] = 1; exports['\\uD83D\\uDE01'] = 2", "\xF0\x9F\x98\x80,\xF0\x9F\x98\x81" },
        { "exports['\\n\\t\\v\\'\\\\\\q'] = 1", "\n\t\v'\\q" },
        { "exports['\\uD83D'] = 1; exports['\\uDE01\\uD83D'] = 2; exports['\\u{D83D}'] = 3", "" },
        { "exports['\\101'] = 1; exports['\\08'] = 2; exports['\\u00'] = 3; exports['\\x4'] = 4", "" },
        { "exports['\\u{110000}'] = 1; exports['\\u{}'] = 2; exports['\\u{0000041}'] = 3", "" },
        { "module.exports = require('\\x61'); __export(require('b\\uD83D'))", "*a" },
    };
    THAW_AUTO(thaw_buf) found = thaw_buf_of(100);
    expect_found(cases, THAW_COUNT(cases));
    EXPECT_EQ(lex("exports['a\\0'] = 1", 18, &found), 0);
    EXPECT_EQ(found.len, 2);
    EXPECT_MEM(found.data, "a\0", 2);
}

TEST(cjs_lexer_defined_properties)
{
    static const lex_case cases[] = {
        { "Object.defineProperty(exports, '__esModule', { value: true })", "__esModule" },
        { "Object.defineProperty(module.exports, 'a', { enumerable: true, value: f() })", "a" },
        { "Object.defineProperty(exports, 'a', { enumerable: true, get: function () { return q.p; } })", "a" },
        { "Object.defineProperty(exports,\"a\",{enumerable:!0,get:function(){return q}})", "" },
        { "Object.defineProperty(exports,\"a\",{enumerable:true,get:function get(){return q['p-r']},})", "a" },
        { "Object.defineProperty(exports, 'a', { get() { return /* x */ b } })", "a" },
        { "Object.defineProperty(exports, 'a', { value: exports.b = 1 })", "a,b" },
        { "Object.defineProperty(exports, '\\u0061', { value: 1 })", "a" },
        { "Object.defineProperty(exports, `a`, { value: 1 }); Object.defineProperty(this, 'b', { value: 1 })", "" },
        { "Object.defineProperty(exports, a, { value: 1 }); Object.defineProperty(exports.x, 'b', { value: 1 })", "" },
        { "Object.defineProperties(exports, { a: { value: 1 } }); Reflect.defineProperty(exports, 'a', {})", "" },
        /* what is not plainly free of side effects is no export, whatever else is said of it */
        { "Object.defineProperty(exports, 'a', { get() { return f() } })", "" },
        { "Object.defineProperty(exports, 'a', { enumerable: true, get: () => b })", "" },
        { "Object.defineProperty(exports, 'a', { enumerable: false, get() { return b } })", "" },
        { "Object.defineProperty(exports, 'a', { configurable: true, value: 1 })", "" },
        { "Object.defineProperty(exports, 'a', { get: function () { return b.c.d } })", "" },
        { "Object.defineProperty(exports, 'a', { get: function () { return b }, set(x) {} })", "" },
        { "Object.defineProperty(exports, 'a', { get() { return f() } }); exports.a = exports.b = 1", "b" },
        { "exports.a = exports.b = 1; Object.defineProperty(exports, 'a', descriptor)", "b" },
    };
    expect_found(cases, THAW_COUNT(cases));
}

TEST(cjs_lexer_literal)
{
    static const lex_case cases[] = {
        { "module.exports = { a, b: c, 'd': e, \"f-g\": h, ...i, j }", "a,b,d,f-g,j" },
        { "exports = module.exports = { a, }", "a" },
        { "module.exports = { let: x, enum: y, async, class: z }", "let,enum,async,class" },
        { "module.exports = { a, b: require('c'), d }", "a,b" },
        { "module.exports = { a, b: 1, c }", "a" },
        { "module.exports = { a, b: 'x', c }", "a" },
        { "module.exports = { a, b() {}, c }", "a,b" },
        { "module.exports = { a, get b() {}, c }", "a,get" },
        { "module.exports = { a, [b]: c, d }", "a" },
        { "module.exports = { a, ...f(), d }", "a" },
        { "module.exports = { ...require('x'), a, ...require(\"y\") }", "a,*x,*y" },
        { "0 && (module.exports = { a, b, ...require('c') })", "a,b,*c" },
        { "exports = { a }; module.exports = exports = { b }", "" },
    };
    expect_found(cases, THAW_COUNT(cases));
}

TEST(cjs_lexer_reexported_modules)
{
    static const lex_case cases[] = {
        { "module.exports = require('a')", "*a" },
        { "module.exports = require('a'); if (x) { module.exports = require(\"b\") }", "*b" },
        { "module.exports = { ...require('a') }; module.exports = require('b'); exports.c = 1", "c,*b" },
        { "module.exports = require('a'); module.exports = f", "" },
        { "module.exports = require('a')('b')", "*a" },
        { "module.exports = require('a' + b); module.exports = require(`c`); exports = require('d')", "" },
        { "__export(require('a')); __exportStar(require('b'), exports); tslib.__exportStar(require('c'), exports)",
          "*a,*b,*c" },
        { "__export(require('a')); __export(require('a'))", "*a" },
        { "__export(require('a')); module.exports = {}; __export(require('b'))", "*b" },
        { "function f() { __export(require('a')) } (__export(require('b'))); { __export(require('c')) }", "" },
        { "__export(a); __exported(require('b')); (0, tslib.__exportStar)(require('c'), exports)", "" },
    };
    expect_found(cases, THAW_COUNT(cases));
}

#define STAR(body) "var _x = require('x'); Object.keys(_x).forEach(function (k) { " body " })"
#define NOT_DEFAULT "if (k === 'default' || k === \"__esModule\") return; "

TEST(cjs_lexer_star_loops)
{
    static const lex_case cases[] = {
        { STAR(NOT_DEFAULT "exports[k] = _x[k];"), "*x" },
        { STAR("if (k === 'default' || k === '__esModule') return\n module.exports[k] = _x[k]"), "*x" },
        { STAR(NOT_DEFAULT "if (Object.prototype.hasOwnProperty.call(_names, k)) return; exports[k] = _x[k]"), "*x" },
        { STAR(NOT_DEFAULT "if (k in exports && exports[k] === _x[k]) return; exports[k] = _x[k]"), "*x" },
        { STAR(NOT_DEFAULT "Object.defineProperty(exports, k, { enumerable: true, get: function () { return "
                           "_x[k]; } });"),
          "*x" },
        { STAR(NOT_DEFAULT "Object.defineProperty(exports, k, { enumerable: true, get() { return _x[k] } })"), "*x" },
        { STAR("if (k !== 'default') exports[k] = _x[k];"), "*x" },
        { STAR("if (k !== 'default' && !exports.hasOwnProperty(k)) exports[k] = _x[k]"), "*x" },
        { STAR("if (k !== 'default' && !Object.prototype.hasOwnProperty.call(exports, k)) exports[k] = _x[k]"), "*x" },
        { STAR("exports[k] = _x[k]"), "" },
        { STAR("if (k === 'default') return; exports[k] = _x[k]"), "" },
        { STAR(NOT_DEFAULT "exports[k] = _y[k]"), "" },
        { STAR(NOT_DEFAULT "exports[j] = _x[k]"), "" },
        { STAR(NOT_DEFAULT "if (k in exports) return; exports[k] = _x[k]"), "" },
        { STAR("if (j === 'default' || k === '__esModule') return; exports[k] = _x[k]"), "" },
        { "function f() { " STAR("if (k !== 'default') exports[k] = _x[k]") "}", "" },
        { "var _x = 1; const _x = _interopRequireWildcard(require('y')); Object.keys(_x).forEach(function (k) { "
          "if (k !== 'default') exports[k] = _x[k] })",
          "*y" },
        { "Object.keys(_x).forEach(function (k) { if (k !== 'default') exports[k] = _x[k] }); let _x = require('x')",
          "" },
        { "let _x = require('x'), _y = require('y'); Object.keys(_y).forEach(function (k) { if (k !== 'default') "
          "exports[k] = _y[k] })",
          "" },
    };
    expect_found(cases, THAW_COUNT(cases));
}

TEST(cjs_lexer_spaced_freely)
{
    static const lex_case cases[] = {
        { "__exportStar ( /* x */ require('a'), exports)", "*a" },
        { "module.exports = { ... a, b }", "b" },
        { "var\n_x =\nrequire('x'); Object.keys(_x).forEach(function (k) { if (k !== 'default') exports[k] = _x[k] })",
          "*x" },
    };
    expect_found(cases, THAW_COUNT(cases));
}

TEST(cjs_lexer_only_code)
{
    static const lex_case cases[] = {
        { "// exports.a = 1\n/* exports.b = 1 */ 'exports.c = 1'; \"exports.d = '1'\"; `exports.e = 1`", "" },
        { "#!/usr/bin/env exports.a = 1\nexports.b = 1", "b" },
        { "`a${`b${exports.a = 1}}`}` + `}${'`'}${exports.b = 1}` + '\\'' + `\\`exports.c = 1`", "a,b" },
        { "x = /exports.a = 1/; x = /[/]exports.b = 1/g; x = /\\/exports.c = 1/", "" },
        { "return /exports.a = 1/; if (x) /exports.b = 1/.test(y); {} /exports.c = 1/", "" },
        { "() => {} /exports.a = 1/; for (;;) {} /exports.b = 1/; function f() {} /exports.c = 1/", "" },
        { "switch (x) { case /exports.a = 1/.test(y): { } /exports.b = 1/ }", "" },
        { "x = a / exports.a = 1 / 2; x = (b) / exports.b = 1 / 3; x = {} / exports.c = 1 / 1", "a,b,c" },
        { "x = y[0] / exports.a = 1 / z; x = 's' / exports.b = 1 / 2; x = 1 / exports.c = 1 / 3", "a,b,c" },
        { "x = `u` / exports.a = 1 / 1; x++ / exports.b = 1 / 2; a.return / exports.c = 1 / 2", "a,b,c" },
        { "x = a ? { b: {} / exports.a = 1 / 2 } : [{}] / exports.b = 1 / 2", "a,b" },
        { "x = 1e+5 / exports.a = 1 / 0xe+exports.b = 1; x = 1.5.toFixed() / exports.c = 1 / .5", "a,b,c" },
    };
    expect_found(cases, THAW_COUNT(cases));
}

TEST(cjs_lexer_keeps_what_it_found_before_an_error)
{
    static const char *const sources[] = {
        "exports.a = 'b", "exports.a = `b", "exports.a = `${b", "exports.a = (",
        "exports.a = )",  "exports.a = [}", "exports.a = 1 /*", "exports.a = 'b\n'"
    };
    for (size_t i = 0; i < THAW_COUNT(sources); i++) {
        THAW_AUTO(thaw_buf) found = thaw_buf_of(100);
        EXPECT_EQ(lex(sources[i], strlen(sources[i]), &found), THAW_E_SYNTAX);
        EXPECT_STR(found.data, "a");
    }
}

TEST(cjs_lexer_has_a_limit_of_nesting)
{
    enum { DEPTH = (1 << 20) + 1 };
    THAW_AUTO(thaw_buf) found = thaw_buf_of(100);
    char *source = malloc(DEPTH);
    memset(source, '[', DEPTH);
    EXPECT_EQ(thaw_cjs_lex(source, DEPTH, &(thaw_cjs_sink){ note_export, note_reexport, &found }), THAW_E_TOO_LARGE);
    free(source);
}

TEST(cjs_lexer_finds_many_names)
{
    enum { NAMES = 3000 };
    THAW_AUTO(thaw_buf) source = thaw_buf_of(1 << 20), found = thaw_buf_of(1 << 20), want = thaw_buf_of(1 << 20);
    for (int i = 0; i < 2 * NAMES; i++)
        thaw_buf_printf(&source, "exports.n%d = ", i % NAMES);
    for (int i = 0; i < NAMES; i++)
        thaw_buf_printf(&want, "%sn%d", i ? "," : "", i);
    EXPECT_EQ(lex(source.data, source.len, &found), 0);
    EXPECT_STR(found.data, want.data);
}
