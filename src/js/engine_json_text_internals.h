/* SPDX-License-Identifier: MIT
 * Values to JSON text: thaw_engine_stringify_json of engine_json.h, and JSON.stringify. Included once, by
 * engine_internals.c, after engine_json_internals.h.
 *
 * Only graphs whose text can be told without running JavaScript are written here: primitives but BigInts, plain objects
 * without accessors, arrays without holes, nothing with a toJSON, texts of Latin-1. All else, cycles and depth with it,
 * is left to the engine, which begins again. */

enum { JSON_TEXT_FIRST = 256, JSON_TEXT_DEPTH_MAX = 200 };

typedef struct {
    JSContext *ctx;
    uint8_t *data;
    size_t size, room;
    int depth;
} json_writer;

static json_result json_write_value(json_writer *w, JSValueConst value);

static json_result json_grow(json_writer *w, size_t more)
{
    size_t room = w->room ? w->room * 2 : JSON_TEXT_FIRST;
    while (room - w->size < more)
        room *= 2;
    if (room > JS_STRING_LEN_MAX)
        return JSON_REFUSED;
    uint8_t *data = js_realloc(w->ctx, w->data, room);
    if (!data)
        return JSON_FAILED;
    w->data = data;
    w->room = room;
    return JSON_READ;
}

static json_result json_write(json_writer *w, const void *text, size_t len)
{
    if (w->room - w->size < len) {
        json_result grown = json_grow(w, len);
        if (grown != JSON_READ)
            return grown;
    }
    memcpy(w->data + w->size, text, len);
    w->size += len;
    return JSON_READ;
}

/* --- strings --- */

