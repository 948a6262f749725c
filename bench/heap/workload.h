/* SPDX-License-Identifier: MIT
 * What the heap benchmarks run in the engine: small programs after the fashion of serverless handlers. Each is a
 * function body that returns a number, so that nothing can be left out. */
#ifndef THAW_BENCH_HEAP_WORKLOAD_H
#define THAW_BENCH_HEAP_WORKLOAD_H

static const struct {
    const char *name, *body;
} workloads[] = {
    { "calls", "function f(a, b) { return a + b; } let s = 0; for (let i = 0; i < 400000; i++) s = f(s, i) % 1000;"
               "return s;" },
    { "closures",
      "let s = 0; for (let i = 0; i < 60000; i++) { const add = (x) => x + i; s += add(1) % 7; } return s;" },
    { "classes", "class P { #x; constructor(x, y) { this.#x = x; this.y = y; } get sum() { return this.#x + this.y; } }"
                 "class Q extends P { constructor(x) { super(x, 1); this.z = [x]; } }"
                 "let s = 0; for (let i = 0; i < 40000; i++) s += new Q(i).sum % 5; return s;" },
    { "arrays", "let a = []; for (let i = 0; i < 60000; i++) a.push({ id: i, name: 'n' + (i % 100) });"
                "a = a.filter((x) => x.id % 3).map((x) => ({ ...x, more: true }));"
                "a.sort((x, y) => y.id - x.id); return a.reduce((s, x) => s + x.name.length, 0);" },
    { "maps", "const m = new Map(); for (let i = 0; i < 40000; i++) m.set('k' + (i * 7919 % 20011), { v: i });"
              "let s = 0; for (const [k, v] of m) s += k.length + v.v % 3; return s;" },
    { "json",
      "const o = { items: [] }; for (let i = 0; i < 3000; i++) o.items.push({ id: i, price: i * 1.1, tags: ['a', 'b'],"
      "address: { street: 'Street ' + i, zip: String(10000 + i) } });"
      "let s = 0; for (let i = 0; i < 5; i++) s += JSON.stringify(JSON.parse(JSON.stringify(o))).length; return s;" },
    { "strings",
      "let s = ''; for (let i = 0; i < 30000; i++) s += i.toString(36) + ','; const p = s.split(',');"
      "return p.map((x) => x.toUpperCase().padStart(8, '0').replace(/[A-C]/g, (c) => c + c)).join('').length;" },
    { "async", "let n = 0; async function g(i) { await null; n += i % 2; } for (let i = 0; i < 10000; i++) g(i);"
               "return 1;" },
    { "floats", "let x = 0.5, s = 0; for (let i = 0; i < 300000; i++) { x = 3.7 * x * (1 - x); s += x; } return s;" },
};

#endif
