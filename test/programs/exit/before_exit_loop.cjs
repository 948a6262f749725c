// SPDX-License-Identifier: MIT
// beforeExit comes again when a listener started something; an unreferenced timer does not count.
let rounds = 0;
process.on('beforeExit', (code) => {
  console.log('beforeExit', ++rounds, code);
  setTimeout(() => console.log('unreferenced'), 100_000).unref();
  if (rounds === 1) setTimeout(() => console.log('timer'), 1);
  if (rounds === 2) setImmediate(() => console.log('immediate'));
  if (rounds === 3) Promise.resolve().then(() => console.log('a microtask is not enough'));
});
process.on('exit', () => console.log('exit'));

// --- expected ---
// code 0
//   beforeExit 1 0
//   timer
//   beforeExit 2 0
//   immediate
//   beforeExit 3 0
//   a microtask is not enough
//   exit
