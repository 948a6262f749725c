#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Time and memory of starts: startup.py THAW OUT.json [RUNS]

hello world     the whole process
bundle          the whole process of a program that is mostly its dependencies: 340 KB of minified JavaScript
first event     examples/orders, from the spawn of the process until its answer to one event is there

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
DEMO = os.path.join(ROOT, "build/demo")
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


def others():
    """-> {name: path} of the runtimes that are to be compared and are here"""
    found = {}
    for name in ("node", "bun", "deno"):
        path = shutil.which(name) or native(from_npm(name))
        if path:
            found[name] = os.path.realpath(path)
        else:
            print(f"{name}: not on this machine and not to be had from npm; left out")
    return found


def frozen(thaw, program, *flags):
    """Freezes a program -> the executable"""
    out = os.path.splitext(program)[0] + ".frozen"
    subprocess.run([thaw, "freeze", program, "-o", out, *flags], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   check=True)
    return out


def bundled():
    """-> the bundle, or None if npm can't bring its parts"""
    folder = os.path.join(CACHE, "bundle")
    out = os.path.join(ROOT, "build/bench-bundle.mjs")
    shutil.copytree(os.path.join(ROOT, "bench/startup/bundle"), folder, dirs_exist_ok=True)
    try:
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder],
                       stdin=subprocess.DEVNULL, capture_output=True, timeout=180, check=True)
        subprocess.run([os.path.join(folder, "node_modules/.bin/esbuild"), "entry.mjs", "--bundle", "--minify",
                        "--format=esm", "--platform=node", "--outfile=" + out], cwd=folder, capture_output=True,
                       check=True)
    except (subprocess.SubprocessError, OSError):
        return None
    return out


def bundle_commands(thaw, runtimes, bundle):
    yield "static C", [compiled("hello")]
    # two of its packages look at the clock and draw random numbers while they load
    yield "thaw, frozen", [frozen(thaw, bundle, "--accept", "time", "--accept", "random")]
    subprocess.run([thaw, "compile", bundle], check=True)
    yield "thaw, bytecode", [thaw, os.path.splitext(bundle)[0] + ".lbc"]
    yield "thaw FILE", [thaw, bundle]
    for name, path in runtimes.items():
        yield name, [path, *(["run", "--allow-all"] if name == "deno" else []), bundle]


def hello_commands(thaw, runtimes):
    yield "static C", [compiled("hello")]
    program = os.path.join(ROOT, "build/bench-hello.mjs")
    with open(program, "w", encoding="utf-8") as f:
        f.write(CODE + "\n")
    yield "thaw, frozen", [frozen(thaw, program)]
    yield "thaw -e", [thaw, "-e", CODE]
    yield "thaw FILE", [thaw, program]
    for name, path in runtimes.items():
        yield name, [path, "eval" if name == "deno" else "-e", CODE]


def event_commands(thaw, runtimes):
    yield "thaw, frozen", [os.path.join(DEMO, "bootstrap")]
    yield "thaw", [thaw, "lambda", "run", "index.handler"]
    for name, path in runtimes.items():
        flags = ["run", "--allow-all", "--node-modules-dir=manual"] if name == "deno" else []
        yield name, [path, *flags, "worker.mjs", "./index.mjs"]


def measure(line, commands, **where):
    """Runs the program `line` over the commands -> {name: [(milliseconds, peak resident KB, page faults)]}

    `line` may leave out the last."""
    for command in commands.values():
        line = [*line, "--", *command]
    done = subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True, **where)
    results = {name: [] for name in commands}
    for row in done.stdout.splitlines():
        index, micro, kb, *faults = row.split()
        results[list(commands)[int(index)]].append((float(micro) / 1000, int(kb), *map(int, faults)))
    return results


def works(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.splitlines()[:1] == ["hello"]


def show(title, results):
    """Prints the table and returns it."""
    table = {}
    for name, rows in results.items():
        table[name] = {"median_ms": statistics.median(r[0] for r in rows), "min_ms": min(r[0] for r in rows),
                       "peak_rss_mb": statistics.median(r[1] for r in rows) / 1024, "runs": len(rows)}
        if len(rows[0]) > 2:
            table[name]["page_faults"] = statistics.median(r[2] for r in rows)
    print(f"\n{title:16}{'median ms':>12}{'min ms':>12}{'peak MB':>12}{'page faults':>14}")
    for name, row in table.items():
        faults = f"{row['page_faults']:14.0f}" if "page_faults" in row else ""
        print(f"{name:16}{row['median_ms']:12.2f}{row['min_ms']:12.2f}{row['peak_rss_mb']:12.1f}{faults}")
    return table


def that_work(commands):
    """Those of (name, command) that print hello, as {name: command}"""
    good = {}
    for name, command in commands:
        if works(command):
            good[name] = command
        else:
            print(f"{name}: does not print hello; left out")
    return good


def hello_world(thaw, runtimes, runs):
    return show("hello world", measure([compiled("measure"), str(runs)], that_work(hello_commands(thaw, runtimes))))


def bundle(thaw, runtimes, runs):
    program = bundled()
    if not program:
        print("bundle: npm could not bring its packages; left out")
        return {}
    commands = that_work(bundle_commands(thaw, runtimes, program))
    return show(f"bundle, {os.path.getsize(program) / 1000:.0f} KB", measure([compiled("measure"), str(runs)], commands))


def first_event(thaw, runtimes, runs):
    if subprocess.run([os.path.join(ROOT, "tools/demo"), thaw, "--build-only"], stdout=subprocess.DEVNULL, check=False).returncode:
        print("first event: examples/orders could not be built; left out")
        return {}
    shutil.copy(os.path.join(ROOT, "bench/startup/worker.mjs"), DEMO)
    env = {"PATH": os.environ["PATH"], "HOME": DEMO, "TABLE_NAME": "orders", "_HANDLER": "index.handler",
           "LAMBDA_TASK_ROOT": DEMO, "AWS_LAMBDA_FUNCTION_NAME": "orders", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128"}
    invoke, commands = compiled("invoke"), {}
    for name, command in event_commands(thaw, runtimes):
        try:
            measure([invoke, "1", "event.json"], {name: command}, cwd=DEMO, env=env, stderr=subprocess.DEVNULL)
            commands[name] = command
        except subprocess.CalledProcessError:
            print(f"{name}: does not answer the event; left out")
    return show("first event", measure([invoke, str(runs), "event.json"], commands, cwd=DEMO, env=env))


def main():
    thaw, out = os.path.abspath(sys.argv[1]), sys.argv[2]
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    runtimes = others()
    tables = {"hello": hello_world(thaw, runtimes, runs), "bundle": bundle(thaw, runtimes, max(1, runs // 4)),
              "first_event": first_event(thaw, runtimes, max(1, runs // 4))}
    with open(out, "w", encoding="utf-8") as f:
        json.dump({**tables, "cpus": os.cpu_count(), "page_kb": resource.getpagesize() // 1024}, f, indent=2)
        f.write("\n")


main()
