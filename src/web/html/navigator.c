/* SPDX-License-Identifier: MIT */
#include "web/html/navigator.h"

#include <uv.h>

#include "heap/inputs.h"
#include "js/auto_values.h"
#include "js/webidl/interface.h"
#include "web/locks/locks.h"

#if defined(__x86_64__)
#define MACHINE "x86_64"
#elif defined(__aarch64__)
#define MACHINE "arm64"
#else
#define MACHINE "unknown"
#endif

typedef struct {
    thaw_native base;
    THAW_JS_FIELDS(languages, locks);
} navigator;
THAW_CLASS(navigator, NAVIGATOR, "Navigator");

static JSValue navigator_user_agent(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewString(ctx, "Thaw/" THAW_VERSION);
}

static JSValue navigator_hardware_concurrency(JSContext *ctx, const thaw_invocation *in)
{
    thaw_input_process("navigator.hardwareConcurrency");
    return JS_NewUint32(ctx, uv_available_parallelism());
}

static JSValue navigator_language(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewString(ctx, "en-US");
}

static JSValue navigator_languages(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const navigator *)in->self)->languages);
}

static JSValue navigator_locks(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const navigator *)in->self)->locks);
}

static JSValue navigator_platform(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewString(ctx, "Linux " MACHINE);
}

static const thaw_member members[] = {
    THAW_READONLY("hardwareConcurrency", navigator_hardware_concurrency),
    THAW_READONLY("language", navigator_language),
    THAW_READONLY("languages", navigator_languages),
    THAW_READONLY("locks", navigator_locks),
    THAW_READONLY("platform", navigator_platform),
    THAW_READONLY("userAgent", navigator_user_agent),
};
static const thaw_interface interface = { .cls = &navigator_class, THAW_MEMBERS(members) };

JSValue thaw_navigator_new(JSContext *ctx)
{
    navigator *self;
    if (thaw_interface_define(ctx, &interface) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_native_new(ctx, &navigator_class, JS_UNDEFINED, &self));
    if (JS_IsException(object.v))
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) list = thaw_value_of(ctx, JS_NewArray(ctx));
    if (JS_IsException(list.v) ||
        JS_DefinePropertyValueUint32(ctx, list.v, 0, JS_NewString(ctx, "en-US"), JS_PROP_C_W_E) < 0 ||
        JS_FreezeObject(ctx, list.v) < 0)
        return JS_EXCEPTION;
    self->languages = thaw_value_take(&list);
    self->locks = thaw_locks_new(ctx);
    if (JS_IsException(self->locks))
        return JS_EXCEPTION;
    return thaw_value_take(&object);
}
