// SPDX-License-Identifier: MIT
// Classes of which a program has one object: a cycle through each reference that theirs hold. The leak check at exit
// judges.
// Classes: DOM_STATE, FETCH_SCOPE, GLOBAL_MEMBERS, GLOBAL_MIXIN, GLOBAL_SCOPE, NAVIGATOR, QUEUING_SIZES
test('cycles through what there is once', () => {
  for (const object of [navigator, navigator.languages, navigator.locks, crypto, crypto.subtle, performance, scheduler,
    PerformanceObserver.supportedEntryTypes, new CountQueuingStrategy({ highWaterMark: 1 }).size,
    new ByteLengthQueuingStrategy({ highWaterMark: 1 }).size]) {
    if (!Object.isExtensible(object)) continue;
    object.cycle = { object, global: globalThis };
  }
  expect(navigator.cycle.object).toBe(navigator);
});

test('the global object as a target of events', () => {
  const listener = (event) => { globalThis.lastEvent = event; event.listener = listener; };
  addEventListener('x', listener);
  globalThis.onerror = () => listener;
  dispatchEvent(new CustomEvent('x', { detail: globalThis }));
  expect(globalThis.lastEvent.target).toBe(globalThis);
});

test('the event that is being dispatched', () => {
  const target = new EventTarget();
  target.addEventListener('x', (event) => { globalThis.heldEvent = [event, target]; throw event; });
  const handled = (event) => { event.preventDefault(); globalThis.heldError = event.error; };
  addEventListener('error', handled, { once: true });
  globalThis.onerror = null;
  target.dispatchEvent(new Event('x'));
  expect(globalThis.heldError).toBe(globalThis.heldEvent[0]);
});
