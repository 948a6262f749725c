// SPDX-License-Identifier: MIT
// Nobody listens: the rejection becomes an exception, code 1.
process.on('exit', (code) => console.log('exit', code));
setTimeout(() => console.log('never'), 20);
Promise.reject(new TypeError('lost'));
Promise.resolve().then(() => console.log('microtasks still run'));

// --- expected ---
// code 1
//   microtasks still run
//   exit 1
