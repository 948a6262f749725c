/* SPDX-License-Identifier: MIT */
#include "cli/inputs_json.h"

#include "heap/inputs.h"

static int append_input(void *opaque, const thaw_input_entry *e)
{
    thaw_buf *b = opaque;
    thaw_buf_puts(b, b->data[b->len - 1] == '[' ? "{\"kind\":" : ",{\"kind\":");
    thaw_buf_json_string(b, thaw_slice_of(thaw_input_kind_name(e->kind)));
    thaw_buf_puts(b, ",\"name\":");
    thaw_buf_json_string(b, e->name);
    thaw_buf_puts(b, ",\"where\":");
    thaw_buf_json_string(b, e->where);
    return thaw_buf_printf(b, ",\"absent\":%s,\"accepted\":%s}", e->absent ? "true" : "false",
                           e->accepted ? "true" : "false");
}

int thaw_inputs_json(thaw_buf *b, thaw_slice inputs)
{
    int err = thaw_buf_putc(b, '[');
    if (!err && inputs.len)
        err = thaw_inputs_each(inputs.ptr, inputs.len, append_input, b);
    return err ? err : thaw_buf_putc(b, ']');
}
