// SPDX-License-Identifier: MIT
// Signals that live long gather nothing, and no cycle through a signal, a target or an event stays.
const settled = () => new Promise((resolve) => setTimeout(resolve, 1));

function heapUsed() {
  return process.memoryUsage().heapUsed;
}

// Bytes that `step` leaves per call, after it had time to reach its usual size.
function growth(step, count) {
  for (let i = 0; i < count; i++) step(i);
  const before = heapUsed();
  for (let i = 0; i < count; i++) step(i);
  return (heapUsed() - before) / count;
}

const COUNT = process.env.THAW_TEST_BUILD === 'gcstress' ? 100 : 20000; // there every allocation collects

describe('a signal that lives long', () => {
  const { signal } = new AbortController();

  test('keeps no AbortSignal.any() of it', () => {
    expect(growth(() => AbortSignal.any([signal]), COUNT)).toBeLessThan(2);
  });
  test('keeps none that was listened to for a while', () => {
    expect(growth(() => {
      const any = AbortSignal.any([signal]), listener = () => {};
      any.addEventListener('abort', listener);
      any.removeEventListener('abort', listener);
    }, COUNT)).toBeLessThan(2);
  });
  test('keeps no listener that was removed', () => {
    const target = new EventTarget();
    expect(growth(() => {
      const listener = () => {};
      target.addEventListener('x', listener, { signal });
      target.removeEventListener('x', listener);
    }, COUNT)).toBeLessThan(2);
  });
  test('keeps no target whose listener goes with it', () => {
    expect(growth(() => new EventTarget().addEventListener('x', () => {}, { signal }), COUNT)).toBeLessThan(2);
  });
  test('keeps no signal that only a target observed which is gone', () => {
    expect(growth(() => new EventTarget().addEventListener('x', () => {}, { signal: AbortSignal.any([signal]) }), COUNT))
      .toBeLessThan(2);
  });
});

test('timeouts that nobody observes go before they are due', () => {
  expect(growth(() => AbortSignal.timeout(1e9), COUNT)).toBeLessThan(2);
  expect(growth(() => AbortSignal.any([AbortSignal.timeout(1e9)]), COUNT)).toBeLessThan(2);
});

test('cycles through each reference', () => {
  const target = new EventTarget();
  target.addEventListener('x', () => target);
  target.self = target;
  const controller = new AbortController();
  controller.signal.onabort = () => controller;
  controller.signal.controller = controller;
  const any = AbortSignal.any([controller.signal, AbortSignal.timeout(1e9)]);
  any.addEventListener('abort', () => any, { signal: any });
  const aborted = new AbortController();
  aborted.abort({ aborted });
  const event = new CustomEvent('x', { detail: {} });
  event.detail.event = event;
  target.addEventListener('x', (e) => { target.last = e; }, { signal: controller.signal });
  target.dispatchEvent(event);
  const error = new ErrorEvent('x', { error: {} });
  error.error.event = error;
  const message = new MessageEvent('x', { data: {} });
  message.data.message = message;
  const exception = new DOMException('m', { name: 'n', cause: {} });
  exception.cause.exception = exception;
  const rejection = new PromiseRejectionEvent('x', { promise: Promise.resolve(), reason: {} });
  rejection.reason.rejection = rejection;
});

test('abandoned in each state', async () => {
  new AbortController();
  new AbortController().abort();
  AbortSignal.abort(new Error('x'));
  AbortSignal.timeout(0).onabort = () => {};
  AbortSignal.any([AbortSignal.timeout(0), AbortSignal.abort()]).onabort = () => {};
  const target = new EventTarget();
  target.addEventListener('x', (e) => {
    target.removeEventListener('x', target.second);
    target.addEventListener('x', () => {});
    expect(() => target.dispatchEvent(e)).toThrow('already being dispatched');
  });
  target.second = () => { throw new Error('was removed'); };
  target.addEventListener('x', target.second);
  target.dispatchEvent(new Event('x'));
  await settled();
});

test('what is only held by an observed timeout is told', async () => {
  let told = 0;
  AbortSignal.any([AbortSignal.timeout(1)]).addEventListener('abort', () => told++);
  AbortSignal.timeout(1).addEventListener('abort', () => told++);
  const quiet = AbortSignal.any([AbortSignal.timeout(1)]);
  const until = Date.now() + 1000;
  while (!quiet.aborted && Date.now() < until) await settled();
  expect(told).toBe(2);
  expect(quiet.reason.name).toBe('TimeoutError');
});
