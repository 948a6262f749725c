# SPDX-License-Identifier: MIT
"""A frozen Lambda function: `thaw freeze FOLDER --handler file.export`, answered for by `thaw lambda dev`."""
import json
import os

from freezing import THAW, Freezing

SOURCE = """
    import { startupSnapshot } from 'node:v8';
    const table = process.env.TABLE_NAME ?? 'no table';
    let calls = 0, woken = false;
    if (startupSnapshot.isBuildingSnapshot()) startupSnapshot.addDeserializeCallback(() => { woken = true; });
    export const api = {
      handler: async (event, context) => ({ table, event, calls: ++calls, woken, name: context.functionName }),
    };
    export const failing = async () => { throw new RangeError('on purpose'); };
"""


class Function(Freezing):
    def invoke(self, *options, event=None, code=0):
        path = self.write("event.json", json.dumps(event))
        done = self.run_it([THAW, "lambda", "dev", self.path("bootstrap"), "--event", path, "--name", "orders", *options])
        self.assertEqual(done.code, code, done.err)
        return done

    def test_answers_an_event(self):
        self.write("src/index.mjs", SOURCE)
        done = self.freeze(self.path("src"), "--handler", "index.api.handler", "--env", "TABLE_NAME=t1", out="bootstrap")
        self.assertIn("as /var/task/index.mjs", done.out)
        for tier, value in (("full", "t1"), ("deps", "t2")):
            with self.subTest(tier=tier):
                done = self.invoke("--env", "TABLE_NAME=" + value, "--env", "THAW_TRACE=start", event={"a": [1]})
                self.assertEqual(json.loads(done.out), {"table": value, "event": {"a": [1]}, "calls": 1,
                                                        "woken": tier == "full", "name": "orders"})
                self.assertIn("tier " + tier, done.err)

    def test_extensions_and_folders(self):
        self.write("src/sub/dir/fn.cjs", "exports.handler = async () => __filename;")
        self.freeze(self.path("src"), "--handler", "sub/dir/fn.handler", out="bootstrap")
        self.assertEqual(json.loads(self.invoke().out), self.path("sub/dir/fn.cjs"))

    def test_errors_of_the_handler(self):
        self.write("src/index.mjs", SOURCE)
        self.freeze(self.path("src"), "--handler", "index.failing", out="bootstrap")
        answer = json.loads(self.invoke(code=1).out)
        self.assertEqual((answer["errorType"], answer["errorMessage"]), ("RangeError", "on purpose"))
        self.assertIn("/var/task/index.mjs:9:", "\n".join(answer["trace"]))

    def test_an_error_on_waking_is_an_init_error(self):
        self.write("src/index.mjs", """
            import { startupSnapshot } from 'node:v8';
            if (startupSnapshot.isBuildingSnapshot()) startupSnapshot.addDeserializeCallback(() => { throw new RangeError('not awake'); });
            export const handler = async () => 1;
        """)
        self.freeze(self.path("src"), "--handler", "index.handler", out="bootstrap")
        answer = json.loads(self.invoke(code=1).out)
        self.assertEqual((answer["errorType"], answer["errorMessage"]), ("RangeError", "not awake"))
        done = self.frozen(out="bootstrap")
        self.assertEqual(done.code, 1)
        self.assertIn("RangeError: not awake", done.err)

    def test_refusals(self):
        self.write("src/index.mjs", SOURCE)
        for handler, message in (("index.none", "index.none is undefined or not exported"),
                                 ("missing.handler", "no file for the handler 'missing.handler'"),
                                 ("index", "no file for the handler 'index'")):
            with self.subTest(handler=handler):
                done = self.run_it([THAW, "freeze", self.path("src"), "--handler", handler, "-o", self.path("bootstrap")])
                self.assertNotEqual(done.code, 0)
                self.assertIn(message, done.err)
                self.assertFalse(os.path.exists(self.path("bootstrap")))

    def test_a_program_that_exports_its_handler(self):
        self.write("src/app.mjs", SOURCE + "\nexport const handler = api.handler;\nconsole.log('loaded');\n")
        self.write("src/app.cjs", "exports.handler = (event, context, callback) => callback(null, { event });")
        self.freeze(self.path("src/app.mjs"), out="bootstrap")
        for options in ([], ["--env", "TABLE_NAME=t"]):
            self.assertEqual(json.loads(self.invoke(*options, event=1).out)["event"], 1)
        self.assertEqual(self.frozen(out="bootstrap").out, "loaded\n")
        self.freeze(self.path("src/app.cjs"), "--tier", "base", out="bootstrap")
        self.assertEqual(json.loads(self.invoke(event=2).out), {"event": 2})

    def test_without_the_runtime_api(self):
        self.write("src/index.mjs", SOURCE)
        self.freeze(self.path("src"), "--handler", "index.failing", out="bootstrap")
        done = self.frozen(out="bootstrap")
        self.assertEqual(done.code, 1)
        self.assertIn("AWS_LAMBDA_RUNTIME_API is not set", done.err)
        self.assertIn("thaw lambda dev " + self.path("bootstrap"), done.err)
