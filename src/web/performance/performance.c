/* SPDX-License-Identifier: MIT
 * The origin is this process's, also in a program that was frozen by another one: it lies in struct thaw_process, which
 * every start sets anew (js/wake.c). Reading the clock is a recorded input. */
#include "web/performance/performance.h"

#include "heap/inputs.h"
#include "js/auto_values.h"
#include "js/webidl/interface.h"
#include "loop/loop.h"
#include "loop/process.h"

typedef struct {
    thaw_native base;
} performance;
THAW_CLASS_PLAIN(performance, PERFORMANCE, "Performance");

static void note_clock(void)
{
    if (THAW_UNLIKELY(thaw_inputs_recording))
        thaw_input_note(THAW_INPUT_CLOCK, "");
}

static JSValue performance_now(JSContext *ctx, const thaw_invocation *in)
{
    note_clock();
    return JS_NewFloat64(ctx, (double)(thaw_loop_now_ns() - thaw_the_process.time_origin_ns) / 1e6);
}

static JSValue performance_time_origin(JSContext *ctx, const thaw_invocation *in)
{
    note_clock();
    return JS_NewFloat64(ctx, thaw_the_process.time_origin_unix_ms);
}

static JSValue performance_to_json(JSContext *ctx, const thaw_invocation *in)
{
    THAW_AUTO(thaw_value) json = thaw_value_of(ctx, JS_NewObject(ctx));
    if (JS_IsException(json.v) ||
        JS_DefinePropertyValueStr(ctx, json.v, "timeOrigin", performance_time_origin(ctx, in), JS_PROP_C_W_E) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&json);
}

static const thaw_member performance_members[] = {
    THAW_METHOD("now", performance_now),
    THAW_READONLY("timeOrigin", performance_time_origin),
    THAW_METHOD("toJSON", performance_to_json),
};
static const thaw_interface performance_interface = { .cls = &performance_class, THAW_MEMBERS(performance_members) };

int thaw_performance_init(JSContext *ctx)
{
    performance *unused;
    if (thaw_interface_define(ctx, &performance_interface) < 0)
        return -1;
    JSValue instance = thaw_native_new(ctx, &performance_class, JS_UNDEFINED, &unused);
    if (JS_IsException(instance))
        return -1;
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    return JS_DefinePropertyValueStr(ctx, global.v, "performance", instance, JS_PROP_C_W_E) < 0 ? -1 : 0;
}
