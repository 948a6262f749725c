/* SPDX-License-Identifier: MIT
 * `thaw image`: what a heap image holds, and whether it is whole. */
#ifndef THAW_CLI_IMAGE_COMMAND_H
#define THAW_CLI_IMAGE_COMMAND_H

int thaw_image_main(int argc, char **argv);

#endif
