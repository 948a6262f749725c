# SPDX-License-Identifier: MIT
"""tools/check: each rule finds what it forbids and lets pass what it allows."""
import os
import subprocess
import sys
import tempfile
import unittest

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/check")
SPDX = "/* SPDX-License-Identifier: MIT */\n"


def rules(path, text):
    """-> [(line, rule)] for a tree that holds this one file."""
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
        with open(os.path.join(root, path), "w", encoding="utf-8") as f:
            f.write(text)
        done = subprocess.run([sys.executable, TOOL, "--root", root, "--no-format"], capture_output=True, text=True,
                              check=False)
        found = [line.split(":")[1:3] for line in done.stdout.splitlines()]
        assert done.returncode == (1 if found else 0), done.stderr
        return [(int(line), rule.strip()) for line, rule in found]


class Check(unittest.TestCase):
    def clean(self, path, text):
        self.assertEqual(rules(path, SPDX + text), [])

    def bad(self, path, text, line, rule):
        self.assertEqual(rules(path, SPDX + text), [(line, rule)])

    def test_layers(self):
        self.bad("src/heap/a.c", '#include "js/call.h"\n', 2, "layer")
        self.bad("src/web/a.c", '#include "node/node.h"\n', 2, "layer")
        self.bad("src/loop/a.c", "#include <quickjs.h>\n", 2, "layer")
        self.clean("src/js/a.c", '#include <quickjs.h>\n#include "heap/heap.h"\n#include "call.h"\n')

    def test_fields(self):
        self.bad("src/node/a.c", "typedef struct a {\n    int n;\n    JSValue v;\n} a;\n", 4, "field")
        self.bad("src/node/a.h", "struct a {\n    union { int x; } u;\n    JSValue v[3];\n};\n", 4, "field")
        self.clean("src/node/a.c", "struct a {\n    THAW_JS_FIELDS(v);\n    JSValue (*make)(void);\n    JSValueConst b;\n};\n")
        self.clean("src/node/a.c", "static void f(void)\n{\n    JSValue v;\n}\n")

    def test_complexity(self):
        body = "    if (x)\n        x--;\n"
        self.bad("src/js/a.c", "static int f(int x)\n{\n" + body * 25 + "}\n", 2, "complexity")
        self.clean("src/js/a.c", "static int f(int x)\n{\n" + body * 24 + "}\n" + "int g(int x)\n{\n" + body + "}\n")
        self.bad("src/js/a.h", "\n" * 1500, 1500, "complexity")

    def test_banned(self):
        self.bad("src/base/a.c", "void f(void)\n{\n    strcpy(a, b);\n}\n", 4, "banned")
        self.clean("src/base/a.c", '/* strcpy(a) */\nconst char *s = "strcpy(a, b)";\nint x = my_strcpy(a);\n')

    def test_header(self):
        self.assertEqual(rules("src/base/a.c", "int x;\n"), [(1, "header")])

    def test_place(self):
        self.bad("docs/a.md", "see /" + "home/somebody/x\n", 2, "place")
        self.clean("docs/a.md", "see /var/task and example/wo" + "rk/x\n")
        self.bad("README.md", "see /" + "root/x\n", 2, "place")

    def test_host(self):
        entry = '{\n  "resolved": "%s/zod/-/zod-4.0.0.tgz"\n}\n'
        self.assertEqual(rules("examples/a/package-lock.json", entry % ("http://mirror" + ".example:8080")), [(2, "host")])
        self.assertEqual(rules("examples/a/.npmrc", "registry=" + "https://npm.example/\n"), [(1, "host")])


if __name__ == "__main__":
    unittest.main()
