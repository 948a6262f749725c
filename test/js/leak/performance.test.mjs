// SPDX-License-Identifier: MIT
// Entries and observers: cycles through each reference, and what is abandoned in each state.
// Classes: OBSERVED_ENTRIES, PERFORMANCE, PERFORMANCE_ENTRY, PERFORMANCE_TIMELINE
const task = () => new Promise((resolve) => setTimeout(resolve, 5));

test('cycles', async () => {
  const detail = {};
  detail.observer = new PerformanceObserver((list) => { detail.list = list; });
  detail.observer.detail = detail;
  detail.observer.observe({ type: 'mark' });
  detail.mark = performance.mark('a', { detail: { detail: 1 } });
  while (!detail.list) await task();
  expect(detail.list.getEntries()).toEqual([detail.mark]);
  detail.observer.disconnect();
  performance.clearMarks();
});

test('abandoned with entries that nobody was told of', () => {
  new PerformanceObserver(() => {});
  const disconnected = new PerformanceObserver(() => { throw new Error('never'); });
  disconnected.observe({ entryTypes: ['mark', 'measure'] });
  performance.mark('b');
  disconnected.disconnect();
  performance.measure('c', 'b');
  const observer = new PerformanceObserver(() => {});
  observer.self = observer;
  observer.observe({ type: 'measure', buffered: true });
  const mark = new PerformanceMark('not kept', { detail: { list: [] } });
  mark.detail.list.push(mark, observer);
  expect(() => new PerformanceMark('refused', { detail: () => observer })).toThrow();
});

test('observers that disconnect and appear while others are told', async () => {
  const calls = [];
  const second = new PerformanceObserver(() => calls.push('second'));
  const first = new PerformanceObserver((list, self, options) => {
    calls.push('first', list.getEntriesByName('d').length, self === first, options.droppedEntriesCount);
    second.disconnect();
    new PerformanceObserver(() => calls.push('third')).observe({ type: 'mark' });
  });
  first.observe({ type: 'mark' });
  second.observe({ type: 'mark' });
  performance.mark('d');
  await task();
  expect(calls).toEqual(['first', 1, true, 0]);
});
