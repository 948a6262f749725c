// SPDX-License-Identifier: MIT
// Ports, channels and records abandoned in each state, in cycles through what they hold. The leak check at exit judges.
// Classes: BROADCAST_CHANNEL, BROADCAST_CHANNELS, CLONE_RECORD, MAILBOX, MESSAGE, MESSAGE_TASKS
test('abandoned ports', async () => {
  for (let i = 0; i < 20; i++) {
    const cyclic = () => {
      const channel = new MessageChannel();
      channel.port1.channel = channel;
      return channel;
    };
    cyclic();
    const listening = cyclic();
    listening.port1.onmessage = () => listening;
    listening.port1.unref();
    const queued = cyclic();
    queued.port1.postMessage({ big: new Uint8Array(64), blob: new Blob(['x']) });
    const nested = cyclic();
    nested.port1.postMessage(0, [cyclic().port1]);
    const circle = cyclic();
    circle.port1.postMessage(0, [circle.port2]);
    const closed = cyclic();
    closed.port2.postMessage(1);
    closed.port1.close();
    const started = cyclic();
    started.port2.start();
    started.port1.postMessage(new Map([[1, [started.port1.hasRef()]]]));
    const moved = new MessageChannel();
    structuredClone(moved.port1, { transfer: [moved.port1] });
    try { cyclic().port1.postMessage(() => {}, [moved.port2]); } catch { /* refused */ }
  }
  await new Promise((resolve) => { setTimeout(resolve, 5); });
});

test('abandoned broadcast channels', async () => {
  for (let i = 0; i < 10; i++) {
    const channel = new BroadcastChannel('n');
    channel.self = channel;
    const open = new BroadcastChannel('n');
    open.onmessage = () => open;
    open.unref();
    channel.postMessage([i]);
    if (i % 2) open.close();
  }
  await new Promise((resolve) => { setTimeout(resolve, 5); });
});

test('clones that fail half way', () => {
  for (let i = 0; i < 10; i++) {
    const value = { list: [new Map(), new Set(), new Date(), /x/, new Error('e', { cause: {} }), new Uint8Array(9)] };
    value.self = value;
    value.list.push(() => {});
    try { structuredClone(value, { transfer: [value.list[5].buffer] }); } catch { /* refused */ }
    try { structuredClone({ get a() { throw value; } }); } catch { /* the program's own */ }
    value.list.pop();
    structuredClone(value, { transfer: [value.list[5].buffer] });
    structuredClone({ value: [{ a: [value.list[0]] }] });
    structuredClone(new SharedArrayBuffer(8));
  }
});
