# SPDX-License-Identifier: MIT
"""`thaw lambda dev` with Thaw's own functions in its workers: from a file to answers over HTTP."""
import json
import os
import subprocess
import tempfile
import unittest

from support import THAW, Emulator

SOURCE = """
let count = 0;
export const handler = async (event, context) => {
  count++;
  const path = event.rawPath ?? event.do;
  if (path === '/text') return { statusCode: 201, headers: { 'x-a': 'b' }, body: 'made ' + event.body };
  if (path === 'fail') throw new RangeError('no');
  if (path === 'exit') process.exit(4);
  if (path === 'spin') for (;;);
  if (path === 'hang') return new Promise((resolve) => setTimeout(resolve, 60000));
  if (path === 'log') console.log('a line of', context.awsRequestId);
  return { count, path, table: process.env.TABLE_NAME };
};
"""


class Dev(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.entry = os.path.join(folder.name, "index.mjs")
        self.write(SOURCE)

    def write(self, text):
        with open(self.entry, "w", encoding="utf-8") as f:
            f.write(text)

    def emulator(self, *options):
        return Emulator("--env", "TABLE_NAME=t", *options, worker=self.entry)

    def test_invocations(self):
        with self.emulator() as emulator:
            self.assertEqual(emulator.result({"do": "x"}), ({"count": 1, "path": "x", "table": "t"}, False))
            self.assertEqual(emulator.result({"do": "y"}), ({"count": 2, "path": "y", "table": "t"}, False))
            self.assertIn("INFO\ta line of ", emulator.tail({"do": "log"}))
            result, failed = emulator.result({"do": "fail"})
            self.assertEqual((failed, result["errorType"], result["errorMessage"]), (True, "RangeError", "no"))
            self.assertEqual(emulator.result({})[0]["count"], 5)

    def test_function_url(self):
        with self.emulator() as emulator:
            answer = emulator.request("POST", "/text", "it")
            self.assertEqual((answer.status, answer.getheader("x-a"), answer.data), (201, "b", b"made it"))
            answer = emulator.request("GET", "/any")
            self.assertEqual((answer.status, json.loads(answer.data)["path"]), (200, "/any"))

    def test_crashes_and_timeouts(self):
        with self.emulator("--timeout", "0.5") as emulator:
            for do, kind, text in (("exit", "Runtime.ExitError", "exit status 4"),
                                   ("spin", "Sandbox.Timedout", "timed out after 0.50 seconds"),
                                   ("hang", "Sandbox.Timedout", "timed out after 0.50 seconds")):
                result, failed = emulator.result({"do": do})
                self.assertEqual((failed, result["errorType"]), (True, kind))
                self.assertIn(text, result["errorMessage"])
                self.assertEqual(emulator.result({})[0]["count"], 1)

    def test_edited_source(self):
        with self.emulator() as emulator:
            self.assertEqual(emulator.result({})[0]["count"], 1)
            emulator.change(self.entry, SOURCE.replace("count++", "count += 10"))
            self.assertEqual(emulator.result({})[0]["count"], 10)
            emulator.change(self.entry, "export const handler = ;")
            self.assertEqual(emulator.result({})[0]["errorType"], "Runtime.UserCodeSyntaxError")
            self.write(SOURCE)  # no worker is left that would have to be restarted
            self.assertEqual(emulator.result({})[0]["count"], 1)

    def test_other_export(self):
        self.write("export const a = { b: async () => 'nested' };")
        with self.emulator("--handler", "index.a.b") as emulator:
            self.assertEqual(emulator.result({}), ("nested", False))

    def test_environment(self):
        self.write("export const handler = async () => ['A', 'B', 'C', 'HOME'].map((n) => process.env[n] ?? null);")
        path = os.path.join(os.path.dirname(self.entry), "vars")
        with open(path, "w", encoding="utf-8") as f:
            f.write("# a comment\nA='from a file'\nexport B=x # and another\nC=file\n")
        with self.emulator("--env", "C=option", "--env-file", path) as emulator:
            self.assertEqual(emulator.result({}), (["from a file", "x", "option", None], False))

    def test_single_event(self):
        done = subprocess.run([THAW, "lambda", "dev", "--event", "-", self.entry], input='{"do":"log"}',
                              capture_output=True, text=True, timeout=30)
        self.assertEqual((done.returncode, json.loads(done.stdout)["count"]), (0, 1))
        self.assertIn("INFO\ta line of ", done.stderr)

    def test_handler_name_in_the_current_folder(self):
        done = subprocess.run([THAW, "lambda", "dev", "--event", "-", "index.handler"], input="{}", text=True,
                              capture_output=True, timeout=30, cwd=os.path.dirname(self.entry))
        self.assertEqual((done.returncode, json.loads(done.stdout)["count"]), (0, 1), done.stderr)

    def test_entry_that_is_not_there(self):
        for entry in ("none.mjs", "nothing"):
            done = subprocess.run([THAW, "lambda", "dev", "--event", "-", entry], input="{}", text=True,
                                  capture_output=True, timeout=30, cwd=os.path.dirname(self.entry))
            self.assertEqual(done.returncode, 9)
            self.assertIn(entry, done.stderr)


if __name__ == "__main__":
    unittest.main()
