/* SPDX-License-Identifier: MIT
 * The one error table. Functions below src/js return 0 or a negative code: -errno for what the system said (as libuv
 * does), or one of Thaw's own codes, which start at -20000 so that the two never meet. */
#ifndef THAW_BASE_ERROR_H
#define THAW_BASE_ERROR_H

/* X(symbol, Node's code, JS class, text) */
#define THAW_ERROR_LIST(X)                                                                                         \
    X(THAW_E_TOO_LARGE, "ERR_OUT_OF_RANGE", "RangeError", "limit exceeded")                                        \
    X(THAW_E_SYNTAX, "ERR_INVALID_ARG_VALUE", "SyntaxError", "malformed input")                                    \
    X(THAW_E_RANGE, "ERR_OUT_OF_RANGE", "RangeError", "value out of range")                                        \
    X(THAW_E_TYPE, "ERR_INVALID_ARG_TYPE", "TypeError", "wrong type")                                              \
    X(THAW_E_IMAGE_ABSENT, "ERR_THAW_IMAGE_ABSENT", "Error", "no heap image in this file")                         \
    X(THAW_E_IMAGE_DAMAGED, "ERR_THAW_IMAGE_DAMAGED", "Error", "the heap image is truncated or damaged")           \
    X(THAW_E_IMAGE_FOREIGN, "ERR_THAW_IMAGE_FOREIGN", "Error", "the heap image belongs to another build of thaw")  \
    X(THAW_E_IMAGE_VERSION, "ERR_THAW_IMAGE_VERSION", "Error", "the heap image has an unknown format version")     \
    X(THAW_E_BYTECODE_DAMAGED, "ERR_THAW_BYTECODE_DAMAGED", "Error", "the bytecode is truncated or damaged")       \
    X(THAW_E_BYTECODE_VERSION, "ERR_THAW_BYTECODE_VERSION", "Error", "the bytecode has an unknown format version") \
    X(THAW_E_HEAP_RANGE, "ERR_THAW_HEAP_RANGE", "Error", "the heap's address range is not free")                   \
    X(THAW_E_PROTOCOL, "ERR_HTTP_INVALID_RESPONSE", "Error", "the peer broke the protocol")                        \
    X(THAW_E_ENCODED_DATA, "ERR_ENCODING_INVALID_ENCODED_DATA", "TypeError", "the encoded data is not valid")      \
    X(THAW_E_COMPRESSED_DATA, "Z_DATA_ERROR", "Error", "the compressed data is damaged")                           \
    X(THAW_E_COMPRESSED_END, "Z_BUF_ERROR", "Error", "the compressed data ends too early")                         \
    X(THAW_E_CLOSED, "ERR_STREAM_PREMATURE_CLOSE", "Error", "the peer closed the connection early")

enum {
    THAW_E_BASE_ = -20000,
#define THAW_ERROR_ENUM(sym, code, cls, text) sym,
    THAW_ERROR_LIST(THAW_ERROR_ENUM)
#undef THAW_ERROR_ENUM
        THAW_E_LIMIT_
};

/* Name as Node has it in `code`: "ENOENT", "ERR_OUT_OF_RANGE". Never NULL; static storage. */
const char *thaw_error_code(int err);
/* One line of English, no full stop: "no such file or directory". Never NULL; static storage. */
const char *thaw_error_text(int err);
/* Name of the JavaScript class that represents it: "Error", "RangeError". */
const char *thaw_error_class(int err);

/* For what only our own bug can break: prints the condition and aborts, in every build. */
#define thaw_assert(cond) (THAW_LIKELY_(cond) ? (void)0 : thaw_assert_failed(#cond, __FILE__, __LINE__))
#define THAW_LIKELY_(x) __builtin_expect(!!(x), 1)
__attribute__((noreturn, cold)) void thaw_assert_failed(const char *cond, const char *file, int line);

#endif
