# SPDX-License-Identifier: MIT
"""`thaw compile`: bytecode runs as its source does, from wherever it is loaded; damage and other versions are errors."""
import os
import struct
import subprocess
import sys
import tempfile
import unittest

THAW = os.path.abspath(os.environ.get("THAW", "build/thaw"))


KEYS = (0x6a09e667f3bcc909, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1, 0x510e527fade682d1)
HEADER, CHECKSUM = 56, 48  # size of bytecode_file.c's header, and where in it the checksum is


def thaw_hash(data, seed=0):
    """src/base/hash.c"""
    def fold(a, b):
        return (a * b & (1 << 64) - 1) ^ (a * b >> 64)

    def load(at):
        return int.from_bytes(data[at:at + 8].ljust(8, b"\0"), sys.byteorder)
    lane = [seed ^ key for key in KEYS[:4]]
    at = 0
    while len(data) - at >= 64:
        for i in range(4):
            lane[i] = fold(load(at + 16 * i) ^ KEYS[i], load(at + 16 * i + 8) ^ lane[i])
        at += 64
    while len(data) - at >= 16:
        lane[0] = fold(load(at) ^ KEYS[1], load(at + 8) ^ lane[0])
        at += 16
    lane[1] = fold(load(at) ^ KEYS[2], load(at + 8) ^ lane[1])
    everything = fold(lane[0] ^ KEYS[3], lane[1]) ^ fold(lane[2] ^ KEYS[4], lane[3])
    return fold(everything ^ KEYS[0], len(data) ^ KEYS[4])


