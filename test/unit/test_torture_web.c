/* SPDX-License-Identifier: MIT
 * Failing allocations in the web platform: programs that go through its classes and the states of their lives, as in
 * test_torture.c. */
#include <stdio.h>

#include "torture.h"

TEST(torture_streams)
{
    torture(
        "const quiet = (p) => p.catch(() => {}), endless = (type) => new ReadableStream({ type, n: 0, pull(c) {\n"
        "  this.n++ < 3 ? c.enqueue(new Uint8Array(8)) : c.close(); } });\n"
        "for (const type of [undefined, 'bytes']) {\n"
        "  const [a, b] = endless(type).tee(); quiet(a.getReader().read()); quiet(b.cancel('x'));\n"
        "  quiet(endless(type).pipeThrough(new TransformStream({ transform(x, c) { c.enqueue(x.length); } }))\n"
        "    .pipeTo(new WritableStream({ write() {} }, { highWaterMark: 2 }), { signal: new AbortController().signal "
        "}));\n"
        "  quiet((async () => { for await (const x of endless(type)) x.length; })());\n"
        "  const r = endless(type).getReader(); quiet(r.closed); quiet(r.read()); quiet(r.read()); r.releaseLock();\n"
        "  quiet(endless(type).cancel('y'));\n"
        "}\n"
        "const c = new AbortController();\n"
        "quiet(new ReadableStream().pipeTo(new WritableStream(), { signal: c.signal })); c.abort();\n"
        "const w = new WritableStream({ write: () => new Promise(() => {}) }).getWriter();\n"
        "quiet(w.closed); quiet(w.ready); quiet(w.write(1)); quiet(w.write(2)); quiet(w.abort(3));\n"
        "quiet(new WritableStream().close()); quiet(ReadableStream.from([1, 2]).cancel());\n"
        "quiet((async () => { for await (const x of ReadableStream.from([1, 2])) x; })());\n"
        "const e = new ReadableStream({ start(c) { c.error(new Error('e')); } }).getReader(); quiet(e.closed);");
}

TEST(torture_pipe)
{
    torture_to_the_end(
        "globalThis.left = 1; const done = () => { left = 0; };\n"
        "try {\n"
        "  const from = new ReadableStream({ n: 0, pull(c) { this.n++ < 5 ? c.enqueue(this.n) : c.close(); } });\n"
        "  const to = new WritableStream({ async write() { await null; } });\n"
        "  from.pipeTo(to).then(done, done);\n"
        "} catch { done(); }");
}

TEST(torture_tees)
{
    for (int bytes = 0; bytes < 2; bytes++) {
        char script[600];
        snprintf(script, sizeof script,
                 "globalThis.left = 1; const done = () => { left = 0; }, type = %s;\n"
                 "try {\n"
                 "  const from = new ReadableStream({ type, n: 0, pull(c) { this.n++ < 3 ? c.enqueue(new "
                 "Uint8Array(4)) : c.close(); } });\n"
                 "  const read = async (s) => { for await (const chunk of s); };\n"
                 "  Promise.all(from.tee().map(read)).then(done, done);\n"
                 "} catch { done(); }",
                 bytes ? "'bytes'" : "undefined");
        torture_to_the_end(script);
    }
}

TEST(torture_byte_streams)
{
    torture("const quiet = (p) => p.catch(() => {});\n"
            "const make = () => new ReadableStream({ type: 'bytes', n: 0, pull(c) {\n"
            "  if (c.byobRequest) { c.byobRequest.view[0] = 1; c.byobRequest.respond(1); } else c.enqueue(new "
            "Uint8Array(3));\n"
            "  if (this.n++ > 3) { c.close(); c.byobRequest?.respond(0); } } });\n"
            "const read = async (s) => { const r = s.getReader({ mode: 'byob' }); quiet(r.closed);\n"
            "  for (let v = new Uint8Array(4);;) { const { value, done } = await r.read(v); if (done) break;\n"
            "    v = new Uint8Array(value.buffer); } };\n"
            "quiet(read(make())); const [a, b] = make().tee(); quiet(read(a)); quiet(b.getReader().read());\n"
            "const auto = new ReadableStream({ type: 'bytes', autoAllocateChunkSize: 16, pull(c) {\n"
            "  c.byobRequest.respondWithNewView(new Uint8Array(c.byobRequest.view.buffer, 0, 2)); c.close(); } });\n"
            "quiet(new Response(auto).bytes()); const s = make().getReader({ mode: 'byob' }); quiet(s.closed);\n"
            "quiet(s.read(new Uint16Array(4), { min: 2 })); s.releaseLock();");
}

