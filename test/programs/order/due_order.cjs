// SPDX-License-Identifier: MIT
// Timers fire in the order they are due; of those with the same delay the first started comes first.
const start = (ms, name) => setTimeout(() => console.log(name), ms);
start(30, '30 a');
start(10, '10 a');
start(20, '20 a');
start(10, '10 b');
start(1, '1 a');
start(0, '0 is 1');
start(-5, '-5 is 1');
start(1.9, '1.9 is 1');
start('20', "'20' b");
start(30, '30 b');

// --- expected ---
// code 0
//   1 a
//   0 is 1
//   -5 is 1
//   1.9 is 1
//   10 a
//   10 b
//   20 a
//   '20' b
//   30 a
//   30 b
