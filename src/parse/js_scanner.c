/* SPDX-License-Identifier: MIT */
#include "parse/js_scanner.h"

#include "base/error.h"
#include "base/utf8.h"

enum { NESTING_MAX = 1 << 20, ESCAPE_MAX = 16 };

/* What a byte of `open` says. */
enum { PAREN = 1, PAREN_OF_CONTROL, BRACKET, BLOCK, OBJECT, TEMPLATE };

/* --- characters --- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_ascii_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '$';
}

/* How many bytes of white space, line ends included, begin at p. */
static size_t space_size(const char *p, const char *end)
{
    if (*p == ' ' || (*p >= '\t' && *p <= '\r'))
        return 1;
    if (!(*p & 0x80))
        return 0;
    uint32_t c;
    size_t n = thaw_utf8_decode(p, (size_t)(end - p), &c);
    bool is_space = c == 0xA0 || c == 0xFEFF || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
                    c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
    return is_space ? n : 0;
}

/* How many bytes of a character that may be part of a name begin at p. */
static size_t name_size(const char *p, const char *end)
{
    if (is_ascii_name(*p))
        return 1;
    if (*p & 0x80)
        return space_size(p, end) ? 0 : 1;
    if (*p != '\\' || end - p < 2 || p[1] != 'u')
        return 0;
    size_t longest = end - p < ESCAPE_MAX ? (size_t)(end - p) : ESCAPE_MAX;
    const char *brace = longest > 2 && p[2] == '{' ? memchr(p, '}', longest) : NULL;
    return brace ? (size_t)(brace - p) + 1 : 2;
}

static const char *skip_name(const char *p, const char *end)
{
    size_t n;
    while (p < end && (n = name_size(p, end)) > 0)
        p += n;
    return p;
}

static const char *skip_number(const char *p, const char *end)
{
    bool is_hex = end - p > 1 && p[0] == '0' && (p[1] | 0x20) == 'x';
    for (; p < end && (is_ascii_name(*p) || *p == '.'); p++)
        if (!is_hex && (*p | 0x20) == 'e' && end - p > 1 && (p[1] == '+' || p[1] == '-'))
            p++;
    return p;
}

static bool is_line_end(const char *p, const char *end)
{
    return *p == '\n' || *p == '\r' ||
           (end - p > 2 && (thaw_slice_starts((thaw_slice){ p, 3 }, "\xE2\x80\xA8") ||
                            thaw_slice_starts((thaw_slice){ p, 3 }, "\xE2\x80\xA9")));
}

static const char *skip_line(const char *p, const char *end)
{
    while (p < end && !is_line_end(p, end))
        p++;
    return p;
}

/* The first thing behind white space and comments; NULL if a comment doesn't end. */
static const char *skip_space(const char *p, const char *end)
{
    while (p < end) {
        size_t n = space_size(p, end);
        if (n) {
            p += n;
        } else if (*p == '/' && end - p > 1 && p[1] == '/') {
            p = skip_line(p, end);
        } else if (*p == '/' && end - p > 1 && p[1] == '*') {
            const char *close = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
            if (!close)
                return NULL;
            p = close + 2;
        } else {
            break;
        }
    }
    return p;
}

/* p is at the opening quote. NULL if the string doesn't end. */
static const char *skip_string(const char *p, const char *end)
{
    for (char quote = *p++; p < end; p++) {
        if (*p == quote)
            return p + 1;
        if (*p == '\n' || *p == '\r')
            return NULL;
        if (*p == '\\' && end - p > 1)
            p += end - p > 2 && p[1] == '\r' && p[2] == '\n' ? 2 : 1;
    }
    return NULL;
}

/* p is at the opening slash. NULL if no regular expression ends on this line. */
static const char *skip_regexp(const char *p, const char *end)
{
    bool in_class = false;
    for (p++; p < end && !is_line_end(p, end); p++) {
        if (*p == '[')
            in_class = true;
        else if (*p == ']')
            in_class = false;
        else if (*p == '/' && !in_class)
            return skip_name(p + 1, end);
        else if (*p == '\\' && end - p > 1 && !is_line_end(p + 1, end))
            p++;
    }
    return NULL;
}

