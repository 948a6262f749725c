# SPDX-License-Identifier: MIT
"""What the tests of freezing share: a folder to work in, and running thaw and frozen programs in it. THAW names an
executable that can freeze (one with an image)."""
import os
import re
import subprocess
import tempfile
import unittest

THAW = os.path.abspath(os.environ.get("THAW", "build/thaw"))
HERE = os.path.dirname(os.path.abspath(__file__))
TIER = re.compile(r"inputs hold: tier (\w+)")


class Result:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout.decode(), done.stderr.decode("utf-8", "replace")
        found = TIER.search(self.err)
        self.tier = found.group(1) if found else None
        self.shown = "".join(line for line in self.err.splitlines(True) if not line.startswith("thaw: "))


class Freezing(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return path

    def run_it(self, command, env=None, cwd=None):
        """Runs with only the variables given, the leak check on, and the tier traced."""
        variables = {"THAW_LEAK_CHECK": "1", "THAW_TRACE": "start", **(env or {})}
        variables = {k: v for k, v in variables.items() if v is not None}
        return Result(subprocess.run(command, cwd=cwd or self.folder, env=variables, stdin=subprocess.DEVNULL,
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False))

    def freeze(self, entry, *options, out="frozen", env=None, code=0):
        """-> result of `thaw freeze`; the executable is self.path(out)"""
        done = self.run_it([THAW, "freeze", entry, "-o", self.path(out), *options], env=env)
        self.assertEqual(done.code, code, done.out + done.err)
        return done

    def frozen(self, *args, out="frozen", env=None, cwd=None):
        return self.run_it([self.path(out), *args], env=env, cwd=cwd)
