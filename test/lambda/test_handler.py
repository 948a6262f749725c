# SPDX-License-Identifier: MIT
"""The handler contract of `thaw lambda run`, against a mock of the Runtime API."""
import json
import re
import unittest

from runtime_api import ARN, invoke
from support import THAW

RUN = [THAW, "lambda", "run"]
LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t([^\t]*)\t([A-Z]+)\t(.*)$")


def esm(body, before=""):
    return {"index.mjs": "%s\nexport const handler = %s;\n" % (before, body)}


class Contract(unittest.TestCase):
    def run_function(self, files, *args, **kwargs):
        done = invoke(RUN, files, *args, **kwargs)
        self.assertNotIn("leaked", done.err)
        return done

    def result(self, body, event=None, **kwargs):
        """What the one invocation of an ES module's handler answers."""
        done = self.run_function(esm(body), [event], **kwargs)
        self.assertEqual((done.code, done.only.kind, done.err), (0, "response", ""), done.out)
        return done.only.json

    def error(self, body, event=None, **kwargs):
        done = self.run_function(esm(body), [event], **kwargs)
        self.assertEqual((done.code, done.only.kind), (0, "error"), done.out + done.err)
        return done.only.json


class Results(Contract):
    def test_async_function(self):
        self.assertEqual(self.result("async (event) => ({ got: event })", {"a": [1, "\u00e9\U0001F600"]}),
                         {"got": {"a": [1, "\u00e9\U0001F600"]}})

    def test_plain_value(self):
        self.assertEqual(self.result("() => 42"), 42)

    def test_undefined_is_null(self):
        self.assertIsNone(self.result("() => {}"))
        self.assertIsNone(self.result("async () => {}"))

    def test_thenable(self):
        self.assertEqual(self.result("() => ({ then(resolve) { setTimeout(resolve, 5, 'later'); } })"), "later")

    def test_promise_settled_by_timer_while_another_timer_lives(self):
        body = "async () => { setInterval(() => {}, 60000); await new Promise((r) => setTimeout(r, 5)); return 'ok'; }"
        self.assertEqual(self.result(body), "ok")

    def test_values_that_json_leaves_out(self):
        self.assertIsNone(self.result("async () => () => 1"))

    def test_to_json(self):
        self.assertEqual(self.result("async () => ({ toJSON: () => [new Date(0)] })"), ["1970-01-01T00:00:00.000Z"])

    def test_unserialisable(self):
        for value in "10n", "(() => { const o = {}; o.o = o; return o; })()":
            error = self.error("async () => %s" % value)
            self.assertEqual((error["errorType"], error["errorMessage"]),
                             ("Runtime.JSONStringifyError", "Unable to stringify response body"))

    def test_many_invocations(self):
        done = self.run_function(esm("async (n) => n + ++count", "let count = 0;"), list(range(0, 1000, 10)))
        self.assertEqual([p.json for p in done.posts], [i * 10 + i + 1 for i in range(100)])
        self.assertEqual([p.request_id for p in done.posts], ["request-%d" % i for i in range(100)])

    def test_event_that_is_no_json(self):
        done = self.run_function(esm("async (event) => event"), [b'{"a":', {"fine": 1}])
        self.assertEqual([p.kind for p in done.posts], ["error", "response"])
        self.assertEqual(done.posts[0].json["errorType"], "SyntaxError")

    def test_large_event_and_response(self):
        text = "x" * 3_000_000
        self.assertEqual(self.result("async (event) => event", text), text)

    def test_response_that_the_api_refuses_is_no_end(self):
        done = self.run_function(esm("async (n) => 'x'.repeat(n)"), [10, 3], status={"request-0": 413})
        self.assertEqual([p.request_id for p in done.posts], ["request-0", "request-1"])
        self.assertEqual(done.code, 0)


