/* SPDX-License-Identifier: MIT */
#include "parse/mime_type.h"

#include "base/error.h"

/* ---- characters ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* A bit per ASCII character: digits, letters and !#$%&'*+-.^_`|~ */
static bool is_token_char(char c)
{
    static const uint64_t bits[2] = { 0x03FF6CFA00000000u, 0x57FFFFFFC7FFFFFEu };
    unsigned char u = (unsigned char)c;
    return u < 128 && (bits[u >> 6] >> (u & 63) & 1);
}

bool thaw_http_is_token(thaw_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_token_char(s.ptr[i]))
            return false;
    }
    return s.len > 0;
}

/* Quoted strings may hold tab and all that is printable. */
static bool is_quotable(thaw_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static thaw_slice trim_end(thaw_slice s)
{
    while (s.len && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

/* ---- reading ---- */

typedef struct {
    thaw_slice rest;
} reader;

static char next(const reader *r)
{
    return r->rest.len ? r->rest.ptr[0] : '\0';
}

static void skip(reader *r, size_t n)
{
    r->rest.ptr += n;
    r->rest.len -= n;
}

static void skip_spaces(reader *r)
{
    while (r->rest.len && is_space(next(r)))
        skip(r, 1);
}

/* What comes before the first of two characters, which may be the same. */
static thaw_slice take_until(reader *r, char a, char b)
{
    size_t n = 0;
    while (n < r->rest.len && r->rest.ptr[n] != a && r->rest.ptr[n] != b)
        n++;
    thaw_slice taken = { r->rest.ptr, n };
    skip(r, n);
    return taken;
}

/* Appends the inside of a quoted string, whose opening quote is next; it may end with the input. */
static void take_quoted(reader *r, thaw_buf *out)
{
    skip(r, 1);
    while (r->rest.len) {
        char c = next(r);
        skip(r, 1);
        if (c == '"')
            return;
        if (c == '\\' && r->rest.len) {
            c = next(r);
            skip(r, 1);
        }
        thaw_buf_putc(out, c);
    }
}

static thaw_slice in_text(const thaw_mime_type *type, size_t at, size_t len)
{
    return (thaw_slice){ type->text.data ? type->text.data + at : "", len };
}

static void append_lower(thaw_buf *b, thaw_slice s)
{
    for (size_t i = 0; i < s.len; i++)
        thaw_buf_putc(b, lower(s.ptr[i]));
}

static thaw_slice find(const thaw_mime_type *type, thaw_slice name)
{
    for (uint32_t i = 0; i < type->n_parameters; i++) {
        const thaw_mime_parameter *p = &type->parameters[i];
        if (thaw_slice_equal(in_text(type, p->name, p->name_len), name))
            return in_text(type, p->value, p->value_len);
    }
    return (thaw_slice){ NULL, 0 };
}

/* Makes a parameter of the name at `name_at` and the value after it, which ends the text; or drops both again. */
static void end_parameter(thaw_mime_type *type, size_t name_at, size_t value_at, bool may_be_empty)
{
    thaw_slice name = in_text(type, name_at, value_at - name_at);
    thaw_slice value = in_text(type, value_at, type->text.len - value_at);
    if (thaw_buf_error(&type->text) || !thaw_http_is_token(name) || !is_quotable(value) ||
        (!value.len && !may_be_empty) || find(type, name).ptr || type->n_parameters == THAW_MIME_PARAMETERS_MAX) {
        if (!thaw_buf_error(&type->text))
            type->text.len = name_at;
        return;
    }
    type->parameters[type->n_parameters++] =
        (thaw_mime_parameter){ (uint32_t)name_at, (uint32_t)name.len, (uint32_t)value_at, (uint32_t)value.len };
}

/* ";name=value", of which ";" was read. */
static void parse_parameter(reader *r, thaw_mime_type *type)
{
    skip_spaces(r);
    size_t name_at = type->text.len;
    append_lower(&type->text, take_until(r, ';', '='));
    if (next(r) != '=' || !r->rest.len) {
        type->text.len = thaw_buf_error(&type->text) ? type->text.len : name_at;
        return;
    }
    skip(r, 1);
    size_t value_at = type->text.len;
    bool quoted = next(r) == '"';
    if (quoted) {
        take_quoted(r, &type->text);
        take_until(r, ';', ';');
    } else {
        thaw_slice value = trim_end(take_until(r, ';', ';'));
        thaw_buf_append(&type->text, value.ptr, value.len);
    }
    end_parameter(type, name_at, value_at, quoted);
}

int thaw_mime_type_parse(thaw_slice input, thaw_mime_type *ret)
{
    reader r = { trim_end(input) };
    ret->text = thaw_buf_of(THAW_MIME_SIZE_MAX);
    ret->n_parameters = 0;
    skip_spaces(&r);
    thaw_slice type = take_until(&r, '/', '/');
    if (!r.rest.len || !thaw_http_is_token(type))
        return THAW_E_SYNTAX;
    skip(&r, 1);
    thaw_slice subtype = trim_end(take_until(&r, ';', ';'));
    if (!thaw_http_is_token(subtype))
        return THAW_E_SYNTAX;
    append_lower(&ret->text, type);
    thaw_buf_putc(&ret->text, '/');
    append_lower(&ret->text, subtype);
    ret->essence_len = (uint32_t)ret->text.len;
    while (r.rest.len) {
        skip(&r, 1);
        parse_parameter(&r, ret);
    }
    int err = thaw_buf_error(&ret->text);
    if (err)
        thaw_mime_type_done(ret);
    return err;
}

void thaw_mime_type_done(thaw_mime_type *type)
{
    thaw_buf_done(&type->text);
    type->essence_len = type->n_parameters = 0;
}

thaw_slice thaw_mime_type_essence(const thaw_mime_type *type)
{
    return in_text(type, 0, type->essence_len);
}

thaw_slice thaw_mime_type_get(const thaw_mime_type *type, const char *name)
{
    return find(type, thaw_slice_of(name));
}

int thaw_mime_type_add(thaw_mime_type *type, const char *name, thaw_slice value)
{
    size_t name_at = type->text.len;
    thaw_buf_puts(&type->text, name);
    size_t value_at = type->text.len;
    thaw_buf_append(&type->text, value.ptr, value.len);
    end_parameter(type, name_at, value_at, true);
    return thaw_buf_error(&type->text);
}

void thaw_mime_type_serialise(const thaw_mime_type *type, thaw_buf *out)
{
    thaw_buf_append(out, type->text.data, type->essence_len);
    for (uint32_t i = 0; i < type->n_parameters; i++) {
        const thaw_mime_parameter *p = &type->parameters[i];
        thaw_slice value = in_text(type, p->value, p->value_len);
        thaw_buf_putc(out, ';');
        thaw_buf_append(out, type->text.data + p->name, p->name_len);
        thaw_buf_putc(out, '=');
        bool plain = thaw_http_is_token(value);
        if (!plain)
            thaw_buf_putc(out, '"');
        for (size_t j = 0; j < value.len; j++) {
            if (value.ptr[j] == '"' || value.ptr[j] == '\\')
                thaw_buf_putc(out, '\\');
            thaw_buf_putc(out, value.ptr[j]);
        }
        if (!plain)
            thaw_buf_putc(out, '"');
    }
}
