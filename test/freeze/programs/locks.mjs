import { after } from './after.mjs';

// Locks that are held and queued when they are frozen, and responses whose signal is still to be aborted.
const { locks } = navigator;
const order = [];
let release;
const held = locks.request('a', () => new Promise((resolve) => { release = resolve; }));
const controller = new AbortController();
const queued = [
  locks.request('a', { mode: 'shared' }, () => order.push('first')),
  locks.request('a', { mode: 'shared', signal: controller.signal }, () => order.push('second')),
  locks.request('a', () => order.push('third')),
];
queued[1].catch(() => {});
const broken = locks.request('b', () => new Promise(() => {})).catch((error) => error.name);
const response = await fetch('data:,abc', { signal: controller.signal });
const text = new Blob(['text of a Blob']).textStream().getReader();
await new Promise((resolve) => { setTimeout(resolve, 1); });

after(async () => {
  const names = async () => Object.entries(await locks.query()).map(([what, list]) => [what, ...list.map((lock) => lock.name)].join());
  console.log(...await names());
  controller.abort('enough');
  release('released');
  console.log(await held, await queued[0], await queued[1].catch((reason) => reason), await queued[2], ...order);
  console.log(await locks.request('b', { steal: true }, (lock) => lock.mode), await broken, ...await names());
  console.log(await response.text().catch((reason) => reason), (await text.read()).value);
});
