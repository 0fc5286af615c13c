/** Packages as they are found outside of the library: wheels, zips, namespace packages, site-packages with .pth files, and their .pyc files. */
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { folder, krait } from "./krait.js";

function tree(files: Record<string, string | Uint8Array>): string {
  const dir = folder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(dir, dirname(name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  return dir;
}

function zipped(files: Record<string, string>): Uint8Array {
  const bytes = Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)] as const);
  return zipSync(Object.fromEntries(bytes));
}

/** A pure-Python distribution, as an installer lays it out. */
const SHAPES: Record<string, string> = {
  "shapes/__init__.py": '"""Shapes."""\nfrom .area import Square\n__all__ = ["Square"]\n__version__ = "1.2"\n',
  "shapes/area.py":
    "from dataclasses import dataclass\nfrom . import _data\n\n@dataclass\nclass Square:\n    side: float\n    def area(self):\n        return self.side ** 2 * _data.scale()\n",
  "shapes/_data.py":
    "from importlib.resources import files\n\ndef scale():\n    return int((files(__package__) / 'scale.txt').read_text())\n",
  "shapes/scale.txt": "10\n",
  "shapes/__main__.py":
    "import sys\nfrom shapes import Square\nprint(Square(float(sys.argv[1])).area(), __package__)\n",
  "shapes-1.2.dist-info/METADATA": "Metadata-Version: 2.1\nName: shapes\nVersion: 1.2\nSummary: Shapes\n",
  "shapes-1.2.dist-info/RECORD": "shapes/__init__.py,,\n",
  "shapes-1.2.dist-info/entry_points.txt": "[console_scripts]\nshapes = shapes.__main__:main\n",
};
const USE =
  "import shapes, importlib.metadata as m\nprint(shapes.Square(3).area(), m.version('shapes'), m.entry_points(group='console_scripts').names, shapes.__doc__)\n";
const USED = "90 1.2 {'shapes'} Shapes.\n";

describe("where packages are found", () => {
  test("a folder on PYTHONPATH, with its metadata and data files", () => {
    const dir = tree(SHAPES);
    expect(krait(["-c", USE], { env: { PYTHONPATH: dir } })).toEqual({ status: 0, stdout: USED, stderr: "" });
    expect(krait(["-m", "shapes", "2"], { env: { PYTHONPATH: dir } }).stdout).toBe("40.0 shapes\n");
    expect(krait(["-E", "-c", "import shapes"], { env: { PYTHONPATH: dir } }).stderr).toContain(
      "No module named 'shapes'",
    );
  });

  test("a wheel on PYTHONPATH is imported as the zip that it is", () => {
    const dir = tree({ "shapes-1.2-py3-none-any.whl": zipped(SHAPES) });
    const env = { PYTHONPATH: join(dir, "shapes-1.2-py3-none-any.whl") };
    expect(krait(["-c", USE], { env })).toEqual({ status: 0, stdout: USED, stderr: "" });
    expect(krait(["-m", "shapes", "2"], { env }).stdout).toBe("40.0 shapes\n");
    const failing = krait(["-c", "import shapes\nshapes.Square('x').area()"], { env });
    expect(failing.stderr).toContain(
      'shapes-1.2-py3-none-any.whl/shapes/area.py", line 8, in area\n    return self.side ** 2 * _data.scale()',
    );
  });

  test("a zip with __main__.py is a program", () => {
    const dir = tree({
      "app.pyz": zipped({ "__main__.py": "import sys, inner\nprint(inner.X, sys.argv[1:])\n", "inner.py": "X = 5\n" }),
    });
    expect(krait([join(dir, "app.pyz"), "a"]).stdout).toBe("5 ['a']\n");
  });

  test("a namespace package spans folders and zips", () => {
    const dir = tree({
      "one/space/first.py": "X = 1\n",
      "two/space/sub/second.py": "X = 2\n",
      "three.zip": zipped({ "space/": "", "space/third.py": "X = 3\n" }),
    });
    const program =
      "import space.first, space.sub.second, space.third\nprint(space.first.X, space.sub.second.X, space.third.X, len(list(space.__path__)), space.__file__)";
    const env = { PYTHONPATH: ["one", "two", "three.zip"].map((name) => join(dir, name)).join(":") };
    expect(krait(["-c", program], { env })).toEqual({ status: 0, stdout: "1 2 3 3 None\n", stderr: "" });
  });

  test("the user's site-packages, its .pth files, and site.addsitedir", () => {
    const dir = tree({
      "lib/python3.13/site-packages/inside.py": "X = 'inside'\n",
      "lib/python3.13/site-packages/extra.pth":
        "# a comment\n../../../elsewhere\nimport sys; sys.from_pth = 'ran'\nno/such/folder\n",
      "elsewhere/outside.py": "X = 'outside'\n",
      "own/more.pth": "deeper\n",
      "own/deeper/deep.py": "X = 'deep'\n",
    });
    const env = { PYTHONUSERBASE: dir };
    const program = `import inside, outside, sys, site; print(inside.X, outside.X, sys.from_pth)\nsite.addsitedir(${JSON.stringify(join(dir, "own"))})\nimport deep; print(deep.X)`;
    expect(krait(["-c", program], { env })).toEqual({ status: 0, stdout: "inside outside ran\ndeep\n", stderr: "" });
    expect(krait(["-s", "-c", "import inside"], { env }).status).toBe(1);
  });
});

