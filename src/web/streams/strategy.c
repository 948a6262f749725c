/* SPDX-License-Identifier: MIT
 * What a stream takes from a queuing strategy (Streams Standard, 7.4), and the results of reads. */
#include <math.h>

#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "web/streams/readable_int.h"

static const thaw_idl_field strategy_fields[] = {
    THAW_OPTIONAL(queuing_strategy, high_water_mark, "highWaterMark", unrestricted_double),
    THAW_OPTIONAL(queuing_strategy, size, "size", function),
};
const thaw_idl_type thaw_idl_queuing_strategy = { .name = "QueuingStrategy",
                                                  .kind = THAW_IDL_FIELDS,
                                                  .size = sizeof(queuing_strategy),
                                                  .fields = strategy_fields,
                                                  .count = THAW_COUNT(strategy_fields) };

int extract_high_water_mark(JSContext *ctx, const queuing_strategy *strategy, double otherwise, double *ret)
{
    double mark = strategy->has_high_water_mark ? strategy->high_water_mark : otherwise;
    if (isnan(mark) || mark < 0) {
        thaw_throw_code(ctx, "RangeError", "ERR_INVALID_ARG_VALUE",
                        "highWaterMark must be a number that is not negative");
        return -1;
    }
    *ret = mark;
    return 0;
}

int chunk_size(JSContext *ctx, JSValueConst size_function, JSValueConst chunk, double *ret)
{
    *ret = 1;
    if (JS_IsUndefined(size_function))
        return 0;
    JSValueConst args[] = { chunk };
    THAW_AUTO(thaw_value) size = thaw_value_of(ctx, thaw_call(ctx, size_function, JS_UNDEFINED, 1, args));
    return JS_IsException(size.v) ? -1 : JS_ToFloat64(ctx, ret, size.v);
}

JSValue read_result(JSContext *ctx, JSValueConst value, bool done)
{
    return thaw_engine_iterator_result(ctx, value, done);
}
