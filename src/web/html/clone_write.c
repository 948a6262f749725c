/* SPDX-License-Identifier: MIT
 * From a value to a record. Getters of the program run meanwhile and may change anything: nothing that was read before
 * one is trusted after it, and every object that was met is held until the end, so that no other can take its address.
 */
#include <string.h>

#include "js/auto_values.h"
#include "js/errors.h"
#include "web/dom/dom_exception.h"
#include "web/html/clone_int.h"

enum { RECORD_MAX = 1 << 30, NAME_IN_MESSAGE_MAX = 120, RECENT_KEYS = 64 };

typedef struct {
    uintptr_t object; /* 0: free */
    uint32_t number;
} seen_object;

struct thaw_clone_writer {
    JSContext *ctx;
    clone_record *record;
    thaw_value held; /* an array of the objects that were met */
    seen_object *table;
    uint32_t count, mask;
    uint32_t recent_keys[RECENT_KEYS]; /* 1 + place among the record's keys */
    const thaw_idl_sequence *transfer;
};

static void thaw_clone_writer_done(thaw_clone_writer *w)
{
    js_free(w->ctx, w->table);
    thaw_value_done(&w->held);
}

JSContext *thaw_clone_writer_context(const thaw_clone_writer *w)
{
    return w->ctx;
}

/* ---- bytes ---- */

/* Room for `size` more bytes; NULL with an exception pending. */
static uint8_t *extend(thaw_clone_writer *w, size_t size)
{
    clone_record *r = w->record;
    if (r->cap - r->size < size) {
        size_t cap = r->cap * 2 > r->size + size ? r->cap * 2 : r->size + size + 64;
        if (cap > RECORD_MAX) {
            thaw_throw_dom(w->ctx, "DataCloneError", "Data is too large to be cloned.");
            return NULL;
        }
        uint8_t *bytes = js_realloc(w->ctx, r->bytes, cap);
        if (!bytes)
            return NULL;
        r->bytes = bytes;
        r->cap = cap;
    }
    uint8_t *at = r->bytes + r->size;
    r->size += size;
    return at;
}

static int put_tag(thaw_clone_writer *w, clone_tag tag)
{
    uint8_t *at = extend(w, 1);
    if (!at)
        return -1;
    *at = (uint8_t)tag;
    return 0;
}

static int put(thaw_clone_writer *w, const void *bytes, size_t size)
{
    uint8_t *at = extend(w, size);
    if (!at)
        return -1;
    if (size)
        memcpy(at, bytes, size);
    return 0;
}

static int put_tagged(thaw_clone_writer *w, clone_tag tag, const void *bytes, size_t size)
{
    uint8_t *at = extend(w, 1 + size);
    if (!at)
        return -1;
    *at = (uint8_t)tag;
    memcpy(at + 1, bytes, size);
    return 0;
}

int thaw_clone_write_u32(thaw_clone_writer *w, uint32_t number)
{
    return put(w, &number, sizeof number);
}

int thaw_clone_write_double(thaw_clone_writer *w, double number)
{
    return put(w, &number, sizeof number);
}

int thaw_clone_write_bytes(thaw_clone_writer *w, const void *bytes, size_t size)
{
    return put(w, &size, sizeof size) < 0 ? -1 : put(w, bytes, size);
}

int thaw_clone_attach(thaw_clone_writer *w, JSValueConst value)
{
    clone_record *r = w->record;
    if (JS_IsUndefined(r->attached)) {
        JSValue array = JS_NewArray(w->ctx);
        if (JS_IsException(array))
            return -1;
        r->attached = array;
    }
    if (JS_DefinePropertyValueUint32(w->ctx, r->attached, r->n_attached, JS_DupValue(w->ctx, value), JS_PROP_C_W_E) < 0)
        return -1;
    return thaw_clone_write_u32(w, r->n_attached++);
}

/* ---- objects that were met ---- */

static seen_object *seen_slot(seen_object *table, uint32_t mask, uintptr_t object)
{
    uint32_t i = ((uint32_t)(object >> 4) * 0x9E3779B1u >> 7) & mask;
    while (table[i].object && table[i].object != object)
        i = (i + 1) & mask;
    return &table[i];
}

