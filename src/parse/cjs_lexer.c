/* SPDX-License-Identifier: MIT
 * At every `exports`, `module`, `Object` and the like that is code, the tokens that follow are compared with patterns
 * of what people and compilers write to export something. Comparing only looks ahead: the scan goes on behind the
 * first token whatever was found, so that what is nested in an export is seen too.
 *
 * A pattern is words with a space between:
 *     (  ===  return    a punctuator or a name, as it is
 *     'default'         a string with that content
 *     $1 $2             a name; the same one each time, within what was matched with the same bindings
 *     $_                any name
 *     $s                any string, which is bound
 *     E                 exports or module.exports
 *     ;?                the word before the ? may be missing */
#include "parse/cjs_lexer.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/hex.h"
#include "base/utf8.h"
#include "parse/js_scanner.h"

enum { TEXT_MAX = 64 << 20, TABLE_FIRST = 32 };

/* --- patterns --- */

typedef struct {
    const char *at, *end;
    thaw_slice names[2], string; /* what $1, $2 and $s stand for; empty until bound */
} cursor;

static thaw_slice next_word(const char **pattern)
{
    const char *p = *pattern + strspn(*pattern, " ");
    size_t len = strcspn(p, " ");
    *pattern = p + len;
    return (thaw_slice){ p, len };
}

static bool match_name(cursor *c, thaw_slice text, char which)
{
    if (thaw_slice_has(text, '\\'))
        return false;
    if (which == '_')
        return true;
    thaw_slice *bound = &c->names[which - '1'];
    if (bound->ptr)
        return thaw_slice_equal(*bound, text);
    *bound = text;
    return true;
}

static bool match_quoted(thaw_slice text, thaw_slice word)
{
    return text.len == word.len && memcmp(text.ptr + 1, word.ptr + 1, word.len - 2) == 0;
}

static bool match(cursor *c, const char *pattern);

static bool match_word(cursor *c, thaw_slice word)
{
    const char *at = c->at;
    thaw_js_token token = thaw_js_peek(&at, c->end);
    bool same;
    if (thaw_slice_is(word, "E"))
        return match(c, "exports") || match(c, "module . exports");
    if (thaw_slice_is(word, "$s")) {
        same = token.kind == THAW_JS_STRING;
        c->string = same ? token.text : c->string;
    } else if (*word.ptr == '$') {
        same = token.kind == THAW_JS_NAME && match_name(c, token.text, word.ptr[1]);
    } else if (*word.ptr == '\'') {
        same = token.kind == THAW_JS_STRING && match_quoted(token.text, word);
    } else if (token.kind == THAW_JS_PUNCTUATOR) { /* of which a token is one character */
        same = (size_t)(c->end - token.text.ptr) >= word.len && memcmp(token.text.ptr, word.ptr, word.len) == 0;
        at = token.text.ptr + (same ? word.len : 0);
    } else {
        same = token.kind == THAW_JS_NAME && thaw_slice_equal(token.text, word);
    }
    if (same)
        c->at = at;
    return same;
}

/* True if what comes is what the pattern says; then the cursor moves behind it. */
static bool match(cursor *c, const char *pattern)
{
    cursor before = *c;
    for (thaw_slice word; (word = next_word(&pattern)).len > 0;) {
        bool optional = word.len > 1 && word.ptr[word.len - 1] == '?';
        word.len -= optional;
        if (!match_word(c, word) && !optional) {
            *c = before;
            return false;
        }
    }
    return true;
}

/* For what may be missing. */
static bool may_match(cursor *c, const char *pattern)
{
    (void)match(c, pattern);
    return true;
}

/* --- what was found --- */

/* A name, in order of appearance. Text is kept by offset, as the buffer that holds it may move. */
typedef struct {
    size_t key_at, key_len, value_at, value_len;
    bool refused; /* an export whose getter may have side effects */
} entry;

/* An ordered map; zeroed is empty. Removing is all or nothing. */
typedef struct {
    entry *entries;
    uint32_t *slots; /* index into entries plus one, at the hash of the key; 0 = free */
    size_t len, cap; /* cap = entries there is room for; there are twice as many slots */
} table;

typedef struct {
    thaw_js_scanner scan;
    thaw_buf text;   /* of all names */
    table exports;   /* by name */
    table reexports; /* by specifier */
    table bindings;  /* variables at the top that hold a module: by name, with its specifier */
    int err;
} lexer;

static void table_done(table *t)
{
    free(t->entries);
    free(t->slots);
}

