/* SPDX-License-Identifier: MIT
 * Its prototype inherits from Error.prototype though the struct is not the engine's error; `stack` is an own property
 * of each, as in Node. */
#include "web/dom/dom_exception.h"

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/webidl/interface.h"
#include "web/html/structured_clone.h"

enum { MESSAGE_MAX = 1 << 16 };

static const thaw_clone_hooks exception_clone, quota_clone;
THAW_CLASS_TABLE(thaw_dom_exception, DOM_EXCEPTION, "DOMException", .clone = &exception_clone);

typedef struct {
    thaw_dom_exception base;
    bool has_quota, has_requested;
    double quota, requested;
} quota_error;
const thaw_class quota_error_class = { .name = "QuotaExceededError",
                                       .id = THAW_CLASS_QUOTA_EXCEEDED_ERROR,
                                       .size = sizeof(quota_error),
                                       .parent = &thaw_dom_exception_class,
                                       .clone = &quota_clone };

/* X(name, code or 0, constant or nothing) */
static const struct {
    const char *name;
    int code;
} names[] = {
    { "IndexSizeError", 1 },
    { "HierarchyRequestError", 3 },
    { "WrongDocumentError", 4 },
    { "InvalidCharacterError", 5 },
    { "NoModificationAllowedError", 7 },
    { "NotFoundError", 8 },
    { "NotSupportedError", 9 },
    { "InUseAttributeError", 10 },
    { "InvalidStateError", 11 },
    { "SyntaxError", 12 },
    { "InvalidModificationError", 13 },
    { "NamespaceError", 14 },
    { "InvalidAccessError", 15 },
    { "TypeMismatchError", 17 },
    { "SecurityError", 18 },
    { "NetworkError", 19 },
    { "AbortError", 20 },
    { "URLMismatchError", 21 },
    { "QuotaExceededError", 22 },
    { "TimeoutError", 23 },
    { "InvalidNodeTypeError", 24 },
    { "DataCloneError", 25 },
    { "EncodingError", 0 },
    { "NotReadableError", 0 },
    { "UnknownError", 0 },
    { "ConstraintError", 0 },
    { "DataError", 0 },
    { "TransactionInactiveError", 0 },
    { "ReadOnlyError", 0 },
    { "VersionError", 0 },
    { "OperationError", 0 },
    { "NotAllowedError", 0 },
    { "OptOutError", 0 },
};

/* Fills a new one. The values are borrowed. 0, or -1 with an exception pending. */
static int fill(JSContext *ctx, thaw_dom_exception *self, JSValueConst name, JSValueConst message)
{
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, name);
    if (!text.ptr)
        return -1;
    self->name = JS_DupValue(ctx, name);
    self->message = JS_DupValue(ctx, message);
    for (size_t i = 0; i < THAW_COUNT(names); i++) {
        if (strcmp(names[i].name, text.ptr) == 0 && strlen(names[i].name) == text.len) {
            self->known = names[i].name;
            self->code = names[i].code;
        }
    }
    return 0;
}

/* ---- from C ---- */

JSValue thaw_dom_exception_from(JSContext *ctx, JSValueConst name, JSValueConst message, const JSValueConst *stack)
{
    thaw_dom_exception *self;
    THAW_AUTO(thaw_value)
    object = thaw_value_of(ctx, thaw_native_new(ctx, &thaw_dom_exception_class, JS_UNDEFINED, &self));
    if (JS_IsException(object.v) || fill(ctx, self, name, message) < 0)
        return JS_EXCEPTION;
    if (!stack && thaw_engine_add_stack(ctx, object.v, false) < 0)
        return JS_EXCEPTION;
    if (stack && JS_DefinePropertyValueStr(ctx, object.v, "stack", JS_DupValue(ctx, *stack),
                                           JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&object);
}

static JSValue new_with(JSContext *ctx, const char *name, const char *format, va_list args)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(MESSAGE_MAX);
    thaw_buf_vprintf(&text, format, args);
    THAW_AUTO(thaw_value) message = thaw_value_of(ctx, JS_NewString(ctx, text.data ? text.data : ""));
    THAW_AUTO(thaw_value) name_value = thaw_value_of(ctx, JS_NewString(ctx, name));
    if (JS_IsException(message.v) || JS_IsException(name_value.v))
        return JS_EXCEPTION;
    return thaw_dom_exception_from(ctx, name_value.v, message.v, NULL);
}

JSValue thaw_dom_exception_new(JSContext *ctx, const char *name, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    JSValue object = new_with(ctx, name, format, args);
    va_end(args);
    return object;
}

