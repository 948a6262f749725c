/* SPDX-License-Identifier: MIT
 * Fuzzes what is read of an image at start: trailer, tier table, extents. The input is the end of a file. What would
 * stop nearly every input at the door (magic, format, file size, checksum) is put right first, so that the checks
 * behind it are reached; inputs shorter than a trailer go in as they are. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "heap/image.h"
#include "heap/image_int.h"
#include "heap/inputs.h"

enum { INPUT_MAX = 1 << 16 };

static int ignore_entry(void *opaque, const thaw_input_entry *entry)
{
    return 0;
}

static void put_right(uint8_t *file, size_t size)
{
    image_trailer t;
    memcpy(&t, file + size - sizeof t, sizeof t);
    memcpy(t.magic, THAW_IMAGE_MAGIC, THAW_IMAGE_MAGIC_SIZE);
    t.format = THAW_IMAGE_FORMAT;
    t.trailer_size = sizeof t;
    t.file_size = size;
    t.tail_offset %= size - sizeof t + 1;
    size_t tail = size - sizeof t - t.tail_offset;
    t.checksum = thaw_hash(&t, offsetof(image_trailer, checksum), thaw_hash(file + t.tail_offset, tail, 0));
    memcpy(file + size - sizeof t, &t, sizeof t);
}

static void look_at(thaw_image *image)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(1 << 20);
    thaw_image_get_info(image);
    for (size_t i = 0; i < thaw_image_tier_count(image); i++) {
        thaw_tier tier = thaw_image_tier(image, i);
        (void)!thaw_inputs_each(tier.inputs.ptr, tier.inputs.len, ignore_entry, NULL);
    }
    (void)!thaw_image_metadata(image, &text);
    (void)!thaw_image_verify(image, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t file[INPUT_MAX];
    if (size > sizeof file)
        return 0;
    if (size)
        memcpy(file, data, size);
    if (size >= sizeof(image_trailer))
        put_right(file, size);
    THAW_AUTO(thaw_fd) fd = memfd_create("image", MFD_CLOEXEC);
    if (fd < 0 || thaw_fd_write_all(fd, file, size))
        return 0;
    thaw_image *image;
    if (thaw_image_inspect(fd, NULL, &image) == 0) {
        look_at(image);
        thaw_image_free(image);
    }
    return 0;
}
