/* SPDX-License-Identifier: MIT
 * The natives below fs.js. Paths are absolute strings without NUL; fs.js sees to that. */
#include "node/fs/fs.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "heap/inputs.h"
#include "js/auto_values.h"
#include "js/builtins.h"
#include "js/errors.h"

/* (path): the whole file as a Uint8Array. */
static JSValue js_read(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_buf) bytes = thaw_buf_of(THAW_FS_READ_MAX);
    if (!path.ptr)
        return JS_EXCEPTION;
    int err = thaw_input_file(path.ptr, &bytes);
    if (err == -EISDIR)
        return thaw_throw(ctx, err, "read", NULL);
    if (err == THAW_E_TOO_LARGE)
        return thaw_throw_code(ctx, "RangeError", "ERR_FS_FILE_TOO_LARGE", "File size is greater than 1 GiB: '%s'",
                               path.ptr);
    return err ? thaw_throw(ctx, err, "open", path.ptr)
               : JS_NewUint8ArrayCopy(ctx, (const uint8_t *)(bytes.data ? bytes.data : ""), bytes.len);
}

static double milliseconds(struct timespec t)
{
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* (path, follow): [dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks, atimeMs, mtimeMs, ctimeMs,
 * birthtimeMs].
 */
static JSValue js_stat(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    bool follow = JS_ToBool(ctx, argv[1]);
    struct stat st;
    if (!path.ptr)
        return JS_EXCEPTION;
    int err = thaw_input_stat(path.ptr, follow, &st);
    if (err)
        return thaw_throw(ctx, err, follow ? "stat" : "lstat", path.ptr);
    const double numbers[] = { (double)st.st_dev,        (double)st.st_mode,       (double)st.st_nlink,
                               (double)st.st_uid,        (double)st.st_gid,        (double)st.st_rdev,
                               (double)st.st_blksize,    (double)st.st_ino,        (double)st.st_size,
                               (double)st.st_blocks,     milliseconds(st.st_atim), milliseconds(st.st_mtim),
                               milliseconds(st.st_ctim), milliseconds(st.st_ctim) };
    THAW_AUTO(thaw_value) list = thaw_value_of(ctx, JS_NewArray(ctx));
    for (uint32_t i = 0; i < THAW_COUNT(numbers); i++) {
        if (JS_DefinePropertyValueUint32(ctx, list.v, i, JS_NewNumber(ctx, numbers[i]), JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&list);
}

/* (path): [name, type, name, type, ...] sorted by name; types as in <dirent.h>. */
static JSValue js_readdir(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_buf) names = thaw_buf_of(THAW_FS_READ_MAX);
    if (!path.ptr)
        return JS_EXCEPTION;
    int err = thaw_input_readdir(path.ptr, &names);
    if (err)
        return thaw_throw(ctx, err, "scandir", path.ptr);
    THAW_AUTO(thaw_value) list = thaw_value_of(ctx, JS_NewArray(ctx));
    const char *p = names.data, *end = p + names.len;
    for (uint32_t i = 0; p < end; i += 2, p += strlen(p) + 1) {
        size_t len = strlen(p) - 1; /* the last byte is the type */
        if (JS_DefinePropertyValueUint32(ctx, list.v, i, JS_NewStringLen(ctx, p, len), JS_PROP_C_W_E) < 0 ||
            JS_DefinePropertyValueUint32(ctx, list.v, i + 1, JS_NewInt32(ctx, (unsigned char)p[len]), JS_PROP_C_W_E) <
                0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&list);
}

/* (path): the link's target; undefined if there is something that is no link. */
static JSValue js_readlink(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_buf) target = thaw_buf_of(65536);
    if (!path.ptr)
        return JS_EXCEPTION;
    int err = thaw_input_readlink(path.ptr, &target);
    if (err == -EINVAL)
        return JS_UNDEFINED;
    return err ? thaw_throw(ctx, err, "readlink", path.ptr) : JS_NewStringLen(ctx, target.data, target.len);
}

/* (path, mode): 0 or a negative error. */
static JSValue js_access(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_buf) real = thaw_buf_of(65536);
    int32_t mode;
    if (!path.ptr || JS_ToInt32(ctx, &mode, argv[1]) < 0)
        return JS_EXCEPTION;
    int found = thaw_input_exists(path.ptr);
    if (found < 0)
        return JS_NewInt32(ctx, found);
    int err = mode ? thaw_input_real_path(path.ptr, &real) : 0;
    if (mode && !err && access(real.data, mode) < 0)
        err = -errno;
    if (mode) /* who may do what is a fact about the process */
        thaw_input_process("fs.access");
    return JS_NewInt32(ctx, err);
}

/* (code, syscall, path): throws Node's error for a system error's number. */
static JSValue js_fail(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    int32_t code;
    THAW_AUTO(thaw_cstr) syscall = thaw_cstr_of(ctx, argv[1]);
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[2]);
    if (!syscall.ptr || !path.ptr || JS_ToInt32(ctx, &code, argv[0]) < 0)
        return JS_EXCEPTION;
    return thaw_throw(ctx, code, syscall.ptr, path.ptr);
}

int thaw_fs_init(JSContext *ctx)
{
    static const JSCFunctionListEntry functions[] = {
        JS_CFUNC_DEF("read", 1, js_read),       JS_CFUNC_DEF("stat", 2, js_stat),
        JS_CFUNC_DEF("readdir", 1, js_readdir), JS_CFUNC_DEF("readlink", 1, js_readlink),
        JS_CFUNC_DEF("access", 2, js_access),   JS_CFUNC_DEF("fail", 3, js_fail),
    };
    return thaw_internal_add(ctx, "fs", functions, THAW_COUNT(functions));
}
