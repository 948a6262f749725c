/* SPDX-License-Identifier: MIT
 * URL patterns (URL Pattern Standard) on ada: what a pattern consists of, and what of a URL it is compared with.
 * Regular expressions are the caller's: they are JavaScript's. Nothing of ada is kept.
 *
 * All text must be valid UTF-8; a slice without `ptr` is absent. */
#ifndef THAW_PARSE_URL_PATTERN_H
#define THAW_PARSE_URL_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/auto.h"
#include "base/slice.h"

#ifdef __cplusplus
extern "C" {
#endif

/* protocol, username, password, hostname, port, pathname, search, hash; of an init the base URL as well */
enum { THAW_PATTERN_PARTS = 8, THAW_PATTERN_BASE_URL = 8, THAW_PATTERN_FIELDS = 9 };

typedef struct {
    bool is_init;
    thaw_slice text;                        /* if it is none */
    thaw_slice fields[THAW_PATTERN_FIELDS]; /* if it is one */
    thaw_slice base;
} thaw_url_pattern_input;

typedef struct {
    /* A number for the compiled expression; negative if it is malformed. */
    int (*compile)(void *opaque, thaw_slice source, bool ignore_case);
    bool (*matches)(void *opaque, int regexp, thaw_slice text);
    void *opaque;
} thaw_url_pattern_regexps;

typedef enum {
    THAW_PATTERN_EMPTY,    /* matches the empty string */
    THAW_PATTERN_EXACT,    /* matches one text */
    THAW_PATTERN_ANYTHING, /* matches anything, as the only group if it has a name */
    THAW_PATTERN_REGEXP,
} thaw_url_pattern_kind;

typedef struct {
    thaw_url_pattern_kind kind;
    thaw_slice pattern; /* its normal form */
    thaw_slice exact;
    int regexp;
    bool has_regexp_groups;
    const thaw_slice *groups; /* their names, in the order of the expression's captures */
    size_t n_groups;
} thaw_url_pattern_part;

/* Called once per part, in order. 0 or a negative error. */
typedef int thaw_url_pattern_sink(void *opaque, int index, const thaw_url_pattern_part *part);
typedef int thaw_url_subject_sink(void *opaque, int index, thaw_slice text);

/* THAW_E_SYNTAX if the pattern is malformed, or the sink's error. */
THAW_MUST_USE int thaw_url_pattern_parse(const thaw_url_pattern_input *input, bool ignore_case,
                                         const thaw_url_pattern_regexps *regexps, thaw_url_pattern_sink *sink,
                                         void *opaque);
/* The parts of what is to be matched. THAW_E_SYNTAX if it is no URL, which matches nothing. */
THAW_MUST_USE int thaw_url_pattern_subject(const thaw_url_pattern_input *input, thaw_url_subject_sink *sink,
                                           void *opaque);

#ifdef __cplusplus
}
#endif

#endif
