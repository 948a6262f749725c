/* SPDX-License-Identifier: MIT */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/digest.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

/* From here on it pays to have the library look for instructions that help. */
enum { WORTH_INIT = 16384 };

static const struct {
    const char *name;
    uint8_t size, block;
} kinds[] = {
#define THAW_DIGEST_ROW(symbol, name, size, block) { name, size, block },
    THAW_DIGEST_LIST(THAW_DIGEST_ROW)
#undef THAW_DIGEST_ROW
};

const char *thaw_digest_name(thaw_digest_kind kind)
{
    return kinds[kind].name;
}
size_t thaw_digest_size(thaw_digest_kind kind)
{
    return kinds[kind].size;
}
size_t thaw_digest_block(thaw_digest_kind kind)
{
    return kinds[kind].block;
}

static int digest_evp(thaw_digest_kind kind, const thaw_slice *parts, int n, uint8_t *ret_digest)
{
    EVP_MD *md = EVP_MD_fetch(NULL, kinds[kind].name, NULL);
    EVP_MD_CTX *ctx = md ? EVP_MD_CTX_new() : NULL;
    bool ok = ctx && EVP_DigestInit_ex(ctx, md, NULL);
    for (int i = 0; ok && i < n; i++)
        ok = EVP_DigestUpdate(ctx, parts[i].ptr, parts[i].len);
    ok = ok && EVP_DigestFinal_ex(ctx, ret_digest, NULL);
    EVP_MD_CTX_free(ctx);
    EVP_MD_free(md);
    return ok ? 0 : -ENOMEM;
}

#define DIGEST_PLAIN(function, type, prefix)                                  \
    static void function(const thaw_slice *parts, int n, uint8_t *ret_digest) \
    {                                                                         \
        type ctx;                                                             \
        prefix##_Init(&ctx);                                                  \
        for (int i = 0; i < n; i++)                                           \
            prefix##_Update(&ctx, parts[i].ptr, parts[i].len);                \
        prefix##_Final(ret_digest, &ctx);                                     \
        OPENSSL_cleanse(&ctx, sizeof ctx);                                    \
    }
DIGEST_PLAIN(digest_sha1, SHA_CTX, SHA1)
DIGEST_PLAIN(digest_sha256, SHA256_CTX, SHA256)
DIGEST_PLAIN(digest_sha384, SHA512_CTX, SHA384)
DIGEST_PLAIN(digest_sha512, SHA512_CTX, SHA512)

int thaw_digest(thaw_digest_kind kind, const thaw_slice *parts, int n, uint8_t *ret_digest)
{
    size_t size = 0;
    for (int i = 0; i < n; i++)
        size += parts[i].len;
    if (size >= WORTH_INIT || kind >= THAW_SHA3_256)
        OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    switch (kind) {
    case THAW_SHA1:
        digest_sha1(parts, n, ret_digest);
        return 0;
    case THAW_SHA256:
        digest_sha256(parts, n, ret_digest);
        return 0;
    case THAW_SHA384:
        digest_sha384(parts, n, ret_digest);
        return 0;
    case THAW_SHA512:
        digest_sha512(parts, n, ret_digest);
        return 0;
    default:
        return digest_evp(kind, parts, n, ret_digest);
    }
}

int thaw_hmac(thaw_digest_kind kind, thaw_slice key, thaw_slice message, uint8_t *ret_digest)
{
    size_t block = kinds[kind].block, size = kinds[kind].size;
    uint8_t pad[THAW_DIGEST_BLOCK_MAX] = { 0 }, inner[THAW_DIGEST_SIZE_MAX];
    int err = 0;
    if (key.len > block)
        err = thaw_digest(kind, &key, 1, pad);
    else if (key.len)
        memcpy(pad, key.ptr, key.len);
    for (size_t i = 0; i < block; i++)
        pad[i] ^= 0x36;
    const thaw_slice first[] = { { (const char *)pad, block }, message };
    if (!err)
        err = thaw_digest(kind, first, 2, inner);
    for (size_t i = 0; i < block; i++)
        pad[i] ^= 0x36 ^ 0x5c;
    const thaw_slice second[] = { { (const char *)pad, block }, { (const char *)inner, size } };
    if (!err)
        err = thaw_digest(kind, second, 2, ret_digest);
    OPENSSL_cleanse(pad, sizeof pad);
    OPENSSL_cleanse(inner, sizeof inner);
    return err;
}
