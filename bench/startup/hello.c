/* SPDX-License-Identifier: MIT
 * The floor that a start is measured against: a static program that prints the same line. */
#include <stdio.h>

int main(void)
{
    puts("hello");
    return 0;
}
