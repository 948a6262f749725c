/* SPDX-License-Identifier: MIT
 * SubtleCrypto: normalises algorithms, checks keys, and hands over to the row of the algorithm. Methods for which no
 * algorithm exists here yet are left out. */
#include "js/webidl/interface.h"
#include "web/crypto/algorithm.h"
#include "web/crypto/crypto.h"
#include "web/dom/dom_exception.h"

typedef struct {
    thaw_native base;
} subtle_crypto;
THAW_CLASS_PLAIN(subtle_crypto, SUBTLE_CRYPTO, "SubtleCrypto");

#define THAW_KEY_USAGE_TEXT(symbol, name) name,
THAW_IDL_ENUM(key_usage, "KeyUsage", THAW_KEY_USAGE_LIST(THAW_KEY_USAGE_TEXT));
THAW_IDL_SEQUENCE(key_usages, "sequence<KeyUsage>", key_usage);
/* In the order of thaw_key_format. */
THAW_IDL_ENUM(key_format, "KeyFormat", "raw", "raw-secret", "spki", "pkcs8", "jwk");
THAW_IDL_SEQUENCE(texts, "sequence<DOMString>", DOMString);
THAW_IDL_DICTIONARY(thaw_json_web_key, "JsonWebKey", THAW_OPTIONAL(thaw_json_web_key, alg, "alg", DOMString),
                    THAW_OPTIONAL(thaw_json_web_key, ext, "ext", boolean),
                    THAW_OPTIONAL(thaw_json_web_key, k, "k", DOMString),
                    THAW_OPTIONAL(thaw_json_web_key, key_ops, "key_ops", texts),
                    THAW_OPTIONAL(thaw_json_web_key, kty, "kty", DOMString),
                    THAW_OPTIONAL(thaw_json_web_key, use, "use", DOMString));
THAW_IDL_UNION(key_data, "(BufferSource or JsonWebKey)", &thaw_idl_BufferSource, &thaw_idl_thaw_json_web_key);

static thaw_idl_site site_of(JSContext *ctx, const char *member, int parameter)
{
    return (thaw_idl_site){
        .ctx = ctx, .verb = THAW_IDL_EXECUTE, .member = member, .owner = "SubtleCrypto", .parameter = parameter
    };
}

static uint32_t usage_bits(const thaw_idl_sequence *usages)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < usages->count; i++)
        bits |= 1u << ((const int *)usages->items)[i];
    return bits;
}

/* True if the key is one of the algorithm and may be used so; else InvalidAccessError is pending. */
static bool may_use(JSContext *ctx, const thaw_crypto_key *key, const thaw_crypto_row *row, uint32_t usage)
{
    if (strcmp(key->name, row->name) != 0)
        thaw_throw_dom(ctx, "InvalidAccessError", "Key algorithm mismatch");
    else if (!(key->usage_bits & usage))
        thaw_throw_dom(ctx, "InvalidAccessError", "Unable to use this key to %s",
                       row->operation == THAW_CRYPTO_SIGN ? "sign" : "verify");
    else
        return true;
    return false;
}

typedef struct {
    JSValueConst algorithm, data;
} digest_args;

static JSValue subtle_digest(JSContext *ctx, const thaw_invocation *in)
{
    const digest_args *args = in->args;
    thaw_idl_site site = site_of(ctx, "digest", 1);
    THAW_AUTO(thaw_normalized) n = thaw_algorithm_normalize(&site, THAW_CRYPTO_DIGEST, args->algorithm);
    if (!n.row)
        return JS_EXCEPTION;
    thaw_crypto_call call = {
        .row = n.row, .params = n.params, .data = args->data, .signature = JS_UNDEFINED, .site = &site
    };
    return n.row->body(ctx, &call);
}

typedef struct {
    JSValueConst algorithm, signature, data;
    thaw_crypto_key_ref key;
} sign_args;

static JSValue with_key(JSContext *ctx, const sign_args *args, const char *member, thaw_crypto_operation operation,
                        uint32_t usage)
{
    thaw_idl_site site = site_of(ctx, member, 1);
    THAW_AUTO(thaw_normalized) n = thaw_algorithm_normalize(&site, operation, args->algorithm);
    if (!n.row || !may_use(ctx, args->key.self, n.row, usage))
        return JS_EXCEPTION;
    thaw_crypto_call call = { .row = n.row,
                              .params = n.params,
                              .key = args->key.self,
                              .data = args->data,
                              .signature = operation == THAW_CRYPTO_VERIFY ? args->signature : JS_UNDEFINED,
                              .site = &site };
    return n.row->body(ctx, &call);
}

static JSValue subtle_sign(JSContext *ctx, const thaw_invocation *in)
{
    return with_key(ctx, in->args, "sign", THAW_CRYPTO_SIGN, THAW_USAGE_BIT(SIGN));
}

static JSValue subtle_verify(JSContext *ctx, const thaw_invocation *in)
{
    return with_key(ctx, in->args, "verify", THAW_CRYPTO_VERIFY, THAW_USAGE_BIT(VERIFY));
}

typedef struct {
    JSValueConst algorithm;
    bool extractable;
    thaw_idl_sequence usages;
} generate_args;

