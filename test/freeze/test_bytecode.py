# SPDX-License-Identifier: MIT
"""A program of bytecode files (`thaw compile`) is frozen like one of sources."""
import os

from freezing import THAW, Freezing


class Bytecode(Freezing):
    def compile(self, name, source):
        done = self.run_it([THAW, "compile", self.write(name, source)])
        self.assertEqual(done.code, 0, done.err)

    def test_program_and_what_it_imports(self):
        self.compile("part.cjs", "exports.named = __filename.endsWith('/part.lbc');")
        self.compile("app.mjs", "import { named } from './part.lbc'; console.log(named, import.meta.main);")
        for tier in ("full", "base"):
            report = self.freeze(self.path("app.lbc"), "--tier", tier, out=tier)
            self.assertRegex(report.out, rf"tier {tier} +kept")
        for name in ("app.lbc", "part.lbc"):
            os.unlink(self.path(name))
        for tier in ("full", "base"):
            with self.subTest(tier=tier):
                done = self.frozen(out=tier)
                self.assertEqual((done.code, done.out, done.tier), (0, "true true\n", tier), done.err)
