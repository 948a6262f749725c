// SPDX-License-Identifier: MIT
// A tick, microtask, timer or immediate that throws does not hold up what comes after it.
process.on('uncaughtException', (error, origin) => console.log(`${origin}: ${error.message}`));
function say(text) { console.log(text); }
process.nextTick(() => { throw new Error('in a tick'); });
process.nextTick(say, 'next tick');
queueMicrotask(() => { throw new Error('in a microtask'); });
queueMicrotask(() => say('next microtask'));
setTimeout(() => { throw new Error('in a timer'); }, 200);
setTimeout(say, 200, 'next timer');
setTimeout(() => {
  setImmediate(() => { throw new Error('in an immediate'); });
  setImmediate(say, 'next immediate');
}, 220);

// --- expected ---
// code 0
//   uncaughtException: in a tick
//   next tick
//   uncaughtException: in a microtask
//   next microtask
//   uncaughtException: in a timer
//   next timer
//   uncaughtException: in an immediate
//   next immediate
