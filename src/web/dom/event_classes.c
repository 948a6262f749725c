/* SPDX-License-Identifier: MIT
 * ErrorEvent, PromiseRejectionEvent, MessageEvent (HTML), CloseEvent (WebSockets), ProgressEvent (XMLHttpRequest). Each
 * is an Event with some attributes more, so each is a struct, a dictionary, getters and a table. */
#include "web/dom/event.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "web/dom/dom_exception.h"

enum { MESSAGE_MAX = 1 << 16 };

THAW_CLASS_TABLE(thaw_error_event, ERROR_EVENT, "ErrorEvent", .parent = &thaw_event_class);
THAW_CLASS_TABLE(thaw_message_event, MESSAGE_EVENT, "MessageEvent", .parent = &thaw_event_class);

typedef struct {
    thaw_event base;
    bool clean;
    uint16_t code;
    THAW_JS_FIELDS(reason);
} close_event;
THAW_CLASS(close_event, CLOSE_EVENT, "CloseEvent", .parent = &thaw_event_class);

typedef struct {
    thaw_event base;
    bool computable;
    double loaded, total;
} progress_event;
THAW_CLASS_PLAIN(progress_event, PROGRESS_EVENT, "ProgressEvent", .parent = &thaw_event_class);

typedef struct {
    thaw_event base;
    THAW_JS_FIELDS(promise, reason);
} rejection_event;
THAW_CLASS(rejection_event, PROMISE_REJECTION_EVENT, "PromiseRejectionEvent", .parent = &thaw_event_class);

/* A getter of a value that the struct holds. */
#define GET_VALUE(T, member)                                                     \
    static JSValue get_##T##_##member(JSContext *ctx, const thaw_invocation *in) \
    {                                                                            \
        return JS_DupValue(ctx, ((const T *)in->self)->member);                  \
    }
#define GET_NUMBER(T, member)                                                    \
    static JSValue get_##T##_##member(JSContext *ctx, const thaw_invocation *in) \
    {                                                                            \
        return JS_NewNumber(ctx, (double)((const T *)in->self)->member);         \
    }
#define GET_BOOLEAN(T, member)                                                   \
    static JSValue get_##T##_##member(JSContext *ctx, const thaw_invocation *in) \
    {                                                                            \
        return JS_NewBool(ctx, ((const T *)in->self)->member);                   \
    }
/* The arguments of a constructor: the type and a dictionary. */
#define EVENT_ARGS(T, dict) \
    typedef struct {        \
        JSValueConst type;  \
        dict init;          \
    } T##_args
