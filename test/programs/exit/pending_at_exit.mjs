// SPDX-License-Identifier: MIT
// Much is pending at the end: promises, generators, iterators, an unreferenced timer. Nothing of it holds up the exit.
setInterval(() => {}, 1000).unref();
const never = new Promise(() => {});
(async () => { await never; })();
(async () => { for await (const x of (async function* () { yield 1; await never; })()) console.log('value', x); })();
Promise.race([never, new Promise((r) => setTimeout(r, 1))]).then(() => console.log('race'));
Promise.all([never, 1]).then(() => console.log('never'));
never.finally(() => console.log('never'));

// --- expected ---
// code 0
//   value 1
//   race
