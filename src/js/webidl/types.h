/* SPDX-License-Identifier: MIT
 * Web IDL types as constant tables: what a JavaScript value must be, and as which C type a binding receives it.
 *
 * A type is named by one word, which the macros below paste: the C type of `unsigned_long` is thaw_idl_unsigned_long_c,
 * its table thaw_idl_unsigned_long. The simple types are in the list below; others are declared where they are needed:
 *
 *     THAW_IDL_ENUM(hash, "Hash", "sha-256", "sha-512");              int: the index
 *     THAW_IDL_SEQUENCE(texts, "sequence<USVString>", USVString);     thaw_idl_sequence of thaw_idl_text
 *     THAW_IDL_RECORD(init, "record<...>", ByteString, USVString);    thaw_idl_record
 *     THAW_IDL_UNION(body, "(A or B)", texts, USVString);             thaw_idl_union: `which` counts from 0
 *     THAW_IDL_NULLABLE(maybe_text, "USVString?", USVString);         null: see there
 *     THAW_IDL_INTERFACE(sock);                                       sock_ref: the struct and its wrapper
 *     THAW_IDL_DICTIONARY(options, "SockOptions", fields...);         struct options
 *
 * Fields of dictionaries and parameters of functions are the same rows: they say into which member of which struct a
 * value goes, and the compiler checks that this member has the type's C type.
 *
 *     typedef struct { uint32_t size; bool has_hash; int hash; } options;
 *     THAW_REQUIRED(options, size, "size", unsigned_long)
 *     THAW_OPTIONAL(options, hash, "hash", hash)                      sets has_hash
 *     THAW_DEFAULT(options, size, "size", unsigned_long, THAW_NUMBER(8))
 *
 * Whatever was converted belongs to the trampoline and is valid until the binding returns: keep a value with
 * JS_DupValue, bytes by copying them. */
#ifndef THAW_JS_WEBIDL_TYPES_H
#define THAW_JS_WEBIDL_TYPES_H

#include <stddef.h>
#include <stdint.h>

#include "js/native.h"

typedef enum thaw_idl_kind {
    THAW_IDL_ANY,
    THAW_IDL_OBJECT,
    THAW_IDL_BOOLEAN,
    THAW_IDL_INTEGER,
    THAW_IDL_FLOAT,
    THAW_IDL_STRING, /* DOMString */
    THAW_IDL_UTF8,   /* USVString */
    THAW_IDL_BYTES,  /* ByteString */
    THAW_IDL_ENUMERATION,
    THAW_IDL_CALLBACK,
    THAW_IDL_CALLBACK_OBJECT, /* callback interface */
    THAW_IDL_PROMISED,
    THAW_IDL_BUFFER,
    THAW_IDL_PLATFORM_OBJECT,
    THAW_IDL_MAYBE,  /* nullable */
    THAW_IDL_LIST,   /* sequence */
    THAW_IDL_MAP,    /* record */
    THAW_IDL_CHOICE, /* union */
    THAW_IDL_FIELDS, /* dictionary */
} thaw_idl_kind;

enum {
    THAW_IDL_SIGNED = 1,
    THAW_IDL_ENFORCE_RANGE = 2,
    THAW_IDL_CLAMP = 4,
    THAW_IDL_UNRESTRICTED = 8,   /* NaN and infinities are fine */
    THAW_IDL_NULL_TO_EMPTY = 16, /* [LegacyNullToEmptyString] */
    THAW_IDL_ALLOW_SHARED = 32,
    THAW_IDL_ALLOW_RESIZABLE = 64,
};

/* What a BUFFER type takes: bits of `accepts`. */
enum {
    THAW_IDL_TAKES_BUFFER = 1,
    THAW_IDL_TAKES_DATA_VIEW = 2,
    THAW_IDL_TAKES_UINT8_ARRAY = 4,
    THAW_IDL_TAKES_TYPED_ARRAY = 8,
    THAW_IDL_TAKES_VIEW = THAW_IDL_TAKES_DATA_VIEW | THAW_IDL_TAKES_UINT8_ARRAY | THAW_IDL_TAKES_TYPED_ARRAY,
};