TEST(torture_transferred_streams)
{
    torture("const quiet = (p) => p.catch(() => {});\n"
            "const move = (s) => structuredClone(s, { transfer: [s] });\n"
            "quiet((async () => { for await (const x of move(new ReadableStream({ start(c) { c.enqueue({ a: [1] });\n"
            "  c.enqueue(2); c.close(); } }))) x; })());\n"
            "const w = move(new WritableStream()).getWriter(); quiet(w.ready); quiet(w.closed); quiet(w.write('a'));\n"
            "quiet(w.close()); const t = move(new TransformStream()); quiet(t.readable.cancel('c'));\n"
            "quiet(move(new WritableStream()).abort('x')); quiet(move(new ReadableStream()).cancel('y'));");
}

TEST(torture_transforms)
{
    torture(
        "const quiet = (p) => p.catch(() => {}), data = new Uint8Array(3000).fill(97);\n"
        "for (const f of ['gzip', 'deflate', 'deflate-raw', 'brotli', 'zstd'])\n"
        "  quiet(new Response(new Blob([data]).stream().pipeThrough(new CompressionStream(f))\n"
        "    .pipeThrough(new DecompressionStream(f))).text());\n"
        "quiet(new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream('gzip'))).text());\n"
        "quiet(new Response(new Blob(['h\\u20ac\\u00e9']).stream().pipeThrough(new TextDecoderStream())\n"
        "  .pipeThrough(new TextEncoderStream())).text());\n"
        "const t = new TextDecoderStream('shift_jis', { fatal: true }), w = t.writable.getWriter(); quiet(w.closed);\n"
        "quiet(w.ready); quiet(w.write(new Uint8Array([0x82]))); quiet(w.close()); "
        "quiet(t.readable.getReader().read());");
}

TEST(torture_fetch)
{
    torture(
        "const quiet = (p) => p.catch(() => {}), h = new Headers([['a', 'b'], ['set-cookie', 'c'], ['a', 'd']]);\n"
        "h.append('e', 'f'); h.set('a', 'g'); h.delete('e'); [...h]; h.getSetCookie(); h.get('a'); new Headers({ x: "
        "'y' });\n"
        "const form = new FormData(); form.append('a', 'b'); form.append('f', new File(['x'], 'n', { type: 'a/b' }));\n"
        "for (const body of ['text', new Uint8Array(9), new Blob(['b'], { type: 'c/d' }), form, new "
        "URLSearchParams('a=b'),\n"
        "  new ReadableStream({ start(c) { c.enqueue(new Uint8Array(4)); c.close(); } })]) {\n"
        "  const r = new Response(body, { status: 201, statusText: 'ok', headers: h }), copy = r.clone();\n"
        "  quiet(r.text()); quiet(copy.arrayBuffer()); }\n"
        "quiet(new Response(form).formData()); quiet(new Response(new URLSearchParams('a=b&c=d')).formData());\n"
        "quiet(new Response('{\"a\":[1]}').json()); quiet(new Response('b').blob()); quiet(new "
        "Response('c').bytes());\n"
        "const q = new Request('http://a/?b', { method: 'POST', body: 'x', headers: h, signal: new "
        "AbortController().signal });\n"
        "quiet(new Request(q.clone(), { method: 'PUT' }).text()); Response.redirect('http://a/'); Response.error();\n"
        "quiet(fetch('data:text/plain;base64,YWJj').then((r) => r.text())); const b = URL.createObjectURL(new "
        "Blob(['z']));\n"
        "quiet(fetch(b).then((r) => r.blob())); URL.revokeObjectURL(b); q.url; q.headers.has('x');\n"
        "quiet(fetch('data:,x', { signal: AbortSignal.abort() })); const s = new Response('s').body.getReader(); "
        "s.read();");
}

