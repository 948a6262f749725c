/* SPDX-License-Identifier: MIT
 * The tables of the simple types. */
#include "js/webidl/types.h"

#define DEFINE(word, idl_name, ctype, idl_kind, n_bits, type_flags, taken) \
    const thaw_idl_type thaw_idl_##word = { .name = (idl_name),            \
                                            .kind = THAW_IDL_##idl_kind,   \
                                            .bits = (n_bits),              \
                                            .flags = (type_flags),         \
                                            .accepts = (taken),            \
                                            .size = sizeof(ctype) };
THAW_IDL_SIMPLE_TYPES(DEFINE)
