/* SPDX-License-Identifier: MIT
 * Doubly linked circular list with a head, links inside the elements. An unlinked link points to itself or is zero. */
#ifndef THAW_BASE_LIST_H
#define THAW_BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

typedef struct thaw_link {
    struct thaw_link *prev, *next;
} thaw_link;

static inline void thaw_list_init(thaw_link *head)
{
    head->prev = head->next = head;
}
static inline bool thaw_list_empty(const thaw_link *head)
{
    return head->next == head;
}
static inline bool thaw_link_is_linked(const thaw_link *link)
{
    return link->next && link->next != link;
}
static inline void thaw_list_insert(thaw_link *before, thaw_link *link)
{
    link->prev = before->prev;
    link->next = before;
    before->prev->next = link;
    before->prev = link;
}
static inline void thaw_list_append(thaw_link *head, thaw_link *link)
{
    thaw_list_insert(head, link);
}
static inline void thaw_list_remove(thaw_link *link)
{
    // The analyzer does not follow a list through its head: the one before has been unlinked when it is freed.
    link->prev->next = link->next; // NOLINT(clang-analyzer-unix.Malloc)
    link->next->prev = link->prev;
    link->prev = link->next = link;
}

#endif
