// SPDX-License-Identifier: MIT
// Timers in numbers: of equal ones the first made fires first, and none that was cleared. A queue that was quadratic
// would need minutes for this many.
// With a collection at every allocation their number is quadratic after all.
const COUNT = process.env.THAW_TEST_BUILD === 'gcstress' ? 300 : 100_000;

test(`${COUNT} timers fire in order, but for every third, which is cleared`, async () => {
  const fired = [], timers = [];
  const last = new Promise((resolve) => setTimeout(resolve, 60));
  for (let i = 0; i < COUNT; i++) {
    const delay = 1 + (i * 7919) % 50;
    timers.push(setTimeout(() => fired.push({ i, delay }), delay));
  }
  for (let i = 0; i < COUNT; i += 3) clearTimeout(timers[i]);
  await last;
  while (fired.length < Math.floor(COUNT * 2 / 3)) await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(fired.length).toBe(Math.floor(COUNT * 2 / 3));
  expect(fired.some(({ i }) => i % 3 === 0)).toBe(false);
  const place = new Map();
  const late = fired.find(({ i, delay }) => {
    const before = place.get(delay) ?? -1;
    place.set(delay, i);
    return before > i;
  });
  expect(late).toBe(undefined);
}, 60_000);
