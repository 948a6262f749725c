// SPDX-License-Identifier: MIT
// Keys in cycles, operations that nobody waits for, refused imports. The leak check at exit judges.
// Classes: CRYPTO, CRYPTO_KEY, SUBTLE_CRYPTO
test('abandoned keys and operations', async () => {
  const algorithm = { name: 'HMAC', hash: 'SHA-512' };
  for (let i = 0; i < 10; i++) {
    const key = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    key.self = key;
    key.algorithm.key = key;
    key.usages.push(key);
    crypto.subtle.sign('HMAC', key, new Uint8Array(70_000));
    crypto.subtle.digest('SHA-1', new Uint8Array(70_000)).then(() => key);
    crypto.subtle.importKey('jwk', { kty: 'oct', k: 'a', key_ops: ['x'] }, algorithm, true, ['sign']).catch(() => {});
    crypto.subtle.exportKey('jwk', key).then((jwk) => { jwk.key = key; });
    crypto.subtle.digest({ get name() { throw key; } }, new Uint8Array(1)).catch(() => {});
  }
});
