// SPDX-License-Identifier: MIT
// What follows a top-level await is in a microtask as well, also after a timer.
process.nextTick(() => console.log('tick 1'));
await null;
console.log('after the first await');
process.nextTick(() => console.log('tick 2'));
Promise.resolve().then(() => console.log('microtask'));
await new Promise((resolve) => setTimeout(resolve, 1));
console.log('after a timer');
process.nextTick(() => console.log('tick 3'));
await undefined;
console.log('end');

// --- expected ---
// code 0
//   after the first await
//   microtask
//   tick 1
//   tick 2
//   after a timer
//   end
//   tick 3
