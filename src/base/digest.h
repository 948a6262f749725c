/* SPDX-License-Identifier: MIT
 * SHA digests and HMAC over bytes in memory, for any thread. OpenSSL's plain functions where there are some, for they
 * need none of its set-up, which a short-lived program would feel. */
#ifndef THAW_BASE_DIGEST_H
#define THAW_BASE_DIGEST_H

#include <stdint.h>

#include "base/auto.h"
#include "base/slice.h"

/* X(symbol, name, bytes of a digest, bytes of a block) */
#define THAW_DIGEST_LIST(X)          \
    X(SHA1, "SHA-1", 20, 64)         \
    X(SHA256, "SHA-256", 32, 64)     \
    X(SHA384, "SHA-384", 48, 128)    \
    X(SHA512, "SHA-512", 64, 128)    \
    X(SHA3_256, "SHA3-256", 32, 136) \
    X(SHA3_384, "SHA3-384", 48, 104) \
    X(SHA3_512, "SHA3-512", 64, 72)

typedef enum {
#define THAW_DIGEST_ENUM(symbol, name, size, block) THAW_##symbol,
    THAW_DIGEST_LIST(THAW_DIGEST_ENUM)
#undef THAW_DIGEST_ENUM
        THAW_DIGESTS
} thaw_digest_kind;

enum { THAW_DIGEST_SIZE_MAX = 64, THAW_DIGEST_BLOCK_MAX = 136 };

const char *thaw_digest_name(thaw_digest_kind kind);
size_t thaw_digest_size(thaw_digest_kind kind);
size_t thaw_digest_block(thaw_digest_kind kind);
/* Of the parts one after the other. 0, or -ENOMEM. */
THAW_MUST_USE int thaw_digest(thaw_digest_kind kind, const thaw_slice *parts, int n, uint8_t *ret_digest);
THAW_MUST_USE int thaw_hmac(thaw_digest_kind kind, thaw_slice key, thaw_slice message, uint8_t *ret_digest);

#endif
