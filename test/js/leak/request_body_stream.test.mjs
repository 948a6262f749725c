// SPDX-License-Identifier: MIT
// Requests and responses that hold streams: how the project began. The leak check at exit judges.
const make = (url) => new Request(url, { body: new ReadableStream(), method: 'POST', get duplex() { return 'half'; } });

test('a request whose body is a stream', () => {
  expect(make('http://a.example/').headers.has('Content-Type')).toBe(false);
});

test('one whose URL does not parse', () => {
  expect(() => make('').headers.has('Content-Type')).toThrow(TypeError);
});

test('duplex is asked for', () => {
  expect(() => new Request('http://a.example/', { body: new ReadableStream(), method: 'POST' })).toThrow(TypeError);
});

// one chunk, then nothing for ever
const endless = (owner) => new ReadableStream({
  start(controller) { controller.enqueue(new Uint8Array(4)); owner.controller = controller; },
  pull: () => new Promise(() => {}),
});
const states = {
  unread: () => {},
  locked: (message) => { message.body.getReader(); },
  'mid-read': (message) => { message.text().catch(() => {}); },
  'with a read that waits': (message) => { message.body.getReader().read(); },
  cancelled: (message) => { message.body.cancel(message); },
  cloned: (message) => { message.copy = message.clone(); },
  'cloned and half read': (message) => {
    message.copy = message.clone();
    message.copy.body.getReader().read().then(() => message);
  },
  piped: (message) => { message.body.pipeTo(new WritableStream({ write: () => new Promise(() => {}) })).catch(() => {}); },
  teed: (message) => { message.branches = message.body.tee(); },
  wrapped: (message) => { message.outer = new Response(message.body); message.outer.inner = message; },
};

for (const [state, enter] of Object.entries(states)) test(`in a cycle through its body: ${state}`, async () => {
  const source = {};
  source.request = new Request('http://a.example/', { method: 'POST', duplex: 'half', body: endless(source) });
  source.response = new Response(endless(source));
  for (const message of [source.request, source.response]) enter(message);
  await 0;
});

test('read, errored, and the error kept', async () => {
  const error = new Error('mine');
  error.response = new Response(new ReadableStream({ pull(controller) { controller.error(error); } }));
  await expect(error.response.text()).rejects.toBe(error);
});
