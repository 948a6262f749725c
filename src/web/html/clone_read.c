/* SPDX-License-Identifier: MIT
 * From a record to a value. No JavaScript of the program runs: properties are defined, not set, on objects that nobody
 * has seen. So each object that is made stays alive until the end, by the parent that it is put into or by the frame
 * that fills it, and the table of objects only borrows. */
#include <string.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "web/html/clone_int.h"

struct thaw_clone_reader {
    JSContext *ctx;
    clone_record *record;
    size_t at;
    bool is_last;
    JSValueConst *objects; /* by number */
    uint32_t count, cap;
};

static void thaw_clone_reader_done(thaw_clone_reader *r)
{
    js_free(r->ctx, (void *)r->objects);
}

JSContext *thaw_clone_reader_context(const thaw_clone_reader *r)
{
    return r->ctx;
}

/* ---- bytes ---- */

static const uint8_t *get(thaw_clone_reader *r, size_t size)
{
    const uint8_t *at = r->record->bytes + r->at;
    r->at += size;
    return at;
}

uint32_t thaw_clone_read_u32(thaw_clone_reader *r)
{
    uint32_t number;
    memcpy(&number, get(r, sizeof number), sizeof number);
    return number;
}

double thaw_clone_read_double(thaw_clone_reader *r)
{
    double number;
    memcpy(&number, get(r, sizeof number), sizeof number);
    return number;
}

thaw_slice thaw_clone_read_bytes(thaw_clone_reader *r)
{
    size_t size;
    memcpy(&size, get(r, sizeof size), sizeof size);
    return (thaw_slice){ (const char *)get(r, size), size };
}

JSValue thaw_clone_attached(thaw_clone_reader *r)
{
    return JS_GetPropertyUint32(r->ctx, r->record->attached, thaw_clone_read_u32(r));
}

/* ---- objects ---- */

static int reserve_number(thaw_clone_reader *r, uint32_t *ret_number)
{
    if (r->count == r->cap) {
        uint32_t cap = r->cap ? r->cap * 2 : 16;
        JSValueConst *objects = js_realloc(r->ctx, (void *)r->objects, cap * sizeof *objects);
        if (!objects)
            return -1;
        r->objects = objects;
        r->cap = cap;
    }
    r->objects[r->count] = JS_UNDEFINED;
    *ret_number = r->count++;
    return 0;
}

/* The object, with the next number; takes it and may fail as it may have failed before. */
static JSValue numbered(thaw_clone_reader *r, JSValue object)
{
    uint32_t number;
    if (JS_IsException(object))
        return JS_EXCEPTION;
    if (reserve_number(r, &number) < 0) {
        JS_FreeValue(r->ctx, object);
        return JS_EXCEPTION;
    }
    r->objects[number] = object;
    return object;
}

/* ---- primitives ---- */

static JSValue read_text(thaw_clone_reader *r, bool wide)
{
    thaw_engine_text text = { .len = thaw_clone_read_u32(r), .wide = wide };
    if (wide)
        r->at += r->at & 1;
    text.ptr = get(r, (size_t)text.len << wide);
    return thaw_engine_text_new(r->ctx, text);
}

/* An object that stands earlier in the record. */
static JSValue read_seen(thaw_clone_reader *r)
{
    uint32_t number = thaw_clone_read_u32(r);
    thaw_assert(number < r->count);
    return JS_DupValue(r->ctx, r->objects[number]);
}

static JSValue read_bigint(thaw_clone_reader *r)
{
    uint32_t n = thaw_clone_read_u32(r);
    return thaw_engine_bigint_new(r->ctx, get(r, (size_t)n * 4), n);
}

static clone_tag peek(const thaw_clone_reader *r)
{
    return (clone_tag)r->record->bytes[r->at];
}

/* ---- built-in objects ---- */

