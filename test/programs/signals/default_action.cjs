// SPDX-License-Identifier: MIT
// Without a listener SIGALRM ends the process; what was printed arrives.
process.on('exit', () => console.log('never'));
setTimeout(() => console.log('never'), 5000);
console.log('before');
process.kill(process.pid, 'SIGALRM');

// --- expected ---
// signal 14
//   before
