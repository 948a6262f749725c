// SPDX-License-Identifier: MIT
// An error in an 'exit' listener ends with code 7 when nobody caught one before.
process.on('exit', (code) => {
  console.log('exit', code);
  throw new Error('in exit');
});
process.on('exit', () => console.log('the second listener'));

// --- expected ---
// code 1
//   exit 0
