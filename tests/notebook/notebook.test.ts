import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { AddressMap, compareOutputs } from "../../src/notebook/compare.js";
import {
  type Cell,
  formatNotebook,
  type Notebook,
  type Output,
  parseNotebook,
  textOf,
} from "../../src/notebook/nbformat.js";
import { runNotebook } from "../../src/notebook/run.js";
import { krait } from "../cli/krait.js";

const lesson = fileURLToPath(new URL("../../examples/memory-lesson.ipynb", import.meta.url));

function code(source: string, more: Partial<Cell> = {}): Cell {
  return { cell_type: "code", metadata: {}, source, execution_count: null, outputs: [], ...more };
}

function notebook(...cells: Cell[]): Notebook {
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}

/** The outputs of each cell, short: text of streams, "= repr", "! error". */
function outputs(...cells: Cell[]): string[][] {
  const short = (output: Output) => {
    if (output.output_type === "stream") return textOf(output.text);
    if (output.output_type === "error") return `! ${output.ename}: ${output.evalue}`;
    return `= ${textOf(output.data["text/plain"]!)}`;
  };
  return runNotebook(notebook(...cells)).notebook.cells.map((cell) => (cell.outputs ?? []).map(short));
}

describe("running", () => {
  test("shows the value of a last expression, and nothing for None", () => {
    expect(outputs(code("1 + 1"), code("x = 5"), code("x\nx * 2"), code("None"), code("print(x)"))).toEqual([
      ["= 2"],
      [],
      ["= 10"],
      [],
      ["5\n"],
    ]);
  });

  test("keeps the shown value as _, hides it after a semicolon", () => {
    expect(outputs(code("6 * 7"), code("_ + 1"), code("99;"))).toEqual([["= 42"], ["= 43"], []]);
  });

  test("joins what is written to one stream, in the order of writing", () => {
    const cell = code("import sys\nprint(1)\nprint(2)\nprint('e', file=sys.stderr)\nprint(3)\n4");
    expect(outputs(cell)).toEqual([["1\n2\n", "e\n", "3\n", "= 4"]]);
  });

  test("compiles statements one by one: equal constants are not one object", () => {
    expect(
      outputs(code("a = 999\nb = 999\na is b"), code("def f():\n a = 999\n b = 999\n return a is b\nf()")),
    ).toEqual([["= False"], ["= True"]]);
  });

  test("stops at an error; a tag or a stored error lets it go on", () => {
    const failing = "print('before')\n1 / 0\nprint('never')";
    const stopped = runNotebook(notebook(code(failing), code("print('later')")));
    expect(stopped.failedAt).toBe(0);
    expect(stopped.notebook.cells[1]!.outputs).toEqual([]);
    const tagged = code(failing, { metadata: { tags: ["raises-exception"] } });
    expect(outputs(tagged, code("print('later')"))).toEqual([
      ["before\n", "! ZeroDivisionError: division by zero"],
      ["later\n"],
    ]);
  });

  test("a syntax error is the cell's error, and nothing of the cell runs", () => {
    expect(outputs(code("print(1)\nx = = 2"))).toEqual([["! SyntaxError: invalid syntax (<cell 1>, line 2)"]]);
  });

  test("an error in __repr__ is the cell's error", () => {
    const cell = code("class A:\n def __repr__(self): raise KeyError('r')\nA()");
    expect(outputs(cell)).toEqual([["! KeyError: 'r'"]]);
  });

  test("counts the cells that run; markdown and empty cells have no number", () => {
    const text: Cell = { cell_type: "markdown", metadata: {}, source: "# title" };
    const { cells } = runNotebook(notebook(text, code("1"), code(" \n"), code("2"))).notebook;
    expect(cells.map((cell) => cell.execution_count ?? null)).toEqual([null, 1, null, 2]);
  });
});

describe("comparing", () => {
  test("addresses keep their relations, in hexadecimal and decimal", () => {
    const map = new AddressMap();
    expect(map.equal("<A at 0x7f0010>", "<A at 0x200040>")).toBe(true);
    expect(map.equal(`${0x7f0010}`, `${0x200040}`)).toBe(true);
    expect(map.equal("0x7f0010", "0x200048")).toBe(false);
    expect(map.equal("0x7f0020", "0x200040")).toBe(false);
    expect(map.equal("0x7f0020", "0x300000")).toBe(true);
  });

  test("other numbers and texts must be equal", () => {
    const map = new AddressMap();
    expect(map.equal("1440", "1441")).toBe(false);
    expect(map.equal("86401", "86403")).toBe(false);
    expect(map.equal("0x10", "0x20")).toBe(false);
    expect(map.equal("True", "False")).toBe(false);
    expect(map.equal("1.2345678901", "1.2345678902")).toBe(false);
  });

  test("tells the cell, the output and the line", () => {
    const stored = notebook(
      code("print(1)\nprint(2)", { outputs: [{ output_type: "stream", name: "stdout", text: "1\n3\n" }] }),
    );
    const found = runNotebook(stored).notebook;
    expect(compareOutputs(stored, found)).toEqual([
      { cell: 0, count: 1, where: "output 1 (stream stdout), line 2", stored: "3", found: "2" },
    ]);
  });

  test("a cell may declare any output", () => {
    const any = code("print(5)", { metadata: { krait: { output: "any" } } });
    expect(compareOutputs(notebook(any), runNotebook(notebook(any)).notebook)).toEqual([]);
  });
});

describe("the memory lesson", () => {
  test.each(["release", "debug", "stress"])("prints its stored outputs, %s build", (build) => {
    const result = krait(["notebook", "run", lesson, "--check", "--build", build]);
    expect(result).toEqual({ status: 0, stdout: "35 cells, all outputs as stored\n", stderr: "" });
  });

  test("a changed output is found, with exit status 1", () => {
    const changed = parseNotebook(readFileSync(lesson, "utf8"));
    const cell = changed.cells.find((c) => textOf(c.source).includes("a_int is b_int"))!;
    cell.outputs = [{ output_type: "stream", name: "stdout", text: "True\nFalse\n" }];
    const path = join(mkdtempSync(join(tmpdir(), "krait-")), "changed.ipynb");
    writeFileSync(path, formatNotebook(changed));
    const { status, stdout } = krait(["notebook", "run", path, "--check"]);
    expect(status).toBe(1);
    expect(stdout).toContain("output 1 (stream stdout), line 2:\n    stored:  False\n    printed: True\n");
  });

  test("its outputs are kept with --out", () => {
    const path = join(mkdtempSync(join(tmpdir(), "krait-")), "out.ipynb");
    expect(krait(["notebook", "run", lesson, "--out", path]).status).toBe(0);
    expect(
      compareOutputs(parseNotebook(readFileSync(lesson, "utf8")), parseNotebook(readFileSync(path, "utf8"))),
    ).toEqual([]);
  });
});