static int seen_grow(thaw_clone_writer *w)
{
    uint32_t mask = w->mask ? w->mask * 2 + 1 : 15;
    seen_object *table = js_mallocz(w->ctx, (mask + 1) * sizeof *table);
    if (!table)
        return -1;
    for (uint32_t i = 0; w->table && i <= w->mask; i++)
        if (w->table[i].object)
            *seen_slot(table, mask, w->table[i].object) = w->table[i];
    js_free(w->ctx, w->table);
    w->table = table;
    w->mask = mask;
    return 0;
}

/* Gives the object the next number. */
static int number_object(thaw_clone_writer *w, JSValueConst object)
{
    if ((w->count + 1) * 2 > w->mask && seen_grow(w) < 0)
        return -1;
    if (JS_IsUndefined(w->held.v)) {
        w->held.v = JS_NewArray(w->ctx);
        if (JS_IsException(w->held.v))
            return -1;
    }
    if (JS_DefinePropertyValueUint32(w->ctx, w->held.v, w->count, JS_DupValue(w->ctx, object), JS_PROP_C_W_E) < 0)
        return -1;
    uintptr_t identity = thaw_engine_identity(object);
    *seen_slot(w->table, w->mask, identity) = (seen_object){ identity, w->count++ };
    return 0;
}

/* ---- primitives ---- */

static int write_text(thaw_clone_writer *w, JSValueConst string)
{
    THAW_AUTO(thaw_value) flat = thaw_value_of(w->ctx, thaw_engine_flat(w->ctx, string));
    if (JS_IsException(flat.v))
        return -1;
    thaw_engine_text text = thaw_engine_text_of(flat.v);
    if (put_tagged(w, text.wide ? TAG_WIDE_TEXT : TAG_TEXT, &text.len, sizeof text.len) < 0)
        return -1;
    if (text.wide && w->record->size & 1 && !extend(w, 1))
        return -1;
    return put(w, text.ptr, (size_t)text.len << text.wide);
}

static int write_bigint(thaw_clone_writer *w, JSValueConst value)
{
    uint32_t small[2];
    const uint32_t *limbs;
    uint32_t n = thaw_engine_bigint_limbs(value, small, &limbs);
    if (put_tagged(w, TAG_BIGINT, &n, sizeof n) < 0)
        return -1;
    return put(w, limbs, (size_t)n * sizeof *limbs);
}

/* What the value is, for messages: source text of a function, "Symbol(x)", "#<Promise>". */
static int refuse(thaw_clone_writer *w, JSValueConst value)
{
    THAW_AUTO(thaw_atom) name = { w->ctx, JS_ATOM_NULL };
    if (JS_IsSymbol(value)) {
        name.atom = JS_ValueToAtom(w->ctx, value);
        THAW_AUTO(thaw_cstr) text = thaw_cstr_of_atom(w->ctx, name.atom);
        thaw_throw_dom(w->ctx, "DataCloneError", "Symbol(%.*s) could not be cloned.", NAME_IN_MESSAGE_MAX,
                       text.ptr ? text.ptr : "");
        return -1;
    }
    if (JS_IsFunction(w->ctx, value) && !JS_IsProxy(value)) {
        THAW_AUTO(thaw_cstr) text = thaw_cstr_of(w->ctx, value);
        if (text.ptr)
            thaw_throw_dom(w->ctx, "DataCloneError", "%.*s could not be cloned.", NAME_IN_MESSAGE_MAX, text.ptr);
        return -1;
    }
    name.atom = thaw_engine_class_name(w->ctx, value);
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of_atom(w->ctx, name.atom);
    thaw_throw_dom(w->ctx, "DataCloneError", "#<%s> could not be cloned.",
                   !text.ptr || JS_IsProxy(value) ? "Object" : text.ptr);
    return -1;
}

/* ---- properties ---- */

