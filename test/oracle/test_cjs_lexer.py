# SPDX-License-Identifier: MIT
"""Export names of CommonJS modules: ours beside those of npm's cjs-module-lexer, over the files of well-known packages.
Files with ES module syntax are left out, as that one refuses them. The packages are installed in .cache/cjs_lexer without
running their scripts."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FOLDER = os.path.join(ROOT, ".cache/cjs_lexer")
LEXER = "cjs-module-lexer@2.2.0"
# What people write by hand, and what TypeScript, Babel, esbuild, Rollup, webpack and several minifiers make.
PACKAGES = ["@aws-sdk/client-dynamodb@3.1132.0", "@babel/core@7.24.0", "ajv@8.12.0", "axios@1.6.7", "date-fns@2.30.0",
            "esprima@4.0.1", "express@4.18.2", "graphql@16.8.1", "lodash@4.17.21", "mongodb@6.3.0", "react-dom@18.2.0",
            "rxjs@7.8.1", "typescript@5.3.3", "uglify-js@3.17.4", "uuid@9.0.1", "webpack@5.90.3", "zod@3.22.4"]
BASE = [os.path.join(ROOT, "src", name) for name in
        ("base/buf.c", "base/error.c", "base/file.c", "base/hash.c", "base/utf8.c", "parse/cjs_lexer.c",
         "parse/js_scanner.c")]


def install():
    stamp = os.path.join(FOLDER, "installed")
    wanted = " ".join([LEXER, *PACKAGES])
    if os.path.exists(stamp) and open(stamp, encoding="utf-8").read() == wanted:
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    subprocess.run(["npm", "install", "--silent", "--ignore-scripts", "--no-save", "--no-audit", "--prefix", FOLDER,
                    LEXER, *PACKAGES], check=True)
    with open(stamp, "w", encoding="utf-8") as f:
        f.write(wanted)


def sources():
    for folder, folders, files in os.walk(os.path.join(FOLDER, "node_modules")):
        folders.sort()
        for name in sorted(files):
            path = os.path.join(folder, name)
            if name.endswith((".js", ".cjs")) and not os.path.islink(path):
                yield path


def names_by(command, paths):
    done = subprocess.run(command, input="\n".join(paths), stdout=subprocess.PIPE, check=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def summary(found):
    return {"exports": sorted(found["exports"]), "reexports": sorted(found["reexports"]), "error": found["error"]}


@unittest.skipUnless(shutil.which("node") and shutil.which("npm"), "node and npm are not here")
class CjsLexer(unittest.TestCase):
    def test_packages(self):
        install()
        paths = list(sources())
        with tempfile.TemporaryDirectory() as temp:
            program = os.path.join(temp, "cjs_names")
            subprocess.run(["cc", "-std=gnu17", "-O1", "-D_GNU_SOURCE", "-I" + os.path.join(ROOT, "src"), "-o", program,
                            os.path.join(HERE, "fixtures/cjs_names.c"), *BASE], check=True)
            ours = names_by([program], paths)
        lexer = os.path.join(FOLDER, "node_modules/cjs-module-lexer")
        theirs = names_by(["node", os.path.join(HERE, "fixtures/cjs_names.cjs"), lexer], paths)
        self.assertEqual([len(ours), len(theirs)], [len(paths)] * 2)
        compared = [row for row in zip(paths, ours, theirs) if not row[2].get("esm")]
        differing = {os.path.relpath(path, FOLDER): (summary(our), summary(their))
                     for path, our, their in compared if summary(our) != summary(their)}
        self.assertEqual(differing, {})
        self.assertGreater(len(compared), 5000)
        for kind, least in ("exports", 10000), ("reexports", 200):
            self.assertGreater(sum(len(their[kind]) for _, _, their in compared), least, kind)


if __name__ == "__main__":
    unittest.main()
