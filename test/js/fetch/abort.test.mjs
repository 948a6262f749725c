// SPDX-License-Identifier: MIT
// Signals and fetches without a network: before the answer, after it, for bodies that are streams; and integrity.
const url = 'data:text/plain,hello';
const reason = async (promise) => { try { await promise; } catch (error) { return error; } };

test('a signal that is aborted after the call', async () => {
  const controller = new AbortController();
  const going = fetch(url, { signal: controller.signal });
  controller.abort();
  expect((await reason(going)).name).toBe('AbortError');
});

test('the body ends with the signal, unless it was read', async () => {
  const controller = new AbortController();
  const [read, unread, open, copied] = await Promise.all([1, 2, 3, 4].map(() => fetch(url, { signal: controller.signal })));
  expect(await read.text()).toBe('hello');
  const reader = open.clone().body.getReader();
  const copy = copied.clone();
  controller.abort('enough');
  expect(await reason(unread.text())).toBe('enough');
  expect(await reason(unread.body.getReader().read())).toBe('enough');
  expect(await reason(open.json())).toBe('enough');
  expect(await reason(copy.bytes())).toBe('enough');
  expect(await reason(read.text())).toBeInstanceOf(TypeError);
  await reader.cancel();
});

test('the body of a request is cancelled', async () => {
  for (const early of [true, false]) {
    const controller = new AbortController();
    let cancelled;
    const body = new ReadableStream({ cancel(why) { cancelled = why; } });
    if (early)
      controller.abort('why');
    const going = fetch(url, { method: 'POST', body, duplex: 'half', signal: controller.signal });
    controller.abort('why');
    expect(cancelled).toBe('why');
    expect(await reason(going)).toBe('why');
  }
});

test('integrity', async () => {
  const good = 'sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=';
  const bad = good.replace('LPJ', 'LPK');
  for (const integrity of [good, `${bad} ${good}`, 'md5-abc', `${bad.replace('256', '1')}?x`, ''])
    expect(await (await fetch(url, { integrity })).text()).toBe('hello');
  const error = await reason(fetch(url, { integrity: bad }));
  expect([error.message, error.cause.message]).toEqual(['fetch failed', 'integrity mismatch']);
});

test('fetches that nobody waits for, in cycles', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  signal.going = fetch(url, { signal });
  signal.other = fetch(url, { signal: AbortSignal.any([signal]) }).then((response) => { signal.response = response; return response.body; });
  await signal.other;
  const dropped = new AbortController();
  dropped.signal.going = fetch(url, { signal: dropped.signal });
  dropped.signal.going.catch(() => dropped);
  dropped.abort();
});
