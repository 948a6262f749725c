// SPDX-License-Identifier: MIT
// For every class that programs see: objects in cycles through each of their references, and left in each state of their
// lives, are collected while the program runs. A class without a line here fails the last test. Objects that a cycle
// goes through are returned by the states; what isn't collected by itself (the operating system could call back) is in
// other files of this folder, with those that count internal classes.
// Classes: ABORT_CONTROLLER, ABORT_SIGNAL, BLOB, BLOB_URLS, BODY_READING, BYTE_LENGTH_QUEUING_STRATEGY,
//   BYTE_SOURCE, CLOSE_EVENT, COUNT_QUEUING_STRATEGY, CROSS_REALM, CUSTOM_EVENT, DOM_EXCEPTION, ERROR_EVENT, EVENT,
//   EVENT_TARGET, FILE, FILE_READER, FORM_DATA, HEADERS, ITERATOR_SOURCE, MESSAGE_CHANNEL, MESSAGE_EVENT,
//   MESSAGE_PORT, PERFORMANCE_MARK, PERFORMANCE_MEASURE, PERFORMANCE_OBSERVER, PIPE, PROGRESS_EVENT,
//   PROMISE_REJECTION_EVENT, QUOTA_EXCEEDED_ERROR, READABLE_BYTE_STREAM_CONTROLLER, READABLE_STREAM,
//   READABLE_STREAM_BYOB_READER, READABLE_STREAM_BYOB_REQUEST, READABLE_STREAM_CONTROLLER,
//   READABLE_STREAM_DEFAULT_CONTROLLER, READABLE_STREAM_DEFAULT_READER, READABLE_STREAM_READER, REQUEST, RESPONSE,
//   TASK_CONTROLLER, TASK_PRIORITY_CHANGE_EVENT, TASK_SIGNAL, TEE, TEE_WATCH, TEXT_DECODER, TEXT_ENCODER,
//   TRANSFORM_STREAM, TRANSFORM_STREAM_DEFAULT_CONTROLLER, URL, URL_PATTERN, URL_SEARCH_PARAMS, WRITABLE_STREAM,
//   WRITABLE_STREAM_DEFAULT_CONTROLLER, WRITABLE_STREAM_DEFAULT_WRITER
const quiet = (promise) => { promise.catch(() => {}); return promise; };
const never = () => new Promise(() => {});
const stuck = (extra = {}) => new WritableStream({ write: never, ...extra });
const quietReader = (stream) => { const reader = stream.getReader(); quiet(reader.closed); return reader; };
const quietWriter = (stream) => { const writer = stream.getWriter(); quiet(writer.closed); quiet(writer.ready); return writer; };
const bytes = () => new Uint8Array(8);
const message = (Kind, init) => (Kind === Request ? new Request('http://a.example/', { method: 'POST', duplex: 'half', ...init })
  : new Response(init.body));

// A class of events: the cycle goes through each member of the dictionary that takes any value.
const event = (Kind, ...members) => Object.fromEntries([
  ...members.map((member) => [`cycle through ${member}`, () => {
    const held = {};
    held.event = new Kind('x', { ...(Kind === PromiseRejectionEvent && { promise: Promise.resolve() }), [member]: held });
    return held.event;
  }]),
  ['dispatched to a target that holds it', () => {
    const target = new EventTarget();
    target.event = new Kind('x', { promise: Promise.resolve(), newValue: '', previousPriority: 'background' });
    target.addEventListener('x', () => target, { once: true });
    target.dispatchEvent(target.event);
    return [target, target.event];
  }],
  ['being dispatched when its listener throws it away', () => {
    let made = new Kind('x', { promise: Promise.resolve(), previousPriority: 'background' });
    const ref = [made], target = new EventTarget();
    target.onx = target;
    target.addEventListener('x', (e) => { made = null; e.target.last = e; e.stopImmediatePropagation(); });
    target.dispatchEvent(made);
    return ref;
  }],
]);

