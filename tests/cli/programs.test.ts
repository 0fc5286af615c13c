import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, krait } from "./krait.js";

const SHOW = "import sys\nprint(sys.argv[1:], __name__)\n";

test("-c runs a text; what follows are the program's arguments, options too", () => {
  const { status, stdout } = krait(["-c", "import sys; print(sys.argv)", "-O", "--gc", "x"]);
  expect([status, stdout]).toEqual([0, "['-c', '-O', '--gc', 'x']\n"]);
});

test("a file runs with its arguments, its folder first on sys.path", () => {
  const dir = folder({ "main.py": `${SHOW}import beside\n`, "beside.py": "print('beside')\n" });
  const { status, stdout } = krait([join(dir, "main.py"), "a", "-b"]);
  expect([status, stdout]).toEqual([0, "['a', '-b'] __main__\nbeside\n"]);
});

test("standard input is a program, with - and without any argument", () => {
  expect(krait(["-", "a"], { input: SHOW }).stdout).toBe("['a'] __main__\n");
  expect(krait([], { input: "print(1)" }).stdout).toBe("1\n");
});

test("krait help shows the subcommands", () => {
  const { status, stdout } = krait(["help"]);
  expect([status, stdout]).toEqual([0, krait(["--help"]).stdout]);
  expect(stdout).toContain("krait dis | compile | notebook | heap | refs | lab");
});

test("a folder runs its __main__.py", () => {
  const dir = folder({ "__main__.py": SHOW });
  expect(krait([dir, "x"]).stdout).toBe("['x'] __main__\n");
});

test("-m runs a module and a package's __main__ from the current folder", () => {
  const dir = folder({ "mod.py": SHOW });
  mkdirSync(join(dir, "pkg"));
  writeFileSync(join(dir, "pkg", "__init__.py"), "print('package')\n");
  writeFileSync(join(dir, "pkg", "__main__.py"), "print(__package__, __name__)\n");
  expect(krait(["-m", "mod", "1"], { cwd: dir }).stdout).toBe("['1'] __main__\n");
  expect(krait(["-m", "pkg"], { cwd: dir }).stdout).toBe("package\npkg __main__\n");
});

test("--memory is a ceiling: beyond it MemoryError, and the program goes on", () => {
  const program = `kept = []
try:
    while True:
        kept.append(bytearray(1 << 20))
except MemoryError as error:
    print(len(kept) in range(40, 64), type(error).__name__)
`;
  expect(krait(["--memory", "64", "-c", program]).stdout).toBe("True MemoryError\n");
  expect(krait(["--memory", "much", "-c", ""]).status).toBe(2);
});

test("the exit status is sys.exit's, and 1 for an exception with its traceback", () => {
  expect(krait(["-c", "import sys; sys.exit(7)"]).status).toBe(7);
  expect(krait(["-c", "raise SystemExit('bye')"])).toEqual({ status: 1, stdout: "", stderr: "bye\n" });
  const { status, stderr } = krait(["-c", "1/0"]);
  expect(status).toBe(1);
  expect(stderr).toBe(
    'Traceback (most recent call last):\n  File "<string>", line 1, in <module>\n    1/0\n    ~^~\nZeroDivisionError: division by zero\n',
  );
});

test("-O drops asserts, -OO docstrings", () => {
  const program = "def f():\n 'doc'\nassert f.__doc__ is None, 'kept'\nprint(f.__doc__)";
  expect(krait(["-c", program]).stderr).toContain("AssertionError: kept");
  expect(krait(["-O", "-c", program]).stdout).toBe("doc\n");
  expect(krait(["-OO", "-c", program]).stdout).toBe("None\n");
});

test("hash seeds: 0 by default, PYTHONHASHSEED, -R", () => {
  const hash = (args: string[], env = {}) => krait([...args, "-c", "print(hash('a'))"], { env }).stdout;
  const standard = hash([]);
  expect(hash([], { PYTHONHASHSEED: "0" })).toBe(standard);
  expect(hash([], { PYTHONHASHSEED: "1" })).not.toBe(standard);
  expect(hash(["-R"])).not.toBe(hash(["-R"]));
});

test("strategies and builds can be chosen", () => {
  const program = "import gc\nl = []; l.append(l); del l\nprint(gc.collect())";
  expect(krait(["-c", program]).stdout).toBe("1\n");
  expect(krait(["--gc", "rc", "-c", program]).stdout).toBe("0\n");
  expect(krait(["--build=debug", "-c", "print(1)"]).stdout).toBe("1\n");
  const strings = "a = 'word'; b = ''.join(['wo', 'rd'])\nimport sys; print(sys.intern(a) is sys.intern(b))";
  expect(krait(["-c", strings]).stdout).toBe("True\n");
});

test("a compiled file runs, under krait and from krait", () => {
  const dir = folder({ "p.py": "print('compiled')\n" });
  const out = join(dir, "p.pyc");
  expect(krait(["compile", join(dir, "p.py"), "-o", out]).status).toBe(0);
  expect(krait([out]).stdout).toBe("compiled\n");
});

test("a batch writes a .pyc or the error for each line", () => {
  const dir = folder({ "good.py": "x = 1\n", "bad.py": "x = = 1\n" });
  writeFileSync(join(dir, "list"), `${join(dir, "good.py")}\n${join(dir, "bad.py")}\n`);
  expect(krait(["compile", "--batch", join(dir, "list"), "--outdir", join(dir, "out")]).status).toBe(0);
  expect(readFileSync(join(dir, "out", "0.pyc")).length).toBeGreaterThan(16);
  expect(JSON.parse(readFileSync(join(dir, "out", "1.err"), "utf8"))).toMatchObject({
    type: "SyntaxError",
    lineno: 1,
    offset: 5,
  });
});

test("dis prints the listing", () => {
  const { status, stdout } = krait(["dis", "-c", "x = 1"]);
  expect(status).toBe(0);
  expect(stdout).toContain("STORE_NAME               0 (x)");
});

test("help and version", () => {
  expect(krait(["-h"]).stdout).toContain("usage: krait");
  expect(krait(["-V"]).stdout).toMatch(/^Python 3\.13\.2 \(krait \d+\.\d+\.\d+\)\n$/);
});

test("a program that hides a library module is told so, in 3.13.2's words", () => {
  const dir = folder({
    "random.py": "import random\nrandom.randint(1, 2)\n",
    "use.py": "from random import choice\n",
    "helper.py": "import helper\nhelper.thing\n",
    "one.py": "from two import a\n",
    "two.py": "from one import b\n",
  });
  const last = (name: string) =>
    krait(["-B", join(dir, name)])
      .stderr.trimEnd()
      .split("\n")
      .at(-1)!
      .replaceAll(dir, "DIR");
  expect(last("random.py")).toBe(
    "AttributeError: module 'random' has no attribute 'randint' (consider renaming 'DIR/random.py' since it has the same name as the standard library module named 'random' and prevents importing that standard library module)",
  );
  expect(last("use.py")).toBe(last("random.py"));
  expect(last("helper.py")).toBe(
    "AttributeError: module 'helper' has no attribute 'thing' (consider renaming 'DIR/helper.py' if it has the same name as a library you intended to import)",
  );
  expect(last("one.py")).toBe(
    "ImportError: cannot import name 'a' from 'two' (consider renaming 'DIR/two.py' if it has the same name as a library you intended to import)",
  );
});
