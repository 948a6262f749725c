# SPDX-License-Identifier: MIT
"""What a program reads while it is frozen is an input: if it is different at a start, a colder tier runs. What can't
be an input is refused, with the line."""
import json
import os
import shutil
import subprocess
import unittest

from freezing import Freezing


class Inputs(Freezing):
    def program(self, source, *options, name="app.mjs"):
        self.write(name, source)
        return self.freeze(self.path(name), *options)

    def expect(self, tier, output, *args, reason=None, env=None, cwd=None):
        done = self.frozen(*args, env=env, cwd=cwd)
        self.assertEqual((done.tier, done.out, done.code), (tier, output, 0), done.err)
        if reason:
            self.assertIn(reason, done.err)
        return done

    def test_environment_variable(self):
        self.program("const mode = process.env.MODE ?? 'none'; console.log(mode);", "--env", "MODE=a")
        self.expect("full", "a\n", env={"MODE": "a"})
        self.expect("deps", "b\n", env={"MODE": "b"}, reason="environment variable MODE differs")
        self.expect("deps", "none\n", reason="(read at " + self.path("app.mjs") + ":1:")
        self.expect("full", "a\n", env={"MODE": "a", "OTHER": "anything"})

    def test_absent_environment_variable(self):
        self.program("console.log('MODE' in process.env, process.env.DEBUG);")
        self.expect("full", "false undefined\n")
        self.expect("deps", "true undefined\n", env={"MODE": ""}, reason="MODE is there now")
        self.expect("deps", "false x\n", env={"DEBUG": "x"}, reason="DEBUG is there now")

    def test_environment_names(self):
        hidden = "console.log(Object.keys(process.env).filter((n) => !n.startsWith('THAW_')));"
        self.program(hidden, "--env", "A=1", "--env", "THAW_LEAK_CHECK=1", "--env", "THAW_TRACE=start")
        self.expect("full", "[ 'A' ]\n", env={"A": "1"})
        self.expect("deps", "[ 'A', 'B' ]\n", env={"A": "1", "B": "2"}, reason="names of the environment differs")

    def test_whole_environment(self):
        self.program("const copy = { ...process.env }; console.log(copy.A);",
                     "--env", "A=1", "--env", "THAW_LEAK_CHECK=1", "--env", "THAW_TRACE=start")
        self.expect("full", "1\n", env={"A": "1"})
        self.expect("deps", "2\n", env={"A": "2"})

    def test_own_environment_writes_survive(self):
        self.program("process.env.SET = 'by program'; delete process.env.GONE;"
                     "process.on('exit', () => console.log(process.env.SET, process.env.GONE));",
                     "--env", "GONE=x")
        self.expect("full", "by program undefined\n", env={"GONE": "x", "SET": "from outside"})

    def test_environment_files(self):
        self.write("vars.env", "# comment\nMODE='from file'\nexport PORT=80\n")
        self.program("console.log(process.env.MODE, process.env.PORT);", "--env-file", self.path("vars.env"))
        self.expect("full", "from file 80\n", env={"MODE": "from file", "PORT": "80"})
        self.expect("deps", "undefined 80\n", env={"PORT": "80"})

    def test_arguments(self):
        self.program("console.log(process.argv.slice(2));")
        self.expect("full", "[]\n")
        self.expect("deps", "[ 'x' ]\n", "x", reason="arguments differs")

    def test_arguments_unread(self):
        self.program("process.on('exit', () => console.log(process.argv.slice(2)));")
        self.expect("full", "[ 'x', '--y' ]\n", "x", "--y")

    def test_working_directory(self):
        self.program("console.log(process.cwd().length > 0);")
        os.mkdir(self.path("elsewhere"))
        self.expect("full", "true\n")
        self.expect("deps", "true\n", cwd=self.path("elsewhere"), reason="working directory differs")

    def test_time_zone(self):
        self.program("const d = new Date(0); console.log(d.getHours() + d.getTimezoneOffset() / 60);")
        self.expect("full", "0\n", env={"TZ": "UTC"})
        self.expect("full", "0\n", env={"TZ": "Etc/UTC"})
        done = self.frozen(env={"TZ": "XYZ-5"})
        self.assertEqual(done.tier, "deps", done.err)
        self.assertIn("time zone differs", done.err)

    def test_clock_is_refused(self):
        for read in ("Date.now()", "new Date().getTime()", "+Date().length", "performance.now()",
                     "performance.timeOrigin"):
            with self.subTest(read=read):
                done = self.program(f"const id = {read};\nprocess.on('exit', () => console.log(typeof id));")
                self.assertIn("clock was read at " + self.path("app.mjs") + ":1:", done.out)
                self.assertIn("--accept time", done.out)
                self.expect("deps", "number\n")

    def test_accepted_clock(self):
        self.program("const t = Date.now(); process.on('exit', () => console.log(t === Date.now()));",
                     "--accept", "time")
        self.expect("full", "false\n")

    def test_origin_of_performance_is_each_start(self):
        self.program("const before = performance.timeOrigin; process.on('exit', () => {"
                     "const { timeOrigin } = performance, now = performance.now();"
                     "console.log(timeOrigin > before, now > 0 && now < 60_000,"
                     "Math.abs(timeOrigin + now - Date.now()) < 1000); });", "--accept", "time")
        self.expect("full", "true true true\n")

    def test_random_is_refused(self):
        done = self.program("const id = Math.random();\nprocess.on('exit', () => console.log(id < 1));")
        self.assertIn("random numbers was read at " + self.path("app.mjs") + ":1:", done.out)
        self.expect("deps", "true\n")

    def test_accepted_random_differs_from_start_to_start(self):
        self.program("Math.random(); process.on('exit', () => console.log(Math.random()));", "--accept", "random")
        self.assertNotEqual(self.frozen().out, self.frozen().out)

    def test_process_facts_are_refused(self):
        done = self.program("const pid = process.pid; console.log(pid > 0);")
        self.assertIn("process state process.pid was read at " + self.path("app.mjs") + ":1:", done.out)
        self.expect("deps", "true\n")

    def test_only_the_tiers_that_read(self):
        self.write("node_modules/dep/package.json", '{"name":"dep","main":"main.js"}')
        self.write("node_modules/dep/main.js", "exports.mode = process.env.DEP;")
        self.write("package.json", "{}")
        self.program("import dep from 'dep'; console.log(dep.mode, process.env.APP);")
        self.expect("full", "undefined undefined\n")
        self.expect("deps", "undefined 1\n", env={"APP": "1"})
        self.expect("base", "1 undefined\n", env={"DEP": "1"}, reason="node_modules/dep/main.js:1:")

    def test_nothing_secret_gets_in(self):
        secret = "sEcReT-0123456789-of-the-build-machine"
        public = "public-value-0123456789"
        self.write("app.mjs", "const all = { ...process.env }; console.log(all.SHOWN, process.env.PASSWORD);")
        self.freeze(self.path("app.mjs"), "--env", "SHOWN=" + public, env={"PASSWORD": secret, "AWS_TOKEN": secret})
        with open(self.path("frozen"), "rb") as f:
            data = f.read()
        self.assertNotIn(secret.encode(), data)
        self.assertNotIn(secret.encode("utf-16-le"), data)
        self.assertIn(public.encode(), data, "the search would find it")

    def test_value_given_for_checking_is_not_kept_in_inputs(self):
        value = "only-a-hash-of-this-0123456789"
        self.program("process.env.GIVEN === 'x';", "--env", "GIVEN=" + value)
        with open(self.path("frozen"), "rb") as f:
            self.assertNotIn(value.encode(), f.read())


