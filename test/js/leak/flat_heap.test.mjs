// SPDX-License-Identifier: MIT
// A server's life: requests with streams for bodies are read, cloned, transformed and answered, 100,000 times in the
// release build, and the heap is as large at the end as it was after the first of them.
const COUNT = { release: 100_000, gcstress: 20 }[process.env.THAW_TEST_BUILD] ?? 4000;
const encoder = new TextEncoder(), decoder = new TextDecoder();
const LIVING = new AbortController(); // its signal lives longer than all requests

function upper() {
  return new TransformStream({
    transform(chunk, controller) { controller.enqueue(encoder.encode(decoder.decode(chunk).toUpperCase())); },
  });
}

async function handle(request) {
  const copy = request.clone();
  const [text, form] = await Promise.all([request.text(), new Response(new URLSearchParams({ a: 'b' })).formData()]);
  if (copy.headers.get('x-ignored')) copy.body.cancel().catch(() => {}); // else its branch is thrown away unread
  return new Response(new Blob([text, form.get('a')]).stream().pipeThrough(upper()), { headers: { 'X-Path': new URL(request.url).pathname } });
}

async function cycle(i) {
  const body = new ReadableStream({ pull(c) { c.enqueue(encoder.encode(`request ${i % 10}`)); c.close(); } });
  const signal = AbortSignal.any([LIVING.signal, AbortSignal.timeout(1e9)]);
  const request = new Request('http://a.example/path?q', { method: 'POST', duplex: 'half', body, signal,
    headers: i % 2 ? { 'X-Ignored': '1' } : {} });
  const response = await handle(request);
  const text = i % 3 ? await response.text() : decoder.decode((await response.body.getReader().read()).value);
  if (!text.startsWith(`REQUEST ${i % 10}`) || response.headers.get('x-path') !== '/path') throw new Error(`got ${text}`);
}

// Bytes in use right after a collection.
function heapUsed() {
  let object = {};
  const ref = new WeakRef(object);
  object.self = object;
  object = null;
  while (ref.deref()) {
    const garbage = { buffer: new ArrayBuffer(100_000) };
    garbage.self = garbage;
  }
  return process.memoryUsage().heapUsed;
}

test(`${COUNT} cycles leave the heap as it was`, async () => {
  const rounds = 20, used = [];
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < COUNT / rounds; i++) await cycle(i);
    await new Promise((resolve) => { setTimeout(resolve, 0); });
    used.push(heapUsed());
  }
  expect(used.at(-1) - used[1]).toBeLessThan(COUNT / 20 + 2000); // a few bytes per round are `used` itself
}, 120_000);
