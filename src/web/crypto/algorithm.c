/* SPDX-License-Identifier: MIT */
#include "web/crypto/algorithm.h"

#include <strings.h>

#include "web/dom/dom_exception.h"

static const struct {
    const thaw_crypto_row *rows;
    size_t n;
} tables[] = {
    { thaw_digest_rows, THAW_DIGESTS },
    { thaw_hmac_rows, THAW_HMAC_ROWS },
};

/* Names are compared without regard to the case of ASCII letters; strcasecmp does that in the C locale. */
static const thaw_crypto_row *find(thaw_crypto_operation operation, thaw_slice name)
{
    for (size_t t = 0; t < THAW_COUNT(tables); t++)
        for (size_t i = 0; i < tables[t].n; i++) {
            const thaw_crypto_row *row = &tables[t].rows[i];
            if (row->operation == operation && strlen(row->name) == name.len &&
                strncasecmp(row->name, name.ptr, name.len) == 0)
                return row;
        }
    return NULL;
}

static const thaw_crypto_row *find_or_throw(JSContext *ctx, thaw_crypto_operation operation, JSValueConst name)
{
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, name);
    const thaw_crypto_row *row = text.ptr ? find(operation, thaw_cstr_slice(&text)) : NULL;
    if (!row && text.ptr)
        thaw_throw_dom(ctx, "NotSupportedError", "Unrecognized algorithm name");
    return row;
}

void thaw_normalized_done(thaw_normalized *n)
{
    if (n->params)
        thaw_idl_release(n->ctx, n->row->params, n->params);
    js_free(n->ctx, n->params);
}

thaw_normalized thaw_algorithm_normalize(const thaw_idl_site *site, thaw_crypto_operation operation,
                                         JSValueConst identifier)
{
    JSContext *ctx = site->ctx;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, JS_UNDEFINED);
    if (JS_IsObject(identifier)) {
        object.v = JS_DupValue(ctx, identifier);
    } else {
        THAW_AUTO(thaw_value) name = thaw_value_of(ctx, JS_ToString(ctx, identifier));
        object.v = JS_IsException(name.v) ? JS_EXCEPTION : JS_NewObject(ctx);
        if (JS_IsException(object.v) ||
            JS_DefinePropertyValueStr(ctx, object.v, "name", thaw_value_take(&name), JS_PROP_C_W_E) < 0)
            return (thaw_normalized){ .ctx = ctx };
    }
    thaw_algorithm initial = { JS_UNDEFINED };
    if (thaw_idl_convert(site, &thaw_idl_thaw_algorithm, object.v, &initial) < 0)
        return (thaw_normalized){ .ctx = ctx };
    const thaw_crypto_row *row = find_or_throw(ctx, operation, initial.name);
    thaw_idl_release(ctx, &thaw_idl_thaw_algorithm, &initial);
    if (!row || !row->params)
        return (thaw_normalized){ .ctx = ctx, .row = row };
    void *params = js_mallocz(ctx, row->params->size);
    if (!params || thaw_idl_convert(site, row->params, object.v, params) < 0) {
        js_free(ctx, params);
        return (thaw_normalized){ .ctx = ctx };
    }
    return (thaw_normalized){ .ctx = ctx, .row = row, .params = params };
}

const thaw_crypto_row *thaw_algorithm_of_key(JSContext *ctx, const thaw_crypto_key *key,
                                             thaw_crypto_operation operation)
{
    const thaw_crypto_row *row = find(operation, thaw_slice_of(key->name));
    if (!row)
        thaw_throw_dom(ctx, "NotSupportedError", "The operation is not supported for %s keys", key->name);
    return row;
}

int thaw_algorithm_hash(const thaw_idl_site *site, JSValueConst identifier)
{
    THAW_AUTO(thaw_normalized) n = thaw_algorithm_normalize(site, THAW_CRYPTO_DIGEST, identifier);
    return n.row ? n.row->detail : -1;
}
