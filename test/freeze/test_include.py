# SPDX-License-Identifier: MIT
"""Files that a frozen program carries (--include), and files that it read while it was frozen."""
import os
import shutil

from freezing import Freezing

READER = """
    import fs from 'node:fs';
    import { startupSnapshot } from 'node:v8';
    const early = fs.readFileSync('/var/task/assets/a.txt', 'utf8');
    startupSnapshot.setDeserializeMainFunction(() => {
      const at = '/var/task/assets';
      console.log(early, fs.readFileSync(`${at}/b.json`, 'utf8'), fs.readFileSync(`${at}/bytes.bin`)[3]);
      console.log(fs.existsSync(`${at}/a.txt`), fs.existsSync(`${at}/c.md`), fs.statSync(`${at}/a.txt`).size);
      console.log(fs.readdirSync(at), fs.statSync(at).isDirectory(), fs.readdirSync('/var/task'));
      for (const f of [() => fs.readFileSync(`${at}/c.md`), () => fs.readFileSync(at)]) {
        try { f(); } catch (e) { console.log(e.code); }
      }
    });
"""


class Include(Freezing):
    def setUp(self):
        super().setUp()
        self.write("src/assets/a.txt", "text of a")
        self.write("src/assets/b.json", '{"b":1}')
        self.write("src/assets/c.md", "not taken")
        self.write("src/assets/deep/er/d.txt", "deep")
        self.write("src/assets/.hidden/e.txt", "hidden")
        self.write("src/assets/bytes.bin", "\x00\x01\x02\x03")
        self.write("src/app.mjs", READER)

    def test_files_are_found_under_the_root(self):
        report = self.freeze(self.path("src/app.mjs"), "--root", "/var/task", "--include", "assets/*.{txt,json}",
                             "--include", "assets/bytes.bin")
        self.assertNotIn("a.txt", report.out, "what is taken along is no input")
        shutil.rmtree(self.path("src"))
        done = self.frozen()
        self.assertEqual(done.out, "text of a {\"b\":1} 3\ntrue false 9\n[ 'a.txt', 'b.json', 'bytes.bin' ] true "
                                   "[ 'assets' ]\nENOENT\nEISDIR\n", done.err)
        self.assertEqual((done.tier, done.code), ("full", 0))

    def test_globs(self):
        self.write("src/list.mjs", """
            import fs from 'node:fs';
            const list = fs.existsSync('/r') ? fs.readdirSync('/r', { recursive: true }) : [];
            console.log(list.filter((n) => /[^/]\\.\\w+$/.test(n)).join());
        """)
        for glob, expected in (("assets/**", "assets/a.txt,assets/b.json,assets/bytes.bin,assets/c.md,assets/deep/er/d.txt"),
                               ("assets", "assets/a.txt,assets/b.json,assets/bytes.bin,assets/c.md,assets/deep/er/d.txt"),
                               ("**/*.txt", "assets/a.txt,assets/deep/er/d.txt"),
                               ("assets/[a-b].*", "assets/a.txt,assets/b.json"),
                               ("assets/?.md", "assets/c.md"),
                               ("assets/.hidden/*", "assets/.hidden/e.txt"),
                               ("./assets/deep/", "assets/deep/er/d.txt")):
            with self.subTest(glob=glob):
                self.freeze(self.path("src/list.mjs"), "--root", "/r", "--include", glob)
                self.assertEqual(self.frozen().out.strip(), expected)

    def test_a_glob_that_names_nothing(self):
        done = self.freeze(self.path("src/app.mjs"), "--include", "*.none", code=1)
        self.assertIn("--include *.none names no file under", done.err)
        self.assertFalse(os.path.exists(self.path("frozen")))

    def test_files_on_disk_are_inputs(self):
        data = self.write("data.txt", "one")
        self.write("read.mjs", f"import fs from 'fs'; console.log(fs.readFileSync('{data}', 'utf8'), "
                               f"fs.existsSync('{data}.no'), fs.readdirSync('{self.path('src')}').length);")
        report = self.freeze(self.path("read.mjs"))
        self.assertIn(data, report.out)
        self.assertEqual((self.frozen().tier, self.frozen().out), ("full", "one false 2\n"))
        self.write("data.txt", "two")
        changed = self.frozen()
        self.assertEqual((changed.tier, changed.out), ("deps", "two false 2\n"))
        self.assertIn("file " + data + " differs", changed.err)
        self.write("data.txt", "one")
        self.write("data.txt.no", "")
        self.assertIn("data.txt.no is there now", self.frozen().err)
        os.unlink(self.path("data.txt.no"))
        self.write("src/more", "")
        self.assertIn("folder", self.frozen().err)

    def test_files_under_the_root_that_are_not_taken_along(self):
        self.write("proj/text.txt", "beside")
        self.write("proj/app.mjs", """
            import fs from 'fs';
            import { startupSnapshot } from 'node:v8';
            startupSnapshot.setDeserializeMainFunction(() => console.log(fs.readFileSync(import.meta.dirname + '/text.txt', 'utf8')));
        """)
        self.freeze(self.path("proj/app.mjs"), out="proj/app")
        self.assertEqual(self.run_it([self.path("proj/app")]).out, "beside\n")
