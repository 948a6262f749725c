/* SPDX-License-Identifier: MIT
 * Types made of other types: sequences, records, unions, dictionaries, and the argument list, which is read as a
 * dictionary is. What was converted before an error is released again. */
#include "base/error.h"
#include "js/auto_values.h"
#include "js/webidl/convert_int.h"

/* Elements of one sequence or record: what an argument may hold at most. */
enum { ITEMS_MAX = 1 << 26 };

/* ---- growing arrays of a C type ---- */

typedef struct {
    const thaw_idl_type *type;
    char *items;
    size_t count, size;
} array;

static void *array_at(const array *a, size_t i)
{
    return a->items + i * a->type->size;
}

/* Room for one more item, zeroed, which `count` does not include yet; NULL with an exception pending. */
static void *array_room(const thaw_idl_site *site, array *a)
{
    if (a->count == a->size) {
        size_t size = a->size ? a->size * 2 : 8;
        char *items = size <= ITEMS_MAX ? js_realloc(site->ctx, a->items, size * a->type->size) : NULL;
        if (!items) {
            if (size > ITEMS_MAX)
                thaw_idl_throw(site, "RangeError", "ERR_OUT_OF_RANGE", "There are too many items.");
            return NULL;
        }
        a->items = items;
        a->size = size;
    }
    return memset(array_at(a, a->count), 0, a->type->size);
}

static void array_free(JSContext *ctx, array *a)
{
    for (size_t i = 0; i < a->count; i++)
        thaw_idl_release(ctx, a->type, array_at(a, i));
    js_free(ctx, a->items);
}

static int array_push(const thaw_idl_site *site, array *a, JSValueConst value)
{
    void *room = array_room(site, a);
    if (!room || thaw_idl_convert(site, a->type, value, room) < 0)
        return -1;
    a->count++;
    return 0;
}

/* ---- sequence ---- */

/* The iterator's next value; 0 when there is none, -1 with an exception pending. */
static int step(JSContext *ctx, JSValueConst iterator, JSValueConst next, JSValue *ret_value)
{
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, JS_Call(ctx, next, iterator, 0, NULL));
    if (JS_IsException(result.v))
        return -1;
    if (!JS_IsObject(result.v)) {
        JS_ThrowTypeError(ctx, "iterator must return an object");
        return -1;
    }
    THAW_AUTO(thaw_value) done = thaw_value_of(ctx, JS_GetPropertyStr(ctx, result.v, "done"));
    int is_done = JS_IsException(done.v) ? -1 : JS_ToBool(ctx, done.v);
    if (is_done)
        return is_done < 0 ? -1 : 0;
    JSValue value = JS_GetPropertyStr(ctx, result.v, "value");
    if (JS_IsException(value))
        return -1;
    *ret_value = value;
    return 1;
}

static int collect(const thaw_idl_site *site, JSValueConst value, JSValueConst method, array *ret)
{
    JSContext *ctx = site->ctx;
    THAW_AUTO(thaw_value) iterator = thaw_value_of(ctx, JS_Call(ctx, method, value, 0, NULL));
    if (JS_IsException(iterator.v))
        return -1;
    if (!JS_IsObject(iterator.v))
        return thaw_idl_refuse(site, "has no iterator that is an object");
    THAW_AUTO(thaw_value) next = thaw_value_of(ctx, JS_GetPropertyStr(ctx, iterator.v, "next"));
    if (JS_IsException(next.v))
        return -1;
    JSValue item;
    int more;
    while ((more = step(ctx, iterator.v, next.v, &item)) > 0) {
        int err = array_push(site, ret, item);
        JS_FreeValue(ctx, item);
        if (err)
            return -1;
    }
    return more;
}

/* Takes the iterator method, which the caller has read already. */
static int sequence_from(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, JSValueConst method,
                         thaw_idl_sequence *ret)
{
    array items = { .type = type->types[0] };
    thaw_idl_site inside = *site;
    inside.parameter = 0;
    if (collect(&inside, value, method, &items) < 0) {
        array_free(site->ctx, &items);
        return -1;
    }
    *ret = (thaw_idl_sequence){ items.items, items.count };
    return 0;
}

