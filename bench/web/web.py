#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Speed of the web platform beside Node, Bun and Deno: web.py THAW OUT.json [WORD ...]

Each row of rows.mjs is a process of its own in each runtime, RUNS times, in turn. Two tables of milliseconds: the first
run in a process, and warmed up; medians of the processes. A row that a runtime can't do has no figure there. With words:
only rows whose names contain one of them, and OUT.json keeps what it has of the others.
"""
import json
import os
import statistics
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROWS = os.path.join(ROOT, "bench/web/rows.mjs")
RUNS = int(os.environ.get("RUNS", "3"))
SECONDS_MAX = 60

sys.path.insert(0, os.path.join(ROOT, "test/wpt"))
import report  # noqa: E402  (it knows how to get the others)


def run(command, *args):
    """-> stdout, or None"""
    try:
        done = subprocess.run([*command, ROWS, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, timeout=SECONDS_MAX, check=False)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None


def measure(runtimes, row):
    """-> {runtime: {"first": ms, "warm": ms}}"""
    found = {name: [] for name in runtimes}
    for _ in range(RUNS):
        for name, command in runtimes.items():
            out = run(command, row) if found[name] is not None else None
            found[name] = found[name] + [json.loads(out)] if out else None
    return {name: {kind: statistics.median(r[kind] for r in results) for kind in ("first", "warm")}
            for name, results in found.items() if results}


def ratio(row, name, others, kind):
    values = [row[other][kind] for other in others if other in row]
    return f"{row[name][kind] / min(values):9.2f}" if values and name in row else f"{'':9}"


def show(rows, runtimes):
    names = list(runtimes)
    node = [name for name in names if name.startswith("node")]
    for kind, title in (("first", "first run in a process, ms"), ("warm", "warmed up, ms")):
        print(f"\n{title:30}" + "".join(f"{name:>14}" for name in names) + f"{'/ node':>9}{'/ best':>9}")
        for row, found in rows.items():
            figures = "".join(f"{found[name][kind]:14.2f}" if name in found else f"{'-':>14}" for name in names)
            print(f"{row:30}{figures}{ratio(found, names[0], node, kind)}{ratio(found, names[0], names[1:], kind)}")


def main():
    thaw, out, words = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3:]
    runtimes = {"thaw": [thaw], **report.peers()}
    names = [name for name in run([thaw]).split() if not words or any(word in name for word in words)]
    rows = {name: measure(runtimes, name) for name in names}
    show(rows, runtimes)
    report_so_far = {}
    if os.path.exists(out):
        with open(out, encoding="utf-8") as f:
            report_so_far = json.load(f)
    report_so_far["web"] = {**(report_so_far.get("web", {}) if words else {}), **rows}
    with open(out, "w", encoding="utf-8") as f:
        json.dump(report_so_far, f, indent=2)
        f.write("\n")


main()