class Callbacks(Contract):
    def test_callback(self):
        self.assertEqual(self.result("(event, context, callback) => { setTimeout(callback, 5, null, 'later'); }"),
                         "later")

    def test_callback_waits_for_the_loop(self):
        body = """(event, context, callback) => {
          const result = { seen: 0 };
          setTimeout(() => { result.seen = 1; }, 20);
          callback(null, result);
        }"""
        self.assertEqual(self.result(body), {"seen": 1})

    def test_callback_that_does_not_wait(self):
        body = """(event, context, callback) => {
          context.callbackWaitsForEmptyEventLoop = false;
          const result = { seen: 0 };
          setInterval(() => { result.seen = 1; }, 20);
          callback(null, result);
        }"""
        self.assertEqual(self.result(body), {"seen": 0})

    def test_callback_with_error_answers_at_once(self):
        body = "(event, context, callback) => { setInterval(() => {}, 1000); callback(new TypeError('no')); }"
        self.assertEqual(self.error(body)["errorType"], "TypeError")

    def test_return_value_of_a_callback_handler_is_ignored(self):
        self.assertEqual(self.result("(event, context, callback) => { setTimeout(callback, 5, null, 1); return 2; }"), 1)

    def test_done_succeed_fail(self):
        self.assertEqual(self.result("(event, context) => { setTimeout(() => context.done(null, 'd'), 5); }"), "d")
        self.assertEqual(self.result("(event, context) => context.succeed('s')"), "s")
        error = self.error("(event, context) => context.fail('f')")
        self.assertEqual(error, {"errorType": "string", "errorMessage": "f", "trace": []})
        self.assertEqual(self.error("(event, context) => context.fail()")["errorMessage"], "handled")
        self.assertEqual(self.error("(event, context) => context.done(new RangeError('x'))")["errorType"], "RangeError")

    def test_only_the_first_answer_counts(self):
        body = """(event, context, callback) => {
          context.callbackWaitsForEmptyEventLoop = false;
          callback(null, 1); callback(null, 2); context.fail('3'); context.succeed(4);
        }"""
        self.assertEqual(self.result(body), 1)

    def test_late_answer_of_an_earlier_invocation_is_dropped(self):
        body = """(n, context) => {
          if (n === 0) { kept = context; return 'first'; }
          return new Promise((resolve) => setTimeout(() => { kept.succeed('late'); resolve('second'); }, 5));
        }"""
        done = self.run_function(esm(body, "let kept;"), [0, 1])
        self.assertEqual([p.json for p in done.posts], ["first", "second"])

    def test_callback_that_never_comes(self):
        self.assertIsNone(self.result("(event, context, callback) => { setTimeout(() => {}, 5); }"))


class Errors(Contract):
    def test_thrown(self):
        for body in "() => { throw new RangeError('a\\nb'); }", "async () => { throw new RangeError('a\\nb'); }":
            error = self.error(body)
            self.assertEqual((error["errorType"], error["errorMessage"]), ("RangeError", "a\nb"))
            self.assertEqual(error["trace"][:2], ["RangeError: a", "b"])
            self.assertRegex(error["trace"][2], r"^    at .*index\.mjs:2:\d+\)?$")

    def test_error_type_header(self):
        done = self.run_function(esm("async () => 10n"), [0])
        self.assertEqual(done.only.headers["Lambda-Runtime-Function-Error-Type"], "Runtime.JSONStringifyError")

    def test_things_that_are_no_errors(self):
        self.assertEqual(self.error("() => { throw 'text'; }"),
                         {"errorType": "string", "errorMessage": "text", "trace": []})
        self.assertEqual(self.error("async () => { throw undefined; }"),
                         {"errorType": "undefined", "errorMessage": "undefined", "trace": []})
        self.assertEqual(self.error("async () => { throw Object.create(null); }")["errorType"], "handled")

    def test_del_is_escaped(self):
        self.assertEqual(self.error("async () => { throw new Error('a\\x7fb'); }")["errorMessage"], "a%7Fb")

    def test_goes_on_after_an_error(self):
        done = self.run_function(esm("async (n) => { if (n) throw new Error('odd'); return n; }"), [1, 0, 1, 0])
        self.assertEqual([p.kind for p in done.posts], ["error", "response"] * 2)

    def test_promise_that_never_settles(self):
        error = self.error("() => new Promise(() => {})")
        self.assertEqual(error["errorType"], "Runtime.NodeJsExit")

    def test_uncaught_exception(self):
        done = self.run_function(esm("() => new Promise(() => setTimeout(() => { throw new TypeError('t'); }, 5))"))
        self.assertEqual((done.code, done.only.kind, done.only.json["errorType"]), (129, "error", "TypeError"))
        self.assertIn("\tERROR\tUncaught Exception \t{", done.out)

    def test_unhandled_rejection(self):
        done = self.run_function(esm("() => { Promise.reject(new Error('lost')); return new Promise(() => {}); }"))
        self.assertEqual((done.code, done.only.kind), (128, "error"))
        self.assertEqual(done.only.json["errorType"], "Runtime.UnhandledPromiseRejection")
        self.assertEqual(done.only.json["errorMessage"], "Error: lost")

    def test_exit_in_a_handler_answers_nothing(self):
        done = self.run_function(esm("async () => { process.exit(3); }"))
        self.assertEqual((done.code, done.posts), (3, []))


