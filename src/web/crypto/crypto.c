/* SPDX-License-Identifier: MIT */
#include "web/crypto/crypto.h"

#include "base/random.h"
#include "heap/inputs.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/webidl/interface.h"
#include "web/crypto/crypto_key.h"
#include "web/dom/dom_exception.h"

enum { RANDOM_MAX = 65536, UUID_LEN = 36 };

typedef struct {
    thaw_native base;
    THAW_JS_FIELDS(subtle);
} crypto;
THAW_CLASS(crypto, CRYPTO, "Crypto");

/* 0, or -1 with an exception pending. */
static int fill_random(JSContext *ctx, void *to, size_t size)
{
    thaw_input_random();
    int err = thaw_random(to, size);
    if (err)
        thaw_throw(ctx, err, "getrandom", NULL);
    return err ? -1 : 0;
}

typedef struct {
    JSValueConst array;
} random_args;

static JSValue get_random_values(JSContext *ctx, const thaw_invocation *in)
{
    const random_args *args = in->args;
    int type = JS_GetTypedArrayType(args->array);
    bool is_integers =
        type >= 0 && type != JS_TYPED_ARRAY_FLOAT16 && type != JS_TYPED_ARRAY_FLOAT32 && type != JS_TYPED_ARRAY_FLOAT64;
    if (!is_integers)
        return thaw_throw_dom(ctx, "TypeMismatchError", "The data argument must be an integer-type TypedArray");
    thaw_engine_buffer b = thaw_engine_buffer_of(args->array);
    if (b.size > RANDOM_MAX)
        return thaw_throw_quota(ctx, -1, -1, "The requested length exceeds 65,536 bytes");
    if (b.data && fill_random(ctx, b.data, b.size) < 0)
        return JS_EXCEPTION;
    return JS_DupValue(ctx, args->array);
}

static JSValue random_uuid(JSContext *ctx, const thaw_invocation *in)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t r[16];
    char text[UUID_LEN];
    if (fill_random(ctx, r, sizeof r) < 0)
        return JS_EXCEPTION;
    r[6] = (uint8_t)((r[6] & 0x0f) | 0x40);
    r[8] = (uint8_t)((r[8] & 0x3f) | 0x80);
    char *to = text;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *to++ = '-';
        *to++ = digits[r[i] >> 4];
        *to++ = digits[r[i] & 15];
    }
    return JS_NewStringLen(ctx, text, UUID_LEN);
}

static JSValue crypto_subtle(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const crypto *)in->self)->subtle);
}

static const thaw_member members[] = {
    THAW_READONLY("subtle", crypto_subtle),
    THAW_METHOD_ARGS("getRandomValues", get_random_values, random_args,
                     THAW_REQUIRED(random_args, array, "array", ArrayBufferView)),
    THAW_METHOD("randomUUID", random_uuid),
};
static const thaw_interface interface = { .cls = &crypto_class, THAW_MEMBERS(members) };

JSValue thaw_crypto_new(JSContext *ctx)
{
    crypto *self;
    if (thaw_crypto_key_init(ctx) < 0 || thaw_interface_define(ctx, &interface) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) subtle = thaw_value_of(ctx, thaw_subtle_crypto_new(ctx));
    THAW_AUTO(thaw_value) instance = thaw_value_of(ctx, thaw_native_new(ctx, &crypto_class, JS_UNDEFINED, &self));
    if (JS_IsException(subtle.v) || JS_IsException(instance.v))
        return JS_EXCEPTION;
    self->subtle = thaw_value_take(&subtle);
    return thaw_value_take(&instance);
}
