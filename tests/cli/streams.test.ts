/** sys.stdin, sys.stdout, sys.stderr of the command line: what they are, and what becomes of what they hold. */
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { folder, krait } from "./krait.js";

const env = { LC_ALL: "C.UTF-8", PYTHONUNBUFFERED: "", PYTHONIOENCODING: "" };
const SHOW =
  "import sys\nfor s in sys.stdin, sys.stdout, sys.stderr: print(s.name, s.mode, s.encoding, s.errors, s.line_buffering, s.write_through, type(s.buffer).__name__, s.buffer.name)";
const show = (args: string[], more: Record<string, string> = {}) =>
  krait([...args, "-c", SHOW], { env: { ...env, ...more } }).stdout;

test("streams over pipes are text over buffers over files", () => {
  expect(show([])).toBe(
    "<stdin> r utf-8 surrogateescape False False BufferedReader <stdin>\n" +
      "<stdout> w utf-8 surrogateescape False False BufferedWriter <stdout>\n" +
      "<stderr> w utf-8 backslashreplace True False BufferedWriter <stderr>\n",
  );
});

test("-u and PYTHONUNBUFFERED leave the buffers of stdout and stderr out", () => {
  const expected =
    "<stdin> r utf-8 surrogateescape False True BufferedReader <stdin>\n" +
    "<stdout> w utf-8 surrogateescape False True FileIO <stdout>\n" +
    "<stderr> w utf-8 backslashreplace False True FileIO <stderr>\n";
  expect(show(["-u"])).toBe(expected);
  expect(show([], { PYTHONUNBUFFERED: "1" })).toBe(expected);
});

test("PYTHONIOENCODING names a codec, an error handler, or both", () => {
  expect(show([], { PYTHONIOENCODING: "latin-1" })).toContain("<stdout> w iso8859-1 strict");
  expect(show([], { PYTHONIOENCODING: "ascii:replace" })).toContain("<stdin> r ascii replace");
  expect(show([], { PYTHONIOENCODING: ":ignore" })).toContain("<stdout> w utf-8 ignore");
  expect(show(["-E"], { PYTHONIOENCODING: "latin-1" })).toContain("<stdout> w utf-8 surrogateescape");
});

test("standard input is read as lines, as text, and as bytes", () => {
  const code = "import sys; print(ascii([sys.stdin.readline(), sys.stdin.read(3), sys.stdin.buffer.read(), input]))";
  expect(krait(["-c", code.replace(", input", "")], { input: "one\ntwo\u00e9\n", env }).stdout).toBe(
    "['one\\n', 'two', b'']\n",
  );
  expect(krait(["-c", "print(input('? ') + input())"], { input: "a\nb", env }).stdout).toBe("? ab\n");
});

test("what a text stream holds comes out before the bytes below it only when flushed", () => {
  const code = "import sys; sys.stdout.write('text '); sys.stdout.buffer.write(b'bytes '); sys.stdout.flush()";
  expect(krait(["-c", code], { env }).stdout).toBe("bytes text ");
});

test.skipIf(!existsSync("/dev/full"))("output that is lost is told, and the exit status is 120", () => {
  const full = openSync("/dev/full", "w");
  const main = fileURLToPath(new URL("../../dist/cli/krait.cjs", import.meta.url));
  const result = spawnSync(process.execPath, [main, "-c", "print(1)"], {
    stdio: ["ignore", full, "pipe"],
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  closeSync(full);
  expect(result.stderr).toBe(
    "Exception ignored on flushing sys.stdout:\nOSError: [Errno 28] No space left on device\n",
  );
  expect(result.status).toBe(120);
});

test("a file that is not closed is warned of, once, under its outermost stream", () => {
  const dir = folder({ "x.txt": "text" });
  const code = `f = open(${JSON.stringify(join(dir, "x.txt"))})\ndel f`;
  const { stderr } = krait(["-W", "always", "-c", code], { env });
  expect(stderr.match(/ResourceWarning: unclosed file/g)).toHaveLength(1);
  expect(stderr).toContain("unclosed file <_io.TextIOWrapper name=");
});
