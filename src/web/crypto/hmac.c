/* SPDX-License-Identifier: MIT
 * HMAC (Web Cryptography, "HMAC"). */
#include <openssl/crypto.h>

#include "base/base64.h"
#include "base/random.h"
#include "heap/inputs.h"
#include "js/errors.h"
#include "web/crypto/algorithm.h"
#include "web/dom/dom_exception.h"

enum { KEY_MAX = 1 << 26, BASE64_MAX = KEY_MAX * 2 };

static const char name[] = "HMAC";

typedef struct {
    thaw_algorithm base;
    bool has_length;
    JSValueConst hash; /* HashAlgorithmIdentifier */
    uint32_t length;
} hmac_params;
THAW_IDL_DERIVED_DICTIONARY(hmac_params, thaw_algorithm, "HmacKeyGenParams",
                            THAW_REQUIRED(hmac_params, hash, "hash", any),
                            THAW_OPTIONAL(hmac_params, length, "length", enforced_unsigned_long));

static const char *jwk_name(int hash)
{
    static const char *const names[THAW_DIGESTS] = {
        [THAW_SHA1] = "HS1",         [THAW_SHA256] = "HS256",     [THAW_SHA384] = "HS384",     [THAW_SHA512] = "HS512",
        [THAW_SHA3_256] = "HS3-256", [THAW_SHA3_384] = "HS3-384", [THAW_SHA3_512] = "HS3-512",
    };
    return names[hash];
}

/* {name: "HMAC", hash: {name: "SHA-256"}, length: 512} */
static JSValue describe(JSContext *ctx, int hash, uint32_t bits)
{
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, JS_NewObject(ctx));
    THAW_AUTO(thaw_value) inner = thaw_value_of(ctx, JS_NewObject(ctx));
    if (JS_IsException(object.v) || JS_IsException(inner.v) ||
        JS_DefinePropertyValueStr(ctx, inner.v, "name", JS_NewString(ctx, thaw_digest_name((thaw_digest_kind)hash)),
                                  JS_PROP_C_W_E) < 0 ||
        JS_DefinePropertyValueStr(ctx, object.v, "name", JS_NewString(ctx, name), JS_PROP_C_W_E) < 0 ||
        JS_DefinePropertyValueStr(ctx, object.v, "hash", thaw_value_take(&inner), JS_PROP_C_W_E) < 0 ||
        JS_DefinePropertyValueStr(ctx, object.v, "length", JS_NewUint32(ctx, bits), JS_PROP_C_W_E) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&object);
}

static JSValue key_new(JSContext *ctx, const thaw_crypto_call *call, int hash, uint32_t bits, thaw_slice bytes)
{
    thaw_crypto_key *key;
    THAW_AUTO(thaw_value)
    object = thaw_value_of(
        ctx, thaw_crypto_key_new(ctx, name, THAW_KEY_SECRET, call->extractable, call->usages, bytes, &key));
    if (JS_IsException(object.v))
        return JS_EXCEPTION;
    key->hash = hash;
    key->bits = bits;
    if (bits % 8 && key->size)
        key->bytes[key->size - 1] = (char)(key->bytes[key->size - 1] & (0xff00 >> bits % 8));
    JSValue algorithm = describe(ctx, hash, bits);
    if (JS_IsException(algorithm))
        return JS_EXCEPTION;
    key->algorithm = algorithm;
    return thaw_value_take(&object);
}

static bool has_other_usages(JSContext *ctx, const thaw_crypto_call *call)
{
    if (!(call->usages & ~(THAW_USAGE_BIT(SIGN) | THAW_USAGE_BIT(VERIFY))))
        return false;
    thaw_throw_dom(ctx, "SyntaxError", "Unsupported key usage for an HMAC key");
    return true;
}

/* ---- generateKey ---- */

