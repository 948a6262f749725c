/* SPDX-License-Identifier: MIT
 * Command-line options as tables. One row gives an option's names, where its value goes, its range and its help line;
 * parsing, error messages with the nearest match and --help all read the same rows. */
#ifndef THAW_CLI_OPTIONS_H
#define THAW_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/auto.h"

typedef enum {
    THAW_OPTION_FLAG,   /* bool */
    THAW_OPTION_STRING, /* const char * */
    THAW_OPTION_LIST,   /* thaw_option_list: may be given several times */
    THAW_OPTION_NUMBER, /* int64_t within [min, max] */
    THAW_OPTION_SIZE    /* int64_t bytes; 64k, 128M, 1g; within [min, max] */
} thaw_option_kind;

enum { THAW_OPTION_LIST_MAX = 64 };
typedef struct {
    const char *item[THAW_OPTION_LIST_MAX];
    int count;
} thaw_option_list;

typedef struct {
    const char *name; /* "--max-heap" */
    char letter;      /* 'e' for -e, or 0 */
    thaw_option_kind kind;
    size_t offset;          /* of the value in the options struct */
    const char *value_name; /* in help: "SIZE" */
    const char *help;
    long long min, max;
} thaw_option;

typedef struct {
    const char *name;    /* "freeze"; NULL for thaw itself */
    const char *usage;   /* "thaw freeze ENTRY -o FILE [options]" */
    const char *summary; /* one line */
    const thaw_option *options;
    size_t n_options;
    const char *examples; /* several lines, or NULL */
} thaw_command;

/* Reads options from argv[*index] on into `values`, which was zeroed or holds defaults, until the first operand or
 * "--". *index is then the first operand. With `mixed`, operands may stand between options and are moved to the end.
 * 0; 1 if --help was given and printed; -1 after an error was printed on stderr (exit code 9, as Node's). */
THAW_MUST_USE int thaw_options_parse(const thaw_command *command, int argc, char **argv, int *index, void *values,
                                     bool mixed);
void thaw_options_help(const thaw_command *command);
/* The candidate nearest to `word`, NULL if none is near. Candidates end with NULL. */
const char *thaw_nearest(const char *word, const char *const *candidates);

#endif
