# SPDX-License-Identifier: MIT
"""A mock of the Lambda Runtime API, and `invoke`: a function's sources run against it with given events. What comes
back is everything that the runtime posted, what it printed and how it ended."""
import http.server
import json
import os
import queue
import re
import shutil
import subprocess
import tempfile
import threading
import time

PREFIX = "/2018-06-01/runtime/"
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:mock"
LIMIT_SECONDS = 20


class Post:
    """One request that the runtime posted: kind is response, error or init/error."""

    def __init__(self, kind, request_id, headers, body):
        self.kind, self.request_id, self.headers, self.body = kind, request_id, headers, body

    @property
    def json(self):
        return json.loads(self.body)


class RuntimeApi:
    """Serves the events in order, then lets `next` wait until the server is closed. Each event is a value, or bytes that
    are sent as they are. Each but the first comes `delay` seconds after it was asked for."""

    def __init__(self, events, headers=(), delay=0):
        self.posts, self.finished = [], threading.Event()
        self.events = queue.Queue()
        for i, event in enumerate(events):
            self.events.put((i, event if isinstance(event, bytes) else json.dumps(event).encode()))
        self.headers, self.delay = dict(headers), delay
        self.status = {}  # request index -> status of the answer to its post
        api = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65536  # head and body in one packet

            def do_GET(self):
                api.next(self)

            def do_POST(self):
                api.post(self)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    @property
    def address(self):
        return "127.0.0.1:%d" % self.server.server_port

    def next(self, request):
        assert request.path == PREFIX + "invocation/next", request.path
        try:
            i, body = self.events.get_nowait()
        except queue.Empty:
            self.finished.set()
            time.sleep(LIMIT_SECONDS)
            return
        time.sleep(self.delay if i else 0)
        request.send_response(200)
        fields = {"Lambda-Runtime-Aws-Request-Id": "request-%d" % i, "Content-Type": "application/json",
                  "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 3000),
                  "Lambda-Runtime-Invoked-Function-Arn": ARN, "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-%d" % i,
                  **self.headers, "Content-Length": str(len(body))}
        for name, value in fields.items():
            if value is not None:
                request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    def post(self, request):
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        match = re.fullmatch(re.escape(PREFIX) + "(?:invocation/([^/]+)/)?(response|error|init/error)", request.path)
        self.posts.append(Post(match[2], match[1], request.headers, body))
        request.send_response(self.status.get(match[1], 202))
        answer = b'{"status":"OK"}'
        request.send_header("Content-Length", str(len(answer)))
        request.end_headers()
        request.wfile.write(answer)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Outcome:
    def __init__(self, api, code, out, err):
        self.posts, self.code, self.out, self.err = api.posts, code, out, err

    @property
    def only(self):
        assert len(self.posts) == 1, [(p.kind, p.body) for p in self.posts]
        return self.posts[0]


def environment(api, root, handler, env):
    fixed = {
        "AWS_LAMBDA_RUNTIME_API": api.address, "LAMBDA_TASK_ROOT": root, "_HANDLER": handler, "TZ": ":UTC",
        "AWS_LAMBDA_FUNCTION_NAME": "mock", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128", "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/mock",
        "AWS_LAMBDA_LOG_STREAM_NAME": "stream", "PATH": os.environ["PATH"], "THAW_LEAK_CHECK": "1",
    }
    return {k: v for k, v in {**fixed, **env}.items() if v is not None}


def write_files(root, files):
    for name, text in files.items():
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)


def invoke(command, files, events=({},), handler="index.handler", env=None, headers=(), status=None, exits=True, delay=0):
    """Runs `command` in a folder with the files. With `exits` the runtime ends by itself once the events are served
    (_EXIT_ITERATIONS), else it is ended when it asks for one more."""
    root = tempfile.mkdtemp(prefix="thaw-lambda-")
    api = RuntimeApi(events, headers, delay)
    api.status = status or {}
    more = {"_EXIT_ITERATIONS": str(len(events))} if exits and events else {}
    try:
        write_files(root, files)
        process = subprocess.Popen(command, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=environment(api, root, handler, {**more, **(env or {})}))
        if not exits:
            end = time.monotonic() + LIMIT_SECONDS
            while process.poll() is None and not api.finished.is_set() and time.monotonic() < end:
                time.sleep(0.01)
            process.terminate()
        out, err = process.communicate(timeout=LIMIT_SECONDS)
        return Outcome(api, process.returncode, out.decode(), err.decode())
    finally:
        api.close()
        shutil.rmtree(root, ignore_errors=True)
