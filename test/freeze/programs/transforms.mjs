import { after } from './after.mjs';

// Streams that are half used when they are frozen: the decoder in the middle of a character, the encoder between the
// halves of a pair, the coders with what they have seen so far.
const bytes = new TextEncoder().encode('frozen in the middle of €. '.repeat(40));
const begin = async (stream, ...chunks) => {
  const reader = stream.readable.getReader(), writer = stream.writable.getWriter(), parts = [];
  const end = (async () => { for (let r; !(r = await reader.read()).done;) parts.push(r.value); })();
  for (const chunk of chunks) await writer.write(chunk);
  return async (...rest) => {
    for (const chunk of rest) await writer.write(chunk);
    await writer.close();
    await end;
    return typeof parts[0] === 'string' ? parts.join('') : new Uint8Array(await new Blob(parts).arrayBuffer());
  };
};
const whole = async (stream, ...chunks) => (await begin(stream))(...chunks);

const decoder = await begin(new TextDecoderStream(), Uint8Array.of(0xEF, 0xBB, 0xBF, 0x61, 0xE2, 0x82));
const legacy = await begin(new TextDecoderStream('shift_jis', { fatal: true }), Uint8Array.of(0x82));
const encoder = await begin(new TextEncoderStream(), 'a\ud83d');
const coders = [];
for (const format of ['gzip', 'deflate', 'deflate-raw', 'brotli']) {
  const packed = await whole(new CompressionStream(format), bytes);
  const half = packed.length >> 1;
  coders.push({
    format, rest: packed.slice(half),
    pack: await begin(new CompressionStream(format), bytes.subarray(0, 500)),
    unpack: await begin(new DecompressionStream(format), packed.subarray(0, half)),
  });
}

after(async () => {
  console.log(await decoder(Uint8Array.of(0xAC, 0x62)), await legacy(Uint8Array.of(0xA0)), await encoder('\ude00b'));
  for (const { format, rest, pack, unpack } of coders) {
    const packed = await pack(bytes.subarray(500));
    const text = new TextDecoder().decode(await whole(new DecompressionStream(format), packed));
    const unpacked = new TextDecoder().decode(await unpack(rest));
    console.log(format, packed.length < 300, text === unpacked, unpacked.length, unpacked.slice(-14));
  }
});
