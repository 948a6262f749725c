/* SPDX-License-Identifier: MIT
 * The bodies of engine_values.h. Included once, by engine_internals.c. */

#include "js/engine_values.h"
#include "parse/encoding/utf8.h"

static thaw_engine_kind kind_of_class(JSClassID id)
{
    switch (id) {
    case JS_CLASS_OBJECT:
    case JS_CLASS_ARGUMENTS:
    case JS_CLASS_MAPPED_ARGUMENTS:
        return THAW_KIND_PLAIN;
    case JS_CLASS_ARRAY:
        return THAW_KIND_ARRAY;
    case JS_CLASS_ERROR:
        return THAW_KIND_ERROR;
    case JS_CLASS_NUMBER:
    case JS_CLASS_STRING:
    case JS_CLASS_BOOLEAN:
    case JS_CLASS_BIG_INT:
        return THAW_KIND_BOXED;
    case JS_CLASS_DATE:
        return THAW_KIND_DATE;
    case JS_CLASS_REGEXP:
        return THAW_KIND_REGEXP;
    case JS_CLASS_ARRAY_BUFFER:
    case JS_CLASS_SHARED_ARRAY_BUFFER:
        return THAW_KIND_BUFFER;
    case JS_CLASS_DATAVIEW:
        return THAW_KIND_VIEW;
    case JS_CLASS_MAP:
        return THAW_KIND_MAP;
    case JS_CLASS_SET:
        return THAW_KIND_SET;
    default:
        if (is_typed_array(id))
            return THAW_KIND_VIEW;
        return (int)id >= (int)THAW_CLASS_ID_FIRST ? THAW_KIND_NATIVE : THAW_KIND_OTHER;
    }
}

thaw_engine_kind thaw_engine_kind_of(JSValueConst object)
{
    return kind_of_class(JS_VALUE_GET_OBJ(object)->class_id);
}

JSValueConst thaw_engine_boxed(JSValueConst object)
{
    return JS_VALUE_GET_OBJ(object)->u.object_data;
}

JSValue thaw_engine_box(JSContext *ctx, JSValueConst primitive)
{
    return JS_ToObject(ctx, primitive);
}

_Static_assert(JS_ATOM_TAG_INT == 1u << 31, "the mark of index atoms");

/* --- text --- */

JSValue thaw_engine_flat(JSContext *ctx, JSValueConst string)
{
    if (JS_VALUE_GET_TAG(string) == JS_TAG_STRING_ROPE)
        return js_linearize_string_rope(ctx, string);
    return js_dup(string);
}

thaw_engine_text thaw_engine_text_of(JSValueConst flat)
{
    JSString *p = JS_VALUE_GET_STRING(flat);
    thaw_engine_text text = { .len = p->len, .wide = p->is_wide_char };
    text.ptr = p->is_wide_char ? (const void *)str16(p) : (const void *)str8(p);
    return text;
}

JSValue thaw_engine_text_new(JSContext *ctx, thaw_engine_text text)
{
    if (text.wide)
        return js_new_string16_len(ctx, text.ptr, (int)text.len);
    return js_new_string8_len(ctx, text.ptr, (int)text.len);
}

JSValue thaw_engine_text_alloc(JSContext *ctx, size_t len, bool wide, void **ret_units)
{
    *ret_units = NULL;
    if (len == 0)
        return js_empty_string(ctx->rt);
    if (len > JS_STRING_LEN_MAX)
        return JS_ThrowRangeError(ctx, "invalid string length");
    JSString *p = js_alloc_string(ctx, (int)len, wide);
    if (!p)
        return JS_EXCEPTION;
    if (!wide)
        str8(p)[len] = 0;
    *ret_units = wide ? (void *)str16(p) : (void *)str8(p);
    return JS_MKPTR(JS_TAG_STRING, p);
}

