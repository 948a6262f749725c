// SPDX-License-Identifier: MIT
// Ten thousand rejections at once, handled within the same turn or not at all: each is told once, in order.
const COUNT = 10_000;
let next = 0, inOrder = true;
process.on('unhandledRejection', (reason) => { inOrder &&= reason === next++ * 2 + 1; });
const promises = [];
for (let i = 0; i < COUNT; i++) promises.push(Promise.reject(i));
for (let i = 0; i < COUNT; i += 2) promises[i].catch(() => {});
setTimeout(() => console.log(next, inOrder), 10);

// --- expected ---
// code 0
//   5000 true