/* p is behind the opening quote or the `}` of a substitution. NULL if the text doesn't end. */
static const char *skip_template(const char *p, const char *end)
{
    for (; p < end; p++) {
        if (*p == '`')
            return p + 1;
        if (*p == '$' && end - p > 1 && p[1] == '{')
            return p + 2;
        if (*p == '\\' && end - p > 1)
            p++;
    }
    return NULL;
}

/* The token at p, which is no space. Its end is NULL if it doesn't end. */
static const char *skip_simple(const char *p, const char *end, thaw_js_kind *ret_kind)
{
    if (is_digit(*p) || (*p == '.' && end - p > 1 && is_digit(p[1]))) {
        *ret_kind = THAW_JS_NUMBER;
        return skip_number(p, end);
    }
    if (name_size(p, end) > 0) {
        *ret_kind = THAW_JS_NAME;
        return skip_name(p, end);
    }
    if (*p == '"' || *p == '\'') {
        *ret_kind = THAW_JS_STRING;
        return skip_string(p, end);
    }
    *ret_kind = THAW_JS_PUNCTUATOR;
    return p + 1;
}

thaw_js_token thaw_js_peek(const char **at, const char *end)
{
    thaw_js_token token = { .kind = THAW_JS_END };
    thaw_js_kind kind = THAW_JS_END;
    const char *start = skip_space(*at, end);
    const char *stop = start && start < end ? skip_simple(start, end, &kind) : NULL;
    if (stop) {
        token = (thaw_js_token){ kind, { start, (size_t)(stop - start) } };
        *at = stop;
    }
    return token;
}

/* --- what may follow what --- */

thaw_js_scanner thaw_js_scanner_of(const char *source, size_t len)
{
    thaw_js_scanner s = { .at = source, .end = source + len, .open = thaw_buf_of(NESTING_MAX) };
    if (thaw_slice_starts((thaw_slice){ source, len }, "#!"))
        s.at = skip_line(source, s.end);
    return s;
}

void thaw_js_scanner_done(thaw_js_scanner *s)
{
    thaw_buf_done(&s->open);
}

static bool is_one_of(thaw_slice name, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (thaw_slice_is(name, words[i]))
            return true;
    return false;
}

/* True if the name is no operand by itself: an expression or a statement follows. */
static bool is_operator_word(thaw_slice name)
{
    static const char *const words[] = { "await", "case", "delete", "do",    "else", "finally", "in",   "instanceof",
                                         "new",   "of",   "return", "throw", "try",  "typeof",  "void", "yield" };
    return name.len <= 10 && is_one_of(name, words, THAW_COUNT(words));
}

static bool last_is_word_of(const thaw_js_scanner *s, const char *const *words, size_t n)
{
    return s->last.kind == THAW_JS_NAME && s->before != '.' && is_one_of(s->last.text, words, n);
}

static bool last_is(const thaw_js_scanner *s, char c)
{
    return s->last.kind == THAW_JS_PUNCTUATOR && *s->last.text.ptr == c;
}

static char innermost(const thaw_js_scanner *s)
{
    return s->open.len ? s->open.data[s->open.len - 1] : BLOCK;
}

/* True if a `{` that comes now opens a block, a body or a class: what follows its `}` is a statement. */
static bool opens_block(const thaw_js_scanner *s)
{
    static const char *const words[] = { "do", "else", "finally", "try" };
    if (s->after_operand || s->after_control || s->last.kind == THAW_JS_END || last_is(s, ';') || last_is(s, '{') ||
        last_is(s, '}'))
        return true;
    if (last_is(s, '>'))
        return s->before == '='; /* an arrow */
    if (last_is(s, ':'))
        return innermost(s) == BLOCK;
    return last_is_word_of(s, words, THAW_COUNT(words));
}