/* A new string that holds the other one's text in UTF-8: what JS_FreeCString takes points into a string. */
static const char *utf8_copy(JSContext *ctx, JSString *p, size_t size)
{
    size_t written;
    if (size > JS_STRING_LEN_MAX) {
        JS_ThrowRangeError(ctx, "invalid string length");
        return NULL;
    }
    JSString *copy = js_alloc_string(ctx, (int)size, false);
    if (!copy)
        return NULL;
    if (p->is_wide_char)
        thaw_utf16_to_utf8(str16(p), p->len, str8(copy), size, &written);
    else
        thaw_latin1_to_utf8(str8(p), p->len, str8(copy), size, &written);
    str8(copy)[size] = '\0';
    return (const char *)str8(copy);
}

const char *thaw_engine_utf8(JSContext *ctx, JSValueConst value, size_t *ret_len)
{
    JSValue flat = JS_ToString(ctx, value);
    if (JS_IsException(flat))
        return NULL;
    JSString *p = JS_VALUE_GET_STRING(flat);
    size_t size = p->is_wide_char ? thaw_utf16_utf8_size(str16(p), p->len) : thaw_latin1_utf8_size(str8(p), p->len);
    *ret_len = size;
    if (!p->is_wide_char && size == p->len && p->kind == JS_STRING_KIND_NORMAL)
        return (const char *)str8(p); /* with our reference */
    const char *text = utf8_copy(ctx, p, size);
    JS_FreeValue(ctx, flat);
    return text;
}

/* The place of the first character above U+00FF; the length if there is none. */
static size_t narrow(const uint16_t *wide, size_t len, uint8_t *out)
{
    size_t i = 0;
    for (; i < len && wide[i] <= 0xFF; i++)
        out[i] = (uint8_t)wide[i];
    return i;
}

static const char *narrow_copy(JSContext *ctx, JSString *p, uint16_t *ret_bad, size_t *ret_bad_at)
{
    JSString *copy = js_alloc_string(ctx, (int)p->len, false);
    if (!copy)
        return NULL;
    size_t good = p->is_wide_char ? narrow(str16(p), p->len, str8(copy)) : p->len;
    if (good < p->len) {
        *ret_bad = str16(p)[good];
        *ret_bad_at = good;
        js_free_string(ctx->rt, copy);
        return NULL;
    }
    if (!p->is_wide_char)
        memcpy(str8(copy), str8(p), p->len);
    str8(copy)[p->len] = '\0';
    return (const char *)str8(copy);
}

const char *thaw_engine_bytes(JSContext *ctx, JSValueConst value, size_t *ret_len, uint16_t *ret_bad,
                              size_t *ret_bad_at)
{
    JSValue flat = JS_ToString(ctx, value);
    if (JS_IsException(flat))
        return NULL;
    JSString *p = JS_VALUE_GET_STRING(flat);
    *ret_len = p->len;
    if (!p->is_wide_char && p->kind == JS_STRING_KIND_NORMAL)
        return (const char *)str8(p); /* with our reference */
    const char *bytes = narrow_copy(ctx, p, ret_bad, ret_bad_at);
    JS_FreeValue(ctx, flat);
    return bytes;
}

/* --- BigInt --- */

_Static_assert(JS_LIMB_BITS == 32 || JS_LIMB_BITS == 64, "limbs of a BigInt");

uint32_t thaw_engine_bigint_limbs(JSValueConst bigint, uint32_t small[2], const uint32_t **ret_limbs)
{
    if (JS_VALUE_GET_TAG(bigint) == JS_TAG_SHORT_BIG_INT) {
        int64_t v = JS_VALUE_GET_SHORT_BIG_INT(bigint);
        memcpy(small, &v, sizeof v);
        *ret_limbs = small;
        return 2;
    }
    const JSBigInt *p = JS_VALUE_GET_PTR(bigint);
    *ret_limbs = (const uint32_t *)p->tab;
    return p->len * (JS_LIMB_BITS / 32);
}

