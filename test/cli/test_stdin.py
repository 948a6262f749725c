# SPDX-License-Identifier: MIT
"""process.stdin from pipes, files and nothing: events, iteration, characters that are cut in two. All with the leak
check. THAW names the executable."""
import os
import subprocess
import tempfile
import unittest

THAW = os.path.abspath(os.environ.get("THAW", "build/thaw"))
ENV = {**{k: v for k, v in os.environ.items() if not k.startswith("THAW_LEAK")}, "THAW_LEAK_CHECK": "1"}


class Stdin(unittest.TestCase):
    def start(self, code, stdin=subprocess.PIPE):
        return subprocess.Popen([THAW, "-e", code], env=ENV, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def ends(self, process, expected, code=0):
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, out.decode(), err.decode()), (code, expected, ""))

    def test_events(self):
        process = self.start("process.stdin.setEncoding('utf8'); process.stdin.on('data', (t) => console.log('data', t))"
                             ".on('end', () => console.log('end')).on('close', () => console.log('close'))")
        for part, line in ((b"h\xc3", "data h\n"), (b"\xa9llo \xf0\x9f", "data éllo \n")):
            process.stdin.write(part)
            process.stdin.flush()
            self.assertEqual(process.stdout.readline().decode(), line)
        out, err = process.communicate(b"\x98\x80", timeout=60)
        self.assertEqual((process.returncode, out.decode(), err), (0, "data 😀\nend\nclose\n", b""))

    def test_bytes_of_a_file(self):
        with open(THAW, "rb") as f:
            self.ends(self.start("let n = 0; process.stdin.on('data', (b) => n += b instanceof Uint8Array && b.length)"
                                 ".on('end', () => console.log(n))", f), f"{os.path.getsize(THAW)}\n")

    def test_iteration(self):
        data = bytes(range(256)) * 4000
        process = self.start("let n = 0, s = 0; for await (const b of process.stdin)"
                             "{ n += b.length; for (const x of b) s += x; } console.log(n, s)")
        out, err = process.communicate(data, timeout=60)
        self.assertEqual((out, err), (b"%d %d\n" % (len(data), sum(data)), b""))

    def test_iteration_that_stops(self):
        process = self.start("for await (const b of process.stdin) { console.log(b.length); break; } console.log('after')")
        process.stdin.write(b"abc")
        process.stdin.flush()
        process.wait(60)  # though the pipe is still open
        self.ends(process, "3\nafter\n")

    def test_nothing(self):
        self.ends(self.start("process.stdin.on('data', () => console.log('data')).on('end', () => console.log('end'))",
                             subprocess.DEVNULL), "end\n")

    def test_it_is_not_read_unless_somebody_listens(self):
        process = self.start("console.log(process.stdin.fd, process.stdin.isTTY, process.stdin.isPaused())")
        process.wait(60)
        self.ends(process, "0 undefined true\n")

    def test_pausing(self):
        with tempfile.TemporaryFile() as f:
            f.write(b"x" * 200000)
            f.seek(0)
            self.ends(self.start("""let n = 0, paused = 0;
                process.stdin.on('data', (b) => {
                  n += b.length;
                  process.stdin.pause();
                  setTimeout(() => { paused++; process.stdin.resume(); }, 1);
                }).on('end', () => console.log(n, paused > 1));""", f), "200000 true\n")

    def test_exit_while_it_is_read(self):
        process = self.start("process.stdin.resume(); setTimeout(() => process.exit(3), 5)")
        process.wait(60)
        self.ends(process, "", 3)

    def test_a_descriptor_that_can_not_be_read(self):
        folder = os.open("/", os.O_RDONLY)
        try:
            self.ends(self.start("process.stdin.on('data', () => {}).on('error', (e) => console.log(e.code, e.syscall))",
                                 folder), "EISDIR read\n")
        finally:
            os.close(folder)


if __name__ == "__main__":
    unittest.main()
