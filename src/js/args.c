/* SPDX-License-Identifier: MIT */
#include "js/args.h"

#include <math.h>
#include <stdio.h>

#include "base/buf.h"
#include "js/errors.h"

enum { MESSAGE_MAX = 4096, NAME_MAX_BYTES = 256, SHOWN_MAX = 28, SHOWN_CUT = 25 };

/* ---- "Received ..." ---- */

static bool is_number_or_boolean(JSValueConst value)
{
    return JS_IsNumber(value) || JS_IsBool(value);
}

static const char *type_name(JSValueConst value)
{
    if (JS_IsNumber(value))
        return "number";
    if (JS_IsBool(value))
        return "boolean";
    if (JS_IsString(value))
        return "string";
    return JS_IsBigInt(value) ? "bigint" : "symbol";
}

/* A string between the first of ' " ` that it does not contain, as util.inspect quotes it. */
static void append_quoted(thaw_buf *out, const char *text, size_t len)
{
    const char *quotes = "'\"`";
    while (*quotes && memchr(text, *quotes, len))
        quotes++;
    char quote = *quotes ? *quotes : '\'';
    thaw_buf_putc(out, quote);
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\n')
            thaw_buf_puts(out, "\\n");
        else if (c < 0x20 || c == 0x7F)
            thaw_buf_printf(out, "\\x%02X", c);
        else if (c == '\\' || c == (unsigned char)quote)
            thaw_buf_printf(out, "\\%c", c);
        else
            thaw_buf_putc(out, (char)c);
    }
    thaw_buf_putc(out, quote);
}

static void append_primitive(JSContext *ctx, thaw_buf *out, JSValueConst value)
{
    double number;
    if (JS_IsSymbol(value)) {
        THAW_AUTO(thaw_value) description = thaw_value_of(ctx, JS_GetPropertyStr(ctx, value, "description"));
        THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, description.v);
        thaw_buf_printf(out, "Symbol(%s)", text.ptr && !JS_IsUndefined(description.v) ? text.ptr : "");
        return;
    }
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, value);
    if (!text.ptr)
        return;
    if (JS_IsString(value))
        append_quoted(out, text.ptr, text.len);
    else if (JS_IsNumber(value) && JS_ToFloat64(ctx, &number, value) == 0 && number == 0 && signbit(number))
        thaw_buf_puts(out, "-0");
    else
        thaw_buf_printf(out, "%s%s", text.ptr, JS_IsBigInt(value) ? "n" : "");
}

/* Bytes of the first `n` characters of UTF-8, or all. */
static size_t prefix(const char *text, size_t len, size_t n)
{
    size_t i = 0;
    for (; i < len; i++) {
        bool is_start = ((unsigned char)text[i] & 0xC0) != 0x80;
        if (is_start && n-- == 0)
            break;
    }
    return i;
}

/* Not as util.inspect does it, but as Node's errors do. */
static void append_string(JSContext *ctx, thaw_buf *out, JSValueConst value)
{
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, value);
    THAW_AUTO(thaw_buf) shown = thaw_buf_of(MESSAGE_MAX);
    if (!text.ptr)
        return;
    bool is_long = prefix(text.ptr, text.len, SHOWN_MAX) < text.len;
    thaw_buf_append(&shown, text.ptr, is_long ? prefix(text.ptr, text.len, SHOWN_CUT) : text.len);
    thaw_buf_puts(&shown, is_long ? "..." : "");
    if (!shown.data || !memchr(shown.data, '\'', shown.len))
        thaw_buf_printf(out, "'%s'", shown.data ? shown.data : "");
    else
        thaw_buf_json_string(out, (thaw_slice){ shown.data, shown.len });
}

static void append_typed(JSContext *ctx, thaw_buf *out, JSValueConst value)
{
    thaw_buf_printf(out, "type %s (", type_name(value));
    if (JS_IsString(value))
        append_string(ctx, out, value);
    else
        append_primitive(ctx, out, value);
    thaw_buf_putc(out, ')');
}

