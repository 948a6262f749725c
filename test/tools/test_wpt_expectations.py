# SPDX-License-Identifier: MIT
"""test/wpt: expectations are read as they were written; outcomes of programs that end badly are failures."""
import os
import sys
import tempfile
import unittest
from subprocess import CompletedProcess
from unittest import mock

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../wpt"))
import expectations  # noqa: E402
import runner  # noqa: E402


class Expectations(unittest.TestCase):
    def test_round_trip(self):
        known = {("a/b.any.js?1-10", "plain | name"): "one reason", ("a/c.any.js", "*"): "one reason",
                 ("a/b.any.js", "line\nbreak, \ud800, é, \"quote\\"): "another"}
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(expectations, "FOLDER", folder):
            self.assertEqual(expectations.load("a/b"), {})
            expectations.save("a/b", known)
            self.assertEqual(expectations.load("a/b"), known)
            expectations.save("a/b", {})
            self.assertEqual(os.listdir(folder), [])


class Outcomes(unittest.TestCase):
    def ending(self, code, outcome):
        return [name for name, _, _ in runner.ending(CompletedProcess([], code, "", "text"), outcome)]

    def test_endings(self):
        fine = {"status": 0, "message": None, "subtests": []}
        self.assertEqual(self.ending(0, fine), [])
        self.assertEqual(self.ending(70, fine), ["(leak)"])
        self.assertEqual(self.ending(-6, None), ["(crash)"])
        self.assertEqual(self.ending(0, None), ["(end)"])
        self.assertEqual(self.ending(1, fine), ["(exit)"])
        self.assertEqual(self.ending(0, {**fine, "status": 1}), ["(harness)"])

    def test_the_last_report_counts(self):
        text = f"noise\n{runner.MARK} {{}}\nnoise\n{runner.MARK} {{\"a\": 1}}\nmore"
        self.assertEqual(runner.parse(text), {"a": 1})
        self.assertIsNone(runner.parse("noise"))
        self.assertIsNone(runner.parse(f"\n{runner.MARK} {{cut"))