class Refusals(Freezing):
    def refuse(self, source, *lines, name="app.mjs"):
        self.write(name, source)
        done = self.freeze(self.path(name), code=1)
        for line in lines:
            self.assertIn(line, done.err)
        self.assertFalse(os.path.exists(self.path("frozen")), "a refused program leaves no file")
        return done

    def test_open_timer(self):
        self.refuse("const a = 1;\nsetInterval(() => {}, 1000);", "can't be frozen",
                    "an interval, made at " + self.path("app.mjs") + ":2:")

    def test_what_is_open_on_the_web_platform(self):
        for source, what in (
                ("globalThis.kept = AbortSignal.timeout(1000);", "an AbortSignal.timeout, made at "),
                ("scheduler.postTask(() => {}, { delay: 1000 });", "a delayed task of scheduler.postTask, made at "),
                ("scheduler.postTask(() => {}, { priority: 'background' });", "a task of scheduler.postTask"),
                ("crypto.subtle.digest('SHA-256', new Uint8Array(1 << 20));", "computing a digest, made at "),
                ("new FileReader().readAsText(new Blob(['x']));", "a FileReader that reads"),
                ("const s = globalThis.kept = new CompressionStream('zstd'); const w = s.writable.getWriter();\n"
                 "s.readable.getReader().read(); await w.write(new Uint8Array(9));", "a stream of zstd")):
            with self.subTest(what=what):
                self.refuse(source, "can't be frozen", what)

    def test_work_of_the_web_platform_that_has_ended(self):
        self.write("app.mjs", """
            const got = [(await crypto.subtle.digest('SHA-256', new Uint8Array(1 << 20))).byteLength];
            got.push(await fetch('data:,x').then((r) => r.text()));
            const reader = new FileReader();
            await new Promise((resolve) => { reader.onloadend = resolve; reader.readAsText(new Blob(['y'])); });
            process.on('exit', () => console.log(...got, reader.result));""")
        self.freeze(self.path("app.mjs"), "--accept", "time")
        self.assertEqual(self.frozen().out, "32 x y\n")

    def test_random_values_are_new_at_each_start(self):
        self.write("app.mjs", """
            crypto.randomUUID();
            process.on('exit', () => console.log(crypto.randomUUID(), crypto.getRandomValues(new Uint32Array(2)).join(), performance.timeOrigin));""")
        self.freeze(self.path("app.mjs"), "--accept", "random")
        first, second = (self.frozen().out.split() for _ in range(2))
        for a, b in zip(first, second):
            self.assertNotEqual(a, b)

    def test_timers_that_end_may_be_used(self):
        self.write("app.mjs", "await new Promise((r) => setTimeout(r, 5)); console.log('done');")
        self.freeze(self.path("app.mjs"))
        self.assertEqual(self.frozen().out, "done\n")


    def test_error_while_loading(self):
        self.refuse("const a = 1;\nthrow new TypeError('while loading');", "TypeError: while loading", "app.mjs:2:")

    def test_syntax_error(self):
        self.refuse("const a = ;", "SyntaxError", ":1:11")

    def test_missing_import(self):
        self.refuse("import './missing.mjs';", "Cannot find module '" + self.path("missing.mjs"), "ERR_MODULE_NOT_FOUND")

    def test_exit_while_loading(self):
        self.refuse("process.exit(0);", "ERR_THAW_EXIT_WHILE_FREEZING")

    def test_top_level_await_that_never_ends(self):
        self.refuse("await new Promise(() => {});", "top-level await", "never ends")

    def test_native_addon(self):
        self.write("addon.node", "\x7fELF")
        self.refuse("module.exports = require('./addon.node');", "addon.node", "native addon", name="app.cjs")

    def test_unhandled_rejection(self):
        self.refuse("Promise.reject(new Error('nobody'));", "nobody")

    def test_usage(self):
        self.write("app.mjs", "")
        for arguments, message in (
                ([], "ENTRY is missing"),
                ([self.path("none.mjs")], "none.mjs does not exist"),
                ([self.folder], "is a folder"),
                ([self.path("app.mjs"), "--tier", "hot"], "--tier is full, deps or base"),
                ([self.path("app.mjs"), "--accept", "all"], "--accept is time or random"),
                ([self.path("app.mjs"), "--env", "X"], "--env wants NAME=VALUE"),
                ([self.path("app.mjs"), "--root", "x"], "--root wants an absolute path"),
                ([self.path("app.mjs"), "--env-file", self.path("none")], "can't be read"),
                ([self.path("app.mjs"), "--envv", "X"], "--env")):
            with self.subTest(arguments=arguments):
                done = self.run_it([os.path.abspath(os.environ.get("THAW", "build/thaw")), "freeze", "-o",
                                    self.path("frozen"), *arguments])
                self.assertEqual(done.code, 9, done.err)
                self.assertIn(message, done.err)


