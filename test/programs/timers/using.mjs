// SPDX-License-Identifier: MIT
// Symbol.dispose of timers, called as a `using` declaration would.
const log = [];
const timeout = setTimeout(() => log.push('timeout'), 1), interval = setInterval(() => log.push('interval'), 1);
const immediate = setImmediate(() => log.push('immediate'));
for (const resource of [timeout, interval, immediate]) resource[Symbol.dispose]();
await new Promise((resolve) => setTimeout(resolve, 10));
console.log(log.length);

// --- expected ---
// code 0
//   0
