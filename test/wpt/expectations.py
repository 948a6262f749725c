# SPDX-License-Identifier: MIT
"""Known failures: one file per directory, test/wpt/expectations/NAME.txt, of sections

    # why these can't pass
    path/of/test.any.js?variant | name of the subtest
    path/of/other.any.js | *

A `*` stands for the whole program, which is then not run. Names are as JSON writes strings, without the quotes. The
list may only shrink."""
import json
import os

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "expectations")
NO_REASON = "reason missing"


def file_of(directory):
    return os.path.join(FOLDER, directory.replace("/", "-") + ".txt")


def escape(name):
    return json.dumps(name)[1:-1]


def load(directory):
    """-> {(program, subtest): reason}"""
    known, reason = {}, NO_REASON
    if not os.path.exists(file_of(directory)):
        return known
    with open(file_of(directory), encoding="ascii") as f:
        for number, line in enumerate(f.read().split("\n"), 1):
            if line.startswith("# "):
                reason = line[2:]
            elif line:
                program, bar, name = line.partition(" | ")
                if not bar:
                    raise SystemExit(f"{file_of(directory)}:{number}: no ' | '")
                known[program, json.loads(f'"{name}"')] = reason
    return known


def save(directory, known):
    sections = {}
    for (program, name), reason in known.items():
        sections.setdefault(reason, []).append(f"{program} | {escape(name)}")
    text = "\n".join(f"# {reason}\n" + "".join(line + "\n" for line in sorted(lines))
                     for reason, lines in sorted(sections.items()))
    if text:
        with open(file_of(directory), "w", encoding="ascii") as f:
            f.write(text)
    elif os.path.exists(file_of(directory)):
        os.remove(file_of(directory))
