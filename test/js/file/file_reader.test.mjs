// SPDX-License-Identifier: MIT
// FileReader: what the web-platform-tests leave out.
function read(method, blob, ...more) {
  return new Promise(resolve => {
    const reader = new FileReader();
    reader.onloadend = () => resolve(reader.result);
    reader[method](blob, ...more);
  });
}

describe('FileReader', () => {
  test('reads in every form', async () => {
    const blob = new Blob([new Uint8Array([0xE9, 0x41])], { type: 'text/plain;charset=latin1' });
    expect(await read('readAsText', blob)).toBe('\u00e9A');
    expect(await read('readAsText', blob, 'utf-8')).toBe('\uFFFDA');
    expect(await read('readAsBinaryString', blob)).toBe('\xE9A');
    expect(await read('readAsDataURL', blob)).toBe('data:text/plain;charset=latin1;base64,6UE=');
    expect((await read('readAsArrayBuffer', blob)).byteLength).toBe(2);
  });
  test('may be started anew by its own events', async () => {
    const reader = new FileReader();
    const results = [];
    await new Promise(resolve => {
      reader.onload = () => {
        results.push(reader.result);
        if (results.length < 3)
          reader.readAsText(new Blob(['again']));
        else
          resolve();
      };
      reader.readAsText(new Blob(['first']));
      expect(() => reader.readAsText(new Blob())).toThrow('reading already');
    });
    expect(results.join()).toBe('first,again,again');
  });
  test('forgotten while it reads, and aborted', () => {
    const reader = new FileReader();
    reader.self = reader;
    reader.onload = () => reader.self;
    reader.readAsText(new Blob(['x']));
    const other = new FileReader();
    other.readAsText(new Blob(['x']));
    other.abort();
    expect([other.readyState, other.result].join()).toBe('2,');
  });
});