/* The value of value[Symbol.iterator], JS_UNDEFINED if it is undefined or null. JS_EXCEPTION if it can't be called. */
static JSValue iterator_method(JSContext *ctx, JSValueConst value)
{
    JSValue method = JS_GetProperty(ctx, value, thaw_engine_symbol(THAW_SYMBOL_ITERATOR));
    if (JS_IsException(method) || JS_IsUndefined(method) || JS_IsFunction(ctx, method))
        return method;
    bool is_null = JS_IsNull(method);
    JS_FreeValue(ctx, method);
    return is_null ? JS_UNDEFINED : JS_ThrowTypeError(ctx, "value is not iterable");
}

int thaw_idl_convert_sequence(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    if (!JS_IsObject(value))
        return thaw_idl_refuse(site, "cannot be converted to a sequence");
    THAW_AUTO(thaw_value) method = thaw_value_of(site->ctx, iterator_method(site->ctx, value));
    if (JS_IsException(method.v))
        return -1;
    if (JS_IsUndefined(method.v))
        return thaw_idl_throw(site, "TypeError", "ERR_INVALID_ARG_TYPE",
                              "The object must have a callable @@iterator property.");
    return sequence_from(site, type, value, method.v, ret);
}

void thaw_idl_release_sequence(JSContext *ctx, const thaw_idl_type *element, thaw_idl_sequence *sequence)
{
    array_free(ctx, &(array){ .type = element, .items = sequence->items, .count = sequence->count });
}

/* ---- record ---- */

static bool same_key(JSContext *ctx, const thaw_idl_type *type, void *a, void *b)
{
    if (type->kind == THAW_IDL_STRING)
        return JS_IsStrictEqual(ctx, *(JSValue *)a, *(JSValue *)b);
    const thaw_idl_text *x = a, *y = b;
    return thaw_slice_equal((thaw_slice){ x->ptr, x->len }, (thaw_slice){ y->ptr, y->len });
}

/* Keys of an object differ, but two with lone surrogates can become one USVString. */
static size_t find_key(JSContext *ctx, const array *keys, void *key)
{
    const thaw_idl_text *text = key;
    if (keys->type->kind != THAW_IDL_UTF8 || !memmem(text->ptr, text->len, "\xEF\xBF\xBD", 3))
        return keys->count;
    size_t i = 0;
    while (i < keys->count && !same_key(ctx, keys->type, array_at(keys, i), key))
        i++;
    return i;
}

/* One property into the arrays: the key is in keys' room, converted. */
static int add_pair(const thaw_idl_site *site, array *keys, array *values, JSValueConst value)
{
    JSContext *ctx = site->ctx;
    void *key = array_at(keys, keys->count), *room = array_room(site, values);
    if (!room || thaw_idl_convert(site, values->type, value, room) < 0) {
        thaw_idl_release(ctx, keys->type, key);
        return -1;
    }
    size_t at = find_key(ctx, keys, key);
    if (at == keys->count) {
        keys->count++;
        values->count++;
        return 0;
    }
    thaw_idl_release(ctx, keys->type, key);
    thaw_idl_release(ctx, values->type, array_at(values, at));
    memcpy(array_at(values, at), room, values->type->size);
    return 0;
}

static int is_enumerable(JSContext *ctx, JSValueConst object, JSAtom name)
{
    JSPropertyDescriptor desc;
    int found = JS_GetOwnProperty(ctx, &desc, object, name);
    if (found <= 0)
        return found;
    JS_FreeValue(ctx, desc.value);
    JS_FreeValue(ctx, desc.getter);
    JS_FreeValue(ctx, desc.setter);
    return (desc.flags & JS_PROP_ENUMERABLE) != 0;
}

static int add_property(const thaw_idl_site *site, JSValueConst object, JSAtom name, array *keys, array *values)
{
    JSContext *ctx = site->ctx;
    int wanted = is_enumerable(ctx, object, name);
    if (wanted <= 0)
        return wanted;
    THAW_AUTO(thaw_value) key = thaw_value_of(ctx, JS_AtomToValue(ctx, name));
    void *room = array_room(site, keys);
    if (JS_IsException(key.v) || !room || thaw_idl_convert(site, keys->type, key.v, room) < 0)
        return -1;
    THAW_AUTO(thaw_value) value = thaw_value_of(ctx, JS_GetProperty(ctx, object, name));
    if (JS_IsException(value.v)) {
        thaw_idl_release(ctx, keys->type, room);
        return -1;
    }
    return add_pair(site, keys, values, value.v);
}

