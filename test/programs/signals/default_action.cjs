// SPDX-License-Identifier: MIT
// Without a listener SIGINT ends the process; what was printed arrives.
process.on('exit', () => console.log('never'));
setTimeout(() => console.log('never'), 5000);
console.log('before');
process.kill(process.pid, 'SIGINT');

// --- expected ---
// signal 2
//   before
