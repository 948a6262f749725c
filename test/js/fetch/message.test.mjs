// SPDX-License-Identifier: MIT
// Request, Response and fetch(): what the web-platform-tests leave out.
async function rejection(promise) {
  try { await promise; } catch (error) { return error; }
}

describe('Request and Response', () => {
  test('a URL is needed, a global location is its base', () => {
    expect(() => new Request('')).toThrow('Failed to parse URL from ');
    globalThis.location = { href: 'http://a.test/b/c' };
    expect(new Request('d').url).toBe('http://a.test/b/d');
    expect(Response.redirect('/e').headers.get('location')).toBe('http://a.test/e');
    delete globalThis.location;
    expect(() => new Request('d')).toThrow(TypeError);
  });
  test('errors have codes', async () => {
    const response = new Response('x');
    await response.text();
    expect((await rejection(response.text())).code).toBe('ERR_INVALID_STATE');
    expect(await rejection(new Response('{').json()) instanceof SyntaxError).toBe(true);
    for (const make of [() => new Request('http://u:p@a/'), () => new Request('http://a/', { method: 'TRACE' }),
      () => new Request('http://a/', { body: '' }), () => new Response('', { status: 204 }), () => response.clone()])
      expect(make).toThrow(TypeError);
    expect(() => new Response('', { status: 199 })).toThrow(RangeError);
  });
  test('bodies of every source come back whole', async () => {
    const form = new FormData();
    form.append('a"\n', 'x\ny');
    form.append('f', new File(['abc'.repeat(1000)], 'n"\n.txt', { type: 'x/y' }));
    const back = await new Response(form).formData();
    expect([...back.keys()].join()).toBe('a"\r\n,f');
    expect(back.get('a"\r\n')).toBe('x\r\ny');
    expect([back.get('f').name, back.get('f').type, back.get('f').size].join()).toBe('n"\n.txt,x/y,3000');
    const params = await new Response(new URLSearchParams({ a: '1 2', 'b&': '=' })).formData();
    expect(JSON.stringify([...params])).toBe('[["a","1 2"],["b&","="]]');
    expect((await new Response(new Blob(['x'], { type: 'a/b' })).blob()).type).toBe('a/b');
    expect((await new Response(new DataView(new ArrayBuffer(5), 2)).bytes()).length).toBe(3);
    expect(await new Response(null).text()).toBe('');
    expect(JSON.stringify(await new Response('\uFEFF{"a":"\u00e9"}').json())).toBe('{"a":"\u00e9"}');
  });
  test('large bodies change hands without being shared', async () => {
    const response = new Response('x'.repeat(100000));
    const copy = response.clone();
    const first = new Uint8Array(await response.arrayBuffer());
    first.fill(0);
    expect(await copy.text()).toBe('x'.repeat(100000));
  });
  test('a request follows the signal it was made with', () => {
    const controller = new AbortController();
    const request = new Request('http://a/', { signal: controller.signal });
    const [copy, early] = [new Request(request), request.clone().signal];
    controller.abort('why');
    for (const signal of [request.signal, copy.signal, early])
      expect(signal.reason).toBe('why');
    expect(new Request(request, { signal: null }).signal.aborted).toBe(false);
  });
});

describe('fetch', () => {
  test('data: and blob: URLs', async () => {
    const response = await fetch('data:;charset=x,a%62#c');
    expect([response.url, response.headers.get('content-type'), await response.text()].join())
      .toBe('data:;charset=x,a%62,text/plain;charset=x,ab');
    const url = URL.createObjectURL(new Blob(['0123456789'], { type: 'a/b' }));
    const part = await fetch(url, { headers: { range: 'bytes=2-4' } });
    expect([part.status, await part.text(), part.headers.get('content-range')].join()).toBe('206,234,bytes 2-4/10');
    const ranged = (range) => fetch(url, { headers: { range } }).then((r) => r.text(), (error) => error.cause.message);
    const ranges = {
      'bytes=0-0': '0', 'bytes=7-': '789', 'bytes=-3': '789', 'bytes=-99': '0123456789', 'bytes \t= \t4 - 5': '45',
      'bytes=8-99999999999999999999999': '89',
    };
    for (const [range, text] of Object.entries(ranges)) expect([range, await ranged(range)]).toEqual([range, text]);
    for (const range of ['bytes=', 'bytes=-', 'bytes=-0', 'bytes=5-4', 'bytes=10-', 'bytes=1-2x', 'bytes=+1-2', 'bytes=--1', 'bits=1-2', 'bytes=1-2,4-5'])
      expect([range, await ranged(range)]).toEqual([range, 'invalid range']);
    URL.revokeObjectURL(url);
    expect((await rejection(fetch(url))).cause.message).toBe('unknown blob: URL');
  });
  test('what needs a network is refused', async () => {
    const error = await rejection(fetch('http://a.test/'));
    expect([error.name, error.message, error.cause.code].join()).toBe('TypeError,fetch failed,ERR_NOT_SUPPORTED');
  });
  test('an aborted signal comes first', async () => {
    expect((await rejection(fetch('data:,x', { signal: AbortSignal.abort() }))).name).toBe('AbortError');
  });
});
