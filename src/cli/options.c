/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_LENGTH = 64, NEAR = 3 };

/* Levenshtein distance with two rows; names longer than the limit are never near. */
static int distance(const char *a, const char *b)
{
    size_t n = strlen(b);
    int row[NAME_MAX_LENGTH + 1];
    if (n > NAME_MAX_LENGTH || strlen(a) > NAME_MAX_LENGTH)
        return NEAR + 1;
    for (size_t j = 0; j <= n; j++)
        row[j] = (int)j;
    for (size_t i = 0; a[i]; i++) {
        int diagonal = row[0];
        row[0] = (int)i + 1;
        for (size_t j = 0; j < n; j++) {
            int replace = diagonal + (a[i] != b[j]);
            int other = 1 + (row[j] < row[j + 1] ? row[j] : row[j + 1]);
            diagonal = row[j + 1];
            row[j + 1] = replace < other ? replace : other;
        }
    }
    return row[n];
}

const char *thaw_nearest(const char *word, const char *const *candidates)
{
    const char *best = NULL;
    int best_distance = NEAR + 1;
    for (; *candidates; candidates++) {
        int d = distance(word, *candidates);
        if (d < best_distance && d < (int)strlen(word)) {
            best = *candidates;
            best_distance = d;
        }
    }
    return best;
}

static const char *command_name(const thaw_command *c)
{
    return c->name ? c->name : "";
}

static int fail(const thaw_command *c, const char *message, const char *subject)
{
    fprintf(stderr, "thaw%s%s: ", c->name ? " " : "", command_name(c));
    fprintf(stderr, message, subject);
    fputc('\n', stderr);
    return -1;
}

static int unknown(const thaw_command *c, const char *word)
{
    const char *names[128];
    size_t n = 0;
    for (size_t i = 0; i < c->n_options && n < THAW_COUNT(names) - 2; i++)
        names[n++] = c->options[i].name;
    names[n++] = "--help";
    names[n] = NULL;
    char bare[NAME_MAX_LENGTH + 1];
    snprintf(bare, sizeof bare, "%.*s", (int)strcspn(word, "="), word);
    const char *nearest = thaw_nearest(bare, names);
    fprintf(stderr, "thaw%s%s: unknown option %s", c->name ? " " : "", command_name(c), word);
    if (nearest)
        fprintf(stderr, "; did you mean %s?\n", nearest);
    else
        fprintf(stderr, "; 'thaw%s%s --help' lists what there is\n", c->name ? " " : "", command_name(c));
    return -1;
}

static int read_number(const thaw_command *c, const thaw_option *o, const char *text, int64_t *ret)
{
    char *end;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    int shift = 0;
    if (o->kind == THAW_OPTION_SIZE && *end) {
        const char *unit = strchr("kKmMgG", *end);
        shift = unit ? 10 * (int)((unit - "kKmMgG") / 2 + 1) : 0;
        end += unit != NULL;
        if (unit && (*end == 'b' || *end == 'B'))
            end++;
    }
    if (errno || end == text || *end || n > INT64_MAX >> shift || n * (1LL << shift) < o->min ||
        n * (1LL << shift) > o->max) {
        fprintf(stderr, "thaw%s%s: %s wants a %s from %lld to %lld, not '%s'\n", c->name ? " " : "", command_name(c),
                o->name, o->kind == THAW_OPTION_SIZE ? "size in bytes (64k, 128M, 1g)" : "number", o->min, o->max,
                text);
        return -1;
    }
    *ret = n * (1LL << shift);
    return 0;
}

static int store(const thaw_command *c, const thaw_option *o, const char *text, void *values)
{
    void *at = (char *)values + o->offset;
    switch (o->kind) {
    case THAW_OPTION_FLAG:
        *(bool *)at = true;
        return 0;
    case THAW_OPTION_STRING:
        *(const char **)at = text;
        return 0;
    case THAW_OPTION_LIST: {
        thaw_option_list *list = at;
        if (list->count == THAW_OPTION_LIST_MAX)
            return fail(c, "%s was given too often", o->name);
        list->item[list->count++] = text;
        return 0;
    }
    default:
        return read_number(c, o, text, at);
    }
}

static const thaw_option *find(const thaw_command *c, const char *word, const char **ret_value)
{
    *ret_value = NULL;
    if (word[1] != '-') {
        for (size_t i = 0; i < c->n_options; i++) {
            if (c->options[i].letter && c->options[i].letter == word[1] && !word[2])
                return &c->options[i];
        }
        return NULL;
    }
    size_t len = strcspn(word, "=");
    for (size_t i = 0; i < c->n_options; i++) {
        if (strlen(c->options[i].name) == len && strncmp(c->options[i].name, word, len) == 0) {
            if (word[len])
                *ret_value = word + len + 1;
            return &c->options[i];
        }
    }
    return NULL;
}

/* Moves argv[from] behind the operands that were found so far, keeping order. */
static void collect_operand(char **argv, int first, int from)
{
    char *word = argv[from];
    memmove(argv + first + 1, argv + first, (size_t)(from - first) * sizeof *argv);
    argv[first] = word;
}

/* One option at argv[*i]; *i becomes the index behind it. */
static int parse_one(const thaw_command *c, int argc, char **argv, int *i, void *values)
{
    const char *word = argv[(*i)++], *value;
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        thaw_options_help(c);
        return 1;
    }
    const thaw_option *o = find(c, word, &value);
    if (!o)
        return unknown(c, word);
    if (o->kind == THAW_OPTION_FLAG) {
        if (value)
            return fail(c, "%s takes no value", o->name);
    } else if (!value) {
        if (*i >= argc)
            return fail(c, "%s wants a value", o->name);
        value = argv[(*i)++];
    }
    return store(c, o, value, values);
}

int thaw_options_parse(const thaw_command *c, int argc, char **argv, int *index, void *values, bool mixed)
{
    int n_operands = 0, i = *index;
    while (i < argc) {
        const char *word = argv[i];
        if (strcmp(word, "--") == 0) {
            i++;
            break;
        }
        if (word[0] != '-' || !word[1]) {
            if (!mixed)
                break;
            collect_operand(argv, *index + n_operands++, i++);
            continue;
        }
        int result = parse_one(c, argc, argv, &i, values);
        if (result)
            return result;
    }
    /* operands found on the way stand at the front; bring them in front of the rest */
    for (int k = n_operands - 1; k >= 0; k--) {
        char *word = argv[*index + k];
        memmove(argv + *index + k, argv + *index + k + 1, (size_t)(i - 1 - *index - k) * sizeof *argv);
        argv[--i] = word;
    }
    *index = i;
    return 0;
}

void thaw_options_help(const thaw_command *c)
{
    printf("%s\n\nUsage: %s\n", c->summary, c->usage);
    if (c->n_options)
        puts("\nOptions:");
    for (size_t i = 0; i < c->n_options; i++) {
        const thaw_option *o = &c->options[i];
        char left[80];
        snprintf(left, sizeof left, "%s%c%s%s%s%s", o->letter ? "-" : "", o->letter ? o->letter : ' ',
                 o->letter ? ", " : "   ", o->name, o->value_name ? " " : "", o->value_name ? o->value_name : "");
        printf("  %-30s %s\n", left, o->help);
    }
    printf("  %-30s %s\n", "-h, --help", "print this help");
    if (c->examples)
        printf("\nExamples:\n%s", c->examples);
}
