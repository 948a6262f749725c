# SPDX-License-Identifier: MIT
"""Runs the programs of test/programs, each of which ends with what Node prints for it:

    // --- expected ---
    // code 1          or "signal 15"
    //   a line of standard output
    //   ...
    // stderr
    //   a text that standard error must hold, in this order

Every program runs twice: with the leak check, which tears everything down at the end, and without it, where the process
just ends; output and code must be the same. A line "// node: REASON" in a program says why Node's own outcome differs;
test/oracle compares the others with it. THAW names the executable."""
import os
import subprocess
import unittest

THAW = os.path.abspath(os.environ.get("THAW", "build/thaw"))
PROGRAMS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "programs")
MARK = "\n// --- expected ---\n"


def programs():
    """-> names, as order/turns.cjs"""
    found = []
    for folder, _, files in os.walk(PROGRAMS):
        found += [os.path.relpath(os.path.join(folder, f), PROGRAMS) for f in files if f.endswith((".cjs", ".mjs"))]
    return sorted(found)


def expectation(name):
    """-> how it ends ("code 1"), standard output, texts of standard error, its source"""
    with open(os.path.join(PROGRAMS, name), encoding="utf-8") as f:
        source, mark, block = f.read().partition(MARK)
    if not mark:
        raise ValueError(name + " does not say what is expected")
    end, *lines = [line[3:] for line in block.splitlines()]
    at = lines.index("stderr") if "stderr" in lines else len(lines)
    return end, "".join(line[2:] + "\n" for line in lines[:at]), [line[2:] for line in lines[at + 1:]], source


def outcome(command, **more):
    """-> how it ended, standard output, standard error"""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("THAW_LEAK", "FORCE_COLOR", "NO_COLOR"))}
    done = subprocess.run(command, env={**env, **more}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60, check=False)
    end = f"code {done.returncode}" if done.returncode >= 0 else f"signal {-done.returncode}"
    return end, done.stdout.decode(), done.stderr.decode()


def missing(texts, output):
    """-> the first of the texts that does not follow the ones before it, or None"""
    at = 0
    for text in texts:
        found = output.find(text, at)
        if found < 0:
            return text
        at = found + len(text)
    return None


class Programs(unittest.TestCase):
    maxDiff = None

    def check(self, name, **env):
        end, stdout, texts, _ = expectation(name)
        actual_end, actual_stdout, stderr = outcome([THAW, os.path.join(PROGRAMS, name)], **env)
        self.assertEqual((actual_end, actual_stdout), (end, stdout), f"{name} {env}\n{stderr}")
        self.assertIsNone(missing(texts, stderr), f"{name} {env}\n{stderr}")


def add(name):
    def with_leak_check(self):
        self.check(name, THAW_LEAK_CHECK="1")

    def without(self):
        self.check(name, ASAN_OPTIONS="detect_leaks=0")  # nothing is torn down, on purpose

    identifier = "".join(c if c.isalnum() else "_" for c in name)
    setattr(Programs, f"test_{identifier}_leak_check", with_leak_check)
    setattr(Programs, f"test_{identifier}", without)


for program in programs():
    add(program)

if __name__ == "__main__":
    unittest.main()