/* Own or inherited name of a function or of an object's constructor. A hostile getter must not change the error. */
static JSValue name_of(JSContext *ctx, JSValueConst value)
{
    THAW_AUTO(thaw_value)
    function = thaw_value_of(ctx, JS_IsFunction(ctx, value) ? JS_DupValue(ctx, value)
                                                            : JS_GetPropertyStr(ctx, value, "constructor"));
    JSValue name = JS_IsException(function.v) ? JS_EXCEPTION
                   : JS_IsObject(function.v)  ? JS_GetPropertyStr(ctx, function.v, "name")
                                              : JS_UNDEFINED;
    if (!JS_IsException(name))
        return name;
    thaw_drop_exception(ctx);
    return JS_UNDEFINED;
}

static void append_received(JSContext *ctx, thaw_buf *out, JSValueConst value)
{
    if (JS_IsUndefined(value) || JS_IsNull(value)) {
        thaw_buf_puts(out, JS_IsNull(value) ? "null" : "undefined");
        return;
    }
    if (!JS_IsObject(value)) {
        append_typed(ctx, out, value);
        return;
    }
    THAW_AUTO(thaw_value) name = thaw_value_of(ctx, name_of(ctx, value));
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, JS_IsString(name.v) ? name.v : JS_UNDEFINED);
    const char *shown = JS_IsString(name.v) && text.ptr ? text.ptr : "";
    if (JS_IsFunction(ctx, value))
        thaw_buf_printf(out, "function %s", shown);
    else if (*shown)
        thaw_buf_printf(out, "an instance of %s", shown);
    else
        thaw_buf_puts(out, "[Object: null prototype] {}");
}

static bool is_property(const char *name)
{
    return strchr(name, '.') != NULL;
}

JSValue thaw_throw_arg_type(JSContext *ctx, const char *name, const char *wanted, JSValueConst value)
{
    THAW_AUTO(thaw_buf) received = thaw_buf_of(MESSAGE_MAX);
    append_received(ctx, &received, value);
    return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_TYPE", "The \"%s\" %s must be %s. Received %s", name,
                           is_property(name) ? "property" : "argument", wanted, received.data ? received.data : "?");
}

/* What was received where the type was right: as util.inspect would show it. */
static void append_value(JSContext *ctx, thaw_buf *out, JSValueConst value)
{
    if (JS_IsString(value) || is_number_or_boolean(value) || JS_IsBigInt(value) || JS_IsSymbol(value))
        append_primitive(ctx, out, value);
    else
        append_received(ctx, out, value);
}

JSValue thaw_throw_arg_value(JSContext *ctx, const char *name, const char *why, JSValueConst value)
{
    THAW_AUTO(thaw_buf) received = thaw_buf_of(MESSAGE_MAX);
    append_value(ctx, &received, value);
    return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_VALUE", "The %s '%s' %s. Received %s",
                           is_property(name) ? "property" : "argument", name, why, received.data ? received.data : "?");
}

/* 5000000000 as 5_000_000_000: what a range error shows of integers above 2^32. */
static void append_separated(thaw_buf *out, double number)
{
    char digits[32];
    int len = snprintf(digits, sizeof digits, "%.0f", fabs(number));
    thaw_buf_puts(out, number < 0 ? "-" : "");
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            thaw_buf_putc(out, '_');
        thaw_buf_putc(out, digits[i]);
    }
}

JSValue thaw_throw_out_of_range(JSContext *ctx, const char *name, const char *range, JSValueConst value)
{
    THAW_AUTO(thaw_buf) received = thaw_buf_of(MESSAGE_MAX);
    double number = 0;
    if (JS_IsNumber(value) && JS_ToFloat64(ctx, &number, value) < 0)
        return JS_EXCEPTION;
    if (fabs(number) > 0x1p32 && fabs(number) < 1e21 && number == trunc(number))
        append_separated(&received, number);
    else
        append_value(ctx, &received, value);
    return thaw_throw_code(ctx, "RangeError", "ERR_OUT_OF_RANGE",
                           "The value of \"%s\" is out of range. It must be %s. Received %s", name, range,
                           received.data ? received.data : "?");
}

