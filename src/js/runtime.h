/* SPDX-License-Identifier: MIT
 * One JavaScript runtime: the struct in the engine heap that everything else hangs on. It is part of heap images, so it
 * holds plain data, references and pointers into the heap or the executable, and nothing that belongs to a process
 * (descriptors, the event loop, library objects): that lives in src/loop.
 *
 * A layer keeps its state as a native object in a numbered state slot: the collector walks it like any other native,
 * and freezing takes it along. */
#ifndef THAW_JS_RUNTIME_H
#define THAW_JS_RUNTIME_H

#include "base/list.h"
#include "heap/heap.h"
#include "js/native.h"

/* Growth between collections: a program that lives briefly should not collect while it loads. */
enum { THAW_GC_THRESHOLD = 16 << 20 };

typedef enum {
    THAW_STATE_TICKS,
    THAW_STATE_REJECTIONS,
    THAW_STATE_TIMER_QUEUE,
    THAW_STATE_MODULES,
    THAW_STATE_INTERFACES,
    THAW_STATE_QUEUING_SIZES,
    THAW_STATE_TIMERS,
    THAW_STATE_SIGNALS,
    THAW_STATE_LAMBDA,
    THAW_STATE_DOM,
    THAW_STATE_TIMELINE,
    THAW_STATE_SCHEDULER,
    THAW_STATE_LOCKS,
    THAW_STATE_GLOBAL_MEMBERS,
    THAW_STATE_MESSAGES,
    THAW_STATE_BROADCAST_CHANNELS,
    THAW_STATE_BLOB_URLS,
    THAW_STATE_MAX
} thaw_state_id;

typedef enum {
    THAW_ROOT_BUILTINS,     /* object: exports of evaluated built-ins by path */
    THAW_ROOT_INTERNAL,     /* object: native helpers that built-ins receive as `internal` */
    THAW_ROOT_PROCESS,      /* the process object */
    THAW_ROOT_ON_UNCAUGHT,  /* function (error, origin) => handled */
    THAW_ROOT_ON_REJECTION, /* function (kind, promise, reason) => handled */
    THAW_ROOT_ON_EXIT,      /* function (name, code, unsettled) for "beforeExit" and "exit" */
    THAW_ROOT_MAIN,         /* promise of the main ES module's evaluation */
    THAW_ROOT_REQUIRE,      /* the global require */
    THAW_ROOT_SNAPSHOT,     /* object: callbacks of v8.startupSnapshot */
    THAW_ROOT_MAX
} thaw_root_id;

struct thaw_builtin_module;
struct thaw_error_events;

/* What a frozen program is, in its heap. Strings are the heap's. */
typedef struct thaw_program {
    char *main;            /* path as the program sees it */
    char *root;            /* folder it believes to stand in */
    char *from_executable; /* that folder as seen from the executable's, where it was frozen: "." or "../src" */
    char *handler;         /* "file.export" of a function for Lambda, or NULL */
    char *output;          /* what it printed while it was frozen: records of fd, length, bytes */
    size_t output_size;
} thaw_program;

typedef struct thaw_runtime {
    JSRuntime *rt;
    JSContext *ctx;
    thaw_heap *heap;
    thaw_engine_generation permanent; /* what was frozen, off the collector's list */
    thaw_link pins, ops;
    int depth;     /* how many thaw_call are on the stack */
    bool exiting;  /* process.exit was called: nothing more is entered */
    bool exit_set; /* exit_code was set by the program */
    int exit_code;
    size_t collect_at; /* the collector's threshold where a limit of the heap set it */
    /* shows an error that nobody caught, with colours and source line; set by the command line */
    void (*report_error)(JSContext *ctx, JSValueConst error, const char *origin);
    const struct thaw_error_events *error_events; /* asked before the program's process object is */
    const struct thaw_builtin_module *modules;    /* public built-in modules, sorted by name, ends with a NULL name */
    thaw_program program;
    struct {
        void (*environment)(JSContext *ctx), (*signals)(JSContext *ctx);
    } wake;                      /* rows of the table in wake.c that the node layer supplies */
    void *state[THAW_STATE_MAX]; /* structs of the natives in state_object */
    THAW_JS_FIELDS(root[THAW_ROOT_MAX], state_object[THAW_STATE_MAX]);
} thaw_runtime;

/* Limits the heap (heap.h). Garbage is collected before the limit is met. */
void thaw_runtime_set_limit(thaw_runtime *r, size_t bytes);
/* A runtime with the engine's own globals, on the given heap (which it keeps using). 0 or a negative error. */
THAW_MUST_USE int thaw_runtime_new(thaw_heap *heap, thaw_runtime **ret);
static inline thaw_runtime *thaw_runtime_of(JSContext *ctx)
{
    return JS_GetContextOpaque(ctx);
}
/* Creates the native that holds a layer's state. Its struct, or NULL with an exception pending. */
void *thaw_runtime_add_state(JSContext *ctx, thaw_state_id id, const thaw_class *cls);
static inline void *thaw_runtime_state(JSContext *ctx, thaw_state_id id)
{
    return thaw_runtime_of(ctx)->state[id];
}
static inline JSValueConst thaw_root(JSContext *ctx, thaw_root_id id)
{
    return thaw_runtime_of(ctx)->root[id];
}
void thaw_root_set(JSContext *ctx, thaw_root_id id, JSValue owned);

/* Before an image is written: collects, makes what is left permanent, zeroes what the engine's pool holds of freed
 * objects. */
void thaw_runtime_settle(thaw_runtime *runtime);

/* Full teardown in the documented order (docs/internals/teardown.md). With `report`, leaked objects are listed on
 * stderr. Returns how many leaked. */
size_t thaw_runtime_free(thaw_runtime *runtime, bool report);

#endif
