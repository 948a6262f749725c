/* SPDX-License-Identifier: MIT
 * The two classes differ in their name and in what `size` gives, which is one function for all objects of a class. */
#include "web/streams/queuing_strategy.h"

#include "js/auto_values.h"
#include "js/runtime.h"
#include "js/webidl/interface.h"

typedef struct {
    thaw_native base;
    double high_water_mark;
} strategy;

#define STRATEGY_CLASS(ID, js_name)                                        \
    {                                                                      \
        .name = (js_name), .id = THAW_CLASS_##ID, .size = sizeof(strategy) \
    }
static const thaw_class count_class = STRATEGY_CLASS(COUNT_QUEUING_STRATEGY, "CountQueuingStrategy");
static const thaw_class byte_length_class = STRATEGY_CLASS(BYTE_LENGTH_QUEUING_STRATEGY, "ByteLengthQueuingStrategy");

typedef struct {
    thaw_native base;
    THAW_JS_FIELDS(count, byte_length);
} size_functions;
THAW_CLASS(size_functions, QUEUING_SIZES, "QueuingStrategySizes");

static JSValue js_count(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    return JS_NewInt32(ctx, 1);
}

static JSValue js_byte_length(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    return JS_GetPropertyStr(ctx, argv[0], "byteLength");
}

typedef struct {
    double high_water_mark;
} strategy_init;
THAW_IDL_DICTIONARY(strategy_init, "QueuingStrategyInit",
                    THAW_REQUIRED(strategy_init, high_water_mark, "highWaterMark", unrestricted_double));

typedef struct {
    strategy_init init;
} construct_args;

static JSValue strategy_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    strategy *self;
    JSValue object = thaw_interface_construct(ctx, in, &self);
    if (!JS_IsException(object))
        self->high_water_mark = args->init.high_water_mark;
    return object;
}

static JSValue strategy_high_water_mark(JSContext *ctx, const thaw_invocation *in)
{
    const strategy *self = in->self;
    return JS_NewNumber(ctx, self->high_water_mark);
}

static JSValue strategy_size(JSContext *ctx, const thaw_invocation *in)
{
    const size_functions *sizes = thaw_runtime_state(ctx, THAW_STATE_QUEUING_SIZES);
    return JS_DupValue(ctx, in->interface->cls == &count_class ? sizes->count : sizes->byte_length);
}

static const thaw_member members[] = {
    THAW_READONLY("highWaterMark", strategy_high_water_mark),
    THAW_READONLY("size", strategy_size),
};
#define STRATEGY_INTERFACE(class_table)                                                    \
    {                                                                                      \
        .cls = (class_table), THAW_MEMBERS(members),                                       \
        THAW_CONSTRUCTOR_ARGS(strategy_construct, construct_args,                          \
                              THAW_REQUIRED(construct_args, init, "init", strategy_init)), \
    }
static const thaw_interface count_interface = STRATEGY_INTERFACE(&count_class);
static const thaw_interface byte_length_interface = STRATEGY_INTERFACE(&byte_length_class);

int thaw_queuing_strategy_init(JSContext *ctx)
{
    size_functions *sizes = thaw_runtime_add_state(ctx, THAW_STATE_QUEUING_SIZES, &size_functions_class);
    if (!sizes)
        return -1;
    sizes->count = JS_NewCFunction(ctx, js_count, "size", 0);
    sizes->byte_length = JS_NewCFunction(ctx, js_byte_length, "size", 1);
    if (JS_IsException(sizes->count) || JS_IsException(sizes->byte_length))
        return -1;
    return thaw_interface_define(ctx, &count_interface) < 0 || thaw_interface_define(ctx, &byte_length_interface) < 0
               ? -1
               : 0;
}