/* ---- arguments ---- */

int thaw_arg_function(JSContext *ctx, JSValueConst value, const char *name)
{
    if (JS_IsFunction(ctx, value))
        return 0;
    thaw_throw_arg_type(ctx, name, "of type function", value);
    return -1;
}

int thaw_arg_object(JSContext *ctx, JSValueConst value, const char *name)
{
    if (JS_IsObject(value) && !JS_IsFunction(ctx, value) && !JS_IsArray(value))
        return 0;
    thaw_throw_arg_type(ctx, name, "of type object", value);
    return -1;
}

int thaw_arg_boolean(JSContext *ctx, JSValueConst value, const char *name, bool *ret)
{
    if (!JS_IsBool(value)) {
        thaw_throw_arg_type(ctx, name, "of type boolean", value);
        return -1;
    }
    *ret = JS_ToBool(ctx, value);
    return 0;
}

static int read_number(JSContext *ctx, JSValueConst value, const char *name, double *ret)
{
    if (JS_IsNumber(value))
        return JS_ToFloat64(ctx, ret, value) < 0 ? -1 : 0;
    thaw_throw_arg_type(ctx, name, "of type number", value);
    return -1;
}

static int check_range(JSContext *ctx, JSValueConst value, const char *name, double number, double min, double max)
{
    char range[80];
    if (number >= min && number <= max)
        return 0;
    if (isinf(max))
        snprintf(range, sizeof range, ">= %.16g", min);
    else if (isinf(min))
        snprintf(range, sizeof range, "<= %.16g", max);
    else
        snprintf(range, sizeof range, ">= %.16g && <= %.16g", min, max);
    thaw_throw_out_of_range(ctx, name, range, value);
    return -1;
}

int thaw_arg_number(JSContext *ctx, JSValueConst value, const char *name, double min, double max, double *ret)
{
    double number;
    if (read_number(ctx, value, name, &number) < 0 || check_range(ctx, value, name, number, min, max) < 0)
        return -1;
    *ret = number;
    return 0;
}

int thaw_arg_integer(JSContext *ctx, JSValueConst value, const char *name, int64_t min, int64_t max, int64_t *ret)
{
    double number;
    if (read_number(ctx, value, name, &number) < 0)
        return -1;
    if (number != trunc(number)) { /* NaN too */
        thaw_throw_out_of_range(ctx, name, "an integer", value);
        return -1;
    }
    if (check_range(ctx, value, name, number, (double)min, (double)max) < 0)
        return -1;
    *ret = (int64_t)number;
    return 0;
}

int thaw_arg_text(JSContext *ctx, JSValueConst value, const char *name, thaw_cstr *ret)
{
    if (!JS_IsString(value)) {
        thaw_throw_arg_type(ctx, name, "of type string", value);
        return -1;
    }
    thaw_cstr text = thaw_cstr_of(ctx, value);
    if (!text.ptr)
        return -1;
    *ret = text;
    return 0;
}

int thaw_arg_choice(JSContext *ctx, JSValueConst value, const char *name, const char *const *names, int n, int *ret)
{
    THAW_AUTO(thaw_cstr) text = { .ptr = NULL };
    if (JS_IsString(value) && thaw_arg_text(ctx, value, name, &text) < 0)
        return -1;
    for (int i = 0; i < n && text.ptr; i++) {
        if (thaw_slice_is(thaw_cstr_slice(&text), names[i])) {
            *ret = i;
            return 0;
        }
    }
    THAW_AUTO(thaw_buf) why = thaw_buf_of(MESSAGE_MAX);
    thaw_buf_puts(&why, "must be one of: ");
    for (int i = 0; i < n; i++)
        thaw_buf_printf(&why, "%s'%s'", i ? ", " : "", names[i]);
    thaw_throw_arg_value(ctx, name, why.data ? why.data : "is not allowed", value);
    return -1;
}

