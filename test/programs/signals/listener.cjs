// SPDX-License-Identifier: MIT
// Signals as events: name and number; several listeners; once; the process goes on.
const alive = setInterval(() => {}, 1000);
const log = (...args) => console.log(...args);
process.on('SIGUSR2', (name, number) => log('first', name, number));
process.on('SIGUSR2', (name) => log('second', name));
process.once('SIGTERM', (name, number) => {
  log('once', name, number, process.listenerCount('SIGTERM'));
  process.kill(process.pid, 'SIGHUP');
});
process.on('SIGHUP', () => {
  log('hangup');
  clearInterval(alive);
});
process.on('exit', (code) => log('exit', code));
process.kill(process.pid, 'SIGUSR2');
setTimeout(() => process.kill(process.pid, 'SIGTERM'), 20);

// --- expected ---
// code 0
//   first SIGUSR2 12
//   second SIGUSR2
//   once SIGTERM 15 0
//   hangup
//   exit 0
