/* SPDX-License-Identifier: MIT
 * The running executable's build id: the ELF note that --build-id made, found through the program headers that the
 * kernel hands over, without opening a file. */
#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>
#include <sys/auxv.h>

#include "heap/image.h"
#include "heap/image_int.h"

static size_t padded(size_t n)
{
    return (n + 3) & ~(size_t)3;
}

static size_t find_in_notes(const char *p, const char *end, uint8_t ret_id[THAW_BUILD_ID_MAX])
{
    while ((size_t)(end - p) >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) note;
        memcpy(&note, p, sizeof note);
        const char *name = p + sizeof note, *desc = name + padded(note.n_namesz);
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && memcmp(name, "GNU", 4) == 0) {
            size_t size = note.n_descsz < THAW_BUILD_ID_MAX ? note.n_descsz : THAW_BUILD_ID_MAX;
            memcpy(ret_id, desc, size);
            return size;
        }
        p = desc + padded(note.n_descsz);
    }
    return 0;
}

size_t thaw_build_id(uint8_t ret_id[THAW_BUILD_ID_MAX])
{
    const ElfW(Phdr) *headers = (const ElfW(Phdr) *)getauxval(AT_PHDR);
    size_t count = getauxval(AT_PHNUM);
    ElfW(Addr) moved = 0; /* by how much the loader moved the executable: 0 unless it is position-independent */
    for (size_t i = 0; i < count; i++) {
        if (headers[i].p_type == PT_PHDR)
            moved = (ElfW(Addr))headers - headers[i].p_vaddr;
    }
    for (size_t i = 0; i < count; i++) {
        if (headers[i].p_type != PT_NOTE)
            continue;
        const char *notes = (const char *)(headers[i].p_vaddr + moved);
        size_t size = find_in_notes(notes, notes + headers[i].p_memsz, ret_id);
        if (size)
            return size;
    }
    return 0;
}