JSValue thaw_engine_bigint_new(JSContext *ctx, const void *limbs, uint32_t n)
{
    if (n == 2) {
        int64_t v;
        memcpy(&v, limbs, sizeof v);
        return JS_NewBigInt64(ctx, v);
    }
    int len = (int)(n / (JS_LIMB_BITS / 32));
    JSBigInt *p = js_bigint_new(ctx, len);
    if (!p)
        return JS_EXCEPTION;
    memcpy(p->tab, limbs, (size_t)n * 4);
    return JS_CompactBigInt(ctx, p);
}

/* --- RegExp --- */

static const char regexp_flag_letters[] = "gimsuydv";
static const int regexp_flag_bits[] = {
    LRE_FLAG_GLOBAL,  LRE_FLAG_IGNORECASE, LRE_FLAG_MULTILINE, LRE_FLAG_DOTALL,
    LRE_FLAG_UNICODE, LRE_FLAG_STICKY,     LRE_FLAG_INDICES,   LRE_FLAG_UNICODE_SETS
};

JSValueConst thaw_engine_regexp_of(JSValueConst regexp, unsigned *ret_flags)
{
    JSRegExp *re = &JS_VALUE_GET_OBJ(regexp)->u.regexp;
    *ret_flags = (unsigned)lre_get_flags(str8(re->bytecode));
    return JS_MKPTR(JS_TAG_STRING, re->pattern);
}

JSValue thaw_engine_regexp_new(JSContext *ctx, JSValueConst pattern, unsigned flags)
{
    char letters[countof(regexp_flag_bits) + 1];
    int n = 0;
    for (size_t i = 0; i < countof(regexp_flag_bits); i++)
        if (flags & (unsigned)regexp_flag_bits[i])
            letters[n++] = regexp_flag_letters[i];
    JSValue text = js_new_string8_len(ctx, letters, n);
    if (JS_IsException(text))
        return JS_EXCEPTION;
    JSValue bytecode = js_compile_regexp(ctx, pattern, text);
    JS_FreeValue(ctx, text);
    if (JS_IsException(bytecode))
        return JS_EXCEPTION;
    return js_regexp_constructor_internal(ctx, JS_UNDEFINED, js_dup(pattern), bytecode);
}

_Static_assert((int)THAW_REGEXP_IGNORE_CASE == LRE_FLAG_IGNORECASE, "flags of expressions are the engine's");
_Static_assert((int)THAW_REGEXP_UNICODE_SETS == LRE_FLAG_UNICODE_SETS, "flags of expressions are the engine's");

JSValue thaw_engine_regexp_exec(JSContext *ctx, JSValueConst regexp, JSValueConst string)
{
    return js_regexp_exec(ctx, regexp, 1, &string);
}

/* --- Map and Set --- */

JSValue thaw_engine_map_new(JSContext *ctx, bool is_set)
{
    return js_map_constructor(ctx, JS_UNDEFINED, 0, NULL, is_set ? MAGIC_SET : 0);
}

int thaw_engine_map_add(JSContext *ctx, JSValueConst map, JSValueConst key, JSValueConst value)
{
    JSObject *p = JS_VALUE_GET_OBJ(map);
    JSMapRecord *r = map_add_record(ctx, p->u.map_state, key);
    if (!r)
        return -1;
    r->value = p->class_id == JS_CLASS_SET ? JS_UNDEFINED : js_dup(value);
    return 0;
}

/* --- errors --- */