JSValue thaw_throw_dom(JSContext *ctx, const char *name, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    JSValue object = new_with(ctx, name, format, args);
    va_end(args);
    return JS_IsException(object) ? JS_EXCEPTION : JS_Throw(ctx, object);
}

bool thaw_dom_exception_is(JSValueConst value, const char *name)
{
    const thaw_dom_exception *self = thaw_dom_exception_of(value);
    return self && self->known && strcmp(self->known, name) == 0;
}

/* ---- cloning ---- */

static int write_exception(thaw_clone_writer *w, JSValueConst object)
{
    JSContext *ctx = thaw_clone_writer_context(w);
    const thaw_dom_exception *self = thaw_dom_exception_of(object);
    THAW_AUTO(thaw_value) stack = thaw_value_of(ctx, JS_GetPropertyStr(ctx, object, "stack"));
    if (JS_IsException(stack.v) || thaw_clone_write_value(w, self->name) < 0 ||
        thaw_clone_write_value(w, self->message) < 0)
        return -1;
    return thaw_clone_write_value(w, JS_IsString(stack.v) ? (JSValueConst)stack.v : JS_UNDEFINED);
}

static int write_quota(thaw_clone_writer *w, JSValueConst object)
{
    const quota_error *self = (const quota_error *)thaw_dom_exception_of(object);
    if (write_exception(w, object) < 0 || thaw_clone_write_u32(w, self->has_quota) < 0 ||
        thaw_clone_write_u32(w, self->has_requested) < 0 || thaw_clone_write_double(w, self->quota) < 0)
        return -1;
    return thaw_clone_write_double(w, self->requested);
}

/* `owned` is a new object of either class. */
static JSValue read_into(thaw_clone_reader *r, JSValue owned)
{
    JSContext *ctx = thaw_clone_reader_context(r);
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, owned);
    if (JS_IsException(object.v))
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) name = thaw_value_of(ctx, thaw_clone_read_value(r));
    THAW_AUTO(thaw_value) message = thaw_value_of(ctx, thaw_clone_read_value(r));
    THAW_AUTO(thaw_value) stack = thaw_value_of(ctx, thaw_clone_read_value(r));
    if (JS_IsException(name.v) || JS_IsException(message.v) || JS_IsException(stack.v) ||
        fill(ctx, thaw_dom_exception_of(object.v), name.v, message.v) < 0 ||
        JS_DefinePropertyValueStr(ctx, object.v, "stack", thaw_value_take(&stack),
                                  JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&object);
}

static JSValue read_exception(thaw_clone_reader *r)
{
    thaw_dom_exception *self;
    return read_into(r, thaw_native_new(thaw_clone_reader_context(r), &thaw_dom_exception_class, JS_UNDEFINED, &self));
}

static JSValue read_quota(thaw_clone_reader *r)
{
    quota_error *self;
    JSValue object =
        read_into(r, thaw_native_new(thaw_clone_reader_context(r), &quota_error_class, JS_UNDEFINED, &self));
    if (JS_IsException(object))
        return JS_EXCEPTION;
    self->has_quota = thaw_clone_read_u32(r) != 0;
    self->has_requested = thaw_clone_read_u32(r) != 0;
    self->quota = thaw_clone_read_double(r);
    self->requested = thaw_clone_read_double(r);
    return object;
}

static const thaw_clone_hooks exception_clone = { .write = write_exception, .read = read_exception };
static const thaw_clone_hooks quota_clone = { .write = write_quota, .read = read_quota };

JSValue thaw_throw_quota(JSContext *ctx, double quota, double requested, const char *message)
{
    quota_error *self;
    THAW_AUTO(thaw_value)
    object = thaw_value_of(ctx, thaw_native_new(ctx, &quota_error_class, JS_UNDEFINED, &self));
    THAW_AUTO(thaw_value) name = thaw_value_of(ctx, JS_NewString(ctx, quota_error_class.name));
    THAW_AUTO(thaw_value) text = thaw_value_of(ctx, JS_NewString(ctx, message));
    if (JS_IsException(object.v) || JS_IsException(name.v) || JS_IsException(text.v) ||
        fill(ctx, &self->base, name.v, text.v) < 0 || thaw_engine_add_stack(ctx, object.v, false) < 0)
        return JS_EXCEPTION;
    self->has_quota = quota >= 0;
    self->has_requested = requested >= 0;
    self->quota = quota;
    self->requested = requested;
    return JS_Throw(ctx, thaw_value_take(&object));
}