static thaw_slice key_of(const lexer *l, const entry *e)
{
    return (thaw_slice){ l->text.data + e->key_at, e->key_len };
}

static uint32_t *find_slot(const lexer *l, const table *t, thaw_slice key)
{
    size_t mask = 2 * t->cap - 1, i = (size_t)thaw_hash(key.ptr, key.len, 0) & mask;
    while (t->slots[i] && !thaw_slice_equal(key_of(l, &t->entries[t->slots[i] - 1]), key))
        i = (i + 1) & mask;
    return &t->slots[i];
}

static entry *find(const lexer *l, const table *t, thaw_slice key)
{
    uint32_t slot = t->cap ? *find_slot(l, t, key) : 0;
    return slot ? &t->entries[slot - 1] : NULL;
}

static int grow(const lexer *l, table *t)
{
    size_t cap = t->cap ? 2 * t->cap : TABLE_FIRST;
    entry *entries = reallocarray(t->entries, cap, sizeof *entries);
    uint32_t *slots = calloc(2 * cap, sizeof *slots);
    t->entries = entries ? entries : t->entries;
    if (!entries || !slots) {
        free(slots);
        return -ENOMEM;
    }
    free(t->slots);
    t->slots = slots;
    t->cap = cap;
    for (size_t i = 0; i < t->len; i++)
        *find_slot(l, t, key_of(l, &t->entries[i])) = (uint32_t)i + 1;
    return 0;
}

static size_t keep(lexer *l, thaw_slice s)
{
    size_t at = l->text.len;
    int err = thaw_buf_append(&l->text, s.ptr, s.len);
    l->err = l->err ? l->err : err;
    return at;
}

/* The key's entry, made if need be. NULL: see err. */
static entry *put(lexer *l, table *t, thaw_slice key)
{
    entry *e = find(l, t, key);
    if (e)
        return e;
    if (t->len == t->cap)
        l->err = l->err ? l->err : grow(l, t);
    size_t at = keep(l, key);
    if (l->err)
        return NULL;
    e = &t->entries[t->len++];
    *e = (entry){ .key_at = at, .key_len = key.len };
    *find_slot(l, t, key) = (uint32_t)t->len;
    return e;
}

/* --- strings --- */

static bool read_hex(const char **at, const char *end, size_t digits, uint32_t *ret)
{
    uint32_t value = 0;
    const char *p = *at;
    for (; digits > 0 && p < end; digits--, p++) {
        int digit = thaw_hex_digit(*p);
        if (digit < 0)
            return false;
        value = value << 4 | (uint32_t)digit;
    }
    *at = p;
    *ret = value;
    return digits == 0;
}

/* What follows `\u`. A pair of surrogates is one character. */
static bool read_unicode(const char **at, const char *end, uint32_t *ret)
{
    if (*at < end && **at == '{') {
        const char *close = memchr(*at, '}', (size_t)(end - *at));
        size_t digits = close ? (size_t)(close - *at) - 1 : 0;
        (*at)++;
        if (digits == 0 || digits > 6 || !read_hex(at, end, digits, ret))
            return false;
        (*at)++;
        return true;
    }
    uint32_t low;
    if (!read_hex(at, end, 4, ret))
        return false;
    if ((*ret & 0xFC00) != 0xD800 || end - *at < 6 || memcmp(*at, "\\u", 2) != 0)
        return true;
    const char *second = *at + 2;
    if (!read_hex(&second, end, 4, &low) || (low & 0xFC00) != 0xDC00)
        return true;
    *at = second;
    *ret = 0x10000 + ((*ret & 0x3FF) << 10) + (low & 0x3FF);
    return true;
}

/* What a backslash before *at stands for. False for what strict code may not have. */
static bool read_escape(const char **at, const char *end, thaw_buf *ret)
{
    static const char letters[] = "bfnrtv", values[] = "\b\f\n\r\t\v";
    uint32_t c = 0;
    char bytes[4], letter = *(*at)++;
    const char *found = letter ? strchr(letters, letter) : NULL;
    bool is_zero = letter == '0' && (*at == end || **at < '0' || **at > '9');
    if (letter == '\n' || letter == '\r') {
        *at += letter == '\r' && *at < end && **at == '\n';
        return true;
    }
    if (found)
        c = (uint32_t)values[found - letters];
    else if ((letter == 'x' && !read_hex(at, end, 2, &c)) || (letter == 'u' && !read_unicode(at, end, &c)) ||
             (letter >= '0' && letter <= '9' && !is_zero))
        return false;
    else if (letter != 'x' && letter != 'u' && !is_zero)
        return thaw_buf_putc(ret, letter) == 0;
    if (c > 0x10FFFF || (c & 0x1FF800) == 0xD800)
        return false;
    return thaw_buf_append(ret, bytes, thaw_utf8_encode(c, bytes)) == 0;
}

