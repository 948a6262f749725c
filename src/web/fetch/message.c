/* SPDX-License-Identifier: MIT */
#include "web/fetch/message.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "js/errors.h"

const thaw_class thaw_request_class = { .name = "Request",
                                        .id = THAW_CLASS_REQUEST,
                                        .size = sizeof(thaw_message),
                                        .js_offset = offsetof(thaw_message, js_slot),
                                        .js_count = THAW_COUNT(((thaw_message *)0)->js_slot),
                                        .dispose = thaw_message_dispose };
const thaw_class thaw_response_class = { .name = "Response",
                                         .id = THAW_CLASS_RESPONSE,
                                         .size = sizeof(thaw_message),
                                         .js_offset = offsetof(thaw_message, js_slot),
                                         .js_count = THAW_COUNT(((thaw_message *)0)->js_slot),
                                         .dispose = thaw_message_dispose };

thaw_message *thaw_request_of(JSValueConst value)
{
    return thaw_native_as(value, &thaw_request_class);
}

thaw_message *thaw_response_of(JSValueConst value)
{
    return thaw_native_as(value, &thaw_response_class);
}

void thaw_message_dispose(JSRuntime *rt, void *self)
{
    thaw_message *m = self;
    char *texts[] = { m->facts.url, m->facts.method, m->facts.referrer, m->facts.integrity, m->facts.status_text };
    for (size_t i = 0; i < THAW_COUNT(texts); i++)
        js_free_rt(rt, texts[i]);
    thaw_header_list_done(rt, &m->own_headers);
    thaw_bytes_done(rt, &m->body);
}

thaw_header_list *thaw_message_header_list(thaw_message *m)
{
    thaw_headers *headers = thaw_headers_of(m->headers);
    return headers ? &headers->list : &m->own_headers;
}

JSValue thaw_message_headers(JSContext *ctx, const thaw_invocation *in)
{
    thaw_message *self = in->self;
    if (JS_IsUndefined(self->headers)) {
        JSValue headers = thaw_headers_new(ctx, &self->own_headers, self->guard);
        if (JS_IsException(headers))
            return JS_EXCEPTION;
        thaw_slot_set(JS_GetRuntime(ctx), &self->headers, headers);
    }
    return JS_DupValue(ctx, self->headers);
}

static int copy_text(JSContext *ctx, const char *from, char **ret)
{
    *ret = from ? thaw_text_copy(ctx, thaw_slice_of(from)) : NULL;
    return from && !*ret ? -1 : 0;
}

int thaw_message_copy(JSContext *ctx, const thaw_message *from, thaw_message *to)
{
    const thaw_message_facts *f = &from->facts;
    thaw_message_facts *t = &to->facts;
    *t = *f;
    t->url = t->method = t->referrer = t->integrity = t->status_text = NULL;
    to->guard = from->guard;
    thaw_slot_set(JS_GetRuntime(ctx), &to->blob, JS_DupValue(ctx, from->blob));
    if (copy_text(ctx, f->url, &t->url) < 0 || copy_text(ctx, f->method, &t->method) < 0 ||
        copy_text(ctx, f->referrer, &t->referrer) < 0 || copy_text(ctx, f->integrity, &t->integrity) < 0 ||
        copy_text(ctx, f->status_text, &t->status_text) < 0)
        return -1;
    const thaw_headers *headers = thaw_headers_of(from->headers);
    int err =
        thaw_header_list_add_all(JS_GetRuntime(ctx), &to->own_headers, headers ? &headers->list : &from->own_headers);
    if (err)
        thaw_throw(ctx, err, NULL, NULL);
    return err ? -1 : 0;
}

/* location.href, or empty; never leaves an exception behind. */
static JSValue base_url(JSContext *ctx)
{
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    THAW_AUTO(thaw_value) location = thaw_value_of(ctx, JS_GetPropertyStr(ctx, global.v, "location"));
    JSValue href = JS_IsObject(location.v) ? JS_GetPropertyStr(ctx, location.v, "href") : JS_UNDEFINED;
    if (JS_IsException(location.v) || JS_IsException(href))
        thaw_drop_exception(ctx);
    if (JS_IsString(href))
        return href;
    JS_FreeValue(ctx, href);
    return JS_UNDEFINED;
}

int thaw_message_parse_url(JSContext *ctx, thaw_slice input, thaw_url *ret)
{
    int err = thaw_url_parse(input, NULL, ret);
    if (err != THAW_E_SYNTAX)
        return err;
    THAW_AUTO(thaw_value) base = thaw_value_of(ctx, base_url(ctx));
    if (JS_IsUndefined(base.v))
        return THAW_E_SYNTAX;
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, base.v);
    if (!text.ptr) {
        thaw_drop_exception(ctx);
        return -ENOMEM;
    }
    thaw_slice slice = thaw_cstr_slice(&text);
    return thaw_url_parse(input, &slice, ret);
}
