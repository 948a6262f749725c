/* SPDX-License-Identifier: MIT
 * The body of engine_json.h, and JSON.parse. Included once, by engine_internals.c.
 *
 * Strings and keys are taken from the text as it lies there. Objects in a row mostly look like the one before: its
 * shape is taken for the next one, whose keys are then only compared, and a key that differs makes an object of another
 * shape out of what there is.
 *
 * Whatever is wrong or rare (errors, depth, numbers of many digits) is left to the engine's own parser, which begins
 * again: no JavaScript runs, so nobody sees that. */

#include <emmintrin.h>

#include "js/engine_json.h"
#include "js/engine_values.h"
#include "parse/encoding/utf8.h"

typedef enum { JSON_FAILED = -1, /* an exception is pending */ JSON_REFUSED = 0, JSON_READ = 1 } json_result;

typedef struct {
    JSContext *ctx;
    const uint8_t *at, *end;
    bool is_latin1; /* else UTF-8 */
} json_reader;

static json_result json_value(json_reader *r, const JSObject *like, JSValue *ret);

static void json_skip_space(json_reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t'))
        r->at++;
}

/* True, and past it, if that is what comes next. */
static bool json_take(json_reader *r, uint8_t c)
{
    json_skip_space(r);
    if (r->at == r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

static json_result json_made(JSValue value, JSValue *ret)
{
    if (JS_IsException(value))
        return JSON_FAILED;
    *ret = value;
    return JSON_READ;
}

/* --- strings --- */

/* The first byte at or behind `p` that is no plain character of a string, or `end`: a quote, a backslash, a control
 * character, or anything but ASCII if that is to be found too. */
static const uint8_t *json_plain_end(const uint8_t *p, const uint8_t *end, bool stop_at_wide)
{
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), control = _mm_set1_epi8(0x1F);
    for (; end - p >= 16; p += 16) {
        __m128i v = _mm_loadu_si128((const void *)p);
        __m128i stop = _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, backslash));
        stop = _mm_or_si128(stop, _mm_cmpeq_epi8(_mm_min_epu8(v, control), v));
        unsigned bits = (unsigned)_mm_movemask_epi8(stop_at_wide ? _mm_or_si128(stop, v) : stop);
        if (bits)
            return p + __builtin_ctz(bits);
    }
    while (p < end && *p >= 0x20 && *p != '"' && *p != '\\' && !(stop_at_wide && *p >= 0x80))
        p++;
    return p;
}

static JSValue json_string_of_utf8(JSContext *ctx, const uint8_t *s, size_t size)
{
    void *units;
    thaw_utf8_shape shape = thaw_utf8_measure(s, size);
    if (!shape.valid)
        return JS_UNDEFINED;
    JSValue string = thaw_engine_text_alloc(ctx, shape.utf16_size, !shape.latin1, &units);
    if (JS_IsException(string) || !units)
        return string;
    if (shape.latin1)
        thaw_utf8_to_latin1(s, size, units);
    else
        thaw_utf8_to_utf16(s, size, units);
    return string;
}

