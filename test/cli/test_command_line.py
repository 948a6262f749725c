# SPDX-License-Identifier: MIT
"""The command line: programs that are no files, preloaded modules, options, help, and how errors are shown."""
import os
import pty
import re
import subprocess
import tempfile
import unittest

THAW = os.path.abspath(os.environ.get("THAW", "build/thaw"))


class CommandLine(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.path.realpath(folder.name)

    def write(self, name, text):
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return path

    def run_thaw(self, *args, stdin="", **variables):
        """-> exit code, standard output, standard error"""
        env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "THAW_LEAK_TRACE")}
        done = subprocess.run([THAW, *args], cwd=self.root, env={**env, **variables}, input=stdin.encode(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def prints(self, expected, *args, **more):
        self.assertEqual(self.run_thaw(*args, **more), (0, expected, ""))

    def refuses(self, message, *args):
        """A wrong command line: one line on standard error and code 9, as Node's."""
        self.assertEqual(self.run_thaw(*args), (9, "", message + "\n"))


class Programs(CommandLine):
    def test_code_of_an_option(self):
        self.prints("3 [ 'a', 'b' ]\n", "-e", "console.log(process.argv.length, process.argv.slice(1))", "a", "b")
        self.prints("2\n", "--eval=console.log(1 + 1)")

    def test_its_value_is_printed(self):
        self.prints("[ 1, { a: 2 } ]\n", "-p", "[1, { a: 2 }]")
        self.prints("Promise { 1 }\n", "--print", "Promise.resolve(1)")

    def test_options_go_on_behind_the_code_until_an_operand(self):
        self.write("first.cjs", "globalThis.first = 1")
        self.prints("1 [ 'a', '--b' ]\n", "-e", "console.log(first, process.argv.slice(1))", "-r", "./first.cjs", "a",
                    "--b")
        self.prints("[ '--b' ]\n", "-e", "console.log(process.argv.slice(1))", "--", "--b")

    def test_code_may_be_a_module(self):
        self.prints("function 1\n", "-e", "import { once } from 'events'; console.log(typeof once, await 1)")
        self.prints("undefined function [eval] .\n", "-e",
                    "console.log(typeof exports.x, typeof require, __filename, __dirname)")

    def test_standard_input(self):
        self.prints("[ '-', 'a' ]\n", "-", "a", stdin="console.log(process.argv.slice(1))")
        self.prints("piped\n", stdin="console.log('piped')")
        self.prints("", "-")

    def test_a_file_is_found_as_node_finds_it(self):
        self.write("app/index.js", "console.log('index', __filename === process.argv[1])")
        self.write("other.cjs", "console.log('other', process.argv.slice(2))")
        self.prints("index true\n", "app")
        self.prints("other [ '-e', '--leak' ]\n", "other.cjs", "-e", "--leak")

    def test_exit_codes(self):
        self.assertEqual(self.run_thaw("-p", "process.exitCode = 3"), (3, "3\n", ""))
        self.assertEqual(self.run_thaw("missing.js")[0], 1)

    def test_version(self):
        code, out, _ = self.run_thaw("--version")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"^thaw \d+\.\d+\.\d+\n$")
        self.assertEqual(self.run_thaw("-v")[1], out)


class Errors(CommandLine):
    def shows(self, *args, code=1, **more):
        actual, out, err = self.run_thaw(*args, **more)
        self.assertEqual((actual, out), (code, ""), err)
        return err

    def test_the_line_and_a_caret(self):
        path = self.write("throws.cjs", "function f(x) {\n\treturn x.y.z; // here\n}\n\nf({});\n")
        err = self.shows(path)
        line, source, caret, empty, message, frame, caller = err.splitlines()[:7]
        self.assertEqual((line, source), (path + ":2", "\treturn x.y.z; // here"))
        self.assertRegex(caret, r"^\t +\^$")
        self.assertEqual((empty, message), ("", "TypeError: cannot read property 'z' of undefined"))
        self.assertRegex(frame, r"^    at f \(" + re.escape(path) + r":2:\d+\)$")
        self.assertRegex(caller, r"^    at <anonymous> \(" + re.escape(path) + r":5:\d+\)$")
        self.assertRegex(err.splitlines()[-1], r"^Thaw v\d")
        column = int(re.search(r":2:(\d+)\)", frame)[1])
        self.assertEqual(len(caret), column)

    def test_the_caret_stands_below_characters_not_bytes(self):
        err = self.shows(self.write("utf8.cjs", "const s = 'éé';\tnull.x;\n"))
        self.assertEqual(err.splitlines()[1:3], ["const s = 'éé';\tnull.x;", " " * 15 + "\t^"])

    def test_programs_that_are_no_files(self):
        self.assertTrue(self.shows("-e", "\n  let x = ;").startswith("[eval]:2\n  let x = ;\n          ^\n\nSyntaxError: "))
        self.assertTrue(self.shows("-", stdin="throw new Error('x')").startswith("[stdin]:1\nthrow new Error('x')\n"))

    def test_causes(self):
        err = self.shows(self.write("cause.mjs", "const root = new RangeError('root', { cause: 'because' });\n"
                                                 "throw Object.assign(new Error('top', { cause: root }), { code: 'E_TOP' });\n"))
        self.assertRegex(err, r"(?s)\nError: top\n    at .*\n  code: 'E_TOP',\n  \[cause\]: RangeError: root\n.*cause.mjs:1:"
                              r".*\[cause\]: 'because'")

    def test_aggregates(self):
        err = self.shows(self.write("all.mjs", "await Promise.any([Promise.reject(new Error('one')), Promise.reject(2)]);"))
        self.assertRegex(err, r"(?s)AggregateError.*\[errors\]: \[\n +Error: one\n.*,\n +2\n +\]")

    def test_frames_of_builtins_are_left_out(self):
        path = self.write("frames.cjs", "[1].map(function callback() { process.emitWarning(new Map()); });\n")
        for env in ({}, {"FORCE_COLOR": "1"}):
            err = re.sub(r"\033\[\d+m", "", self.shows(path, **env))
            frames = [line for line in err.splitlines() if line.startswith("    at ")]
            self.assertNotIn("thaw:", err)
            self.assertEqual([re.sub(r":\d+\)", ")", frame) for frame in frames], [
                f"    at callback ({path}:1)", "    at map (native)", f"    at <anonymous> ({path}:1) {{"])

    def test_what_is_no_error(self):
        self.assertEqual(self.shows("-e", "throw { a: 1 }").splitlines()[0], "Uncaught { a: 1 }")
        self.assertTrue(self.shows("-e", "throw null").startswith("Uncaught null\n(null is also thrown when there is no "))

    def test_an_error_that_can_not_be_shown(self):
        err = self.shows("-e", "throw Object.defineProperty(new Error('x'), 'stack', { get() { throw 1; } })")
        self.assertIn("Thaw v", err)

    def test_minified_lines_are_not_shown(self):
        err = self.shows(self.write("min.cjs", "/*" + "x" * 500 + "*/null.x"))
        self.assertNotIn("xxx", err)
        self.assertIn("min.cjs:1", err)

    def test_colors(self):
        code = "throw Object.assign(new Error('x'), { n: 1 })"
        self.assertNotIn("\x1b[", self.shows("-e", code))
        self.assertIn("\x1b[33m1\x1b[39m", self.shows("-e", code, FORCE_COLOR="1"))
        self.assertNotIn("\x1b[", self.shows("-e", code, FORCE_COLOR="0"))

    def on_terminal(self, *args, **variables):
        """-> what a terminal gets"""
        ours, theirs = pty.openpty()
        env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
        with subprocess.Popen([THAW, *args], env={**env, "TERM": "xterm", **variables}, stdin=theirs, stdout=theirs,
                              stderr=theirs) as process:
            os.close(theirs)
            shown = b""
            while True:
                try:
                    chunk = os.read(ours, 4096)
                except OSError:  # the last writer closed it
                    break
                if not chunk:
                    break
                shown += chunk
            process.wait(60)
        os.close(ours)
        return shown.decode()

    def test_colors_on_a_terminal(self):
        code = "throw Object.assign(new Error('x'), { n: 1 })"
        self.assertIn("\x1b[33m1\x1b[39m", self.on_terminal("-e", code))
        self.assertNotIn("\x1b[", self.on_terminal("-e", code, NO_COLOR="1"))

    def test_output_stays_in_order_on_a_terminal(self):
        shown = self.on_terminal("-e", "for (let i = 0; i < 3; i++) { console.log('out', i); console.error('err', i); }",
                                 NO_COLOR="1")
        self.assertEqual(shown.split(), "out 0 err 0 out 1 err 1 out 2 err 2".split())


class Options(CommandLine):
    def test_modules_before_the_program(self):
        for name in "a.cjs", "b.cjs":
            self.write(name, f"(globalThis.order ??= []).push('{name}')")
        self.write("c.mjs", "await 1; order.push('c.mjs')")
        self.write("node_modules/d/index.mjs", "order.push('d')")
        self.write("node_modules/d/package.json", '{ "exports": { "import": "./index.mjs" } }')
        self.write("main.mjs", "console.log(order.join())")
        modules = ["--import", "./c.mjs", "-r", "./a.cjs", "--import=d", "--require", "./b.cjs"]
        self.prints("a.cjs,b.cjs,c.mjs,d\n", *modules, "main.mjs")
        self.prints("a.cjs,b.cjs,c.mjs,d\n", *modules, "-p", "order.join()")

    def test_a_module_before_the_program_that_fails_ends_it(self):
        self.write("bad.cjs", "throw new Error('early')")
        for option in "--require", "--import":
            code, out, err = self.run_thaw(option, "./bad.cjs", "-e", "console.log('ran')")
            self.assertEqual((code, out), (1, ""), err)
            self.assertIn("Error: early", err)
        self.assertIn("ERR_MODULE_NOT_FOUND", self.run_thaw("--import", "./none.mjs", "-e", "1")[2])

    def test_environment_files(self):
        first = self.write("first.env", "A=1\n# nothing\nexport B = \"two words\" # why\nC='#3'\nD=4 # four\nE=\n"
                                        "F=`it's \"q\"`\nnot a line\nG=file\n")
        second = self.write("second.env", "A=later\nZ=26")
        show = "console.log(JSON.stringify('ABCDEFGZ'.split('').map((n) => process.env[n])))"
        self.prints("""["1","two words","#3","4","","it's \\"q\\"","given","26"]\n""",
                    "--env-file", first, "--env-file=" + second, "-e", show, G="given")
        self.assertEqual(self.run_thaw("--env-file", "none.env", "-e", "1"),
                         (9, "", "thaw: none.env: no such file or directory\n"))

    def test_conditions(self):
        self.write("node_modules/p/package.json",
                   '{ "exports": { "special": "./special.js", "browser": "./browser.js", "default": "./plain.js" } }')
        for name in "special", "browser", "plain":
            self.write(f"node_modules/p/{name}.js", f"module.exports = '{name}'")
        self.prints("plain\n", "-p", "require('p')")
        self.prints("special\n", "--conditions", "special", "-p", "require('p')")
        self.prints("browser\n", "-C", "browser", "-e", "import p from 'p'; console.log(p)")

    def test_stack_size(self):
        depth = "let n = 0; (function f() { n++; f(); })"
        self.write("depth.js", "let n = 0; try { (function f() { n++; f(); })(); } catch (e) {\n"
                               "console.log(n < 1000, e instanceof RangeError, e.message); }")
        self.prints("true true Maximum call stack size exceeded\n", "--stack-size", "64k", "depth.js")
        self.prints("false true Maximum call stack size exceeded\n", "depth.js")
        self.assertRegex(self.run_thaw("--stack-size", "1g", "-e", depth)[2], r"^thaw: --stack-size is above .*ulimit -s")

    def test_sizes(self):
        self.prints("1\n", "--max-heap", "16m", "-p", "1")
        self.prints("1\n", "--max-heap=1G", "-p", "1")
        for wrong in "1k", "8x", "", "m", "8mm", "3g", "-8m", "99999999999999999999":
            self.refuses("thaw: --max-heap wants a size in bytes (64k, 128M, 1g) from 4194304 to 2147483648, "
                         f"not '{wrong}'", "--max-heap=" + wrong, "-p", "1")

    def test_a_full_heap_is_an_error(self):
        full = "const kept = []; for (;;) kept.push({});"
        code, out, err = self.run_thaw("--max-heap", "8m", "-e", full)
        self.assertEqual((code, out), (1, ""))
        self.assertTrue(err.startswith(f"[eval]:1\n{full}\n"), err)
        self.assertIn("\nInternalError: out of memory\n", err)

    def test_a_full_heap_can_be_survived(self):
        self.write("caught.cjs", "try { const kept = []; for (;;) kept.push({}); } catch (e) { console.log(String(e)); }\n"
                                 "console.log(new Array(1000).fill(1).length);")
        self.prints("InternalError: out of memory\n1000\n", "--max-heap", "8m", "caught.cjs")
        self.write("handled.cjs", "process.on('uncaughtException', (e) => console.log(e.message));\n"
                                  "setTimeout(() => { const kept = []; for (;;) kept.push([kept]); });\n"
                                  "setTimeout(() => console.log('goes on'), 1);")
        self.prints("out of memory\ngoes on\n", "--max-heap", "8m", "handled.cjs")

    def test_garbage_does_not_fill_the_heap(self):
        for kept in 0, 60000:
            self.prints("done\n", "--max-heap", "16m", "-e",
                        f"const kept = Array.from({{ length: {kept} }}, (_, i) => ({{ i }}));\n"
                        "for (let i = 0; i < 300000; i++) { const o = {}; o.o = o; }\n"
                        "console.log('done');")

    def test_a_heap_that_stays_full(self):
        """The spare for error reports is used up too: errors are null then, which is no crash."""
        self.write("again.cjs", "const kept = []; let n = 0;\n"
                                "while (n < 1000) try { kept.push([{}]); } catch { n++; }\n"
                                "kept.length = 0; console.log('alive');")
        self.prints("alive\n", "--max-heap", "8m", "again.cjs")

    def test_wrong_options(self):
        self.refuses("thaw: unknown option --evil; did you mean --eval?", "--evil")
        self.refuses("thaw: unknown option --env-fle=x; did you mean --env-file?", "--env-fle=x")
        self.refuses("thaw: unknown option -z; 'thaw --help' lists what there is", "-z")
        self.refuses("thaw: unknown option --quite-different; 'thaw --help' lists what there is", "--quite-different")
        self.refuses("thaw: --eval wants a value", "-e")
        self.refuses("thaw: --version takes no value", "--version=1")
        self.refuses("thaw: there is no program 'freez'; did you mean the command 'freeze'?", "freez", "x")
        self.refuses("thaw lambda dev: unknown option --memry; did you mean --memory?", "lambda", "dev", "--memry", "3")

    def test_a_list_has_an_end(self):
        self.refuses("thaw: --conditions was given too often", *["--conditions=c"] * 65, "-p", "1")


class Help(CommandLine):
    COMMANDS = ([], ["compile"], ["freeze"], ["image"], ["lambda", "run"], ["lambda", "dev"], ["test"])

    def test_every_command_has_help_with_examples(self):
        for command in self.COMMANDS:
            with self.subTest(command):
                code, out, err = self.run_thaw(*command, "--help")
                self.assertEqual((code, err), (0, ""))
                usage = " ".join(["thaw", *command])
                self.assertIn(f"\nUsage: {usage} ", out)
                examples = out.partition("\nExamples:\n")[2].splitlines()
                self.assertTrue(any(line.startswith("  " + usage) for line in examples), out)
                self.assertLessEqual(max(map(len, out.splitlines())), 120)
                self.assertEqual(self.run_thaw(*command, "-h"), (code, out, err))

    def test_it_names_every_command(self):
        out = self.run_thaw("--help")[1]
        for command in {c[0] for c in self.COMMANDS if c}:
            self.assertRegex(out, rf"(?m)^  {command} +\w")
        self.assertIn("thaw lambda dev", self.run_thaw("lambda", "--help")[1])

    def test_every_option_of_every_command_has_its_line(self):
        """What the help lists is accepted: an option without its value is told so, not unknown."""
        for command in self.COMMANDS:
            names = re.findall(r"(?m)^  (?:-\w, |    )(--[a-z-]+)( \S+)?", self.run_thaw(*command, "--help")[1])
            self.assertTrue(names, command)
            for name, value in names:
                if value:
                    self.assertIn("wants a value", self.run_thaw(*command, name)[2], (command, name))

    def test_commands_without_what_they_need(self):
        self.refuses("thaw compile: which FILE?", "compile")
        self.refuses("thaw image: which FILE?", "image")
        self.assertEqual(self.run_thaw("freeze")[0], 9)
        self.assertEqual(self.run_thaw("lambda", "dve")[0], 9)


if __name__ == "__main__":
    unittest.main()
