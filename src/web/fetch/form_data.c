/* SPDX-License-Identifier: MIT */
#include "web/fetch/form_data.h"

#include "base/error.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/webidl/interface.h"
#include "web/file/blob.h"

static void form_data_visit(void *self, thaw_visitor *v)
{
    thaw_form_data *form = self;
    for (uint32_t i = 0; i < form->count; i++)
        v->slot(v, &form->entries[i].file);
}

static void free_texts(JSRuntime *rt, thaw_form_entry *e)
{
    js_free_rt(rt, e->name);
    js_free_rt(rt, e->text);
}

static void form_data_dispose(JSRuntime *rt, void *self)
{
    thaw_form_data *form = self;
    for (uint32_t i = 0; i < form->count; i++)
        free_texts(rt, &form->entries[i]);
    js_free_rt(rt, form->entries);
}
const thaw_class thaw_form_data_class = { .name = "FormData",
                                          .id = THAW_CLASS_FORM_DATA,
                                          .size = sizeof(thaw_form_data),
                                          .visit = form_data_visit,
                                          .dispose = form_data_dispose };

JSValue thaw_form_data_new(JSContext *ctx, thaw_form_data **ret_self)
{
    return thaw_native_new(ctx, &thaw_form_data_class, JS_UNDEFINED, ret_self);
}

/* ---- entries ---- */

/* Takes `file`, which is undefined for a text. */
static int entry_new(JSContext *ctx, thaw_slice name, thaw_slice text, JSValue file, thaw_form_entry *ret)
{
    bool is_file = !JS_IsUndefined(file);
    *ret = (thaw_form_entry){
        .name = thaw_text_copy(ctx, name), .name_len = name.len, .text_len = text.len, .file = file
    };
    if (ret->name && !is_file)
        ret->text = thaw_text_copy(ctx, text);
    if (ret->name && (is_file || ret->text))
        return 0;
    free_texts(JS_GetRuntime(ctx), ret);
    JS_FreeValue(ctx, file);
    return -1;
}

static int reserve_one(JSContext *ctx, thaw_form_data *form)
{
    if (form->count < form->size)
        return 0;
    uint32_t size = form->size ? form->size * 2 : 4;
    if (size < form->size || size > UINT32_MAX / 2 / sizeof *form->entries) {
        JS_ThrowOutOfMemory(ctx);
        return -1;
    }
    thaw_form_entry *entries = js_realloc(ctx, form->entries, size * sizeof *entries);
    if (!entries)
        return -1;
    form->entries = entries;
    form->size = size;
    return 0;
}

/* Takes what the entry holds. */
static int append_entry(JSContext *ctx, thaw_form_data *form, thaw_form_entry *e)
{
    if (reserve_one(ctx, form) < 0) {
        free_texts(JS_GetRuntime(ctx), e);
        JS_FreeValue(ctx, e->file);
        return -1;
    }
    form->entries[form->count++] = *e;
    return 0;
}

int thaw_form_data_append_text(JSContext *ctx, thaw_form_data *form, thaw_slice name, thaw_slice text)
{
    thaw_form_entry e;
    return entry_new(ctx, name, text, JS_UNDEFINED, &e) < 0 ? -1 : append_entry(ctx, form, &e);
}

int thaw_form_data_append_file(JSContext *ctx, thaw_form_data *form, thaw_slice name, JSValue file)
{
    thaw_form_entry e;
    return entry_new(ctx, name, (thaw_slice){ "", 0 }, file, &e) < 0 ? -1 : append_entry(ctx, form, &e);
}

static bool is_named(const thaw_form_entry *e, thaw_slice name)
{
    return thaw_slice_equal((thaw_slice){ e->name, e->name_len }, name);
}

