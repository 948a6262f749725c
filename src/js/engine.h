/* SPDX-License-Identifier: MIT
 * The only door to the engine: every file that needs JavaScript values includes this and never quickjs.h itself.
 *
 * Beside quickjs.h it declares what engine_internals.c, the one file that is compiled together with quickjs.c, offers
 * of the engine's insides: the permanent generation of a thawed heap, the leak report, source positions, wake-up. */
#ifndef THAW_JS_ENGINE_H
#define THAW_JS_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <quickjs.h>

#include "base/auto.h"

#if defined(JS_NAN_BOXING) && JS_NAN_BOXING && !defined(JS_CHECK_JSVALUE)
/* With NaN boxing the lower half of a value is a pointer: the engine heap lies below 4 GiB, also on 64-bit machines. */
#undef JS_VALUE_GET_PTR
#define JS_VALUE_GET_PTR(v) ((void *)(uintptr_t)(uint32_t)(v))
#endif

/* Ids of native classes (class_ids.h) start here, above the engine's own. */
enum { THAW_CLASS_ID_FIRST = 80 };

/* --- permanent generation ---
 * thaw_engine_retire() moves all objects (not their shapes) off the collector's list: collecting cycles no longer walks
 * them, and none is freed before thaw_engine_restore() moves them back. Both touch every object. */
typedef struct {
    void *prev, *next; /* the engine's list head */
} thaw_engine_generation;
void thaw_engine_retire(JSRuntime *rt, thaw_engine_generation *permanent);
void thaw_engine_restore(JSRuntime *rt, thaw_engine_generation *permanent);

/* --- waking up a frozen engine --- */
/* Gives Math.random a new state; `seed` must not be 0. */
void thaw_engine_seed_random(JSContext *ctx, uint64_t seed);
/* Replaces what the engine's defaults get wrong for Node's sake: `stack` of errors starts with the message line as in
 * V8, Math.random is recorded while a program is being frozen. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_engine_adapt(JSContext *ctx);

/* Gives an object that is an error without being of the engine's class (DOMException) an own `stack` as V8 has it:
 * name, message and where we are. `skip_first` leaves out the native constructor. 0, or -1 with an exception pending.
 */
THAW_MUST_USE int thaw_engine_add_stack(JSContext *ctx, JSValueConst object, bool skip_first);

/* Bytes that the engine has allocated. */
size_t thaw_engine_heap_size(JSRuntime *rt);
/* Zeroes freed small blocks in the engine's pool, so that an image holds nothing that was freed, and lets the pool
 * begin with new pages: those of an image stay as they are, which starts and colder tiers share. */
void thaw_engine_seal(JSRuntime *rt);

/* --- source positions --- */
typedef struct {
    JSAtom file; /* 0 when there is no JavaScript on the stack; owned by the caller */
    int line, column;
} thaw_engine_position;
/* Position of the innermost running JavaScript function; `skip` more callers are passed over. */
thaw_engine_position thaw_engine_where(JSContext *ctx, int skip);
/* Where a module's body waits: at its top-level await. That of the module loaded last, if several do; line 0 if it
 * can't be told where in the file. */
thaw_engine_position thaw_engine_awaiting(JSContext *ctx);

/* JS_Eval of a script whose first line is number `line`, which may be 0: then a wrapper can stand before line 1. */
JSValue thaw_engine_eval_at(JSContext *ctx, const char *source, size_t len, const char *file, int line);

/* --- leak report --- */
/* Drops what an exit left behind: jobs that were queued and will not run, and a pending exception. */
void thaw_engine_abandon(JSRuntime *rt);
typedef struct {
    const char *name; /* class name or kind of engine object, valid during the call */
    size_t count;
    const char *origins; /* "file:line, ..." of up to a few of them if tracing was on, else NULL */
} thaw_engine_leak;
typedef void thaw_engine_leak_fn(void *opaque, const thaw_engine_leak *leak);
/* To be called after JS_FreeContext and a collection, when no object should be alive. Calls `report` once per class of
 * those that something else than leaked objects keeps: the leak itself. Returns how many objects are alive at all. */
