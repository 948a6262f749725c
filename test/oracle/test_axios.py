# SPDX-License-Identifier: MIT
"""axios' build for browsers, as CommonJS and as an ES module, required and imported: the program of
fixtures/axios_checks.mjs prints what it prints under Node, and leaves nothing at exit. .cache/axios holds the packages."""
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "test/lambda"))
from support import THAW  # noqa: E402

FOLDER = os.path.join(ROOT, ".cache/axios")
PACKAGES = ["axios@1.21.1", "axios-1.8.4@npm:axios@1.8.4"]
NAMES = ["axios", "axios-1.8.4"]
CHECK = "import('./axios_checks.mjs').then((m) => m.check(axios));\n"
LOADERS = {
    "required by condition": ("cjs", "const axios = require('{0}');\n"),
    "required": ("cjs", "const axios = require('./node_modules/{0}/dist/browser/axios.cjs');\n"),
    "CommonJS imported": ("mjs", "import axios from './node_modules/{0}/dist/browser/axios.cjs';\n"),
    "ES module imported": ("mjs", "import axios from './node_modules/{0}/dist/esm/axios.js';\n"),
    "ES module required": ("cjs", "const {{ default: axios }} = require('./node_modules/{0}/dist/esm/axios.js');\n"),
}


def install():
    stamp = pathlib.Path(FOLDER, "installed")
    if not stamp.exists() or stamp.read_text("utf-8") != " ".join(PACKAGES):
        shutil.rmtree(FOLDER, ignore_errors=True)
        os.makedirs(FOLDER)
        subprocess.run(["npm", "install", "--silent", "--ignore-scripts", "--no-save", "--no-audit", "--prefix", FOLDER,
                        *PACKAGES], check=True)
        stamp.write_text(" ".join(PACKAGES), "utf-8")
    shutil.copy(os.path.join(HERE, "fixtures/axios_checks.mjs"), FOLDER)


def run(program, file):
    return subprocess.run([program, "-C", "browser", file], cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False, timeout=120, text=True, env=dict(os.environ, THAW_LEAK_CHECK="1"))


@unittest.skipUnless(shutil.which("node") and shutil.which("npm"), "node and npm are not here")
class Axios(unittest.TestCase):
    maxDiff = None

    def test_as_node(self):
        install()
        for name in NAMES:
            pathlib.Path(FOLDER, "node.mjs").write_text(LOADERS["ES module imported"][1].format(name) + CHECK, "utf-8")
            node = run("node", "node.mjs")
            self.assertEqual(node.returncode, 0, node.stderr)
            self.assertNotIn("failed in", node.stdout)
            for how, (ending, text) in LOADERS.items():
                pathlib.Path(FOLDER, "entry." + ending).write_text(text.format(name) + CHECK, "utf-8")
                with self.subTest(package=name, how=how):
                    ours = run(THAW, "entry." + ending)
                    self.assertEqual((ours.stdout, ours.stderr, ours.returncode), (node.stdout, "", 0))


if __name__ == "__main__":
    unittest.main()