describe("compiled files", () => {
  const program = ["-c", "import mod; print(mod.X, mod.__cached__ is not None)"];
  const cacheOf = (dir: string) => join(dir, "__pycache__", "mod.cpython-313.pyc");

  test("an import leaves a .pyc, which is used while the source is as it was", () => {
    const dir = tree({ "mod.py": "X = 1\n" });
    const env = { PYTHONPATH: dir };
    expect(krait(program, { env }).stdout).toBe("1 True\n");
    const cache = cacheOf(dir);
    const data = readFileSync(cache);
    expect([data.readUInt32LE(4), data.readUInt32LE(12)]).toEqual([0, 6]);
    // another constant in it, and the same time and size in its head: it is what runs
    const { atime, mtime } = statSync(join(dir, "mod.py"));
    writeFileSync(join(dir, "mod.py"), "X = 2\n");
    utimesSync(join(dir, "mod.py"), atime, mtime);
    expect(krait(program, { env }).stdout).toBe("1 True\n");
    writeFileSync(join(dir, "mod.py"), "X = 30\n");
    expect(krait(program, { env }).stdout).toBe("30 True\n");
  });

  test("-B, PYTHONDONTWRITEBYTECODE and PYTHONPYCACHEPREFIX say whether and where", () => {
    for (const [args, more] of [
      [["-B"], {}],
      [[], { PYTHONDONTWRITEBYTECODE: "1" }],
    ] as const) {
      const dir = tree({ "mod.py": "X = 1\n" });
      krait([...args, ...program], { env: { PYTHONPATH: dir, ...more } });
      expect(readdirSync(dir)).toEqual(["mod.py"]);
    }
    const dir = tree({ "mod.py": "X = 1\n" });
    const prefix = folder();
    krait(program, { env: { PYTHONPATH: dir, PYTHONPYCACHEPREFIX: prefix } });
    expect([readdirSync(dir), readdirSync(join(prefix, dir))]).toEqual([["mod.py"], ["mod.cpython-313.pyc"]]);
  });

  test("hash-based .pyc files are checked or not, as they and the option say", () => {
    for (const [mode, option, expected] of [
      ["CHECKED_HASH", "default", "2"],
      ["UNCHECKED_HASH", "default", "1"],
      ["UNCHECKED_HASH", "always", "2"],
      ["CHECKED_HASH", "never", "1"],
    ]) {
      const dir = tree({ "mod.py": "X = 1\n" });
      const compile = `import py_compile; py_compile.compile(${JSON.stringify(join(dir, "mod.py"))}, invalidation_mode=py_compile.PycInvalidationMode.${mode})`;
      expect(krait(["-c", compile]).stderr).toBe("");
      writeFileSync(join(dir, "mod.py"), "X = 2\n");
      const { stdout } = krait(["-B", "--check-hash-based-pycs", option!, ...program], { env: { PYTHONPATH: dir } });
      expect(`${mode} ${option} ${stdout}`).toBe(`${mode} ${option} ${expected} True\n`);
    }
  });

  test("a .pyc beside no source is a module; a broken one is an ImportError or EOFError", () => {
    const dir = tree({ "mod.py": "X = 7\n" });
    krait(["-m", "compileall", "-q", "-b", dir]);
    const alone = tree({ "mod.pyc": readFileSync(join(dir, "mod.pyc")) });
    expect(krait(["-c", "import mod; print(mod.X)"], { env: { PYTHONPATH: alone } }).stdout).toBe("7\n");
    const short = tree({ "mod.pyc": readFileSync(join(dir, "mod.pyc")).subarray(0, 10) });
    expect(krait(["-c", "import mod"], { env: { PYTHONPATH: short } }).stderr).toContain(
      "EOFError: reached EOF while reading pyc header of 'mod'",
    );
    const wrong = tree({ "mod.pyc": new Uint8Array(40) });
    expect(krait(["-c", "import mod"], { env: { PYTHONPATH: wrong } }).stderr).toContain(
      "ImportError: bad magic number in 'mod'",
    );
  });
});