/* Drops those of the name from `from` on. The values are freed when the list is whole again. */
static int remove_named(JSContext *ctx, thaw_form_data *form, thaw_slice name, uint32_t from)
{
    uint32_t kept = from;
    THAW_AUTO(thaw_value) files = thaw_value_of(ctx, JS_UNDEFINED); /* what must outlive the loop */
    uint32_t n_files = 0;
    for (uint32_t i = from; i < form->count; i++) {
        thaw_form_entry *e = &form->entries[i];
        if (!is_named(e, name)) {
            form->entries[kept++] = *e;
            continue;
        }
        free_texts(JS_GetRuntime(ctx), e);
        if (JS_IsUndefined(e->file))
            continue;
        if (JS_IsUndefined(files.v))
            files.v = JS_NewArray(ctx);
        JS_DefinePropertyValueUint32(ctx, files.v, n_files++, e->file, JS_PROP_C_W_E);
    }
    form->count = kept;
    return JS_IsException(files.v) ? -1 : 0;
}

static JSValue value_of(JSContext *ctx, const thaw_form_entry *e)
{
    return e->text ? JS_NewStringLen(ctx, e->text, e->text_len) : JS_DupValue(ctx, e->file);
}

/* ---- members ---- */

typedef enum { VALUE_BLOB, VALUE_TEXT } value_kind;
THAW_IDL_UNION(form_value, "(Blob or USVString)", &thaw_idl_thaw_blob, &thaw_idl_USVString);

typedef struct {
    bool has_form, has_submitter;
    JSValueConst form, submitter;
} construct_args;
typedef struct {
    thaw_idl_text name;
} name_args;
typedef struct {
    bool has_filename;
    thaw_idl_text name;
    thaw_idl_union value;
    thaw_idl_text filename;
} entry_args;

static thaw_slice slice_of(const thaw_idl_text *t)
{
    return (thaw_slice){ t->ptr, t->len };
}

static JSValue form_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    thaw_form_data *self;
    if (args->has_form && !JS_IsUndefined(args->form))
        return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_TYPE",
                               "Failed to construct 'FormData': there are no form elements here, so the first argument "
                               "must be undefined.");
    return thaw_interface_construct(ctx, in, &self);
}

/* A Blob becomes a File; a File gets the name if there is one. */
static JSValue as_file(JSContext *ctx, const thaw_idl_ref *blob_ref, const thaw_slice *filename)
{
    const thaw_blob *blob = blob_ref->self;
    const thaw_file *file = thaw_file_of(blob_ref->object);
    if (file && !filename)
        return JS_DupValue(ctx, blob_ref->object);
    thaw_bytes bytes;
    if (thaw_bytes_share(ctx, &blob->bytes, &bytes) < 0)
        return JS_EXCEPTION;
    return thaw_file_new(ctx, &bytes, thaw_blob_type(blob), filename ? *filename : THAW_SLICE("blob"),
                         file ? file->last_modified : thaw_file_now());
}

static int entry_from_args(JSContext *ctx, const thaw_invocation *in, thaw_form_entry *ret)
{
    const entry_args *args = in->args;
    thaw_slice name = slice_of(&args->name);
    if (args->value.which == VALUE_TEXT) {
        if (in->argc < 3)
            return entry_new(ctx, name, slice_of(&args->value.as.text), JS_UNDEFINED, ret);
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_TYPE", "A value with a file name must be a Blob.");
        return -1;
    }
    thaw_slice filename = slice_of(&args->filename);
    JSValue file = as_file(ctx, &args->value.as.object, args->has_filename ? &filename : NULL);
    return JS_IsException(file) ? -1 : entry_new(ctx, name, (thaw_slice){ "", 0 }, file, ret);
}

