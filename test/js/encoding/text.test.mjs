// SPDX-License-Identifier: MIT
// TextEncoder and TextDecoder where the web-platform-tests don't look: codes as Node has them, long texts, cut anywhere.
const caught = (fn) => {
  try {
    fn();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('errors have the codes of Node:', () => {
  it('a label that is none', () => {
    const error = caught(() => new TextDecoder('no-such'));
    expect([error.name, error.code, error.message]).toEqual(
      ['RangeError', 'ERR_ENCODING_NOT_SUPPORTED', 'The "no-such" encoding is not supported']);
  });

  it('malformed text', () => {
    for (const [label, bytes] of [['utf-8', [0xC3]], ['utf-16le', [0, 0xD8]], ['big5', [0x81]]]) {
      const error = caught(() => new TextDecoder(label, { fatal: true }).decode(new Uint8Array(bytes)));
      expect([error.name, error.code, error.message]).toEqual(
        ['TypeError', 'ERR_ENCODING_INVALID_ENCODED_DATA', `The encoded data was not valid for encoding ${label}`]);
    }
  });
});

describe('texts of any length', () => {
  const samples = ['plain ', 'Grüße ', 'кириллица ', '日本語 ', 'emoji 😀 ', '\ud800 lone '];

  it('come back', () => {
    for (const sample of samples) {
      for (const times of [1, 10, 300, 5000]) {
        const text = sample.repeat(times);
        const bytes = new TextEncoder().encode(text);
        expect(new TextDecoder().decode(bytes) === text.toWellFormed()).toBe(true);
        const into = new Uint8Array(bytes.length);
        expect(new TextEncoder().encodeInto(text, into)).toEqual({ read: text.length, written: bytes.length });
        expect(into.every((byte, i) => byte === bytes[i])).toBe(true);
      }
    }
  });

  it('come back in pieces', () => {
    const text = samples.slice(0, 5).join('').repeat(3);
    const units = Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
    const encoded = { 'utf-8': new TextEncoder().encode(text), 'utf-16le': new Uint8Array(units.buffer) };
    for (const [label, bytes] of Object.entries(encoded)) {
      for (let piece = 1; piece < 9; piece++) {
        const decoder = new TextDecoder(label);
        let out = '';
        for (let i = 0; i < bytes.length; i += piece) out += decoder.decode(bytes.subarray(i, i + piece), { stream: true });
        expect(out + decoder.decode()).toBe(text);
      }
    }
  });

  it('are strings of one byte a character where they can be', () => {
    const text = new TextDecoder().decode(new TextEncoder().encode('é'.repeat(100)));
    expect(text).toBe('é'.repeat(100));
    expect(btoa(text)).toBe(btoa('é'.repeat(100)));
  });
});

describe('atob and btoa', () => {
  it('are each other\'s way back', () => {
    const all = String.fromCharCode(...Array(256).keys()).repeat(50);
    expect(atob(btoa(all))).toBe(all);
  });

  it('refuse with a DOMException', () => {
    for (const wrong of ['a', 'ab=', '=', 'a-b_', '\u1234']) {
      expect(caught(() => atob(wrong)).name).toBe('InvalidCharacterError');
    }
    expect(caught(() => btoa('\u0100')).code).toBe(5);
  });
});