JSValue thaw_engine_error_new(JSContext *ctx, const char *name, JSValueConst stack)
{
    JSValueConst proto = ctx->class_proto[JS_CLASS_ERROR];
    static const struct {
        const char *name;
        JSErrorEnum id;
    } natives[] = {
        { "EvalError", JS_EVAL_ERROR },     { "RangeError", JS_RANGE_ERROR }, { "ReferenceError", JS_REFERENCE_ERROR },
        { "SyntaxError", JS_SYNTAX_ERROR }, { "TypeError", JS_TYPE_ERROR },   { "URIError", JS_URI_ERROR },
    };
    for (size_t i = 0; i < countof(natives); i++)
        if (strcmp(name, natives[i].name) == 0)
            proto = ctx->native_error_proto[natives[i].id];
    JSValue error = JS_NewObjectProtoClass(ctx, proto, JS_CLASS_ERROR);
    if (!JS_IsException(error))
        JS_VALUE_GET_OBJ(error)->u.object_data = js_dup(stack);
    return error;
}

/* --- buffers --- */

thaw_engine_block thaw_engine_block_of(JSValueConst buffer)
{
    const JSArrayBuffer *b = JS_VALUE_GET_OBJ(buffer)->u.array_buffer;
    thaw_engine_block block = {
        .data = b->data,
        .size = (uint32_t)b->byte_length,
        .is_shared = b->shared,
        .is_resizable = array_buffer_is_resizable(b),
        .is_immutable = b->immutable,
        .is_detached = b->detached,
    };
    block.max = block.is_resizable ? (uint32_t)b->max_byte_length : block.size;
    return block;
}

JSValue thaw_engine_block_new(JSContext *ctx, const thaw_engine_block *block)
{
    uint64_t max = block->max;
    JSValue buffer =
        js_array_buffer_constructor3(ctx, JS_UNDEFINED, block->size, block->is_resizable ? &max : NULL,
                                     JS_CLASS_ARRAY_BUFFER, block->data, js_array_buffer_realloc, NULL, false);
    if (JS_IsException(buffer))
        js_free(ctx, block->data);
    else
        JS_VALUE_GET_OBJ(buffer)->u.array_buffer->immutable = block->is_immutable;
    return buffer;
}

JSValue thaw_engine_bytes_new(JSContext *ctx, uint8_t *data, size_t size)
{
    if (size > INT32_MAX) {
        js_free(ctx, data);
        return JS_ThrowRangeError(ctx, "invalid array buffer length");
    }
    const thaw_engine_block block = { .data = data, .size = (uint32_t)size };
    return js_new_uint8array(ctx, thaw_engine_block_new(ctx, &block));
}

/* Bytes of SharedArrayBuffers count the objects that show them. */
typedef struct {
    size_t refs;
    _Alignas(8) uint8_t bytes[];
} shared_memory;

static void *shared_alloc(void *rt, size_t size)
{
    shared_memory *m = js_malloc_rt(rt, sizeof *m + size);
    if (!m)
        return NULL;
    m->refs = 1;
    return m->bytes;
}

static void shared_free(void *rt, void *bytes)
{
    shared_memory *m = container_of(bytes, shared_memory, bytes);
    if (--m->refs == 0)
        js_free_rt(rt, m);
}

static void shared_dup(void *rt, void *bytes)
{
    container_of(bytes, shared_memory, bytes)->refs++;
}

void thaw_engine_count_shared_memory(JSRuntime *rt)
{
    const JSSharedArrayBufferFunctions functions = { shared_alloc, shared_free, shared_dup, rt };
    JS_SetSharedArrayBufferFunctions(rt, &functions);
}

/* Where two objects show memory that can grow, each has its own idea of the length: the engine keeps that in the
 * object.
 */
JSValue thaw_engine_share(JSContext *ctx, JSValueConst shared)
{
    const JSArrayBuffer *b = JS_VALUE_GET_OBJ(shared)->u.array_buffer;
    uint64_t max = (uint64_t)b->max_byte_length;
    return js_array_buffer_constructor3(ctx, JS_UNDEFINED, (uint64_t)b->byte_length,
                                        array_buffer_is_resizable(b) ? &max : NULL, JS_CLASS_SHARED_ARRAY_BUFFER,
                                        b->data, NULL, NULL, false);
}

