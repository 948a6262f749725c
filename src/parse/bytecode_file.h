/* SPDX-License-Identifier: MIT
 * The file that `thaw compile` writes (.lbc): one module as the engine's bytecode, behind a header that says what it is
 * and who can read it.
 *
 *     magic, format, kind, sizes, checksum | engine, thaw, source, attributes, names | bytecode
 *
 * Bytecode is as trusted as the program that loads it: the engine doesn't check it, and bytecode made with malice can
 * do what native code can. The checksum covers the whole file and finds accidents only. Numbers are in the machine's
 * byte order. Any bytes may be given to the parser. */
#ifndef THAW_PARSE_BYTECODE_FILE_H
#define THAW_PARSE_BYTECODE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/slice.h"
#include "parse/cjs_lexer.h"

#define THAW_BYTECODE_FORMAT 1u

typedef enum { THAW_BYTECODE_ESM = 1, THAW_BYTECODE_CJS } thaw_bytecode_kind;

typedef struct {
    thaw_bytecode_kind kind;
    thaw_slice engine;     /* version of the bytecode: only the very same engine reads it */
    thaw_slice thaw;       /* version of Thaw that wrote it, for messages */
    thaw_slice source;     /* file name of the source, without its folder; for messages */
    thaw_slice attributes; /* JSON: import attributes, one element per import; empty if there are none */
    thaw_slice names;      /* of a CommonJS module: what the lexer found, see thaw_bytecode_names */
    thaw_slice body;
} thaw_bytecode_file;

/* True if the bytes begin as such a file does, whatever follows. */
bool thaw_bytecode_is(thaw_slice bytes);
/* Slices of ret borrow from `bytes`. THAW_E_BYTECODE_DAMAGED; THAW_E_BYTECODE_VERSION for another format. */
THAW_MUST_USE int thaw_bytecode_parse(thaw_slice bytes, thaw_bytecode_file *ret);
/* Appends the file. */
THAW_MUST_USE int thaw_bytecode_write(const thaw_bytecode_file *file, thaw_buf *ret);

/* Export names and re-exported specifiers of a CommonJS module, kept since the lexer can't read bytecode. */
void thaw_bytecode_add_name(thaw_buf *names, bool is_reexport, thaw_slice name);
void thaw_bytecode_names(const thaw_bytecode_file *file, const thaw_cjs_sink *sink);

#endif
