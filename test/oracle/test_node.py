# SPDX-License-Identifier: MIT
"""The programs of test/programs under Node: what they expect is what it does, but where they say why not."""
import os
import shutil
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))
import test_programs  # noqa: E402

NODE = shutil.which("node")


@unittest.skipUnless(NODE, "no Node here")
class Node(unittest.TestCase):
    maxDiff = None

    def test_programs(self):
        for name in test_programs.programs():
            end, stdout, texts, source = test_programs.expectation(name)
            if "// node: " in source:
                continue
            with self.subTest(name):
                actual_end, actual_stdout, stderr = test_programs.outcome(
                    [NODE, os.path.join(test_programs.PROGRAMS, name)])
                self.assertEqual((actual_end, actual_stdout), (end, stdout), stderr)
                self.assertIsNone(test_programs.missing(texts, stderr), stderr)


if __name__ == "__main__":
    unittest.main()