/* Four digits at `p` as a unit; -1 if they are none. */
static int json_hex(const uint8_t *p, const uint8_t *end)
{
    int unit = 0;
    for (int i = 0; i < 4; i++) {
        int digit = p + i < end ? from_hex(p[i]) : -1;
        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

/* What a backslash stands for, and past it; -1 if it stands for nothing. */
static int json_escaped(json_reader *r)
{
    static const char names[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    r->at++;
    if (r->at == r->end)
        return -1;
    uint8_t c = *r->at++;
    if (c == 'u') {
        int unit = json_hex(r->at, r->end);
        r->at += unit < 0 ? 0 : 4;
        return unit;
    }
    for (const char *name = names; *name; name += 2)
        if ((uint8_t)*name == c)
            return name[1];
    return -1;
}

/* The units up to the next escape or the end of the string. How many; -1 if they are not UTF-8. */
static long json_run(const json_reader *r, const uint8_t *stop, uint16_t *out)
{
    size_t size = (size_t)(stop - r->at);
    if (r->is_latin1) {
        for (size_t i = 0; i < size; i++)
            out[i] = r->at[i];
        return (long)size;
    }
    thaw_utf8_shape shape = thaw_utf8_measure(r->at, size);
    if (!shape.valid)
        return -1;
    thaw_utf8_to_utf16(r->at, size, out);
    return (long)shape.utf16_size;
}

/* The rest of a string with escapes in it into `out`, which has room. How many units; -1 if it can't be read. */
static long json_units(json_reader *r, uint16_t *out)
{
    long n = 0;
    for (;;) {
        const uint8_t *stop = json_plain_end(r->at, r->end, false);
        long run = json_run(r, stop, out + n);
        if (run < 0 || stop == r->end || *stop < 0x20)
            return -1;
        n += run;
        r->at = stop;
        if (*stop == '"') {
            r->at++;
            return n;
        }
        int unit = json_escaped(r);
        if (unit < 0)
            return -1;
        out[n++] = (uint16_t)unit;
    }
}

static JSValue json_string_of_units(JSContext *ctx, const uint16_t *units, size_t n)
{
    uint16_t all = 0;
    void *to;
    for (size_t i = 0; i < n; i++)
        all |= units[i];
    JSValue string = thaw_engine_text_alloc(ctx, n, all > 0xFF, &to);
    if (JS_IsException(string) || !to)
        return string;
    if (all > 0xFF)
        memcpy(to, units, 2 * n);
    for (size_t i = 0; all <= 0xFF && i < n; i++)
        ((uint8_t *)to)[i] = (uint8_t)units[i];
    return string;
}

/* Where the string ends that begins at `p`: its quote, or NULL. */
static const uint8_t *json_closing_quote(const uint8_t *p, const uint8_t *end)
{
    for (;;) {
        p = json_plain_end(p, end, false);
        if (p == end || *p < 0x20)
            return NULL;
        if (*p == '"')
            return p;
        p += 2; /* over what is escaped */
        if (p >= end)
            return NULL;
    }
}

/* Apart from json_value, whose recursion should not carry the buffer. */
static no_inline json_result json_escaped_string(json_reader *r, JSValue *ret)
{
    enum { ON_STACK = 512 };
    const uint8_t *quote = json_closing_quote(r->at, r->end);
    if (!quote)
        return JSON_REFUSED;
    size_t room = (size_t)(quote - r->at);
    uint16_t on_stack[ON_STACK], *units = room <= ON_STACK ? on_stack : js_malloc(r->ctx, 2 * room);
    if (!units)
        return JSON_FAILED;
    long n = json_units(r, units);
    json_result result = n < 0 ? JSON_REFUSED : json_made(json_string_of_units(r->ctx, units, (size_t)n), ret);
    if (units != on_stack)
        js_free(r->ctx, units);
    return result;
}

/* Behind the opening quote. */
static json_result json_string(json_reader *r, JSValue *ret)
{
    const uint8_t *start = r->at, *stop = json_plain_end(start, r->end, !r->is_latin1);
    bool is_wide = stop < r->end && *stop >= 0x80;
    if (is_wide)
        stop = json_plain_end(stop, r->end, false);
    if (stop == r->end || *stop != '"')
        return stop < r->end && *stop == '\\' ? json_escaped_string(r, ret) : JSON_REFUSED;
    r->at = stop + 1;
    size_t size = (size_t)(stop - start);
    JSValue string = is_wide ? json_string_of_utf8(r->ctx, start, size)
                     : size  ? js_new_string8_len(r->ctx, (const char *)start, (int)size)
                             : js_empty_string(r->ctx->rt);
    return JS_IsUndefined(string) ? JSON_REFUSED : json_made(string, ret);
}

/* --- numbers --- */

/* What 64 bits hold for sure, and the powers of ten and integers that a double holds exactly. */
enum { JSON_DIGITS_MAX = 19, JSON_POWERS = 23 };
#define JSON_EXACT_MAX (1ull << 53)

static const uint8_t *json_digits(const uint8_t *p, const uint8_t *end, uint64_t *mantissa)
{
    for (; p < end && *p >= '0' && *p <= '9'; p++)
        *mantissa = *mantissa * 10 + (*p - '0');
    return p;
}

/* By the C library. */
static json_result json_long_number(const uint8_t *start, const uint8_t *end, JSValue *ret)
{
    char text[64];
    size_t len = (size_t)(end - start);
    if (len >= sizeof text)
        return JSON_REFUSED;
    memcpy(text, start, len);
    text[len] = '\0';
    *ret = js_number(strtod(text, NULL));
    return JSON_READ;
}

/* Past the exponent, if there is one. NULL if it has no digits. */
static const uint8_t *json_exponent(const uint8_t *p, const uint8_t *end)
{
    if (p == end || (*p | 0x20) != 'e')
        return p;
    p++;
    if (p < end && (*p == '+' || *p == '-'))
        p++;
    const uint8_t *digits = p;
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p == digits ? NULL : p;
}

static json_result json_number(json_reader *r, JSValue *ret)
{
    static const double power[JSON_POWERS] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                               1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    const uint8_t *start = r->at, *first = start + (*start == '-'), *fraction;
    uint64_t mantissa = 0;
    const uint8_t *p = json_digits(first, r->end, &mantissa);
    size_t digits = (size_t)(p - first), decimals = 0;
    if (!digits || (digits > 1 && *first == '0'))
        return JSON_REFUSED;
    if (p < r->end && *p == '.') {
        fraction = p + 1;
        p = json_digits(fraction, r->end, &mantissa);
        decimals = (size_t)(p - fraction);
        if (!decimals)
            return JSON_REFUSED;
    }
    const uint8_t *after = json_exponent(p, r->end);
    if (!after)
        return JSON_REFUSED;
    r->at = after;
    if (after != p || digits + decimals > JSON_DIGITS_MAX || decimals >= JSON_POWERS || mantissa > JSON_EXACT_MAX)
        return json_long_number(start, r->at, ret);
    double value = (double)mantissa / power[decimals];
    *ret = js_number(first == start ? value : -value);
    return JSON_READ;
}

/* --- objects --- */

/* A key that is a name, not an index, as an atom if it is known already. */
static JSAtom json_known_key(const json_reader *r, const uint8_t *start, size_t len)
{
    if (len == 0 || is_digit(*start))
        return JS_ATOM_NULL;
    return __JS_FindAtom(r->ctx->rt, (const char *)start, len, JS_ATOM_TYPE_STRING);
}

/* Behind the opening quote. The atom is the caller's. */
static json_result json_key(json_reader *r, JSAtom *ret)
{
    const uint8_t *start = r->at, *stop = json_plain_end(start, r->end, true);
    JSValue string = JS_UNDEFINED;
    if (stop < r->end && *stop == '"') {
        *ret = json_known_key(r, start, (size_t)(stop - start));
        if (*ret != JS_ATOM_NULL) {
            r->at = stop + 1;
            return JSON_READ;
        }
    }
    json_result result = json_string(r, &string);
    if (result != JSON_READ)
        return result;
    *ret = JS_NewAtomStr(r->ctx, JS_VALUE_GET_STRING(string));
    return *ret == JS_ATOM_NULL ? JSON_FAILED : JSON_READ;
}

/* True, and past it and the colon, if the key behind the opening quote is this one. */
static bool json_same_key(json_reader *r, JSAtom atom)
{
    if (__JS_AtomIsTaggedInt(atom))
        return false;
    JSString *key = r->ctx->rt->atom_array[atom];
    size_t len = key->len;
    if (key->is_wide_char || (size_t)(r->end - r->at) < len + 2 || memcmp(r->at, str8(key), len) != 0 ||
        r->at[len] != '"')
        return false;
    const uint8_t *before = r->at;
    r->at += len + 1;
    if (json_take(r, ':'))
        return true;
    r->at = before;
    return false;
}

/* What the property of the object before was, if that is an object. */
static const JSObject *json_before(const JSObject *like, uint32_t index)
{
    if (!like || index >= (uint32_t)like->shape->prop_count)
        return NULL;
    JSValue value = like->prop[index].u.value;
    return JS_VALUE_GET_TAG(value) == JS_TAG_OBJECT ? JS_VALUE_GET_OBJ(value) : NULL;
}

/* Takes the atom. A key that comes again replaces. */
static json_result json_add(JSContext *ctx, JSObject *p, JSAtom key, JSValue value)
{
    JSProperty *property;
    if (find_own_property(&property, p, key)) {
        set_value(ctx, &property->u.value, value);
    } else {
        property = add_property(ctx, p, key, JS_PROP_C_W_E);
        if (!property) {
            JS_FreeValue(ctx, value);
            JS_FreeAtom(ctx, key);
            return JSON_FAILED;
        }
        property->u.value = value;
    }
    JS_FreeAtom(ctx, key);
    return JSON_READ;
}

/* What is left of an object behind `{` or `,`: where `more`, a member must come. */
static json_result json_members(json_reader *r, const JSObject *like, JSValueConst object, bool more)
{
    JSObject *p = JS_VALUE_GET_OBJ(object);
    if (!more && json_take(r, '}'))
        return JSON_READ;
    for (;;) {
        JSAtom key;
        JSValue value = JS_UNDEFINED;
        if (!json_take(r, '"'))
            return JSON_REFUSED;
        json_result result = json_key(r, &key);
        if (result != JSON_READ)
            return result;
        result =
            json_take(r, ':') ? json_value(r, json_before(like, (uint32_t)p->shape->prop_count), &value) : JSON_REFUSED;
        if (result != JSON_READ) {
            JS_FreeAtom(r->ctx, key);
            return result;
        }
        if (json_add(r->ctx, p, key, value) != JSON_READ)
            return JSON_FAILED;
        if (json_take(r, '}'))
            return JSON_READ;
        if (!json_take(r, ','))
            return JSON_REFUSED;
    }
}

/* The first `n` properties of an object whose shape turned out not to fit, moved into a new one. */
static json_result json_reshape(JSContext *ctx, JSObject *from, int n, JSValue *ret)
{
    JSValue object = JS_NewObject(ctx);
    if (JS_IsException(object))
        return JSON_FAILED;
    for (int i = 0; i < n; i++) {
        JSProperty *property =
            add_property(ctx, JS_VALUE_GET_OBJ(object), get_shape_prop(from->shape)[i].atom, JS_PROP_C_W_E);
        if (!property) {
            JS_FreeValue(ctx, object);
            return JSON_FAILED;
        }
        property->u.value = from->prop[i].u.value;
        from->prop[i].u.value = JS_UNDEFINED;
    }
    *ret = object;
    return JSON_READ;
}

/* Fills an object of the shape of `like` as long as the keys are the same. How many properties it got; *ret_more: a
 * comma was read behind the last. The object is complete if all are there and none is to come. */
static json_result json_fill(json_reader *r, const JSObject *like, JSObject *p, int *ret_n, bool *ret_more)
{
    int n = p->shape->prop_count;
    *ret_more = false;
    for (*ret_n = 0; *ret_n < n;) {
        json_skip_space(r);
        const uint8_t *before = r->at;
        if (!json_take(r, '"') || !json_same_key(r, get_shape_prop(p->shape)[*ret_n].atom)) {
            r->at = before;
            return JSON_READ;
        }
        json_result result = json_value(r, json_before(like, (uint32_t)*ret_n), &p->prop[*ret_n].u.value);
        if (result != JSON_READ)
            return result;
        ++*ret_n;
        *ret_more = json_take(r, ',');
        if (!*ret_more)
            return JSON_READ;
    }
    return JSON_READ;
}

/* An object like the one before, which has properties, behind `{`. */
static json_result json_similar_object(json_reader *r, const JSObject *like, JSValue *ret)
{
    JSContext *ctx = r->ctx;
    int n;
    bool more;
    JSValue object = JS_NewObjectFromShape(ctx, js_dup_shape(like->shape), JS_CLASS_OBJECT, NULL);
    if (JS_IsException(object))
        return JSON_FAILED;
    JSObject *p = JS_VALUE_GET_OBJ(object);
    for (int i = 0; i < p->shape->prop_count; i++)
        p->prop[i].u.value = JS_UNDEFINED;
    json_result result = json_fill(r, like, p, &n, &more);
    if (result == JSON_READ && n == p->shape->prop_count && !more) {
        *ret = object;
        return json_take(r, '}') ? JSON_READ : JSON_REFUSED;
    }
    if (result == JSON_READ)
        result = json_reshape(ctx, p, n, ret);
    JS_FreeValue(ctx, object);
    if (result != JSON_READ)
        return result;
    if (n && !more)
        return json_take(r, '}') ? JSON_READ : JSON_REFUSED;
    return json_members(r, like, *ret, more);
}

static json_result json_object(json_reader *r, const JSObject *like, JSValue *ret)
{
    if (like && like->class_id == JS_CLASS_OBJECT && like->shape->is_hashed && like->shape->prop_count)
        return json_similar_object(r, like, ret);
    json_result result = json_made(JS_NewObject(r->ctx), ret);
    return result == JSON_READ ? json_members(r, NULL, *ret, false) : result;
}

/* --- arrays and the rest --- */

/* Takes the value. */
static json_result json_push(JSContext *ctx, JSObject *array, JSValue value)
{
    enum { ROOM_FIRST = 4 };
    uint32_t n = array->u.array.count;
    if (n == array->u.array.u1.size && expand_fast_array(ctx, array, n ? n + 1 : ROOM_FIRST) < 0) {
        JS_FreeValue(ctx, value);
        return JSON_FAILED;
    }
    array->u.array.u.values[n] = value;
    array->u.array.count = n + 1;
    array->prop[0].u.value = js_int32((int32_t)n + 1);
    return JSON_READ;
}

static json_result json_array(json_reader *r, const JSObject *like, JSValue *ret)
{
    json_result result = json_made(JS_NewArray(r->ctx), ret);
    if (result != JSON_READ || json_take(r, ']'))
        return result;
    JSObject *array = JS_VALUE_GET_OBJ(*ret);
    if (like && like->class_id == JS_CLASS_ARRAY && like->u.array.count) /* the array before: its first item */
        like = JS_VALUE_GET_TAG(like->u.array.u.values[0]) == JS_TAG_OBJECT
                   ? JS_VALUE_GET_OBJ(like->u.array.u.values[0])
                   : NULL;
    else
        like = NULL;
    do {
        JSValue value = JS_UNDEFINED;
        result = json_value(r, like, &value);
        if (result != JSON_READ)
            return result;
        if (json_push(r->ctx, array, value) != JSON_READ)
            return JSON_FAILED;
        like = JS_VALUE_GET_TAG(value) == JS_TAG_OBJECT ? JS_VALUE_GET_OBJ(value) : NULL;
    } while (json_take(r, ','));
    return json_take(r, ']') ? JSON_READ : JSON_REFUSED;
}

static json_result json_word(json_reader *r, const char *word, size_t len, JSValue value, JSValue *ret)
{
    if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0)
        return JSON_REFUSED;
    r->at += len;
    *ret = value;
    return JSON_READ;
}

/* What was read is left in *ret, which is undefined before, whatever the result. An object in it that was read before
 * in the same place, `like`, may tell what comes. */
static json_result json_value(json_reader *r, const JSObject *like, JSValue *ret)
{
    json_result result = JSON_REFUSED;
    JSValue value = JS_UNDEFINED;
    json_skip_space(r);
    if (r->at == r->end || js_check_stack_overflow(r->ctx->rt, 4096))
        return JSON_REFUSED;
    switch (*r->at) {
    case '{':
        r->at++;
        result = json_object(r, like, &value);
        break;
    case '[':
        r->at++;
        result = json_array(r, like, &value);
        break;
    case '"':
        r->at++;
        result = json_string(r, &value);
        break;
    case 't':
        result = json_word(r, "true", 4, JS_TRUE, &value);
        break;
    case 'f':
        result = json_word(r, "false", 5, JS_FALSE, &value);
        break;
    case 'n':
        result = json_word(r, "null", 4, JS_NULL, &value);
        break;
    default:
        if (*r->at == '-' || is_digit(*r->at))
            result = json_number(r, &value);
        break;
    }
    if (result == JSON_READ)
        *ret = value;
    else
        JS_FreeValue(r->ctx, value);
    return result;
}

static json_result json_text(JSContext *ctx, const void *text, size_t len, bool is_latin1, JSValue *ret)
{
    json_reader r = { ctx, text, (const uint8_t *)text + len, is_latin1 };
    JSValue value = JS_UNDEFINED;
    json_result result = json_value(&r, NULL, &value);
    if (result == JSON_READ) {
        json_skip_space(&r);
        result = r.at == r.end ? JSON_READ : JSON_REFUSED;
    }
    if (result == JSON_READ)
        *ret = value;
    else
        JS_FreeValue(ctx, value);
    return result;
}

JSValue thaw_engine_parse_json(JSContext *ctx, const char *text, size_t len, const char *name)
{
    JSValue value;
    switch (json_text(ctx, text, len, false, &value)) {
    case JSON_READ:
        return value;
    case JSON_FAILED:
        return JS_EXCEPTION;
    default:
        return JS_ParseJSON(ctx, text, len, name);
    }
}

/* JSON.parse. A text of UTF-16 goes through UTF-8, where a lone surrogate is refused. */
static JSValue js_json_parse_fast(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    if (argc > 1 && JS_IsFunction(ctx, argv[1]))
        return js_json_parse(ctx, this_val, argc, argv);
    JSValue string = JS_ToString(ctx, argv[0]), value = JS_EXCEPTION;
    if (JS_IsException(string))
        return JS_EXCEPTION;
    JSString *p = JS_VALUE_GET_STRING(string);
    json_result result = JSON_REFUSED;
    if (!p->is_wide_char) {
        result = json_text(ctx, str8(p), p->len, true, &value);
    } else {
        size_t len;
        const char *text = JS_ToCStringLen(ctx, &len, string);
        result = text ? json_text(ctx, text, len, false, &value) : JSON_FAILED;
        JS_FreeCString(ctx, text);
    }
    if (result == JSON_REFUSED)
        value = js_json_parse(ctx, this_val, 1, (JSValueConst[]){ string });
    JS_FreeValue(ctx, string);
    return value;
}