int thaw_idl_convert_record(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    JSContext *ctx = site->ctx;
    JSPropertyEnum *names;
    uint32_t n;
    if (!JS_IsObject(value))
        return thaw_idl_refuse_type(site, type);
    if (JS_GetOwnPropertyNames(ctx, &names, &n, value, JS_GPN_STRING_MASK | JS_GPN_SYMBOL_MASK) < 0)
        return -1;
    thaw_idl_site inside = *site;
    inside.parameter = 0;
    array keys = { .type = type->types[0] }, values = { .type = type->types[1] };
    int err = 0;
    for (uint32_t i = 0; i < n && !err; i++)
        err = add_property(&inside, value, names[i].atom, &keys, &values);
    JS_FreePropertyEnum(ctx, names, n);
    if (err) {
        array_free(ctx, &keys);
        array_free(ctx, &values);
        return -1;
    }
    *(thaw_idl_record *)ret = (thaw_idl_record){ keys.items, values.items, keys.count };
    return 0;
}

void thaw_idl_release_record(JSContext *ctx, const thaw_idl_type *type, thaw_idl_record *record)
{
    array_free(ctx, &(array){ .type = type->types[0], .items = record->keys, .count = record->count });
    array_free(ctx, &(array){ .type = type->types[1], .items = record->values, .count = record->count });
}

/* ---- union ---- */

/* Index of the first alternative that is one of the kinds (a bit set), -1 if there is none. */
static int alternative(const thaw_idl_type *type, unsigned kinds)
{
    for (int i = 0; i < type->count; i++) {
        if (kinds & (1u << type->types[i]->kind))
            return i;
    }
    return -1;
}

#define BIT(kind) (1u << THAW_IDL_##kind)

static int alternative_for_buffer(const thaw_idl_type *type, JSValueConst value)
{
    thaw_engine_buffer buffer = thaw_engine_buffer_of(value);
    for (int i = 0; i < type->count && buffer.kind != THAW_BUFFER_NONE; i++) {
        if (type->types[i]->kind == THAW_IDL_BUFFER && thaw_idl_takes_buffer(type->types[i], &buffer))
            return i;
    }
    return -1;
}

static int alternative_for_object(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value)
{
    for (int i = 0; i < type->count; i++) {
        if (type->types[i]->kind == THAW_IDL_PLATFORM_OBJECT && thaw_native_as(value, type->types[i]->cls))
            return i;
    }
    int buffer = alternative_for_buffer(type, value);
    if (buffer >= 0)
        return buffer;
    int callback = JS_IsFunction(site->ctx, value) ? alternative(type, BIT(CALLBACK)) : -1;
    return callback >= 0 ? callback : alternative(type, BIT(PROMISED));
}

/* For values that are no object, and for objects that only fit as the primitive they convert to. */
static int alternative_for_primitive(const thaw_idl_type *type, JSValueConst value)
{
    int boolean = alternative(type, BIT(BOOLEAN)), number = alternative(type, BIT(INTEGER) | BIT(FLOAT));
    int text = alternative(type, BIT(STRING) | BIT(UTF8) | BIT(BYTES) | BIT(ENUMERATION));
    if (JS_IsBool(value) && boolean >= 0)
        return boolean;
    if (JS_IsNumber(value) && number >= 0)
        return number;
    if (text >= 0)
        return text;
    return number >= 0 ? number : boolean >= 0 ? boolean : alternative(type, BIT(ANY));
}

static int convert_into(const thaw_idl_site *site, const thaw_idl_type *type, int which, JSValueConst value,
                        thaw_idl_union *ret)
{
    const thaw_idl_type *chosen = type->types[which];
    thaw_idl_union result = { .which = which };
    if (chosen->kind != THAW_IDL_FIELDS) {
        thaw_assert(chosen->size <= sizeof result.as);
        if (thaw_idl_convert(site, chosen, value, &result.as) < 0)
            return -1;
    } else {
        void *dictionary = js_mallocz(site->ctx, chosen->size);
        if (!dictionary)
            return -1;
        if (thaw_idl_convert(site, chosen, value, dictionary) < 0) {
            js_free(site->ctx, dictionary);
            return -1;
        }
        result.as.dictionary = dictionary;
    }
    *ret = result;
    return 0;
}

