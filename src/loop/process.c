/* SPDX-License-Identifier: MIT */
#include "loop/process.h"

thaw_process thaw_the_process;