/* ---- C types ---- */

typedef struct {
    const char *ptr; /* NUL-terminated, may contain NULs; NULL only for null of a nullable type */
    size_t len;
} thaw_idl_text;
typedef struct {
    void *items; /* array of the element's C type */
    size_t count;
} thaw_idl_sequence;
typedef struct {
    void *keys, *values; /* arrays of their C types, in the order of the object's properties */
    size_t count;
} thaw_idl_record;
typedef struct {
    void *self;
    JSValueConst object;
} thaw_idl_ref;
typedef struct {
    bool present;
    double number; /* booleans are 0 and 1, enumerations their index */
} thaw_idl_number;
typedef struct {
    int which; /* index in the union's list; -1: null or undefined, where the union includes it */
    union {
        bool boolean;
        int8_t byte;
        uint8_t octet;
        int16_t short_;
        uint16_t unsigned_short;
        int32_t long_;
        uint32_t unsigned_long;
        int64_t long_long;
        uint64_t unsigned_long_long;
        float float_;
        double double_;
        int enumeration;
        JSValueConst value;
        thaw_idl_text text;
        thaw_idl_sequence sequence;
        thaw_idl_record record;
        thaw_idl_ref object; /* layout of every T_ref */
        void *dictionary;    /* the only member that is not inline */
    } as;
} thaw_idl_union;

typedef struct thaw_idl_type {
    const char *name; /* as specifications write it */
    uint8_t kind, bits, flags, accepts;
    uint16_t size; /* of the C type */
    uint16_t count;
    const struct thaw_idl_type *const *types; /* element; key and value; alternatives; what may be null */
    const char *const *names;                 /* of an enumeration */
    const struct thaw_idl_field *fields;
    const struct thaw_idl_type *base; /* of a dictionary */
    const thaw_class *cls;
} thaw_idl_type;

