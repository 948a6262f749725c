// Freeze with: --accept random
import { after } from './after.mjs';

// Decoders in the middle of a character, URLs, patterns, keys, marks and counters.
const half = (label, ...bytes) => { const d = new TextDecoder(label); return [d, d.decode(Uint8Array.from(bytes), { stream: true })]; };
const decoders = [[half('utf-8', 0x61, 0xF0, 0x9F), [0x98, 0x80]], [half('utf-16le', 0x3D), [0xD8, 0x00, 0xDE]], [half('gb18030', 0x81, 0x30), [0x81, 0x30]],
  [half('big5', 0xA4), [0x40]], [half('euc-kr', 0xB0), [0xA1]], [half('iso-2022-jp', 0x1B, 0x24), [0x42, 0x30, 0x21]], [half('euc-jp', 0x8F, 0xB0), [0xA1]]];
const fatal = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

const url = new URL('../x?a=1&b=%20#h', 'http://u:p@ex\u00e4mple.org:81/a/b/');
const { searchParams } = url;
const keys = searchParams.keys();
keys.next();
const params = new URLSearchParams([['q', 'ü'], ['r', '+ ']]);
const pattern = new URLPattern({ pathname: '/:id(\\d+)/:rest*', hostname: '*.example' });

const key = await crypto.subtle.importKey('raw', encoder.encode('secret'), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
const generated = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-512' }, true, ['sign']);
const jwk = await crypto.subtle.exportKey('jwk', generated);
const hex = (buffer) => new Uint8Array(buffer).toHex();
const before = hex(await crypto.subtle.sign('HMAC', key, encoder.encode('message')));

performance.mark('mark', { detail: { kept: 1 }, startTime: 3 });
performance.measure('measure', { start: 1, end: 3 });
const seen = [];
const observer = new PerformanceObserver((list) => seen.push(...list.getEntries().map((e) => e.name)));
observer.observe({ entryTypes: ['mark', 'measure'] });
console.count('counted');
console.group('group');

after(async () => {
  for (const [[decoder, text], rest] of decoders) console.log(decoder.encoding, JSON.stringify(text + decoder.decode(Uint8Array.from(rest))));
  console.log(fatal.fatal, fatal.ignoreBOM, fatal.decode(Uint8Array.of(0xEF, 0xBB, 0xBF)).length, encoder.encode('€'));
  searchParams.append('c', '€');
  url.hash = '';
  console.log(url.href, [...keys], url.searchParams === searchParams, `${params}`);
  console.log(pattern.exec('http://a.example/12/x/y').pathname.groups, pattern.test('http://a.example/x'));
  const message = encoder.encode('message');
  console.log(before === hex(await crypto.subtle.sign('HMAC', key, message)), await crypto.subtle.verify('HMAC', key, Uint8Array.fromHex(before), message));
  console.log(key.extractable, key.usages, key.algorithm, await crypto.subtle.exportKey('raw', key).catch((e) => e.name));
  console.log(jwk.k === (await crypto.subtle.exportKey('jwk', generated)).k, generated.algorithm.length);
  console.log(hex(await crypto.subtle.digest('SHA-256', message)));
  console.log(performance.getEntriesByName('mark')[0].detail, performance.getEntriesByType('measure')[0].duration);
  performance.mark('late');
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  console.log(seen);
  console.count('counted');
  console.groupEnd();
  console.count('counted');
});
