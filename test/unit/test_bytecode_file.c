/* SPDX-License-Identifier: MIT
 * Bytecode files: what is written comes back; any change of any byte is an error. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "parse/bytecode_file.h"
#include "test.h"

static thaw_bytecode_file sample(thaw_buf *names)
{
    thaw_bytecode_add_name(names, false, THAW_SLICE("one"));
    thaw_bytecode_add_name(names, true, THAW_SLICE("./two.cjs"));
    thaw_bytecode_add_name(names, false, (thaw_slice){ "a\0b", 3 });
    thaw_bytecode_add_name(names, false, THAW_SLICE(""));
    return (thaw_bytecode_file){ .kind = THAW_BYTECODE_CJS,
                                 .engine = THAW_SLICE("engine 1"),
                                 .thaw = THAW_SLICE("0.1"),
                                 .source = THAW_SLICE("x.cjs"),
                                 .names = { names->data, names->len },
                                 .body = THAW_SLICE("body\0body") };
}

static int write_sample(thaw_buf *file)
{
    THAW_AUTO(thaw_buf) names = thaw_buf_of(1000);
    thaw_bytecode_file f = sample(&names);
    return thaw_bytecode_write(&f, file);
}

static void note_export(void *opaque, thaw_slice name)
{
    thaw_buf_printf(opaque, "e(%.*s)", (int)name.len, name.ptr);
}

static void note_reexport(void *opaque, thaw_slice name)
{
    thaw_buf_printf(opaque, "r(%.*s)", (int)name.len, name.ptr);
}

TEST(bytecode_file_comes_back)
{
    THAW_AUTO(thaw_buf) file = thaw_buf_of(1000), names = thaw_buf_of(1000);
    thaw_bytecode_file f;
    EXPECT_EQ(thaw_buf_puts(&file, "in front"), 0);
    size_t start = file.len;
    EXPECT_EQ(write_sample(&file), 0);
    thaw_slice bytes = { file.data + start, file.len - start };
    EXPECT(thaw_bytecode_is(bytes));
    EXPECT_EQ(thaw_bytecode_parse(bytes, &f), 0);
    EXPECT_EQ(f.kind, THAW_BYTECODE_CJS);
    EXPECT(thaw_slice_is(f.engine, "engine 1"));
    EXPECT(thaw_slice_is(f.thaw, "0.1"));
    EXPECT(thaw_slice_is(f.source, "x.cjs"));
    EXPECT_EQ(f.attributes.len, 0);
    EXPECT_EQ(f.body.len, 9);
    EXPECT_MEM(f.body.ptr, "body\0body", 9);
    thaw_bytecode_names(&f, &(thaw_cjs_sink){ note_export, note_reexport, &names });
    EXPECT_STR(names.data, "e(one)r(./two.cjs)e()");
}

TEST(bytecode_file_notices_every_damage)
{
    THAW_AUTO(thaw_buf) file = thaw_buf_of(1000);
    thaw_bytecode_file f;
    EXPECT_EQ(write_sample(&file), 0);
    for (size_t i = 0; i < file.len; i++) {
        file.data[i] ^= 0x10;
        bool is_format = i >= 12 && i < 16;
        EXPECT_EQ(thaw_bytecode_parse((thaw_slice){ file.data, file.len }, &f),
                  is_format ? THAW_E_BYTECODE_VERSION : THAW_E_BYTECODE_DAMAGED);
        file.data[i] ^= 0x10;
    }
    for (size_t len = 0; len < file.len; len++) {
        char *exact = malloc(len + 1); /* so that a sanitizer sees reads past the end */
        memcpy(exact, file.data, len);
        EXPECT_EQ(thaw_bytecode_parse((thaw_slice){ exact, len }, &f), THAW_E_BYTECODE_DAMAGED);
        free(exact);
    }
    EXPECT_EQ(thaw_bytecode_parse((thaw_slice){ file.data, file.len }, &f), 0);
}

TEST(bytecode_file_wants_a_body)
{
    THAW_AUTO(thaw_buf) file = thaw_buf_of(1000);
    thaw_bytecode_file f = { .kind = THAW_BYTECODE_ESM };
    EXPECT_EQ(thaw_bytecode_write(&f, &file), 0);
    EXPECT_EQ(thaw_bytecode_parse((thaw_slice){ file.data, file.len }, &f), THAW_E_BYTECODE_DAMAGED);
}
