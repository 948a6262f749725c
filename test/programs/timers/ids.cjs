// SPDX-License-Identifier: MIT
// A Timeout becomes a number or a text, by which it can be cleared.
const never = () => console.log('never');
const a = setTimeout(never, 5), b = setTimeout(never, 5), c = setInterval(never, 5), d = setTimeout(() => console.log('d'), 5);
const id = +a;
console.log(typeof id, id === +a, id > 0, Number.isInteger(id), +b !== id, typeof a[Symbol.toPrimitive]());
clearTimeout(id);
clearTimeout(`${b}`);
clearInterval(String(+c));
clearTimeout(+d + 1000);
clearTimeout(-1);

// --- expected ---
// code 0
//   number true true true true number
//   d