/* The engine's own detaches the buffer before it makes the new one, and loses the bytes if it can't. */
JSValue thaw_engine_transfer(JSContext *ctx, JSValueConst buffer)
{
    JSArrayBuffer *from = JS_GetOpaque(buffer, JS_CLASS_ARRAY_BUFFER);
    if (!from || from->immutable || from->detached || from->byte_length == 0)
        return js_array_buffer_transfer(ctx, buffer, 0, NULL, JS_ARRAY_BUFFER_TRANSFER);
    uint64_t max = (uint64_t)from->max_byte_length;
    JSValue to = js_array_buffer_constructor3(ctx, JS_UNDEFINED, (uint64_t)from->byte_length,
                                              array_buffer_is_resizable(from) ? &max : NULL, JS_CLASS_ARRAY_BUFFER,
                                              from->data, from->realloc_func, from->opaque, false);
    if (JS_IsException(to))
        return to;
    from->data = NULL;
    from->byte_length = 0;
    from->detached = true;
    from->realloc_func = NULL;
    from->opaque = NULL;
    js_array_buffer_update_typed_arrays(from);
    return to;
}

thaw_engine_view thaw_engine_view_of(JSValueConst view)
{
    JSObject *p = JS_VALUE_GET_OBJ(view);
    const JSTypedArray *ta = p->u.typed_array;
    const JSArrayBuffer *b = ta->buffer->u.array_buffer;
    thaw_engine_view ret = {
        .buffer = JS_MKPTR(JS_TAG_OBJECT, ta->buffer),
        .type = p->class_id == JS_CLASS_DATAVIEW ? -1 : JS_GetTypedArrayType(view),
        .offset = ta->offset,
        .is_tracking = ta->track_rab,
    };
    uint32_t size = (uint32_t)b->byte_length;
    ret.is_out_of_bounds = b->detached || ta->offset > size || (!ta->track_rab && ta->length > size - ta->offset);
    ret.size = ta->length;
    if (ta->track_rab && !ret.is_out_of_bounds)
        ret.size = size - ta->offset;
    return ret;
}

uint32_t thaw_engine_element_size(int type)
{
    return type < 0 ? 1 : 1u << typed_array_size_log2[type];
}

JSValue thaw_engine_view_new(JSContext *ctx, const thaw_engine_view *view)
{
    uint32_t length = view->size / thaw_engine_element_size(view->type);
    JSValueConst args[] = { view->buffer, js_uint32(view->offset),
                            view->is_tracking ? JS_UNDEFINED : js_uint32(length) };
    if (view->type < 0)
        return js_dataview_constructor(ctx, JS_UNDEFINED, 3, args);
    return JS_NewTypedArray(ctx, 3, args, (JSTypedArrayEnum)view->type);
}

/* --- depth --- */

bool thaw_engine_may_recurse(JSContext *ctx)
{
    if (!js_check_stack_overflow(ctx->rt, 1024))
        return true;
    JS_ThrowRangeError(ctx, "Maximum call stack size exceeded");
    return false;
}

/* --- cloning plain graphs ---
 * No JavaScript runs, so objects are what they were when they are looked at again, and a graph that turns out not to be
 * plain can be begun anew by the long way. */

typedef struct {
    JSObject *from, *to; /* `to` is held by its parent, or by the root, which the caller holds */
} plain_pair;
typedef struct {
    JSContext *ctx;
    plain_pair *table; /* open addressing */
    uint32_t count, mask;
} plain_clone;

static plain_pair *plain_slot(plain_pair *table, uint32_t mask, const JSObject *from)
{
    uint32_t i = (uint32_t)((uintptr_t)from >> 4) * 0x9E3779B1u;
    for (i = (i >> 7) & mask; table[i].from && table[i].from != from;)
        i = (i + 1) & mask;
    return &table[i];
}

