# SPDX-License-Identifier: MIT
"""tools/tidy: reports a bug, then stays silent about what it has found clean until that changes."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
CLEAN = "int f(int x);\nint f(int x)\n{\n    return x;\n}\n"
BUG = "int f(int x);\nint f(int x)\n{\n    int y;\n    return x ? 1 : y;\n}\n"


@unittest.skipUnless(shutil.which("clang-tidy"), "clang-tidy is not installed")
class Tidy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.path.realpath(folder.name)
        for name in ("tools", "src/base", "build/debug"):
            os.makedirs(os.path.join(self.root, name))
        shutil.copy(os.path.join(ROOT, "tools/tidy"), os.path.join(self.root, "tools"))
        shutil.copy(os.path.join(ROOT, ".clang-tidy"), self.root)
        command = {"directory": self.root, "file": os.path.join(self.root, "src/base/a.c"),
                   "command": "gcc -c src/base/a.c -o a.o"}
        with open(os.path.join(self.root, "build/debug/compile_commands.json"), "w", encoding="utf-8") as f:
            json.dump([command], f)

    def tidy(self, source, path=None):
        with open(os.path.join(self.root, "src/base/a.c"), "w", encoding="utf-8") as f:
            f.write(source)
        env = dict(os.environ, PATH=path or os.environ["PATH"])
        done = subprocess.run([sys.executable, os.path.join(self.root, "tools/tidy")], capture_output=True, text=True,
                              env=env, check=False)
        return done.returncode, done.stdout

    def test_bug_is_one_line_each_time(self):
        for _ in range(2):
            code, out = self.tidy(BUG)
            self.assertEqual(code, 1)
            self.assertEqual(len(out.splitlines()), 1, out)
            self.assertTrue(out.startswith("src/base/a.c:5:"), out)

    def test_clean_file_is_looked_at_once(self):
        self.assertEqual(self.tidy(CLEAN), (0, ""))
        without = os.path.join(self.root, "path")
        os.makedirs(without)
        os.symlink(shutil.which("gcc"), os.path.join(without, "gcc"))
        self.assertEqual(self.tidy(CLEAN, without), (0, ""))
        self.assertEqual(self.tidy(BUG)[0], 1)
        self.assertEqual(self.tidy(CLEAN), (0, ""))


if __name__ == "__main__":
    unittest.main()
