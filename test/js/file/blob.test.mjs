// SPDX-License-Identifier: MIT
// Blob and File: sharing, and what the web-platform-tests leave out.
describe('Blob', () => {
  test('slices of slices of joined parts', async () => {
    let blob = new Blob(['0123456789']);
    let text = '0123456789';
    for (let i = 0; i < 8; i++) {
      blob = new Blob([blob, blob.slice(2, -3), 'ab', blob]);
      text = text + text.slice(2, -3) + 'ab' + text;
    }
    expect(blob.size).toBe(text.length);
    expect(await blob.text()).toBe(text);
    for (let start = 0; start < text.length; start += 997)
      expect(await blob.slice(start, start + 1500).text()).toBe(text.slice(start, start + 1500));
  });
  test('buffers that come out of it are its reader\'s own', async () => {
    const source = new Uint8Array(4000).fill(65);
    const blob = new Blob([source]);
    source.fill(66);
    const first = await blob.bytes();
    first.fill(67);
    expect((await blob.bytes())[0]).toBe(65);
    const grown = first.buffer.transfer(5000);
    expect(new Uint8Array(grown)[3999]).toBe(67);
    expect(new Uint8Array(grown)[4999]).toBe(0);
    expect(grown.transfer(0).byteLength).toBe(0);
  });
  test('refers to whatever its properties do', () => {
    const blob = new Blob(['x']);
    blob.self = blob;
    const file = new File([blob], 'a');
    file.blob = blob;
    blob.file = file;
  });
  test('malformed UTF-8 and byte order marks', async () => {
    expect(await new Blob([new Uint8Array([0xEF, 0xBB, 0xBF, 65, 0xFF])]).text()).toBe('A\uFFFD');
    expect(await new Blob(['\uFEFF', '\uFEFFa']).text()).toBe('\uFEFFa');
  });
});
