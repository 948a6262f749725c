/* SPDX-License-Identifier: MIT
 * The one struct for state that belongs to the process and not to the engine heap. Set up by main, re-made at every
 * start, never part of an image. */
#ifndef THAW_LOOP_PROCESS_H
#define THAW_LOOP_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct thaw_process {
    char **argv; /* [executable, script, arguments...] as process.argv shows them; NULL-terminated */
    int argc;
    const char *argv0;     /* as the kernel gave it */
    const char *exec_path; /* resolved path of the executable */
    uint64_t start_ns;     /* monotonic clock when main began */
    uint64_t time_origin_ns;
    double time_origin_unix_ms;
    /* The program's text and its name in stacks, if it has no file (-e, standard input); else NULL. */
    const char *main_text, *main_text_name;
    size_t main_text_size;
    bool leak_check, leak_trace;
    bool trace_start;   /* THAW_TRACE=start */
    uint64_t traced_ns; /* when the last line of it was printed */
    /* A frozen program that was moved: the folder it was frozen for, and the same where it stands now. NULL: it was
     * not.
     */
    const char *frozen_root, *live_root;
    struct thaw_image *image; /* the runtime's own, opened by main; the session that maps it takes it. NULL: none */
} thaw_process;

extern thaw_process thaw_the_process;

#endif
