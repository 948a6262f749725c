/* SPDX-License-Identifier: MIT
 * The image file's format, between its reader (image.c) and writer (image_write.c). Numbers are in the machine's byte
 * order: an image is of one build and so of one machine. All offsets count from the start of the file. */
#ifndef THAW_HEAP_IMAGE_INT_H
#define THAW_HEAP_IMAGE_INT_H

#include <stdint.h>

enum { THAW_BUILD_ID_MAX = 20, THAW_IMAGE_EXTENTS_MAX = 1 << 16 };

#define THAW_IMAGE_MAGIC "thaw\x1a\x0dimg"
#define THAW_IMAGE_MAGIC_SIZE 9u
#define THAW_IMAGE_TAIL_MAX ((uint64_t)64 << 20)
#define THAW_IMAGE_METADATA_MAX ((uint64_t)256 << 20)

typedef struct image_tier_record {
    uint32_t kind;
    uint32_t pages;        /* heap pages, which the extents cover without gaps in ascending order */
    uint32_t first_extent; /* index */
    uint32_t extents;
    uint64_t inputs_offset; /* from the tail's start */
    uint64_t inputs_size;
} image_tier_record;

/* `count` pages of the heap from `heap_page` on are the file's heap pages from `file_page` on. */
typedef struct image_extent {
    uint32_t heap_page, file_page, count;
} image_extent;

typedef struct image_trailer {
    uint64_t file_size; /* of this whole file: notices truncation and appended bytes */
    uint64_t executable_size;
    uint64_t pages_offset;
    uint64_t page_hashes_offset; /* one 64-bit hash per page, then one of the metadata */
    uint64_t metadata_offset, metadata_size;
    uint64_t tail_offset; /* tier records, then extents, then inputs; ends where the trailer starts */
    uint64_t heap_base, heap_reserve;
    uint32_t page_size, file_pages;
    uint32_t tiers, extents;
    uint8_t build_id[THAW_BUILD_ID_MAX];
    uint32_t build_id_size;
    uint32_t trailer_size, format; /* from here on the layout never changes, so that any version can be told */
    uint64_t checksum;             /* over the tail and all of the trailer in front of this field */
    char magic[16];
} image_trailer;

#endif