static json_result json_write_escape(json_writer *w, uint8_t c)
{
    static const char escapes[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    char text[8];
    for (const char *e = escapes; *e; e += 2) {
        if ((uint8_t)*e == c)
            return json_write(w, (char[]){ '\\', e[1] }, 2);
    }
    snprintf(text, sizeof text, "\\u%04x", c);
    return json_write(w, text, 6);
}

static json_result json_write_quoted(json_writer *w, JSString *p)
{
    if (p->is_wide_char)
        return JSON_REFUSED;
    const uint8_t *at = str8(p), *end = at + p->len;
    json_result result = json_write(w, "\"", 1);
    while (result == JSON_READ && at < end) {
        const uint8_t *stop = json_plain_end(at, end, false);
        result = json_write(w, at, (size_t)(stop - at));
        at = stop;
        if (result == JSON_READ && at < end)
            result = json_write_escape(w, *at++);
    }
    return result == JSON_READ ? json_write(w, "\"", 1) : result;
}

static json_result json_write_string(json_writer *w, JSValueConst value)
{
    JSValue flat = thaw_engine_flat(w->ctx, value);
    if (JS_IsException(flat))
        return JSON_FAILED;
    json_result result = json_write_quoted(w, JS_VALUE_GET_STRING(flat));
    JS_FreeValue(w->ctx, flat);
    return result;
}

/* --- numbers --- */

static json_result json_write_float(json_writer *w, JSValueConst value)
{
    if (!isfinite(JS_VALUE_GET_FLOAT64(value)))
        return json_write(w, "null", 4);
    JSValue text = JS_ToString(w->ctx, value);
    if (JS_IsException(text))
        return JSON_FAILED;
    JSString *p = JS_VALUE_GET_STRING(text);
    json_result result = json_write(w, str8(p), p->len);
    JS_FreeValue(w->ctx, text);
    return result;
}

static json_result json_write_int(json_writer *w, int32_t value)
{
    char text[16];
    return json_write(w, text, i32toa(text, value));
}

/* --- objects --- */

static bool json_leaves_out(JSValueConst value)
{
    return JS_IsUndefined(value) || JS_IsSymbol(value);
}

/* `first` becomes false with the first member that is written. */
static json_result json_write_member(json_writer *w, const JSObject *p, int index, bool *first)
{
    const JSShapeProperty *prs = &get_shape_prop(p->shape)[index];
    if (prs->atom == JS_ATOM_NULL)
        return JSON_READ;
    if (__JS_AtomIsTaggedInt(prs->atom) || prs->atom == JS_ATOM_toJSON || prs->flags & JS_PROP_TMASK)
        return JSON_REFUSED;
    JSValue value = p->prop[index].u.value;
    if (!(prs->flags & JS_PROP_ENUMERABLE) || JS_AtomGetKind(w->ctx, prs->atom) != JS_ATOM_KIND_STRING ||
        json_leaves_out(value))
        return JSON_READ;
    json_result result = *first ? JSON_READ : json_write(w, ",", 1);
    *first = false;
    if (result == JSON_READ)
        result = json_write_quoted(w, w->ctx->rt->atom_array[prs->atom]);
    if (result == JSON_READ)
        result = json_write(w, ":", 1);
    return result == JSON_READ ? json_write_value(w, value) : result;
}

static json_result json_write_object(json_writer *w, JSObject *p)
{
    bool first = true;
    if (p->is_exotic || p->shape->proto != JS_VALUE_GET_OBJ(w->ctx->class_proto[JS_CLASS_OBJECT]))
        return JSON_REFUSED;
    json_result result = json_write(w, "{", 1);
    for (int i = 0; result == JSON_READ && i < p->shape->prop_count; i++)
        result = json_write_member(w, p, i, &first);
    return result == JSON_READ ? json_write(w, "}", 1) : result;
}

static json_result json_write_array(json_writer *w, JSObject *p)
{
    uint32_t n = p->u.array.count;
    if (!p->fast_array || p->shape->prop_count != 1 ||
        p->shape->proto != JS_VALUE_GET_OBJ(w->ctx->class_proto[JS_CLASS_ARRAY]) ||
        JS_VALUE_GET_TAG(p->prop[0].u.value) != JS_TAG_INT || (uint32_t)JS_VALUE_GET_INT(p->prop[0].u.value) != n)
        return JSON_REFUSED;
    json_result result = json_write(w, "[", 1);
    for (uint32_t i = 0; result == JSON_READ && i < n; i++) {
        JSValue value = p->u.array.u.values[i];
        if (i)
            result = json_write(w, ",", 1);
        if (result == JSON_READ)
            result = json_leaves_out(value) ? json_write(w, "null", 4) : json_write_value(w, value);
    }
    return result == JSON_READ ? json_write(w, "]", 1) : result;
}

static json_result json_write_graph(json_writer *w, JSObject *p)
{
    json_result result = JSON_REFUSED;
    if (w->depth == JSON_TEXT_DEPTH_MAX || js_check_stack_overflow(w->ctx->rt, 4096))
        return JSON_REFUSED;
    w->depth++;
    if (p->class_id == JS_CLASS_OBJECT)
        result = json_write_object(w, p);
    else if (p->class_id == JS_CLASS_ARRAY)
        result = json_write_array(w, p);
    w->depth--;
    return result;
}

static json_result json_write_value(json_writer *w, JSValueConst value)
{
    switch (JS_VALUE_GET_NORM_TAG(value)) {
    case JS_TAG_OBJECT:
        return json_write_graph(w, JS_VALUE_GET_OBJ(value));
    case JS_TAG_STRING:
    case JS_TAG_STRING_ROPE:
        return json_write_string(w, value);
    case JS_TAG_INT:
        return json_write_int(w, JS_VALUE_GET_INT(value));
    case JS_TAG_FLOAT64:
        return json_write_float(w, value);
    case JS_TAG_BOOL:
        return JS_VALUE_GET_BOOL(value) ? json_write(w, "true", 4) : json_write(w, "false", 5);
    case JS_TAG_NULL:
        return json_write(w, "null", 4);
    default:
        return JSON_REFUSED;
    }
}

static bool json_has_to_json(JSContext *ctx, JSClassID id)
{
    JSProperty *property;
    return find_own_property(&property, JS_VALUE_GET_OBJ(ctx->class_proto[id]), JS_ATOM_toJSON) != NULL;
}

JSValue thaw_engine_stringify_json(JSContext *ctx, JSValueConst value)
{
    json_writer w = { .ctx = ctx };
    JSValue text = JS_EXCEPTION;
    json_result result = json_has_to_json(ctx, JS_CLASS_OBJECT) || json_has_to_json(ctx, JS_CLASS_ARRAY)
                             ? JSON_REFUSED
                             : json_write_value(&w, value);
    if (result == JSON_READ)
        text = js_new_string8_len(ctx, (const char *)w.data, (int)w.size);
    js_free(ctx, w.data);
    return result == JSON_REFUSED ? JS_JSONStringify(ctx, value, JS_UNDEFINED, JS_UNDEFINED) : text;
}

static JSValue js_json_stringify_fast(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    bool plain = (JS_IsUndefined(argv[1]) || JS_IsNull(argv[1])) && (JS_IsUndefined(argv[2]) || JS_IsNull(argv[2]));
    return plain ? thaw_engine_stringify_json(ctx, argv[0]) : js_json_stringify(ctx, this_val, argc, argv);
}