static JSValue subtle_generate_key(JSContext *ctx, const thaw_invocation *in)
{
    const generate_args *args = in->args;
    thaw_idl_site site = site_of(ctx, "generateKey", 1);
    THAW_AUTO(thaw_normalized) n = thaw_algorithm_normalize(&site, THAW_CRYPTO_GENERATE_KEY, args->algorithm);
    if (!n.row)
        return JS_EXCEPTION;
    thaw_crypto_call call = { .row = n.row,
                              .params = n.params,
                              .data = JS_UNDEFINED,
                              .signature = JS_UNDEFINED,
                              .extractable = args->extractable,
                              .usages = usage_bits(&args->usages),
                              .site = &site };
    return n.row->body(ctx, &call);
}

typedef struct {
    int format;
    thaw_idl_union data;
    JSValueConst algorithm;
    bool extractable;
    thaw_idl_sequence usages;
} import_args;

static JSValue subtle_import_key(JSContext *ctx, const thaw_invocation *in)
{
    const import_args *args = in->args;
    thaw_idl_site site = site_of(ctx, "importKey", 3);
    bool is_jwk = args->data.which == 1;
    if (is_jwk != (args->format == THAW_KEY_JWK))
        return JS_ThrowTypeError(ctx, is_jwk ? "Key data must be a BufferSource for this format"
                                             : "Key data must be an object for format 'jwk'");
    THAW_AUTO(thaw_normalized) n = thaw_algorithm_normalize(&site, THAW_CRYPTO_IMPORT_KEY, args->algorithm);
    if (!n.row)
        return JS_EXCEPTION;
    thaw_crypto_call call = { .row = n.row,
                              .params = n.params,
                              .data = is_jwk ? JS_UNDEFINED : args->data.as.value,
                              .signature = JS_UNDEFINED,
                              .format = (thaw_key_format)args->format,
                              .jwk = is_jwk ? args->data.as.dictionary : NULL,
                              .extractable = args->extractable,
                              .usages = usage_bits(&args->usages),
                              .site = &site };
    return n.row->body(ctx, &call);
}

typedef struct {
    int format;
    thaw_crypto_key_ref key;
} export_args;

static JSValue subtle_export_key(JSContext *ctx, const thaw_invocation *in)
{
    const export_args *args = in->args;
    const thaw_crypto_key *key = args->key.self;
    const thaw_crypto_row *row = thaw_algorithm_of_key(ctx, key, THAW_CRYPTO_EXPORT_KEY);
    if (!row)
        return JS_EXCEPTION;
    if (!key->extractable)
        return thaw_throw_dom(ctx, "InvalidAccessError", "key is not extractable");
    thaw_crypto_call call = {
        .row = row, .key = key, .data = JS_UNDEFINED, .signature = JS_UNDEFINED, .format = (thaw_key_format)args->format
    };
    return row->body(ctx, &call);
}

static const thaw_member members[] = {
    THAW_PROMISE_METHOD_ARGS("sign", subtle_sign, sign_args, THAW_REQUIRED(sign_args, algorithm, "algorithm", any),
                             THAW_REQUIRED(sign_args, key, "key", thaw_crypto_key),
                             THAW_REQUIRED(sign_args, data, "data", BufferSource)),
    THAW_PROMISE_METHOD_ARGS("verify", subtle_verify, sign_args, THAW_REQUIRED(sign_args, algorithm, "algorithm", any),
                             THAW_REQUIRED(sign_args, key, "key", thaw_crypto_key),
                             THAW_REQUIRED(sign_args, signature, "signature", BufferSource),
                             THAW_REQUIRED(sign_args, data, "data", BufferSource)),
    THAW_PROMISE_METHOD_ARGS("digest", subtle_digest, digest_args,
                             THAW_REQUIRED(digest_args, algorithm, "algorithm", any),
                             THAW_REQUIRED(digest_args, data, "data", BufferSource)),
    THAW_PROMISE_METHOD_ARGS("generateKey", subtle_generate_key, generate_args,
                             THAW_REQUIRED(generate_args, algorithm, "algorithm", any),
                             THAW_REQUIRED(generate_args, extractable, "extractable", boolean),
                             THAW_REQUIRED(generate_args, usages, "keyUsages", key_usages)),
    THAW_PROMISE_METHOD_ARGS(
        "importKey", subtle_import_key, import_args, THAW_REQUIRED(import_args, format, "format", key_format),
        THAW_REQUIRED(import_args, data, "keyData", key_data), THAW_REQUIRED(import_args, algorithm, "algorithm", any),
        THAW_REQUIRED(import_args, extractable, "extractable", boolean),
        THAW_REQUIRED(import_args, usages, "keyUsages", key_usages)),
    THAW_PROMISE_METHOD_ARGS("exportKey", subtle_export_key, export_args,
                             THAW_REQUIRED(export_args, format, "format", key_format),
                             THAW_REQUIRED(export_args, key, "key", thaw_crypto_key)),
};
static const thaw_interface interface = { .cls = &subtle_crypto_class, THAW_MEMBERS(members) };

JSValue thaw_subtle_crypto_new(JSContext *ctx)
{
    subtle_crypto *unused;
    if (thaw_interface_define(ctx, &interface) < 0)
        return JS_EXCEPTION;
    return thaw_native_new(ctx, &subtle_crypto_class, JS_UNDEFINED, &unused);
}
