// SPDX-License-Identifier: MIT
// A handler that throws ends the process with code 7.
process.on('uncaughtException', (error) => {
  console.log('handler', error.message);
  throw new Error('from the handler');
});
process.on('exit', (code) => console.log('exit', code));
setTimeout(() => console.log('never'), 5);
setImmediate(() => { throw new Error('first'); });

// --- expected ---
// code 7
//   handler first
