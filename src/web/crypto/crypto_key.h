/* SPDX-License-Identifier: MIT
 * CryptoKey: key material, which programs never see, and what they may know of it. */
#ifndef THAW_WEB_CRYPTO_CRYPTO_KEY_H
#define THAW_WEB_CRYPTO_CRYPTO_KEY_H

#include "base/auto.h"
#include "base/slice.h"
#include "js/native.h"
#include "js/webidl/types.h"

/* X(symbol, name), in the order in which a key's `usages` are listed */
#define THAW_KEY_USAGE_LIST(X)             \
    X(ENCRYPT, "encrypt")                  \
    X(DECRYPT, "decrypt")                  \
    X(SIGN, "sign")                        \
    X(VERIFY, "verify")                    \
    X(DERIVE_KEY, "deriveKey")             \
    X(DERIVE_BITS, "deriveBits")           \
    X(WRAP_KEY, "wrapKey")                 \
    X(UNWRAP_KEY, "unwrapKey")             \
    X(ENCAPSULATE_KEY, "encapsulateKey")   \
    X(ENCAPSULATE_BITS, "encapsulateBits") \
    X(DECAPSULATE_KEY, "decapsulateKey")   \
    X(DECAPSULATE_BITS, "decapsulateBits")

typedef enum {
#define THAW_KEY_USAGE_ENUM(symbol, name) THAW_USAGE_##symbol,
    THAW_KEY_USAGE_LIST(THAW_KEY_USAGE_ENUM)
#undef THAW_KEY_USAGE_ENUM
        THAW_KEY_USAGES
} thaw_key_usage;
#define THAW_USAGE_BIT(symbol) (1u << THAW_USAGE_##symbol)
const char *thaw_key_usage_name(thaw_key_usage usage);

typedef enum { THAW_KEY_SECRET, THAW_KEY_PUBLIC, THAW_KEY_PRIVATE } thaw_key_type;

typedef struct thaw_crypto_key {
    thaw_native base;
    const char *name; /* of the algorithm, as its rows have it */
    thaw_key_type type;
    bool extractable;
    uint32_t usage_bits;
    int hash;      /* thaw_digest_kind, of algorithms that have one */
    uint32_t bits; /* length */
    char *bytes;   /* of the engine's heap */
    size_t size;
    THAW_JS_FIELDS(algorithm, usages); /* what programs see, made once */
} thaw_crypto_key;
THAW_CLASS_DECLARE(thaw_crypto_key);
THAW_IDL_INTERFACE(thaw_crypto_key);

/* A new key with its bytes copied and its usages listed; the caller sets hash and bits, and `algorithm`, to an object.
 * JS_EXCEPTION with an exception pending. */
JSValue thaw_crypto_key_new(JSContext *ctx, const char *name, thaw_key_type type, bool extractable, uint32_t usages,
                            thaw_slice bytes, thaw_crypto_key **ret);

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_crypto_key_init(JSContext *ctx);

#endif
