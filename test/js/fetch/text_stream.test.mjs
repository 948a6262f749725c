// SPDX-License-Identifier: MIT
// textStream() of bodies and Blobs, as Node and Deno have it.
const all = async (stream) => { const out = []; for await (const text of stream) out.push(text); return out; };
const chunks = (...parts) => new ReadableStream({ start(c) { for (const part of parts) c.enqueue(part); c.close(); } });

test('text comes as it is decoded', async () => {
  expect(await all(new Response(null).textStream())).toEqual([]);
  expect(await all(new Response('').textStream())).toEqual([]);
  expect(await all(new Response('\ufeffabc').textStream())).toEqual(['abc']);
  expect(await all(new Response(chunks(new Uint8Array([0xe2]), new Uint8Array([0x82, 0xac, 0xe2]))).textStream())).toEqual(['€', '\ufffd']);
  expect(await all(new Request('data:,', { method: 'POST', body: new URLSearchParams('a=b') }).textStream())).toEqual(['a=b']);
  const blob = new Blob(['\ufeffab', new Uint8Array([0xff])]);
  for (let i = 0; i < 2; i++)
    expect((await all(blob.textStream())).join('')).toBe('ab\ufffd');
});

test('the body is used, and only once', async () => {
  const response = new Response('abc');
  const stream = response.textStream();
  expect([response.bodyUsed, response.body.locked, stream.locked]).toEqual([true, true, false]);
  expect(() => response.textStream()).toThrow('Body is unusable');
  const empty = new Response(null);
  await all(empty.textStream());
  expect([empty.bodyUsed, empty.body, (await all(empty.textStream())).length]).toEqual([false, null, 0]);
});

test('what is no bytes, and a signal, end it', async () => {
  let error;
  try { await all(new Response(chunks('x')).textStream()); } catch (e) { error = e; }
  expect(error).toBeInstanceOf(TypeError);
  const controller = new AbortController();
  const response = await fetch('data:,abc', { signal: controller.signal });
  controller.abort('enough');
  try { await all(response.textStream()); } catch (e) { error = e; }
  expect(error).toBe('enough');
});

test('abandoned half read', async () => {
  const response = new Response(chunks(new Uint8Array([65]), new Uint8Array([66])));
  response.stream = response.textStream();
  response.reader = response.stream.getReader();
  response.reader.self = response;
  expect((await response.reader.read()).value).toBe('A');
});
