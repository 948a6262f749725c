/* SPDX-License-Identifier: MIT
 * Web IDL's numbers: ConvertToInt for all widths, with [EnforceRange] and [Clamp]; float and double. A Number holds
 * integers exactly up to 2^53, so that is where the 64-bit types' ranges end too. */
#include <math.h>

#include "js/webidl/convert_int.h"

#define EXACT_MAX 9007199254740991.0 /* 2^53 - 1 */

typedef struct {
    double min, max;
} range;

static range range_of(const thaw_idl_type *type)
{
    bool is_signed = type->flags & THAW_IDL_SIGNED;
    if (type->bits == 64)
        return (range){ is_signed ? -EXACT_MAX : 0, EXACT_MAX };
    double half = ldexp(1, type->bits - 1);
    return is_signed ? (range){ -half, half - 1 } : (range){ 0, 2 * half - 1 };
}

/* ToNumber; a BigInt is a TypeError there. */
static int to_number(const thaw_idl_site *site, JSValueConst value, double *ret)
{
    if (JS_IsBigInt(value)) {
        JS_ThrowTypeError(site->ctx, "Cannot convert a BigInt value to a number");
        return -1;
    }
    return JS_ToFloat64(site->ctx, ret, value) < 0 ? -1 : 0;
}

static int enforce(const thaw_idl_site *site, const thaw_idl_type *type, double *x)
{
    range limits = range_of(type);
    if (!isfinite(*x))
        return thaw_idl_throw(site, "TypeError", "ERR_OUT_OF_RANGE", "Value is%s not of type '%s'.",
                              isnan(*x) ? " NaN," : " infinite,", type->name);
    *x = trunc(*x);
    if (*x < limits.min || *x > limits.max)
        return thaw_idl_throw(site, "TypeError", "ERR_OUT_OF_RANGE", "Value is outside the '%s' value range.",
                              type->name);
    return 0;
}

static double clamp(const thaw_idl_type *type, double x)
{
    range limits = range_of(type);
    if (isnan(x))
        return 0;
    return x <= limits.min ? limits.min : x >= limits.max ? limits.max : rint(x); /* rint: ties to even */
}

/* The bits of trunc(x) modulo 2^64. */
static uint64_t wrap(double x)
{
    if (!isfinite(x))
        return 0;
    double rest = fmod(trunc(x), 0x1p64);
    return rest < 0 ? 0 - (uint64_t)-rest : (uint64_t)rest;
}

/* The bits of the integer, sign-extended from the type's width if it is signed. */
static int to_integer(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, uint64_t *ret)
{
    double x;
    if (THAW_LIKELY(JS_VALUE_GET_TAG(value) == JS_TAG_INT))
        x = JS_VALUE_GET_INT(value);
    else if (to_number(site, value, &x) < 0)
        return -1;
    if ((type->flags & THAW_IDL_ENFORCE_RANGE) && enforce(site, type, &x) < 0)
        return -1;
    *ret = wrap(type->flags & THAW_IDL_CLAMP ? clamp(type, x) : x);
    return 0;
}

static void store(const thaw_idl_type *type, uint64_t bits, void *ret)
{
    switch (type->bits) {
    case 8:
        *(uint8_t *)ret = (uint8_t)bits;
        break;
    case 16:
        *(uint16_t *)ret = (uint16_t)bits;
        break;
    case 32:
        *(uint32_t *)ret = (uint32_t)bits;
        break;
    default:
        *(uint64_t *)ret = bits;
        break;
    }
}

int thaw_idl_convert_integer(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    uint64_t bits;
    if (to_integer(site, type, value, &bits) < 0)
        return -1;
    store(type, bits, ret);
    return 0;
}

static int to_double(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, double *ret)
{
    double x;
    if (to_number(site, value, &x) < 0)
        return -1;
    double stored = type->bits == 32 ? (double)(float)x : x;
    if (!isfinite(stored) && !(type->flags & THAW_IDL_UNRESTRICTED))
        return thaw_idl_throw(site, "TypeError", "ERR_OUT_OF_RANGE", "The provided %s value is non-finite.",
                              type->name);
    *ret = stored;
    return 0;
}

int thaw_idl_convert_float(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret)
{
    double x;
    if (to_double(site, type, value, &x) < 0)
        return -1;
    if (type->bits == 32)
        *(float *)ret = (float)x;
    else
        *(double *)ret = x;
    return 0;
}

static double integer_as_double(const thaw_idl_type *type, uint64_t bits)
{
    unsigned unused = 64u - type->bits;
    if (type->flags & THAW_IDL_SIGNED)
        return (double)((int64_t)(bits << unused) >> unused);
    return (double)(bits << unused >> unused);
}

int thaw_idl_convert_number(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, double *ret)
{
    uint64_t bits;
    bool truth;
    int index;
    switch ((thaw_idl_kind)type->kind) {
    case THAW_IDL_INTEGER:
        if (to_integer(site, type, value, &bits) < 0)
            return -1;
        *ret = integer_as_double(type, bits);
        return 0;
    case THAW_IDL_BOOLEAN:
        if (thaw_idl_convert(site, type, value, &truth) < 0)
            return -1;
        *ret = truth;
        return 0;
    case THAW_IDL_ENUMERATION:
        if (thaw_idl_convert(site, type, value, &index) < 0)
            return -1;
        *ret = index;
        return 0;
    default:
        return to_double(site, type, value, ret);
    }
}