static JSValue read_properties(thaw_clone_reader *r, JSValue owned)
{
    THAW_AUTO(thaw_value) object = thaw_value_of(r->ctx, owned);
    if (JS_IsException(owned))
        return JS_EXCEPTION;
    for (uint32_t key; (key = thaw_clone_read_u32(r)) != 0;) {
        JSAtom atom = thaw_engine_atom_is_index(key) ? key : r->record->keys[key - 1];
        JSValue value = thaw_clone_read_value(r);
        if (JS_IsException(value) || JS_DefinePropertyValue(r->ctx, object.v, atom, value, JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&object);
}

static JSValue read_array(thaw_clone_reader *r)
{
    uint32_t length = thaw_clone_read_u32(r);
    THAW_AUTO(thaw_value) array = thaw_value_of(r->ctx, numbered(r, JS_NewArray(r->ctx)));
    array.v = read_properties(r, thaw_value_take(&array));
    if (JS_IsException(array.v) || JS_SetLength(r->ctx, array.v, length) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&array);
}

static JSValue read_boxed(thaw_clone_reader *r)
{
    uint32_t number;
    if (reserve_number(r, &number) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) primitive = thaw_value_of(r->ctx, thaw_clone_read_value(r));
    JSValue object = JS_IsException(primitive.v) ? JS_EXCEPTION : thaw_engine_box(r->ctx, primitive.v);
    r->objects[number] = object;
    return object;
}

static JSValue read_regexp(thaw_clone_reader *r)
{
    uint32_t flags = thaw_clone_read_u32(r);
    bool wide = peek(r) == TAG_WIDE_TEXT;
    r->at++;
    THAW_AUTO(thaw_value) pattern = thaw_value_of(r->ctx, read_text(r, wide));
    if (JS_IsException(pattern.v))
        return JS_EXCEPTION;
    return numbered(r, thaw_engine_regexp_new(r->ctx, pattern.v, flags));
}

static int define_hidden(thaw_clone_reader *r, JSValueConst object, const char *name)
{
    JSValue value = thaw_clone_read_value(r);
    if (JS_IsException(value))
        return -1;
    return JS_DefinePropertyValueStr(r->ctx, object, name, value, JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE);
}

static JSValue read_error(thaw_clone_reader *r)
{
    uint32_t number;
    if (reserve_number(r, &number) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) name = thaw_value_of(r->ctx, thaw_clone_read_value(r));
    THAW_AUTO(thaw_value) stack = thaw_value_of(r->ctx, thaw_clone_read_value(r));
    THAW_AUTO(thaw_cstr) text = { r->ctx, NULL, 0 };
    if (JS_IsException(name.v) || JS_IsException(stack.v))
        return JS_EXCEPTION;
    text = thaw_cstr_of(r->ctx, name.v);
    if (!text.ptr)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) error = thaw_value_of(r->ctx, thaw_engine_error_new(r->ctx, text.ptr, stack.v));
    if (JS_IsException(error.v))
        return JS_EXCEPTION;
    r->objects[number] = error.v;
    uint8_t has = *get(r, 1);
    if ((has & ERROR_HAS_MESSAGE && define_hidden(r, error.v, "message") < 0) ||
        (has & ERROR_HAS_CAUSE && define_hidden(r, error.v, "cause") < 0))
        return JS_EXCEPTION;
    return thaw_value_take(&error);
}

static JSValue read_entries(thaw_clone_reader *r, bool is_map)
{
    uint32_t n = thaw_clone_read_u32(r);
    THAW_AUTO(thaw_value) object = thaw_value_of(r->ctx, numbered(r, thaw_engine_map_new(r->ctx, !is_map)));
    if (JS_IsException(object.v))
        return JS_EXCEPTION;
    for (uint32_t i = 0; i < n; i += 1 + is_map) {
        THAW_AUTO(thaw_value) key = thaw_value_of(r->ctx, thaw_clone_read_value(r));
        THAW_AUTO(thaw_value) value = thaw_value_of(r->ctx, JS_UNDEFINED);
        if (!JS_IsException(key.v) && is_map)
            value.v = thaw_clone_read_value(r);
        if (JS_IsException(key.v) || JS_IsException(value.v) ||
            thaw_engine_map_add(r->ctx, object.v, key.v, value.v) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&object);
}

/* ---- buffers ---- */

static JSValue read_buffer(thaw_clone_reader *r)
{
    thaw_engine_block *kept = &r->record->blocks[thaw_clone_read_u32(r)];
    thaw_engine_block block = *kept;
    if (r->is_last) {
        kept->data = NULL;
    } else {
        block.data = js_malloc(r->ctx, block.size ? block.size : 1);
        if (!block.data)
            return JS_EXCEPTION;
        memcpy(block.data, kept->data, block.size);
    }
    return numbered(r, thaw_engine_block_new(r->ctx, &block));
}

static JSValue read_shared(thaw_clone_reader *r)
{
    THAW_AUTO(thaw_value) shared = thaw_value_of(r->ctx, thaw_clone_attached(r));
    return JS_IsException(shared.v) ? JS_EXCEPTION : numbered(r, thaw_engine_share(r->ctx, shared.v));
}

static JSValue read_view(thaw_clone_reader *r)
{
    THAW_AUTO(thaw_value) buffer = thaw_value_of(r->ctx, thaw_clone_read_value(r));
    if (JS_IsException(buffer.v))
        return JS_EXCEPTION;
    thaw_engine_view view = { .buffer = buffer.v };
    view.type = (int)thaw_clone_read_u32(r);
    view.offset = thaw_clone_read_u32(r);
    view.size = thaw_clone_read_u32(r);
    view.is_tracking = thaw_clone_read_u32(r) != 0;
    return numbered(r, thaw_engine_view_new(r->ctx, &view));
}

static JSValue read_native(thaw_clone_reader *r)
{
    uint32_t number;
    const thaw_clone_hooks *hooks;
    memcpy(&hooks, get(r, sizeof hooks), sizeof hooks);
    if (reserve_number(r, &number) < 0)
        return JS_EXCEPTION;
    JSValue object = hooks->read(r);
    r->objects[number] = object;
    return object;
}

static JSValue read_object(thaw_clone_reader *r, clone_tag tag)
{
    switch (tag) {
    case TAG_PLAIN:
        return read_properties(r, numbered(r, JS_NewObject(r->ctx)));
    case TAG_ARRAY:
        return read_array(r);
    case TAG_BOXED:
        return read_boxed(r);
    case TAG_DATE:
        return numbered(r, JS_NewDate(r->ctx, thaw_clone_read_double(r)));
    case TAG_REGEXP:
        return read_regexp(r);
    case TAG_ERROR:
        return read_error(r);
    case TAG_BUFFER:
        return read_buffer(r);
    case TAG_SHARED:
        return read_shared(r);
    case TAG_VIEW:
        return read_view(r);
    case TAG_MAP:
    case TAG_SET:
        return read_entries(r, tag == TAG_MAP);
    default:
        return read_native(r);
    }
}

JSValue thaw_clone_read_value(thaw_clone_reader *r)
{
    clone_tag tag = (clone_tag)*get(r, 1);
    switch (tag) {
    case TAG_UNDEFINED:
        return JS_UNDEFINED;
    case TAG_NULL:
        return JS_NULL;
    case TAG_FALSE:
    case TAG_TRUE:
        return JS_NewBool(r->ctx, tag == TAG_TRUE);
    case TAG_INT:
        return JS_NewInt32(r->ctx, (int32_t)thaw_clone_read_u32(r));
    case TAG_DOUBLE:
        return JS_NewFloat64(r->ctx, thaw_clone_read_double(r));
    case TAG_TEXT:
    case TAG_WIDE_TEXT:
        return read_text(r, tag == TAG_WIDE_TEXT);
    case TAG_BIGINT:
        return read_bigint(r);
    case TAG_SEEN:
        return read_seen(r);
    default:
        return thaw_engine_may_recurse(r->ctx) ? read_object(r, tag) : JS_EXCEPTION;
    }
}

/* ---- transfer ---- */

/* What was moved becomes objects with the first numbers, in an array that holds them. */
static JSValue receive(thaw_clone_reader *r)
{
    clone_record *record = r->record;
    THAW_AUTO(thaw_value) moved = thaw_value_of(r->ctx, thaw_slot_take(&record->transferred));
    THAW_AUTO(thaw_value) list = thaw_value_of(r->ctx, JS_NewArray(r->ctx));
    uint32_t n = record->n_transferred;
    record->n_transferred = 0;
    if (JS_IsException(list.v))
        return JS_EXCEPTION;
    for (uint32_t i = 0; i < n; i++) {
        const thaw_clone_hooks *hooks = record->receivers[i];
        THAW_AUTO(thaw_value) value = thaw_value_of(r->ctx, JS_GetPropertyUint32(r->ctx, moved.v, i));
        if (!JS_IsException(value.v) && hooks) {
            JSValue object = hooks->receive(r->ctx, value.v);
            JS_FreeValue(r->ctx, value.v);
            value.v = object;
        }
        uint32_t number;
        if (JS_IsException(value.v) || reserve_number(r, &number) < 0)
            return JS_EXCEPTION;
        r->objects[number] = value.v;
        if (JS_DefinePropertyValueUint32(r->ctx, list.v, i, thaw_value_take(&value), JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&list);
}

JSValue thaw_clone_deserialize(JSContext *ctx, JSValueConst object, bool is_last, JSValue *ret_transferred)
{
    THAW_AUTO(thaw_clone_reader) r = { .ctx = ctx, .record = clone_record_of(object), .is_last = is_last };
    THAW_AUTO(thaw_value) list = thaw_value_of(ctx, JS_UNDEFINED);
    if (r.record->n_transferred || ret_transferred)
        list.v = receive(&r);
    if (JS_IsException(list.v))
        return JS_EXCEPTION;
    JSValue value = thaw_clone_read_value(&r);
    if (!JS_IsException(value) && ret_transferred)
        *ret_transferred = thaw_value_take(&list);
    return value;
}
