# SPDX-License-Identifier: MIT
"""Runs programs of the web-platform-tests (*.any.js, *.worker.js), one process each, and tells their subtests."""
import json
import os
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

HERE = os.path.dirname(os.path.abspath(__file__))
MARK = "WPT-OUTCOME"
PASS = 0
KINDS = {"window", "window-module", "worker", "dedicatedworker", "dedicatedworker-module", "jsshell"}  # of global objects
ALIASES = {"/resources/WebIDLParser.js": "/resources/webidl2/lib/webidl2.js"}  # as the suite's server has them
SECONDS = {"normal": 15, "long": 90}
LEAKED = 70


@dataclass
class Program:
    path: str  # from the suite's root, with a slash before it
    variant: str = ""
    scripts: list = field(default_factory=list)
    timeout: str = "normal"

    @property
    def name(self):
        return self.path[1:] + self.variant


@dataclass
class Outcome:
    program: Program
    subtests: list  # of (name, passed, message)


def read_meta(path):
    """-> {key: [values]} of the // META: lines at the top"""
    meta = {}
    with open(path, encoding="utf-8", errors="replace") as f:
        for line in f:
            found = re.match(r"//\s*META:\s*(\w+)=(.*)", line)
            if found:
                meta.setdefault(found[1], []).append(found[2].strip())
            elif line.strip() and not line.startswith("//"):
                break
    return meta


def programs_of(root, path):
    meta = read_meta(root + path)
    kinds = {kind.strip() for kind in meta.get("global", ["window"])[0].split(",")}
    if not kinds & KINDS:
        return
    for variant in meta.get("variant", [""]):
        yield Program(path, variant, meta.get("script", []), meta.get("timeout", ["normal"])[0])


def find(root, what):
    """Programs of a file or folder, by paths from the suite's root."""
    start = os.path.join(root, what)
    if os.path.isfile(start):
        yield from programs_of(root, "/" + what)
        return
    if not os.path.isdir(start):
        raise SystemExit(f"no {what} in the web-platform-tests")
    for at, folders, files in os.walk(start):
        folders.sort()
        for name in sorted(files):
            if re.search(r"\.(any|worker)\.js$", name) and not re.search(r"/(resources|tools)/", at + "/"):
                yield from programs_of(root, "/" + os.path.relpath(os.path.join(at, name), root))


def source(root, program):
    """The whole program as one script, so that its parts share their declarations."""
    def text(path):
        with open(path, encoding="utf-8", errors="surrogatepass") as f:
            return f.read()
    parts = [text(os.path.join(HERE, "prelude.js"))]
    folder = os.path.dirname(program.path)
    if program.path.endswith(".any.js"):
        parts.append(text(root + "/resources/testharness.js"))
        parts.append("__wpt.watch();")
        for script in program.scripts:
            path = script if script.startswith("/") else os.path.normpath(folder + "/" + script)
            if path.endswith("/idlharness.js"):
                parts.append("__wpt.beAWorker();")
            parts.append(text(root + ALIASES.get(path, path)))
    parts.append(f"eval({json.dumps(text(root + program.path))});")  # strict mode is its own affair
    return "\n;".join(parts)


def parse(output):
    at = output.rfind("\n" + MARK + " ")
    if at < 0:
        return None
    line = output[at + len(MARK) + 2:].split("\n", 1)[0]
    try:
        return json.loads(line)
    except ValueError:
        return None


def ending(process, outcome):
    """What went wrong beside the subtests, as subtests of its own."""
    extra = []
    tail = (process.stderr or "")[-2000:]
    if process.returncode == LEAKED:
        extra.append(("(leak)", False, tail))
    elif process.returncode < 0:
        extra.append(("(crash)", False, f"signal {-process.returncode}\n{tail}"))
    elif outcome is None:
        extra.append(("(end)", False, f"ended with code {process.returncode} before the tests did\n{tail}"))
    elif process.returncode != 0:
        extra.append(("(exit)", False, f"code {process.returncode}\n{tail}"))
    if outcome and outcome["status"] != 0:
        extra.append(("(harness)", False, outcome["message"]))
    return extra


def run(root, command, program, slower=1):
    try:
        text = source(root, program)
    except OSError as error:
        return Outcome(program, [("(missing)", False, str(error))])
    with tempfile.NamedTemporaryFile("w", suffix=".js", encoding="utf-8", errors="surrogatepass") as script:
        script.write(text)
        script.flush()
        line = [*command, os.path.join(HERE, "driver.cjs"), root, program.path, program.variant, script.name, MARK]
        environment = {**os.environ, "THAW_LEAK_CHECK": "1", "NO_COLOR": "1", "TZ": "UTC"}
        try:
            process = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                                     timeout=SECONDS.get(program.timeout, 15) * slower, env=environment, check=False)
        except subprocess.TimeoutExpired as expired:
            return Outcome(program, [("(timeout)", False, (expired.stderr or b"")[-2000:].decode(errors="replace"))])
    outcome = parse(process.stdout)
    subtests = [(name, status == PASS, message) for name, status, message in outcome["subtests"]] if outcome else []
    return Outcome(program, subtests + ending(process, outcome))


def run_all(root, command, programs, jobs, slower=1):
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(lambda program: run(root, command, program, slower), programs)
