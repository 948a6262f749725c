// SPDX-License-Identifier: MIT
// A signal wakes a process that sleeps until its next timer.
const start = process.hrtime.bigint();
const timer = setTimeout(() => console.log('never'), 100_000);
process.on('SIGALRM', () => {
  clearTimeout(timer);
  console.log('woken', process.hrtime.bigint() - start < 20_000_000_000n);
});
setTimeout(() => process.kill(process.pid, 'SIGALRM'), 5);

// --- expected ---
// code 0
//   woken true
