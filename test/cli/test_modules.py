# SPDX-License-Identifier: MIT
"""What the command line has to do with modules: conditions, preloaded modules, where code without a file resolves from."""
import json
import os
import subprocess
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
THAW = os.path.abspath(os.environ.get("THAW", os.path.join(ROOT, "build/thaw")))
FIXTURES = os.path.join(ROOT, "test/js/modules/fixtures")


def thaw(*args, **kwargs):
    return subprocess.run([THAW, *args], cwd=FIXTURES, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=60, check=False, **kwargs)


class Conditions(unittest.TestCase):
    IMPORTED = "Promise.all(['custom', 'browser', 'nested'].map((one) => import(`maps/${one}`)))" \
               ".then((all) => console.log(all.map((one) => one.default).join()))"
    REQUIRED = "console.log(['custom', 'browser', 'nested'].map((one) => require(`maps/${one}`)).join())"

    def expect(self, code, names, *options):
        done = thaw(*options, "-e", code)
        self.assertEqual((done.stdout.replace("maps/", "").strip(), done.stderr, done.returncode), (names, "", 0))

    def test_none(self):
        self.expect(self.IMPORTED, "default.cjs,default.cjs,import.mjs")
        self.expect(self.REQUIRED, "default.cjs,default.cjs,require.cjs")

    def test_one(self):
        for option in (["--conditions", "custom"], ["--conditions=custom"], ["-C", "custom"]):
            self.expect(self.IMPORTED, "custom.cjs,default.cjs,import.mjs", *option)
            self.expect(self.REQUIRED, "custom.cjs,default.cjs,require.cjs", *option)

    def test_several(self):
        self.expect(self.IMPORTED, "custom.cjs,browser.cjs,import.mjs", "-C", "custom", "-C", "browser")


class Resolution(unittest.TestCase):
    def test_code_without_a_file(self):
        for args, stdin in ((["-e", "console.log(require('sugar'), require('./outside.cjs'))"], None),
                            (["-"], "console.log(require('sugar'), require('./outside.cjs'))")):
            done = thaw(*args, input=stdin)
            self.assertEqual((done.stdout, done.stderr), ("sugar/main.cjs outside.cjs\n", ""))

    def test_preloaded_modules(self):
        done = thaw("--import", "./esm/order_1.mjs", "--require", "./cjs/state.cjs", "-p",
                    "[globalThis.moduleOrder.join(), globalThis.stateLoads].join(' ')")
        self.assertEqual((done.stdout, done.stderr), ("1 1\n", ""))
        done = thaw("--import", "./nowhere.mjs", "-p", "1")
        self.assertEqual((done.stdout, done.returncode), ("", 1))
        self.assertIn("Cannot find module '%s/nowhere.mjs'" % FIXTURES, done.stderr)

    def test_main_module_knows_itself(self):
        done = thaw("cjs/main.cjs")
        self.assertEqual((json.loads(done.stdout), done.stderr), ([[True] * 5, [False, False], True, 1], ""))
        done = thaw("esm/main.mjs")
        self.assertEqual((json.loads(done.stdout), done.stderr), ([True, False, False, True], ""))

    def test_require_of_a_module_that_is_being_imported(self):
        done = thaw("cjs/require_cycle.cjs")
        self.assertEqual((done.stdout, done.stderr), ("ERR_REQUIRE_CYCLE_MODULE\n", ""))
        done = thaw("cjs/require_cycle.mjs")
        self.assertEqual((done.stdout, done.returncode), ("", 1))
        self.assertIn("ERR_REQUIRE_CYCLE_MODULE", done.stderr)

    def test_imports_of_what_is_not_exported(self):
        for main in "esm/missing_name.mjs", "esm/missing_reexport.mjs":
            done = thaw(main)
            self.assertEqual(done.returncode, 1)
            self.assertIn("SyntaxError: The requested module './live.mjs' does not provide an export named 'nothing' "
                          "imported from %s/%s" % (FIXTURES, main), done.stderr)
        done = thaw("cjs/missing_name_outer.mjs")
        self.assertEqual(done.returncode, 1)
        self.assertIn("SyntaxError: Named export 'nothing' not found. The requested module './names.cjs', imported from "
                      "%s/cjs/missing_name.mjs, is a CommonJS module" % FIXTURES, done.stderr)
        self.assertIn("import pkg from './names.cjs';\nconst { nothing } = pkg;\n", done.stderr)

    def test_main_module_that_fails(self):
        done = thaw("outside")  # tried with each extension, of which .cjs is none
        self.assertEqual(done.returncode, 1)
        self.assertIn("Cannot find module '%s/outside'" % FIXTURES, done.stderr)
        done = thaw("cjs/throws.cjs")
        self.assertEqual(done.returncode, 1)
        self.assertIn("RangeError: from a CommonJS module", done.stderr)


if __name__ == "__main__":
    unittest.main()
