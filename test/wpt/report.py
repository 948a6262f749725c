# SPDX-License-Identifier: MIT
"""What Thaw and others pass per directory: build/wpt-report.json, docs/conformance.md."""
import datetime
import hashlib
import json
import os
import shutil
import subprocess

import runner

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CACHE = os.path.join(ROOT, ".cache/wpt-peers")
PEERS = {"node": ("node@26", []), "bun": ("bun", []), "deno": ("deno", ["run", "-A"])}  # name: npm's package, arguments


def peers():
    """-> {"node 26.1.0": command} of the runtimes that npm brings"""
    found = {}
    if not shutil.which("npm"):
        print("npm is not here, so there is nothing to compare with")
        return found
    os.makedirs(CACHE, exist_ok=True)
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", CACHE]
    for name, (package, arguments) in PEERS.items():
        executable = os.path.join(CACHE, "node_modules/.bin", name)
        if not os.path.exists(executable):
            subprocess.run([*install, package], stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if not os.path.exists(executable):
            print(f"{name}: not to be had from npm; left out")
            continue
        version = subprocess.run([executable, "--version"], capture_output=True, text=True, check=True).stdout.split()
        number = next(word for word in version if word.lstrip("v")[:1].isdigit()).lstrip("v")
        found[f"{name} {number}"] = [executable, *arguments]
    return found


def passes(root, command, directory, jobs):
    """-> ({(program, subtest)} that pass, all of them)"""
    passed, seen = set(), set()
    for outcome in runner.run_all(root, command, list(runner.find(root, directory)), jobs):
        for name, ok, _ in outcome.subtests:
            key = (outcome.program.name, name)
            seen.add(key)
            if ok:
                passed.add(key)
    return passed, {key for key in seen if not key[1].startswith("(")}


def of_peer(root, name, command, directory, jobs):
    """The same for another runtime, which always does the same with the same suite and runner: kept in .cache."""
    digest = hashlib.sha256(root.encode())
    for part in ("runner.py", "driver.cjs", "prelude.js"):
        with open(os.path.join(runner.HERE, part), "rb") as f:
            digest.update(f.read())
    kept = os.path.join(CACHE, "passes", f"{name} {directory} {digest.hexdigest()[:12]}.json".replace("/", "-"))
    if not os.path.exists(kept):
        os.makedirs(os.path.dirname(kept), exist_ok=True)
        with open(kept + ".new", "w", encoding="utf-8") as f:
            json.dump([sorted(keys) for keys in passes(root, command, directory, jobs)], f)
        os.rename(kept + ".new", kept)
    with open(kept, encoding="utf-8") as f:
        return [{tuple(key) for key in keys} for keys in json.load(f)]


def gap(root, thaw, directories, jobs):
    """Prints which subtests a peer passes and Thaw doesn't. -> how many"""
    others, total = peers(), 0
    for directory in directories:
        passed, _ = passes(root, [thaw], directory, jobs)
        behind = {}
        for name, command in others.items():
            for key in of_peer(root, name, command, directory, jobs)[0] - passed:
                behind.setdefault(key, []).append(name.split()[0])
        for (program, subtest), by in sorted(behind.items()):
            print(f"{program} | {json.dumps(subtest)[1:-1]}    ({', '.join(by)})")
        print(f"{directory:36} {len(behind):6} that others pass", flush=True)
        total += len(behind)
    return total


def table(rows, runtimes):
    text = "| directory | subtests | " + " | ".join(runtimes) + " | any of the others |\n"
    text += "|---|" + "--:|" * (len(runtimes) + 2) + "\n"
    for directory, row in rows.items():
        counts = " | ".join(str(row["passed"][name]) for name in runtimes)
        text += f"| {directory} | {row['total']} | {counts} | {row['others']} |\n"
    return text


def write(rows, runtimes):
    os.makedirs(os.path.join(ROOT, "build"), exist_ok=True)
    with open(os.path.join(ROOT, "build/wpt-report.json"), "w", encoding="utf-8") as f:
        json.dump({"date": datetime.date.today().isoformat(), "directories": rows}, f, indent=1)
        f.write("\n")
    with open(os.path.join(ROOT, "docs/conformance.md"), "w", encoding="utf-8") as f:
        f.write("# Conformance\n\nMade by `make wpt-report`. Subtests of the web-platform-tests that pass, over the `*.any.js` and "
                "`*.worker.js`\nprograms of each directory, each runtime in the same runner. What fails in Thaw is listed in "
                "[test/wpt/expectations](../test/wpt/expectations)\nwith the reason.\n\n" + table(rows, runtimes))


def make(root, thaw, directories, jobs):
    commands = {"thaw": [thaw], **peers()}
    rows = {}
    for directory in directories:
        passed, seen = {}, set()
        for name, command in commands.items():
            passed[name], names = (passes(root, command, directory, jobs) if name == "thaw"
                                   else of_peer(root, name, command, directory, jobs))
            seen |= names
        others = set().union(*(passed[name] for name in commands if name != "thaw"))
        rows[directory] = {"total": len(seen), "passed": {name: len(p) for name, p in passed.items()}, "others": len(others),
                           "behind": sorted(" | ".join(key) for key in others - passed["thaw"])}
        print(f"{directory:32} " + "  ".join(f"{name} {len(p)}" for name, p in passed.items()), f" of {len(seen)}", flush=True)
    write(rows, list(commands))
    print("written: build/wpt-report.json, docs/conformance.md")