static JSValue form_append(JSContext *ctx, const thaw_invocation *in)
{
    thaw_form_entry e;
    if (entry_from_args(ctx, in, &e) < 0)
        return JS_EXCEPTION;
    return append_entry(ctx, in->self, &e) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue form_set(JSContext *ctx, const thaw_invocation *in)
{
    thaw_form_data *self = in->self;
    thaw_slice name = slice_of(&((const entry_args *)in->args)->name);
    thaw_form_entry e;
    if (entry_from_args(ctx, in, &e) < 0)
        return JS_EXCEPTION;
    uint32_t at = 0;
    while (at < self->count && !is_named(&self->entries[at], name))
        at++;
    if (at == self->count)
        return append_entry(ctx, self, &e) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
    thaw_form_entry old = self->entries[at];
    self->entries[at] = e;
    free_texts(JS_GetRuntime(ctx), &old);
    int failed = remove_named(ctx, self, name, at + 1);
    JS_FreeValue(ctx, old.file);
    return failed ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue form_delete(JSContext *ctx, const thaw_invocation *in)
{
    return remove_named(ctx, in->self, slice_of(&((const name_args *)in->args)->name), 0) < 0 ? JS_EXCEPTION
                                                                                              : JS_UNDEFINED;
}

static const thaw_form_entry *find(const thaw_invocation *in)
{
    const thaw_form_data *self = in->self;
    thaw_slice name = slice_of(&((const name_args *)in->args)->name);
    for (uint32_t i = 0; i < self->count; i++) {
        if (is_named(&self->entries[i], name))
            return &self->entries[i];
    }
    return NULL;
}

static JSValue form_get(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_form_entry *e = find(in);
    return e ? value_of(ctx, e) : JS_NULL;
}

static JSValue form_get_all(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_form_data *self = in->self;
    thaw_slice name = slice_of(&((const name_args *)in->args)->name);
    THAW_AUTO(thaw_value) array = thaw_value_of(ctx, JS_NewArray(ctx));
    uint32_t n = 0;
    for (uint32_t i = 0; i < self->count && !JS_IsException(array.v); i++) {
        if (!is_named(&self->entries[i], name))
            continue;
        JSValue value = value_of(ctx, &self->entries[i]);
        if (JS_IsException(value) || JS_DefinePropertyValueUint32(ctx, array.v, n++, value, JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&array);
}

static JSValue form_has(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewBool(ctx, find(in) != NULL);
}

static int form_pair_at(JSContext *ctx, void *opaque, uint32_t index, JSValue *ret_key, JSValue *ret_value)
{
    const thaw_form_data *self = opaque;
    if (index >= self->count)
        return 0;
    const thaw_form_entry *e = &self->entries[index];
    THAW_AUTO(thaw_value) key = thaw_value_of(ctx, JS_NewStringLen(ctx, e->name, e->name_len));
    JSValue value = JS_IsException(key.v) ? JS_EXCEPTION : value_of(ctx, e);
    if (JS_IsException(value))
        return -1;
    *ret_key = thaw_value_take(&key);
    *ret_value = value;
    return 1;
}

#define NAME_ARGS name_args, THAW_REQUIRED(name_args, name, "name", USVString)
#define ENTRY_ARGS                                                  \
    entry_args, THAW_REQUIRED(entry_args, name, "name", USVString), \
        THAW_REQUIRED(entry_args, value, "value", form_value),      \
        THAW_OPTIONAL(entry_args, filename, "filename", USVString)
#define ROW(row, ...) row(__VA_ARGS__)

static const thaw_member members[] = {
    ROW(THAW_METHOD_ARGS, "append", form_append, ENTRY_ARGS),
    ROW(THAW_METHOD_ARGS, "delete", form_delete, NAME_ARGS),
    ROW(THAW_METHOD_ARGS, "get", form_get, NAME_ARGS),
    ROW(THAW_METHOD_ARGS, "getAll", form_get_all, NAME_ARGS),
    ROW(THAW_METHOD_ARGS, "has", form_has, NAME_ARGS),
    ROW(THAW_METHOD_ARGS, "set", form_set, ENTRY_ARGS),
    THAW_PAIR_ITERABLE(form_pair_at),
};
static const thaw_interface form_interface = {
    .cls = &thaw_form_data_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR_ARGS(form_construct, construct_args, THAW_OPTIONAL(construct_args, form, "form", any),
                          THAW_OPTIONAL(construct_args, submitter, "submitter", any)),
};

int thaw_form_data_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &form_interface);
}