/* Objects that are no platform object, buffer or function: what their properties make of them. -2: they are a sequence
 * and *ret has been written; -3: with an exception pending. */
enum { CONVERTED = -2, FAILED = -3 };
static int alternative_for_shape(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value,
                                 thaw_idl_union *ret)
{
    int list = alternative(type, BIT(LIST));
    if (list >= 0) {
        THAW_AUTO(thaw_value) method = thaw_value_of(site->ctx, iterator_method(site->ctx, value));
        if (JS_IsException(method.v))
            return FAILED;
        if (!JS_IsUndefined(method.v)) {
            thaw_idl_union result = { .which = list };
            if (sequence_from(site, type->types[list], value, method.v, &result.as.sequence) < 0)
                return FAILED;
            *ret = result;
            return CONVERTED;
        }
    }
    return alternative(type, BIT(FIELDS) | BIT(MAP) | BIT(CALLBACK_OBJECT) | BIT(OBJECT));
}

int thaw_idl_convert_union(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    int which = -1;
    if (JS_IsUndefined(value) || JS_IsNull(value))
        which = alternative(type, BIT(FIELDS));
    if (which < 0 && JS_IsObject(value)) {
        which = alternative_for_object(site, type, value);
        if (which < 0)
            which = alternative_for_shape(site, type, value, ret);
        if (which == CONVERTED || which == FAILED)
            return which == CONVERTED ? 0 : -1;
    }
    if (which < 0)
        which = alternative_for_primitive(type, value);
    return which < 0 ? thaw_idl_refuse_type(site, type) : convert_into(site, type, which, value, ret);
}

void thaw_idl_release_union(JSContext *ctx, const thaw_idl_type *type, thaw_idl_union *chosen)
{
    if (chosen->which < 0)
        return;
    const thaw_idl_type *inner = type->types[chosen->which];
    if (inner->kind != THAW_IDL_FIELDS) {
        thaw_idl_release(ctx, inner, &chosen->as);
        return;
    }
    if (chosen->as.dictionary)
        thaw_idl_release(ctx, inner, chosen->as.dictionary);
    js_free(ctx, chosen->as.dictionary);
}

/* ---- fields: dictionaries and arguments ---- */

static void *field_at(const thaw_idl_field *f, void *base)
{
    return (char *)base + f->offset;
}

static int set_default(const thaw_idl_site *site, const thaw_idl_field *f, void *ret)
{
    JSContext *ctx = site->ctx;
    bool has_dictionary = f->type->kind == THAW_IDL_FIELDS ||
                          (f->type->kind == THAW_IDL_CHOICE && alternative(f->type, BIT(FIELDS)) >= 0);
    if (f->fallback == THAW_IDL_FALLBACK_ABSENT && !has_dictionary) {
        thaw_idl_set_absent(f->type, ret);
        return 0;
    }
    if (f->fallback == THAW_IDL_FALLBACK_NUMBER && f->type->kind == THAW_IDL_BOOLEAN) {
        *(bool *)ret = f->number != 0;
        return 0;
    }
    JSValue value = JS_UNDEFINED;
    if (f->fallback == THAW_IDL_FALLBACK_NUMBER)
        value = JS_NewFloat64(ctx, f->number);
    else if (f->fallback == THAW_IDL_FALLBACK_TEXT)
        value = JS_NewString(ctx, f->text);
    else if (f->fallback == THAW_IDL_FALLBACK_NULL)
        value = JS_NULL;
    if (JS_IsException(value))
        return -1;
    int err = thaw_idl_convert(site, f->type, value, ret);
    JS_FreeValue(ctx, value);
    return err;
}

