// SPDX-License-Identifier: MIT
// More arguments are handed over; `this` is the Timeout or the Immediate, or nothing.
setTimeout(function (...args) { console.log('timeout', this === timeout, args.length, args.join()); }, 1, 1, 'two', null, undefined);
const timeout = setTimeout(function (...args) { console.log('this', this === timeout, args.length); }, 1);
const interval = setInterval(function (a, b) {
  console.log('interval', this === interval, a, b.push(1));
  if (b.length < 3) return;
  clearInterval(this);
  const immediate = setImmediate(function (...args) { console.log('immediate', this === immediate, args.join('')); }, ...'xyz');
}, 2, 'a', []);
process.nextTick(function (...args) { console.log('tick', args.length, args.join('')); }, ...'0123456789abcdef');
queueMicrotask(function (...args) { console.log('microtask', args.length); });

// --- expected ---
// code 0
//   tick 16 0123456789abcdef
//   microtask 0
//   timeout false 4 1,two,,
//   this true 0
//   interval true a 1
//   interval true a 2
//   interval true a 3
//   immediate true xyz