int thaw_arg_bytes(JSContext *ctx, JSValueConst value, const char *name, thaw_slice *ret)
{
    thaw_engine_buffer buffer = thaw_engine_buffer_of(value);
    if (buffer.kind == THAW_BUFFER_NONE || buffer.kind == THAW_BUFFER_ARRAY_BUFFER) {
        thaw_throw_arg_type(ctx, name, "an instance of Buffer, TypedArray, or DataView", value);
        return -1;
    }
    *ret = (thaw_slice){ (const char *)buffer.data, buffer.size };
    return 0;
}

/* ---- option bags ---- */

/* Replaces what was there: a row's default, or the value of an earlier row over the same member. */
static int read_value(JSContext *ctx, const thaw_option *row, const char *name, JSValueConst value, thaw_value *ret)
{
    if (row->kind == THAW_OPTION_KIND_FUNCTION && thaw_arg_function(ctx, value, name) < 0)
        return -1;
    if (row->kind == THAW_OPTION_KIND_OBJECT && thaw_arg_object(ctx, value, name) < 0)
        return -1;
    thaw_value_done(ret);
    *ret = thaw_value_of(ctx, JS_DupValue(ctx, value));
    return 0;
}

static int read_text(JSContext *ctx, const char *name, JSValueConst value, thaw_cstr *ret)
{
    thaw_cstr text;
    if (thaw_arg_text(ctx, value, name, &text) < 0)
        return -1;
    thaw_cstr_done(ret);
    *ret = text;
    return 0;
}

static int read_option(JSContext *ctx, const thaw_option *row, const char *name, JSValueConst value, void *at)
{
    switch (row->kind) {
    case THAW_OPTION_KIND_BOOLEAN:
        return thaw_arg_boolean(ctx, value, name, at);
    case THAW_OPTION_KIND_NUMBER:
        return thaw_arg_number(ctx, value, name, row->min, row->max, at);
    case THAW_OPTION_KIND_INTEGER:
        return thaw_arg_integer(ctx, value, name, (int64_t)row->min, (int64_t)row->max, at);
    case THAW_OPTION_KIND_TEXT:
        return read_text(ctx, name, value, at);
    case THAW_OPTION_KIND_CHOICE:
        return thaw_arg_choice(ctx, value, name, row->names, row->n_names, at);
    default:
        return read_value(ctx, row, name, value, at);
    }
}

int thaw_options_read(JSContext *ctx, JSValueConst bag, const char *bag_name, const thaw_option *rows, size_t n,
                      void *ret)
{
    char name[NAME_MAX_BYTES];
    if (JS_IsUndefined(bag))
        return 0;
    if (thaw_arg_object(ctx, bag, bag_name) < 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        THAW_AUTO(thaw_value) value = thaw_value_of(ctx, JS_GetPropertyStr(ctx, bag, rows[i].name));
        if (JS_IsException(value.v))
            return -1;
        snprintf(name, sizeof name, "%s.%s", bag_name, rows[i].name);
        if (!JS_IsUndefined(value.v) && read_option(ctx, &rows[i], name, value.v, (char *)ret + rows[i].offset) < 0)
            return -1;
    }
    return 0;
}

void thaw_options_done(const thaw_option *rows, size_t n, void *options)
{
    for (size_t i = 0; i < n; i++) {
        void *at = (char *)options + rows[i].offset;
        if (rows[i].kind == THAW_OPTION_KIND_TEXT)
            thaw_cstr_done(at);
        else if (rows[i].kind >= THAW_OPTION_KIND_FUNCTION)
            thaw_value_done(at);
    }
}