TEST(torture_blobs)
{
    torture("const quiet = (p) => p.catch(() => {}), b = new Blob(['a\\u20ac', new Uint8Array(9), new Blob(['c'])], { "
            "type: 'X/y' });\n"
            "quiet(b.text()); quiet(b.arrayBuffer()); quiet(b.bytes()); quiet(b.slice(1, 4).text()); quiet(new "
            "Response(b.stream()).text());\n"
            "const f = new File([b], 'n', { lastModified: 1 }); structuredClone([f, b]);\n"
            "for (const how of ['readAsText', 'readAsDataURL', 'readAsArrayBuffer', 'readAsBinaryString']) {\n"
            "  const r = new FileReader(); r.onload = r.onerror = () => r.result; r[how](f); }\n"
            "const form = new FormData(); form.append('a', f); form.set('b', 'c'); form.getAll('a'); [...form]; "
            "form.delete('a');");
}

TEST(torture_urls)
{
    torture("const u = new URL('../p/?q=1#h', 'http://u:p@ex\\u00e4mple.org:81/a/b'); u.searchParams.append('x', "
            "'\\u20ac y');\n"
            "u.host = 'b.c:90'; u.pathname = '/a b'; u.hash = 'z'; u.search = '?k=v'; u.href + u.origin; "
            "URL.canParse('x:');\n"
            "const s = new URLSearchParams({ a: 'b', c: 'd' }); s.append('a', 'e'); s.sort(); s.delete('c'); [...s]; "
            "s.toString();\n"
            "new URLSearchParams([['a', 'b']]); s.getAll('a'); s.set('a', 'n'); s.forEach(() => {});\n"
            "const p = new URLPattern({ pathname: '/:a(b+)/:c?', hostname: '*.x' }); p.exec('http://a.x/bb/c'); "
            "p.test('http://q/');\n"
            "new URLPattern('https://*/:id', 'http://b'); try { new URLPattern('([z-a])'); } catch (e) { e.code; }");
}

/* Whatever fails, the ports are closed: else they would wait for messages without end. */
TEST(torture_clones)
{
    torture("const open = [], close = () => open.pop()?.close(); setTimeout(close, 5);\n"
            "const every = setInterval(() => { open.length || clearInterval(every); close(); }, 5);\n"
            "const v = { a: [1, 'x', 1n, new Date(0), /r/g, null], m: new Map([[{}, new Set([1])]]), e: new "
            "RangeError('e'),\n"
            "  u: new Uint8Array(4), d: new DOMException('m', 'AbortError'), b: new Blob(['x']), n: new Number(1) }; "
            "v.self = v;\n"
            "structuredClone(v); const buffer = new ArrayBuffer(8, { maxByteLength: 16 }); structuredClone([buffer], { "
            "transfer: [buffer] });\n"
            "const c = new MessageChannel(), d = new MessageChannel(); open.push(c.port1, d.port2);\n"
            "c.port2.onmessage = (e) => { e.data; e.ports; };\n"
            "c.port1.postMessage({ v: [1] }, [d.port1]); d.port2.postMessage('late');\n"
            "const x = new BroadcastChannel('t'); open.push(x); const y = new BroadcastChannel('t'); open.push(y);\n"
            "y.onmessage = (e) => e.data; x.postMessage({ a: 1 }); try { structuredClone(() => {}); } catch (e) { "
            "e.name; }");
}

TEST(torture_encoding)
{
    torture(
        "const e = new TextEncoder(); e.encode('h\\u20ac' + 'x'.repeat(300)); e.encodeInto('abc', new Uint8Array(2));\n"
        "for (const label of ['utf-8', 'utf-16le', 'utf-16be', 'shift_jis', 'gb18030', 'euc-kr', 'big5', "
        "'iso-2022-jp', 'windows-1252']) {\n"
        "  const d = new TextDecoder(label, { ignoreBOM: true }); d.decode(new Uint8Array([0x82, 0xa0, 65]), { stream: "
        "true });\n"
        "  d.decode(new Uint8Array(200).fill(97)); }\n"
        "try { new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([255])); } catch (x) { x.code; }\n"
        "atob(btoa('abc'.repeat(50))); try { atob('*'); } catch (x) { x.name; }");
}

