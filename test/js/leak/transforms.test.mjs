// SPDX-License-Identifier: MIT
// Text and compression streams: a cycle through what each refers to, and each abandoned in every state of its life.
// The leak check at the end of the process is the assertion.
// Classes: COMPRESSION_STREAM, DECOMPRESSION_STREAM, TEXT_DECODER_STREAM, TEXT_ENCODER_STREAM
const text = 'h\u00e9llo \u20ac '.repeat(20);
const bytes = new TextEncoder().encode(text);
const packed = async (format) => new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream(format))).bytes();

const kinds = [
  ['TextEncoderStream', () => new TextEncoderStream(), async () => text],
  ['TextDecoderStream', () => new TextDecoderStream(), async () => bytes],
  ['TextDecoderStream of Shift_JIS', () => new TextDecoderStream('shift_jis'), async () => bytes],
  ...['gzip', 'deflate', 'deflate-raw', 'brotli', 'zstd'].flatMap((format) => [
    [`CompressionStream ${format}`, () => new CompressionStream(format), async () => bytes],
    [`DecompressionStream ${format}`, () => new DecompressionStream(format), () => packed(format)],
  ]),
];

for (const [name, make, input] of kinds) describe(name, () => {
  const quiet = (promise) => { promise.catch(() => {}); };

  test('cycles', async () => {
    const stream = make();
    stream.self = stream;
    stream.readable.owner = stream.writable.owner = stream;
    const writer = stream.writable.getWriter();
    writer.owner = writer;
    writer.closed.stream = stream;
    const chunk = await input();
    if (typeof chunk === 'object') Object.assign(chunk.slice(), { stream });
    quiet(writer.write(chunk));
  });

  test('new; with a write that waits; with one that is read', async () => {
    make();
    const waiting = make().writable.getWriter();
    quiet(waiting.write(await input()));
    quiet(waiting.write(await input()));
    const stream = make(), writer = stream.writable.getWriter(), chunk = await input();
    quiet(writer.write(chunk.slice(0, chunk.length / 2)));
    quiet(stream.readable.getReader().read());
    await 0;
    quiet(writer.write(chunk.slice(chunk.length / 2)));
    await 0;
  });

  test('aborted, cancelled, closed and unread', async () => {
    const chunk = await input();
    for (const end of [(s) => s.writable.abort(s), (s) => s.readable.cancel(s), (s) => s.writable.close()]) {
      const unused = make();
      quiet(end(unused));
      const half = make(), writer = half.writable.getWriter();
      quiet(writer.write(chunk.slice(0, chunk.length / 2)));
      writer.releaseLock();
      await 0;
      quiet(end(half));
    }
  });

  test('failed', async () => {
    const stream = make(), writer = stream.writable.getWriter();
    quiet(writer.write({ toString() { throw stream; } }));
    quiet(stream.readable.getReader().read());
    await new Promise((done) => setTimeout(done));
    const refused = make();
    quiet(refused.writable.getWriter().write(Symbol('no text')));
    quiet(refused.readable.getReader().read());
  });

  test('piped, teed, a body', async () => {
    const chunk = await input();
    const source = () => new ReadableStream({ pull(c) { c.enqueue(chunk); } });
    quiet(source().pipeTo(make().writable));
    const [a, b] = ReadableStream.from([chunk]).pipeThrough(make()).tee();
    quiet(a.getReader().read());
    quiet(b.cancel());
    const response = new Response(new Blob(['x']).stream().pipeThrough(make()));
    response.self = response.clone();
    quiet(response.arrayBuffer());
  });

  test('whole', async () => {
    const parts = [];
    for await (const part of ReadableStream.from([await input()]).pipeThrough(make())) parts.push(part);
    expect(parts.length > 0).toBe(true);
  });
});

test('what cannot be made', () => {
  for (const make of [() => new CompressionStream('tar'), () => new DecompressionStream(), () => new TextDecoderStream('none'),
    () => new TextDecoderStream('utf-8', { get fatal() { throw new Error(); } })])
    expect(make).toThrow();
});
