/* SPDX-License-Identifier: MIT
 * Recorded inputs: the one choke point for reads of whatever can be different when a frozen program starts again.
 *
 * The thaw_input_* functions answer from the live process. While a program is being frozen a recorder is active and
 * they also note what was read: the kind, the name, a salted SHA-256 of the answer (never the answer itself, so nothing
 * secret gets into an image), and the source position that the JavaScript layer supplies. A tier of an image carries
 * the list as bytes; thaw_inputs_check() asks every question again at start and reports the first answer that is
 * different.
 *
 * Clock, random numbers and facts about this one process have no answer that could be the same again: once read, they
 * make the tier invalid unless they were accepted. All reads of these things in src/js and above go through here; what
 * the runtime reads for itself (module sources, options) does not.
 *
 * One thread. At most THAW_INPUTS_MAX entries. Nothing recorded twice: the first read counts. */
#ifndef THAW_HEAP_INPUTS_H
#define THAW_HEAP_INPUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/slice.h"

#define THAW_INPUTS_MAX 65536

/* X(symbol, name in messages and JSON) */
#define THAW_INPUT_KIND_LIST(X)                         \
    X(THAW_INPUT_ENV, "environment variable")           \
    X(THAW_INPUT_ENV_NAMES, "names of the environment") \
    X(THAW_INPUT_ENV_ALL, "whole environment")          \
    X(THAW_INPUT_ARGV, "arguments")                     \
    X(THAW_INPUT_CWD, "working directory")              \
    X(THAW_INPUT_HOSTNAME, "host name")                 \
    X(THAW_INPUT_TIMEZONE, "time zone")                 \
    X(THAW_INPUT_LOCATION, "location")                  \
    X(THAW_INPUT_FILE, "file")                          \
    X(THAW_INPUT_EXISTS, "existence of")                \
    X(THAW_INPUT_STAT, "status of")                     \
    X(THAW_INPUT_DIR, "folder")                         \
    X(THAW_INPUT_LINK, "link")                          \
    X(THAW_INPUT_CLOCK, "clock")                        \
    X(THAW_INPUT_RANDOM, "random numbers")              \
    X(THAW_INPUT_PROCESS, "process state")

typedef enum thaw_input_kind {
    THAW_INPUT_NONE_,
#define THAW_INPUT_ENUM(sym, name) sym,
    THAW_INPUT_KIND_LIST(THAW_INPUT_ENUM)
#undef THAW_INPUT_ENUM
        THAW_INPUT_KINDS_
} thaw_input_kind;

const char *thaw_input_kind_name(thaw_input_kind kind);

/* What the live process is; the strings must outlive their use here. Unset fields read as empty. */
typedef struct thaw_inputs_process {
    int argc; /* the program's own arguments, after the script's name */
    const char *const *argv;
    const char *location; /* folder that the program believes to stand in: the deployed root, or where it really is */
    const char *location_at;       /* where files under `location` really are while freezing; NULL if there */
    const char *executable_folder; /* where the frozen program's executable is, or will be */
} thaw_inputs_process;
/* Borrows the strings until the next call. */
void thaw_inputs_set_process(const thaw_inputs_process *p);

/* ---- reading: these are what the JavaScript layer calls ---- */

extern bool thaw_inputs_recording; /* read only: lets the hot reads below cost one test */
void thaw_input_note(thaw_input_kind kind, const char *name);

static inline void thaw_input_clock(struct timespec *ret)
{
    clock_gettime(CLOCK_REALTIME, ret);
    if (THAW_UNLIKELY(thaw_inputs_recording))
        thaw_input_note(THAW_INPUT_CLOCK, "");
}
static inline void thaw_input_random(void)
{
    if (THAW_UNLIKELY(thaw_inputs_recording))
        thaw_input_note(THAW_INPUT_RANDOM, "");
}
/* A fact about this process or machine that is never the same again: "process.pid", "os.freemem". */
static inline void thaw_input_process(const char *what)
{
    if (THAW_UNLIKELY(thaw_inputs_recording))
        thaw_input_note(THAW_INPUT_PROCESS, what);
}
void thaw_input_timezone(void); /* call before a local time is computed */
/* getenv(); NULL if absent. Valid until the environment changes. */
const char *thaw_input_env(const char *name);
char **thaw_input_env_all(void);                   /* names and values */
char **thaw_input_env_names(void);                 /* only the names will be looked at */
int thaw_input_argv(const char *const **ret_argv); /* returns argc; borrows */
/* Notes that the program looked at where it stands, at `where` ("file:line:col"). The answer is the folder that
 * `from_executable` names, seen from the executable's. */
