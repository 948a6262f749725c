# SPDX-License-Identifier: MIT
"""The same functions under AWS's own runtime interface client for Node (npm aws-lambda-ric) and under `thaw lambda run`,
against the same mock of the Runtime API: what is posted and what is logged must be the same.

Version 3 of the client is what Lambda's Node up to 22 has, with callbacks; version 4 is for Node 24. A case names the
versions that it is compared with. The packages are installed without running their scripts, in .cache/ric."""
import json
import os
import re
import shutil
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "test/lambda"))
from runtime_api import invoke  # noqa: E402
from support import THAW  # noqa: E402

VERSIONS = {3: "3.3.0", 4: "4.0.2"}
NODE = shutil.which("node")
PRELOAD = os.path.join(HERE, "fixtures/rapid_client.cjs")


def install(version):
    folder = os.path.join(ROOT, ".cache/ric", version)
    package = os.path.join(folder, "node_modules/aws-lambda-ric")
    if not os.path.exists(os.path.join(package, "package.json")):
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--ignore-scripts", "--no-save", "--no-audit", "--prefix", folder,
                        "aws-lambda-ric@" + version], check=True)
    for place in ("rapid-client.node", "dist/rapid-client.node"):
        if os.path.isdir(os.path.dirname(os.path.join(package, place))):
            with open(os.path.join(package, place), "w", encoding="utf-8"):
                pass
    return package


def client(version, handler):
    package = install(VERSIONS[version])
    start = ["bin/index.mjs", handler] if version == 3 else ["index.mjs"]
    return [NODE, "--require", PRELOAD, os.path.join(package, start[0]), *start[1:]]


STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def without_frames(value):
    """Stacks end before their first frame: those differ between engines. Version 4 sets the name of its own errors on
    each of them, version 3 on their prototypes."""
    if isinstance(value, str):
        return value.split("\n    at ")[0]
    if isinstance(value, dict):
        return {k: without_frames(v) for k, v in value.items() if not (k == "name" and value.get("errorType") == v)}
    if isinstance(value, list):
        frames = [i for i, v in enumerate(value) if isinstance(v, str) and v.startswith("    at ")]
        return [without_frames(v) for v in value[:frames[0] if frames else None]]
    return value


def log_lines(text):
    lines = []
    for line in text.split("\n"):
        if not line or line.startswith("Executing '"):  # version 3 says what it does
            continue
        line = STAMP.sub("TIME", line)
        at = line.find("{")
        try:
            line = (line[:at], without_frames(json.loads(line[at:]))) if at >= 0 else line
        except ValueError:
            pass
        lines.append(line)
    return lines


def summary(done, keep_code):
    posts = [(p.kind, p.request_id, without_frames(p.json)) for p in done.posts]
    return {"posts": posts, "logs": log_lines(done.out), "code": done.code if keep_code else None}


def esm(body, before=""):
    return {"index.mjs": "%s\nexport const handler = %s;\n" % (before, body)}