/* A small cache finds keys that were written lately; one that is in the list twice does no harm. */
static int write_key(thaw_clone_writer *w, JSAtom key)
{
    if (thaw_engine_atom_is_index(key))
        return thaw_clone_write_u32(w, key);
    clone_record *r = w->record;
    uint32_t *cached = &w->recent_keys[key % RECENT_KEYS];
    if (*cached && r->keys[*cached - 1] == key)
        return thaw_clone_write_u32(w, *cached);
    if (r->n_keys == r->cap_keys) {
        uint32_t cap = r->cap_keys ? r->cap_keys * 2 : 8;
        JSAtom *keys = js_realloc(w->ctx, r->keys, cap * sizeof *keys);
        if (!keys)
            return -1;
        r->keys = keys;
        r->cap_keys = cap;
    }
    r->keys[r->n_keys++] = JS_DupAtom(w->ctx, key);
    *cached = r->n_keys;
    return thaw_clone_write_u32(w, r->n_keys);
}

/* Properties by name, by the rules for getters: a key that is gone when its turn comes is left out. */
static int write_properties_of(thaw_clone_writer *w, JSValueConst object, const JSPropertyEnum *keys, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        int has = JS_GetOwnProperty(w->ctx, NULL, object, keys[i].atom);
        if (has == 0)
            continue;
        THAW_AUTO(thaw_value)
        value = thaw_value_of(w->ctx, has < 0 ? JS_EXCEPTION : JS_GetProperty(w->ctx, object, keys[i].atom));
        if (JS_IsException(value.v) || write_key(w, keys[i].atom) < 0 || thaw_clone_write_value(w, value.v) < 0)
            return -1;
    }
    return thaw_clone_write_u32(w, 0);
}

