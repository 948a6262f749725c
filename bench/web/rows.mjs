// SPDX-License-Identifier: MIT
// One row: rows.mjs NAME prints {"first": ms, "warm": ms} as JSON, the time of its first run in this process and the
// median of those that follow. Without a name: the names. Runs in every runtime; a row that one can't do throws.
const encoder = new TextEncoder(), decoder = new TextDecoder();
const N = 100_000;
let sink; // what would be thrown away is kept here

const object = { items: Array.from({ length: 5200 }, (_, i) => ({
  id: i, name: `name ${i}`, tags: ['a', 'b', `t${i % 7}`],
  nested: { x: i / 3, y: null, ok: true, text: 'lorem ipsum dolor sit amet, consectetur adipiscing elit sed do eiusmod' } })) };
const json = JSON.stringify(object);
const ascii = (n) => 'The quick brown fox jumps over the lazy dog. '.repeat(n / 45 + 1).slice(0, n);
const mixed = (n) => 'Größe: 5 µm, 価格は12€です, emoji 😀 and plain text. '.repeat(n / 45 + 1).slice(0, n);
const bytes = encoder.encode(json);
const chunk = new Uint8Array(1024);
const blobOf = (n) => new Blob([encoder.encode(ascii(n))]);
const urls = (n) => Array.from({ length: n }, (_, i) =>
  `https://user${i % 10}@api${i % 100}.example.com:8${i % 10}43/v1/items/${i}/../${i}?page=${i % 7}&q=caf%C3%A9+${i}#part-${i}`);

const counting = (n, type) => {
  let i = 0;
  return new ReadableStream({ type, pull(c) { if (i++ < n) c.enqueue(type ? new Uint8Array(64) : i); else c.close(); } });
};
const queued = (n) => new ReadableStream({ start(c) { for (let i = 0; i < n; i++) c.enqueue(i); c.close(); } });
const drain = async (stream) => {
  const reader = stream.getReader();
  while (!(await reader.read()).done);
};
const encodeAll = (text, times) => () => { for (let i = 0; i < times; i++) sink = encoder.encode(text); };
const decodeAll = (text, times) => {
  const data = encoder.encode(text);
  return () => { for (let i = 0; i < times; i++) sink = decoder.decode(data); };
};
const through = (data, ...streams) => async () => {
  let body = new Blob([data]).stream();
  for (const make of streams) body = body.pipeThrough(make());
  sink = await new Response(body).arrayBuffer();
};
const packed = async (format) => {
  await through(bytes, () => new CompressionStream(format))();
  return sink;
};

