// SPDX-License-Identifier: MIT
// process.exit() uses exitCode.
process.on('exit', (code) => console.log('exit', code));
process.exitCode = 17;
process.exit();

// --- expected ---
// code 17
//   exit 17