static int convert_field(const thaw_idl_site *site, const thaw_idl_field *f, JSValueConst value, void *base)
{
    void *ret = field_at(f, base);
    if (!JS_IsUndefined(value) || f->presence == THAW_IDL_REQUIRED_FIELD) {
        if (thaw_idl_convert(site, f->type, value, ret) < 0)
            return -1;
        if (f->presence == THAW_IDL_OPTIONAL_FIELD)
            *((bool *)base + f->has_offset) = true;
        return 0;
    }
    if (f->presence == THAW_IDL_DEFAULT_FIELD)
        return set_default(site, f, ret);
    thaw_idl_set_absent(f->type, ret);
    return 0;
}

void thaw_idl_release_fields(JSContext *ctx, const thaw_idl_field *fields, int n, void *base)
{
    for (int i = 0; i < n; i++) {
        if (fields[i].presence == THAW_IDL_REST_FIELD)
            thaw_idl_release_sequence(ctx, fields[i].type, field_at(&fields[i], base));
        else
            thaw_idl_release(ctx, fields[i].type, field_at(&fields[i], base));
    }
}

/* `object` is JS_UNDEFINED where there is none: then every field is absent. */
static int read_field(const thaw_idl_site *outer, const thaw_idl_type *type, const thaw_idl_field *f,
                      JSValueConst object, void *base)
{
    JSContext *ctx = outer->ctx;
    thaw_idl_site site = { .ctx = ctx, .outer = outer, .verb = THAW_IDL_READ, .member = f->name, .owner = type->name };
    THAW_AUTO(thaw_value)
    value = thaw_value_of(ctx, JS_IsUndefined(object) ? JS_UNDEFINED : JS_GetPropertyStr(ctx, object, f->name));
    if (JS_IsException(value.v))
        return -1;
    if (JS_IsUndefined(value.v) && f->presence == THAW_IDL_REQUIRED_FIELD)
        return thaw_idl_throw(&site, "TypeError", "ERR_MISSING_OPTION", "Required member is undefined.");
    return convert_field(&site, f, value.v, base);
}

static int read_dictionary(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst object, void *ret)
{
    if (type->base && read_dictionary(site, type->base, object, ret) < 0)
        return -1;
    for (int i = 0; i < type->count; i++) {
        if (read_field(site, type, &type->fields[i], object, ret) < 0) {
            thaw_idl_release_fields(site->ctx, type->fields, i, ret);
            if (type->base)
                thaw_idl_release_dictionary(site->ctx, type->base, ret);
            return -1;
        }
    }
    return 0;
}

int thaw_idl_convert_dictionary(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    bool absent = JS_IsUndefined(value) || JS_IsNull(value);
    if (!absent && !JS_IsObject(value))
        return thaw_idl_refuse_type(site, type);
    thaw_idl_site inside = *site;
    inside.parameter = 0;
    return read_dictionary(&inside, type, absent ? JS_UNDEFINED : value, ret);
}

void thaw_idl_release_dictionary(JSContext *ctx, const thaw_idl_type *type, void *at)
{
    if (type->base)
        thaw_idl_release_dictionary(ctx, type->base, at);
    thaw_idl_release_fields(ctx, type->fields, type->count, at);
}

static int convert_rest(const thaw_idl_site *site, const thaw_idl_field *f, int argc, JSValueConst *argv, void *base)
{
    array items = { .type = f->type };
    thaw_idl_site at = *site;
    for (int i = site->parameter - 1; i < argc; i++) {
        at.parameter = i + 1;
        if (array_push(&at, &items, argv[i]) < 0) {
            array_free(site->ctx, &items);
            return -1;
        }
    }
    *(thaw_idl_sequence *)field_at(f, base) = (thaw_idl_sequence){ items.items, items.count };
    return 0;
}

int thaw_idl_convert_arguments(const thaw_idl_site *site, const thaw_idl_field *fields, int n, int argc,
                               JSValueConst *argv, void *ret)
{
    thaw_idl_site at = *site;
    for (int i = 0; i < n; i++) {
        const thaw_idl_field *f = &fields[i];
        at.parameter = i + 1;
        int err = f->presence == THAW_IDL_REST_FIELD ? convert_rest(&at, f, argc, argv, ret)
                                                     : convert_field(&at, f, i < argc ? argv[i] : JS_UNDEFINED, ret);
        if (err) {
            thaw_idl_release_fields(site->ctx, fields, i, ret);
            return -1;
        }
    }
    return 0;
}