static int plain_grow(plain_clone *c)
{
    uint32_t mask = c->mask ? c->mask * 2 + 1 : 63;
    plain_pair *table = js_mallocz(c->ctx, (mask + 1) * sizeof *table);
    if (!table)
        return -1;
    for (uint32_t i = 0; c->table && i <= c->mask; i++)
        if (c->table[i].from)
            *plain_slot(table, mask, c->table[i].from) = c->table[i];
    js_free(c->ctx, c->table);
    c->table = table;
    c->mask = mask;
    return 0;
}

static int plain_note(plain_clone *c, JSObject *from, JSValueConst to)
{
    if ((c->count + 1) * 2 > c->mask && plain_grow(c) < 0)
        return -1;
    c->count++;
    *plain_slot(c->table, c->mask, from) = (plain_pair){ from, JS_VALUE_GET_OBJ(to) };
    return 0;
}

static int plain_value(plain_clone *c, JSValueConst value, JSValue *ret);

/* All properties are data that a clone has too: then it can have the same shape. */
static bool shape_fits(JSContext *ctx, const JSObject *p)
{
    const JSShape *sh = p->shape;
    if (!sh->is_hashed || sh->deleted_prop_count || sh->proto != JS_VALUE_GET_OBJ(ctx->class_proto[JS_CLASS_OBJECT]))
        return false;
    const JSShapeProperty *prs = get_shape_prop(p->shape);
    for (int i = 0; i < sh->prop_count; i++)
        if (prs[i].flags != JS_PROP_C_W_E || JS_AtomGetKind(ctx, prs[i].atom) != JS_ATOM_KIND_STRING)
            return false;
    return true;
}

static int plain_same_shape(plain_clone *c, JSObject *from, JSValue *ret)
{
    JSValue to = JS_NewObjectFromShape(c->ctx, js_dup_shape(from->shape), JS_CLASS_OBJECT, NULL);
    if (JS_IsException(to))
        return -1;
    JSObject *p = JS_VALUE_GET_OBJ(to);
    int n = from->shape->prop_count, got = 1;
    for (int i = 0; i < n; i++)
        p->prop[i].u.value = JS_UNDEFINED;
    *ret = to;
    if (plain_note(c, from, to) < 0)
        return -1;
    for (int i = 0; i < n && got == 1; i++)
        got = plain_value(c, from->prop[i].u.value, &p->prop[i].u.value);
    return got;
}

static int plain_other_shape(plain_clone *c, JSObject *from, JSValue *ret)
{
    *ret = JS_NewObject(c->ctx);
    if (JS_IsException(*ret) || plain_note(c, from, *ret) < 0)
        return -1;
    for (int i = 0; i < from->shape->prop_count; i++) {
        const JSShapeProperty prs = get_shape_prop(from->shape)[i];
        if (prs.atom == JS_ATOM_NULL || !(prs.flags & JS_PROP_ENUMERABLE) ||
            JS_AtomGetKind(c->ctx, prs.atom) != JS_ATOM_KIND_STRING)
            continue;
        if (prs.flags & JS_PROP_TMASK)
            return 0;
        JSValue value = JS_UNDEFINED;
        int got = plain_value(c, from->prop[i].u.value, &value);
        if (got < 1) {
            JS_FreeValue(c->ctx, value);
            return got;
        }
        if (JS_DefinePropertyValue(c->ctx, *ret, prs.atom, value, JS_PROP_C_W_E) < 0)
            return -1;
    }
    return 1;
}

static int plain_array(plain_clone *c, JSObject *from, JSValue *ret)
{
    uint32_t n = from->u.array.count;
    if (!from->fast_array || from->shape->prop_count != 1 || JS_VALUE_GET_TAG(from->prop[0].u.value) != JS_TAG_INT ||
        (uint32_t)JS_VALUE_GET_INT(from->prop[0].u.value) != n)
        return 0;
    *ret = JS_NewArray(c->ctx);
    if (JS_IsException(*ret) || plain_note(c, from, *ret) < 0)
        return -1;
    JSObject *p = JS_VALUE_GET_OBJ(*ret);
    if (n && expand_fast_array(c->ctx, p, n) < 0)
        return -1;
    for (uint32_t i = 0; i < n; i++)
        p->u.array.u.values[i] = JS_UNDEFINED;
    p->u.array.count = n;
    p->prop[0].u.value = js_int32((int32_t)n);
    int got = 1;
    for (uint32_t i = 0; i < n && got == 1; i++)
        got = plain_value(c, from->u.array.u.values[i], &p->u.array.u.values[i]);
    return got;
}