class Context(Contract):
    def test_members(self):
        got = self.result("async (event, context) => ({ ...context, keys: Object.keys(context) })", headers={
            "Lambda-Runtime-Client-Context": '{"client":{"installation_id":"i"}}',
            "Lambda-Runtime-Cognito-Identity": '{"cognitoIdentityId":"c","cognitoIdentityPoolId":"p"}',
            "Lambda-Runtime-Aws-Tenant-Id": "tenant",
        })
        self.assertEqual(got.pop("keys"), [
            "clientContext", "identity", "invokedFunctionArn", "awsRequestId", "tenantId", "xRayTraceId",
            "getRemainingTimeInMillis", "functionName", "functionVersion", "memoryLimitInMB", "logGroupName",
            "logStreamName", "callbackWaitsForEmptyEventLoop", "done", "succeed", "fail"])
        self.assertEqual(got, {
            "clientContext": {"client": {"installation_id": "i"}}, "awsRequestId": "request-0",
            "identity": {"cognitoIdentityId": "c", "cognitoIdentityPoolId": "p"}, "invokedFunctionArn": ARN,
            "tenantId": "tenant", "xRayTraceId": "Root=1-5bef4de7-0", "functionName": "mock",
            "functionVersion": "$LATEST", "memoryLimitInMB": "128", "logGroupName": "/aws/lambda/mock",
            "logStreamName": "stream", "callbackWaitsForEmptyEventLoop": True})

    def test_remaining_time(self):
        left = self.result("async (event, context) => context.getRemainingTimeInMillis()")
        self.assertTrue(0 < left <= 3000, left)

    def test_client_context_that_is_no_json(self):
        error = self.error("async () => 1", headers={"Lambda-Runtime-Client-Context": "{"})
        self.assertIn("Cannot parse ClientContext as json", error["errorMessage"])

    def test_trace_id_follows_the_invocation(self):
        done = self.run_function(esm("async () => process.env._X_AMZN_TRACE_ID ?? 'none'"), [0, 1])
        self.assertEqual([p.json for p in done.posts], ["Root=1-5bef4de7-0", "Root=1-5bef4de7-1"])
        done = self.run_function(esm("async () => process.env._X_AMZN_TRACE_ID ?? 'none'"),
                                 headers={"Lambda-Runtime-Trace-Id": None}, env={"_X_AMZN_TRACE_ID": "stale"})
        self.assertEqual(done.only.json, "none")

    def test_timers_go_on_between_invocations(self):
        body = "() => { setTimeout(() => { ticks++; }, 10); return ticks; }"
        done = self.run_function(esm(body, "let ticks = 0;"), [0, 1, 2], delay=0.1)
        self.assertEqual([p.json for p in done.posts], [0, 1, 2])

    def test_timer_that_throws_between_invocations(self):
        done = self.run_function(esm("() => { setTimeout(() => { throw new Error('late'); }, 10); return 1; }"), [0, 1],
                                 delay=0.5)
        self.assertEqual((done.code, done.only.json), (129, 1))