static JSValue generate(JSContext *ctx, const thaw_crypto_call *call)
{
    const hmac_params *p = call->params;
    if (has_other_usages(ctx, call))
        return JS_EXCEPTION;
    int hash = thaw_algorithm_hash(call->site, p->hash);
    if (hash < 0)
        return JS_EXCEPTION;
    uint32_t bits = p->has_length ? p->length : (uint32_t)thaw_digest_block((thaw_digest_kind)hash) * 8;
    if (bits == 0 || bits / 8 > KEY_MAX)
        return thaw_throw_dom(ctx, "OperationError", "Invalid key length");
    if (!call->usages)
        return thaw_throw_dom(ctx, "SyntaxError", "Usages cannot be empty when creating a key.");
    size_t size = (bits + 7) / 8;
    char *bytes = js_malloc(ctx, size);
    if (!bytes)
        return JS_EXCEPTION;
    thaw_input_random();
    int err = thaw_random(bytes, size);
    if (err) {
        js_free(ctx, bytes);
        return thaw_throw(ctx, err, "getrandom", NULL);
    }
    JSValue key = key_new(ctx, call, hash, bits, (thaw_slice){ bytes, size });
    OPENSSL_cleanse(bytes, size);
    js_free(ctx, bytes);
    return key;
}

/* ---- importKey ---- */

static int refuse_jwk(JSContext *ctx, const char *what)
{
    thaw_throw_dom(ctx, "DataError", "Invalid JWK: %s", what);
    return -1;
}

static bool text_is(JSContext *ctx, JSValueConst value, const char *text)
{
    THAW_AUTO(thaw_cstr) s = thaw_cstr_of(ctx, value);
    return s.ptr && strcmp(s.ptr, text) == 0 && s.len == strlen(text);
}

/* key_ops: no duplicates, and all that the key is to be used for. */
static int check_key_ops(JSContext *ctx, const thaw_crypto_call *call)
{
    const JSValueConst *ops = call->jwk->key_ops.items;
    uint32_t found = 0;
    for (size_t i = 0; i < call->jwk->key_ops.count; i++) {
        for (size_t k = 0; k < i; k++)
            if (JS_IsStrictEqual(ctx, ops[i], ops[k]))
                return refuse_jwk(ctx, "duplicate key operation");
        for (int u = 0; u < THAW_KEY_USAGES; u++)
            found |= text_is(ctx, ops[i], thaw_key_usage_name((thaw_key_usage)u)) ? 1u << u : 0;
    }
    return call->usages & ~found ? refuse_jwk(ctx, "key operations do not match the usages") : 0;
}

static int read_jwk(JSContext *ctx, const thaw_crypto_call *call, int hash, thaw_buf *ret_bytes)
{
    const thaw_json_web_key *jwk = call->jwk;
    if (!jwk->has_kty || !text_is(ctx, jwk->kty, "oct"))
        return refuse_jwk(ctx, "kty is not \"oct\"");
    if (!jwk->has_k)
        return refuse_jwk(ctx, "k is missing");
    THAW_AUTO(thaw_cstr) k = thaw_cstr_of(ctx, jwk->k);
    if (!k.ptr)
        return -1;
    if (strpbrk(k.ptr, "+/=") || thaw_base64_decode(ret_bytes, thaw_cstr_slice(&k)) != k.len ||
        thaw_buf_error(ret_bytes))
        return refuse_jwk(ctx, "k is not base64url");
    if (jwk->has_alg && !text_is(ctx, jwk->alg, jwk_name(hash)))
        return refuse_jwk(ctx, "alg does not match the hash");
    if (call->usages && jwk->has_use && !text_is(ctx, jwk->use, "sig"))
        return refuse_jwk(ctx, "use is not \"sig\"");
    if (jwk->has_key_ops && check_key_ops(ctx, call) < 0)
        return -1;
    return jwk->has_ext && !jwk->ext && call->extractable ? refuse_jwk(ctx, "key is not extractable") : 0;
}

static JSValue import(JSContext *ctx, const thaw_crypto_call *call)
{
    const hmac_params *p = call->params;
    if (has_other_usages(ctx, call))
        return JS_EXCEPTION;
    if (call->format == THAW_KEY_SPKI || call->format == THAW_KEY_PKCS8)
        return thaw_throw_dom(ctx, "NotSupportedError", "Unable to import an HMAC key in this format");
    int hash = thaw_algorithm_hash(call->site, p->hash);
    if (hash < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_buf) decoded = thaw_buf_of(BASE64_MAX);
    thaw_slice bytes;
    if (call->format == THAW_KEY_JWK) {
        if (read_jwk(ctx, call, hash, &decoded) < 0)
            return JS_EXCEPTION;
        bytes = (thaw_slice){ decoded.data ? decoded.data : "", decoded.len };
    } else {
        thaw_engine_buffer b = thaw_engine_buffer_of(call->data);
        bytes = (thaw_slice){ b.data ? (const char *)b.data : "", b.size };
    }
    if (bytes.len == 0 || bytes.len > KEY_MAX)
        return thaw_throw_dom(ctx, "DataError", bytes.len ? "The key is too long" : "Zero-length key is not supported");
    uint32_t bits = (uint32_t)bytes.len * 8;
    if (p->has_length && (p->length > bits || p->length + 8 <= bits))
        return thaw_throw_dom(ctx, "DataError", "Invalid key length");
    if (!call->usages)
        return thaw_throw_dom(ctx, "SyntaxError", "Usages cannot be empty when importing a secret key.");
    return key_new(ctx, call, hash, p->has_length ? p->length : bits, bytes);
}