#define EVENT_CONSTRUCTOR(T, dict, fn)                                                    \
    THAW_CONSTRUCTOR_ARGS(fn, T##_args, THAW_REQUIRED(T##_args, type, "type", DOMString), \
                          THAW_DEFAULT(T##_args, init, "eventInitDict", dict, THAW_ABSENT))

/* ---- ErrorEvent ---- */

typedef struct {
    thaw_event_init_dict base;
    bool has_error;
    uint32_t column, line;
    JSValueConst error, filename, message;
} error_init;
THAW_IDL_DERIVED_DICTIONARY(error_init, thaw_event_init_dict, "ErrorEventInit",
                            THAW_DEFAULT(error_init, column, "colno", unsigned_long, THAW_NUMBER(0)),
                            THAW_OPTIONAL(error_init, error, "error", any),
                            THAW_DEFAULT(error_init, filename, "filename", DOMString, THAW_TEXT("")),
                            THAW_DEFAULT(error_init, line, "lineno", unsigned_long, THAW_NUMBER(0)),
                            THAW_DEFAULT(error_init, message, "message", DOMString, THAW_TEXT("")));
EVENT_ARGS(error, error_init);

static JSValue error_construct(JSContext *ctx, const thaw_invocation *in)
{
    const error_args *args = in->args;
    thaw_error_event *self;
    JSValue object = thaw_event_construct(ctx, in, args->type, &args->init.base, &self);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    self->line = args->init.line;
    self->column = args->init.column;
    self->message = JS_DupValue(ctx, args->init.message);
    self->filename = JS_DupValue(ctx, args->init.filename);
    self->error = JS_DupValue(ctx, args->init.error);
    return object;
}

GET_VALUE(thaw_error_event, message)
GET_VALUE(thaw_error_event, filename)
GET_VALUE(thaw_error_event, error)
GET_NUMBER(thaw_error_event, line)
GET_NUMBER(thaw_error_event, column)
static const thaw_member error_members[] = {
    THAW_READONLY("message", get_thaw_error_event_message), THAW_READONLY("filename", get_thaw_error_event_filename),
    THAW_READONLY("lineno", get_thaw_error_event_line),     THAW_READONLY("colno", get_thaw_error_event_column),
    THAW_READONLY("error", get_thaw_error_event_error),
};
static const thaw_interface error_interface = { .cls = &thaw_error_event_class,
                                                THAW_MEMBERS(error_members),
                                                EVENT_CONSTRUCTOR(error, error_init, error_construct) };

/* The pending exception is of no interest here: an event is being made of another one. */
static JSValue string_or_empty(JSContext *ctx, JSValue value)
{
    if (JS_IsString(value))
        return value;
    JS_FreeValue(ctx, JS_IsException(value) ? JS_GetException(ctx) : value);
    return JS_NewString(ctx, "");
}

/* Getters of objects that are no errors are not called. */
static JSValue message_of(JSContext *ctx, JSValueConst error, bool is_error)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(MESSAGE_MAX);
    THAW_AUTO(thaw_value)
    shown = thaw_value_of(ctx, string_or_empty(ctx, JS_IsObject(error) && !is_error ? JS_NewString(ctx, "an object")
                                                                                    : JS_ToString(ctx, error)));
    THAW_AUTO(thaw_cstr) chars = thaw_cstr_of(ctx, shown.v);
    thaw_buf_printf(&text, "Uncaught %s", chars.ptr ? chars.ptr : "");
    return string_or_empty(ctx, JS_NewString(ctx, text.data ? text.data : ""));
}

/* "f (file.js:3:14)" or "file.js:3:14", up to `end`: file, line and column. */
static void read_position(JSContext *ctx, thaw_error_event *self, const char *at, const char *end)
{
    const char *open = memchr(at, '(', (size_t)(end - at));
    const char *file = open ? open + 1 : at, *colon = end;
    unsigned long numbers[2] = { 0, 0 }; /* column, line */
    for (int i = 0; i < 2; i++) {
        while (colon > file && *--colon != ':')
            continue;
        if (*colon != ':' || colon[1] < '0' || colon[1] > '9')
            return;
        numbers[i] = strtoul(colon + 1, NULL, 10);
    }
    self->column = (uint32_t)numbers[0];
    self->line = (uint32_t)numbers[1];
    thaw_slot_set(JS_GetRuntime(ctx), &self->filename,
                  string_or_empty(ctx, JS_NewStringLen(ctx, file, (size_t)(colon - file))));
}

/* Where the error was made, by the first frame of its stack that has a position, or else where we are. */
static void find_position(JSContext *ctx, thaw_error_event *self, JSValueConst error, bool is_error)
{
    THAW_AUTO(thaw_buf) here = thaw_buf_of(MESSAGE_MAX);
    THAW_AUTO(thaw_value)
    stack = thaw_value_of(ctx, is_error ? string_or_empty(ctx, JS_GetPropertyStr(ctx, error, "stack")) : JS_UNDEFINED);
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, stack.v);
    static const char frame[] = "\n    at ";
    for (const char *at = text.ptr ? strstr(text.ptr, frame) : NULL; at && !self->line; at = strstr(at, frame)) {
        at += strlen(frame);
        const char *end = strchr(at, '\n');
        read_position(ctx, self, at, end ? end : at + strlen(at));
    }
    if (self->line)
        return;
    thaw_append_position(ctx, &here);
    if (here.data)
        read_position(ctx, self, here.data, here.data + here.len);
}

JSValue thaw_error_event_new(JSContext *ctx, const char *type, JSValueConst error)
{
    thaw_error_event *self;
    JSValue object = thaw_event_new(ctx, &thaw_error_event_class, type, THAW_EVENT_CANCELABLE, &self);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    bool is_error = JS_IsError(error) || thaw_dom_exception_of(error);
    self->filename = string_or_empty(ctx, JS_UNDEFINED);
    self->message = message_of(ctx, error, is_error);
    self->error = JS_DupValue(ctx, error);
    find_position(ctx, self, error, is_error);
    return object;
}

/* ---- PromiseRejectionEvent ---- */

typedef struct {
    thaw_event_init_dict base;
    JSValueConst promise, reason;
} rejection_init;
THAW_IDL_DERIVED_DICTIONARY(rejection_init, thaw_event_init_dict, "PromiseRejectionEventInit",
                            THAW_REQUIRED(rejection_init, promise, "promise", object),
                            THAW_DEFAULT(rejection_init, reason, "reason", any, THAW_ABSENT));
