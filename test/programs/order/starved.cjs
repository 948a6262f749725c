// SPDX-License-Identifier: MIT
// Ticks that queue ticks, and microtasks that queue microtasks, let no timer through.
let ticks = 0, microtasks = 0;
setTimeout(() => console.log(`timer after ${ticks} ticks and ${microtasks} microtasks`), 0);
(function tick() { if (++ticks < 1000) process.nextTick(tick); })();
(function microtask() { if (++microtasks < 1000) queueMicrotask(microtask); })();

// --- expected ---
// code 0
//   timer after 1000 ticks and 1000 microtasks