/* X(word, IDL name, C type, kind, bits, flags, accepts) */
#define THAW_IDL_SIMPLE_TYPES(X)                                                                                       \
    X(any, "any", JSValueConst, ANY, 0, 0, 0)                                                                          \
    X(object, "object", JSValueConst, OBJECT, 0, 0, 0)                                                                 \
    X(boolean, "boolean", bool, BOOLEAN, 0, 0, 0)                                                                      \
    X(byte, "byte", int8_t, INTEGER, 8, THAW_IDL_SIGNED, 0)                                                            \
    X(octet, "octet", uint8_t, INTEGER, 8, 0, 0)                                                                       \
    X(short, "short", int16_t, INTEGER, 16, THAW_IDL_SIGNED, 0)                                                        \
    X(unsigned_short, "unsigned short", uint16_t, INTEGER, 16, 0, 0)                                                   \
    X(long, "long", int32_t, INTEGER, 32, THAW_IDL_SIGNED, 0)                                                          \
    X(unsigned_long, "unsigned long", uint32_t, INTEGER, 32, 0, 0)                                                     \
    X(long_long, "long long", int64_t, INTEGER, 64, THAW_IDL_SIGNED, 0)                                                \
    X(unsigned_long_long, "unsigned long long", uint64_t, INTEGER, 64, 0, 0)                                           \
    X(enforced_octet, "octet", uint8_t, INTEGER, 8, THAW_IDL_ENFORCE_RANGE, 0)                                         \
    X(enforced_unsigned_short, "unsigned short", uint16_t, INTEGER, 16, THAW_IDL_ENFORCE_RANGE, 0)                     \
    X(enforced_long, "long", int32_t, INTEGER, 32, THAW_IDL_SIGNED | THAW_IDL_ENFORCE_RANGE, 0)                        \
    X(enforced_unsigned_long, "unsigned long", uint32_t, INTEGER, 32, THAW_IDL_ENFORCE_RANGE, 0)                       \
    X(enforced_long_long, "long long", int64_t, INTEGER, 64, THAW_IDL_SIGNED | THAW_IDL_ENFORCE_RANGE, 0)              \
    X(enforced_unsigned_long_long, "unsigned long long", uint64_t, INTEGER, 64, THAW_IDL_ENFORCE_RANGE, 0)             \
    X(clamped_octet, "octet", uint8_t, INTEGER, 8, THAW_IDL_CLAMP, 0)                                                  \
    X(clamped_long, "long", int32_t, INTEGER, 32, THAW_IDL_SIGNED | THAW_IDL_CLAMP, 0)                                 \
    X(clamped_long_long, "long long", int64_t, INTEGER, 64, THAW_IDL_SIGNED | THAW_IDL_CLAMP, 0)                       \
    X(clamped_unsigned_long_long, "unsigned long long", uint64_t, INTEGER, 64, THAW_IDL_CLAMP, 0)                      \
    X(float, "float", float, FLOAT, 32, 0, 0)                                                                          \
    X(unrestricted_float, "unrestricted float", float, FLOAT, 32, THAW_IDL_UNRESTRICTED, 0)                            \
    X(double, "double", double, FLOAT, 64, 0, 0)                                                                       \
    X(unrestricted_double, "unrestricted double", double, FLOAT, 64, THAW_IDL_UNRESTRICTED, 0)                         \
    X(DOMString, "DOMString", JSValueConst, STRING, 0, 0, 0) /* a JavaScript string: lone surrogates stay */           \
    X(DOMString_null_is_empty, "DOMString", JSValueConst, STRING, 0, THAW_IDL_NULL_TO_EMPTY, 0)                        \
    X(USVString, "USVString", thaw_idl_text, UTF8, 0, 0, 0)    /* valid UTF-8 */                                       \
    X(ByteString, "ByteString", thaw_idl_text, BYTES, 0, 0, 0) /* one byte per character */                            \
    X(function, "Function", JSValueConst, CALLBACK, 0, 0, 0)                                                           \
    X(callback_object, "callback interface", JSValueConst, CALLBACK_OBJECT, 0, 0, 0)                                   \
    X(promise, "Promise", JSValueConst, PROMISED, 0, 0, 0)                                                             \
    X(ArrayBuffer, "ArrayBuffer", JSValueConst, BUFFER, 0, 0, THAW_IDL_TAKES_BUFFER)                                   \
    X(Uint8Array, "Uint8Array", JSValueConst, BUFFER, 0, 0, THAW_IDL_TAKES_UINT8_ARRAY)                                \
    X(AllowSharedUint8Array, "Uint8Array", JSValueConst, BUFFER, 0, THAW_IDL_ALLOW_SHARED, THAW_IDL_TAKES_UINT8_ARRAY) \
    X(ArrayBufferView, "ArrayBufferView", JSValueConst, BUFFER, 0, 0, THAW_IDL_TAKES_VIEW)                             \
    X(BufferSource, "BufferSource", JSValueConst, BUFFER, 0, 0, THAW_IDL_TAKES_BUFFER | THAW_IDL_TAKES_VIEW)           \
    X(AllowSharedBufferSource, "BufferSource", JSValueConst, BUFFER, 0, THAW_IDL_ALLOW_SHARED,                         \
      THAW_IDL_TAKES_BUFFER | THAW_IDL_TAKES_VIEW)                                                                     \
    X(AnyBufferSource, "BufferSource", JSValueConst, BUFFER, 0, THAW_IDL_ALLOW_SHARED | THAW_IDL_ALLOW_RESIZABLE,      \
      THAW_IDL_TAKES_BUFFER | THAW_IDL_TAKES_VIEW)

/* thaw_idl_<word>_c is the C type, thaw_idl_<word>_null the one that can say null as well: numbers, booleans and
 * enumerations become a thaw_idl_number; the others have a null of their own: JS_NULL, a NULL ptr, items or self,
 * `which` of -1. */
