/* SPDX-License-Identifier: MIT
 * Algorithms of the Web Cryptography API as tables. A row is one operation of one algorithm: the dictionary that its
 * parameters are converted to, and its body. Normalising an AlgorithmIdentifier finds the row and fills the dictionary
 * (Web Cryptography, "Algorithm normalization"); adding an algorithm is adding rows to a table in algorithm.c's list.
 */
#ifndef THAW_WEB_CRYPTO_ALGORITHM_H
#define THAW_WEB_CRYPTO_ALGORITHM_H

#include "base/digest.h"
#include "js/auto_values.h"
#include "js/webidl/convert.h"
#include "js/webidl/types.h"
#include "web/crypto/crypto_key.h"

typedef enum {
    THAW_CRYPTO_DIGEST,
    THAW_CRYPTO_SIGN,
    THAW_CRYPTO_VERIFY,
    THAW_CRYPTO_GENERATE_KEY,
    THAW_CRYPTO_IMPORT_KEY,
    THAW_CRYPTO_EXPORT_KEY, /* by the key's algorithm */
} thaw_crypto_operation;

typedef enum { THAW_KEY_RAW, THAW_KEY_RAW_SECRET, THAW_KEY_SPKI, THAW_KEY_PKCS8, THAW_KEY_JWK } thaw_key_format;

/* dictionary Algorithm, which the dictionaries of parameters begin with. */
typedef struct {
    JSValueConst name;
} thaw_algorithm;
THAW_IDL_DICTIONARY(thaw_algorithm, "Algorithm", THAW_REQUIRED(thaw_algorithm, name, "name", DOMString));

typedef struct {
    bool has_alg, has_ext, has_k, has_key_ops, has_kty, has_use;
    bool ext;
    JSValueConst alg, k, kty, use;
    thaw_idl_sequence key_ops;
} thaw_json_web_key;

/* What a body gets; only what its operation has is set. */
typedef struct thaw_crypto_call {
    const struct thaw_crypto_row *row;
    const void *params; /* of the row's dictionary; NULL if the row has none */
    const thaw_crypto_key *key;
    JSValueConst data, signature; /* BufferSource */
    thaw_key_format format;
    const thaw_json_web_key *jwk; /* importKey in that format, instead of data */
    bool extractable;
    uint32_t usages;
    const thaw_idl_site *site;
} thaw_crypto_call;

typedef struct thaw_crypto_row {
    const char *name;
    const thaw_idl_type *params; /* NULL: the name only */
    thaw_crypto_operation operation;
    int detail; /* for the body: which digest */
    /* The result or a promise of it; JS_EXCEPTION. Runs no JavaScript of the program before it has read its bytes. */
    JSValue (*body)(JSContext *ctx, const thaw_crypto_call *call);
} thaw_crypto_row;

/* An algorithm that was normalised; freed with thaw_normalized_done. */
typedef struct {
    JSContext *ctx;
    const thaw_crypto_row *row; /* NULL: an exception is pending */
    void *params;
} thaw_normalized;
thaw_normalized thaw_algorithm_normalize(const thaw_idl_site *site, thaw_crypto_operation operation,
                                         JSValueConst identifier);
void thaw_normalized_done(thaw_normalized *n);
/* The row of an operation that goes by a key's algorithm; NULL with NotSupportedError pending. */
const thaw_crypto_row *thaw_algorithm_of_key(JSContext *ctx, const thaw_crypto_key *key,
                                             thaw_crypto_operation operation);
/* HashAlgorithmIdentifier: which digest; -1 with an exception pending. */
int thaw_algorithm_hash(const thaw_idl_site *site, JSValueConst identifier);

/* Digest or, with a key, HMAC of the data: large ones on another thread. `finish` makes the result of the operation of
 * the digest and the call's signature. Result or promise. */
typedef enum { THAW_CRYPTO_BYTES, THAW_CRYPTO_MATCHES } thaw_crypto_result;
JSValue thaw_crypto_hash(JSContext *ctx, thaw_digest_kind kind, const thaw_crypto_call *call,
                         thaw_crypto_result result);

/* The tables. */
extern const thaw_crypto_row thaw_digest_rows[THAW_DIGESTS];
enum { THAW_HMAC_ROWS = 5 };
extern const thaw_crypto_row thaw_hmac_rows[THAW_HMAC_ROWS];

#endif