@unittest.skipUnless(NODE and shutil.which("npm"), "node and npm are not here")
class Ric(unittest.TestCase):
    maxDiff = None

    def same(self, files, versions, events=({"a": 1},), handler="index.handler", exits=False, **kwargs):
        """`exits`: the process ends by itself, and with the same code."""
        files = files if isinstance(files, dict) else esm(files)
        ours = invoke([THAW, "lambda", "run"], files, events, handler, exits=False, **kwargs)
        kwargs["env"] = {**kwargs.get("env", {}), "AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1": "true",
                         "AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING": "1"}
        for version in versions:
            theirs = invoke(client(version, handler), files, events, handler, exits=False, **kwargs)
            self.assertTrue(theirs.posts, theirs.out + theirs.err)
            self.assertEqual(summary(ours, exits), summary(theirs, exits), "version %d" % version)

    def test_results(self):
        for body in ("async (event) => ({ event })", "async () => {}",
                     "async () => [undefined, NaN, new Date(0), 'a\\u2028\\ud83d\\ude00\\ud800']",
                     "() => ({ then(resolve) { resolve('thenable'); } })"):
            with self.subTest(body):
                self.same(body, (3, 4))
        for body in ("() => 42", "() => null", "() => 'x'"):
            with self.subTest(body):
                self.same(body, (4,))

    def test_several_invocations(self):
        self.same("async (n) => { if (n % 2) throw new Error('odd'); return n; }", (3, 4), [0, 1, 2, 3])

    def test_callbacks(self):
        for body in ("(e, c, callback) => { setTimeout(callback, 5, null, 'later'); }",
                     "(e, c, callback) => { const r = { n: 0 }; setTimeout(() => { r.n = 1; }, 20); callback(null, r); }",
                     "(e, c, callback) => { callback(new TypeError('no')); }", "(e, c, callback) => { callback('text'); }",
                     "(e, c, callback) => { callback(null, 1); callback(null, 2); c.fail('3'); }",
                     "(e, c) => { c.callbackWaitsForEmptyEventLoop = false; c.done(null, 'd'); }",
                     "(e, c) => { c.succeed('s'); }", "(e, c) => { c.fail(); }", "(e, c) => { c.fail(new RangeError('r')); }",
                     "(e, c, callback) => { setTimeout(() => {}, 5); }", "(e, c, callback) => 'ignored'"):
            with self.subTest(body):
                self.same(body, (3,))

    def test_errors(self):
        for body in ("async () => { throw new RangeError('a\\nb'); }", "() => { throw new Error('sync'); }",
                     "async () => { throw 'text'; }", "async () => { throw 7; }",
                     "async () => { throw Object.assign(new Error('x'), { code: 'E_CODE', extra: { deep: [1] } }); }",
                     "async () => { class Own extends Error { name = 'Own'; } throw new Own('mine'); }",
                     "async () => { throw new Error('del\\x7f'); }",
                     "async () => { throw new AggregateError([new Error('one')], 'many'); }"):
            with self.subTest(body):
                self.same(body, (3, 4))
        for body in ("async () => 10n", "async () => { const o = {}; o.o = o; return o; }"):
            with self.subTest(body):
                self.same(body, (4,))

    def test_context(self):
        self.same("""async (event, context) => {
          const { getRemainingTimeInMillis, callbackWaitsForEmptyEventLoop, ...rest } = context;
          return { rest, left: typeof getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID };
        }""", (4,), headers={"Lambda-Runtime-Client-Context": '{"client":{}}', "Lambda-Runtime-Aws-Tenant-Id": "t",
                             "Lambda-Runtime-Cognito-Identity": '{"cognitoIdentityId":"c"}'})

    def test_crashes(self):
        self.same("() => { setTimeout(() => { throw new TypeError('t'); }, 5); return new Promise(() => {}); }", (3,),
                  exits=True)
        self.same("() => { Promise.reject(new Error('lost')); return new Promise((r) => setTimeout(r, 1000)); }", (3,),
                  exits=True)

    def test_loading(self):
        deep = {"src/fn.js": "exports.a = { b: async () => 'deep' };"}
        self.same(deep, (3, 4), handler="src/fn.a.b")
        self.same({"index.mjs": "export default { handler: async () => 'd' };"}, (4,))
        self.same({"index.mjs": "export const handler = async () => 'mjs';", "index.cjs": "exports.handler = 1;"}, (3, 4))
        self.same({"index.js": "export const handler = async () => 'esm';", "package.json": '{"type":"module"}'}, (3, 4))
        self.same({"node_modules/pkg/index.js": "exports.handler = async () => 'pkg';"}, (3, 4), handler="pkg.handler")

    def test_failing_to_load(self):
        for files in ({"index.js": "exports.other = 1;"}, {"index.js": "exports.handler = 1;"},
                      {"index.mjs": "throw new RangeError('at start');"}):
            with self.subTest(files):
                self.same(files, (4,), exits=True)
        self.same({}, (4,), handler="../index.handler", exits=True)
        self.same({}, (4,), handler="index", exits=True)

    def test_logs(self):
        body = """async () => {
          console.log('a %d\\nb', 1, { x: [1, { y: 2 }] }); console.error(new Map([[1, 2]])); console.trace('t');
          console.debug(''); console.info(null, undefined); console.warn('%s', 'w');
        }"""
        files = esm(body, "console.log('init');")
        self.same(files, (4,))
        self.same(files, (3, 4), env={"AWS_LAMBDA_LOG_LEVEL": "WARN"})
        body = """async () => {
          console.log({ a: [1] }); console.info('n %d', 1); console.warn('two', 3, { x: 1 }); console.log('plain');
          console.log(null); console.log(10n); console.log([undefined]); console.fatal('f');
          console.error(Object.assign(new RangeError('r'), { code: 'C', extra: 1 }));
          console.error('ctx', new TypeError('t'));
        }"""
        self.same(esm(body), (3, 4), env={"AWS_LAMBDA_LOG_FORMAT": "JSON"})
        self.same(esm("async () => { throw new Error('x'); }"), (4,), env={"AWS_LAMBDA_LOG_FORMAT": "JSON"})


if __name__ == "__main__":
    unittest.main()
