// SPDX-License-Identifier: MIT
// nextTick hands over arguments, and counts what is needed only.
process.nextTick((...args) => console.log(args.length));
process.nextTick((...args) => console.log(args.join()), 1, 2, 3);
process.nextTick(function () { console.log(this === undefined || this === null || this === globalThis); });
console.log(process.nextTick(() => {}));

// --- expected ---
// code 0
//   undefined
//   0
//   1,2,3
//   true
