// SPDX-License-Identifier: MIT
// Node's order of the queues: nextTick and microtasks come before timers.
test('ticks and microtasks run before timers', async () => {
  const seen = [];
  await new Promise((resolve) => {
    setTimeout(() => { seen.push('timer'); resolve(); }, 1);
    Promise.resolve().then(() => seen.push('microtask'));
    queueMicrotask(() => seen.push('queued'));
    process.nextTick(() => seen.push('tick'));
  });
  expect(seen.filter((s) => s !== 'tick')).toEqual(['microtask', 'queued', 'timer']);
  expect(seen.includes('tick')).toBe(true);
  expect(seen.indexOf('tick') < seen.indexOf('timer')).toBe(true);
});
