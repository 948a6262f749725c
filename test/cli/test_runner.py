# SPDX-License-Identifier: MIT
"""`thaw test` itself: what counts as success, and that nothing else does. THAW names the executable."""
import os
import re
import subprocess
import tempfile
import unittest

THAW = os.path.abspath(os.environ.get("THAW", "build/thaw"))
SUMMARY = re.compile(r"^(\d+) passed, (\d+) failed, (\d+) skipped$")


class Runner(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, name, text):
        path = os.path.join(self.folder.name, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return path

    def run_tests(self, *args):
        """-> exit code, (passed, failed, skipped), output"""
        done = subprocess.run([THAW, "test", *args], cwd=self.folder.name, stdin=subprocess.DEVNULL, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        output = done.stdout.decode()
        match = SUMMARY.match(output.splitlines()[-1]) if output else None
        return done.returncode, tuple(map(int, match.groups())) if match else None, output

    def expect_failure(self, text, reason, *args):
        self.write("a.test.cjs", text)
        code, counts, output = self.run_tests(*args)
        self.assertEqual(code, 1, output)
        self.assertIsNotNone(counts, output)
        self.assertGreaterEqual(counts[1], 1, output)
        self.assertIn(reason, output)
        return counts, output

    def expect_success(self, text, counts, *args):
        self.write("a.test.cjs", text)
        code, actual, output = self.run_tests(*args)
        self.assertEqual((code, actual), (0, counts), output)
        return output

    def test_passes(self):
        self.expect_success("test('a', () => {}); describe('d', () => { it('b', async () => {}); });", (2, 0, 0))

    def test_skip_todo_only(self):
        self.expect_success("test.skip('a', () => { throw 1; }); test.todo('b'); test('c', () => {});", (1, 0, 2))
        self.expect_success("test.only('a', () => {}); test('b', () => { throw 1; });", (1, 0, 1))

    def test_hooks_in_order(self):
        self.expect_success("""
            const log = [];
            beforeAll(() => log.push('ba')); afterEach(() => log.push('ae')); beforeEach(() => log.push('be'));
            describe('d', () => { beforeEach(() => log.push('inner')); test('x', () => log.push('x')); });
            test('y', () => expect(log).toEqual(['ba', 'be', 'inner', 'x', 'ae', 'be']));
        """, (2, 0, 0))

    def test_name_pattern(self):
        text = "describe('one', () => test('x', () => {})); test('two', () => { throw 1; });"
        self.expect_success(text, (1, 0, 0), "-t", "one > x")
        self.expect_success(text, (1, 0, 0), "-t", "/ONE/i")
        self.expect_failure_exit_only(text, "-t", "nothing like it")

    def expect_failure_exit_only(self, text, *args):
        self.write("a.test.cjs", text)
        code, counts, output = self.run_tests(*args)
        self.assertEqual((code, counts), (1, (0, 0, 0)), output)

    def test_a_failing_assertion(self):
        _, output = self.expect_failure("test('t', () => expect({ a: [1, 2], text: 'x'.repeat(60) })"
                                        ".toEqual({ a: [1, 3], text: 'x'.repeat(60) }));", "fail t")
        self.assertRegex(output, r"-\s+3\n")
        self.assertRegex(output, r"\+\s+2\n")
        self.assertRegex(output, r"a\.test\.cjs:1:\d+")

    def test_a_rejected_test(self):
        self.expect_failure("test('t', async () => { throw new Error('no'); });", "Error: no")

    def test_an_unhandled_rejection(self):
        self.expect_failure("test('t', async () => { Promise.reject(new Error('lost'));"
                            "await new Promise((r) => setTimeout(r, 50)); });", "Error: lost")

    def test_an_error_in_a_timer(self):
        self.expect_failure("test('t', () => new Promise(() => setTimeout(() => { throw new Error('late'); }, 5)));",
                            "Error: late")

    def test_a_timeout(self):
        self.expect_failure("test('t', () => new Promise(() => {}));", "timed out after 60 ms", "--timeout", "60")

    def test_an_endless_loop(self):
        self.expect_failure("test('t', () => { for (;;); }, 100);", "hung and was killed; running: t")

    def test_a_crash(self):
        self.expect_failure("test('t', () => process.abort());", "crashed: signal 6")

    def test_an_early_exit(self):
        self.expect_failure("test('t', () => process.exit(0));", "before its tests had finished; running: t")

    def test_an_exit_code(self):
        self.expect_failure("test('t', () => { process.exitCode = 3; });", "exited with code 3")

    def test_a_syntax_error(self):
        self.expect_failure("let x = ;", "SyntaxError")

    def test_an_error_while_loading(self):
        self.expect_failure("test('t', () => {}); throw new Error('at load');", "Error: at load")

    def test_no_test(self):
        self.expect_failure("1;", "defines no test")

    def test_hook_failures(self):
        self.expect_failure("beforeAll(() => { throw new Error('hook'); }); test('t', () => {});", "Error: hook")
        self.expect_failure("afterAll(() => { throw new Error('hook'); }); test('t', () => {});", "Error: hook")
        self.expect_failure("afterEach(() => { throw new Error('hook'); }); test('t', () => {});", "Error: hook")

    def test_missing_assertions(self):
        self.expect_failure("test('t', () => { expect.assertions(2); expect(1).toBe(1); });", "expected 2 assertions")

    def test_many_files_and_discovery(self):
        for i in range(8):
            self.write(f"sub/{i}.test.cjs", f"test('t{i}', () => {{}});")
        self.write("node_modules/x/a.test.cjs", "throw 1")
        self.write("sub/.hidden/a.test.cjs", "throw 1")
        self.write("sub/helper.cjs", "throw 1")
        code, counts, output = self.run_tests("-j", "3")
        self.assertEqual((code, counts), (0, (8, 0, 0)), output)
        code, counts, output = self.run_tests("sub/1.test.cjs", "sub/1.test.cjs")
        self.assertEqual((code, counts), (0, (1, 0, 0)), output)

    def test_nothing_to_run(self):
        code, counts, output = self.run_tests()
        self.assertEqual((code, counts), (1, (0, 0, 0)), output)
        self.assertEqual(self.run_tests("missing")[0], 1)

    def test_output_is_shown_whole(self):
        output = self.expect_success("test('t', () => { for (let i = 0; i < 20000; i++) console.log('line ' + i); });",
                                     (1, 0, 0))
        self.assertIn("line 19999\n", output)

    def test_an_unknown_option(self):
        self.assertEqual(self.run_tests("--nonsense")[0], 9)


if __name__ == "__main__":
    unittest.main()
