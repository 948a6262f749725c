/* SPDX-License-Identifier: MIT
 * Digests and HMAC as operations. Small input is done at once, for handing it over would take longer; large input is
 * copied for a thread of the pool, and the promise is an op. */
#include <errno.h>
#include <openssl/crypto.h>
#include <stdlib.h>

#include "js/errors.h"
#include "js/op.h"
#include "loop/work.h"
#include "web/crypto/algorithm.h"

enum { INLINE_MAX = 65536 };

typedef struct {
    thaw_work work;
    thaw_digest_kind kind;
    thaw_crypto_result result;
    bool keyed;
    int err;
    uint8_t digest[THAW_DIGEST_SIZE_MAX], expected[THAW_DIGEST_SIZE_MAX];
    size_t key_size, data_size, expected_size;
    char bytes[]; /* key, data */
} job;

typedef struct {
    thaw_op base;
    job *job;
} hash_op;
static void hash_cancel(void *op)
{
    thaw_work_abandon(&((hash_op *)op)->job->work);
}
THAW_OP_CLASS_PLAIN(hash_op, "computing a digest", .cancel = hash_cancel);

static JSValue result_of(JSContext *ctx, thaw_crypto_result result, const uint8_t *digest, size_t size,
                         thaw_slice expected)
{
    if (result == THAW_CRYPTO_BYTES)
        return JS_NewArrayBufferCopy(ctx, digest, size);
    return JS_NewBool(ctx, expected.len == size && CRYPTO_memcmp(digest, expected.ptr, size) == 0);
}

static void job_free(job *j)
{
    OPENSSL_cleanse(j->bytes, j->key_size);
    free(j);
}

static int compute(thaw_digest_kind kind, bool keyed, thaw_slice key, thaw_slice data, uint8_t *ret_digest)
{
    return keyed ? thaw_hmac(kind, key, data, ret_digest) : thaw_digest(kind, &data, 1, ret_digest);
}

static void job_run(thaw_work *w)
{
    job *j = (job *)w;
    thaw_slice key = { j->bytes, j->key_size }, data = { j->bytes + j->key_size, j->data_size };
    j->err = compute(j->kind, j->keyed, key, data, j->digest);
}

static void job_done(thaw_work *w, void *owner)
{
    job *j = (job *)w;
    if (owner && j->err) {
        thaw_op_fail(owner, j->err, NULL, NULL);
    } else if (owner) {
        JSContext *ctx = ((hash_op *)owner)->base.ctx;
        JSValue value = result_of(ctx, j->result, j->digest, thaw_digest_size(j->kind),
                                  (thaw_slice){ (const char *)j->expected, j->expected_size });
        if (JS_IsException(value))
            thaw_op_reject(owner, JS_GetException(ctx));
        else
            thaw_op_resolve(owner, value);
    }
    job_free(j);
}

static thaw_slice bytes_of(JSValueConst source)
{
    if (JS_IsUndefined(source))
        return (thaw_slice){ "", 0 };
    thaw_engine_buffer b = thaw_engine_buffer_of(source);
    return (thaw_slice){ b.data ? (const char *)b.data : "", b.size };
}

static JSValue start(JSContext *ctx, job *j, thaw_slice key, thaw_slice data, thaw_slice expected)
{
    j->work = (thaw_work){ .run = job_run, .done = job_done };
    memcpy(j->bytes, key.ptr, key.len);
    memcpy(j->bytes + key.len, data.ptr, data.len);
    j->key_size = key.len;
    j->data_size = data.len;
    /* A signature of another length never matches, whatever is in it. */
    j->expected_size = expected.len;
    memcpy(j->expected, expected.ptr, expected.len < sizeof j->expected ? expected.len : sizeof j->expected);
    JSValue promise;
    hash_op *op = thaw_op_new(ctx, &hash_op_class, &promise);
    if (!op) {
        job_free(j);
        return JS_EXCEPTION;
    }
    op->job = j;
    int err = thaw_work_start(&j->work, op);
    if (err) {
        job_free(j);
        thaw_op_fail(op, err, NULL, NULL);
    }
    return promise;
}

JSValue thaw_crypto_hash(JSContext *ctx, thaw_digest_kind kind, const thaw_crypto_call *call, thaw_crypto_result result)
{
    thaw_slice data = bytes_of(call->data), expected = bytes_of(call->signature);
    thaw_slice key = { call->key ? call->key->bytes : "", call->key ? call->key->size : 0 };
    if (data.len <= INLINE_MAX) {
        uint8_t digest[THAW_DIGEST_SIZE_MAX];
        int err = compute(kind, call->key != NULL, key, data, digest);
        return err ? thaw_throw(ctx, err, NULL, NULL)
                   : result_of(ctx, result, digest, thaw_digest_size(kind), expected);
    }
    job *j = malloc(sizeof *j + key.len + data.len);
    if (!j)
        return JS_ThrowOutOfMemory(ctx);
    j->kind = kind;
    j->result = result;
    j->keyed = call->key != NULL;
    return start(ctx, j, key, data, expected);
}

static JSValue digest(JSContext *ctx, const thaw_crypto_call *call)
{
    return thaw_crypto_hash(ctx, (thaw_digest_kind)call->row->detail, call, THAW_CRYPTO_BYTES);
}

const thaw_crypto_row thaw_digest_rows[THAW_DIGESTS] = {
#define ROW(symbol, text, size, block) \
    { .name = text, .operation = THAW_CRYPTO_DIGEST, .detail = THAW_##symbol, .body = digest },
    THAW_DIGEST_LIST(ROW)
#undef ROW
};
