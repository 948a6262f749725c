/* SPDX-License-Identifier: MIT
 * Failing allocations (torture.h) in the language, the event loop and the modules. */
#include "torture.h"

TEST(torture_language)
{
    torture("'use strict'; for (let i = 0; i < 20; i++) new Uint8Array(1000 + i); /* large enough to be asked for "
            "alone */\n"
            "class A { #x = [1, 2, 3]; get x() { return this.#x.map(String).join(); } }\n"
            "const m = new Map([[new A().x, /a(b)/g.exec('cab')]]); const p = new Proxy({}, {});\n"
            "(function* () { yield* [1, { ...m }]; })().next(); [...m, p].sort((a, b) => 0).join();\n"
            "(async () => { await null; throw new RangeError('x', { cause: p }); })().catch((e) => e.stack);");
}

TEST(torture_events)
{
    torture("const { EventEmitter } = require('node:events'); const e = new EventEmitter();\n"
            "e.once('x', () => {}); e.emit('x'); process.on('exit', () => process.env.HOME);\n"
            "process.nextTick(() => queueMicrotask(() => process.emitWarning('w')));\n"
            "const t = setTimeout((...rest) => rest, 1, 1, 2); t.ref().refresh(); setImmediate(() => {});\n"
            "const i = setInterval(() => clearInterval(i), 1); process.env.SET = 'x'; delete process.env.SET;"
            "for (let n = 0; n < 500; n++) e.on('e' + n, () => n);");
}

TEST(torture_dom)
{
    torture(
        "const t = new EventTarget(), c = new AbortController(), many = [];\n"
        "addEventListener('error', (e) => e.preventDefault());\n"
        "for (let n = 0; n < 50; n++) {\n"
        "  t.addEventListener('e' + n, () => { throw new DOMException('m', 'AbortError'); }, { signal: c.signal });\n"
        "  t.dispatchEvent(new CustomEvent('e' + n, { detail: n }));\n"
        "  many.push(AbortSignal.any([c.signal, AbortSignal.timeout(1e6)]), new MessageEvent('m'));\n"
        "  many.at(-2).onabort = () => reportError(n);\n"
        "}\n"
        "c.abort();");
}

TEST(torture_console)
{
    torture("console.log('%s %o %d', new Map([[{ a: 1 }, new Set([1n])]]), { f() {}, s: Symbol('s') }, 4.5);\n"
            "console.error(new Error('e', { cause: [1, , 3] }));");
}

TEST(torture_files)
{
    torture("const fs = require('node:fs'); try { fs.readFileSync('/does/not/exist'); } catch (e) { e.message; }\n"
            "fs.readdirSync('/proc/self'); fs.statSync('/').isDirectory(); fs.readFile('/dev/null', () => {});");
}

TEST(torture_json)
{
    torture("JSON.parse('[{\"id\":1,\"n\\\\u0061me\":\"\\\\u20ac\\\\n\",\"in\":{\"a\":[0.5]}},{\"id\":2,\"name\":\"x\","
            "\"in\":{\"a\":[]}},"
            "{\"id\":3,\"other\":null},{\"new\":1,\"7\":[[],{}],\"new\":2}]')[3].new;");
}
