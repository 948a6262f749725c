/* SPDX-License-Identifier: MIT */
#include "cli/image/report.h"

#include <string.h>

#include "cli/inputs_json.h"

/* Whether the running executable could map it. */
static bool is_own_build(const thaw_image_info *info)
{
    uint8_t id[20];
    char hex[sizeof info->build_id] = "";
    size_t n = thaw_build_id(id);
    for (size_t i = 0; i < n; i++) {
        hex[2 * i] = "0123456789abcdef"[id[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[id[i] & 15];
    }
    return n > 0 && strcmp(hex, info->build_id) == 0;
}

static int append_tier(thaw_buf *b, const thaw_tier *tier, size_t page_size)
{
    thaw_buf_printf(
        b, "{\"tier\":\"%s\",\"size\":%zu,\"shared\":%zu,\"extents\":%zu,\"inputs\":", thaw_tier_name(tier->kind),
        tier->pages * page_size, (tier->pages - tier->own_pages) * page_size, tier->extents);
    int err = thaw_inputs_json(b, tier->inputs);
    return err ? err : thaw_buf_putc(b, '}');
}

int thaw_image_report(const thaw_image *image, const char *path, thaw_buf *ret_json)
{
    thaw_image_info info = thaw_image_get_info(image);
    thaw_buf *b = ret_json;
    thaw_buf_puts(b, "{\"file\":");
    thaw_buf_json_string(b, thaw_slice_of(path));
    thaw_buf_printf(b, ",\"fileSize\":%zu,\"executableSize\":%zu,\"format\":%u,\"buildId\":\"%s\",\"ownBuild\":%s",
                    info.file_size, info.executable_size, THAW_IMAGE_FORMAT, info.build_id,
                    is_own_build(&info) ? "true" : "false");
    thaw_buf_printf(b, ",\"pageSize\":%zu,\"heapBase\":\"0x%zx\",\"heapReserve\":%zu,\"heapSize\":%zu,\"tiers\":[",
                    info.page_size, (size_t)info.heap_base, info.heap_reserve, info.file_pages * info.page_size);
    int err = thaw_buf_error(b);
    for (size_t i = 0; !err && i < thaw_image_tier_count(image); i++) {
        thaw_tier tier = thaw_image_tier(image, i);
        err = i ? thaw_buf_putc(b, ',') : 0;
        if (!err)
            err = append_tier(b, &tier, info.page_size);
    }
    thaw_buf_puts(b, "],\"metadata\":");
    if (!err && info.metadata_size)
        err = thaw_image_metadata(image, b);
    else
        thaw_buf_puts(b, "null");
    thaw_buf_putc(b, '}');
    return err ? err : thaw_buf_error(b);
}
