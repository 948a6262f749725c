// SPDX-License-Identifier: MIT
// A main module that throws, with a handler: the process goes on.
process.on('uncaughtException', (error, origin) => console.log(origin, error.message));
setTimeout(() => console.log('timer'), 1);
process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('microtask'));
throw new Error('main');

// --- expected ---
// code 0
//   uncaughtException main
//   tick
//   microtask
//   timer