typedef struct {
    JSValueConst type;
    rejection_init init;
} rejection_args;

static JSValue rejection_construct(JSContext *ctx, const thaw_invocation *in)
{
    const rejection_args *args = in->args;
    rejection_event *self;
    JSValue object = thaw_event_construct(ctx, in, args->type, &args->init.base, &self);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    self->promise = JS_DupValue(ctx, args->init.promise);
    self->reason = JS_DupValue(ctx, args->init.reason);
    return object;
}

GET_VALUE(rejection_event, promise)
GET_VALUE(rejection_event, reason)
static const thaw_member rejection_members[] = {
    THAW_READONLY("promise", get_rejection_event_promise),
    THAW_READONLY("reason", get_rejection_event_reason),
};
static const thaw_interface rejection_interface = {
    .cls = &rejection_event_class,
    THAW_MEMBERS(rejection_members),
    THAW_CONSTRUCTOR_ARGS(rejection_construct, rejection_args, THAW_REQUIRED(rejection_args, type, "type", DOMString),
                          THAW_REQUIRED(rejection_args, init, "eventInitDict", rejection_init)),
};

JSValue thaw_promise_rejection_event_new(JSContext *ctx, const char *type, JSValueConst promise, JSValueConst reason)
{
    rejection_event *self;
    JSValue object = thaw_event_new(ctx, &rejection_event_class, type, THAW_EVENT_CANCELABLE, &self);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    self->promise = JS_DupValue(ctx, promise);
    self->reason = JS_DupValue(ctx, reason);
    return object;
}

/* ---- MessageEvent ---- */

THAW_IDL_SEQUENCE(port_list, "sequence<MessagePort>", object);
THAW_IDL_NULLABLE(maybe_source, "MessageEventSource?", object);

typedef struct {
    thaw_event_init_dict base;
    JSValueConst data, origin, last_event_id, source;
    thaw_idl_sequence ports;
} message_init;
THAW_IDL_DERIVED_DICTIONARY(message_init, thaw_event_init_dict, "MessageEventInit",
                            THAW_DEFAULT(message_init, data, "data", any, THAW_NULL),
                            THAW_DEFAULT(message_init, last_event_id, "lastEventId", DOMString, THAW_TEXT("")),
                            THAW_DEFAULT(message_init, origin, "origin", DOMString, THAW_TEXT("")),
                            THAW_DEFAULT(message_init, ports, "ports", port_list, THAW_ABSENT),
                            THAW_DEFAULT(message_init, source, "source", maybe_source, THAW_ABSENT));
EVENT_ARGS(message, message_init);

static bool is_port(JSContext *ctx, JSValueConst value)
{
    THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, thaw_engine_class_name(ctx, value));
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of_atom(ctx, name.atom);
    return text.ptr && strcmp(text.ptr, "MessagePort") == 0;
}

/* No other thing can send messages here: the source is a MessagePort. */
static int check_ports(JSContext *ctx, JSValueConst source, const thaw_idl_sequence *ports)
{
    const JSValueConst *port = ports->items;
    bool fits = JS_IsNull(source) || is_port(ctx, source);
    for (size_t i = 0; i < ports->count; i++)
        fits = fits && is_port(ctx, port[i]);
    if (!fits)
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_TYPE",
                        "The source and ports of a message are of type 'MessagePort'.");
    return fits ? 0 : -1;
}

