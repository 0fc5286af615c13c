/** `krait compile`: .pyc files, and errors as JSON in a batch. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPyc } from "../../src/bytecode/pyc.js";
import { compileCommand } from "../../src/cli/compile.js";
import { pythonErrorText } from "../../src/cli/python_errors.js";
import { PySyntaxError } from "../../src/compiler/errors.js";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "krait-compile-"));
  writeFileSync(join(dir, "good.py"), "def f(): return 1\n");
  writeFileSync(join(dir, "bad.py"), "x = = 1\n");
});
afterAll(() => rmSync(dir, { recursive: true }));

test("one file", () => {
  const out = join(dir, "out.pyc");
  expect(compileCommand([join(dir, "good.py"), "-o", out])).toBe(0);
  expect(readPyc(readFileSync(out)).fields.names).toEqual(["f"]);
});

test("a batch numbers its results by line", () => {
  const list = join(dir, "list");
  const outdir = join(dir, "out");
  writeFileSync(list, `${join(dir, "bad.py")}\n${join(dir, "good.py")}\n`);
  expect(compileCommand(["--batch", list, "--outdir", outdir])).toBe(0);
  expect(readdirSync(outdir).sort()).toEqual(["0.err", "1.pyc"]);
  expect(JSON.parse(readFileSync(join(outdir, "0.err"), "utf8"))).toEqual({
    type: "SyntaxError",
    msg: "invalid syntax",
    lineno: 1,
    offset: 5,
    end_lineno: 1,
    end_offset: 6,
  });
});

test("an error has CPython's carets", () => {
  const error = new PySyntaxError("SyntaxError", "cannot assign to literal", "x.py", 2, 5, 2, 8, "    1.5 = x\n");
  expect(pythonErrorText(error)).toBe(
    '  File "x.py", line 2\n    1.5 = x\n    ^^^\nSyntaxError: cannot assign to literal\n',
  );
});
