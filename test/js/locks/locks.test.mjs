// SPDX-License-Identifier: MIT
// What the web-platform-tests leave out: messages, and what a request refuses before anything else happens.
const { locks } = navigator;
const failure = async (...args) => { try { await locks.request(...args); } catch (error) { return error; } };

test('refusals', async () => {
  expect(await failure()).toBeInstanceOf(TypeError);
  expect((await failure('a', {})).message).toBe("Failed to execute 'request' on 'LockManager': parameter 2 is not a function.");
  expect((await failure('a', {}, 1)).message).toBe("Failed to execute 'request' on 'LockManager': parameter 3 is not a function.");
  for (const options of [{ steal: true, ifAvailable: true }, { steal: true, mode: 'shared' },
    { signal: new AbortController().signal, steal: true }])
    expect((await failure('a', options, () => {})).name).toBe('NotSupportedError');
  expect((await failure('-a', () => {})).name).toBe('NotSupportedError');
  expect(await failure('a', { signal: AbortSignal.abort('why') }, () => {})).toBe('why');
  expect((await locks.query()).pending.length).toBe(0);
});

test('one of two requests waits for the other', async () => {
  const order = [];
  await Promise.all([1, 2].map((n) => locks.request('x', undefined, async () => {
    order.push(`begin ${n}`);
    await null;
    order.push(`end ${n}`);
  })));
  expect(order).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
});

test('an aborted request leaves its place to those behind it', async () => {
  const controller = new AbortController();
  let release;
  const first = locks.request('y', { mode: 'shared' }, () => new Promise((resolve) => { release = resolve; }));
  const second = locks.request('y', { signal: controller.signal }, () => 2);
  const third = locks.request('y', { mode: 'shared' }, () => 3);
  controller.abort('enough');
  expect(await second.catch((reason) => reason)).toBe('enough');
  expect(await third).toBe(3);
  release(1);
  expect(await first).toBe(1);
});
