// SPDX-License-Identifier: MIT
// Cloning, messages, digests and random values, as nanoseconds per call; runs in every runtime that has them.
const time = async (name, n, f) => {
  for (let i = 0; i < 2; i++) await f();
  const t = performance.now();
  for (let i = 0; i < n; i++) await f();
  console.log(name.padEnd(40), ((performance.now() - t) * 1e6 / n).toFixed(0), 'ns');
};
const json = JSON.parse(JSON.stringify({ items: Array.from({ length: 5200 }, (_, i) => ({ id: i, name: `name ${i}`, tags: ['a', 'b', `t${i % 7}`], nested: { x: i / 3, y: null, ok: true, text: 'lorem ipsum dolor sit amet, consectetur adipiscing elit sed do eiusmod' } })) }));

await time('structuredClone of 1 MB', 20, () => structuredClone(json));
await time('  JSON round trip', 5, () => JSON.parse(JSON.stringify(json)));
json.re = /x/;
await time('structuredClone of 1 MB, long way', 10, () => structuredClone(json));
const buf = new Uint8Array(1 << 20);
await time('structuredClone of a 1 MB buffer', 50, () => structuredClone(buf));
await time('structuredClone {a:1}', 100000, () => structuredClone({ a: 1, b: 'x' }));
await time('structuredClone Map', 10000, () => structuredClone(new Map([[1, { a: 1 }], ['b', [1, 2, 3]]])));
for (const s of [64, 4096, 1 << 20]) for (const a of ['SHA-1', 'SHA-256', 'SHA-512'])
  await time(`digest ${a} of ${s}`, s > 1e5 ? 30 : 20000, () => crypto.subtle.digest(a, buf.subarray(0, s)));
const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign', 'verify']);
await time('hmac sign 64', 20000, () => crypto.subtle.sign('HMAC', key, buf.subarray(0, 64)));
await time('randomUUID', 100000, () => crypto.randomUUID());
await time('getRandomValues 16', 100000, () => crypto.getRandomValues(new Uint8Array(16)));
const { port1, port2 } = new MessageChannel();
await time('message round trip', 10000, () => new Promise((r) => { port2.onmessage = r; port1.postMessage({ a: 1 }); }));
port1.close();
