// SPDX-License-Identifier: MIT
// node:console is the global console.
'use strict';

return require('web/console/console').console;
