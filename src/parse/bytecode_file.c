/* SPDX-License-Identifier: MIT */
#include "parse/bytecode_file.h"

#include <stddef.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"

#define MAGIC "thaw\x1a\x0dlbc"
enum { STRINGS = 5, NAME_EXPORT = 'e', NAME_REEXPORT = 'r' };

typedef struct {
    char magic[12];
    uint32_t format;
    uint32_t kind;
    uint32_t string_size[STRINGS]; /* in the order of the struct in the header file */
    uint64_t body_size;
    uint64_t checksum; /* over the header in front of it and all that follows it */
} header;

bool thaw_bytecode_is(thaw_slice bytes)
{
    return bytes.len >= sizeof MAGIC && memcmp(bytes.ptr, MAGIC, sizeof MAGIC) == 0;
}

static uint64_t checksum(const header *h, thaw_slice rest)
{
    return thaw_hash(rest.ptr, rest.len, thaw_hash(h, offsetof(header, checksum), 0));
}

int thaw_bytecode_parse(thaw_slice bytes, thaw_bytecode_file *ret)
{
    header h;
    if (!thaw_bytecode_is(bytes) || bytes.len < sizeof h)
        return THAW_E_BYTECODE_DAMAGED;
    memcpy(&h, bytes.ptr, sizeof h);
    if (h.format != THAW_BYTECODE_FORMAT)
        return THAW_E_BYTECODE_VERSION;
    thaw_slice rest = { bytes.ptr + sizeof h, bytes.len - sizeof h };
    if (checksum(&h, rest) != h.checksum || (h.kind != THAW_BYTECODE_ESM && h.kind != THAW_BYTECODE_CJS))
        return THAW_E_BYTECODE_DAMAGED;
    thaw_bytecode_file f = { .kind = h.kind };
    thaw_slice *const strings[STRINGS] = { &f.engine, &f.thaw, &f.source, &f.attributes, &f.names };
    for (size_t i = 0; i < STRINGS; i++) {
        if (h.string_size[i] > rest.len)
            return THAW_E_BYTECODE_DAMAGED;
        *strings[i] = (thaw_slice){ rest.ptr, h.string_size[i] };
        rest = (thaw_slice){ rest.ptr + h.string_size[i], rest.len - h.string_size[i] };
    }
    if (rest.len != h.body_size || rest.len == 0)
        return THAW_E_BYTECODE_DAMAGED;
    f.body = rest;
    *ret = f;
    return 0;
}

int thaw_bytecode_write(const thaw_bytecode_file *f, thaw_buf *ret)
{
    const thaw_slice *const strings[STRINGS] = { &f->engine, &f->thaw, &f->source, &f->attributes, &f->names };
    header h = { .magic = MAGIC, .format = THAW_BYTECODE_FORMAT, .kind = f->kind, .body_size = f->body.len };
    size_t start = ret->len;
    for (size_t i = 0; i < STRINGS; i++) {
        if (strings[i]->len > UINT32_MAX)
            return THAW_E_TOO_LARGE;
        h.string_size[i] = (uint32_t)strings[i]->len;
    }
    thaw_buf_append(ret, &h, sizeof h);
    for (size_t i = 0; i < STRINGS; i++)
        thaw_buf_append(ret, strings[i]->ptr, strings[i]->len);
    int err = thaw_buf_append(ret, f->body.ptr, f->body.len);
    if (err)
        return err;
    h.checksum = checksum(&h, (thaw_slice){ ret->data + start + sizeof h, ret->len - start - sizeof h });
    memcpy(ret->data + start, &h, sizeof h);
    return 0;
}

void thaw_bytecode_add_name(thaw_buf *names, bool is_reexport, thaw_slice name)
{
    if (thaw_slice_has(name, '\0')) /* can't be imported by name, since names are C strings to the engine */
        return;
    thaw_buf_putc(names, is_reexport ? NAME_REEXPORT : NAME_EXPORT);
    thaw_buf_append(names, name.ptr, name.len);
    thaw_buf_putc(names, '\0');
}

void thaw_bytecode_names(const thaw_bytecode_file *file, const thaw_cjs_sink *sink)
{
    thaw_slice rest = file->names;
    const char *end;
    while (rest.len > 1 && (end = memchr(rest.ptr, '\0', rest.len))) {
        thaw_slice name = { rest.ptr + 1, (size_t)(end - rest.ptr) - (end > rest.ptr) };
        if (rest.ptr[0] == NAME_EXPORT)
            sink->on_export(sink->opaque, name);
        else if (rest.ptr[0] == NAME_REEXPORT)
            sink->on_reexport(sink->opaque, name);
        rest = (thaw_slice){ end + 1, rest.len - (size_t)(end + 1 - rest.ptr) };
    }
}
