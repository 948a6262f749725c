import { after } from './after.mjs';

// Ports with messages that nobody took yet, channels, clones, and a signal of tasks.
const { port1, port2 } = new MessageChannel();
port1.postMessage({ n: 1, map: new Map([[1, new Set(['x'])]]), bytes: new Uint8Array([1, 2]) });
const inner = new MessageChannel();
port1.postMessage('with a port', [inner.port2]);
inner.port1.postMessage('through the inner one');
const closed = new MessageChannel();
closed.port1.close();
const a = new BroadcastChannel('room'), b = new BroadcastChannel('room');
const self = { list: [1, , 3], date: new Date(0), re: /x/gi, error: new RangeError('r', { cause: 1 }), blob: new Blob(['blob']), big: 1n };
self.self = self;
const clone = structuredClone(self);
const buffer = new ArrayBuffer(4, { maxByteLength: 8 });
const moved = structuredClone(buffer, { transfer: [buffer] });
const task = new TaskController({ priority: 'background' });
const order = [];
const done = scheduler.postTask(() => order.push('background'), { signal: task.signal });
const refused = scheduler.postTask(() => order.push('never'), { signal: AbortSignal.abort('no') }).catch((reason) => reason);
const first = await done;

after(async () => {
  const got = [];
  const two = new Promise((resolve) => { port2.onmessage = (e) => { got.push(e); if (got.length === 2) resolve(); }; });
  await two;
  console.log(got[0].data, got[1].data, got[1].ports.length);
  const [last] = got[1].ports;
  console.log((await new Promise((resolve) => { last.onmessage = resolve; })).data);
  for (const port of [port1, last]) port.close();
  const heard = new Promise((resolve) => { b.onmessage = resolve; });
  a.postMessage({ hello: [1] });
  console.log((await heard).data, a.name);
  a.close();
  b.close();
  console.log(clone.self === clone, clone.list, clone.date.getTime(), clone.re.flags, clone.error.cause, clone.error instanceof RangeError, await clone.blob.text(), clone.big);
  moved.resize(8);
  console.log(buffer.detached, moved.byteLength);
  const later = scheduler.postTask(() => order.push('changed'), { signal: task.signal });
  const blocking = scheduler.postTask(() => order.push('visible'));
  task.setPriority('user-blocking');
  console.log(first, await refused, await later, await blocking, order, task.signal.priority);
});
