// SPDX-License-Identifier: MIT
// Ticks and microtasks run between two timers of one phase, and between two immediates.
let rest = 3;
function phase(name, start) {
  for (let i = 1; i <= 3; i++) {
    start(() => {
      console.log(`${name} ${i}`);
      process.nextTick(() => console.log(`  tick of ${name} ${i}`));
      Promise.resolve().then(() => console.log(`  microtask of ${name} ${i}`));
      if (name === 'timer' && --rest === 0) phase('immediate', setImmediate);
    });
  }
}
phase('timer', (callback) => setTimeout(callback, 1));

// --- expected ---
// code 0
//   timer 1
//     tick of timer 1
//     microtask of timer 1
//   timer 2
//     tick of timer 2
//     microtask of timer 2
//   timer 3
//     tick of timer 3
//     microtask of timer 3
//   immediate 1
//     tick of immediate 1
//     microtask of immediate 1
//   immediate 2
//     tick of immediate 2
//     microtask of immediate 2
//   immediate 3
//     tick of immediate 3
//     microtask of immediate 3
