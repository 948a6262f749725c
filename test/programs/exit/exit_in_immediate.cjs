// SPDX-License-Identifier: MIT
// process.exit in immediate: nothing runs after it but 'exit' listeners.
process.on('exit', (code) => {
  console.log('exit', code);
  process.nextTick(() => console.log('never'));
  Promise.resolve().then(() => console.log('never'));
  setTimeout(() => console.log('never'), 0);
});
process.on('beforeExit', () => console.log('never'));
setInterval(() => console.log('never'), 100);
try {
  setImmediate(() => {
    process.exit(6);
    console.log('never');
  });
} catch {
  console.log('never');
} finally {
  if (process._exiting) console.log('never');
}

// --- expected ---
// code 6
//   exit 6
