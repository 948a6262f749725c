// SPDX-License-Identifier: MIT
// Callbacks clear each other and themselves.
const log = [];
const a = setTimeout(() => { log.push('a'); clearTimeout(b); clearTimeout(a); }, 1);
const b = setTimeout(() => log.push('b'), 1);
const self = setInterval(() => { log.push('self'); clearInterval(self); immediates(); }, 2);
function immediates() {
  const first = setImmediate(() => { log.push('first'); clearImmediate(second); });
  const second = setImmediate(() => log.push('second'));
  const third = setImmediate(() => { log.push('third'); clearImmediate(third); restarting(); });
}
function restarting() {
  const restarted = setInterval(() => {
    log.push('restarted');
    clearInterval(restarted);
    setTimeout(() => log.push('after restarted'), 1);
    setTimeout(closing, 2);
  }, 1);
}
function closing() {
  let count = 0;
  const thrice = setInterval(() => { if (++count === 3) thrice.close(); }, 1);
  setTimeout(() => console.log(log.join(', '), count), 40);
}

// --- expected ---
// code 0
//   a, self, first, third, restarted, after restarted 3
