// SPDX-License-Identifier: MIT
// beforeExit may still settle what the module waits for.
let resolve;
process.once('beforeExit', () => {
  console.log('beforeExit');
  setTimeout(resolve, 1);
});
await new Promise((r) => { resolve = r; });
console.log('settled');

// --- expected ---
// code 0
//   beforeExit
//   settled
