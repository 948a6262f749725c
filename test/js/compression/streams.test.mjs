// SPDX-License-Identifier: MIT
// What the web-platform-tests of compression leave out: zstd, errors as Node has them, what JavaScript can do meanwhile.
const formats = ['gzip', 'deflate', 'deflate-raw', 'brotli', 'zstd'];
const through = async (stream, ...chunks) => new Response(ReadableStream.from(chunks).pipeThrough(stream)).bytes();
const isStressed = process.env.THAW_TEST_BUILD === 'gcstress'; // loops cost more there
const noise = (n) => Uint8Array.from({ length: n }, (_, i) => (i * i * 2654435761) >>> 24);
const failure = async (promise) => { try { await promise; } catch (error) { return error; } };

for (const format of formats) describe(format, () => {
  test('round trips of any size and chunking', async () => {
    for (const size of isStressed ? [0, 1, 3000] : [0, 1, 65535, 65536, 65537, 300_000]) {
      const data = noise(size);
      const packed = await through(new CompressionStream(format), data.subarray(0, size / 3), data.subarray(size / 3));
      const half = packed.length >> 1;
      const back = await through(new DecompressionStream(format), packed.subarray(0, half), new Uint8Array(), packed.subarray(half));
      expect(back.length).toBe(size);
      expect(back.every((byte, i) => byte === data[i])).toBe(true);
    }
  });

  test('what one chunk unpacks to comes in pieces', async () => {
    const packed = await through(new CompressionStream(format), new Uint8Array(1_000_000));
    const sizes = [];
    for await (const piece of ReadableStream.from([packed]).pipeThrough(new DecompressionStream(format))) sizes.push(piece.length);
    expect(sizes.length > 10).toBe(true);
    expect(sizes.reduce((a, b) => a + b)).toBe(1_000_000);
  });

  test('errors are TypeErrors with a code', async () => {
    const packed = await through(new CompressionStream(format), noise(1000));
    const codes = [];
    for (const chunks of [[packed.subarray(0, -1)], [packed, packed], [Uint8Array.of(...packed, 0)], []]) {
      const error = await failure(through(new DecompressionStream(format), ...chunks));
      expect(error instanceof TypeError).toBe(true);
      codes.push(error.code);
    }
    expect(codes).toEqual(['Z_BUF_ERROR', 'ERR_TRAILING_JUNK_AFTER_STREAM_END', 'ERR_TRAILING_JUNK_AFTER_STREAM_END', 'Z_BUF_ERROR']);
    const bad = await failure(through(new DecompressionStream(format), new Uint8Array(100).fill(0xff)));
    expect(bad.code).toBe('Z_DATA_ERROR');
  });

  test('a getter that takes the bytes away, or ends the stream, while pieces are handed on', async () => {
    const packed = await through(new CompressionStream(format), new Uint8Array(500_000));
    for (const harm of ['detach', 'cancel', 'abort']) {
      const stream = new DecompressionStream(format);
      const reader = stream.readable.getReader(), writer = stream.writable.getWriter();
      const chunk = packed.slice();
      let seen = false;
      Object.defineProperty(Object.prototype, 'then', { configurable: true, get() {
        if (this.value instanceof Uint8Array && !seen) {
          seen = true;
          if (harm === 'detach') chunk.buffer.transfer();
          else if (harm === 'cancel') reader.cancel().catch(() => {});
          else writer.abort().catch(() => {});
        }
        return undefined;
      } });
      try {
        const first = reader.read();
        writer.write(chunk).catch(() => {});
        const { value } = await first;
        expect(value.every((byte) => byte === 0)).toBe(true);
      } finally {
        delete Object.prototype.then;
      }
      expect(seen).toBe(true);
      let total = 0;
      if (harm === 'detach') {
        writer.close();
        for (let r; !(r = await reader.read()).done;) total += r.value.length;
        expect(total > 400_000).toBe(true);
      }
    }
  });
});

test('only bytes, and only of memory that nobody else writes to', async () => {
  for (const chunk of ['x', 1, null, [1], {}, new SharedArrayBuffer(1), new Uint8Array(new SharedArrayBuffer(1))]) {
    const error = await failure(through(new CompressionStream('gzip'), chunk));
    expect(error.name).toBe('TypeError');
    expect(error.code).toBe('ERR_INVALID_ARG_TYPE');
  }
});