// A transform that is native at both ends.
const transform = (make) => ({
  'cycle through its ends': () => {
    const stream = make();
    stream.readable.owner = stream.writable.owner = stream;
    return [stream, stream.readable, stream.writable];
  },
  locked: () => { const stream = make(); stream.reader = quietReader(stream.readable); stream.writer = quietWriter(stream.writable); return [stream, stream.reader, stream.writer]; },
  'mid-read': () => { const stream = make(), reader = quietReader(stream.readable); quiet(reader.read()).then(() => stream, () => {}); return [stream, reader]; },
  aborted: () => { const stream = make(); quiet(stream.writable.abort(stream)); return stream; },
  cancelled: () => { const stream = make(); quiet(stream.readable.cancel(stream)); return stream; },
});

const body = (Kind) => ({
  'cycle through headers, signal and body': () => {
    const made = message(Kind, { body: new ReadableStream() });
    made.headers.owner = made.body.owner = made;
    if (made.signal) made.signal.owner = made;
    return [made, made.headers, made.body];
  },
  'cycle through the source of its body': () => {
    const source = { pull: never };
    source.made = message(Kind, { body: new ReadableStream(source) });
    return [source.made, source];
  },
  'bytes that nobody read': () => message(Kind, { body: 'x' }),
  'a Blob': () => { const blob = new Blob(['x']); blob.owner = message(Kind, { body: blob }); blob.owner.blob = blob; return blob.owner; },
  'mid-read': () => { const made = message(Kind, { body: new ReadableStream({ pull: never }) }); quiet(made.text()).then(() => made, () => {}); return made; },
  cloned: () => { const made = message(Kind, { body: new ReadableStream({ pull: never }) }); made.copy = made.clone(); made.copy.origin = made; return [made, made.copy]; },
  'cloned and half read': () => {
    const made = message(Kind, { body: new ReadableStream({ start(c) { c.enqueue(bytes()); } }) });
    made.copy = made.clone();
    quiet(made.copy.arrayBuffer()).then(() => made, () => {});
    return [made, made.copy];
  },
  teed: () => { const made = message(Kind, { body: new ReadableStream() }); made.branches = made.body.tee(); made.branches[0].made = made; return [made, ...made.branches]; },
  piped: () => { const made = message(Kind, { body: new ReadableStream() }); made.pipe = quiet(made.body.pipeTo(stuck())); made.body.made = made; return made; },
  errored: () => { const made = message(Kind, { body: new ReadableStream({ start(c) { const e = new Error('kept'); e.controller = c; c.error(e); } }) }); quiet(made.text()); made.body.made = made; return made; },
});

