# SPDX-License-Identifier: MIT
"""Popular npm packages, imported and required, as they are and bundled by esbuild: the names that they export must be
those that Node sees. A package that stops at a built-in module or a global of Node's that Thaw doesn't have yet waits for
it; for any other reason none may fail. The packages are installed in .cache/packages without running their scripts."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "test/lambda"))
from support import THAW  # noqa: E402

FOLDER = os.path.join(ROOT, ".cache/packages")
ESBUILD = "esbuild@0.28.2"
PACKAGES = """acorn@8.19.0 ajv@8.20.0 async@3.2.6 axios@1.21.1 base64-js@1.5.1 big.js@7.0.1 bluebird@3.7.2 bn.js@5.2.5
camelcase@9.0.0 chalk@5.6.2 color@5.0.3 commander@14.0.3 date-fns@4.4.0 dayjs@1.11.23 decimal.js@10.6.0 deepmerge@4.3.1
escape-string-regexp@5.0.0 eventemitter3@5.0.4 express@5.3.0 fast-deep-equal@3.1.3 fast-xml-parser@5.12.1 fp-ts@2.16.11
fuse.js@7.5.0 graphql@16.15.0 handlebars@4.7.10 he@1.2.0 htmlparser2@12.0.0 iconv-lite@0.7.3 ieee754@1.2.1 immer@11.2.10
immutable@5.2.1 inherits@2.0.4 joi@18.3.2 js-yaml@5.5.0 jsonwebtoken@9.0.3 liquidjs@10.30.1 lodash@4.18.1
lodash-es@4.18.1 long@5.3.2 luxon@3.7.2 marked@18.2.1 minimist@1.2.8 mobx@7.1.3 moment@2.31.0 ms@2.1.3 mustache@4.2.0
nanoid@5.1.16 object-hash@3.0.0 p-limit@7.3.3 pako@3.0.3 papaparse@5.7.1 pluralize@8.0.0 preact@11.2.0 protobufjs@8.8.1
qs@6.17.1 ramda@0.32.0 react@19.3.1 react-dom@19.3.1 redux@5.0.1 rxjs@7.8.2 semver@7.8.6 superstruct@2.0.2
tiny-invariant@1.3.3 tslib@2.9.1 tweetnacl@1.0.3 underscore@1.13.8 uuid@14.0.3 valibot@1.5.0 validator@13.15.35 vue@3.5.45
xstate@5.33.3 yaml@2.9.1 yup@1.7.1 zod@4.6.7""".split()
NAMES = [package.rsplit("@", 1)[0] for package in PACKAGES]
LEAST = {"mjs": 55, "cjs": 55, "bundle.mjs": 55, "bundle.cjs": 55}  # packages that load today, at least

SHOW = "console.log(JSON.stringify([typeof ns, Object.keys(ns).filter((k) => k !== 'module.exports').sort()]));\n"
LACKS = re.compile(r"No such built-in module: (?:node:)?([\w/]+)|Cannot find (?:package|module) '(?:node:)?([\w/]+)'"
                   r"|ReferenceError: (\w+) is not defined")


def install():
    stamp = pathlib.Path(FOLDER, "installed")
    wanted = " ".join([ESBUILD, *PACKAGES])
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    subprocess.run(["npm", "install", "--silent", "--ignore-scripts", "--no-save", "--no-audit", "--prefix", FOLDER,
                    ESBUILD, *PACKAGES], check=True)
    stamp.write_text(wanted, "utf-8")


def write_entries():
    """NAME.mjs and NAME.cjs use the package, NAME.bundle.* are bundles of the first."""
    for name in NAMES:
        for ending, text in ("mjs", f"import * as ns from '{name}';\n"), ("cjs", f"const ns = require('{name}');\n"):
            pathlib.Path(FOLDER, f"{name}.{ending}").write_text(text + SHOW, "utf-8")
    entries = [f"{name}=./{name}.mjs" for name in NAMES]
    for module, ending in ("esm", "mjs"), ("cjs", "cjs"):
        subprocess.run(["node_modules/.bin/esbuild", "--bundle", "--platform=node", f"--format={module}", "--outdir=.",
                        f"--out-extension:.js=.bundle.{ending}", "--log-level=error", "--allow-overwrite", *entries],
                       cwd=FOLDER, check=True)


def run(program, file):
    done = subprocess.run([program, file], cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                          timeout=120, text=True)
    return done.stdout if done.returncode else json.loads(done.stdout)


def node_has():
    """Modules and globals of Node's."""
    code = "console.log(JSON.stringify([...require('module').builtinModules, ...Object.getOwnPropertyNames(globalThis)]))"
    return set(json.loads(subprocess.run(["node", "-e", code], stdout=subprocess.PIPE, check=True, text=True).stdout))


@unittest.skipUnless(shutil.which("node") and shutil.which("npm"), "node and npm are not here")
class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        install()
        write_entries()
        cls.node_has = node_has()

    def compare(self, ending, expected_of):
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            ours = list(pool.map(lambda name: run(THAW, f"{name}.{ending}"), NAMES))
            theirs = list(pool.map(lambda name: run("node", f"{name}.{expected_of}"), NAMES))
        loaded = 0
        for name, our, their in zip(NAMES, ours, theirs):
            lacks = LACKS.search(our) if isinstance(our, str) else None
            if lacks and next(filter(None, lacks.groups())) in self.node_has:
                continue
            with self.subTest(package=name):
                self.assertEqual(our, their)
                self.assertIsInstance(our, list)
                loaded += 1
        self.assertGreaterEqual(loaded, LEAST[ending])

    def test_imported(self):
        self.compare("mjs", "mjs")

    def test_required(self):
        self.compare("cjs", "cjs")

    def test_bundled_as_esm(self):
        # Node refuses the require() of such a bundle, which Thaw has
        self.compare("bundle.mjs", "bundle.cjs")

    def test_bundled_as_commonjs(self):
        self.compare("bundle.cjs", "bundle.cjs")


if __name__ == "__main__":
    unittest.main()
