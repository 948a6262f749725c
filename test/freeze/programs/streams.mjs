import { after } from './after.mjs';

// Streams in each state in which a program can leave them.
const turn = () => new Promise((resolve) => { setTimeout(resolve, 1); });
const later = {};
const controlled = (extra) => { let controller; const stream = new ReadableStream({ start(c) { controller = c; }, ...extra }); return { stream, controller }; };

const queued = controlled();
queued.controller.enqueue({ n: 1 });
queued.controller.enqueue('two');

const waiting = controlled();
const reader = waiting.stream.getReader();
const reads = [reader.read(), reader.read()];

const bytes = controlled({ type: 'bytes', autoAllocateChunkSize: 8 });
bytes.controller.enqueue(Uint8Array.of(1, 2, 3));
const byobReader = bytes.stream.getReader({ mode: 'byob' });
const firstBytes = await byobReader.read(new Uint8Array(2));

const pending = controlled({ type: 'bytes', pull() { return new Promise(() => {}); } });
const pendingRead = pending.stream.getReader({ mode: 'byob' }).read(new Uint16Array(2), { min: 2 });
const request = pending.controller.byobRequest;

const [left, right] = new ReadableStream({ n: 0, pull(c) { this.n < 4 ? c.enqueue(this.n++) : c.close(); } }).tee();
const leftReader = left.getReader();
const fromLeft = (await leftReader.read()).value;

const failed = new ReadableStream({ start(c) { c.error(new RangeError('kept')); } });
const iterated = ReadableStream.from((function* () { yield 'a'; yield 'b'; yield 'c'; })())[Symbol.asyncIterator]();
const iteratedFirst = (await iterated.next()).value;

const written = [];
const sink = new WritableStream({ write(chunk, c) { written.push(chunk); later.signal = c.signal; return new Promise((resolve) => { later.write = resolve; }); },
  close() { written.push('close'); } }, { highWaterMark: 2 });
const writer = sink.getWriter();
const writes = [writer.write('first'), writer.write('second')];
const aborted = new WritableStream({ write: () => new Promise((resolve) => { later.aborted = resolve; }), abort(reason) { written.push(reason); } });
const abortedWriter = aborted.getWriter();
abortedWriter.write(1).catch(() => {});
abortedWriter.closed.catch(() => {});

const transform = new TransformStream({ transform(chunk, c) { c.enqueue(chunk * 2); }, flush(c) { c.enqueue('end'); } });
const transformWriter = transform.writable.getWriter();
transformWriter.write(21);

const piped = [];
const from = controlled();
const stop = new AbortController();
const pipe = from.stream.pipeTo(new WritableStream({ write(chunk) { piped.push(chunk); } }), { signal: stop.signal });
from.controller.enqueue('before');
const through = controlled();
const rest = Array.fromAsync(through.stream.pipeThrough(new TransformStream({ transform(chunk, c) { c.enqueue(`<${chunk}>`); } })));
through.controller.enqueue(1);
await turn();

after(async () => {
  queued.controller.close();
  console.log(await Array.fromAsync(queued.stream), reader.closed instanceof Promise);
  waiting.controller.enqueue('late');
  waiting.controller.close();
  console.log(await Promise.all(reads), await reader.closed);
  console.log(firstBytes, await byobReader.read(new Uint8Array(4)));
  new Uint8Array(request.view.buffer).set([1, 2, 3, 4], request.view.byteOffset);
  request.respond(4);
  console.log(await pendingRead, pending.controller.byobRequest);
  leftReader.releaseLock();
  console.log(fromLeft, await Array.fromAsync(left), await Array.fromAsync(right));
  console.log(await failed.getReader().read().catch((e) => `${e.name}: ${e.message}`));
  console.log(iteratedFirst, await iterated.next(), await iterated.return('x'));
  console.log(writer.desiredSize, written, later.signal.aborted);
  later.write();
  await writes[0];
  later.write();
  await writes[1];
  await writer.close();
  console.log(written, writer.desiredSize);
  abortedWriter.abort('enough');
  later.aborted();
  console.log(await abortedWriter.closed.catch((reason) => reason));
  const reading = transform.readable.getReader();
  console.log((await reading.read()).value);
  transformWriter.close();
  console.log((await reading.read()).value, (await reading.read()).done);
  from.controller.enqueue('after');
  await turn();
  stop.abort(new Error('stopped'));
  console.log(piped, await pipe.catch((e) => e.message), from.stream.locked);
  through.controller.enqueue(2);
  through.controller.close();
  console.log(await rest);
});
