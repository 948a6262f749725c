// SPDX-License-Identifier: MIT
// process.exit in an 'exit' listener: no second event; the last code counts.
process.on('exit', (code) => {
  console.log('exit', code);
  process.exit(12);
});
process.on('exit', () => console.log('never'));
process.exit(11);

// --- expected ---
// code 12
//   exit 11
