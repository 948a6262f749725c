# SPDX-License-Identifier: MIT
"""A frozen program does what it does when it starts cold: the programs of programs/, in every tier."""
import os
import re

from freezing import HERE, THAW, Freezing

OPTIONS = re.compile(r"// Freeze with: (.*)")
PROGRAMS = os.path.join(HERE, "programs")


class Equivalence(Freezing):
    def same(self, name):
        entry = os.path.join(PROGRAMS, name)
        with open(entry, encoding="utf-8") as f:
            options = OPTIONS.match(f.readline())
        cold = self.run_it([THAW, entry])
        self.assertNotEqual(cold.out, "", "a program that prints nothing proves nothing")
        for tier in ("full", "deps", "base"):
            with self.subTest(tier=tier):
                self.freeze(entry, "--tier", tier, *(options.group(1).split() if options else []))
                warm = self.frozen()
                self.assertEqual(warm.tier, tier, warm.err)
                self.assertEqual(warm.out, cold.out, warm.err)
                self.assertEqual(self.without_positions(warm.shown), self.without_positions(cold.shown))
                self.assertEqual(warm.code, cold.code)

    @staticmethod
    def without_positions(text):
        # the warm program's stack is shorter: what called the main function is not the module any more
        return re.sub(r"^    at .*\n", "", text, flags=re.M)


def add(name):
    def test(self):
        self.same(name)
    setattr(Equivalence, "test_" + name.replace(".", "_"), test)


for program in sorted(os.listdir(PROGRAMS)):
    if program.endswith((".mjs", ".cjs", ".js")) and program != "after.mjs":
        add(program)
del program