const underlying = (type) => ({
  'cycle through its source': () => { const source = { type, start(c) { this.controller = c; }, cancel() {} }; source.stream = new ReadableStream(source); return [source.stream, source.controller, source]; },
  locked: () => { const stream = new ReadableStream({ type }); stream.reader = quietReader(stream); stream.reader.stream = stream; return [stream, stream.reader]; },
  released: () => { const stream = new ReadableStream({ type }), reader = quietReader(stream); quiet(reader.read()); reader.releaseLock(); reader.stream = stream; stream.reader = reader; return [stream, reader]; },
  'mid-read': () => { const stream = new ReadableStream({ type }), reader = quietReader(stream); reader.promise = quiet(reader.read()); reader.promise.then(() => reader, () => {}); return [stream, reader]; },
  'mid-pull': () => { const source = { type, pull: never }; source.reader = quietReader(new ReadableStream(source)); quiet(source.reader.read()); return source.reader; },
  queued: () => { let stream; const chunk = bytes(); stream = new ReadableStream({ type, start(c) { chunk.controller = c; c.enqueue(chunk); } }); stream.chunk = chunk; return stream; },
  errored: () => { const error = new Error('kept'); error.stream = new ReadableStream({ type, start(c) { error.controller = c; c.error(error); } }); return [error.stream, error]; },
  closed: () => { const stream = new ReadableStream({ type, start(c) { c.close(); stream_of.set(c, 1); } }); stream.reader = quietReader(stream); return stream; },
  cancelled: () => { const source = { type, cancel: never }; source.stream = new ReadableStream(source); source.done = quiet(source.stream.cancel(source)); return source.stream; },
  teed: () => { const stream = new ReadableStream({ type }); const [a, b] = stream.tee(); a.b = b; b.a = a; a.stream = stream; quiet(a.cancel(b)); return [stream, a, b]; },
  'teed and mid-read': () => { const stream = new ReadableStream({ type }); const [a, b] = stream.tee(); const reader = quietReader(a); reader.b = b; quiet(reader.read()).then(() => reader, () => {}); return [stream, reader, b]; },
  piping: () => { const stream = new ReadableStream({ type, pull: never }); const sink = stuck(); sink.stream = stream; stream.sink = sink; stream.pipe = quiet(stream.pipeTo(sink)); return [stream, sink]; },
  'piping with a chunk that is being written': () => { const sink = stuck(); const stream = new ReadableStream({ type, start(c) { c.enqueue(bytes()); } }); sink.stream = stream; quiet(stream.pipeTo(sink)); return [stream, sink]; },
  'piping with a signal': () => {
    const controller = new AbortController(), stream = new ReadableStream({ type }), sink = stuck();
    controller.signal.stream = stream;
    quiet(stream.pipeTo(sink, { signal: controller.signal }));
    return [controller, controller.signal, stream, sink];
  },
  'a pipe that was aborted': () => {
    const controller = new AbortController(), stream = new ReadableStream({ type, cancel: never }), sink = stuck({ abort: never });
    stream.pipe = quiet(stream.pipeTo(sink, { signal: controller.signal }));
    controller.abort(stream);
    return [stream, sink, controller];
  },
  iterated: () => { const stream = new ReadableStream({ type }); const iterator = stream[Symbol.asyncIterator](); iterator.stream = stream; quiet(iterator.next()).then(() => iterator, () => {}); return [stream, iterator]; },
});
const stream_of = new WeakMap();

function transferred(stream) {
  const copy = structuredClone(stream, { transfer: [stream] });
  stream.copy = copy;
  copy.origin = stream;
  return [stream, copy];
}

const byob = () => {
  const source = { type: 'bytes', pull(c) { this.request = c.byobRequest; return never(); } };
  source.stream = new ReadableStream(source);
  source.reader = source.stream.getReader({ mode: 'byob' });
  quiet(source.reader.closed);
  quiet(source.reader.read(bytes())).then(() => source, () => {});
  return source;
};

const sinks = {
  'cycle through its sink': () => { const sink = { start(c) { this.controller = c; c.signal.sink = sink; }, write: never, close: never, abort: never }; sink.stream = new WritableStream(sink, { size: () => (sink, 1) }); return [sink.stream, sink]; },
  locked: () => { const stream = stuck(); stream.writer = quietWriter(stream); return [stream, stream.writer]; },
  released: () => { const stream = stuck(), writer = quietWriter(stream); stream.writer = writer; writer.stream = stream; quiet(writer.write({ writer })); writer.releaseLock(); return [stream, writer]; },
  'mid-write, with writes that wait': () => { const stream = stuck(), writer = quietWriter(stream); for (let i = 0; i < 3; i++) quiet(writer.write({ writer })).then(() => writer, () => {}); return [stream, writer]; },
  closing: () => { const sink = { close: never }; sink.stream = new WritableStream(sink); quiet(sink.stream.close()).then(() => sink, () => {}); return sink.stream; },
  'closing after a write': () => { const stream = stuck(), writer = quietWriter(stream); quiet(writer.write(writer)); quiet(writer.close()).then(() => writer, () => {}); return [stream, writer]; },
  aborted: () => { const sink = { abort: never }; sink.stream = new WritableStream(sink); quiet(sink.stream.abort(sink)).then(() => sink, () => {}); return sink.stream; },
  'aborted mid-write': () => { const stream = stuck(), writer = quietWriter(stream); quiet(writer.write(writer)); quiet(writer.abort(stream)); stream.writer = writer; return [stream, writer]; },
  errored: () => { const error = new Error('kept'); error.stream = new WritableStream({ start(c) { error.controller = c; c.error(error); } }); return error.stream; },
};

