# SPDX-License-Identifier: MIT
"""deps/fetch in a tree of its own, with stand-ins for dpkg-query, id and apt-get: no network, nothing is installed."""
import hashlib
import os
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
APT = """#!/bin/sh
echo "$*" >> "$APT_LOG"
case "$*" in
*indextargets*) echo http://mirror.example/debian ;;
*update) ;;
*"download "*=*) [ -z "$APT_WITHOUT_PIN" ] || exit 100; cp "$APT_DEB" . ;;
*download*) cp "$APT_DEB" ./lib-src_2.0_all.deb ;;
*) exit 100 ;;
esac
"""


@unittest.skipUnless(shutil.which("dpkg-deb"), "not a Debian")
class Fetch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.path.realpath(folder.name)
        self.fakes = self.path("fakes")
        os.makedirs(self.fakes)
        self.fake("dpkg-query", "#!/bin/sh\nprintf installed\n")
        self.fake("apt-get", APT)
        self.deb = self.make_deb("lib-src_1.0_all.deb", "1.0", "one\n")
        os.makedirs(self.path("tree/deps"))
        shutil.copy(os.path.join(ROOT, "deps/fetch"), self.path("tree/deps"))
        with open(self.deb, "rb") as f:
            sha = hashlib.sha256(f.read()).hexdigest()
        self.write("tree/deps/versions", f"# a comment\nSUITE forky\nmy-lib deb lib-src 1.0 {sha} usr/src/lib\n")
        self.unpacked = self.path("tree/.cache/deps/my-lib/VERSION")

    def path(self, name):
        return os.path.join(self.root, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as f:
            f.write(text)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as f:
            return f.read()

    def fake(self, name, text):
        self.write("fakes/" + name, text)
        os.chmod(os.path.join(self.fakes, name), 0o755)

    def make_deb(self, name, version, content):
        os.makedirs(self.path("package/DEBIAN"), exist_ok=True)
        os.makedirs(self.path("package/usr/src/lib"), exist_ok=True)
        self.write("package/DEBIAN/control", f"Package: lib-src\nVersion: {version}\nArchitecture: all\n"
                   "Maintainer: nobody <nobody@example.com>\nDescription: sources\n")
        self.write("package/usr/src/lib/VERSION", content)
        subprocess.run(["dpkg-deb", "--root-owner-group", "-b", self.path("package"), self.path(name)],
                       stdout=subprocess.DEVNULL, check=True)
        return self.path(name)

    def fetch(self, *args, **env):
        """-> (exit code, all that was printed)"""
        self.write("apt.log", "")
        clean = {k: v for k, v in os.environ.items() if not k.startswith("THAW_")}
        clean.update(env, PATH=self.fakes + ":" + os.environ["PATH"], APT_DEB=self.deb, APT_LOG=self.path("apt.log"))
        done = subprocess.run([self.path("tree/deps/fetch"), *args], env=clean, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout

    def test_first_run_fetches_and_the_next_is_silent(self):
        self.assertEqual(self.fetch(), (0, "fetching my-lib 1.0\n"))
        self.assertEqual(self.read(self.unpacked), "one\n")
        self.assertEqual(self.fetch(), (0, ""))
        self.assertEqual(self.read("apt.log"), "")

    def test_rebuilds_from_the_cache_without_apt(self):
        self.fetch()
        shutil.rmtree(self.path("tree/.cache/deps"))
        self.fake("apt-get", "#!/bin/sh\nexit 100\n")
        self.assertEqual(self.fetch(), (0, ""))
        self.assertEqual(self.read(self.unpacked), "one\n")

    def test_damaged_download_is_refused(self):
        self.fetch()
        shutil.rmtree(self.path("tree/.cache/deps"))
        with open(self.path("tree/.cache/downloads/my-lib/lib-src_1.0_all.deb"), "ab") as f:
            f.write(b"x")
        code, out = self.fetch()
        self.assertEqual(code, 1)
        self.assertIn("wrong SHA-256", out)
        self.assertFalse(os.path.exists(self.unpacked))

    def test_takes_the_current_version_when_the_pinned_one_is_gone(self):
        self.deb = self.make_deb("other.deb", "2.0", "two\n")
        code, out = self.fetch(APT_WITHOUT_PIN="1")
        self.assertEqual(code, 0, out)
        self.assertIn("warning: lib-src 1.0 is no longer there", out)
        self.assertIn("not the pinned version", out)
        self.assertEqual(self.read(self.unpacked), "two\n")

    def test_override_by_a_folder_and_back(self):
        os.makedirs(self.path("mine"))
        self.write("mine/VERSION", "mine\n")
        self.assertEqual(self.fetch(THAW_DEPS_MY_LIB=self.path("mine")), (0, ""))
        self.assertEqual(self.read(self.unpacked), "mine\n")
        self.assertEqual(self.read("apt.log"), "")
        self.assertEqual(self.fetch()[0], 0)
        self.assertEqual(self.read(self.unpacked), "one\n")
        self.assertEqual(self.read("mine/VERSION"), "mine\n")
        code, out = self.fetch(THAW_DEPS_MY_LIB=self.path("nowhere"))
        self.assertEqual((code, "no folder" in out), (1, True), out)

    def test_without_root_it_names_the_missing_packages(self):
        self.fake("id", "#!/bin/sh\necho 1000\n")
        self.fake("dpkg-query", '#!/bin/sh\ncase "$*" in *libuv1-dev*|*zlib1g-dev*) exit 1 ;; *) printf installed ;; esac\n')
        code, out = self.fetch()
        self.assertEqual(code, 1)
        self.assertTrue(out.endswith("apt-get install libuv1-dev zlib1g-dev\n"), out)
        self.assertEqual(self.read("apt.log"), "")

    def test_check_fetches_nothing(self):
        code, out = self.fetch("--check")
        self.assertEqual((code, out), (1, "deps/fetch: my-lib has not been fetched\n"))
        self.assertEqual(self.read("apt.log"), "")


if __name__ == "__main__":
    unittest.main()
