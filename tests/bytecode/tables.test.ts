/** Line and exception tables: written and read back, and CPython's bytes for the forms that differ in size. */
import { expect, test } from "vitest";
import { ByteWriter } from "../../src/bytecode/bytes.js";
import { readExceptionTable, writeExceptionEntry } from "../../src/bytecode/exceptiontable.js";
import { pyHash, setOrder } from "../../src/bytecode/hash.js";
import { readLocations, writeLocation } from "../../src/bytecode/linetable.js";
import { PyFloat, PyTuple } from "../../src/bytecode/values.js";

const at = (lineno: number, endLineno: number, col: number, endCol: number) => ({ lineno, endLineno, col, endCol });

test.each([
  ["short", at(10, 10, 4, 9), 1, 2],
  ["one line", at(12, 12, 90, 120), 1, 3],
  ["no columns", at(3, 3, -1, -1), 1, 2],
  ["long", at(11, 13, 4, 200), 1, 6],
  ["none", at(-1, -1, -1, -1), 1, 1],
  ["more than eight units", at(10, 10, 0, 3), 20, 6],
] as const)("location: %s", (_, loc, units, size) => {
  const out = new ByteWriter();
  writeLocation(out, loc, units, 10);
  expect(out.length).toBe(size);
  expect(readLocations(out.take(), 10)).toEqual(Array.from({ length: units }, () => loc));
});

test("exception entries come back, large offsets too", () => {
  const entries = [
    { start: 1, end: 70, target: 5000, depth: 0, lasti: false },
    { start: 300000, end: 300001, target: 2, depth: 3, lasti: true },
  ];
  const out = new ByteWriter();
  for (const entry of entries) writeExceptionEntry(out, entry);
  expect(readExceptionTable(out.take())).toEqual(entries);
});

test("hashes are 64-bit CPython's under PYTHONHASHSEED=0", () => {
  expect(pyHash(new PyFloat(1.5))).toBe(1152921504606846977n);
  expect(pyHash(-1n)).toBe(-2n);
  expect(pyHash(new PyTuple([]))).toBe(5740354900026072187n);
  expect(pyHash("a")).toBe(4644417185603328019n);
  expect(setOrder(["endif", "if", "else"])).toEqual(["endif", "else", "if"]);
});
