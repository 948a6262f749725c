# SPDX-License-Identifier: MIT
"""What the Lambda tests share: the emulator as a context manager, and calls to it over plain HTTP."""
import base64
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
THAW = os.path.abspath(os.environ.get("THAW", os.path.join(HERE, "../../build/debug/thaw")))
WORKER = [sys.executable, os.path.join(HERE, "fixtures/worker.py")]


class Emulator:
    """`thaw lambda dev` on a free port. `worker` is an ENTRY or a command line."""

    def __init__(self, *options, worker=WORKER, cwd=None, port=True):
        run = [worker] if isinstance(worker, str) else ["--", *worker]
        listen = ["--port", "0"] if port else []
        if cwd is None and not isinstance(worker, str):
            listen.append("--no-watch")  # else what happens in the current folder would restart workers
        self.process = subprocess.Popen([THAW, "lambda", "dev", *listen, *options, *run], stderr=subprocess.PIPE,
                                        text=True, errors="replace", cwd=cwd)
        self.lines, self.ready = [], threading.Event()
        self.port, self.changes = None, 0
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        if not self.ready.wait(20) or self.port is None:
            self.stop()
            raise AssertionError("the emulator did not start:\n" + "\n".join(self.lines))

    def read(self):
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))
            found = re.search(r"invoke +http://127.0.0.1:(\d+)/", line)
            if found:
                self.port = int(found[1])
                self.ready.set()
        self.ready.set()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(10)
        self.reader.join(5)
        self.process.stderr.close()
        return code

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        code = self.stop()
        if exc[0] is None and code != 0:
            raise AssertionError("the emulator exited with %d:\n%s" % (code, "\n".join(self.lines)))

    def log(self):
        return "\n".join(self.lines)

    def wait_for(self, text, times=1):
        end = time.monotonic() + 10
        while self.log().count(text) < times:
            if time.monotonic() > end:
                raise AssertionError("no %r:\n%s" % (text, self.log()))
            time.sleep(0.02)

    def change(self, path, text="1", make=False):
        """Writes the file, or with `make` a folder, and waits until the emulator has seen it."""
        if make:
            os.makedirs(path)
        else:
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
        self.changes += 1
        self.wait_for("files changed", self.changes)

    def request(self, method, path, body=None, headers={}):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.data = answer.read()
        connection.close()
        return answer

    def invoke(self, event, headers={}, name="function"):
        body = event if isinstance(event, (str, bytes)) else json.dumps(event)
        return self.request("POST", "/2015-03-31/functions/%s/invocations" % name, body, headers)

    def result(self, event):
        """(payload, is_error) of an invocation."""
        answer = self.invoke(event)
        assert answer.status == 200, (answer.status, answer.data)
        return json.loads(answer.data), answer.getheader("X-Amz-Function-Error") is not None

    def tail(self, event):
        answer = self.invoke(event, {"X-Amz-Log-Type": "Tail"})
        return base64.b64decode(answer.getheader("X-Amz-Log-Result")).decode()
