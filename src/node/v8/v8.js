// SPDX-License-Identifier: MIT
// node:v8: the startup snapshot. Heap statistics and serialisation come with the rest of Node's modules.
'use strict';

exports.startupSnapshot = require('node/v8/snapshot').startupSnapshot;