const transformer = {
  'cycle through its transformer': () => { const t = { start(c) { this.controller = c; }, transform: never, flush: never, cancel: never }; t.stream = new TransformStream(t); return [t.stream, t.controller, t]; },
  'mid-transform': () => { const t = { transform: never }; t.stream = new TransformStream(t, {}, { highWaterMark: 1 }); const writer = quietWriter(t.stream.writable); quiet(writer.write({ t })).then(() => writer, () => {}); quiet(writer.write(writer)); return [t.stream, writer]; },
  flushing: () => { const t = { flush: never }; t.stream = new TransformStream(t); quiet(t.stream.writable.close()); return t.stream; },
  cancelling: () => { const t = { cancel: never }; t.stream = new TransformStream(t); quiet(t.stream.readable.cancel(t)).then(() => t, () => {}); return t.stream; },
  aborting: () => { const t = { cancel: never }; t.stream = new TransformStream(t); quiet(t.stream.writable.abort(t)).then(() => t, () => {}); return t.stream; },
  errored: () => { const t = { start(c) { this.controller = c; c.error(t); } }; t.stream = new TransformStream(t); return t.stream; },
  terminated: () => { const t = { start(c) { t.controller = c; c.enqueue({ t }); c.terminate(); } }; t.stream = new TransformStream(t); return t.stream; },
};

const port = {
  'cycle through both ports': () => { const c = new MessageChannel(); c.port1.channel = c.port2.channel = c; return [c, c.port1, c.port2]; },
  'with a message': () => { const c = new MessageChannel(); c.port1.channel = c; c.port1.postMessage({ a: bytes() }); return [c, c.port1, c.port2]; },
  'with each other in the mail': () => { const c = new MessageChannel(); const other = new MessageChannel(); other.port1.c = c; c.port1.other = other; other.port1.postMessage(0, [c.port2]); return [c, c.port1, other]; },
  closed: () => { const c = new MessageChannel(); c.port1.channel = c; c.port1.close(); return [c, c.port1]; },
  transferred: () => { const c = new MessageChannel(); c.port1.channel = c; structuredClone(c.port1, { transfer: [c.port1] }); return [c, c.port1]; },
};