class Loading(Contract):
    def outcome(self, files, handler="index.handler", **kwargs):
        done = self.run_function(files, [1], handler=handler, **kwargs)
        self.assertEqual((done.code, done.only.kind), (0, "response"), done.out + done.err)
        return done.only.json

    def failure(self, files, handler="index.handler", **kwargs):
        done = self.run_function(files, [1], handler=handler, **kwargs)
        self.assertEqual((done.code, done.only.kind), (1, "init/error"), done.out + done.err)
        self.assertEqual(done.only.headers["Lambda-Runtime-Function-Error-Type"] or done.only.json["errorType"],
                         done.only.json["errorType"])
        self.assertIn("\tERROR\tInit Error \t{", done.out)
        return done.only.json["errorType"], done.only.json["errorMessage"]

    def test_formats(self):
        for name, text in {"index.mjs": "export const handler = async () => 'm';",
                           "index.cjs": "exports.handler = async () => 'm';",
                           "index.js": "exports.handler = async () => 'm';"}.items():
            self.assertEqual(self.outcome({name: text}), "m", name)
        self.assertEqual(self.outcome({"index.js": "export const handler = async () => 'm';",
                                       "package.json": '{"type":"module"}'}), "m")

    def test_order_of_extensions(self):
        files = {"index.%s" % e: "module.exports.handler = () => '%s';" % e for e in ("js", "cjs")}
        files["index.mjs"] = "export const handler = () => 'mjs';"
        self.assertEqual(self.outcome(files), "js")
        del files["index.js"]
        self.assertEqual(self.outcome(files), "mjs")

    def test_nested_export_in_a_folder(self):
        files = {"src/lib/fn.js": "exports.a = { b: { c: async () => 'deep' } };"}
        self.assertEqual(self.outcome(files, "src/lib/fn.a.b.c"), "deep")

    def test_default_export(self):
        self.assertEqual(self.outcome({"index.mjs": "export default { handler: async () => 'd' };"}), "d")
        self.assertEqual(self.outcome({"index.mjs": "export default async () => 'f';"}, "index.default"), "f")
        computed = "const n = 'hand' + 'ler'; module.exports = { [n]: async () => 'c' };"
        self.assertEqual(self.outcome({"index.js": computed}), "c")

    def test_handler_in_node_modules(self):
        files = {"node_modules/pkg/package.json": '{"main":"main.js"}',
                 "node_modules/pkg/main.js": "exports.handler = async () => 'pkg';"}
        self.assertEqual(self.outcome(files, "pkg.handler"), "pkg")

    def test_top_level_await(self):
        text = "const v = await new Promise((r) => setTimeout(r, 5, 'tla')); export const handler = async () => v;"
        self.assertEqual(self.outcome({"index.mjs": text}), "tla")

    def test_lambda_handler_wins(self):
        files = {"index.js": "exports.handler = () => 1; exports.other = () => 2;"}
        self.assertEqual(self.outcome(files, env={"LAMBDA_HANDLER": "index.other"}), 2)

    def test_arguments(self):
        files = {"other.mjs": "export const handler = () => 'file'; export const go = () => 'go';"}
        for argument, handler, expected in (("other.mjs", None, "file"), ("other.go", None, "go"),
                                            ("other.mjs", "any.go", "go")):
            done = invoke(RUN + [argument], files, [0], handler=handler)
            self.assertEqual((done.code, done.only.json), (0, expected), done.out + done.err)

    def test_malformed_names(self):
        self.assertEqual(self.failure({}, "index"), ("Runtime.MalformedHandlerName", "Bad handler"))
        self.assertEqual(self.failure({}, "../index.handler")[0], "Runtime.MalformedHandlerName")

    def test_missing_module(self):
        kind, message = self.failure({})
        self.assertEqual(kind, "Runtime.ImportModuleError")
        self.assertTrue(message.startswith("Error: Cannot find module 'index'\nRequire stack:"), message)
        kind, message = self.failure({"index.js": "require('./gone');"})
        self.assertEqual(kind, "Runtime.ImportModuleError")
        self.assertIn("Cannot find module './gone'", message)

    def test_missing_export(self):
        self.assertEqual(self.failure({"index.js": "exports.other = 1;"}),
                         ("Runtime.HandlerNotFound", "index.handler is undefined or not exported"))
        self.assertEqual(self.failure({"index.js": "exports.handler = 1;"}),
                         ("Runtime.HandlerNotFound", "index.handler is not a function"))

    def test_syntax_error(self):
        for name, text in ("index.js", "exports.handler = = 1;"), ("index.mjs", "export const handler = = 1;"):
            kind, message = self.failure({name: text})
            self.assertEqual(kind, "Runtime.UserCodeSyntaxError")
            self.assertTrue(message.startswith("SyntaxError: "), message)

    def test_throwing_module(self):
        self.assertEqual(self.failure({"index.mjs": "throw new RangeError('at start');"}), ("RangeError", "at start"))

    def test_uncaught_exception_while_loading(self):
        text = "setTimeout(() => { throw new Error('early'); }, 1); await new Promise((r) => setTimeout(r, 1000));"
        done = self.run_function({"index.mjs": text})
        self.assertEqual((done.code, done.only.kind, done.only.json["errorMessage"]), (129, "init/error", "early"))

    def test_await_that_never_ends(self):
        self.assertIn("never ends", self.failure({"index.mjs": "await new Promise(() => {});"})[1])

    def test_exit_while_loading_posts_nothing(self):
        done = self.run_function({"index.mjs": "process.exit(5);"})
        self.assertEqual((done.code, done.posts), (5, []))


