/** Nesting ends in CPython's limits and errors; the depth of a source never becomes a JavaScript error. */
import { describe, expect, it } from "vitest";
import { PyException } from "../../../src/compiler/errors.js";
import { parse } from "../../../src/compiler/parser/parse.js";

function outcome(source: string): string {
  try {
    parse(source, "f.py");
    return "parses";
  } catch (error) {
    if (error instanceof PyException) return `${error.type}: ${error.msg}`;
    throw error;
  }
}

const TOO_COMPLEX = "MemoryError: Parser stack overflowed - Python source too complex to parse";
const blocks = (n: number): string =>
  Array.from({ length: n }, (_, i) => `${" ".repeat(i)}if 1:\n`).join("") + `${" ".repeat(n)}x\n`;

describe("deep nesting", () => {
  it.each([
    ["200 parentheses", "(".repeat(200) + ")".repeat(200), "parses"],
    ["201 parentheses", "(".repeat(201) + ")".repeat(201), "SyntaxError: too many nested parentheses"],
    ["150 unclosed", "(".repeat(150), "SyntaxError: '(' was never closed"],
    [
      "an error in 190 calls",
      `${"f(".repeat(190)}1 2${")".repeat(190)}`,
      "SyntaxError: invalid syntax. Perhaps you forgot a comma?",
    ],
    ["5,000 signs", `${"-".repeat(5000)}1`, "parses"],
    ["100,000 signs", `${"-".repeat(100000)}1`, TOO_COMPLEX],
    ["100,000 nots", `${"not ".repeat(100000)}1`, TOO_COMPLEX],
    ["20,000 powers", `${"1**".repeat(20000)}1`, TOO_COMPLEX],
    ["5,000 elifs", `if 1: pass\n${"elif 1: pass\n".repeat(5000)}`, "parses"],
    ["5,000 conditionals", `${"1 if 2 else ".repeat(5000)}1`, "parses"],
    ["100,000 attributes", `a${".b".repeat(100000)}`, "parses"],
    ["149 f-strings", `${"f'{".repeat(149)}1${"}'".repeat(149)}`, "parses"],
    ["150 f-strings", `${"f'{".repeat(150)}1${"}'".repeat(150)}`, "SyntaxError: too many nested f-strings"],
    ["99 blocks", blocks(99), "parses"],
    ["101 blocks", blocks(101), "IndentationError: too many levels of indentation"],
  ])("%s", (_name, source, expected) => {
    expect(outcome(source)).toBe(expected);
  });
});