const cases = {
  DOMException: { 'cycle through expandos': () => { const e = new DOMException('m', 'AbortError'); e.cycle = new QuotaExceededError('q'); e.cycle.cause = e; return [e, e.cycle]; }, cloned: () => structuredClone(new DOMException('m')) },
  QuotaExceededError: { made: () => new QuotaExceededError('m', { quota: 1, requested: 2 }) },
  Event: event(Event),
  CustomEvent: event(CustomEvent, 'detail'),
  ErrorEvent: event(ErrorEvent, 'error'),
  PromiseRejectionEvent: { ...event(PromiseRejectionEvent, 'reason'), 'cycle through promise': () => { const promise = Promise.resolve(); promise.event = new PromiseRejectionEvent('x', { promise }); return promise.event; } },
  MessageEvent: { ...event(MessageEvent, 'data'), 'cycle through source and ports': () => { const { port1 } = new MessageChannel(); port1.event = new MessageEvent('x', { source: port1, ports: [port1] }); return [port1, port1.event]; } },
  CloseEvent: event(CloseEvent),
  ProgressEvent: event(ProgressEvent),
  TaskPriorityChangeEvent: event(TaskPriorityChangeEvent),
  EventTarget: {
    'cycle through listeners': () => { const t = new EventTarget(); t.addEventListener('x', () => t); t.addEventListener('y', { handleEvent: () => t }, true); return t; },
    'with a signal': () => { const t = new EventTarget(), c = new AbortController(); c.t = t; t.c = c; t.addEventListener('x', () => t, { signal: c.signal }); return [t, c, c.signal]; },
    'removed while it is dispatched': () => { const t = new EventTarget(); const f = () => { t.removeEventListener('x', f); t.addEventListener('x', () => t); }; t.addEventListener('x', f); t.dispatchEvent(new Event('x')); return t; },
  },
  AbortSignal: {
    'cycle through reason, handler and listener': () => { const c = new AbortController(); const { signal } = c; signal.onabort = () => c; signal.addEventListener('abort', () => signal); c.signal.reasonOf = c; return [c, signal]; },
    aborted: () => { const reason = {}; reason.signal = AbortSignal.abort(reason); return reason.signal; },
    'any, followed': () => { const c = new AbortController(), any = AbortSignal.any([c.signal]); any.onabort = () => any; c.any = any; return [c, any]; },
    'any of any, aborted': () => { const c = new AbortController(), any = AbortSignal.any([AbortSignal.any([c.signal]), c.signal]); any.onabort = () => any; c.abort(any); return [c, any]; },
    'a timeout that nobody follows': () => { const signal = AbortSignal.timeout(1e9); signal.self = signal; return signal; },
  },
  AbortController: { 'cycle through its signal': () => { const c = new AbortController(); c.signal.c = c; return [c, c.signal]; }, aborted: () => { const c = new AbortController(); c.abort(c); return [c, c.signal]; } },
  TaskSignal: { 'any that follows': () => { const c = new TaskController(), s = TaskSignal.any([c.signal], { priority: c.signal }); s.onprioritychange = () => s; s.c = c; c.s = s; return [c, s, c.signal]; } },
  TaskController: { 'cycle through its signal': () => { const c = new TaskController(); c.signal.onprioritychange = () => c; return [c, c.signal]; }, 'priority changed': () => { const c = new TaskController(); c.signal.c = c; c.setPriority('background'); return c; } },
  PerformanceObserver: { 'cycle through its callback': () => { const o = new PerformanceObserver(() => o); return o; }, disconnected: () => { const o = new PerformanceObserver(() => o); o.observe({ type: 'mark' }); o.disconnect(); return o; } },
  PerformanceEntry: null, // abstract: marks and measures are its instances
  PerformanceMark: { 'cycle through its detail': () => { const m = new PerformanceMark('m', { detail: { a: 1 } }); m.detail.m = m; return m; } },
  PerformanceMeasure: { cleared: () => { const m = performance.measure('leak', { start: 0, detail: { a: 1 } }); m.detail.m = m; performance.clearMeasures('leak'); return m; } },
  CountQueuingStrategy: { held: () => { const s = new CountQueuingStrategy({ highWaterMark: 1 }); s.stream = new ReadableStream({}, s); s.stream.s = s; return [s, s.stream]; } },
  ByteLengthQueuingStrategy: { held: () => { const s = new ByteLengthQueuingStrategy({ highWaterMark: 1 }); s.stream = new ReadableStream({}, s); s.stream.s = s; return [s, s.stream]; } },
  ReadableStream: {
    ...underlying(undefined),
    transferred: () => transferred(new ReadableStream({ start(c) { c.enqueue({ a: 1 }); } })),
    'transferred, mid-read': () => { const [stream, copy] = transferred(new ReadableStream({ pull: never })); copy.reader = quietReader(copy); quiet(copy.reader.read()); return [stream, copy]; },
    'transferred and cancelled': () => { const [stream, copy] = transferred(new ReadableStream({ cancel: never })); quiet(copy.cancel('enough')); return [stream, copy]; },
    from: () => { const list = [1]; list.stream = ReadableStream.from(list); return list.stream; },
    'from, mid-read': () => { const source = { [Symbol.asyncIterator]: () => ({ next: never, return: never, source }) }; source.stream = ReadableStream.from(source); quiet(quietReader(source.stream).read()); return source.stream; },
    'from, cancelled': () => { const source = { [Symbol.asyncIterator]: () => ({ next: never, return: never, source }) }; source.stream = ReadableStream.from(source); quiet(source.stream.cancel(source)); return source.stream; },
    'of a Blob, mid-read': () => { const stream = new Blob(['x']).stream(); stream.reader = quietReader(stream); quiet(stream.reader.read()); return stream; },
  },
  ReadableStreamDefaultReader: { ...underlying(undefined) },
  ReadableStreamDefaultController: { 'cycle through size': () => { let c; const stream = new ReadableStream({ start(x) { c = x; c.self = c; } }, { size: () => (c, 1) }); c.stream = stream; return [c, stream]; } },
  ReadableByteStreamController: underlying('bytes'),
  ReadableStreamBYOBReader: {
    'mid-read': () => { const source = byob(); return [source.stream, source.reader]; },
    released: () => { const source = byob(); source.reader.releaseLock(); return [source.stream, source.reader]; },
    cancelled: () => { const source = byob(); quiet(source.reader.cancel(source)); return [source.stream, source.reader]; },
    'a branch of a tee': () => { const stream = new ReadableStream({ type: 'bytes' }); const [a, b] = stream.tee(); a.reader = a.getReader({ mode: 'byob' }); quiet(a.reader.closed); quiet(a.reader.read(bytes())); a.b = b; b.a = a; return [stream, a, b]; },
  },
  ReadableStreamBYOBRequest: {
    'cycle through its view': () => { const source = byob(); if (source.request) source.request.source = source.request.view.source = source; return [source.stream, source.request ?? source]; },
  },
  WritableStream: {
    ...sinks,
    transferred: () => transferred(stuck()),
    'transferred, mid-write': () => { const [stream, copy] = transferred(stuck()); copy.writer = quietWriter(copy); quiet(copy.writer.write({ a: 1 })); quiet(copy.writer.write(2)); return [stream, copy]; },
    'transferred and aborted': () => { const [stream, copy] = transferred(stuck()); quiet(copy.abort('enough')); return [stream, copy]; },
  },
  WritableStreamDefaultWriter: sinks,
  WritableStreamDefaultController: { 'cycle through its signal': () => { let c; const stream = new WritableStream({ start(x) { c = x; c.signal.onabort = () => c; } }); c.stream = stream; return [c, c.signal, stream]; } },
  TransformStream: { ...transformer, transferred: () => transferred(new TransformStream()) },
  TransformStreamDefaultController: transformer,
  Blob: { 'slices of parts': () => { const blob = new Blob([new Blob(['x']), bytes()]); blob.slices = [blob.slice(1), blob]; blob.slices[0].origin = blob; return [blob, blob.slices[0]]; }, 'read by nobody': () => { const blob = new Blob(['x']); quiet(blob.text()).then(() => blob); blob.bytes_ = quiet(blob.bytes()); return blob; }, 'URL revoked': () => { const blob = new Blob(['x']); blob.self = blob; URL.revokeObjectURL(URL.createObjectURL(blob)); return blob; }, cloned: () => { const blob = new Blob(['x']); blob.copy = structuredClone(blob); blob.copy.blob = blob; return [blob, blob.copy]; } },
  File: { cloned: () => { const file = new File(['x'], 'n'); file.copy = structuredClone(file); file.copy.file = file; return [file, file.copy]; } },
  FileReader: { 'cycle through handlers': () => { const r = new FileReader(); r.onload = () => r; return r; }, aborted: () => { const r = new FileReader(); r.onabort = () => r; r.readAsText(new Blob(['x'])); r.abort(); return r; }, 'mid-read': () => { const r = new FileReader(); r.onload = () => r; r.readAsArrayBuffer(new Blob(['x'])); return r; } },
  Headers: { iterated: () => { const h = new Headers({ a: 'b' }); h.iterator = h.entries(); h.iterator.h = h; h.iterator.next(); return [h, h.iterator]; } },
  FormData: { 'cycle through a file': () => { const f = new FormData(), file = new File(['x'], 'n'); f.append('f', file); f.get('f').f = f; f.iterator = f[Symbol.iterator](); f.iterator.next(); return [f, f.iterator]; } },
  Request: body(Request),
  Response: { ...body(Response), 'from fetch': () => { const p = quiet(fetch('data:,x')); p.then((r) => { r.p = p; }); return p; } },
  CryptoKey: null, // made by promises only: crypto.test.mjs
  Crypto: null, SubtleCrypto: null, Navigator: null, Performance: null, Scheduler: null, LockManager: null, // one each
  Lock: null, // locks.test.mjs
  PerformanceObserverEntryList: null, // performance.test.mjs
  URL: { 'cycle through its parameters': () => { const u = new URL('http://a/?b'); u.searchParams.u = u; return [u, u.searchParams]; } },
  URLSearchParams: { iterated: () => { const p = new URLSearchParams('a=b'); p.i = p.entries(); p.i.p = p; p.i.next(); return [p, p.i]; } },
  URLPattern: { 'with groups': () => { const p = new URLPattern({ pathname: '/:a(b+)' }); p.p = p; p.result = p.exec('http://h/b'); return p; } },
  MessagePort: port,
  MessageChannel: port,
  BroadcastChannel: { closed: () => { const c = new BroadcastChannel('leak'); c.onmessage = () => c; c.close(); return c; } },
  TextDecoder: { 'mid-stream': () => { const d = new TextDecoder('shift_jis'); d.d = d; d.decode(new Uint8Array([0x81]), { stream: true }); return d; } },
  TextEncoder: { made: () => { const e = new TextEncoder(); e.e = e; return e; } },
  TextDecoderStream: transform(() => new TextDecoderStream()),
  TextEncoderStream: transform(() => new TextEncoderStream()),
  CompressionStream: transform(() => new CompressionStream('gzip')),
  DecompressionStream: transform(() => new DecompressionStream('gzip')),
};

