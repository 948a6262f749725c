// SPDX-License-Identifier: MIT
// refresh() starts a timer anew, also one that has fired and one that was cleared inside its callback, but not a closed one.
const log = [];
const again = setTimeout(() => {
  log.push('fired');
  if (log.length < 3) again.refresh();
}, 2);
const closed = setTimeout(() => log.push('never'), 2);
clearTimeout(closed);
closed.refresh();
const late = setTimeout(() => log.push('late'), 15);
setTimeout(() => late.refresh(), 8);
setTimeout(() => log.push('before late'), 17);
const inside = setTimeout(() => {
  log.push('inside');
  clearTimeout(inside);
  inside.refresh();
}, 40);
setTimeout(() => console.log(log.join(', ')), 80);

// --- expected ---
// code 0
//   fired, fired, fired, before late, late, inside