class Compile(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as f:
            f.write(text if isinstance(text, bytes) else text.encode())
        return name

    def thaw(self, *args):
        """-> exit code, stdout, stderr"""
        done = subprocess.run([THAW, *args], cwd=self.folder.name, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=60, env=dict(os.environ, THAW_LEAK_CHECK="1"), check=False)
        return done.returncode, done.stdout, done.stderr

    def output(self, *args):
        code, out, err = self.thaw(*args)
        self.assertEqual((code, err), (0, ""))
        return out

    def compile(self, name, text, *args):
        self.write(name, text)
        self.assertEqual(self.output("compile", name, *args), "")
        os.unlink(self.path(name))  # nothing may need it any more

    def test_an_es_module(self):
        self.write("part.cjs", "exports.named = 'cjs';")
        self.write("data.json", '{"k":[1]}')
        self.write("text.mjs", "text")
        self.write("late.mjs", "export default 'late';")
        self.compile("app.mjs", """
            import { named } from './part.cjs';
            import data from './data.json' with { type: 'json' };
            import fs from 'node:module';
            import text from './text.mjs' with { type: 'text' };
            export { named as again } from './part.cjs';
            export * from './late.mjs';
            const { default: late } = await import('./late.mjs');
            console.log(named, data.k[0], text, typeof fs.createRequire, late, import.meta.main);
            console.log(import.meta.filename === process.argv[1], import.meta.url.endsWith('/app.lbc'));
        """)
        self.assertEqual(self.output("app.lbc"), "cjs 1 text function late true\ntrue true\n")

    def test_a_commonjs_module(self):
        self.write("part.cjs", "exports.named = 'cjs';")
        self.compile("app.cjs", """#!/usr/bin/env thaw
            exports.value = require('./part.cjs').named;
            exports.names = [__filename, require.main === module, this === exports, typeof require.resolve];
            if (require.main === module) import('./part.cjs').then(({ named }) => console.log(named, exports.names.length));
        """)
        self.assertEqual(self.output("app.lbc"), "cjs 4\n")
        self.write("use.cjs", "const a = require('./app.lbc'); console.log(a.value, a.names, a === require('./app'));")
        self.assertEqual(self.output("use.cjs"),
                         f"cjs [ '{os.path.realpath(self.path('app.lbc'))}', false, true, 'function' ] true\n")

    def test_each_kind_from_each_kind(self):
        self.compile("esm.mjs", "export const a = 1; export default 'esm';")
        self.compile("cjs.cjs", "module.exports = 'cjs';")
        self.write("all.mjs", """
            import esm, { a } from './esm.lbc';
            import cjs from './cjs.lbc';
            import { createRequire } from 'node:module';
            const require = createRequire(import.meta.url);
            console.log(esm, a, cjs, require('./esm.lbc').default, require('./cjs.lbc') === cjs);
        """)
        self.assertEqual(self.output("all.mjs"), "esm 1 cjs esm true\n")

    def test_a_cycle(self):
        self.compile("a.mjs", "import { b } from './b.lbc'; export const a = () => 'a'; console.log(b());")
        self.compile("b.mjs", "import { a } from './a.lbc'; export function b() { return `b${a()}`; }")
        self.assertEqual(self.output("a.lbc"), "ba\n")

    def test_loaded_once(self):
        self.compile("once.mjs", "console.log('once'); export const o = {};")
        self.write("main.mjs", "import { o } from './once.lbc'; console.log(o === (await import('./once.lbc')).o);")
        self.assertEqual(self.output("main.mjs"), "once\ntrue\n")

    def test_imports_resolve_where_the_bytecode_lies(self):
        self.write("dist/part.mjs", "export default 'of dist';")
        self.compile("src/app.mjs", "import part from './part.mjs'; console.log(part);", "-o", "dist/app.lbc")
        self.assertEqual(self.output("dist/app.lbc"), "of dist\n")

    def test_a_missing_import_fails_when_loaded(self):
        self.compile("app.mjs", "import './missing.mjs';")
        code, _, err = self.thaw("app.lbc")
        self.assertEqual(code, 1)
        self.assertRegex(err, r"Cannot find module '\S*/missing\.mjs' imported from \S*/app\.lbc")

    def test_stack_positions_are_those_of_the_source(self):
        for name in ("app.mjs", "app.cjs"):
            text = ("\n\nfunction deep() {\n   throw new Error('x');\n}\n"
                    "try { deep(); } catch (e) { console.log(e.stack.split('\\n', 3)); }\n")
            self.write(name, text)
            plain = self.output(name)
            self.assertIn(f"{name}:4:", plain)
            self.compile(name, text)
            self.assertEqual(self.output("app.lbc"), plain.replace(name, "app.lbc"))

    def test_an_uncaught_error_prints_no_bytecode(self):
        self.compile("app.mjs", "\nthrow new Error('loud');")
        code, _, err = self.thaw("app.lbc")
        self.assertEqual(code, 1)
        self.assertIn("Error: loud", err)
        self.assertRegex(err.splitlines()[0], r"app\.lbc:2$")
        self.assertTrue(err.replace("\n", "").isprintable())

    def test_the_source_text_and_its_place_are_not_in_the_file(self):
        self.compile("app.mjs", "// a comment\nfunction f() { return 12345; }\nconsole.log(f.toString().length > 0);")
        with open(self.path("app.lbc"), "rb") as f:
            data = f.read()
        for absent in (b"comment", b"12345;", b"function f()", self.folder.name.encode()):
            self.assertNotIn(absent, data)
        self.assertEqual(self.output("app.lbc"), "true\n")

    def test_what_can_not_be_compiled(self):
        self.write("bad.mjs", "let let = 1;")
        self.write("data.json", "{}")
        self.compile("good.mjs", "1")
        for name, reason in (("bad.mjs", "SyntaxError"), ("data.json", "no JavaScript source"),
                             ("good.lbc", "no JavaScript source")):
            code, out, err = self.thaw("compile", name, "-o", "x.lbc")
            self.assertEqual((code, out), (1, ""), name)
            self.assertIn(reason, err)
            self.assertFalse(os.path.exists(self.path("x.lbc")))

    def test_usage(self):
        self.write("a.mjs", "")
        for args, reason in (([], "which FILE?"), (["a.mjs", "b.mjs"], "only one FILE"), (["no.mjs"], "does not exist"),
                             (["a.mjs", "-o", "a.out"], "must end in .lbc")):
            code, _, err = self.thaw("compile", *args)
            self.assertEqual(code, 9)
            self.assertIn(reason, err)

    def edit(self, name, change):
        with open(self.path(name), "rb") as f:
            data = bytearray(f.read())
        self.write(name, bytes(change(data)))

    def test_damage(self):
        def flip(data):
            data[-3] ^= 1
            return data
        for change in (flip, lambda d: d[:-1], lambda d: d[:30], lambda d: b"", lambda d: d + b"x"):
            for name, text in (("esm.mjs", "export default 1;"), ("cjs.cjs", "exports.a = 1;")):
                self.compile(name, text)
                compiled = name[:-4] + ".lbc"
                self.edit(compiled, change)
                code, out, err = self.thaw(compiled)
                self.assertEqual((code, out), (1, ""))
                self.assertIn("the bytecode is truncated or damaged", err)
                self.assertIn("ERR_THAW_BYTECODE_DAMAGED", err)

    def test_another_version(self):
        self.compile("app.mjs", "console.log(1);")

        def other_format(data):
            data[12:16] = struct.pack("=I", 99)
            return data
        self.edit("app.lbc", other_format)
        code, _, err = self.thaw("app.lbc")
        self.assertEqual(code, 1)
        self.assertIn("unknown format version", err)

    def test_another_engine(self):
        self.compile("app.mjs", "console.log(1);")

        def other_engine(data):
            data = bytearray(bytes(data).replace(b"quickjs-ng 0.", b"quickjs-ng 9."))
            data[CHECKSUM:HEADER] = struct.pack("=Q", thaw_hash(bytes(data[HEADER:]), thaw_hash(bytes(data[:CHECKSUM]))))
            return data
        self.edit("app.lbc", other_engine)
        code, out, err = self.thaw("app.lbc")
        self.assertEqual((code, out), (1, ""))
        self.assertRegex(err, r"Cannot load \S*/app\.lbc: thaw \S+ compiled it for quickjs-ng 9\.\S+, bytecode \S+; "
                              r"this is thaw \S+ with quickjs-ng 0\.\S+, bytecode \S+\. Compile app\.mjs again\.")
