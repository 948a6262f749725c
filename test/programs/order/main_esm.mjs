// SPDX-License-Identifier: MIT
// An ES module is evaluated in a microtask: those it queues come before its ticks.
setTimeout(() => console.log('timer'), 0);
process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('microtask'));
queueMicrotask(() => console.log('queued microtask'));
console.log('main');

// --- expected ---
// code 0
//   main
//   microtask
//   queued microtask
//   tick
//   timer
