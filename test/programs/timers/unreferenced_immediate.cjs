// SPDX-License-Identifier: MIT
// An unreferenced immediate alone does not keep the process alive.
const immediate = setImmediate(() => console.log('never'));
console.log(immediate.hasRef(), immediate.unref() === immediate, immediate.hasRef());
process.on('exit', () => console.log('exit'));

// --- expected ---
// code 0
//   true true false
//   exit