#define THAW_IDL_NULL_OF_ANY(ctype) ctype
#define THAW_IDL_NULL_OF_OBJECT(ctype) ctype
#define THAW_IDL_NULL_OF_BOOLEAN(ctype) thaw_idl_number
#define THAW_IDL_NULL_OF_INTEGER(ctype) thaw_idl_number
#define THAW_IDL_NULL_OF_FLOAT(ctype) thaw_idl_number
#define THAW_IDL_NULL_OF_STRING(ctype) ctype
#define THAW_IDL_NULL_OF_UTF8(ctype) ctype
#define THAW_IDL_NULL_OF_BYTES(ctype) ctype
#define THAW_IDL_NULL_OF_CALLBACK(ctype) ctype
#define THAW_IDL_NULL_OF_CALLBACK_OBJECT(ctype) ctype
#define THAW_IDL_NULL_OF_PROMISED(ctype) ctype
#define THAW_IDL_NULL_OF_BUFFER(ctype) ctype
#define THAW_IDL_DECLARE_(word, idl_name, ctype, idl_kind, ...)        \
    typedef ctype thaw_idl_##word##_c;                                 \
    typedef THAW_IDL_NULL_OF_##idl_kind(ctype) thaw_idl_##word##_null; \
    extern const thaw_idl_type thaw_idl_##word;
THAW_IDL_SIMPLE_TYPES(THAW_IDL_DECLARE_)
#undef THAW_IDL_DECLARE_

/* ---- fields and parameters ---- */

typedef enum {
    THAW_IDL_REQUIRED_FIELD,
    THAW_IDL_OPTIONAL_FIELD,
    THAW_IDL_DEFAULT_FIELD,
    THAW_IDL_REST_FIELD
} thaw_idl_presence;

typedef struct thaw_idl_field {
    const char *name;
    const thaw_idl_type *type;
    uint16_t offset, has_offset;
    uint8_t presence, fallback;
    double number;
    const char *text;
} thaw_idl_field;

enum { THAW_IDL_FALLBACK_ABSENT, THAW_IDL_FALLBACK_NUMBER, THAW_IDL_FALLBACK_TEXT, THAW_IDL_FALLBACK_NULL };
/* Defaults: a number or boolean; a string or enumeration; and null, undefined, [] and {}, whichever the type has. */
#define THAW_NUMBER(n) .fallback = THAW_IDL_FALLBACK_NUMBER, .number = (n)
#define THAW_TEXT(s) .fallback = THAW_IDL_FALLBACK_TEXT, .text = (s)
/* null of a type that has undefined too: `any` */
#define THAW_NULL .fallback = THAW_IDL_FALLBACK_NULL
#define THAW_ABSENT .fallback = THAW_IDL_FALLBACK_ABSENT