/* ---- exportKey ---- */

static JSValue export_jwk(JSContext *ctx, const thaw_crypto_key *key)
{
    THAW_AUTO(thaw_buf) k = thaw_buf_of(BASE64_MAX);
    thaw_base64_encode(&k, (thaw_slice){ key->bytes, key->size });
    if (thaw_buf_error(&k))
        return JS_ThrowOutOfMemory(ctx);
    while (k.len && k.data[k.len - 1] == '=')
        k.len--;
    for (size_t i = 0; i < k.len; i++)
        k.data[i] = k.data[i] == '+' ? '-' : k.data[i] == '/' ? '_' : k.data[i];
    THAW_AUTO(thaw_value) ops = thaw_value_of(ctx, JS_NewArray(ctx));
    uint32_t n = 0;
    for (int i = 0; i < THAW_KEY_USAGES && !JS_IsException(ops.v); i++)
        if (key->usage_bits >> i & 1 &&
            JS_DefinePropertyValueUint32(ctx, ops.v, n++, JS_NewString(ctx, thaw_key_usage_name((thaw_key_usage)i)),
                                         JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    THAW_AUTO(thaw_value) jwk = thaw_value_of(ctx, JS_NewObject(ctx));
    if (JS_IsException(ops.v) || JS_IsException(jwk.v) ||
        JS_DefinePropertyValueStr(ctx, jwk.v, "kty", JS_NewString(ctx, "oct"), JS_PROP_C_W_E) < 0 ||
        JS_DefinePropertyValueStr(ctx, jwk.v, "k", JS_NewStringLen(ctx, k.data ? k.data : "", k.len), JS_PROP_C_W_E) <
            0 ||
        JS_DefinePropertyValueStr(ctx, jwk.v, "alg", JS_NewString(ctx, jwk_name(key->hash)), JS_PROP_C_W_E) < 0 ||
        JS_DefinePropertyValueStr(ctx, jwk.v, "key_ops", thaw_value_take(&ops), JS_PROP_C_W_E) < 0 ||
        JS_DefinePropertyValueStr(ctx, jwk.v, "ext", JS_NewBool(ctx, key->extractable), JS_PROP_C_W_E) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&jwk);
}

static JSValue export_key(JSContext *ctx, const thaw_crypto_call *call)
{
    switch (call->format) {
    case THAW_KEY_RAW:
    case THAW_KEY_RAW_SECRET:
        return JS_NewArrayBufferCopy(ctx, (const uint8_t *)call->key->bytes, call->key->size);
    case THAW_KEY_JWK:
        return export_jwk(ctx, call->key);
    default:
        return thaw_throw_dom(ctx, "NotSupportedError", "Unable to export an HMAC key in this format");
    }
}

/* ---- sign, verify ---- */

static JSValue sign(JSContext *ctx, const thaw_crypto_call *call)
{
    return thaw_crypto_hash(ctx, (thaw_digest_kind)call->key->hash, call, THAW_CRYPTO_BYTES);
}

static JSValue verify(JSContext *ctx, const thaw_crypto_call *call)
{
    return thaw_crypto_hash(ctx, (thaw_digest_kind)call->key->hash, call, THAW_CRYPTO_MATCHES);
}

const thaw_crypto_row thaw_hmac_rows[THAW_HMAC_ROWS] = {
    { .name = name, .operation = THAW_CRYPTO_SIGN, .body = sign },
    { .name = name, .operation = THAW_CRYPTO_VERIFY, .body = verify },
    { .name = name, .operation = THAW_CRYPTO_GENERATE_KEY, .params = &thaw_idl_hmac_params, .body = generate },
    { .name = name, .operation = THAW_CRYPTO_IMPORT_KEY, .params = &thaw_idl_hmac_params, .body = import },
    { .name = name, .operation = THAW_CRYPTO_EXPORT_KEY, .body = export_key },
};