/* ---- DOMException ---- */

typedef struct {
    JSValueConst message, name;
} construct_args;

/* Node takes { name, cause } in the place of the name. */
static int read_node_options(JSContext *ctx, JSValueConst options, thaw_value *ret_name, thaw_value *ret_cause)
{
    *ret_name = thaw_value_of(ctx, JS_GetPropertyStr(ctx, options, "name"));
    if (JS_IsException(ret_name->v))
        return -1;
    THAW_AUTO(thaw_atom) cause = thaw_atom_of(ctx, JS_NewAtom(ctx, "cause"));
    int has_cause = cause.atom ? JS_HasProperty(ctx, options, cause.atom) : -1;
    if (has_cause > 0)
        *ret_cause = thaw_value_of(ctx, JS_GetProperty(ctx, options, cause.atom));
    return has_cause < 0 || JS_IsException(ret_cause->v) ? -1 : has_cause;
}

/* An options object that has no toString of its own is Node's; any other object is the name, as the standard says. */
static bool is_node_options(JSContext *ctx, JSValueConst value)
{
    if (!JS_IsObject(value) || thaw_native_as(value, &thaw_dom_exception_class))
        return false;
    THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_NewAtom(ctx, "name"));
    THAW_AUTO(thaw_atom) cause = thaw_atom_of(ctx, JS_NewAtom(ctx, "cause"));
    return JS_GetOwnProperty(ctx, NULL, value, name.atom) > 0 || JS_GetOwnProperty(ctx, NULL, value, cause.atom) > 0;
}

static JSValue exception_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    THAW_AUTO(thaw_value) name = thaw_value_of(ctx, JS_DupValue(ctx, args->name));
    THAW_AUTO(thaw_value) cause = thaw_value_of(ctx, JS_UNDEFINED);
    int has_cause = 0;
    if (is_node_options(ctx, args->name)) {
        thaw_value_done(&name);
        if ((has_cause = read_node_options(ctx, args->name, &name, &cause)) < 0)
            return JS_EXCEPTION;
    }
    THAW_AUTO(thaw_value)
    text = thaw_value_of(ctx, JS_IsUndefined(name.v) ? JS_NewString(ctx, "Error") : JS_ToString(ctx, name.v));
    thaw_dom_exception *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &self));
    if (JS_IsException(text.v) || JS_IsException(object.v) || fill(ctx, self, text.v, args->message) < 0 ||
        thaw_engine_add_stack(ctx, object.v, true) < 0)
        return JS_EXCEPTION;
    if (has_cause && JS_DefinePropertyValueStr(ctx, object.v, "cause", thaw_value_take(&cause),
                                               JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&object);
}

static JSValue exception_name(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const thaw_dom_exception *)in->self)->name);
}

static JSValue exception_message(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const thaw_dom_exception *)in->self)->message);
}

static JSValue exception_code(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewInt32(ctx, ((const thaw_dom_exception *)in->self)->code);
}

static const thaw_member exception_members[] = {
    THAW_READONLY("name", exception_name),
    THAW_READONLY("message", exception_message),
    THAW_READONLY("code", exception_code),
    THAW_CONSTANT("INDEX_SIZE_ERR", 1),
    THAW_CONSTANT("DOMSTRING_SIZE_ERR", 2),
    THAW_CONSTANT("HIERARCHY_REQUEST_ERR", 3),
    THAW_CONSTANT("WRONG_DOCUMENT_ERR", 4),
    THAW_CONSTANT("INVALID_CHARACTER_ERR", 5),
    THAW_CONSTANT("NO_DATA_ALLOWED_ERR", 6),
    THAW_CONSTANT("NO_MODIFICATION_ALLOWED_ERR", 7),
    THAW_CONSTANT("NOT_FOUND_ERR", 8),
    THAW_CONSTANT("NOT_SUPPORTED_ERR", 9),
    THAW_CONSTANT("INUSE_ATTRIBUTE_ERR", 10),
    THAW_CONSTANT("INVALID_STATE_ERR", 11),
    THAW_CONSTANT("SYNTAX_ERR", 12),
    THAW_CONSTANT("INVALID_MODIFICATION_ERR", 13),
    THAW_CONSTANT("NAMESPACE_ERR", 14),
    THAW_CONSTANT("INVALID_ACCESS_ERR", 15),
    THAW_CONSTANT("VALIDATION_ERR", 16),
    THAW_CONSTANT("TYPE_MISMATCH_ERR", 17),
    THAW_CONSTANT("SECURITY_ERR", 18),
    THAW_CONSTANT("NETWORK_ERR", 19),
    THAW_CONSTANT("ABORT_ERR", 20),
    THAW_CONSTANT("URL_MISMATCH_ERR", 21),
    THAW_CONSTANT("QUOTA_EXCEEDED_ERR", 22),
    THAW_CONSTANT("TIMEOUT_ERR", 23),
    THAW_CONSTANT("INVALID_NODE_TYPE_ERR", 24),
    THAW_CONSTANT("DATA_CLONE_ERR", 25),
};
static const thaw_interface exception_interface = {
    .cls = &thaw_dom_exception_class,
    THAW_MEMBERS(exception_members),
    THAW_CONSTRUCTOR_ARGS(exception_construct, construct_args,
                          THAW_DEFAULT(construct_args, message, "message", DOMString, THAW_TEXT("")),
                          THAW_DEFAULT(construct_args, name, "name", any, THAW_ABSENT)),
};

