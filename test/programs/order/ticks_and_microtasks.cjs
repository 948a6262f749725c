// SPDX-License-Identifier: MIT
// All ticks, then all microtasks, again until both are empty; a tick queued by a microtask waits for the others.
const log = (text) => () => console.log(text);
process.nextTick(() => {
  console.log('tick 1');
  process.nextTick(log('tick of tick 1'));
  Promise.resolve().then(() => {
    console.log('microtask of tick 1');
    process.nextTick(log('tick of a microtask'));
    Promise.resolve().then(log('microtask of a microtask'));
  });
});
process.nextTick(log('tick 2'));
Promise.resolve().then(() => {
  console.log('microtask 1');
  process.nextTick(log('tick of microtask 1'));
}).then(log('then of microtask 1'));
queueMicrotask(log('microtask 2'));

// --- expected ---
// code 0
//   tick 1
//   tick 2
//   tick of tick 1
//   microtask 1
//   microtask 2
//   microtask of tick 1
//   then of microtask 1
//   microtask of a microtask
//   tick of microtask 1
//   tick of a microtask