// name: function that makes what is timed
const rows = {
  engine_loop_1e7: () => () => { let x = 0; for (let i = 0; i < 1e7; i++) x = (x + i) | 0; sink = x; },
  await_1e6: () => async () => { for (let i = 0; i < 1e6; i++) await i; },
  json_parse_1mb: () => () => { sink = JSON.parse(json); },
  json_stringify_1mb: () => () => { sink = JSON.stringify(object); },

  stream_read_100k: () => () => drain(counting(N)),
  stream_read_queued_100k: () => () => drain(queued(N)),
  stream_for_await_100k: () => async () => { for await (const x of counting(N)) sink = x; },
  stream_bytes_read_100k: () => () => drain(counting(N, 'bytes')),
  stream_byob_read_100k: () => async () => {
    let i = 0;
    const reader = new ReadableStream({ type: 'bytes', pull(c) {
      if (i++ < N) c.byobRequest.respond(64);
      else { c.close(); c.byobRequest.respond(0); }
    } }).getReader({ mode: 'byob' });
    for (let view = new Uint8Array(64); ;) {
      const { value, done } = await reader.read(view);
      if (done) break;
      view = value;
    }
  },
  stream_pipeTo_100k: () => () => counting(N).pipeTo(new WritableStream({ write(x) { sink = x; } })),
  stream_transform_100k: () => () => drain(counting(N).pipeThrough(new TransformStream({ transform(x, c) { c.enqueue(x + 1); } }))),
  stream_tee_100k: () => () => Promise.all(counting(N).tee().map(drain)),
  stream_text_16mb: () => through(encoder.encode(mixed(1 << 23)), () => new TextDecoderStream(), () => new TextEncoderStream()),
  blob_stream_16mb: () => {
    const blob = blobOf(1 << 24);
    return async () => { sink = await new Response(blob.stream()).arrayBuffer(); };
  },
  blob_pipe_16mb: () => through(encoder.encode(ascii(1 << 24)), () => new TransformStream()),

  encode_small_100k: () => encodeAll('hello, world: 12345', N),
  encode_mixed_small_100k: () => encodeAll('héllo, wörld: 12345€', N),
  encode_into_100k: () => {
    const target = new Uint8Array(64);
    return () => { for (let i = 0; i < N; i++) sink = encoder.encodeInto('hello, world: 12345', target); };
  },
  encode_ascii_64k_x100: () => encodeAll(ascii(65536), 100),
  encode_mixed_64k_x100: () => encodeAll(mixed(65536), 100),
  encode_json_1mb: () => encodeAll(json, 1),
  encode_ascii_16mb: () => encodeAll(ascii(1 << 24), 1),
  encode_mixed_16mb: () => encodeAll(mixed(1 << 24), 1),
  decode_small_100k: () => decodeAll('hello, world: 12345', N),
  decode_mixed_small_100k: () => decodeAll('héllo, wörld: 12345€', N),
  decode_ascii_64k_x100: () => decodeAll(ascii(65536), 100),
  decode_mixed_64k_x100: () => decodeAll(mixed(65536), 100),
  decode_json_1mb: () => decodeAll(json, 1),
  decode_ascii_16mb: () => decodeAll(ascii(1 << 24), 1),
  decode_mixed_16mb: () => decodeAll(mixed(1 << 24), 1),
  btoa_1mb: () => { const s = ascii(1 << 20); return () => { sink = btoa(s); }; },
  atob_1mb: () => { const s = btoa(ascii(1 << 20)); return () => { sink = atob(s); }; },
  btoa_small_100k: () => () => { for (let i = 0; i < N; i++) sink = btoa('hello, world: 12345'); },

  url_parse_100k: () => { const all = urls(N); return () => { for (const url of all) sink = new URL(url); }; },
  url_parts_100k: () => {
    const all = urls(N);
    return () => { for (const url of all) { const u = new URL(url); sink = u.host + u.pathname + u.search; } };
  },
  url_base_100k: () => () => { for (let i = 0; i < N; i++) sink = new URL('../b?x=1', 'https://example.com/a/c').href; },
  url_can_parse_100k: () => { const all = urls(N); return () => { for (const url of all) sink = URL.canParse(url); }; },
  url_search_params_20k: () => () => {
    for (let i = 0; i < 20_000; i++) {
      const p = new URLSearchParams('a=1&b=caf%C3%A9&c=3&d=x+y');
      p.append('e', i);
      sink = p.get('b') + p.toString();
    }
  },
  headers_20k: () => () => {
    for (let i = 0; i < 20_000; i++) {
      const h = new Headers({ 'Content-Type': 'application/json', Accept: '*/*', 'X-Request-Id': `id-${i}` });
      h.append('Accept', 'text/html');
      h.set('Authorization', 'Bearer abcdef');
      sink = h.get('accept') + h.has('x-none');
      for (const [name, value] of h) sink = name + value;
    }
  },
  structured_clone_1mb: () => () => { sink = structuredClone(object); },
  structured_clone_buffer_1mb: () => { const b = new Uint8Array(1 << 20); return () => { sink = structuredClone(b); }; },
  structured_clone_small_100k: () => () => { for (let i = 0; i < N; i++) sink = structuredClone({ a: 1, b: 'x' }); },
  structured_clone_map_10k: () => () => {
    for (let i = 0; i < 10_000; i++) sink = structuredClone(new Map([[1, { a: 1 }], ['b', [1, 2, 3]]]));
  },
  message_round_trip_5k: () => async () => {
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = (e) => port2.postMessage(e.data);
    for (let i = 0; i < 5000; i++)
      await new Promise((done) => { port1.onmessage = done; port1.postMessage({ a: i }); });
    port1.close();
  },

  blob_slice_100k: () => {
    const blob = blobOf(1 << 20);
    return () => { for (let i = 0; i < N; i++) sink = blob.slice(i, i + 1000).size; };
  },
  blob_slice_text_10k: () => {
    const blob = blobOf(1 << 20);
    return async () => { for (let i = 0; i < 10_000; i++) sink = await blob.slice(i, i + 1000).text(); };
  },
  response_text_small_10k: () => async () => { for (let i = 0; i < 10_000; i++) sink = await new Response('{"a":1}').text(); },
  response_json_small_10k: () => async () => { for (let i = 0; i < 10_000; i++) sink = await new Response('{"a":1}').json(); },
  response_json_1mb: () => async () => { sink = await new Response(json).json(); },
  request_new_20k: () => () => {
    for (let i = 0; i < 20_000; i++)
      sink = new Request('https://example.com/path', { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } });
  },
  form_data_10k: () => async () => {
    for (let i = 0; i < 10_000; i++) {
      const form = new FormData();
      form.append('a', 'value');
      form.append('b', new Blob(['file']), 'b.txt');
      sink = await new Response(form).text();
    }
  },

  event_dispatch_1e6: () => {
    const target = new EventTarget(), event = new Event('x');
    target.addEventListener('x', () => {});
    return () => { for (let i = 0; i < 1e6; i++) target.dispatchEvent(event); };
  },
  event_new_dispatch_1e6: () => {
    const target = new EventTarget();
    target.addEventListener('x', () => {});
    return () => { for (let i = 0; i < 1e6; i++) target.dispatchEvent(new Event('x')); };
  },
  abort_signal_20k: () => () => {
    for (let i = 0; i < 20_000; i++) {
      const controller = new AbortController();
      const any = AbortSignal.any([controller.signal]);
      any.addEventListener('abort', () => { sink = any; });
      controller.abort();
    }
  },
  abort_listeners_100k: () => {
    const { signal } = new AbortController(), f = () => {};
    return () => { for (let i = 0; i < N; i++) { signal.addEventListener('abort', f); signal.removeEventListener('abort', f); } };
  },

  sha256_1mb: () => { const b = new Uint8Array(1 << 20); return async () => { sink = await crypto.subtle.digest('SHA-256', b); }; },
  sha256_small_10k: () => async () => { for (let i = 0; i < 10_000; i++) sink = await crypto.subtle.digest('SHA-256', chunk); },
  hmac_small_10k: async () => {
    const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
    return async () => { for (let i = 0; i < 10_000; i++) sink = await crypto.subtle.sign('HMAC', key, chunk); };
  },
  random_uuid_100k: () => () => { for (let i = 0; i < N; i++) sink = crypto.randomUUID(); },
  random_values_100k: () => { const b = new Uint8Array(16); return () => { for (let i = 0; i < N; i++) crypto.getRandomValues(b); }; },

  gzip_1mb: () => through(bytes, () => new CompressionStream('gzip')),
  gunzip_1mb: async () => through(await packed('gzip'), () => new DecompressionStream('gzip')),
  brotli_1mb: () => through(bytes, () => new CompressionStream('brotli')),
  unbrotli_1mb: async () => through(await packed('brotli'), () => new DecompressionStream('brotli')),
  zstd_1mb: () => through(bytes, () => new CompressionStream('zstd')),
  unzstd_1mb: async () => through(await packed('zstd'), () => new DecompressionStream('zstd')),
  gzip_small_2k: () => async () => { for (let i = 0; i < 2000; i++) await through(chunk, () => new CompressionStream('gzip'))(); },
};

const timed = async (f) => {
  const start = performance.now();
  await f();
  return performance.now() - start;
};

const [, , name] = process.argv;
if (!name) {
  console.log(Object.keys(rows).join('\n'));
} else {
  const run = await rows[name]();
  const first = await timed(run), times = [];
  for (let spent = first; times.length < 5 || (spent < 400 && times.length < 40); spent += times.at(-1)) times.push(await timed(run));
  const settled = times.slice(times.length >> 2).sort((a, b) => a - b); // a quarter for the compilers
  console.log(JSON.stringify({ first, warm: settled[settled.length >> 1] }));
}