/* Offset of S.member, which must have the C type of `word`. */
#define THAW_IDL_OFFSET_(S, member, C)                                                                       \
    (offsetof(S, member) + 0 * sizeof(struct {                                                               \
                               _Static_assert(__builtin_types_compatible_p(__typeof__(((S *)0)->member), C), \
                                              #member ": not a " #C);                                        \
                               int unused_;                                                                  \
                           }))
#define THAW_IDL_FIELD_(S, member, js_name, word, ...)                                                           \
    {                                                                                                            \
        .name = (js_name), .type = &thaw_idl_##word, .offset = THAW_IDL_OFFSET_(S, member, thaw_idl_##word##_c), \
        __VA_ARGS__                                                                                              \
    }
#define THAW_REQUIRED(S, member, js_name, word) \
    THAW_IDL_FIELD_(S, member, js_name, word, .presence = THAW_IDL_REQUIRED_FIELD)
/* Without a default: S.has_<member>, a bool, says whether it was given. */
#define THAW_OPTIONAL(S, member, js_name, word)                                    \
    THAW_IDL_FIELD_(S, member, js_name, word, .presence = THAW_IDL_OPTIONAL_FIELD, \
                    .has_offset = THAW_IDL_OFFSET_(S, has_##member, bool))
#define THAW_DEFAULT(S, member, js_name, word, ...) \
    THAW_IDL_FIELD_(S, member, js_name, word, .presence = THAW_IDL_DEFAULT_FIELD, __VA_ARGS__)
/* The last parameter, if it takes all further arguments: S.member is a thaw_idl_sequence of `word`. */
#define THAW_REST(S, member, js_name, word)                                                                    \
    {                                                                                                          \
        .name = (js_name), .type = &thaw_idl_##word, .offset = THAW_IDL_OFFSET_(S, member, thaw_idl_sequence), \
        .presence = THAW_IDL_REST_FIELD                                                                        \
    }

/* ---- declaring types ---- */

#define THAW_IDL_DEFINE_(word, C, NULL_C, ...)                     \
    typedef C thaw_idl_##word##_c;                                 \
    typedef NULL_C thaw_idl_##word##_null __attribute__((unused)); \
    __attribute__((unused)) static const thaw_idl_type thaw_idl_##word = { .size = sizeof(C), __VA_ARGS__ }
#define THAW_IDL_TYPES_(...)                \
    .types = (const thaw_idl_type *const[]) \
    {                                       \
        __VA_ARGS__                         \
    }
#define THAW_IDL_COUNT_(T, ...) (sizeof((const T[]){ __VA_ARGS__ }) / sizeof(T))

#define THAW_IDL_ENUM(word, idl_name, ...)                                                         \
    THAW_IDL_DEFINE_(word, int, thaw_idl_number, .name = (idl_name), .kind = THAW_IDL_ENUMERATION, \
                     .names = (const char *const[]){ __VA_ARGS__ }, .count = THAW_IDL_COUNT_(char *, __VA_ARGS__))
#define THAW_IDL_SEQUENCE(word, idl_name, element)                                                          \
    THAW_IDL_DEFINE_(word, thaw_idl_sequence, thaw_idl_sequence, .name = (idl_name), .kind = THAW_IDL_LIST, \
                     .count = 1, THAW_IDL_TYPES_(&thaw_idl_##element))
#define THAW_IDL_RECORD(word, idl_name, key, value)                                                                \
    THAW_IDL_DEFINE_(word, thaw_idl_record, thaw_idl_record, .name = (idl_name), .kind = THAW_IDL_MAP, .count = 2, \
                     THAW_IDL_TYPES_(&thaw_idl_##key, &thaw_idl_##value))
/* Alternatives as `&thaw_idl_word`. */
#define THAW_IDL_UNION(word, idl_name, ...)                                                             \
    THAW_IDL_DEFINE_(word, thaw_idl_union, thaw_idl_union, .name = (idl_name), .kind = THAW_IDL_CHOICE, \
                     .count = THAW_IDL_COUNT_(thaw_idl_type *, __VA_ARGS__), THAW_IDL_TYPES_(__VA_ARGS__))
/* For each type, which C type: see thaw_idl_<word>_null above. */
#define THAW_IDL_NULLABLE(word, idl_name, inner)                                                 \
    THAW_IDL_DEFINE_(word, thaw_idl_##inner##_null, thaw_idl_##inner##_null, .name = (idl_name), \
                     .kind = THAW_IDL_MAYBE, .count = 1, THAW_IDL_TYPES_(&thaw_idl_##inner))
/* Fields in the order of their JavaScript names, which is the order in which they are read. */
#define THAW_IDL_DICTIONARY(T, idl_name, ...)                              \
    THAW_IDL_DEFINE_(T, T, T, .name = (idl_name), .kind = THAW_IDL_FIELDS, \
                     .fields = (const thaw_idl_field[]){ __VA_ARGS__ },    \
                     .count = THAW_IDL_COUNT_(thaw_idl_field, __VA_ARGS__))
/* T begins with a member `base` of type B, the dictionary it inherits from. */
#define THAW_IDL_DERIVED_DICTIONARY(T, B, idl_name, ...)                                          \
    _Static_assert(THAW_IDL_OFFSET_(T, base, B) == 0, "base must come first");                    \
    THAW_IDL_DEFINE_(T, T, T, .name = (idl_name), .kind = THAW_IDL_FIELDS, .base = &thaw_idl_##B, \
                     .fields = (const thaw_idl_field[]){ __VA_ARGS__ },                           \
                     .count = THAW_IDL_COUNT_(thaw_idl_field, __VA_ARGS__))
/* Objects of a native class, or of one that inherits from it. */
#define THAW_IDL_INTERFACE(T) \
    typedef struct {          \
        T *self;              \
        JSValueConst object;  \
    } T##_ref;                \
    THAW_IDL_DEFINE_(T, T##_ref, T##_ref, .kind = THAW_IDL_PLATFORM_OBJECT, .cls = &T##_class)

#endif
