// SPDX-License-Identifier: MIT
// await costs one microtask for a value and a promise of the engine, three for a thenable's adoption.
const log = console.log;
async function inner() { log('inner'); }
async function outer() {
  log('outer 1');
  await inner();
  log('outer 2');
}
(async () => {
  log('a1');
  await { then(resolve) { log('then called'); resolve(); } };
  log('a2');
})();
outer();
Promise.resolve().then(() => log('p1')).then(() => log('p2')).then(() => log('p3')).then(() => log('p4'));
(async () => Promise.resolve())().then(() => log('returned promise'));
process.nextTick(log, 'tick with', 'arguments', 1);

// --- expected ---
// code 0
//   a1
//   outer 1
//   inner
//   tick with arguments 1
//   then called
//   outer 2
//   p1
//   a2
//   p2
//   p3
//   returned promise
//   p4