void thaw_input_location(const char *from_executable, const char *where);
/* The folder that the program believes to stand in, and where that is while freezing (empty: there). */
const char *thaw_input_location_name(void);
thaw_slice thaw_input_location_at(void);
THAW_MUST_USE int thaw_input_cwd(thaw_buf *ret);
THAW_MUST_USE int thaw_input_hostname(thaw_buf *ret);

/* Files. Paths are absolute. An error is an answer too and is recorded: a file that was missing must still be missing.
 */
THAW_MUST_USE int thaw_input_file(const char *path, thaw_buf *ret);
THAW_MUST_USE int thaw_input_stat(const char *path, bool follow, struct stat *ret);
/* S_IFMT bits of what is there, or a negative error. Records the kind of thing only, not its size or times. */
int thaw_input_exists(const char *path);
/* Appends each name, followed by a byte with its DT_ type and NUL: "a.js\x08\0", sorted by name. */
THAW_MUST_USE int thaw_input_readdir(const char *path, thaw_buf *ret);
THAW_MUST_USE int thaw_input_readlink(const char *path, thaw_buf *ret);
/* Where the file that the program calls `path` really is while freezing (location_at), as a borrowed string in `b`. */
THAW_MUST_USE int thaw_input_real_path(const char *path, thaw_buf *b);

/* ---- recording ---- */

typedef struct thaw_inputs thaw_inputs;
/* Appends "file:line:col" of the running JavaScript code, or nothing. */
typedef void thaw_input_where_fn(void *opaque, thaw_buf *out);

THAW_MUST_USE int thaw_inputs_new(thaw_inputs **ret);
void thaw_inputs_free(thaw_inputs *in); /* accepts NULL; stops it if it is the active one */
void thaw_inputs_start(thaw_inputs *in, thaw_input_where_fn *where, void *opaque);
void thaw_inputs_stop(void);
/* Reads of this kind, before and after, no longer make a tier invalid. For CLOCK, RANDOM and PROCESS. */
void thaw_inputs_accept(thaw_inputs *in, thaw_input_kind kind);
size_t thaw_inputs_count(const thaw_inputs *in);
/* Appends all that was recorded so far. Recording may go on: a later call gives a longer list for a warmer tier. */
THAW_MUST_USE int thaw_inputs_serialise(const thaw_inputs *in, thaw_buf *ret);

/* ---- lists as bytes ---- */

typedef struct thaw_input_entry {
    thaw_input_kind kind;
    bool accepted, absent; /* absent: there was no such variable or file */
    thaw_slice name, where;
    uint64_t size;         /* of a file */
    int64_t mtime_ns;      /* of a file */
    const uint8_t *digest; /* 32 bytes; NULL where nothing is to be compared */
} thaw_input_entry;

/* Calls `each` with every entry until it returns other than 0, and returns that. THAW_E_IMAGE_DAMAGED if the bytes
 * aren't a list; then `each` may have seen some of it. */
typedef int thaw_input_each_fn(void *opaque, const thaw_input_entry *entry);
THAW_MUST_USE int thaw_inputs_each(const void *bytes, size_t len, thaw_input_each_fn *each, void *opaque);

/* 0 if a tier with these inputs is as good as starting anew in the live process. 1 if not: the first difference is
 * appended to ret_reason as one line of English. THAW_E_IMAGE_DAMAGED if the bytes aren't a list. */
THAW_MUST_USE int thaw_inputs_check(const void *bytes, size_t len, thaw_buf *ret_reason);

#endif
