// SPDX-License-Identifier: MIT
// node:timers: the global functions, and node:timers/promises.
'use strict';

const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate } = globalThis;

return {
  setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate,
  promises: require('node/timers/promises'),
};
