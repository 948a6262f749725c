// SPDX-License-Identifier: MIT
// When the last listener goes, the signal ends the process again.
const listener = () => {
  console.log('caught');
  process.off('SIGTERM', listener);
  process.kill(process.pid, 'SIGTERM');
};
setTimeout(() => console.log('never'), 5000);
process.on('SIGTERM', listener);
process.on('exit', () => console.log('never'));
process.kill(process.pid, 'SIGTERM');

// --- expected ---
// signal 15
//   caught
