// SPDX-License-Identifier: MIT
// Streams of bytes: what the web-platform-tests leave out. That everything is collected is the leak check's assertion.
const tie = (object, key = 'self') => Object.assign(object, { [key]: object });
const bytes = (...values) => new Uint8Array(values);

describe('cycles through', () => {
  it('a source, its controller and its request', () => {
    const source = tie({ type: 'bytes', autoAllocateChunkSize: 8, pull(c) { this.controller = c; this.request = c.byobRequest; this.view = this.request.view; } });
    source.stream = new ReadableStream(source);
    source.reader = source.stream.getReader();
    source.read = source.reader.read();
  });

  it('views that wait for bytes', () => {
    const source = tie({ type: 'bytes', pull(c) { this.controller = c; } });
    const stream = new ReadableStream(source);
    const reader = stream.getReader({ mode: 'byob' });
    for (let i = 0; i < 10; i++) reader.read(tie(new Uint16Array(4)), { min: 2 }).then(() => reader);
    source.reader = reader;
  });

  it('a request that was answered', () => {
    let request;
    const stream = new ReadableStream({ type: 'bytes', pull(c) { request = c.byobRequest; request.stream = stream; request.respond(1); } });
    return stream.getReader({ mode: 'byob' }).read(bytes(1, 2)).then(() => { expect(request.view).toBe(null); });
  });
});

describe('abandoned:', () => {
  const stuck = () => new ReadableStream({ type: 'bytes', pull: () => new Promise(() => {}) });

  it('with queued bytes, half of a chunk taken', async () => {
    const stream = new ReadableStream({ type: 'bytes', start(c) { c.enqueue(bytes(1, 2, 3)); c.enqueue(bytes(4)); } });
    const { value } = await stream.getReader({ mode: 'byob' }).read(bytes(0, 0));
    expect([...value]).toEqual([1, 2]);
  });

  it('teed, read by one kind of reader and then by the other', async () => {
    const [a, b] = new ReadableStream({ type: 'bytes', pull(c) { c.enqueue(bytes(1, 2, 3)); } }).tee();
    const first = a.getReader({ mode: 'byob' });
    expect((await first.read(bytes(0, 0))).value.length).toBe(2);
    const second = b.getReader();
    expect((await second.read()).value.length).toBe(2);
    second.read();
    first.read(bytes(0));
  });

  it('its reader released while it waits, and its buffer detached', async () => {
    let controller;
    const stream = new ReadableStream({ type: 'bytes', start(c) { controller = c; } });
    const reader = stream.getReader({ mode: 'byob' });
    const read = reader.read(bytes(0, 0, 0));
    const view = controller.byobRequest.view;
    reader.releaseLock();
    await expect(read).rejects.toThrow(TypeError);
    view[0] = 7;
    controller.byobRequest.respond(1);
    view.buffer.byteLength;
    expect([...(await stream.getReader().read()).value]).toEqual([7]);
    const detached = stuck(), other = detached.getReader({ mode: 'byob' });
    other.read(bytes(1)).catch(() => {});
    other.cancel();
  });

  it('closed in the middle of an element', async () => {
    let controller;
    const reader = new ReadableStream({ type: 'bytes', start(c) { controller = c; } }).getReader({ mode: 'byob' });
    const read = reader.read(new Uint16Array(2));
    controller.enqueue(bytes(1));
    expect(() => controller.close()).toThrow(TypeError);
    await expect(read).rejects.toThrow(TypeError);
  });
});

it('a getter of "then" that lets go of the reader while reads are answered', async () => {
  let controller;
  const stream = new ReadableStream({ type: 'bytes', start(c) { controller = c; } });
  const reader = stream.getReader({ mode: 'byob' });
  const reads = [reader.read(bytes(0)), reader.read(bytes(0)), reader.read(bytes(0))];
  let armed = true;
  Object.defineProperty(Object.prototype, 'then', {
    configurable: true,
    get() {
      if (armed) { armed = false; reader.releaseLock(); }
    },
  });
  try { controller.enqueue(bytes(1, 2, 3)); } finally { delete Object.prototype.then; }
  expect((await Promise.allSettled(reads)).map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
});

it('bodies and Blobs fill the buffer of who reads', async () => {
  for (const stream of [new Response('hello world').body, new Blob(['hello ', 'world']).stream()]) {
    const reader = stream.getReader({ mode: 'byob' });
    let text = '', buffer = new ArrayBuffer(4);
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      buffer = value.buffer;
      expect(buffer.byteLength).toBe(4);
      if (done) break;
      text += String.fromCharCode(...value);
    }
    expect(text).toBe('hello world');
  }
});

it('a buffer that is too large to be made fails the read', async () => {
  const stream = new ReadableStream({ type: 'bytes', autoAllocateChunkSize: 2 ** 40 });
  await expect(stream.getReader().read()).rejects.toThrow(RangeError);
});