static int write_properties(thaw_clone_writer *w, JSValueConst object)
{
    JSPropertyEnum *keys;
    uint32_t n;
    if (JS_GetOwnPropertyNames(w->ctx, &keys, &n, object, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0)
        return -1;
    int result = write_properties_of(w, object, keys, n);
    JS_FreePropertyEnum(w->ctx, keys, n);
    return result;
}

static int write_array(thaw_clone_writer *w, JSValueConst array)
{
    int64_t length;
    if (JS_GetLength(w->ctx, array, &length) < 0)
        return -1;
    uint32_t n = (uint32_t)length;
    if (put_tagged(w, TAG_ARRAY, &n, sizeof n) < 0)
        return -1;
    return write_properties(w, array);
}

/* ---- built-in objects ---- */

/* Entries are copied first: getters inside of them can change the collection. */
static int write_entries(thaw_clone_writer *w, JSValueConst collection, bool is_map)
{
    bool keyed;
    int64_t n;
    THAW_AUTO(thaw_value) list = thaw_value_of(w->ctx, thaw_engine_preview_entries(w->ctx, collection, &keyed));
    if (JS_IsException(list.v) || JS_GetLength(w->ctx, list.v, &n) < 0)
        return -1;
    uint32_t count = (uint32_t)n;
    if (put_tagged(w, is_map ? TAG_MAP : TAG_SET, &count, sizeof count) < 0)
        return -1;
    for (uint32_t i = 0; i < count; i++) {
        THAW_AUTO(thaw_value) item = thaw_value_of(w->ctx, JS_GetPropertyUint32(w->ctx, list.v, i));
        if (JS_IsException(item.v) || thaw_clone_write_value(w, item.v) < 0)
            return -1;
    }
    return 0;
}

/* An own data property as the algorithm reads `message`; 1 with the value owned, 0 if there is none, or -1. */
static int own_data(thaw_clone_writer *w, JSValueConst object, const char *name, JSValue *ret)
{
    JSPropertyDescriptor d;
    THAW_AUTO(thaw_atom) atom = thaw_atom_of(w->ctx, JS_NewAtom(w->ctx, name));
    int has = atom.atom ? JS_GetOwnProperty(w->ctx, &d, object, atom.atom) : -1;
    if (has < 1)
        return has;
    JS_FreeValue(w->ctx, d.getter);
    JS_FreeValue(w->ctx, d.setter);
    if (d.flags & JS_PROP_GETSET) {
        JS_FreeValue(w->ctx, d.value);
        return 0;
    }
    *ret = d.value;
    return 1;
}

static int write_error(thaw_clone_writer *w, JSValueConst error)
{
    THAW_AUTO(thaw_value) name = thaw_value_of(w->ctx, JS_GetPropertyStr(w->ctx, error, "name"));
    if (JS_IsException(name.v))
        return -1;
    THAW_AUTO(thaw_value)
    name_text =
        thaw_value_of(w->ctx, JS_IsUndefined(name.v) ? JS_NewString(w->ctx, "Error") : JS_ToString(w->ctx, name.v));
    THAW_AUTO(thaw_value) message = thaw_value_of(w->ctx, JS_UNDEFINED);
    THAW_AUTO(thaw_value) cause = thaw_value_of(w->ctx, JS_UNDEFINED);
    if (JS_IsException(name_text.v))
        return -1;
    int has_message = own_data(w, error, "message", &message.v);
    if (has_message < 0)
        return -1;
    THAW_AUTO(thaw_value)
    message_text = thaw_value_of(w->ctx, has_message ? JS_ToString(w->ctx, message.v) : JS_UNDEFINED);
    THAW_AUTO(thaw_value) stack = thaw_value_of(w->ctx, JS_GetPropertyStr(w->ctx, error, "stack"));
    int has_cause = own_data(w, error, "cause", &cause.v);
    if (JS_IsException(message_text.v) || JS_IsException(stack.v) || has_cause < 0)
        return -1;
    if (put_tag(w, TAG_ERROR) < 0 || thaw_clone_write_value(w, name_text.v) < 0 ||
        thaw_clone_write_value(w, JS_IsString(stack.v) ? (JSValueConst)stack.v : JS_UNDEFINED) < 0 ||
        put_tag(w, (has_message ? ERROR_HAS_MESSAGE : 0) | (has_cause ? ERROR_HAS_CAUSE : 0)) < 0)
        return -1;
    if (has_message && thaw_clone_write_value(w, message_text.v) < 0)
        return -1;
    return has_cause ? thaw_clone_write_value(w, cause.v) : 0;
}

static int write_date(thaw_clone_writer *w, JSValueConst date)
{
    double time;
    if (JS_ToFloat64(w->ctx, &time, thaw_engine_boxed(date)) < 0)
        return -1;
    return put_tagged(w, TAG_DATE, &time, sizeof time);
}

static int write_regexp(thaw_clone_writer *w, JSValueConst regexp)
{
    unsigned flags;
    JSValueConst pattern = thaw_engine_regexp_of(regexp, &flags);
    uint32_t bits = flags;
    if (put_tagged(w, TAG_REGEXP, &bits, sizeof bits) < 0)
        return -1;
    return write_text(w, pattern);
}

/* ---- buffers ---- */

static int write_shared(thaw_clone_writer *w, JSValueConst buffer)
{
    return put_tag(w, TAG_SHARED) < 0 ? -1 : thaw_clone_attach(w, buffer);
}

static int write_buffer(thaw_clone_writer *w, JSValueConst buffer)
{
    clone_record *r = w->record;
    thaw_engine_block block = thaw_engine_block_of(buffer);
    if (block.is_shared)
        return write_shared(w, buffer);
    if (block.is_detached) {
        thaw_throw_dom(w->ctx, "DataCloneError", "An ArrayBuffer is detached and could not be cloned.");
        return -1;
    }
    if (r->n_blocks == r->cap_blocks) {
        uint32_t cap = r->cap_blocks ? r->cap_blocks * 2 : 4;
        thaw_engine_block *blocks = js_realloc(w->ctx, r->blocks, cap * sizeof *blocks);
        if (!blocks)
            return -1;
        r->blocks = blocks;
        r->cap_blocks = cap;
    }
    uint8_t *data = js_malloc(w->ctx, block.size ? block.size : 1);
    if (!data)
        return -1;
    if (block.size)
        memcpy(data, block.data, block.size);
    block.data = data;
    r->blocks[r->n_blocks] = block;
    uint32_t index = r->n_blocks++;
    return put_tagged(w, TAG_BUFFER, &index, sizeof index);
}

static int write_view(thaw_clone_writer *w, JSValueConst object)
{
    thaw_engine_view view = thaw_engine_view_of(object);
    if (view.is_out_of_bounds) {
        thaw_throw_dom(w->ctx, "DataCloneError", "A view is out of bounds of its buffer and could not be cloned.");
        return -1;
    }
    if (put_tag(w, TAG_VIEW) < 0 || thaw_clone_write_value(w, view.buffer) < 0)
        return -1;
    const uint32_t fields[] = { (uint32_t)view.type, view.offset, view.size, view.is_tracking };
    return put(w, fields, sizeof fields) < 0 ? -1 : number_object(w, object);
}

/* ---- objects ---- */

static int write_native(thaw_clone_writer *w, JSValueConst object)
{
    const thaw_class *cls = thaw_native_class_of(object);
    const thaw_clone_hooks *hooks = cls ? cls->clone : NULL;
    if (!hooks || !hooks->write)
        return refuse(w, object);
    if (put_tagged(w, TAG_NATIVE, &hooks, sizeof hooks) < 0)
        return -1;
    return hooks->write(w, object);
}

static int write_new_object(thaw_clone_writer *w, JSValueConst object)
{
    thaw_engine_kind kind = thaw_engine_kind_of(object);
    if (kind == THAW_KIND_VIEW)
        return write_view(w, object);
    if (kind == THAW_KIND_OTHER)
        return refuse(w, object);
    if (number_object(w, object) < 0)
        return -1;
    switch (kind) {
    case THAW_KIND_ARRAY:
        return write_array(w, object);
    case THAW_KIND_ERROR:
        return write_error(w, object);
    case THAW_KIND_BOXED:
        return put_tag(w, TAG_BOXED) < 0 ? -1 : thaw_clone_write_value(w, thaw_engine_boxed(object));
    case THAW_KIND_DATE:
        return write_date(w, object);
    case THAW_KIND_REGEXP:
        return write_regexp(w, object);
    case THAW_KIND_BUFFER:
        return write_buffer(w, object);
    case THAW_KIND_MAP:
    case THAW_KIND_SET:
        return write_entries(w, object, kind == THAW_KIND_MAP);
    case THAW_KIND_NATIVE:
        return write_native(w, object);
    default:
        return put_tag(w, TAG_PLAIN) < 0 ? -1 : write_properties(w, object);
    }
}

static int write_object(thaw_clone_writer *w, JSValueConst object)
{
    if (w->table) {
        const seen_object *seen = seen_slot(w->table, w->mask, thaw_engine_identity(object));
        if (seen->object)
            return put_tagged(w, TAG_SEEN, &seen->number, sizeof seen->number);
    }
    return thaw_engine_may_recurse(w->ctx) ? write_new_object(w, object) : -1;
}

int thaw_clone_write_value(thaw_clone_writer *w, JSValueConst value)
{
    switch (JS_VALUE_GET_NORM_TAG(value)) {
    case JS_TAG_UNDEFINED:
        return put_tag(w, TAG_UNDEFINED);
    case JS_TAG_NULL:
        return put_tag(w, TAG_NULL);
    case JS_TAG_BOOL:
        return put_tag(w, JS_VALUE_GET_BOOL(value) ? TAG_TRUE : TAG_FALSE);
    case JS_TAG_INT: {
        int32_t number = JS_VALUE_GET_INT(value);
        return put_tagged(w, TAG_INT, &number, sizeof number);
    }
    case JS_TAG_FLOAT64: {
        double number = JS_VALUE_GET_FLOAT64(value);
        return put_tagged(w, TAG_DOUBLE, &number, sizeof number);
    }
    case JS_TAG_STRING:
    case JS_TAG_STRING_ROPE:
        return write_text(w, value);
    case JS_TAG_BIG_INT:
    case JS_TAG_SHORT_BIG_INT:
        return write_bigint(w, value);
    case JS_TAG_OBJECT:
        return write_object(w, value);
    default:
        return refuse(w, value);
    }
}

/* ---- transfer ---- */

static const thaw_clone_hooks *transfer_hooks(JSValueConst object)
{
    const thaw_class *cls = thaw_native_class_of(object);
    const thaw_clone_hooks *hooks = cls ? cls->clone : NULL;
    return hooks && hooks->transfer ? hooks : NULL;
}

static int begin_transfer(thaw_clone_writer *w)
{
    const JSValueConst *items = w->transfer->items;
    for (size_t i = 0; i < w->transfer->count; i++) {
        bool is_buffer = thaw_engine_kind_of(items[i]) == THAW_KIND_BUFFER;
        if (is_buffer ? thaw_engine_block_of(items[i]).is_shared : !transfer_hooks(items[i])) {
            thaw_throw_dom(w->ctx, "DataCloneError", "Value at index %zu does not have a transferable type.", i);
            return -1;
        }
        if (w->table && seen_slot(w->table, w->mask, thaw_engine_identity(items[i]))->object) {
            thaw_throw_dom(w->ctx, "DataCloneError", "%s at index %zu is a duplicate of an earlier %s.",
                           is_buffer ? "ArrayBuffer" : "Value", i, is_buffer ? "ArrayBuffer" : "value");
            return -1;
        }
        if (number_object(w, items[i]) < 0)
            return -1;
    }
    return 0;
}

static JSValue move_out(thaw_clone_writer *w, JSValueConst object, const thaw_clone_hooks *hooks)
{
    if (hooks)
        return hooks->is_detached && hooks->is_detached(object)
                   ? thaw_throw_dom(w->ctx, "DataCloneError", "An object was transferred already.")
                   : hooks->transfer(w->ctx, object);
    thaw_engine_block block = thaw_engine_block_of(object);
    if (block.is_detached)
        return thaw_throw_dom(w->ctx, "DataCloneError", "An ArrayBuffer is detached and could not be cloned.");
    if (block.is_immutable)
        return thaw_throw_dom(w->ctx, "DataCloneError", "An immutable ArrayBuffer can't be transferred.");
    return thaw_engine_transfer(w->ctx, object);
}

/* After the value was written: nothing moves if that failed. */
static int end_transfer(thaw_clone_writer *w)
{
    clone_record *r = w->record;
    const JSValueConst *items = w->transfer->items;
    uint32_t n = (uint32_t)w->transfer->count;
    THAW_AUTO(thaw_value) moved = thaw_value_of(w->ctx, JS_NewArray(w->ctx));
    r->receivers = js_mallocz(w->ctx, (n + 1) * sizeof *r->receivers);
    if (!r->receivers || JS_IsException(moved.v))
        return -1;
    for (uint32_t i = 0; i < n; i++) {
        r->receivers[i] = transfer_hooks(items[i]);
        JSValue value = move_out(w, items[i], r->receivers[i]);
        if (JS_IsException(value) || JS_DefinePropertyValueUint32(w->ctx, moved.v, i, value, JS_PROP_C_W_E) < 0)
            return -1;
    }
    r->n_transferred = n;
    r->transferred = thaw_value_take(&moved);
    return 0;
}

JSValue thaw_clone_serialize(JSContext *ctx, JSValueConst value, const thaw_idl_sequence *transfer)
{
    clone_record *record;
    THAW_AUTO(thaw_value)
    object = thaw_value_of(ctx, thaw_native_new(ctx, &clone_record_class, JS_NULL, &record));
    if (JS_IsException(object.v))
        return JS_EXCEPTION;
    THAW_AUTO(thaw_clone_writer)
    w = { .ctx = ctx, .record = record, .held = thaw_value_of(ctx, JS_UNDEFINED), .transfer = transfer };
    bool moves = transfer && transfer->count;
    if ((moves && begin_transfer(&w) < 0) || thaw_clone_write_value(&w, value) < 0 || (moves && end_transfer(&w) < 0))
        return JS_EXCEPTION;
    return thaw_value_take(&object);
}
