// SPDX-License-Identifier: MIT
// Transfer of streams. The web-platform-tests of it need a window, so they are done again here.
const move = (stream) => structuredClone(stream, { transfer: [stream] });
const until = async (condition) => { while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1)); };
const all = async (stream) => { const out = []; for await (const chunk of stream) out.push(chunk); return out; };
const sink = (chunks = []) => new WritableStream({ write: (chunk) => { chunks.push(chunk); }, close: () => { chunks.push('close'); }, abort: (e) => { chunks.push(e); } });

describe('a ReadableStream', () => {
  it('gives its chunks, cloned, and its end', async () => {
    const chunk = { a: [1] };
    const source = new ReadableStream({ start(c) { c.enqueue(chunk); c.enqueue('x'); c.close(); } });
    const moved = move(source);
    expect(source.locked).toBe(true);
    const got = await all(moved);
    expect(got).toEqual([{ a: [1] }, 'x']);
    expect(got[0] === chunk).toBe(false);
  });
  it('through a port', async () => {
    const { port1, port2 } = new MessageChannel();
    const stream = ReadableStream.from(['a', 'b']);
    port1.postMessage({ stream }, [stream]);
    const { stream: moved } = await new Promise((resolve) => { port2.onmessage = (e) => resolve(e.data); });
    expect(await all(moved)).toEqual(['a', 'b']);
    port2.close();
  });
  it('of bytes arrives as a stream of chunks', async () => {
    const moved = move(new Response('hello').body);
    expect((await all(moved)).map((b) => new TextDecoder().decode(b))).toEqual(['hello']);
    expect(() => move(new Response('hello').body).getReader({ mode: 'byob' })).toThrow(TypeError);
  });
  it('is asked for what is read, and no more than a pipe asks for', async () => {
    let pulls = 0;
    const reader = move(new ReadableStream({ pull(c) { c.enqueue(pulls++); } })).getReader();
    for (let i = 0; i < 3; i++) expect((await reader.read()).value).toBe(i);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(pulls < 10).toBe(true);
    await reader.cancel();
  });
  it('hands an error on, with its kind', async () => {
    await expect(all(move(new ReadableStream({ start(c) { c.error(new RangeError('r')); } })))).rejects.toThrow(RangeError);
    const dom = await all(move(new ReadableStream({ pull(c) { c.error(new DOMException('d', 'AbortError')); } }))).catch((e) => e);
    expect(dom.name).toBe('AbortError');
  });
  it('is cancelled from the other side', async () => {
    const cancelled = await new Promise((resolve) => { move(new ReadableStream({ cancel: resolve })).cancel({ why: 1 }); });
    expect(cancelled).toEqual({ why: 1 });
  });
  it('fails on both sides at a chunk that cannot be cloned', async () => {
    let failed;
    const moved = move(new ReadableStream({ pull(c) { c.enqueue(() => {}); }, cancel: (e) => { failed = e; } }));
    await expect(all(moved)).rejects.toThrow('could not be cloned');
    await until(() => failed);
    expect(failed.name).toBe('DataCloneError');
  });
  it('with a reason that cannot be cloned', async () => {
    const error = await move(new ReadableStream()).cancel(() => {}).catch((e) => e);
    expect(error.name).toBe('DataCloneError');
  });
});

describe('a WritableStream', () => {
  it('takes chunks and its end', async () => {
    const got = [], writer = move(sink(got)).getWriter();
    await writer.write({ n: 1 });
    await writer.write('two');
    await writer.close();
    await until(() => got.includes('close'));
    expect(got).toEqual([{ n: 1 }, 'two', 'close']);
  });
  it('is aborted from the other side', async () => {
    const got = [];
    await move(sink(got)).abort(new Error('enough'));
    await until(() => got.length);
    expect(got[0].message).toBe('enough');
  });
  it('tells of a sink that fails', async () => {
    const writer = move(new WritableStream({ write() { throw new TypeError('no'); } })).getWriter();
    writer.write(1).catch(() => {});
    await expect(writer.closed).rejects.toThrow('no');
  });
  it('a write that cannot be cloned fails', async () => {
    const writer = move(sink()).getWriter();
    writer.closed.catch(() => {});
    expect((await writer.write(() => {}).catch((e) => e)).name).toBe('DataCloneError');
  });
});

it('a TransformStream moves both ends', async () => {
  const moved = move(new TransformStream({ transform(chunk, c) { c.enqueue(chunk * 2); } }));
  expect(moved instanceof TransformStream).toBe(true);
  const writer = moved.writable.getWriter();
  writer.write(1);
  writer.write(2);
  writer.close();
  expect(await all(moved.readable)).toEqual([2, 4]);
});

it('what is locked stays', () => {
  const readable = new ReadableStream(), writable = new WritableStream(), transform = new TransformStream();
  const reader = readable.getReader();
  writable.getWriter();
  for (const stream of [readable, writable]) expect(() => move(stream)).toThrow('locked');
  for (const list of [[transform, transform.readable], [transform.writable, transform]])
    expect(() => structuredClone(list, { transfer: list })).toThrow('locked');
  expect(() => structuredClone(new ReadableStream())).toThrow('could not be cloned');
  reader.releaseLock();
  move(readable);
});

it('transferred and abandoned', async () => {
  const endless = new ReadableStream({ pull(c) { c.enqueue(1); } });
  const reader = move(endless).getReader();
  await reader.read();
  const writer = move(new WritableStream({ write: () => new Promise(() => {}) })).getWriter();
  writer.write(1);
  writer.write(2);
  const cycle = move(new TransformStream());
  cycle.self = cycle;
  cycle.readable.getReader().read().then(() => cycle);
});

it('transferred twice', async () => {
  expect(await all(move(move(ReadableStream.from([1, 2, 3]))))).toEqual([1, 2, 3]);
});