class Usage(unittest.TestCase):
    def test_no_function(self):
        done = invoke(RUN, {}, handler=None)
        self.assertEqual((done.code, done.posts), (9, []))
        self.assertIn("which function?", done.err)

    def test_no_api(self):
        done = invoke(RUN, esm("() => 1"), env={"AWS_LAMBDA_RUNTIME_API": None})
        self.assertEqual(done.code, 1)
        self.assertIn("AWS_LAMBDA_RUNTIME_API is not set", done.err)

    def test_api_that_is_gone(self):
        done = invoke(RUN, esm("() => 1"), env={"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1"})
        self.assertEqual(done.code, 1)
        self.assertIn("the Lambda Runtime API:", done.err)


class Logs(Contract):
    def lines(self, body, before="", **kwargs):
        done = self.run_function(esm(body, before), **kwargs)
        self.assertEqual(done.err, "")
        return done.out.rstrip("\n").split("\n")

    def test_text(self):
        lines = self.lines("async () => { console.log('a %d\\nb', 1); console.error('e'); console.debug({ x: 1 }); }",
                           "console.warn('init');")
        fields = [LOG_LINE.match(line).groups() for line in lines]
        self.assertEqual(fields, [("-", "WARN", "init"), ("request-0", "INFO", "a 1\rb"), ("request-0", "ERROR", "e"),
                                  ("request-0", "DEBUG", "{ x: 1 }")])

    def test_level(self):
        body = "async () => { for (const m of ['trace', 'debug', 'info', 'log', 'warn', 'error', 'fatal']) console[m](m); }"
        lines = self.lines(body, env={"AWS_LAMBDA_LOG_LEVEL": "warn"})
        self.assertEqual([line.rsplit("\t", 1)[1] for line in lines], ["warn", "error", "fatal"])

    def test_json(self):
        body = """async () => {
          console.log({ a: [1] }); console.info('n %d', 1); console.error(new RangeError('r'));
          console.warn('two', new TypeError('t')); console.log(10n);
        }"""
        lines = [json.loads(line) for line in self.lines(body, "console.log('init');",
                                                         env={"AWS_LAMBDA_LOG_FORMAT": "json"})]
        self.assertTrue(all(re.match(r"^\d{4}-.*Z$", line.pop("timestamp")) for line in lines))
        self.assertEqual(lines[0], {"level": "INFO", "message": "init"})
        self.assertEqual(lines[1], {"level": "INFO", "requestId": "request-0", "message": {"a": [1]}})
        self.assertEqual(lines[2]["message"], "n 1")
        self.assertEqual((lines[3]["level"], lines[3]["message"]["errorType"]), ("ERROR", "RangeError"))
        self.assertEqual((lines[4]["errorType"], lines[4]["errorMessage"]), ("TypeError", "t"))
        self.assertTrue(lines[4]["message"].startswith("two TypeError: t"))
        self.assertEqual(lines[5]["message"], "10n")

    def test_printed_before_the_answer(self):
        """The lines of an invocation are out when its answer is posted, also on a pipe."""
        files = esm("async (n) => { console.log('line', n); return n; }")
        done = self.run_function(files, [1, 2], env={"AWS_LAMBDA_LOG_LEVEL": "INFO"})
        self.assertEqual([LOG_LINE.match(line)[1] for line in done.out.rstrip("\n").split("\n")], ["request-0", "request-1"])


if __name__ == "__main__":
    unittest.main()
