// SPDX-License-Identifier: MIT
// Requests in each state, in cycles through what they hold, and locks that nobody releases. The leak check at exit judges.
// Classes: LOCK, LOCK_MANAGER, LOCK_REQUEST, LOCK_TABLE
const turn = () => new Promise((resolve) => { setTimeout(resolve, 3); });
const { locks } = navigator;

test('abandoned in each state', async () => {
  for (let i = 0; i < 10; i++) {
    const controller = new AbortController();
    const { signal } = controller;
    const name = `name ${i}`;
    signal.request = locks.request(name, { signal }, (lock) => {
      lock.self = lock;
      lock.signal = signal;
      return new Promise(() => { signal.lock = lock; }); // held for ever
    });
    signal.queued = locks.request(name, { signal, mode: 'shared' }, () => signal);
    signal.queued.catch(() => {});
    locks.request(name, { ifAvailable: true }, (lock) => [lock, signal]);
    locks.request(`${name} thrown`, () => { throw new Error('mine'); }).catch(() => {});
    locks.request(`${name} aborted`, { signal: AbortSignal.timeout(0) }, () => turn()).catch(() => {});
  }
  let held, pending;
  do { // what was thrown or aborted ends in its own time
    await turn();
    ({ held, pending } = await locks.query());
  } while (held.length > 10);
  expect(held.filter((lock) => !lock.name.endsWith('aborted')).length).toBe(10);
  expect(pending.length).toBe(10);
});

test('a lock is released and garbage as soon as its promise settles', async () => {
  const seen = [];
  let callback = () => Promise.resolve();
  const holder = new WeakRef(callback);
  seen.push(await locks.request('settled', callback));
  callback = null;
  await turn();
  expect(holder.deref()).toBe(undefined);
  expect((await locks.query()).held.some((lock) => lock.name === 'settled')).toBe(false);
  expect(seen).toEqual([undefined]);
});

test('what is held keeps neither callback nor signal', async () => {
  let release;
  const refs = (() => {
    const controller = new AbortController();
    const callback = () => new Promise((resolve) => { release = resolve; });
    locks.request('long', { signal: controller.signal }, callback);
    return [new WeakRef(callback), new WeakRef(controller.signal)];
  })();
  await turn();
  expect(refs.map((ref) => ref.deref())).toEqual([undefined, undefined]);
  release();
});

test('stolen before its turn, while it is held, and again', async () => {
  const order = [];
  const take = (what, options) => locks.request('stolen', options, async () => { order.push(what); await turn(); return what; })
    .catch((error) => `${what}: ${error.name}`);
  const all = [take('a', {}), take('b', { steal: true }), take('c', {})];
  await turn();
  all.push(take('d', { steal: true }));
  expect(await Promise.all(all)).toEqual(['a: AbortError', 'b: AbortError', 'c', 'd']);
  expect(order).toEqual(['a', 'b', 'd', 'c']);
});

test('many names at once', async () => {
  const names = Array.from({ length: 300 }, (_, i) => (i % 2 ? i : `n${i}`));
  const all = names.map((name) => locks.request(name, ({ name }) => name));
  expect((await locks.query()).held.length >= 300).toBe(true);
  expect(await Promise.all(all)).toEqual(names.map(String));
});

test('the process does not wait for locks', () => {
  locks.request('for ever', () => new Promise(() => {}));
  locks.request('for ever', () => {});
});
