# SPDX-License-Identifier: MIT
"""`thaw image`: it tells what was frozen, and damage anywhere in the image gives a clear error. THAW is the executable.
"""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

THAW = os.path.abspath(os.environ.get("THAW", "build/thaw"))
SECRET = "hunter2-never-in-an-image"


def run(*args):
    """-> exit code, stdout, stderr"""
    done = subprocess.run([THAW, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                          check=False)
    return done.returncode, done.stdout, done.stderr


class NoImages(unittest.TestCase):

    def test_usage(self):
        code, _, err = run("image")
        self.assertEqual((code, err), (9, "thaw image: which FILE?\n"))
        self.assertEqual(run("image", "a", "b")[0], 9)
        code, _, err = run("image", "--jsn", "a")
        self.assertEqual(code, 9)
        self.assertIn("did you mean --json?", err)

    def test_no_image(self):
        for path in ("/dev/null", __file__, "/"):
            code, out, err = run("image", path)
            self.assertEqual((code, out, err), (1, "", f"thaw image: {path}: no heap image in this file\n"))

    def test_no_file(self):
        self.assertEqual(run("image", "/no/such"), (1, "", "thaw image: /no/such: no such file or directory\n"))


class Images(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)
        folder = cls.scratch.name
        cls.frozen = os.path.join(folder, "app")
        with open(os.path.join(folder, "app.mjs"), "w", encoding="utf-8") as f:
            f.write("import './part.cjs';\nexport const table = process.env.TABLE;\nprocess.env.ABSENT;\n")
        with open(os.path.join(folder, "part.cjs"), "w", encoding="utf-8") as f:
            f.write("module.exports = 'é';\n")
        cls.main = os.path.join(folder, "app.mjs")
        code, _, err = run("freeze", cls.main, "-o", cls.frozen, "--env", "TABLE=" + SECRET)
        assert code == 0, err
        cls.trailer = 8 * 9 + 4 * 4 + 20 + 3 * 4 + 8 + 16  # image_int.h

    def copy(self, edit=lambda data: data, name="copy"):
        path = os.path.join(tempfile.mkdtemp(dir=self.scratch.name), name)
        with open(self.frozen, "rb") as f:
            data = bytearray(f.read())
        with open(path, "wb") as f:
            f.write(edit(data))
        return path

    def report(self, path):
        code, out, err = run("image", path, "--json")
        self.assertEqual((code, err), (0, ""))
        return json.loads(out)

    def test_json(self):
        report = self.report(self.frozen)
        self.assertEqual(report["file"], self.frozen)
        self.assertEqual(report["fileSize"], os.path.getsize(self.frozen))
        self.assertTrue(report["ownBuild"])
        self.assertRegex(report["buildId"], r"^[0-9a-f]{40}$")
        tiers = report["tiers"]
        self.assertEqual([t["tier"] for t in tiers], ["full", "deps", "base"])
        self.assertEqual((tiers[0]["extents"], tiers[0]["shared"]), (1, 0))
        own = sum(t["size"] - t["shared"] for t in tiers)
        self.assertLessEqual(report["heapSize"], own)
        self.assertEqual(tiers[2]["inputs"], [])
        self.assertEqual([(i["kind"], i["name"], i["absent"]) for i in tiers[0]["inputs"]],
                         [("environment variable", "TABLE", False), ("environment variable", "ABSENT", True)])
        self.assertEqual([i["where"].rsplit(":", 1)[0] for i in tiers[0]["inputs"]], [self.main + ":2", self.main + ":3"])
        metadata = report["metadata"]
        self.assertEqual((metadata["program"], metadata["root"]), (self.main, self.scratch.name))
        sizes = {os.path.basename(m["path"]): (m["format"], m["size"]) for m in metadata["modules"]}
        self.assertEqual(sizes, {name: (kind, os.path.getsize(os.path.join(self.scratch.name, name)))
                                 for name, kind in (("app.mjs", "module"), ("part.cjs", "commonjs"))})
        self.assertGreater(metadata["classes"]["Object"], 100)
        self.assertGreater(metadata["classes"]["Function"], 500) # of C, of bytecode, bound

    def test_the_runtime_itself(self):
        image = os.path.join(self.scratch.name, "runtime")
        self.assertEqual(run("freeze", "--runtime", "-o", image)[0], 0)
        metadata = self.report(image)["metadata"]
        self.assertIn({"path": "js/modules/resolve", "format": "builtin"},
                      [{"path": m["path"], "format": m["format"]} for m in metadata["modules"] if m["size"] > 1000])
        self.assertGreater(metadata["classes"]["Function"], 500)

    def test_text_names_inputs_but_not_values(self):
        code, out, err = run("image", self.frozen)
        self.assertEqual((code, err), (0, ""))
        for word in ("full", "base", "TABLE", "ABSENT", "app.mjs:2:", "part.cjs", "commonjs", "objects, by class:"):
            self.assertIn(word, out)
        self.assertNotIn(SECRET, out)

    def test_verify_prints_nothing(self):
        self.assertEqual(run("image", "--verify", self.frozen), (0, "", ""))

    def test_beside(self):
        image = self.copy(name="tool.image")
        with open(image[:-len(".image")], "w", encoding="utf-8") as f:
            f.write("no image in here")
        self.assertEqual(self.report(f.name)["file"], image)

    def test_another_build(self):
        def edit(data):  # the build id lies in the trailer, which its checksum covers
            at = len(data) - 16 - 8 - 8 - 4 - 20
            data[at] ^= 1
            return data
        code, _, err = run("image", self.copy(edit))
        self.assertEqual(code, 1)
        self.assertIn("the checksum of its tables is wrong", err)

    def damage(self, edit, reason):
        path = self.copy(edit)
        code, out, err = run("image", path)
        self.assertEqual((code, out), (1, ""), err)
        self.assertRegex(err, rf"^thaw image: {re.escape(path)}: .*{reason}.*\n$")
        self.assertEqual(run("image", "--verify", path)[0], 1)

    @staticmethod
    def flip(at):
        def edit(data):
            data[at(data) if callable(at) else at] ^= 0x40
            return data
        return edit

    def test_damage(self):
        report = self.report(self.frozen)
        pages = -(-report["executableSize"] // report["pageSize"]) * report["pageSize"]
        with open(self.frozen, "rb") as f:
            metadata = f.read().rindex(b'{"thaw":')
        self.damage(self.flip(pages + 5), "page 0 of")
        self.damage(self.flip(pages + report["heapSize"] - 1), "page")
        self.damage(self.flip(metadata + 3), "metadata")
        self.damage(self.flip(lambda d: len(d) - self.trailer - 1), "checksum of its tables")
        self.damage(self.flip(lambda d: len(d) - self.trailer + 3), "truncated or damaged")
        self.damage(self.flip(lambda d: len(d) - 28), "unknown format version")
        self.damage(self.flip(lambda d: len(d) - 10), "no heap image")
        self.damage(lambda d: d[:-1], "no heap image")
        self.damage(lambda d: d[:100] + d[101:], "size is not the one it was written with")
        self.damage(lambda d: d + b"\0", "no heap image")

    def test_a_damaged_program_does_not_start(self):
        path = self.copy(self.flip(lambda d: len(d) - self.trailer - 1))
        shutil.copymode(self.frozen, path)
        done = subprocess.run([path, "--no-option-of-thaw"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"^thaw: .*truncated or damaged: the checksum of its tables is wrong\n$")

    def test_a_program_beside_a_copy_of_thaw(self):
        folder = tempfile.mkdtemp(dir=self.scratch.name)
        app, image = os.path.join(folder, "app"), os.path.join(folder, "app.image")
        with open(os.path.join(folder, "main.mjs"), "w", encoding="utf-8") as f:
            f.write("console.log('beside', process.argv.length);\n")
        self.assertEqual(run("freeze", f.name, "-o", image)[0], 0)
        os.unlink(f.name)
        self.assertEqual(self.report(image)["executableSize"], 0)
        shutil.copy(THAW, app)

        def start():
            done = subprocess.run([app, "x"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                                  check=False)
            return done.returncode, done.stdout, done.stderr
        self.assertEqual(start(), (0, "beside 3\n", ""))
        with open(image, "r+b") as f:
            f.seek(-200, os.SEEK_END)
            f.write(b"damaged")
        code, out, err = start()
        self.assertEqual((code, out), (1, ""))
        self.assertIn("truncated or damaged", err)
        os.unlink(image)
        self.assertIn("Cannot find module", start()[2])
