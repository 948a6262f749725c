/* SPDX-License-Identifier: MIT
 * An image described as JSON:
 *
 *     { file, fileSize, executableSize, format, buildId, ownBuild, pageSize, heapBase, heapReserve, heapSize,
 *       tiers: [{ tier, size, shared, extents, inputs: [{ kind, name, where, absent, accepted }] }],
 *       metadata: what the writer stored: { thaw, program, root, handler, modules, classes } }
 *
 * Sizes are bytes. Recorded inputs are named, with the source position that read them; their values are in no image. */
#ifndef THAW_CLI_IMAGE_REPORT_H
#define THAW_CLI_IMAGE_REPORT_H

#include "base/buf.h"
#include "heap/image.h"

/* Appends the description. The metadata is passed on as it is: verify the image first. */
THAW_MUST_USE int thaw_image_report(const thaw_image *image, const char *path, thaw_buf *ret_json);

#endif