// Large cycles, until the collector has run.
function churn(refs) {
  for (let i = 0; i < 50 && refs.some((ref) => ref.deref()); i++) {
    const garbage = { buffer: new ArrayBuffer(100_000) };
    garbage.self = garbage;
  }
}

function abandon(state) {
  const made = state();
  const objects = Array.isArray(made) ? made : [made];
  return objects.map((object) => {
    object.itself = object;
    return new WeakRef(object);
  });
}

for (const [name, states] of Object.entries(cases)) if (states) describe(name, () => {
  for (const [state, make] of Object.entries(states)) test(state, async () => {
    const refs = abandon(make);
    for (let i = 0; i < 10 && refs.some((ref) => ref.deref()); i++) { // what goes on a while may be held for it
      await new Promise((resolve) => { setTimeout(resolve, i); });
      churn(refs);
    }
    expect(refs.map((ref) => ref.deref()?.constructor.name)).toEqual(refs.map(() => undefined));
  });
});

test('no class is missing', () => {
  const language = new Set(['AggregateError', 'ArrayBuffer', 'AsyncDisposableStack', 'BigInt', 'DataView', 'DisposableStack',
    'FinalizationRegistry', 'Iterator', 'Map', 'Promise', 'SharedArrayBuffer', 'Set', 'Symbol', 'WeakMap', 'WeakRef', 'WeakSet']);
  const classes = Object.getOwnPropertyNames(globalThis).filter((name) => /^[A-Z]/.test(name) && !language.has(name)
    && Object.hasOwn(globalThis[name]?.prototype ?? {}, Symbol.toStringTag));
  expect(classes.filter((name) => !(name in cases))).toEqual([]);
});
