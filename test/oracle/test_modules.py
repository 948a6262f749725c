# SPDX-License-Identifier: MIT
"""The tests of modules in Node: what they expect of Thaw must hold there too. Left out is attributes.test.mjs, as Node has
no `type: 'text'` and no `type: 'bytes'`; and what is new in Node 24: hooks.test.mjs (registerHooks) and maps_loose.test.mjs
(imports that begin with "#/")."""
import glob
import os
import re
import shutil
import subprocess
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
LEFT_OUT = {"attributes.test.mjs", "hooks.test.mjs", "maps_loose.test.mjs"}
NODE = shutil.which("node")
# Earlier ones can't require() ES modules, and tell ES modules from scripts only when asked to.
FIRST_VERSION = (20, 19)


def node_version():
    if not NODE:
        return (0, 0)
    text = subprocess.run([NODE, "--version"], stdout=subprocess.PIPE, check=True, text=True).stdout
    return tuple(int(n) for n in re.findall(r"\d+", text)[:2])


@unittest.skipUnless(node_version() >= FIRST_VERSION, "no node, or too old a one")
class Modules(unittest.TestCase):
    def test_in_node(self):
        files = sorted(glob.glob(os.path.join(ROOT, "test/js/modules/*.test.*")))
        for path in files:
            name = os.path.basename(path)
            if name in LEFT_OUT:
                continue
            with self.subTest(name):
                done = subprocess.run([NODE, "--no-warnings", "--import", os.path.join(HERE, "fixtures/node_test.mjs"), path],
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, text=True, timeout=60)
                self.assertRegex(done.stdout, r"(?m)^[1-9]\d* passed, 0 failed$")
        self.assertGreater(len(files), 5)


if __name__ == "__main__":
    unittest.main()
