// SPDX-License-Identifier: MIT
// The main program is one callback: ticks come first after it, then microtasks, timers, immediates.
setTimeout(() => console.log('timer'), 0);
setImmediate(() => console.log('immediate'));
Promise.resolve().then(() => console.log('microtask'));
queueMicrotask(() => console.log('queued microtask'));
process.nextTick(() => console.log('tick'));
console.log('main');
const until = process.hrtime.bigint() + 2_000_000n;
while (process.hrtime.bigint() < until);

// --- expected ---
// code 0
//   main
//   tick
//   microtask
//   queued microtask
//   timer
//   immediate
