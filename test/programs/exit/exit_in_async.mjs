// SPDX-License-Identifier: MIT
// process.exit inside an async function that others wait for, with timers and promises pending.
process.on('exit', (code) => console.log('exit', code));
setTimeout(() => console.log('never'), 1000);
const pending = new Promise(() => {});
async function inner() {
  await null;
  const held = { pending, list: [1, 2, 3] };
  try {
    process.exit(2);
  } finally {
    console.log('never');
  }
  return held;
}
async function outer() {
  try {
    await inner();
  } catch {
    console.log('never');
  }
}
await Promise.all([outer(), pending]);

// --- expected ---
// code 2
//   exit 2