/* The content of a string literal. False for what is no well-formed text, which can't be a name. */
static bool decode_string(thaw_slice literal, thaw_buf *ret)
{
    const char *end = literal.ptr + literal.len - 1;
    for (const char *p = literal.ptr + 1; p < end;) {
        const char *plain = p;
        while (p < end && *p != '\\')
            p++;
        if (thaw_buf_append(ret, plain, (size_t)(p - plain)) != 0)
            return false;
        if (p < end && (p++, !read_escape(&p, end, ret)))
            return false;
    }
    return thaw_utf8_valid(ret->data ? ret->data : "", ret->len);
}

/* The entry of a name or, if it has quotes, of a string's content; NULL if it can't be one, or see err. */
static entry *put_literal(lexer *l, table *t, thaw_slice text)
{
    if (*text.ptr != '"' && *text.ptr != '\'')
        return put(l, t, text);
    THAW_AUTO(thaw_buf) content = thaw_buf_of(text.len);
    return decode_string(text, &content) ? put(l, t, (thaw_slice){ content.data ? content.data : "", content.len })
                                         : NULL;
}

/* --- what exports --- */

static void note_reexport(lexer *l, thaw_slice literal)
{
    (void)!put_literal(l, &l->reexports, literal);
}

static void note_export(lexer *l, thaw_slice name)
{
    (void)!put_literal(l, &l->exports, name);
}

static void refuse_export(lexer *l, thaw_slice name)
{
    entry *e = put_literal(l, &l->exports, name);
    if (e)
        e->refused = true;
}

static void forget_reexports(lexer *l)
{
    l->reexports.len = 0;
    if (l->reexports.cap)
        memset(l->reexports.slots, 0, 2 * l->reexports.cap * sizeof *l->reexports.slots);
}

/* module.exports = { ...: goes on until something it doesn't understand. */
static void lex_literal(lexer *l, cursor *c)
{
    do {
        c->names[0] = c->names[1] = (thaw_slice){ NULL, 0 };
        if (match(c, "... require ( $s )"))
            note_reexport(l, c->string);
        else if (match(c, "$s : $_"))
            note_export(l, c->string);
        else if (!match(c, "$1 : $_") && (match(c, "$1 :") || (!match(c, "... $_") && !match(c, "$1"))))
            return;
        else if (c->names[0].ptr) /* {a: b} or {a}, not {...a} */
            note_export(l, c->names[0]);
    } while (match(c, ","));
}

/* Behind `exports` or `module.exports`. */
static void lex_member(lexer *l, cursor *c)
{
    if (match(c, ". $1 ="))
        note_export(l, c->names[0]);
    else if (match(c, "[ $s ] ="))
        note_export(l, c->string);
}

static void lex_exports(lexer *l, cursor *c)
{
    lex_member(l, c);
}

static void lex_module(lexer *l, cursor *c)
{
    if (!match(c, ". exports"))
        return;
    if (!match(c, "=")) {
        lex_member(l, c);
        return;
    }
    forget_reexports(l); /* the object that had them is exported no more */
    if (match(c, "{"))
        lex_literal(l, c);
    else if (match(c, "require ( $s )"))
        note_reexport(l, c->string);
}

/* Behind `get`: up to what is returned. */
static bool match_getter_head(cursor *c)
{
    return may_match(c, ": function $_?") && match(c, "( ) { return");
}

/* A getter that only reads a variable, or a property of one, and the end of the call. */
static bool match_plain_getter(cursor *c)
{
    return match(c, "get") && match_getter_head(c) && match(c, "$_") && may_match(c, ". $_") &&
           may_match(c, "[ $s ]") && match(c, ";? } ,? } )");
}

/* Behind `Object.defineProperty(exports, name`. A name that is defined in any other way, once, is no export: to read
 * it might run code. */
static void lex_define(lexer *l, cursor *c)
{
    thaw_slice name = c->string;
    if (match(c, ", {") && may_match(c, "enumerable : true ,") && (match(c, "value :") || match_plain_getter(c)))
        note_export(l, name);
    else
        refuse_export(l, name);
}

/* The statements that leave out names which are not to be exported again: what Babel and others write. $1 is the
 * module, $2 the key. */