size_t thaw_engine_report_leaks(JSRuntime *rt, thaw_engine_leak_fn *report, void *opaque);
/* Notes for each engine object the JavaScript position that made it, from now on. Costs memory; process-wide. */
void thaw_engine_trace_objects(JSContext *ctx);
void thaw_engine_trace_end(void);
/* JS_FreeRuntime; tells how many allocations (strings, symbols, plain memory) were never freed. */
size_t thaw_engine_free_runtime(JSRuntime *rt);
/* Calls `count` with each class name and its number of live objects, for `thaw image` and heap statistics. */
typedef void thaw_engine_census_fn(void *opaque, const char *class_name, size_t count);
void thaw_engine_census(JSRuntime *rt, const thaw_engine_generation *permanent, thaw_engine_census_fn *count,
                        void *opaque);

/* Calls `see` with each object of a native class; it must not run JavaScript. */
typedef void thaw_engine_object_fn(void *opaque, JSValueConst object);
void thaw_engine_each_native(JSRuntime *rt, thaw_engine_object_fn *see, void *opaque);

/* --- looking into values, for console and structured clone --- */
/* Entries of a Map or Set, or those left in one of their iterators, as an array ([k, v, ...] if *ret_keyed) without
 * running any JavaScript. JS_UNDEFINED for other values. */
JSValue thaw_engine_preview_entries(JSContext *ctx, JSValueConst value, bool *ret_keyed);
/* Name of the engine's class of the object ("Array", "Arguments", "Generator", ...); 0 if not an object. Owned. */
JSAtom thaw_engine_class_name(JSContext *ctx, JSValueConst value);
typedef enum {
    THAW_FN_NONE,
    THAW_FN_NATIVE,
    THAW_FN_NORMAL,
    THAW_FN_GENERATOR,
    THAW_FN_ASYNC,
    THAW_FN_ASYNC_GENERATOR
} thaw_fn_kind;
thaw_fn_kind thaw_engine_function_kind(JSValueConst value, bool *ret_is_class);

/* --- what Web IDL needs --- */
typedef enum { THAW_SYMBOL_ITERATOR, THAW_SYMBOL_ASYNC_ITERATOR, THAW_SYMBOL_TO_STRING_TAG } thaw_engine_symbol_id;
/* A well-known symbol as a property name; not to be freed. */
JSAtom thaw_engine_symbol(thaw_engine_symbol_id id);
/* A new object { value, done }. Borrows. */
JSValue thaw_engine_iterator_result(JSContext *ctx, JSValueConst value, bool done);
/* The property `prototype` of a constructor. */
JSValue thaw_engine_prototype_of(JSContext *ctx, JSValueConst constructor);
/* %IteratorPrototype% and %AsyncIteratorPrototype%. Borrowed. */
JSValueConst thaw_engine_iterator_prototype(JSContext *ctx);
JSValueConst thaw_engine_async_iterator_prototype(JSContext *ctx);
/* PromiseResolve(%Promise%, value): `value` itself if it is a promise already. */
JSValue thaw_engine_promise_resolve(JSContext *ctx, JSValueConst value);
typedef enum {
    THAW_BUFFER_NONE, /* neither a buffer nor a view */
    THAW_BUFFER_ARRAY_BUFFER,
    THAW_BUFFER_DATA_VIEW,
    THAW_BUFFER_UINT8_ARRAY,
    THAW_BUFFER_TYPED_ARRAY
} thaw_engine_buffer_kind;
typedef struct {
    thaw_engine_buffer_kind kind;
    bool is_shared, is_resizable, is_immutable;
    uint8_t *data; /* valid until JavaScript runs; NULL if detached or, for a view, out of bounds */
    size_t size;   /* in bytes; 0 where data is NULL */
} thaw_engine_buffer;
/* What a buffer or view is and where its bytes are now. */
thaw_engine_buffer thaw_engine_buffer_of(JSValueConst value);

/* --- modules --- */
typedef enum {
    THAW_MODULE_UNLINKED,
    THAW_MODULE_LINKING,
    THAW_MODULE_LINKED,
    THAW_MODULE_EVALUATING,
    THAW_MODULE_EVALUATED,
    THAW_MODULE_FAILED
} thaw_module_status;
thaw_module_status thaw_engine_module_status(const JSModuleDef *m);
/* True if the module or anything it imports statically has top-level await. The graph must be loaded. */
bool thaw_engine_module_is_async(JSContext *ctx, JSModuleDef *m);
/* Resolves and loads a module through the loader hooks. NULL with an exception pending. Borrowed: the context owns it.
 */
