// SPDX-License-Identifier: MIT
// Streams are collected: cycles through every reference that they hold, and streams abandoned in each state of their
// lives. The leak check at the end of the process is the assertion.
const tie = (object, key = 'self') => Object.assign(object, { [key]: object });

describe('cycles through', () => {
  it('a source and its callbacks', () => {
    const source = tie({ pull(c) { this.controller = c; }, cancel() {}, start(c) { this.first = c; } });
    source.stream = new ReadableStream(source, tie({ size: () => 1, highWaterMark: 2 }));
    source.reader = source.stream.getReader();
    source.closed = source.reader.closed;
  });

  it('chunks in the queue and reads that wait', () => {
    let controller;
    const stream = new ReadableStream({ start(c) { controller = c; } });
    controller.enqueue({ stream, controller });
    const waiting = new ReadableStream({});
    const reader = waiting.getReader();
    reader.read().then(() => reader, () => waiting);
  });

  it('a sink, its signal and what is to be written', () => {
    const sink = tie({ start(c) { this.controller = c; c.signal.addEventListener('abort', () => sink); }, write: () => new Promise(() => {}) });
    sink.stream = new WritableStream(sink);
    sink.writer = sink.stream.getWriter();
    sink.writer.write({ sink }).catch(() => sink);
    sink.writer.write({ sink }).catch(() => sink);
    sink.writer.close().catch(() => sink);
  });

  it('a transformer', () => {
    const transformer = tie({ transform(chunk, c) { this.controller = c; } });
    transformer.stream = new TransformStream(transformer);
    transformer.stream.writable.getWriter().write(transformer).catch(() => transformer);
  });

  it('an error that is kept', () => {
    const error = new Error('kept');
    error.stream = new ReadableStream({ start(c) { c.error(error); } });
    error.sink = new WritableStream({ start(c) { c.error(error); } });
  });
});

describe('abandoned:', () => {
  const endless = () => new ReadableStream({ pull(c) { c.enqueue(1); } });
  const stuck = () => new WritableStream({ write: () => new Promise(() => {}) });

  it('a pipe that waits for its sink, with and without a signal', () => {
    endless().pipeTo(stuck()).catch(() => {});
    endless().pipeTo(stuck(), { signal: new AbortController().signal }).catch(() => {});
    new ReadableStream().pipeTo(new WritableStream()).catch(() => {});
  });

  it('a pipe through a transform, teed', () => {
    const [a, b] = endless().pipeThrough(new TransformStream()).tee();
    a.getReader().read();
    b.cancel('enough');
  });

  it('an iteration that was begun', async () => {
    const iterator = endless()[Symbol.asyncIterator]();
    await iterator.next();
    ReadableStream.from((function* () { yield* [1, 2]; })())[Symbol.asyncIterator]().next();
  });

  it('a read, a cancel, an abort, a close in flight', () => {
    new ReadableStream({ pull: () => new Promise(() => {}) }).getReader().read();
    new ReadableStream({ cancel: () => new Promise(() => {}) }).cancel();
    new WritableStream({ abort: () => new Promise(() => {}) }).abort().catch(() => {});
    new WritableStream({ close: () => new Promise(() => {}) }).close().catch(() => {});
    new TransformStream({ flush: () => new Promise(() => {}) }).writable.close().catch(() => {});
  });
});

it('many chunks through a pipe leave nothing', async () => {
  const count = process.env.THAW_TEST_BUILD === 'gcstress' ? 100 : 5000; // there every allocation collects
  let n = 0;
  const sum = { total: 0 };
  await new ReadableStream({ pull(c) { n++ < count ? c.enqueue({ n }) : c.close(); } })
    .pipeThrough(new TransformStream({ transform(chunk, c) { c.enqueue(chunk.n); } }))
    .pipeTo(new WritableStream({ write(chunk) { sum.total += chunk; } }));
  expect(sum.total).toBe(count * (count + 1) / 2);
});
