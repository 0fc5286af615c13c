/** python's options and environment variables: what sys tells of them, and what they do. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, krait } from "./krait.js";

const quiet = { PYTHONDONTWRITEBYTECODE: "", PYTHONWARNINGS: "" };
const sys = (expression: string, args: string[], env: Record<string, string> = {}) =>
  krait([...args, "-c", `import sys; print(${expression})`], { env: { ...quiet, ...env } }).stdout.trimEnd();

test("letters and variables set sys.flags", () => {
  expect(sys("sys.flags.dont_write_bytecode", ["-B"])).toBe("1");
  expect(sys("sys.flags.dont_write_bytecode", [], { PYTHONDONTWRITEBYTECODE: "1" })).toBe("1");
  expect(sys("sys.flags.dont_write_bytecode", ["-E"], { PYTHONDONTWRITEBYTECODE: "1" })).toBe("0");
  expect(
    sys("sys.flags.isolated, sys.flags.ignore_environment, sys.flags.no_user_site, sys.flags.safe_path", ["-I"]),
  ).toBe("1 1 1 True");
  expect(sys("sys.flags.optimize, __debug__", ["-OO"])).toBe("2 False");
  expect(sys("sys.flags.int_max_str_digits", ["-X", "int_max_str_digits=1000"])).toBe("1000");
});

test("-W, -b and development mode make sys.warnoptions, in that order", () => {
  expect(sys("sys.warnoptions, sys._xoptions", ["-b", "-W", "error", "-X", "dev", "-X", "a=b"])).toBe(
    "['default', 'error', 'default::BytesWarning'] {'dev': True, 'a': 'b'}",
  );
});

test("-P and -I keep the program's folder out of sys.path", () => {
  const dir = folder({ "p.py": "import sys; print(sys.path[0])" });
  expect(krait([join(dir, "p.py")]).stdout).toBe(`${dir}\n`);
  expect(krait(["-P", join(dir, "p.py")]).stdout).toBe("/krait/lib/python3.13\n");
});

test("-S loads no site, -x skips a line, -V and -VV tell the version", () => {
  expect(sys("'site' in sys.modules", ["-S"])).toBe("False");
  const dir = folder({ "x.py": "#!not python @\nprint(__import__('sys')._getframe().f_lineno)\n" });
  expect(krait(["-x", join(dir, "x.py")]).stdout).toBe("2\n");
  expect(krait(["-V"]).stdout).toMatch(/^Python 3\.13\.2 \(krait /);
  expect(krait(["-V", "-V"]).stdout).toContain("Node");
});

test("imported files leave a .pyc, except with -B; PYTHONPYCACHEPREFIX moves it", () => {
  const dir = folder({ "main.py": "import beside", "beside.py": "x = 1\n" });
  krait(["-B", join(dir, "main.py")], { env: quiet });
  expect(existsSync(join(dir, "__pycache__"))).toBe(false);
  const cache = join(dir, "elsewhere");
  krait([join(dir, "main.py")], { env: { ...quiet, PYTHONPYCACHEPREFIX: cache } });
  expect(existsSync(cache)).toBe(true);
  krait([join(dir, "main.py")], { env: quiet });
  expect(readdirSync(join(dir, "__pycache__"))).toEqual(["beside.cpython-313.pyc"]);
});

test("PYTHONPATH, its namespace packages and .pth-free folders are searched", () => {
  const dir = folder();
  mkdirSync(join(dir, "space"));
  writeFileSync(join(dir, "space", "part.py"), "where = 'namespace'\n");
  const program = "import space.part; print(space.part.where, space.__spec__.loader.__class__.__name__)";
  expect(krait(["-c", program], { env: { PYTHONPATH: dir } }).stdout).toBe("namespace NamespaceLoader\n");
  expect(krait(["-E", "-c", program], { env: { PYTHONPATH: dir } }).stderr).toContain("No module named 'space'");
});

test("-X importtime tells the time of each import", () => {
  expect(krait(["-X", "importtime", "-c", "import string"]).stderr).toMatch(
    /^import time: self \[us\] .*\n(.*\n)*import time: +\d+ \| +\d+ \| string\n/,
  );
});

test("-i goes on with a prompt, also after an error, and keeps SystemExit's status", () => {
  const { status, stdout, stderr } = krait(["-q", "-i", "-c", "x = 4; 1/0"], { input: "x + 1\nraise SystemExit(3)\n" });
  expect(stdout).toBe("5\n");
  expect(stderr).toContain("ZeroDivisionError: division by zero\n>>> >>> ");
  expect(status).toBe(3);
});

test("the plain prompt runs what a pipe gives it", () => {
  const input = "1+1\n1/0\nif 1:\n  print(3)\n\n_\ndef f():\n  raise ValueError\n\nf()\nx = = 3\n";
  const { stdout, stderr } = krait(["-q", "-i"], { input });
  expect(stdout).toBe("2\n3\n2\n");
  expect(stderr).toBe(`>>> >>> Traceback (most recent call last):
  File "<stdin>", line 1, in <module>
    1/0
    ~^~
ZeroDivisionError: division by zero
>>> ... ... >>> >>> ... ... >>> Traceback (most recent call last):
  File "<stdin>", line 1, in <module>
    f()
    ~^^
  File "<stdin>", line 2, in f
    raise ValueError
ValueError
>>>   File "<stdin>", line 1
    x = = 3
        ^
SyntaxError: invalid syntax
>>> 
`);
});

test("-b warns of bytes taken for text or numbers, -bb makes that an error", () => {
  const warned = krait(["-b", "-c", "b'a' == 'a'; str(b'a'); bytearray() == ''; {'a'} & {b'a'}; b'a' == 97"]).stderr;
  expect(warned.match(/BytesWarning: .*/g)).toEqual([
    "BytesWarning: Comparison between bytes and string",
    "BytesWarning: str() on a bytes instance",
    "BytesWarning: Comparison between bytearray and string",
    "BytesWarning: Comparison between bytes and int",
  ]);
  expect(krait(["-bb", "-c", "print(f'{bytearray()}')"]).stderr).toContain(
    "BytesWarning: str() on a bytearray instance",
  );
  expect(krait(["-c", "print(b'a' == 'a', str(b'a'))"])).toEqual({ status: 0, stdout: "False b'a'\n", stderr: "" });
});

test("an uncaught KeyboardInterrupt ends the process by the signal", () => {
  const { status, stderr } = krait(["-c", "raise KeyboardInterrupt"]);
  expect(status).toBe(null);
  expect(stderr).toContain("KeyboardInterrupt");
  expect(krait(["-c", "import sys; sys.exit(130)"]).status).toBe(130);
});

test("a profile gives way to the options beside it, wherever it stands", () => {
  const thresholds = (...args: string[]) => sys("__import__('gc').get_threshold()", args);
  expect(thresholds("--profile", "3.12")).toBe("(700, 10, 10)");
  expect(thresholds("--gc", "rc+generational", "--profile", "3.14")).toBe("(2000, 10, 0)");
  expect(sys("int('500') is int('500')", ["--small-ints", "1024", "--profile", "3.11"])).toBe("True");
  expect(krait(["--profile", "3.10", "-c", "0"])).toMatchObject({
    status: 2,
    stderr: "krait: --profile cannot be '3.10': choose 3.11, 3.12, 3.13, 3.14\n",
  });
});