static JSValue frozen_array(JSContext *ctx, const thaw_idl_sequence *items)
{
    THAW_AUTO(thaw_value) array = thaw_value_of(ctx, JS_NewArray(ctx));
    const JSValueConst *item = items->items;
    if (JS_IsException(array.v))
        return JS_EXCEPTION;
    for (size_t i = 0; i < items->count; i++) {
        if (JS_DefinePropertyValueUint32(ctx, array.v, (uint32_t)i, JS_DupValue(ctx, item[i]), JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return JS_FreezeObject(ctx, array.v) < 0 ? JS_EXCEPTION : thaw_value_take(&array);
}

static JSValue message_construct(JSContext *ctx, const thaw_invocation *in)
{
    const message_args *args = in->args;
    const message_init *init = &args->init;
    thaw_message_event *self;
    if (check_ports(ctx, init->source, &init->ports) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) ports = thaw_value_of(ctx, frozen_array(ctx, &init->ports));
    if (JS_IsException(ports.v))
        return JS_EXCEPTION;
    JSValue object = thaw_event_construct(ctx, in, args->type, &init->base, &self);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    self->data = JS_DupValue(ctx, init->data);
    self->origin = JS_DupValue(ctx, init->origin);
    self->last_event_id = JS_DupValue(ctx, init->last_event_id);
    self->source = JS_DupValue(ctx, init->source);
    self->ports = thaw_value_take(&ports);
    return object;
}

JSValue thaw_message_event_new(JSContext *ctx, const char *type, JSValueConst data, JSValueConst origin,
                               JSValueConst source, JSValueConst ports)
{
    thaw_message_event *self;
    THAW_AUTO(thaw_value)
    object = thaw_value_of(ctx, thaw_event_new(ctx, &thaw_message_event_class, type, 0, &self));
    if (JS_IsException(object.v))
        return JS_EXCEPTION;
    self->data = JS_DupValue(ctx, data);
    self->source = JS_DupValue(ctx, source);
    self->origin = JS_IsUndefined(origin) ? JS_NewString(ctx, "") : JS_DupValue(ctx, origin);
    self->last_event_id = JS_NewString(ctx, "");
    self->ports = JS_IsUndefined(ports) ? JS_NewArray(ctx) : JS_DupValue(ctx, ports);
    return JS_IsException(self->ports) || JS_FreezeObject(ctx, self->ports) < 0 ? JS_EXCEPTION
                                                                                : thaw_value_take(&object);
}

typedef struct {
    JSValueConst type, data, origin, last_event_id, source;
    bool bubbles, cancelable;
    thaw_idl_sequence ports;
} init_message_args;

static JSValue message_init_event(JSContext *ctx, const thaw_invocation *in)
{
    const init_message_args *args = in->args;
    thaw_message_event *self = in->self;
    JSRuntime *rt = JS_GetRuntime(ctx);
    if (check_ports(ctx, args->source, &args->ports) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) ports = thaw_value_of(ctx, frozen_array(ctx, &args->ports));
    if (JS_IsException(ports.v))
        return JS_EXCEPTION;
    int done = thaw_event_initialise(ctx, &self->base, args->type, args->bubbles, args->cancelable);
    if (done <= 0)
        return done < 0 ? JS_EXCEPTION : JS_UNDEFINED;
    thaw_slot_set(rt, &self->data, JS_DupValue(ctx, args->data));
    thaw_slot_set(rt, &self->origin, JS_DupValue(ctx, args->origin));
    thaw_slot_set(rt, &self->last_event_id, JS_DupValue(ctx, args->last_event_id));
    thaw_slot_set(rt, &self->source, JS_DupValue(ctx, args->source));
    thaw_slot_set(rt, &self->ports, thaw_value_take(&ports));
    return JS_UNDEFINED;
}

GET_VALUE(thaw_message_event, data)
GET_VALUE(thaw_message_event, origin)
GET_VALUE(thaw_message_event, last_event_id)
GET_VALUE(thaw_message_event, source)
GET_VALUE(thaw_message_event, ports)
static const thaw_member message_members[] = {
    THAW_READONLY("data", get_thaw_message_event_data),
    THAW_READONLY("origin", get_thaw_message_event_origin),
    THAW_READONLY("lastEventId", get_thaw_message_event_last_event_id),
    THAW_READONLY("source", get_thaw_message_event_source),
    THAW_READONLY("ports", get_thaw_message_event_ports),
    THAW_METHOD_ARGS("initMessageEvent", message_init_event, init_message_args,
                     THAW_REQUIRED(init_message_args, type, "type", DOMString),
                     THAW_DEFAULT(init_message_args, bubbles, "bubbles", boolean, THAW_NUMBER(0)),
                     THAW_DEFAULT(init_message_args, cancelable, "cancelable", boolean, THAW_NUMBER(0)),
                     THAW_DEFAULT(init_message_args, data, "data", any, THAW_NULL),
                     THAW_DEFAULT(init_message_args, origin, "origin", DOMString, THAW_TEXT("")),
                     THAW_DEFAULT(init_message_args, last_event_id, "lastEventId", DOMString, THAW_TEXT("")),
                     THAW_DEFAULT(init_message_args, source, "source", maybe_source, THAW_ABSENT),
                     THAW_DEFAULT(init_message_args, ports, "ports", port_list, THAW_ABSENT)),
};
static const thaw_interface message_interface = { .cls = &thaw_message_event_class,
                                                  THAW_MEMBERS(message_members),
                                                  EVENT_CONSTRUCTOR(message, message_init, message_construct) };

/* ---- CloseEvent ---- */

typedef struct {
    thaw_event_init_dict base;
    uint16_t code;
    bool clean;
    JSValueConst reason;
} close_init;
THAW_IDL_DERIVED_DICTIONARY(close_init, thaw_event_init_dict, "CloseEventInit",
                            THAW_DEFAULT(close_init, code, "code", unsigned_short, THAW_NUMBER(0)),
                            THAW_DEFAULT(close_init, reason, "reason", DOMString, THAW_TEXT("")),
                            THAW_DEFAULT(close_init, clean, "wasClean", boolean, THAW_NUMBER(0)));
EVENT_ARGS(close, close_init);

static JSValue close_construct(JSContext *ctx, const thaw_invocation *in)
{
    const close_args *args = in->args;
    close_event *self;
    JSValue object = thaw_event_construct(ctx, in, args->type, &args->init.base, &self);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    self->clean = args->init.clean;
    self->code = args->init.code;
    self->reason = JS_DupValue(ctx, args->init.reason);
    return object;
}

JSValue thaw_close_event_new(JSContext *ctx, const char *type, bool clean, uint16_t code, const char *reason)
{
    close_event *self;
    JSValue object = thaw_event_new(ctx, &close_event_class, type, 0, &self);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    self->clean = clean;
    self->code = code;
    self->reason = JS_NewString(ctx, reason);
    return object;
}

GET_BOOLEAN(close_event, clean)
GET_NUMBER(close_event, code)
GET_VALUE(close_event, reason)
static const thaw_member close_members[] = {
    THAW_READONLY("wasClean", get_close_event_clean),
    THAW_READONLY("code", get_close_event_code),
    THAW_READONLY("reason", get_close_event_reason),
};
static const thaw_interface close_interface = { .cls = &close_event_class,
                                                THAW_MEMBERS(close_members),
                                                EVENT_CONSTRUCTOR(close, close_init, close_construct) };

/* ---- ProgressEvent ---- */

typedef struct {
    thaw_event_init_dict base;
    bool computable;
    double loaded, total;
} progress_init;
THAW_IDL_DERIVED_DICTIONARY(progress_init, thaw_event_init_dict, "ProgressEventInit",
                            THAW_DEFAULT(progress_init, computable, "lengthComputable", boolean, THAW_NUMBER(0)),
                            THAW_DEFAULT(progress_init, loaded, "loaded", double, THAW_NUMBER(0)),
                            THAW_DEFAULT(progress_init, total, "total", double, THAW_NUMBER(0)));
EVENT_ARGS(progress, progress_init);

static JSValue progress_construct(JSContext *ctx, const thaw_invocation *in)
{
    const progress_args *args = in->args;
    progress_event *self;
    JSValue object = thaw_event_construct(ctx, in, args->type, &args->init.base, &self);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    self->computable = args->init.computable;
    self->loaded = args->init.loaded;
    self->total = args->init.total;
    return object;
}

JSValue thaw_progress_event_new(JSContext *ctx, const char *type, bool computable, double loaded, double total)
{
    progress_event *self;
    JSValue object = thaw_event_new(ctx, &progress_event_class, type, 0, &self);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    self->computable = computable;
    self->loaded = loaded;
    self->total = total;
    return object;
}

GET_BOOLEAN(progress_event, computable)
GET_NUMBER(progress_event, loaded)
GET_NUMBER(progress_event, total)
static const thaw_member progress_members[] = {
    THAW_READONLY("lengthComputable", get_progress_event_computable),
    THAW_READONLY("loaded", get_progress_event_loaded),
    THAW_READONLY("total", get_progress_event_total),
};
static const thaw_interface progress_interface = { .cls = &progress_event_class,
                                                   THAW_MEMBERS(progress_members),
                                                   EVENT_CONSTRUCTOR(progress, progress_init, progress_construct) };

int thaw_event_classes_init(JSContext *ctx)
{
    static const thaw_interface *const all[] = { &error_interface, &rejection_interface, &message_interface,
                                                 &close_interface, &progress_interface };
    for (size_t i = 0; i < THAW_COUNT(all); i++) {
        if (thaw_interface_define(ctx, all[i]) < 0)
            return -1;
    }
    return 0;
}
