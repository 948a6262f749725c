/* SPDX-License-Identifier: MIT
 * Web Cryptography: the global `crypto` with getRandomValues, randomUUID and subtle; Crypto, SubtleCrypto, CryptoKey.
 */
#ifndef THAW_WEB_CRYPTO_CRYPTO_H
#define THAW_WEB_CRYPTO_CRYPTO_H

#include "js/engine.h"

/* Defines the interfaces; the one Crypto object, owned, or JS_EXCEPTION. After DOMException. */
JSValue thaw_crypto_new(JSContext *ctx);
/* In subtle.c: defines SubtleCrypto; its one object, owned, or JS_EXCEPTION. */
JSValue thaw_subtle_crypto_new(JSContext *ctx);

#endif