JSModuleDef *thaw_engine_module_load(JSContext *ctx, const char *parent, const char *specifier);
/* Tells the rejection tracker that somebody saw the rejection. */
void thaw_engine_promise_handled(JSContext *ctx, JSValueConst promise);
/* Makes of `import { a } from 'm'; export { a };` the same as `export { a } from 'm'`, as the language has it: else a
 * name that comes through two `export *` is ambiguous though it is one variable. For a module that was just compiled or
 * read. */
void thaw_engine_module_settle_exports(JSContext *ctx, JSModuleDef *m);
/* Loads what `m` imports. 0, or -1 with an exception pending. */
int thaw_engine_module_resolve(JSContext *ctx, JSModuleDef *m);
/* Loads what `m` imports and links it. 0, or -1 with an exception pending. */
int thaw_engine_module_link(JSContext *ctx, JSModuleDef *m);
/* Names, borrowed from the modules: who imports or re-exports what from whom, and the specifier it has for that one. */
typedef struct {
    JSAtom importer, module, specifier, name;
} thaw_engine_missing_export;
/* After linking failed: the first import, of modules that `root` reaches, of a name that there is not. False if there
 * is none, or if the engine is evaluating modules and can't be asked. */
bool thaw_engine_module_missing_export(JSContext *ctx, JSModuleDef *root, thaw_engine_missing_export *ret);
/* Evaluates a linked module: a promise. */
JSValue thaw_engine_module_evaluate(JSContext *ctx, JSModuleDef *m);
/* The error a module failed with (owned by the caller), JS_UNDEFINED if it did not fail. */
JSValue thaw_engine_module_error(JSContext *ctx, const JSModuleDef *m);
/* Statically imported modules in source order; NULL past the end. Borrowed; the graph must be loaded. */
JSModuleDef *thaw_engine_module_import(const JSModuleDef *m, int index);
/* The context's modules, in the order they were loaded; pass NULL for the first. Borrowed; NULL at the end. */
JSModuleDef *thaw_engine_module_next(JSContext *ctx, JSModuleDef *m);
/* The module that a value made by JS_Eval(COMPILE_ONLY) or JS_ReadObject holds, else NULL. Borrowed. */
JSModuleDef *thaw_engine_module_of(JSValueConst value);
/* A counted reference to the module as a value, as JS_EvalFunction and JS_WriteObject take it. */
JSValue thaw_engine_module_value(JSContext *ctx, JSModuleDef *m);

/* --- bytecode --- */
/* What two engines must have in common to read each other's bytecode. */
void thaw_engine_bytecode_version(char ret_version[64]);
/* thaw_engine_eval_at without running it: for JS_EvalFunction. */
JSValue thaw_engine_compile_at(JSContext *ctx, const char *source, size_t len, const char *file, int line);
/* Compiles a module without loading what it imports: for thaw_engine_write_bytecode, not to be linked. */
JSValue thaw_engine_compile_module(JSContext *ctx, const char *source, size_t len, const char *file);
/* A compiled script or module as bytes, without its source text and its name, to be freed with js_free; NULL with an
 * exception pending. The value is good for nothing else afterwards. */
uint8_t *thaw_engine_write_bytecode(JSContext *ctx, JSValueConst compiled, size_t *ret_size);
/* The way back, as if `file` had just been compiled; but what a module imports is not looked at yet. */
JSValue thaw_engine_read_bytecode(JSContext *ctx, const uint8_t *bytes, size_t size, const char *file);
/* Import attributes of a module, which bytecode lacks: an array with an element per import, undefined for those
 * without; JS_UNDEFINED if no import has any. */
JSValue thaw_engine_import_attributes(JSContext *ctx, const JSModuleDef *m);
THAW_MUST_USE int thaw_engine_set_import_attributes(JSContext *ctx, JSModuleDef *m, JSValueConst list);

#endif
