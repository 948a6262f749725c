// SPDX-License-Identifier: MIT
// A delay that does not fit becomes 1 ms, with a warning; one that is negative or no number, with a
// warning once.
// node: it warns of negative delays and of those that are no number since version 24
process.on('warning', (w) => console.log(`${w.name}: ${w.message}`));
const order = [];
setTimeout(() => order.push('2 ** 31'), 2 ** 31);
setTimeout(() => order.push('Infinity'), Infinity);
setTimeout(() => order.push('NaN'), NaN);
setTimeout(() => order.push('abc'), 'abc');
setTimeout(() => order.push('-1'), -1);
setTimeout(() => order.push('null'), null);
setTimeout(() => order.push('undefined'), undefined);
setTimeout(() => order.push('object'), { valueOf: () => 1 });
setTimeout(() => console.log(order.join(', ')), 20);
const interval = setInterval(() => {
  order.push('interval');
  clearInterval(interval);
}, 1e10);

// --- expected ---
// code 0
//   TimeoutOverflowWarning: 2147483648 does not fit into a 32-bit signed integer.
//   Timeout duration was set to 1.
//   TimeoutOverflowWarning: Infinity does not fit into a 32-bit signed integer.
//   Timeout duration was set to 1.
//   TimeoutNaNWarning: NaN is not a number.
//   Timeout duration was set to 1.
//   TimeoutNegativeWarning: -1 is a negative number.
//   Timeout duration was set to 1.
//   TimeoutOverflowWarning: 10000000000 does not fit into a 32-bit signed integer.
//   Timeout duration was set to 1.
//   2 ** 31, Infinity, NaN, abc, -1, null, undefined, object, interval
