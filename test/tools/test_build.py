# SPDX-License-Identifier: MIT
"""make: says nothing and builds nothing where nothing has changed."""
import os
import subprocess
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Build(unittest.TestCase):
    def test_the_next_make_has_nothing_to_do(self):
        # As someone's shell runs it: a make that knows itself called by another announces its directory.
        env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}

        def make():
            done = subprocess.run(["make"], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
            return done.stdout + done.stderr
        thaw = os.path.join(ROOT, "build/release/thaw")
        make()
        before = os.stat(thaw).st_mtime_ns
        self.assertEqual(make(), "")
        self.assertEqual(os.stat(thaw).st_mtime_ns, before)


if __name__ == "__main__":
    unittest.main()
