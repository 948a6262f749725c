// SPDX-License-Identifier: MIT
// node:fs/promises, the part that reads.
'use strict';

Object.assign(exports, require('node/fs/fs').promises);