static void open_bracket(thaw_js_scanner *s, char c)
{
    static const char *const control[] = { "for", "if", "while", "with" };
    char kind = BRACKET;
    if (c == '(')
        kind = last_is_word_of(s, control, THAW_COUNT(control)) ? PAREN_OF_CONTROL : PAREN;
    else if (c == '{')
        kind = opens_block(s) ? BLOCK : OBJECT;
    s->err = thaw_buf_putc(&s->open, kind);
    s->after_operand = s->after_control = false;
}

static void close_bracket(thaw_js_scanner *s, char c)
{
    char kind = s->open.len ? innermost(s) : 0;
    bool matches = c == ')'   ? kind == PAREN || kind == PAREN_OF_CONTROL
                   : c == ']' ? kind == BRACKET
                              : kind == BLOCK || kind == OBJECT;
    if (!matches) {
        s->err = THAW_E_SYNTAX;
        return;
    }
    s->open.len--;
    s->after_control = kind == PAREN_OF_CONTROL;
    s->after_operand = kind != PAREN_OF_CONTROL && kind != BLOCK;
}

static void note_punctuator(thaw_js_scanner *s, char c)
{
    switch (c) {
    case '(':
    case '[':
    case '{':
        open_bracket(s, c);
        break;
    case ')':
    case ']':
    case '}':
        close_bracket(s, c);
        break;
    default: { /* x++ and x-- leave what they follow an operand */
        bool doubled = (c == '+' || c == '-') && last_is(s, c) && s->last.text.ptr == s->at - 2;
        s->after_operand = doubled;
        s->after_control = false;
    }
    }
}

/* Reads a template's text from p, behind what opens it. */
static const char *read_template(thaw_js_scanner *s, const char *p)
{
    const char *stop = skip_template(p, s->end);
    s->after_control = false;
    s->after_operand = stop && stop[-1] == '`';
    if (stop && !s->after_operand)
        s->err = thaw_buf_putc(&s->open, TEMPLATE);
    return stop;
}

static const char *read_token(thaw_js_scanner *s, const char *start, thaw_js_kind *ret_kind)
{
    if (*start == '`' || (*start == '}' && innermost(s) == TEMPLATE)) {
        s->open.len -= *start == '}';
        *ret_kind = THAW_JS_TEMPLATE;
        return read_template(s, start + 1);
    }
    const char *stop = *start == '/' && !s->after_operand ? skip_regexp(start, s->end) : NULL;
    *ret_kind = THAW_JS_REGEXP;
    if (!stop)
        stop = skip_simple(start, s->end, ret_kind);
    s->at = stop;
    if (*ret_kind == THAW_JS_PUNCTUATOR) {
        note_punctuator(s, *start);
    } else if (stop) {
        thaw_slice text = { start, (size_t)(stop - start) };
        s->after_control = false;
        s->after_operand = *ret_kind != THAW_JS_NAME || last_is(s, '.') || !is_operator_word(text);
    }
    return stop;
}

thaw_js_token thaw_js_next(thaw_js_scanner *s)
{
    thaw_js_token token = { .kind = THAW_JS_END };
    const char *start = s->err ? NULL : skip_space(s->at, s->end);
    if (start == s->end) {
        s->err = s->open.len ? THAW_E_SYNTAX : 0;
        return token;
    }
    thaw_js_kind kind = THAW_JS_END;
    const char *stop = start ? read_token(s, start, &kind) : NULL;
    if (!stop || s->err) {
        s->err = s->err ? s->err : THAW_E_SYNTAX;
        return token;
    }
    token = (thaw_js_token){ kind, { start, (size_t)(stop - start) } };
    s->at = stop;
    s->before = s->last.kind == THAW_JS_PUNCTUATOR ? *s->last.text.ptr : '\0';
    s->last = token;
    return token;
}
