/* SPDX-License-Identifier: MIT
 * Heap images: the pages of the engine heap as part of a file, mapped again by a later start of the same executable.
 *
 *   [executable][heap pages][metadata, JSON][page checksums][tier table][extents][recorded inputs][trailer]
 *               ^ on a page boundary                         '------------- the tail ------------------'
 *
 * The trailer is the last thing in the file; the tail in front of it holds all that is needed to decide at start, so
 * that one read normally suffices. A file without an executable at its front is an image that lies beside one.
 *
 * A *tier* is one state of the heap: how warm it is, which file pages make it up, and the inputs that were recorded on
 * the way (inputs.h). The warmest tier's pages are one run in the file; a colder one shares pages that are equal at the
 * same address and has its own for the rest.
 *
 * An image belongs to one build, by the build id that the linker put into the executable: heap pages hold addresses of
 * its code. Reading checks bounds, version, build and a checksum over the tail; checksums of the pages are only looked
 * at by thaw_image_verify(), since reading all pages would cost what mapping saves. No input may crash the reader.
 *
 * This module knows nothing of the engine. One thread. */
#ifndef THAW_HEAP_IMAGE_H
#define THAW_HEAP_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/slice.h"
#include "heap/heap.h"

#define THAW_IMAGE_FORMAT 1u
#define THAW_IMAGE_TIERS_MAX 8u

/* Colder to warmer. */
typedef enum thaw_tier_kind {
    THAW_TIER_RUNTIME = 1, /* Thaw itself: globals and built-in modules, no program */
    THAW_TIER_BASE,        /* a program's bytecode, nothing evaluated */
    THAW_TIER_DEPS,        /* what lies in node_modules evaluated */
    THAW_TIER_FULL,        /* all evaluated */
    THAW_TIER_KINDS_
} thaw_tier_kind;

/* "runtime", "base", "deps", "full". */
const char *thaw_tier_name(thaw_tier_kind kind);

/* ---- reading ---- */

typedef struct thaw_image thaw_image;

typedef struct thaw_tier {
    thaw_tier_kind kind;
    size_t pages;      /* of the heap */
    size_t own_pages;  /* of those, not shared with the warmest tier; all of them for the warmest itself */
    size_t extents;    /* runs of pages, each one mmap at start */
    thaw_slice inputs; /* list for thaw_inputs_check(); borrowed from the image */
} thaw_tier;

typedef struct thaw_image_info {
    size_t file_size;
    size_t executable_size; /* 0 for an image beside its executable */
    size_t page_size;
    size_t file_pages; /* heap pages in the file, shared ones counted once */
    size_t metadata_size;
    uintptr_t heap_base;
    size_t heap_reserve;
    char build_id[41]; /* hex */
} thaw_image_info;

/* Reads and validates the tail. The descriptor is borrowed and must stay open until thaw_image_free. On an error a line
 * that says what is wrong is appended to ret_message (may be NULL): THAW_E_IMAGE_ABSENT if the file doesn't end in an
 * image, _DAMAGED, _FOREIGN, _VERSION, or the system's. */
THAW_MUST_USE int thaw_image_open(int fd, thaw_buf *ret_message, thaw_image **ret);
/* The same for an image of whatever build: to look at it, not to map it. */
THAW_MUST_USE int thaw_image_inspect(int fd, thaw_buf *ret_message, thaw_image **ret);
/* The image in the running executable if it holds a program; else the one in "<executable>.image" beside it; else the
 * runtime's own in the executable. Opens and owns the descriptor. */
THAW_MUST_USE int thaw_image_open_self(thaw_buf *ret_message, thaw_image **ret);
void thaw_image_free(thaw_image *image); /* accepts NULL */

thaw_image_info thaw_image_get_info(const thaw_image *image);
/* Tiers from the warmest to the coldest. */
size_t thaw_image_tier_count(const thaw_image *image);
thaw_tier thaw_image_tier(const thaw_image *image, size_t index);
/* Appends the JSON text that the writer was given. */
THAW_MUST_USE int thaw_image_metadata(const thaw_image *image, thaw_buf *ret);
/* Compares every page, and the metadata, with its checksum. Says in ret_message (may be NULL) what is damaged. */
THAW_MUST_USE int thaw_image_verify(const thaw_image *image, thaw_buf *ret_message);

/* Maps a tier, private and copy-on-write, and reserves the rest of the range. THAW_E_HEAP_RANGE if the range is taken.
 * The image may be freed and the file closed afterwards. Only in builds with THAW_IMAGE; -ENOSYS in others. */
THAW_MUST_USE int thaw_image_map(const thaw_image *image, size_t index, thaw_heap **ret);
/* The same for a range of tests, at the base that the image records. */
struct thaw_range;
THAW_MUST_USE int thaw_image_map_range(const thaw_image *image, size_t index, struct thaw_range **ret);

/* ---- writing ---- */

typedef struct thaw_image_writer thaw_image_writer;

/* Starts a file that begins with the executable at `executable` without the image that it may carry, or with nothing if
 * that is NULL. Nothing appears at `out` before finish. */
THAW_MUST_USE int thaw_image_writer_new(const char *executable, const char *out, thaw_image_writer **ret);
/* Deletes what isn't finished. Accepts NULL. */
void thaw_image_writer_free(thaw_image_writer *w);
/* Copies the heap as it is now; trim it first. Tiers come in any order; kinds must differ. `inputs` as serialised by
 * inputs.h, or empty. */
THAW_MUST_USE int thaw_image_writer_add_tier(thaw_image_writer *w, thaw_tier_kind kind, const thaw_heap *heap,
                                             thaw_slice inputs);
THAW_MUST_USE int thaw_image_writer_add_range(thaw_image_writer *w, thaw_tier_kind kind, const struct thaw_range *range,
                                              thaw_slice inputs);
/* Copies the JSON text; it describes the image for `thaw image` and is not read at start. */
THAW_MUST_USE int thaw_image_writer_set_metadata(thaw_image_writer *w, thaw_slice json);
/* Writes the file and puts it in its place, executable if it holds one. */
THAW_MUST_USE int thaw_image_writer_finish(thaw_image_writer *w);

/* The running executable's build id; its length, at most 20, or 0 if the linker gave it none. */
size_t thaw_build_id(uint8_t ret_id[20]);

#endif
