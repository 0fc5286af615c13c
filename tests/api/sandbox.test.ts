import { describe, expect, test } from "vitest";
import { Machine, MemoryFiles, PythonError, VirtualClock } from "../../src/index.js";

describe("a machine without grants reaches nothing of its host", () => {
  const machine = new Machine();
  machine.exec("import os, sys, time, threading");

  /** The class of the exception that an expression raises. */
  const refusal = (expression: string): string => {
    try {
      machine.evaluate(`${expression} and None`);
    } catch (error) {
      if (error instanceof PythonError) return error.type;
      throw error;
    }
    return "nothing";
  };

  test.each([
    "open('/etc/passwd')",
    "open('/tmp/krait-test', 'w')",
    "os.open('/etc/passwd', 0)",
    "os.listdir('/')",
    "os.listdir('.')",
    "list(os.scandir('/etc'))",
    "os.stat('/etc')",
    "os.mkdir('/tmp/krait-test')",
    "os.unlink('/tmp/krait-test')",
    "os.rename('/tmp/a', '/tmp/b')",
    "os.readlink('/proc/self/exe')",
    "os.chdir('/tmp')",
    "os.read(3, 10)",
    "os.write(5, b'x')",
    "os.fstat(4)",
    "os.system('true')",
    "os.kill(1, 0)",
    "os.fork()",
    "os.execv('/bin/true', ['true'])",
    "os.posix_spawn('/bin/true', ['true'], {})",
    "os.pipe()",
    "__import__('socket').socket()",
    "__import__('socket').create_connection(('127.0.0.1', 1))",
    "__import__('socket').gethostbyname('localhost')",
    "__import__('subprocess').run(['true'])",
    "os.popen('true')",
    "__import__('ctypes').CDLL('libc.so.6')",
    "__import__('fcntl').flock(0, 0)",
    "__import__('mmap').mmap(3, 10)",
    "__import__('pwd').getpwuid(0)",
    "__import__('importlib').import_module('vitest')",
    "__import__('tempfile').mkdtemp()",
    "__import__('glob').glob('/etc/*')[0]",
    "exec(open('/etc/hostname').read())",
  ])("%s is refused", (expression) => {
    expect(refusal(expression)).toMatch(
      /^(PermissionError|FileNotFoundError|NotADirectoryError|OSError|AttributeError|ImportError|ModuleNotFoundError|IndexError|NotImplementedError|KeyError|socket\.gaierror)$/,
    );
  });

  test("the environment is empty, and so are the names of the host", () => {
    expect(machine.evaluate("dict(os.environ)")).toEqual(new Map());
    expect(machine.evaluate("os.getcwd()")).toBe("/");
    expect(machine.evaluate("[sys.executable, sys.argv, sys.path]")).toEqual(["", [""], ["/krait/lib/python3.13"]]);
    expect(
      JSON.stringify(
        machine.evaluate("[sys.version, sys.prefix, sys.platform, [str(p) for p in sys.path_importer_cache]]"),
      ),
    ).not.toContain(process.cwd());
    expect(machine.evaluate("os.path.exists('/etc/passwd')")).toBe(false);
  });

  test("no clock: time begins in 1970 and passes in sleeps", () => {
    const started = performance.now();
    machine.exec(
      "a = time.time(); time.sleep(3600); b = time.time(); c = time.monotonic(); d = time.perf_counter_ns()",
    );
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(machine.evaluate("a < 10 and 3600 <= b - a < 3601")).toBe(true);
    expect(machine.evaluate("time.gmtime().tm_year, time.process_time() < 1e5")).toEqual([1970, true]);
    const later = new Machine({ clock: new VirtualClock(Date.UTC(2025, 5, 1) / 1000) });
    expect(later.evaluate("__import__('datetime').date.today().isoformat()")).toBe("2025-06-01");
  });

  test("the library is there all the same, and cannot be written", () => {
    expect(machine.evaluate("__import__('textwrap').fill('a b', 1)")).toBe("a\nb");
    expect(machine.evaluate("len(open(os.__file__).read()) > 1000")).toBe(true);
    expect(refusal("open(os.__file__, 'a')")).toBe("OSError");
  });
});

