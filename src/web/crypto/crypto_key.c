/* SPDX-License-Identifier: MIT */
#include "web/crypto/crypto_key.h"

#include <openssl/crypto.h>

#include "js/auto_values.h"
#include "js/webidl/interface.h"
#include "web/html/structured_clone.h"

static const char *const usage_names[] = {
#define THAW_KEY_USAGE_NAME(symbol, name) name,
    THAW_KEY_USAGE_LIST(THAW_KEY_USAGE_NAME)
#undef THAW_KEY_USAGE_NAME
};

const char *thaw_key_usage_name(thaw_key_usage usage)
{
    return usage_names[usage];
}

static void key_dispose(JSRuntime *rt, void *self)
{
    thaw_crypto_key *k = self;
    if (k->bytes)
        OPENSSL_cleanse(k->bytes, k->size);
    js_free_rt(rt, k->bytes);
}

static const thaw_clone_hooks key_clone;
THAW_CLASS_TABLE(thaw_crypto_key, CRYPTO_KEY, "CryptoKey", .dispose = key_dispose, .clone = &key_clone);

static JSValue list_usages(JSContext *ctx, uint32_t bits)
{
    uint32_t n = 0;
    THAW_AUTO(thaw_value) list = thaw_value_of(ctx, JS_NewArray(ctx));
    for (int i = 0; i < THAW_KEY_USAGES && !JS_IsException(list.v); i++) {
        if (!(bits >> i & 1))
            continue;
        JSValue name = JS_NewString(ctx, usage_names[i]);
        if (JS_IsException(name) || JS_DefinePropertyValueUint32(ctx, list.v, n++, name, JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&list);
}

JSValue thaw_crypto_key_new(JSContext *ctx, const char *name, thaw_key_type type, bool extractable, uint32_t usages,
                            thaw_slice bytes, thaw_crypto_key **ret)
{
    thaw_crypto_key *self;
    THAW_AUTO(thaw_value)
    object = thaw_value_of(ctx, thaw_native_new(ctx, &thaw_crypto_key_class, JS_UNDEFINED, &self));
    if (JS_IsException(object.v))
        return JS_EXCEPTION;
    self->name = name;
    self->type = type;
    self->extractable = extractable;
    self->usage_bits = usages;
    self->bytes = js_malloc(ctx, bytes.len + 1);
    if (!self->bytes)
        return JS_EXCEPTION;
    if (bytes.len)
        memcpy(self->bytes, bytes.ptr, bytes.len);
    self->size = bytes.len;
    JSValue list = list_usages(ctx, usages);
    if (JS_IsException(list))
        return JS_EXCEPTION;
    self->usages = list;
    *ret = self;
    return thaw_value_take(&object);
}

/* ---- cloning ---- */

static int write_key(thaw_clone_writer *w, JSValueConst object)
{
    const thaw_crypto_key *k = thaw_crypto_key_of(object);
    if (thaw_clone_write_bytes(w, &k->name, sizeof k->name) < 0 || thaw_clone_write_u32(w, k->type) < 0 ||
        thaw_clone_write_u32(w, k->extractable) < 0 || thaw_clone_write_u32(w, k->usage_bits) < 0 ||
        thaw_clone_write_u32(w, (uint32_t)k->hash) < 0 || thaw_clone_write_u32(w, k->bits) < 0 ||
        thaw_clone_write_bytes(w, k->bytes, k->size) < 0)
        return -1;
    return thaw_clone_write_value(w, k->algorithm);
}

static JSValue read_key(thaw_clone_reader *r)
{
    JSContext *ctx = thaw_clone_reader_context(r);
    const char *name;
    memcpy(&name, thaw_clone_read_bytes(r).ptr, sizeof name);
    thaw_key_type type = (thaw_key_type)thaw_clone_read_u32(r);
    bool extractable = thaw_clone_read_u32(r) != 0;
    uint32_t usages = thaw_clone_read_u32(r), hash = thaw_clone_read_u32(r), bits = thaw_clone_read_u32(r);
    thaw_crypto_key *self;
    THAW_AUTO(thaw_value)
    key =
        thaw_value_of(ctx, thaw_crypto_key_new(ctx, name, type, extractable, usages, thaw_clone_read_bytes(r), &self));
    if (JS_IsException(key.v))
        return JS_EXCEPTION;
    self->hash = (int)hash;
    self->bits = bits;
    JSValue algorithm = thaw_clone_read_value(r);
    if (JS_IsException(algorithm))
        return JS_EXCEPTION;
    self->algorithm = algorithm;
    return thaw_value_take(&key);
}

static const thaw_clone_hooks key_clone = { .write = write_key, .read = read_key };

/* ---- members ---- */

static JSValue key_type(JSContext *ctx, const thaw_invocation *in)
{
    static const char *const names[] = { "secret", "public", "private" };
    return JS_NewString(ctx, names[((const thaw_crypto_key *)in->self)->type]);
}

static JSValue key_extractable(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewBool(ctx, ((const thaw_crypto_key *)in->self)->extractable);
}

static JSValue key_algorithm(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const thaw_crypto_key *)in->self)->algorithm);
}

static JSValue key_usages(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const thaw_crypto_key *)in->self)->usages);
}

static const thaw_member members[] = {
    THAW_READONLY("type", key_type),
    THAW_READONLY("extractable", key_extractable),
    THAW_READONLY("algorithm", key_algorithm),
    THAW_READONLY("usages", key_usages),
};
static const thaw_interface interface = { .cls = &thaw_crypto_key_class, THAW_MEMBERS(members) };

int thaw_crypto_key_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