static bool match_star_conditions(cursor *c)
{
    if (match(c, "if ( $2 !== 'default'")) {
        if (match(c, "&& !"))
            return match(c, "$_ . hasOwnProperty ( $2 ) )") ||
                   match(c, "Object . prototype . hasOwnProperty . call ( $_ , $2 ) )");
        return match(c, ")");
    }
    if (!match(c, "if ( $2 === 'default' || $2 === '__esModule' ) return ;?"))
        return false;
    return may_match(c, "if ( Object . prototype . hasOwnProperty . call ( $_ , $2 ) ) return ;?") &&
           may_match(c, "if ( $2 in E && E [ $2 ] === $1 [ $2 ] ) return ;?");
}

static bool match_star_assignment(cursor *c)
{
    if (match(c, "E [ $2 ] = $1 [ $2 ] ;?"))
        return true;
    return match(c, "Object . defineProperty ( E , $2 , { enumerable : true , get") && match_getter_head(c) &&
           match(c, "$1 [ $2 ] ;? } ,? } ) ;?");
}

static void lex_object(lexer *l, cursor *c)
{
    if (match(c, ". defineProperty ( E , $s")) {
        lex_define(l, c);
    } else if (l->scan.open.len == 0 && match(c, ". keys ( $1 ) . forEach ( function ( $2 ) {") &&
               match_star_conditions(c) && match_star_assignment(c) && match(c, "} )")) {
        const entry *bound = find(l, &l->bindings, c->names[0]);
        if (bound)
            note_reexport(l, (thaw_slice){ l->text.data + bound->value_at, bound->value_len });
    }
}

/* Behind var, let or const. */
static void lex_variable(lexer *l, cursor *c)
{
    if (l->scan.open.len > 0 || !match(c, "$1 =") ||
        !(match(c, "require ( $s )") || match(c, "_interopRequireWildcard ( require ( $s )")))
        return;
    entry *e = put(l, &l->bindings, c->names[0]);
    if (!e)
        return;
    e->value_at = keep(l, c->string);
    e->value_len = c->string.len;
}

/* Behind __export or __exportStar, which TypeScript writes. */
static void lex_export_star(lexer *l, cursor *c)
{
    if (l->scan.open.len == 0 && match(c, "( require ( $s )"))
        note_reexport(l, c->string);
}

/* --- the scan --- */

/* What to do behind a name. After a `.` it is a property, which only the helpers of TypeScript may be. */
static const struct {
    const char *name;
    void (*lex)(lexer *l, cursor *c);
    bool may_be_property;
} starts[] = {
    { "exports", lex_exports, false },     { "module", lex_module, false },           { "Object", lex_object, false },
    { "var", lex_variable, false },        { "const", lex_variable, false },          { "let", lex_variable, false },
    { "__export", lex_export_star, true }, { "__exportStar", lex_export_star, true },
};

static void lex_from(lexer *l, thaw_slice name)
{
    for (size_t i = 0; i < THAW_COUNT(starts); i++) {
        if (!thaw_slice_is(name, starts[i].name))
            continue;
        cursor c = { .at = l->scan.at, .end = l->scan.end };
        if (starts[i].may_be_property || l->scan.before != '.')
            starts[i].lex(l, &c);
        return;
    }
}

static void lexer_done(lexer *l)
{
    thaw_js_scanner_done(&l->scan);
    thaw_buf_done(&l->text);
    table_done(&l->exports);
    table_done(&l->reexports);
    table_done(&l->bindings);
}

static void report(const lexer *l, const thaw_cjs_sink *sink)
{
    for (size_t i = 0; i < l->exports.len; i++)
        if (!l->exports.entries[i].refused)
            sink->on_export(sink->opaque, key_of(l, &l->exports.entries[i]));
    for (size_t i = 0; i < l->reexports.len; i++)
        sink->on_reexport(sink->opaque, key_of(l, &l->reexports.entries[i]));
}

int thaw_cjs_lex(const char *source, size_t len, const thaw_cjs_sink *sink)
{
    THAW_AUTO(lexer) l = { .scan = thaw_js_scanner_of(source, len), .text = thaw_buf_of(TEXT_MAX) };
    for (thaw_js_token token; !l.err && (token = thaw_js_next(&l.scan)).kind != THAW_JS_END;)
        if (token.kind == THAW_JS_NAME)
            lex_from(&l, token.text);
    report(&l, sink);
    return l.err ? l.err : l.scan.err;
}
