// SPDX-License-Identifier: MIT
// Web Cryptography beyond what its tests of the web platform look at: large input, other threads, keys that are cloned.
const hex = (buffer) => [...new Uint8Array(buffer)].map((b) => b.toString(16).padStart(2, '0')).join('');
const refusal = async (promise) => {
  try { await promise; } catch (e) { return e.name; }
  return 'none';
};
const bytes = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));

describe('digest', () => {
  test('of little and much, which another thread works on', async () => {
    const little = await crypto.subtle.digest('sha-256', bytes('abc'));
    expect(hex(little)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    const much = new Uint8Array(1_000_000).fill(97);
    const [one, two] = await Promise.all([crypto.subtle.digest('SHA-1', much), crypto.subtle.digest('SHA-256', much)]);
    expect(hex(one)).toBe('34aa973cd4c4daa4f61eeb2bdbad27316534016f');
    expect(hex(two)).toBe('cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');
  });
  test('reads the bytes at the call', async () => {
    const much = new Uint8Array(200_000);
    const promise = crypto.subtle.digest('SHA-512', much);
    const want = hex(await crypto.subtle.digest('SHA-512', new Uint8Array(200_000)));
    much.fill(1);
    expect(hex(await promise)).toBe(want);
  });
  test('refuses what it does not know', async () => {
    expect(await refusal(crypto.subtle.digest('MD5', bytes('')))).toBe('NotSupportedError');
    expect(await refusal(crypto.subtle.digest({}, bytes('')))).toBe('TypeError');
    expect(await refusal(crypto.subtle.digest('SHA-1', 'text'))).toBe('TypeError');
    expect(await refusal(crypto.subtle.digest())).toBe('TypeError');
  });
});

describe('HMAC', () => {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = (usages = ['sign', 'verify'], extractable = true) =>
    crypto.subtle.importKey('raw', bytes('key'), algorithm, extractable, usages);

  test('signs and verifies, little and much', async () => {
    const k = await key();
    const mac = await crypto.subtle.sign('HMAC', k, bytes('The quick brown fox jumps over the lazy dog'));
    expect(hex(mac)).toBe('f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8');
    for (const size of [0, 10, 70_000]) {
      const data = new Uint8Array(size);
      const signature = new Uint8Array(await crypto.subtle.sign(algorithm, k, data));
      expect(await crypto.subtle.verify('HMAC', k, signature, data)).toBe(true);
      expect(await crypto.subtle.verify('HMAC', k, signature.subarray(1), data)).toBe(false);
      expect(await crypto.subtle.verify('HMAC', k, new Uint8Array(100), data)).toBe(false);
      signature[5] ^= 1;
      expect(await crypto.subtle.verify('HMAC', k, signature, data)).toBe(false);
    }
  });
  test('keys go out and come in', async () => {
    const made = await crypto.subtle.generateKey({ name: 'hmac', hash: { name: 'sha3-384' } }, true, ['sign']);
    expect(made.algorithm).toEqual({ name: 'HMAC', hash: { name: 'SHA3-384' }, length: 832 });
    expect(made.usages).toEqual(['sign']);
    const jwk = await crypto.subtle.exportKey('jwk', await key());
    expect(jwk).toEqual({ kty: 'oct', k: 'a2V5', alg: 'HS256', key_ops: ['sign', 'verify'], ext: true });
    const back = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
    expect(back.extractable).toBe(false);
    expect(await refusal(crypto.subtle.exportKey('raw', back))).toBe('InvalidAccessError');
    expect(await refusal(crypto.subtle.sign('HMAC', back, bytes('')))).toBe('InvalidAccessError');
    for (const change of [{ kty: 'RSA' }, { k: 'a+b' }, { k: '' }, { alg: 'HS1' }, { use: 'enc' }, { key_ops: ['sign'] },
      { key_ops: ['verify', 'verify'] }])
      expect(await refusal(crypto.subtle.importKey('jwk', { ...jwk, ...change }, algorithm, true, ['verify'])))
        .toBe('DataError');
  });
  test('what makes no key', async () => {
    const { subtle } = crypto;
    expect(await refusal(key([]))).toBe('SyntaxError');
    expect(await refusal(key(['encrypt']))).toBe('SyntaxError');
    expect(await refusal(subtle.importKey('raw', bytes(''), algorithm, true, ['sign']))).toBe('DataError');
    expect(await refusal(subtle.importKey('raw', {}, algorithm, true, ['sign']))).toBe('TypeError');
    expect(await refusal(subtle.importKey('spki', bytes('x'), algorithm, true, ['sign']))).toBe('NotSupportedError');
    expect(await refusal(subtle.generateKey({ ...algorithm, length: 0 }, true, ['sign']))).toBe('OperationError');
    expect(await refusal(subtle.generateKey({ name: 'HMAC' }, true, ['sign']))).toBe('TypeError');
  });
  test('a key is cloned with all that it is', async () => {
    const k = await key(['sign'], false);
    k.algorithm.name = 'changed';
    const clone = structuredClone(k);
    expect(clone instanceof CryptoKey).toBe(true);
    expect(clone.extractable).toBe(false);
    expect(hex(await crypto.subtle.sign('HMAC', clone, bytes('x'))))
      .toBe(hex(await crypto.subtle.sign('HMAC', k, bytes('x'))));
  });
});

test('random values', () => {
  const a = crypto.getRandomValues(new Uint8Array(32));
  expect(hex(a)).not.toBe(hex(crypto.getRandomValues(new Uint8Array(32))));
  expect(() => crypto.getRandomValues(new Float32Array(1))).toThrow();
  expect(() => crypto.getRandomValues(new Uint8Array(65537))).toThrow();
  expect(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID())).toBe(true);
});
