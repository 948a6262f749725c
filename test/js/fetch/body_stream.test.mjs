// SPDX-License-Identifier: MIT
// Bodies that are streams. The first test is the program that this project began with: it must leave nothing behind.
const bytes = (text) => new TextEncoder().encode(text);
const streamOf = (...chunks) => new ReadableStream({ start(c) { chunks.forEach((one) => c.enqueue(one)); c.close(); } });

it('a request that holds a stream which nobody reads', () => {
  let duplexAccessed = false;
  const init = { body: new ReadableStream(), method: 'POST', get duplex() { duplexAccessed = true; return 'half'; } };
  expect(() => new Request('', init)).toThrow(TypeError);
  expect(new Request('http://example.test/', init).headers.has('Content-Type')).toBe(false);
  expect(duplexAccessed).toBe(true);
});

it('is read by every method', async () => {
  const request = () => new Request('http://example.test/', { method: 'POST', duplex: 'half', body: streamOf(bytes('{"a"'), bytes(':1}')) });
  expect(await request().text()).toBe('{"a":1}');
  expect(await request().json()).toEqual({ a: 1 });
  expect((await request().arrayBuffer()).byteLength).toBe(7);
  expect((await request().blob()).size).toBe(7);
  expect(await request().bytes()).toEqual(bytes('{"a":1}'));
});

it('is read once, by one reader', async () => {
  const response = new Response(streamOf(bytes('x')));
  const text = response.text();
  expect(response.bodyUsed).toBe(true);
  expect(response.body.locked).toBe(true);
  await expect(response.text()).rejects.toThrow(TypeError);
  expect(await text).toBe('x');
  expect(() => new Response(response.body)).toThrow(TypeError);
});

it('is cloned and handed on', async () => {
  const request = new Request('http://example.test/', { method: 'POST', duplex: 'half', body: streamOf(bytes('x'), bytes('y')) });
  const copy = request.clone();
  const next = new Request(request);
  expect(request.bodyUsed).toBe(true);
  expect([await copy.text(), await next.text()]).toEqual(['xy', 'xy']);
});

it('fails with the error of its source, or of a chunk that is no Uint8Array', async () => {
  const error = new Error('source');
  await expect(new Response(new ReadableStream({ pull() { throw error; } })).text()).rejects.toBe(error);
  await expect(new Response(streamOf('text')).text()).rejects.toThrow(TypeError);
});

it('wants duplex in a request', () => {
  expect(() => new Request('http://example.test/', { method: 'POST', body: new ReadableStream() })).toThrow(TypeError);
});

it('many chunks that are there at once take no stack', async () => {
  const chunk = new Uint8Array(3);
  const all = Array.from({ length: 50000 }, () => chunk);
  expect((await new Response(streamOf(...all)).arrayBuffer()).byteLength).toBe(150000);
});

it('bytes become a stream when they are asked for as one', async () => {
  const parts = [];
  for await (const part of new Blob(['q'.repeat(100000)]).stream()) parts.push(part.length);
  expect(parts).toEqual([65536, 34464]);
  const response = new Response('abc');
  expect((await response.body.getReader().read()).value).toEqual(bytes('abc'));
  expect(new Response(null).body).toBe(null);
});