/* ---- QuotaExceededError ---- */

typedef struct {
    bool has_quota, has_requested;
    double quota, requested;
} quota_options;
THAW_IDL_DICTIONARY(quota_options, "QuotaExceededErrorOptions", THAW_OPTIONAL(quota_options, quota, "quota", double),
                    THAW_OPTIONAL(quota_options, requested, "requested", double));

typedef struct {
    JSValueConst message;
    quota_options options;
} quota_construct_args;

static const char *quota_refusal(const quota_options *o)
{
    if (o->has_quota && o->quota < 0)
        return "The quota must not be negative.";
    if (o->has_requested && o->requested < 0)
        return "The requested value must not be negative.";
    if (o->has_quota && o->has_requested && o->requested < o->quota)
        return "The requested value must not be less than the quota.";
    return NULL;
}

static JSValue quota_construct(JSContext *ctx, const thaw_invocation *in)
{
    const quota_construct_args *args = in->args;
    const char *refusal = quota_refusal(&args->options);
    if (refusal)
        return thaw_throw_code(ctx, "RangeError", "ERR_OUT_OF_RANGE", "%s", refusal);
    quota_error *self;
    THAW_AUTO(thaw_value) name = thaw_value_of(ctx, JS_NewString(ctx, quota_error_class.name));
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &self));
    if (JS_IsException(name.v) || JS_IsException(object.v) || fill(ctx, &self->base, name.v, args->message) < 0 ||
        thaw_engine_add_stack(ctx, object.v, true) < 0)
        return JS_EXCEPTION;
    self->has_quota = args->options.has_quota;
    self->has_requested = args->options.has_requested;
    self->quota = args->options.quota;
    self->requested = args->options.requested;
    return thaw_value_take(&object);
}

static JSValue quota_quota(JSContext *ctx, const thaw_invocation *in)
{
    const quota_error *self = in->self;
    return self->has_quota ? JS_NewNumber(ctx, self->quota) : JS_NULL;
}

static JSValue quota_requested(JSContext *ctx, const thaw_invocation *in)
{
    const quota_error *self = in->self;
    return self->has_requested ? JS_NewNumber(ctx, self->requested) : JS_NULL;
}

static const thaw_member quota_members[] = {
    THAW_READONLY("quota", quota_quota),
    THAW_READONLY("requested", quota_requested),
};
static const thaw_interface quota_interface = {
    .cls = &quota_error_class,
    THAW_MEMBERS(quota_members),
    THAW_CONSTRUCTOR_ARGS(quota_construct, quota_construct_args,
                          THAW_DEFAULT(quota_construct_args, message, "message", DOMString, THAW_TEXT("")),
                          THAW_DEFAULT(quota_construct_args, options, "options", quota_options, THAW_ABSENT)),
};

/* ---- definition ---- */

int thaw_dom_exception_init(JSContext *ctx)
{
    if (thaw_interface_define(ctx, &exception_interface) < 0 || thaw_interface_define(ctx, &quota_interface) < 0)
        return -1;
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetPropertyStr(ctx, global.v, "Error"));
    THAW_AUTO(thaw_value) error_proto = thaw_value_of(ctx, JS_GetPropertyStr(ctx, error.v, "prototype"));
    THAW_AUTO(thaw_value) proto = thaw_value_of(ctx, JS_GetClassProto(ctx, THAW_CLASS_DOM_EXCEPTION));
    return JS_IsException(error_proto.v) || JS_SetPrototype(ctx, proto.v, error_proto.v) < 0 ? -1 : 0;
}
