/* SPDX-License-Identifier: MIT
 * Web Cryptography: the global `crypto` with getRandomValues, randomUUID and subtle; Crypto, SubtleCrypto, CryptoKey.
 */
#ifndef THAW_WEB_CRYPTO_CRYPTO_H
#define THAW_WEB_CRYPTO_CRYPTO_H

#include "base/auto.h"
#include "js/engine.h"

/* 0, or -1 with an exception pending. After DOMException. */
THAW_MUST_USE int thaw_crypto_init(JSContext *ctx);
/* In subtle.c: defines SubtleCrypto; its one object, owned, or JS_EXCEPTION. */
JSValue thaw_subtle_crypto_new(JSContext *ctx);

#endif
