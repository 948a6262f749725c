# SPDX-License-Identifier: MIT
"""However a program ends, the leak check finds everything torn down: each of these ends in the midst of something else.
THAW names the executable."""
import os
import subprocess
import unittest

THAW = os.path.abspath(os.environ.get("THAW", "build/thaw"))

# code, program
ENDS = [
    (3, "async function f() { await null; process.exit(3) } f()"),
    (4, "(async () => { for (const x of [1]) { await null; [1].map(() => process.exit(4)); } })()"),
    (5, "class A { #x = 5; async m() { await 1; process.exit(this.#x) } } new A().m()"),
    (6, "function* g() { try { yield 1; } finally { process.exit(6) } } const i = g(); i.next(); i.return()"),
    (7, "new Promise(() => process.exit(7))"),
    (8, "Promise.reject(1).catch(() => process.exit(8))"),
    (9, "new Proxy({}, { get() { process.exit(9) } }).x"),
    (10, "[3, 2, 1].sort(() => process.exit(10))"),
    (11, "JSON.stringify([{ toJSON() { process.exit(11) } }])"),
    (12, "JSON.parse('[[1]]', () => process.exit(12))"),
    (14, "'abc'.replace(/b/g, () => process.exit(14))"),
    (15, "new (class extends Array { constructor() { super(3); process.exit(15) } })"),
    (16, "const { a = process.exit(16) } = { ...{ b: {} } }"),
    (17, "new Map([[{}, []]]).forEach(() => process.exit(17))"),
    (18, "Array.from({ length: 2 }, () => process.exit(18))"),
    (19, "(async () => { try { await Promise.all([(async () => { await 0; process.exit(19) })(), new Promise(() => {})])"
         " } finally { process.exit(1) } })()"),
    (20, "(async function* () { yield* (async function* () { process.exit(20) })() })().next()"),
    (21, "(async () => { for await (const x of (async function* () { yield 1; await 2; process.exit(21) })()); })()"),
    (22, "setTimeout(() => { throw { get stack() { process.exit(22) }, toString() { process.exit(22) } } });"
         "process.on('uncaughtException', (e) => String(e))"),
    (23, "process.on('uncaughtException', () => process.exit(23)); throw [{}]"),
    (24, "process.on('unhandledRejection', () => process.exit(24)); Promise.reject({})"),
    (25, "process.on('exit', () => process.exit(25)); setInterval(() => {}, 1e6).unref()"),
    (26, "eval('let held = {}; process.exit(26)')"),
    (27, "import(`data:text/javascript,export let x = {}; await null; process.exit(27)`)"),
    (28, "const r = new FinalizationRegistry(() => {}); const w = new WeakRef({}); r.register(w, {}); process.exit(28)"),
    (29, "+{ [Symbol.toPrimitive]() { process.exit(29) } }"),
    (30, "Promise.resolve({ then() { process.exit(30) } })"),
    (31, "process.stdout.write('', () => process.exit(31))"),
    (32, "console.log({ [Symbol.for('nodejs.util.inspect.custom')]() { process.exit(32) } })"),
    (33, "let go; const p = new Promise((r) => go = r); for (let i = 0; i < 5; i++) (async () => { const o = { p };"
         "await p; if (i === 2) process.exit(33); return o; })(); go()"),
    (34, "setInterval((o) => process.exit(34), 1, { held: [] })"),
    (35, "setImmediate(() => process.exit(35), {}); setImmediate(() => process.exit(1), {})"),
    (36, "process.nextTick((o) => process.exit(36), {}); process.nextTick(() => process.exit(1), {})"),
    (37, "process.on('SIGUSR2', () => process.exit(37)); setTimeout(() => process.exit(1), 60000);"
         "process.kill(process.pid, 'SIGUSR2')"),
    (38, "require('node:events').once(process, 'x').then(() => process.exit(38)); process.emit('x', {})"),
    (39, "process.exitCode = 39; new Promise(() => {}); setTimeout(() => {}, 1e6).unref()"),
    (40, "(function f(n) { if (n === 0) process.exit(40); try { f(n - 1) } finally { n = {} } })(500)"),
    (41, "const timers = require('node:timers/promises'); (async () => { for await (const x of"
         " timers.setInterval(1, {})) process.exit(41) })()"),
    (1, "throw new Error('x', { cause: { held: [] } })"),
    (1, "Promise.reject(Object.assign(new Error('x'), { self: globalThis }))"),
    (1, "setTimeout(() => { throw new AggregateError([new Error('a')], 'x') }); setTimeout(() => {}, 1e6)"),
    (7, "process.on('uncaughtException', () => { throw {} }); (async () => { throw {} })()"),
    (13, "await new Promise(() => {})"),
    (13, "const never = new Promise(() => {}); async function f(o) { await never; return o } await f({})"),
    (0, "const a = {}, b = { a }; a.b = b; globalThis.cycle = a; (async () => { await new Promise(() => {}); a.b })()"),
    (0, "function* g(x) { yield x } globalThis.suspended = g({}); suspended.next(); globalThis.it = [1].values().map((x) => x)"),
]


def run(*args, **more):
    """-> code, standard error"""
    env = {k: v for k, v in os.environ.items() if not k.startswith("THAW_LEAK")}
    done = subprocess.run([THAW, *args], env={**env, **more}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60, check=False)
    return done.returncode, done.stderr.decode()


class Exit(unittest.TestCase):
    def test_nothing_is_left(self):
        for code, program in ENDS:
            with self.subTest(program):
                actual, stderr = run("--leak-check", "-e", program)
                self.assertNotIn("leaked", stderr)
                self.assertEqual(actual, code, stderr)

    def test_the_code_is_the_same_without_the_check(self):
        for code, program in ENDS:
            with self.subTest(program):
                actual, stderr = run("-e", program, ASAN_OPTIONS="detect_leaks=0")
                self.assertEqual(actual, code, stderr)

    def test_switches(self):
        program = "const o = []; for (let i = 0; i < 10; i++) o.push({}); process.exit(o.length)"
        for args, env in ((["--leak-trace"], {}), ([], {"THAW_LEAK_CHECK": "1"}), ([], {"THAW_LEAK_TRACE": "1"}),
                          ([], {"THAW_LEAK_CHECK": "0"})):
            self.assertEqual(run(*args, "-e", program, ASAN_OPTIONS="detect_leaks=0", **env), (10, ""), (args, env))

    def test_an_exit_in_an_async_test(self):
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures/exit_in_test.cjs")
        done = subprocess.run([THAW, "test", path], env=dict(os.environ, THAW_LEAK_CHECK="1"), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=60, check=False)
        output = done.stdout.decode()
        self.assertNotIn("leaked", output)
        self.assertIn("exited with code 3 before its tests had finished; running: waits", output)
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    unittest.main()
