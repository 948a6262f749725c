// SPDX-License-Identifier: MIT
// process.exit in a module that is imported dynamically, while its importer waits.
process.on('exit', (code) => console.log('exit', code));
setImmediate(() => console.log('never'));
await import(`data:text/javascript,await null; process.exit(8); console.log('never')`);
console.log('never');

// --- expected ---
// code 8
//   exit 8
