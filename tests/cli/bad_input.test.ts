/** Bad input: one clear message, exit status 1 or 2, never a JavaScript stack trace. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, krait } from "./krait.js";

const dir = folder({
  "syntax.py": "x = = 1\n",
  "empty.pyc": "",
  "broken.ipynb": "{ not json",
  "old.ipynb": '{"nbformat": 3, "cells": []}',
  "cells.ipynb": '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "poem"}]}',
  "no_cells.ipynb": '{"nbformat": 4}',
  "good.py": "print(1)\n",
});
const file = (name: string) => join(dir, name);

const cases: [string, string[], number, RegExp][] = [
  [
    "a missing file",
    [file("nope.py")],
    2,
    /^krait: can't open file '.*nope\.py': \[Errno 2\] No such file or directory\n$/,
  ],
  ["a folder without __main__", [folder()], 1, /^krait: can't find '__main__' module in /],
  ["a syntax error", [file("syntax.py")], 1, /line 1\n {4}x = = 1\n {8}\^\nSyntaxError: invalid syntax\n$/],
  ["a .pyc without content", [file("empty.pyc")], 1, /^krait: can't run '.*': reached EOF while reading pyc header\n$/],
  ["an unknown option", ["-Z"], 2, /^Unknown option: -Z\nusage: krait/],
  ["an unknown long option", ["--speed"], 2, /^unknown option --speed\nusage: krait/],
  ["an option without its value", ["-c"], 2, /^Argument expected for the -c option\nusage: krait/],
  ["an unknown collector", ["--gc", "magic", "-c", ""], 2, /--gc cannot be 'magic': choose rc\+generational, rc, nogc/],
  ["a plan that cannot work", ["--gc", "nogc", "--alloc", "pools", "-c", ""], 2, /nogc frees nothing/],
  ["a module that is not there", ["-m", "no_such_module"], 1, /No module named/],
  ["dis of a missing file", ["dis", file("nope.py")], 1, /nope\.py/],
  ["compile of a missing file", ["compile", file("nope.py")], 1, /nope\.py/],
  ["compile with an unknown option", ["compile", "--fast", file("good.py")], 2, /usage: krait compile/],
  ["a missing notebook", ["notebook", "run", file("nope.ipynb")], 2, /can't open file/],
  [
    "a notebook that is no JSON",
    ["notebook", "run", file("broken.ipynb")],
    1,
    /is no notebook that can be run: not JSON/,
  ],
  ["a notebook of an old format", ["notebook", "run", file("old.ipynb")], 1, /nbformat must be 4, not 3/],
  ["a notebook without cells", ["notebook", "run", file("no_cells.ipynb")], 1, /there is no list of cells/],
  ["a notebook with a strange cell", ["notebook", "run", file("cells.ipynb")], 1, /cell 1: unknown cell_type "poem"/],
  ["an unknown option of notebook", ["notebook", "run", "--fast", "x"], 2, /unknown option '--fast'/],
  ["an unknown notebook command", ["notebook", "fly"], 2, /unknown command 'fly'/],
];

test.each(cases)("%s", (_, args, status, message) => {
  const result = krait(args);
  expect(result.stderr).toMatch(message);
  expect(result.status).toBe(status);
  expect(result.stderr).not.toMatch(/\n\s+at |node:internal|internal error/);
});

test("a bad PYTHONHASHSEED", () => {
  const { status, stderr } = krait(["-c", ""], { env: { PYTHONHASHSEED: "abc" } });
  expect([status, stderr]).toEqual([
    1,
    'Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be "random" or an integer in range [0; 4294967295]\n' +
      "Python runtime state: preinitialized\n\n",
  ]);
});

test("a .pyc cut anywhere is refused in words", async () => {
  const { compile, writePyc } = await import("../../src/index.js");
  const pyc = writePyc(compile("def f(x):\n    return x + 1\nprint(f(1))\n", "p.py"), 0, 0);
  for (const size of [3, 10, 16, 17, 40, pyc.length - 1]) {
    const path = join(folder({ "cut.pyc": pyc.subarray(0, size) }), "cut.pyc");
    const { status, stderr } = krait([path]);
    expect(stderr).toMatch(/^krait: can't run '.*cut\.pyc': /);
    expect(status).toBe(1);
  }
});