static int plain_record(plain_clone *c, const JSMapRecord *r, bool is_set, JSValueConst map)
{
    JSValue key = JS_UNDEFINED, value = JS_UNDEFINED;
    int got = plain_value(c, r->key, &key);
    if (got == 1 && !is_set)
        got = plain_value(c, r->value, &value);
    if (got == 1 && thaw_engine_map_add(c->ctx, map, key, value) < 0)
        got = -1;
    JS_FreeValue(c->ctx, key);
    JS_FreeValue(c->ctx, value);
    return got;
}

static int plain_map(plain_clone *c, JSObject *from, JSValue *ret)
{
    bool is_set = from->class_id == JS_CLASS_SET;
    *ret = thaw_engine_map_new(c->ctx, is_set);
    if (JS_IsException(*ret) || plain_note(c, from, *ret) < 0)
        return -1;
    struct list_head *el;
    int got = 1;
    list_for_each(el, &from->u.map_state->records)
    {
        const JSMapRecord *r = list_entry(el, JSMapRecord, link);
        if (!r->empty && (got = plain_record(c, r, is_set, *ret)) < 1)
            break;
    }
    return got;
}

static int plain_date(plain_clone *c, JSObject *from, JSValue *ret)
{
    double time;
    JS_ToFloat64(c->ctx, &time, from->u.object_data);
    *ret = JS_NewDate(c->ctx, time);
    return JS_IsException(*ret) || plain_note(c, from, *ret) < 0 ? -1 : 1;
}

static int plain_object(plain_clone *c, JSObject *from, JSValue *ret)
{
    if (c->table) {
        const plain_pair *seen = plain_slot(c->table, c->mask, from);
        if (seen->from) {
            *ret = js_dup(JS_MKPTR(JS_TAG_OBJECT, seen->to));
            return 1;
        }
    }
    if (js_check_stack_overflow(c->ctx->rt, 1024))
        return 0;
    switch (from->class_id) {
    case JS_CLASS_OBJECT:
        if (from->is_exotic)
            return 0;
        return shape_fits(c->ctx, from) ? plain_same_shape(c, from, ret) : plain_other_shape(c, from, ret);
    case JS_CLASS_ARRAY:
        return plain_array(c, from, ret);
    case JS_CLASS_DATE:
        return plain_date(c, from, ret);
    case JS_CLASS_MAP:
    case JS_CLASS_SET:
        return plain_map(c, from, ret);
    default:
        return 0;
    }
}

/* *ret, which is undefined before, holds the clone or what there is of it whatever the result. */
static int plain_value(plain_clone *c, JSValueConst value, JSValue *ret)
{
    switch (JS_VALUE_GET_NORM_TAG(value)) {
    case JS_TAG_OBJECT:
        return plain_object(c, JS_VALUE_GET_OBJ(value), ret);
    case JS_TAG_SYMBOL:
        return 0;
    default:
        *ret = js_dup(value);
        return 1;
    }
}

int thaw_engine_clone_plain(JSContext *ctx, JSValueConst value, JSValue *ret)
{
    plain_clone c = { .ctx = ctx };
    JSValue clone = JS_UNDEFINED;
    int got = plain_value(&c, value, &clone);
    js_free(ctx, c.table);
    if (got == 1)
        *ret = clone;
    else
        JS_FreeValue(ctx, clone);
    return got;
}
