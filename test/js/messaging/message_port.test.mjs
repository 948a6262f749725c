// SPDX-License-Identifier: MIT
// MessagePort and BroadcastChannel where web-platform-tests don't look: order, moving, being told of the end, liveness.
const message = (target) => new Promise((resolve) => {
  target.addEventListener('message', resolve, { once: true });
  target.start?.();
});
const later = () => new Promise((resolve) => { setTimeout(resolve, 10); });

describe('MessagePort', () => {
  test('messages wait for start() and keep their order', async () => {
    const { port1, port2 } = new MessageChannel();
    const got = [];
    for (let i = 0; i < 5; i++) port1.postMessage(i);
    port2.addEventListener('message', (e) => got.push(e.data));
    await later();
    expect(got).toEqual([]);
    port2.start();
    port1.postMessage(5);
    await later();
    expect(got).toEqual([0, 1, 2, 3, 4, 5]);
    port1.close();
  });

  test('a port that is transferred takes its messages along, twice', async () => {
    const inner = new MessageChannel();
    const outer = new MessageChannel();
    inner.port1.postMessage('before');
    outer.port1.postMessage({ port: inner.port2 }, [inner.port2]);
    inner.port1.postMessage('meanwhile');
    const event = await message(outer.port2);
    expect(event.ports.length).toBe(1);
    expect(event.ports[0]).toBe(event.data.port);
    expect(Object.isFrozen(event.ports)).toBe(true);
    outer.port2.postMessage(null, { transfer: event.ports.slice() });
    const again = (await message(outer.port1)).ports[0];
    inner.port1.postMessage('after');
    const got = [];
    again.onmessage = (e) => got.push(e.data);
    await later();
    expect(got).toEqual(['before', 'meanwhile', 'after']);
    again.close();
    outer.port1.close();
  });

  test('the other end is told when a port closes, after the messages', async () => {
    const { port1, port2 } = new MessageChannel();
    const log = [];
    port2.onmessage = (e) => log.push(e.data);
    port2.onclose = (e) => log.push(e.type, e.target === port2);
    port1.onclose = () => log.push('wrong');
    port1.postMessage('last');
    port1.close();
    port1.postMessage('lost');
    await later();
    expect(log).toEqual(['last', 'close', true]);
  });

  test('what can not be posted throws, and nothing moves', () => {
    const { port1, port2 } = new MessageChannel();
    const buffer = new ArrayBuffer(4);
    expect(() => port1.postMessage(() => {}, [buffer])).toThrow();
    expect(buffer.byteLength).toBe(4);
    expect(() => port1.postMessage(1, [port1])).toThrow();
    expect(() => port1.postMessage(port2)).toThrow();
    expect(() => port1.postMessage(1, [{}])).toThrow();
    expect(() => new MessagePort()).toThrow();
    port1.postMessage(1, [port2]);
  });

  test('ref and unref', () => {
    const { port1 } = new MessageChannel();
    expect(port1.hasRef()).toBe(false);
    port1.onmessage = () => {};
    expect(port1.hasRef()).toBe(true);
    port1.unref();
    expect(port1.hasRef()).toBe(false);
    port1.ref();
    port1.onmessage = null;
    expect(port1.hasRef()).toBe(false);
    port1.onmessage = () => {};
    port1.close();
    expect(port1.hasRef()).toBe(false);
  });

  test('an exception of a listener does not stop the next message', async () => {
    const { port1, port2 } = new MessageChannel();
    const got = [];
    const caught = [];
    const handler = (e) => { caught.push(e.error); e.preventDefault(); };
    addEventListener('error', handler);
    port2.onmessage = (e) => { got.push(e.data); throw e.data; };
    port1.postMessage(1);
    port1.postMessage(2);
    await later();
    removeEventListener('error', handler);
    expect(got).toEqual([1, 2]);
    expect(caught).toEqual([1, 2]);
    port1.close();
  });
});

test('BroadcastChannel copies for each', async () => {
  const [a, b, c, other] = ['x', 'x', 'x', 'y'].map((name) => new BroadcastChannel(name));
  const got = [];
  b.onmessage = c.onmessage = (e) => got.push(e.data);
  other.onmessage = () => got.push('wrong');
  a.postMessage({ bytes: new Uint8Array([1, 2]) });
  await later();
  expect(got.length).toBe(2);
  expect(got[0]).toEqual({ bytes: new Uint8Array([1, 2]) });
  expect(got[0].bytes.buffer).not.toBe(got[1].bytes.buffer);
  for (const channel of [a, b, c, other]) channel.close();
});