describe("files in memory", () => {
  test("a program sees its own files and nothing else; what it writes can be read", () => {
    const files = new MemoryFiles({ "/work/data.csv": "a,b\n1,2\n3,4\n", "/work/shop.py": "TAX = 19\n" });
    const machine = new Machine({ files, path: ["/work"] });
    machine.exec(`
import csv, glob, os, pathlib, shop, tempfile
with open("/work/data.csv", newline="") as lines:
    total = sum(int(row["a"]) * int(row["b"]) for row in csv.DictReader(lines))
pathlib.Path("/work/out").mkdir()
pathlib.Path("/work/out/total.txt").write_text(f"{total} {shop.TAX} é")
with open("/work/out/total.txt", "rb+") as f:
    f.seek(0, os.SEEK_END)
    f.write(b"!")
with open("/work/log", "a") as f: f.write("one\\n")
with open("/work/log", "a") as f: f.write("two\\n")
os.symlink("log", "/work/link")
os.link("/work/log", "/work/hard")
os.rename("/work/log", "/work/renamed")
`);
    expect(new TextDecoder().decode(files.readFileSync("/work/out/total.txt"))).toBe("14 19 é!");
    expect(machine.evaluate("sorted(os.listdir('/work'))")).toEqual(
      expect.arrayContaining(["data.csv", "hard", "link", "out", "renamed", "shop.py"]),
    );
    expect(
      machine.evaluate("os.stat('/work/hard').st_nlink, os.path.islink('/work/link'), os.path.exists('/work/link')"),
    ).toEqual([2, true, false]);
    expect(machine.evaluate("open('/work/hard').read()")).toBe("one\ntwo\n");
    expect(machine.evaluate("sorted(glob.glob('/work/**/*.txt', recursive=True))")).toEqual(["/work/out/total.txt"]);
    for (const [expression, type] of [
      ["open('/etc/passwd')", "FileNotFoundError"],
      ["os.listdir('/work/data.csv')", "NotADirectoryError"],
      ["open('/work')", "IsADirectoryError"],
      ["os.mkdir('/work')", "FileExistsError"],
      ["os.rmdir('/work')", "OSError"],
      ["open('/work/data.csv', 'x')", "FileExistsError"],
      ["os.unlink('/work/out')", "IsADirectoryError"],
      ["os.rename('/work', '/work/out/inside')", "OSError"],
      ["open('/work/data.csv/x')", "NotADirectoryError"],
    ] as const) {
      expect(() => machine.evaluate(expression)).toThrow(new RegExp(`^${type}: `));
    }
    machine.exec("with tempfile.TemporaryDirectory() as folder: open(os.path.join(folder, 'x'), 'w').close()");
    machine.exec("import shutil; shutil.copytree('/work', '/copy', symlinks=True); shutil.rmtree('/work/out')");
    machine.exec(
      "os.truncate('/copy/data.csv', 3); os.utime('/copy/data.csv', (5, 6)); os.chmod('/copy/data.csv', 0o600)",
    );
    expect(machine.evaluate("os.stat('/copy/data.csv')[6:9], oct(os.stat('/copy/data.csv').st_mode)")).toEqual([
      [3, 5, 6],
      "0o100600",
    ]);
    expect(files.list().filter((path) => !path.includes("__pycache__"))).toEqual([
      "/copy/data.csv",
      "/copy/hard",
      "/copy/link",
      "/copy/out/total.txt",
      "/copy/renamed",
      "/copy/shop.py",
      "/work/data.csv",
      "/work/hard",
      "/work/link",
      "/work/renamed",
      "/work/shop.py",
    ]);
  });

  test("two machines can share them", () => {
    const files = new MemoryFiles();
    new Machine({ files }).exec("open('/tmp/x', 'w').write('hello')");
    expect(new Machine({ files }).evaluate("open('/tmp/x').read()")).toBe("hello");
  });
});
