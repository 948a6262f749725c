#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The emulator with a worker that shares no code with it: Runtime API, Invoke API, function URL, limits, restarts."""
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from support import HERE, THAW, WORKER, Emulator


class Invoke(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator("--env", "TABLE=orders", "--name", "shop", "--timeout", "5")

    @classmethod
    def tearDownClass(cls):
        assert cls.emulator.stop() == 0

    def test_event_and_headers_reach_the_worker(self):
        before = time.time() * 1000
        result, error = self.emulator.result({"a": "ü\u0000"})
        self.assertFalse(error)
        self.assertEqual(result["event"], {"a": "ü\u0000"})
        headers = result["headers"]
        self.assertRegex(headers["lambda-runtime-aws-request-id"], r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        self.assertTrue(before + 4000 < int(headers["lambda-runtime-deadline-ms"]) < before + 7000)
        self.assertTrue(headers["lambda-runtime-invoked-function-arn"].endswith(":function:shop"))
        self.assertRegex(headers["lambda-runtime-trace-id"], r"^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};")

    def test_an_empty_body_is_an_empty_object(self):
        self.assertEqual(self.emulator.result("")[0]["event"], {})

    def test_handler_errors(self):
        answer = self.emulator.invoke({"do": "fail"})
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.getheader("X-Amz-Function-Error"), "Unhandled")
        self.assertEqual(json.loads(answer.data), {"errorType": "TypeError", "errorMessage": "boom", "trace": []})

    def test_log_tail(self):
        tail = self.emulator.tail({"do": "log"})
        self.assertRegex(tail, r"(?s)START RequestId: (\S+) Version: \$LATEST\nhello from the worker\nEND RequestId: \1\n"
                               r"REPORT RequestId: \1\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 1769 MB"
                               r"\tMax Memory Used: \d+ MB\t")

    def test_invocation_types(self):
        self.assertEqual(self.emulator.invoke({}, {"X-Amz-Invocation-Type": "DryRun"}).status, 204)
        answer = self.emulator.invoke({"do": "log"}, {"X-Amz-Invocation-Type": "Event"})
        self.assertEqual((answer.status, answer.data), (202, b""))
        self.assertEqual(self.emulator.invoke({}, {"X-Amz-Invocation-Type": "Other"}).status, 400)

    def test_names(self):
        arn = "arn:aws:lambda:us-east-1:000000000000:function:shop"
        for name in ["shop", "shop:live", arn, arn + ":3", "function"]:
            self.assertEqual(self.emulator.invoke({}, name=name).status, 200, name)
        answer = self.emulator.invoke({}, name="other")
        self.assertEqual((answer.status, answer.getheader("X-Amzn-ErrorType")), (404, "ResourceNotFoundException"))

    def test_bad_json(self):
        answer = self.emulator.invoke("{oops")
        self.assertEqual((answer.status, answer.getheader("X-Amzn-ErrorType")), (400, "InvalidRequestContentException"))

    def test_client_context(self):
        answer = self.emulator.invoke({}, {"X-Amz-Client-Context": "eyJjdXN0b20iOnt9fQ=="})
        self.assertEqual(json.loads(answer.data)["headers"]["lambda-runtime-client-context"], '{"custom":{}}')

    def test_environment(self):
        env, _ = self.emulator.result({"do": "env"})
        want = {"AWS_LAMBDA_FUNCTION_NAME": "shop", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "TZ": ":UTC",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769", "TABLE": "orders", "LAMBDA_TASK_ROOT": os.getcwd(),
                "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand", "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/shop"}
        self.assertEqual({k: env.get(k) for k in want}, want)
        self.assertNotIn("HOME", env)
        self.assertNotIn("AWS_EXECUTION_ENV", env)

    def test_sizes(self):
        self.assertEqual(self.emulator.invoke("\"" + "x" * 6291554 + "\"").status, 200)
        self.assertEqual(self.emulator.invoke("\"" + "x" * 6291555 + "\"").status, 413)
        self.assertFalse(self.emulator.result({"do": "big", "size": 6291556})[1])
        result, error = self.emulator.result({"do": "big", "size": 6291557})
        self.assertTrue(error)
        self.assertEqual(result["errorType"], "Function.ResponseSizeTooLarge")
        self.emulator.result({})
        self.emulator.wait_for("big: 413 ")
        self.emulator.wait_for('"errorType":"RequestEntityTooLarge"')

    def test_runtime_api_rules(self):
        self.assertEqual(self.emulator.result({"do": "rules"}), (1, False))
        self.emulator.result({})
        self.emulator.wait_for("rules: ")
        rules = json.loads(re.search(r"rules: (.*)", self.emulator.log())[1])
        self.assertEqual(rules, [[403, "InvalidStateTransition"], [400, "InvalidRequestID"],
                                 [403, "InvalidStateTransition"], [400, "InvalidFunctionResponseMode"],
                                 [404, "NotFound"], [202, None], [403, "InvalidStateTransition"],
                                 [403, "InvalidStateTransition"]])

    def test_a_client_that_leaves_does_no_harm(self):
        import socket
        s = socket.create_connection(("127.0.0.1", self.emulator.port))
        body = b'{"do":"sleep","seconds":0.2}'
        s.sendall(b"POST /2015-03-31/functions/shop/invocations HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        time.sleep(0.05)
        s.close()
        self.assertFalse(self.emulator.result({})[1])

    def test_garbage(self):
        import socket
        for garbage in [b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/1.1\r\nX: " + b"y" * 70000 + b"\r\n\r\n",
                        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"]:
            s = socket.create_connection(("127.0.0.1", self.emulator.port))
            s.sendall(garbage)
            self.assertRegex(s.recv(100), rb"^HTTP/1.1 4(00|31) ")
            s.close()
        self.assertFalse(self.emulator.result({})[1])

    def test_curl_with_a_large_body(self):
        if not shutil.which("curl"):
            self.skipTest("no curl")
        url = "http://127.0.0.1:%d/2015-03-31/functions/shop/invocations" % self.emulator.port
        out = subprocess.run(["curl", "-sS", "-d", "@-", url], input=b'{"do":"echo","x":"%s"}' % (b"y" * 3000000),
                             capture_output=True, check=True).stdout
        self.assertEqual(len(json.loads(out)["event"]["x"]), 3000000)


class Failures(unittest.TestCase):
    def fails(self, event, *options):
        with Emulator(*options) as emulator:
            result, error = emulator.result(event)
            self.assertTrue(error)
            again, _ = emulator.result({}) if "INIT" not in " ".join(options) else ({"count": 1}, False)
            self.assertEqual(again["count"], 1, "a new process serves the next one")
        return result

    def test_timeout(self):
        result = self.fails({"do": "sleep", "seconds": 9}, "--timeout", "0.3")
        self.assertEqual(result["errorType"], "Sandbox.Timedout")
        self.assertRegex(result["errorMessage"], r"^RequestId: \S+ Error: Task timed out after 0.30 seconds$")

    def test_crashes(self):
        for event, text in [({"do": "exit", "code": 1}, "Runtime exited with error: exit status 1"),
                            ({"do": "exit", "code": 0}, "Runtime exited without providing a reason"),
                            ({"do": "kill"}, "Runtime exited with error: signal: killed")]:
            result = self.fails(event)
            self.assertEqual(result["errorType"], "Runtime.ExitError")
            self.assertRegex(result["errorMessage"], r"^RequestId: \S+ Error: " + text + "$")

    def test_init_error(self):
        result = self.fails({}, "--env", "INIT=error")
        self.assertEqual(result, {"errorType": "Runtime.ImportModuleError", "errorMessage": "no such module"})

    def test_init_crash(self):
        result = self.fails({}, "--env", "INIT=crash")
        self.assertRegex(result["errorMessage"], r"Error: Runtime exited with error: exit status 7$")

    def test_command_that_is_not_there(self):
        with Emulator(worker=["/no/such/program"]) as emulator:
            result, error = emulator.result({})
        self.assertEqual((error, result["errorType"]), (True, "Runtime.InvalidEntrypoint"))


class FunctionUrl(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator()

    @classmethod
    def tearDownClass(cls):
        assert cls.emulator.stop() == 0

    def event(self, method, path, body=None, headers={}):
        answer = self.emulator.request(method, path, body, {**headers, "do": "http"})
        return json.loads(answer.data)["event"]

    def test_request_becomes_an_event(self):
        event = self.event("PUT", "/orders/7%20a?x=1&y=a%26b&x=2&z", '{"a":1}',
                           {"Content-Type": "application/json", "Cookie": "a=1; b=2", "X-Two": "ü".encode().decode("latin-1")})
        self.assertEqual(event["version"], "2.0")
        self.assertEqual(event["rawPath"], "/orders/7%20a")
        self.assertEqual(event["rawQueryString"], "x=1&y=a%26b&x=2&z")
        self.assertEqual(event["queryStringParameters"], {"x": "1,2", "y": "a&b", "z": ""})
        self.assertEqual(event["cookies"], ["a=1", "b=2"])
        self.assertEqual(event["headers"]["content-type"], "application/json")
        self.assertNotIn("cookie", event["headers"])
        self.assertEqual((event["body"], event["isBase64Encoded"]), ('{"a":1}', False))
        http = event["requestContext"]["http"]
        self.assertEqual((http["method"], http["path"], http["sourceIp"]), ("PUT", "/orders/7%20a", "127.0.0.1"))

    def test_binary_bodies(self):
        event = self.event("POST", "/", b"\x00\xff", {"Content-Type": "application/octet-stream"})
        self.assertEqual((event["body"], event["isBase64Encoded"]), ("AP8=", True))
        event = self.event("POST", "/", b"\xff", {"Content-Type": "text/plain"})
        self.assertEqual((event["body"], event["isBase64Encoded"]), ("/w==", True))

    def reply(self, result):
        """The HTTP answer to a result: the event is the request's, so the worker is told through the Invoke API's
        sibling, a body it echoes."""
        return self.replies.request("POST", "/", json.dumps(result), {"Content-Type": "application/json"})

    def test_results(self):
        with Emulator(worker=[sys.executable, os.path.join(HERE, "fixtures/body_worker.py")]) as self.replies:
            a = self.reply({"statusCode": 201, "headers": {"X-A": "1", "Content-Type": "text/html"},
                            "cookies": ["a=1", "b=2"], "body": "<p>é"})
            self.assertEqual((a.status, a.data.decode(), a.getheader("X-A")), (201, "<p>é", "1"))
            self.assertEqual(a.headers.get_all("Set-Cookie"), ["a=1", "b=2"])
            a = self.reply({"statusCode": "200", "isBase64Encoded": True, "body": "AP8="})
            self.assertEqual((a.status, a.data), (200, b"\x00\xff"))
            for plain in [42, "text", [1], {"a": 1}, None]:
                a = self.reply(plain)
                self.assertEqual((a.status, json.loads(a.data)), (200, plain))
                self.assertEqual(a.getheader("Content-Type"), "application/json")
            a = self.reply({"statusCode": 204})
            self.assertEqual((a.status, a.data), (204, b""))
            a = self.reply({"statusCode": 200, "headers": {"X-Bad": "a\r\nX-Worse: b", "": "c", "Content-Length": "9"}})
            self.assertEqual((a.getheader("X-Bad"), a.getheader("X-Worse"), a.data), (None, None, b""))
            self.assertEqual(self.reply({"statusCode": 99}).status, 502)

    def test_errors_are_bad_gateways(self):
        with Emulator("--timeout", "0.2", worker=[sys.executable, "-c", "import time; time.sleep(9)"]) as emulator:
            pass
        with Emulator("--env", "INIT=error") as emulator:
            self.assertEqual(emulator.request("GET", "/").status, 502)


class Workers(unittest.TestCase):
    def test_concurrency(self):
        with Emulator("--workers", "3") as emulator, concurrent.futures.ThreadPoolExecutor(6) as pool:
            emulator.result({})
            start = time.monotonic()
            sleeps = [pool.submit(emulator.result, {"do": "sleep", "seconds": 0.5}) for _ in range(6)]
            self.assertEqual([s.result() for s in sleeps], [("slept", False)] * 6)
            self.assertTrue(0.9 < time.monotonic() - start < 2.5)
            emulator.wait_for("init line", 3)
            self.assertEqual(emulator.log().count("init line"), 3)

    def test_cold_and_warm(self):
        with Emulator("--json") as emulator:
            emulator.result({})
            emulator.result({})
            time.sleep(0.1)
            lines = [json.loads(line) for line in emulator.lines if line.startswith("{")]
        self.assertEqual([line["start"] for line in lines], ["cold", "warm"])
        self.assertTrue(lines[0]["initMs"] > 1 and lines[1]["initMs"] == 0)
        self.assertTrue(lines[0]["maxMemoryKb"] > 1000 and lines[0]["bytesIn"] == 2 and lines[0]["bytesOut"] > 10)

    def test_restart_on_change(self):
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(os.path.join(folder, "lib"))
            script = os.path.join(folder, "worker.py")
            shutil.copy(WORKER[1], script)
            with Emulator(worker=[sys.executable, script], cwd=folder) as emulator:
                self.assertEqual(emulator.result({})[0]["count"], 1)
                self.assertEqual(emulator.result({})[0]["count"], 2)
                emulator.change(os.path.join(folder, "lib", "x.js"))
                self.assertEqual(emulator.result({})[0]["count"], 1)

    def test_folders_made_later_are_watched(self):
        with tempfile.TemporaryDirectory() as folder:
            script = os.path.join(folder, "worker.py")
            shutil.copy(WORKER[1], script)
            with Emulator(worker=[sys.executable, script], cwd=folder) as emulator:
                for _ in range(2):  # the second folder of that name is another one
                    emulator.result({})
                    emulator.change(os.path.join(folder, "new", "inner"), make=True)
                    emulator.result({})
                    emulator.change(os.path.join(folder, "new", "inner", "x.js"))
                    emulator.result({})
                    shutil.rmtree(os.path.join(folder, "new"))
                    emulator.wait_for("files changed", emulator.changes + 1)
                    emulator.changes += 1

    def test_memory(self):
        with Emulator("--memory", "128", "--timeout", "20") as emulator:
            if "CPU limited" not in emulator.log() or "memory limited" not in emulator.log():
                self.assertIn("not limited (", emulator.log())
                self.skipTest("no permission for control groups")
            self.assertGreater(emulator.result({"do": "spin", "cpu": 0.2})[0], 0.5)
            result, error = emulator.result({"do": "memory", "mb": 300})
            self.assertTrue(error)
            self.assertEqual(result["errorType"], "Runtime.OutOfMemory")
            self.assertEqual(emulator.result({})[0]["count"], 1)

    def test_workers_do_not_outlive_the_emulator(self):
        emulator = Emulator()
        emulator.process.pid
        emulator.result({"do": "log"})
        children = subprocess.run(["ps", "--ppid", str(emulator.process.pid), "-o", "pid="], capture_output=True,
                                  text=True).stdout.split()
        self.assertTrue(children)
        self.assertEqual(emulator.stop(), 0)
        for pid in children:
            self.assertFalse(os.path.exists("/proc/" + pid))


class SingleEvent(unittest.TestCase):
    def run_event(self, event, *options, worker=WORKER):
        return subprocess.run([THAW, "lambda", "dev", "--event", "-", *options, "--", *worker], input=event,
                              capture_output=True, text=True, timeout=60)

    def test_answer_and_exit_code(self):
        done = self.run_event('{"do":"reply","with":{"a":1}}')
        self.assertEqual((done.returncode, json.loads(done.stdout)), (0, {"a": 1}))
        self.assertRegex(done.stderr, r"lambda: ok    cold [\d.]+ ms \(\+ [\d.]+ ms init\), billed \d+ ms, [\d.]+ MB, ")
        done = self.run_event('{"do":"fail"}')
        self.assertEqual((done.returncode, json.loads(done.stdout)["errorType"]), (1, "TypeError"))

    def test_file(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as f:
            f.write("[1]")
            f.flush()
            done = subprocess.run([THAW, "lambda", "dev", "--event", f.name, "--", *WORKER], capture_output=True,
                                  text=True)
        self.assertEqual(json.loads(done.stdout)["event"], [1])

    def test_bad_events(self):
        self.assertEqual(self.run_event("{").returncode, 1)
        done = subprocess.run([THAW, "lambda", "dev", "--event", "/no/such", "--", *WORKER], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("/no/such: no such file or directory", done.stderr)

    def test_usage(self):
        for args in [[], ["--memory", "1", "x"], ["--port", "x", "y"], ["--env", "X", "y"], ["--nope"], ["/no/such"],
                     ["--timeout", "nan", "x"], ["--name", "a b", "--", "x"], ["--workers", "65", "--", "x"]]:
            done = subprocess.run([THAW, "lambda", "dev", *args], capture_output=True, text=True)
            self.assertEqual(done.returncode, 9, args)
            self.assertTrue(done.stderr)
        done = subprocess.run([THAW, "lambda", "dev", "--worker", "2", "x"], capture_output=True, text=True)
        self.assertIn("did you mean --workers?", done.stderr)
        self.assertIn("Examples:", subprocess.run([THAW, "lambda", "dev", "--help"], capture_output=True, text=True).stdout)


if __name__ == "__main__":
    unittest.main()
