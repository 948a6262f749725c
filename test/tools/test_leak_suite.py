# SPDX-License-Identifier: MIT
"""The leak suite is complete: every class of src/web, also those that programs never see, is named by a test of
test/js/leak, in a line "// Classes: A, B" of the tests that abandon it and put it into cycles."""
import glob
import os
import re
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read()


def web_classes():
    """Ids from the first line of web to the first of another layer above it."""
    lines = read("src/js/class_ids.h").split("/* web/", 1)[1].split("/* node */")[0]
    return set(re.findall(r"X\((\w+)\)", lines))


def covered():
    names = set()
    for path in glob.glob(os.path.join(ROOT, "test/js/leak/*.test.mjs")):
        for line in re.findall(r"^// Classes: (.*(?:\n// {2,}.*)*)", read(path), flags=re.M):
            names.update(re.findall(r"\w+", line))
    return names


class LeakSuite(unittest.TestCase):
    def test_every_class_has_a_test(self):
        self.assertEqual(sorted(web_classes() - covered()), [])

    def test_every_name_is_a_class(self):
        self.assertEqual(sorted(covered() - web_classes()), [])


if __name__ == "__main__":
    unittest.main()
