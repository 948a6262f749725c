// SPDX-License-Identifier: MIT
// What a phase starts for itself waits for the next turn: in a timer an immediate comes before the next timer; an
// immediate's immediate comes after the timers.
const wait = () => {
  const until = process.hrtime.bigint() + 3_000_000n;
  while (process.hrtime.bigint() < until);
};
setTimeout(() => {
  console.log('timer 1');
  setTimeout(() => console.log('timer 2'), 0);
  setImmediate(() => {
    console.log('immediate 1');
    setTimeout(() => console.log('timer 3'), 0);
    setImmediate(() => console.log('immediate 3'));
    wait();
  });
  setImmediate(() => console.log('immediate 2'));
  wait();
}, 0);

// --- expected ---
// code 0
//   timer 1
//   immediate 1
//   immediate 2
//   timer 2
//   timer 3
//   immediate 3
