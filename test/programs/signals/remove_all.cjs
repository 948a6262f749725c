// SPDX-License-Identifier: MIT
// removeAllListeners restores the default as well.
process.on('SIGUSR2', () => console.log('never'));
process.on('SIGUSR2', () => console.log('never'));
process.removeAllListeners('SIGUSR2');
setTimeout(() => console.log('never'), 5000);
process.kill(process.pid, 'SIGUSR2');

// --- expected ---
// signal 12