TEST(torture_crypto)
{
    torture("const quiet = (p) => p.catch(() => {}), s = crypto.subtle, data = new Uint8Array(70000);\n"
            "crypto.randomUUID(); crypto.getRandomValues(new Uint8Array(9));\n"
            "for (const a of ['SHA-1', 'SHA-256', { name: 'SHA-512' }, 'SHA3-256', 'none']) quiet(s.digest(a, data));\n"
            "quiet((async () => { const k = await s.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign', "
            "'verify']);\n"
            "  await s.verify('HMAC', k, await s.sign('HMAC', k, data), data); const j = await s.exportKey('jwk', k);\n"
            "  await s.importKey('jwk', j, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']); k.algorithm; k.usages;\n"
            "  structuredClone(k); await s.exportKey('raw', k); })());");
}

TEST(torture_performance)
{
    torture("const o = new PerformanceObserver((l) => { l.getEntriesByType('mark'); o.disconnect(); });\n"
            "o.observe({ entryTypes: ['mark', 'measure'] }); performance.mark('a', { detail: { b: [1] } });\n"
            "performance.measure('m', { start: 'a', end: 3, detail: 'x' }); performance.measure('n', 'a'); "
            "performance.getEntries();\n"
            "performance.getEntriesByName('a'); performance.toJSON(); performance.clearMarks('a'); "
            "performance.clearMeasures();\n"
            "new PerformanceObserver(() => {}).observe({ type: 'mark', buffered: true }); performance.mark('late');");
}

TEST(torture_scheduler_and_locks)
{
    torture(
        "const quiet = (p) => p.catch(() => {}), c = new TaskController({ priority: 'background' });\n"
        "quiet(scheduler.postTask(() => 1, { signal: c.signal })); quiet(scheduler.postTask(async () => { await "
        "scheduler.yield(); }));\n"
        "quiet(scheduler.postTask(() => {}, { delay: 1, priority: 'user-blocking' })); c.setPriority('user-visible');\n"
        "TaskSignal.any([c.signal], { priority: c.signal }).onprioritychange = () => {};\n"
        "quiet(scheduler.postTask(() => {}, { signal: AbortSignal.abort() }));\n"
        "const { locks } = navigator; quiet(locks.request('a', async () => { quiet(locks.query()); }));\n"
        "quiet(locks.request('a', { mode: 'shared' }, () => 1)); quiet(locks.request('a', { ifAvailable: true }, (l) "
        "=> l));\n"
        "quiet(locks.request('a', { steal: true }, () => 2)); quiet(locks.request('b', { signal: "
        "AbortSignal.timeout(0) }, () => {}));");
}

/* Each accessor of an object of each class. */
TEST(torture_accessors)
{
    torture(
        "const objects = [], { port1 } = new MessageChannel(), quiet = (p) => p.catch(() => {}); port1.close();\n"
        "const t = new TransformStream(), w = new WritableStream().getWriter(), r = new ReadableStream({ type: "
        "'bytes', "
        "start(c) { objects.push(c); } });\n"
        "objects.push(new CustomEvent('x', { detail: 1 }), new ErrorEvent('e'), new "
        "ProgressEvent('p'),\n"
        "  new CloseEvent('c', { reason: 'r' }), new MessageEvent('m'), new DOMException('m', 'AbortError'),\n"
        "  new QuotaExceededError('q', { quota: 1, requested: 2 }), new Response('x', { statusText: 'ok' }), "
        "Response.error(),\n"
        "  new Request('http://a/b?c', { method: 'PUT', body: 'x' }), new Headers({ a: 'b' }), new "
        "URL('http://u:p@h:1/p?q#f'),\n"
        "  new URLSearchParams('a=b'), new URLPattern({ pathname: '/:x' }), new Blob(['x'], { type: 'a/b' }), new "
        "FileReader(),\n"
        "  new File(['x'], 'name'), new TextDecoder('big5'), new TextEncoder(), new TextDecoderStream(), new "
        "TextEncoderStream(),\n"
        "  new CompressionStream('gzip'), new AbortController(), new TaskController(), port1, performance.mark('m'),\n"
        "  performance.measure('n'), performance, navigator, crypto, t, w, r, new ByteLengthQueuingStrategy({ "
        "highWaterMark: 1 }),\n"
        "  t.writable, AbortSignal.abort(), new PerformanceObserver(() => {}), new WritableStream({ start(c) { "
        "objects.push(c); } }));\n"
        "for (const object of objects) {\n"
        "  for (let p = object; p !== Object.prototype; p = Object.getPrototypeOf(p))\n"
        "    for (const name of Object.getOwnPropertyNames(p)) if (!/^(closed|ready)$/.test(name)) try { object[name]; "
        "} catch (e) { e.code; }\n"
        "  try { object.toJSON?.(); String(object); } catch (e) { e.code; }\n"
        "}\n"
        "navigator.locks.request('a', (lock) => [lock.name, lock.mode]);\n"
        "addEventListener('x', (e) => [e.type, e.composedPath(), e.timeStamp, e.target]); dispatchEvent(new "
        "Event('x'));");
}

