/* SPDX-License-Identifier: MIT
 * Failing allocations: a script runs with the k-th allocation failing, for a sample of all k. It may fail
 * as it likes as long as nothing crashes and nothing leaks. THAW_TORTURE=n makes the sample n instead of 40 lives;
 * THAW_TORTURE_FROM=k runs every one from k on and says which. ASan builds are where it counts: there the engine asks
 * the heap for each object, not for blocks of many.
 *
 * The script is compiled before, and all built-ins are: the engine's compiler does not survive every failure (it stores
 * through a null bytecode buffer), nor does making its runtime. Heap images spare a start both. For the same reason the
 * scripts stay away from what leaks in the engine itself: JSON.stringify, and String.prototype.concat of long strings.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/session.h"
#include "js/builtins.h"
#include "js/call.h"
#include "js/event_loop.h"
#include "loop/loop.h"
#include "torture.h"

enum { NEVER = 1 << 30, LIVES = 40 };

static void load_all_builtins(thaw_runtime *r)
{
    for (const thaw_builtin_source *s = thaw_builtin_sources; s->name; s++) {
        JSValue exports = thaw_builtin_require(r->ctx, s->name);
        EXPECT(!JS_IsException(exports));
        JS_FreeValue(r->ctx, exports);
    }
}

static void run_script(thaw_runtime *r, JSValue compiled)
{
    JSValue done = JS_EvalFunction(r->ctx, compiled);
    if (JS_IsException(done))
        thaw_uncaught(r->ctx);
    JS_FreeValue(r->ctx, done);
    thaw_drain(r->ctx);
    thaw_event_loop_run(r->ctx);
}

/* One life with the k-th allocation of the script failing. Returns how many allocations were left until that one when
 * it ended: 0 if it was reached. */
static size_t live(const char *script, size_t k)
{
    thaw_heap *heap;
    thaw_runtime *r;
    EXPECT_EQ(thaw_heap_create(&heap), 0);
    size_t before = thaw_heap_get_stats(heap).blocks;
    EXPECT_EQ(thaw_session_boot_on(heap, &r), 0);
    load_all_builtins(r);
    JSValue compiled = JS_Eval(r->ctx, script, strlen(script), "[torture]", JS_EVAL_FLAG_COMPILE_ONLY);
    EXPECT(!JS_IsException(compiled));
    thaw_heap_fail_after(heap, k);
    run_script(r, compiled);
    size_t left = thaw_heap_fail_left(heap);
    thaw_heap_fail_after(heap, 0);
    thaw_loop_close();
    size_t leaked = thaw_runtime_free(r, true);
    if (leaked)
        test_fail(__FILE__, __LINE__, "allocation %zu failed: %zu objects leaked", k, leaked);
    EXPECT_EQ(thaw_heap_get_stats(heap).blocks, before);
    thaw_heap_destroy(heap);
    return left;
}

/* The whole standard error of a torture is reports of failed allocations. */
void torture(const char *script)
{
    const char *sample = getenv("THAW_TORTURE"), *from = getenv("THAW_TORTURE_FROM");
    size_t total = NEVER - live(script, NEVER);
    size_t step = from ? 1 : total / (sample ? strtoul(sample, NULL, 10) + 1 : LIVES) + 1;
    EXPECT(THAW_IMAGE || total >= 1); /* there the engine asks for blocks of many objects: perhaps for none */
    if (THAW_GC_STRESS) /* the engine may not collect while it has no memory to add a property (resize_properties) */
        return;
    if (!from && (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout)))
        test_fail(__FILE__, __LINE__, "no /dev/null");
    for (size_t k = from ? strtoul(from, NULL, 10) : 1; k <= total; k += step) {
        if (from)
            fprintf(stderr, "allocation %zu of %zu\n", k, total);
        EXPECT_EQ(live(script, k), 0);
    }
}

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