class Location(Freezing):
    SOURCE = ("import { createRequire } from 'node:module';\n"
              "const require = createRequire(import.meta.url);\n"
              "console.log(import.meta.dirname, import.meta.main, require('./lib.cjs').folder);\n"
              "process.on('exit', async () => console.log(require.resolve('./lib.cjs')));\n")

    def setUp(self):
        super().setUp()
        self.write("proj/app.mjs", self.SOURCE)
        self.write("proj/lib.cjs", "exports.folder = __dirname;")

    def expect(self, path, tier, folder):
        done = self.run_it([path])
        self.assertEqual((done.tier, done.code), (tier, 0), done.err)
        self.assertEqual(done.out, f"{folder} true {folder}\n{folder}/lib.cjs\n", done.err)

    def test_beside_its_program(self):
        self.freeze(self.path("proj/app.mjs"), out="proj/app")
        self.expect(self.path("proj/app"), "full", self.path("proj"))
        os.mkdir(self.path("other"))
        shutil.copy(self.path("proj/app"), self.path("other/app"))
        self.expect(self.path("other/app"), "deps", self.path("other"))

    def test_elsewhere_than_its_program(self):
        self.freeze(self.path("proj/app.mjs"), out="app")
        self.expect(self.path("app"), "full", self.path("proj"))
        os.makedirs(self.path("moved"))
        shutil.copy(self.path("app"), self.path("moved/app"))
        self.expect(self.path("moved/app"), "deps", self.path("moved/proj"))

    def test_given_root(self):
        self.freeze(self.path("proj/app.mjs"), "--root", self.path("deployed"))
        os.mkdir(self.path("deployed"))
        shutil.copy(self.path("frozen"), self.path("deployed/bootstrap"))
        self.expect(self.path("deployed/bootstrap"), "full", self.path("deployed"))
        self.expect(self.path("frozen"), "deps", self.folder)

    def test_no_look_no_input(self):
        self.write("proj/plain.mjs", "import './lib2.mjs'; console.log('plain');")
        self.write("proj/lib2.mjs", "export default 1;")
        self.freeze(self.path("proj/plain.mjs"), "--root", "/somewhere/else")
        done = self.frozen()
        self.assertEqual((done.tier, done.out), ("full", "plain\n"), done.err)

    def test_late_modules(self):
        self.write("proj/late.mjs", "console.log('late', import.meta.filename);")
        self.write("proj/disk.mjs", "console.log('disk', import.meta.filename);")
        self.write("proj/main.mjs", """
            import { startupSnapshot } from 'node:v8';
            async function main() {
              await import('./late.mjs');
              const name = 'disk';
              await import(`./${name}.mjs`);
            }
            startupSnapshot.setDeserializeMainFunction(main);
        """)
        self.freeze(self.path("proj/main.mjs"), "--root", "/var/task")
        os.mkdir(self.path("moved"))
        shutil.move(self.path("frozen"), self.path("moved/frozen"))
        shutil.copy(self.path("proj/disk.mjs"), self.path("moved/disk.mjs"))
        shutil.rmtree(self.path("proj"))
        done = self.run_it([self.path("moved/frozen")])
        self.assertEqual(done.out, "late {0}/late.mjs\ndisk {0}/disk.mjs\n".format(self.path("moved")), done.err)
        self.assertEqual((done.tier, done.code), ("full", 0), done.err)


