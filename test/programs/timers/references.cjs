// SPDX-License-Identifier: MIT
// An unreferenced timer does not keep the process alive, a referenced one does; unreferenced ones fire meanwhile.
setTimeout(() => console.log('never'), 100_000).unref();
setInterval(() => console.log('never'), 100_000).unref();
setTimeout(() => console.log('unreferenced, but due while another waits'), 5).unref();
setTimeout(() => console.log('referenced'), 30);
const again = setTimeout(() => console.log('referenced again'), 40).unref();
console.log(again.hasRef(), again.ref() === again, again.hasRef());
process.on('exit', () => console.log('exit'));

// --- expected ---
// code 0
//   false true true
//   unreferenced, but due while another waits
//   referenced
//   referenced again
//   exit