/* Ways that a program seldom takes. */
TEST(torture_byways)
{
    torture("const quiet = (p) => p.catch(() => {}), caught = (f) => { try { return f(); } catch (e) { return "
            "[e.input, e.base, e.code]; } };\n"
            "caught(() => new URL('//', 'x:')); caught(() => new URL('no')); new URLPattern('/:a', "
            "'http://b').exec('/x', 'http://b');\n"
            "URL.createObjectURL(new Blob(['x'])); new URLSearchParams([['\\ud800', '\\udfff']]).toString(); new "
            "URLSearchParams('a=%FF&b=%C3%A4');\n"
            "Response.json({ a: [1] }); Response.json('x', { headers: { 'content-type': 'a/b' } }); "
            "Response.redirect('http://a/');\n"
            "const h = new Headers([['a', 'b'], ['a', 'c'], ['set-cookie', 'x'], ['set-cookie', 'y']]); h.get('a'); "
            "h.getSetCookie(); [...h];\n"
            "const b = new Blob(['a\\r\\nb\\n'], { endings: 'native', type: 'A/B;c=\\u00e9' }); b.slice(0, 2, 'x/y'); "
            "new File([b], 'n\\ud800', { type: 'T' });\n"
            "const f = new FormData(); f.append('\\ud800', 'v\\udfff'); f.set('b', b, 'name'); f.append('c', b); "
            "f.has('b'); f.get('c');\n"
            "quiet(new Response(f).formData()); quiet(new Response('a=%FF', { headers: { 'content-type': "
            "'application/x-www-form-urlencoded' } }).formData());\n"
            "const reader = new FileReader(); reader.readAsText(b, 'utf-16le'); const url = new FileReader(); "
            "url.readAsDataURL(b);\n"
            "quiet(fetch('data:;charset=utf-8,x', { integrity: 'sha256-LXEWQrcmsEQBYnyp3X8EIRrP2B2e0aWq8V0sm5bD8Zo=' "
            "})); quiet(fetch('data:text/x,y'));\n"
            "quiet(fetch(URL.createObjectURL(b)).then((r) => r.text())); atob(' YWJj ZGVm\\n'.repeat(60)); caught(() "
            "=> btoa('\\u20ac'.repeat(600)));\n"
            "btoa('\\xff'.repeat(3000)); new TextEncoder().encode('\\u20ac'.repeat(3000)); new "
            "TextEncoder().encode('\\xe4'.repeat(9000));\n"
            "new TextDecoder('utf-8').decode(new Uint8Array(5000).fill(0xff)); new "
            "TextDecoder('shift_jis').decode(Uint8Array.of(0x82, 0xa0));\n"
            "structuredClone([1e300, new ArrayBuffer(9), new DataView(new ArrayBuffer(3)), new "
            "QuotaExceededError('q'), new Boolean(true), -1n]);\n"
            "caught(() => structuredClone({ get x() { throw 1; } })); const twice = new ReadableStream(); const [x, y] "
            "= twice.tee();\n"
            "quiet(x.cancel('a')); quiet(y.cancel('b')); const from = ReadableStream.from((function* () { yield 1; "
            "})()); quiet(from.cancel('c'));\n"
            "const w = new WritableStream(); quiet(w.abort('x')); quiet(w.abort('y')); const bad = new "
            "WritableStream({ start(c) { c.error('e'); } });\n"
            "quiet(bad.getWriter().write(1)); quiet(new ReadableStream({ start(c) { c.error('e'); } }).cancel());\n"
            "addEventListener('error', (e) => { e.message; e.preventDefault(); }); reportError(new Error('r')); "
            "onunhandledrejection = (e) => { e.reason; "
            "e.preventDefault(); };\n"
            "Promise.reject(new Error('nobody')); performance.mark('a b'); performance.measure('m', 'a b'); "
            "performance.clearMarks('a b');");
}