class Program(Freezing):
    def test_sources_are_not_needed(self):
        self.write("package.json", '{"type":"module","imports":{"#inner":"./src/inner.js"}}')
        self.write("src/inner.js", "export default 'inner';")
        self.write("node_modules/dep/package.json",
                   '{"name":"dep","exports":{".":{"import":"./a.mjs","require":"./a.cjs"},"./sub/*":"./lib/*.cjs"}}')
        self.write("node_modules/dep/a.mjs", "export const how = 'import'; export { default as sub } from 'dep/sub/x';")
        self.write("node_modules/dep/a.cjs", "exports.how = 'require'; exports.lazy = () => require('./lazy.json');")
        self.write("node_modules/dep/lazy.json", '{"json":true}')
        self.write("node_modules/dep/lib/x.cjs", "module.exports = 'x';")
        self.write("src/app.js", """
            import inner from '#inner';
            import { how, sub } from 'dep';
            import { createRequire } from 'node:module';
            import { startupSnapshot } from 'node:v8';
            const require = createRequire(import.meta.url);
            const other = require('dep');
            startupSnapshot.setDeserializeMainFunction(async () => {
              console.log(inner, how, sub, other.how, other.lazy(), (await import('#inner')).default, require('dep/sub/x'));
              try { require('dep/none'); } catch (e) { console.log(e.code); }
            });
        """)
        self.freeze(self.path("src/app.js"), out="bin")
        for gone in ("src", "node_modules", "package.json"):
            gone = self.path(gone)
            shutil.rmtree(gone) if os.path.isdir(gone) else os.unlink(gone)
        done = self.frozen(out="bin")
        self.assertEqual(done.out, "inner import x require { json: true } inner x\nERR_PACKAGE_PATH_NOT_EXPORTED\n", done.err)
        self.assertEqual((done.tier, done.code), ("full", 0), done.err)

    def test_hoisted_dependency_keeps_its_place_if_the_program_changes_globals(self):
        self.write("node_modules/dep/package.json", '{"name":"dep","type":"module","main":"a.js"}')
        self.write("node_modules/dep/a.js", "export const seen = globalThis.marker ?? Array.prototype.patched;")
        self.write("package.json", "{}")
        for first, expected in (("globalThis.marker = 'set';", "set"), ("Array.prototype.patched = 1;", "1"),
                                ("globalThis.unrelated;", "undefined")):
            with self.subTest(first=first):
                self.write("first.mjs", first)
                self.write("app.mjs", "import './first.mjs'; import { seen } from 'dep'; console.log(String(seen));")
                report = self.freeze(self.path("app.mjs"), "--tier", "deps")
                done = self.frozen()
                self.assertEqual((done.tier, done.out), ("deps", expected + "\n"), done.err)
                self.assertEqual("first.mjs changes global objects" in report.out, expected != "undefined", report.out)

    def test_output_while_loading_is_printed_at_every_start(self):
        self.write("app.mjs", "console.log('to out'); console.error('to err'); process.stdout.write('no newline');")
        done = self.freeze(self.path("app.mjs"))
        self.assertIn("to out", done.err)
        self.assertNotIn("to out", done.out)
        for _ in range(2):
            done = self.frozen()
            self.assertEqual((done.out, done.shown), ("to out\nno newline", "to err\n"))

    def test_signal_listeners_are_watched_again(self):
        self.write("app.mjs", """
            process.on('SIGUSR2', (name, number) => { console.log(name, number); clearTimeout(timer); });
            let timer;
            (await import('node:v8')).startupSnapshot.setDeserializeMainFunction(() => {
              timer = setTimeout(() => console.log('no signal'), 5000);
              process.kill(process.pid, 'SIGUSR2');
            });
        """)
        self.freeze(self.path("app.mjs"))
        done = self.frozen()
        self.assertEqual((done.out, done.code), ("SIGUSR2 12\n", 0), done.err)

    def test_startup_snapshot(self):
        self.write("app.mjs", """
            import { startupSnapshot as s } from 'node:v8';
            const log = [];
            s.addSerializeCallback((d) => log.push('serialize ' + d), 1);
            s.addDeserializeCallback((d) => log.push('deserialize ' + d), 2);
            s.setDeserializeMainFunction((d) => { console.log(log, d, s.isBuildingSnapshot()); }, 'data');
            try { s.setDeserializeMainFunction(() => {}); } catch (e) { log.push(e.code); }
            log.push(s.isBuildingSnapshot());
        """)
        self.freeze(self.path("app.mjs"))
        done = self.frozen()
        self.assertEqual(done.out, "[\n  'ERR_DUPLICATE_STARTUP_SNAPSHOT_MAIN_FUNCTION',\n  true,\n  'serialize 1',\n"
                                   "  'deserialize 2'\n] data false\n", done.err)
        self.assertEqual(done.code, 0)

    def test_report(self):
        self.write("app.mjs", "import './b.cjs'; console.log(process.env.X, Date.now());")
        self.write("b.cjs", "")
        report = json.loads(self.freeze(self.path("app.mjs"), "--json").out)
        self.assertEqual(report["program"], self.path("app.mjs"))
        tiers = {t["tier"]: t for t in report["tiers"]}
        self.assertEqual(list(tiers), ["full", "deps", "base"])
        self.assertEqual([tiers[t]["kept"] for t in tiers], [False, True, True])
        self.assertIn("clock was read at", tiers["full"]["refused"])
        env = tiers["full"]["inputs"][0]
        self.assertEqual((env["kind"], env["name"], env["absent"]), ("environment variable", "X", True))
        self.assertTrue(env["where"].startswith(self.path("app.mjs") + ":1:"), env)
        self.assertEqual(tiers["base"]["inputs"], [])
        self.assertEqual({m["path"]: m["format"] for m in report["modules"]},
                         {self.path("app.mjs"): "module", self.path("b.cjs"): "commonjs"})
        self.assertEqual(report["size"], os.path.getsize(self.path("frozen")))

    def test_frozen_programs_can_not_freeze(self):
        self.write("app.mjs", "process.on('exit', () => console.log(process.argv.slice(2)));")
        self.freeze(self.path("app.mjs"))
        self.assertEqual(self.frozen("freeze", "--help").out, "[ 'freeze', '--help' ]\n")

    def test_program_of_this_process_only(self):
        self.write("app.mjs", "process.on('exit', () => console.log(process.execPath, process.argv));")
        self.freeze(self.path("app.mjs"))
        frozen = self.path("frozen")
        self.assertEqual(self.frozen("a").out, f"{frozen} [ '{frozen}', '{self.path('app.mjs')}', 'a' ]\n")

    def test_damaged_image(self):
        self.write("app.mjs", "console.log(1);")
        self.freeze(self.path("app.mjs"))
        with open(self.path("frozen"), "rb") as f:
            data = f.read()
        for name, bad in (("cut", data[:-100]), ("bit", data[:-40] + bytes([data[-40] ^ 1]) + data[-39:]),
                          ("middle", data[:-9000] + b"\0" * 8192 + data[-808:])):
            with self.subTest(name=name):
                with open(self.path(name), "wb") as f:
                    f.write(bad)
                os.chmod(self.path(name), 0o755)
                done = subprocess.run([self.path(name), "x"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, timeout=20, check=False)
                self.assertGreaterEqual(done.returncode, 0, "no crash")


if __name__ == "__main__":
    unittest.main()
