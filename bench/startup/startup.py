#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whole-process time and memory of a hello world: startup.py THAW OUT.json [RUNS]

Runs are interleaved (one of each in turn) so that a slow spell of the machine hits all alike; medians are printed.
A runtime that is not on this machine is taken from npm into .cache/bench; if that fails it is left out, with a line
that says so.
"""
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CACHE = os.path.join(ROOT, ".cache/bench")
CODE = 'console.log("hello")'


def from_npm(name):
    found = os.path.join(CACHE, "node_modules/.bin", name)
    if os.path.exists(found) or not shutil.which("npm"):
        return found if os.path.exists(found) else None
    os.makedirs(CACHE, exist_ok=True)
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", CACHE, name]
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=180, check=True)
    except (subprocess.SubprocessError, OSError):
        return None
    return found if os.path.exists(found) else None


def native(path):
    """npm puts a script before some runtimes; the program it starts is what is to be measured."""
    if not path or open(path, "rb").read(4) == b"\x7fELF":
        return path
    best = None
    for at, _, names in os.walk(os.path.join(CACHE, "node_modules")):
        for name in names:
            full = os.path.join(at, name)
            if name == os.path.basename(path) and os.access(full, os.X_OK) and open(full, "rb").read(4) == b"\x7fELF":
                best = full
    return best


def compiled(name):
    program = os.path.join(ROOT, "build", "bench-" + name)
    subprocess.run(["gcc", "-O2", "-static", "-D_GNU_SOURCE", "-o", program,
                    os.path.join(ROOT, "bench/startup", name + ".c")], check=True)
    return program


def subjects(thaw):
    yield "static C", [compiled("hello")]
    forms = [["-e", CODE], ["-e", '"hello"']]  # the second for builds without console: the value is printed
    yield "thaw", [thaw, *next((f for f in forms if works([thaw, *f])), forms[0])]
    for name, flags in (("node", ["-e"]), ("bun", ["-e"]), ("deno", ["eval"])):
        path = shutil.which(name) or native(from_npm(name))
        if path:
            yield name, [os.path.realpath(path), *flags, CODE]
        else:
            print(f"{name}: not on this machine and not to be had from npm; left out")


def measure(commands, runs):
    """-> {name: [(milliseconds, peak resident KB)]}"""
    line = [compiled("measure"), str(runs)]
    for command in commands.values():
        line += ["--", *command]
    done = subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True)
    results = {name: [] for name in commands}
    for row in done.stdout.splitlines():
        index, micro, kb = row.split()
        results[list(commands)[int(index)]].append((float(micro) / 1000, int(kb)))
    return results


def works(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.splitlines()[:1] == ["hello"]


def main():
    thaw, out = os.path.abspath(sys.argv[1]), sys.argv[2]
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    commands = {}
    for name, command in subjects(thaw):
        if works(command):
            commands[name] = command
        else:
            print(f"{name}: does not print hello; left out")
    results = measure(commands, runs)
    table = {name: {"median_ms": statistics.median(r[0] for r in rows), "min_ms": min(r[0] for r in rows),
                    "peak_rss_mb": statistics.median(r[1] for r in rows) / 1024, "runs": runs}
             for name, rows in results.items()}
    print(f"\n{'hello world':14}{'median ms':>12}{'min ms':>12}{'peak MB':>12}")
    for name, row in table.items():
        print(f"{name:14}{row['median_ms']:12.2f}{row['min_ms']:12.2f}{row['peak_rss_mb']:12.1f}")
    with open(out, "w", encoding="utf-8") as f:
        json.dump({"hello": table, "cpus": os.cpu_count(), "page_kb": resource.getpagesize() // 1024}, f, indent=2)
        f.write("\n")


main()
