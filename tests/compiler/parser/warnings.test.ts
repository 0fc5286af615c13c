/** SyntaxWarnings of tokenizer and string literals, and what becomes of them when the filters raise. */
import { describe, expect, it } from "vitest";
import { type PySyntaxError, WarningList } from "../../../src/compiler/errors.js";
import { parse } from "../../../src/compiler/parser/parse.js";

function warningsOf(source: string, featureVersion = 13): string[] {
  const sink = new WarningList();
  parse(source, "f.py", "exec", { warnings: sink, featureVersion });
  return sink.warnings.map(({ category, msg, lineno }) => `${lineno} ${category} ${msg}`);
}

describe("warnings", () => {
  it.each([
    ["'\\d'", ["1 SyntaxWarning invalid escape sequence '\\d'"]],
    ["'''\n\n\\d'''", ["1 SyntaxWarning invalid escape sequence '\\d'"]],
    ["b'\\777'", ["1 SyntaxWarning invalid octal escape sequence '\\777'"]],
    ["'\\d\\e'", ["1 SyntaxWarning invalid escape sequence '\\d'"]],
    ["f'\\{x}'", ["1 SyntaxWarning invalid escape sequence '\\{'"]],
    ["rf'\\{x}' r'\\d'", []],
    ["1if 2else 3", ["1 SyntaxWarning invalid decimal literal", "1 SyntaxWarning invalid decimal literal"]],
    ["0x1for x in y", ["1 SyntaxWarning invalid hexadecimal literal"]],
    ["with ('\\d'): pass", ["1 SyntaxWarning invalid escape sequence '\\d'"]],
    ["match('\\d')", ["1 SyntaxWarning invalid escape sequence '\\d'"]],
  ])("%j", (source, expected) => {
    expect(warningsOf(source)).toEqual(expected);
  });

  it("are DeprecationWarnings before feature version 12", () => {
    expect(warningsOf("'\\d'", 11)).toEqual(["1 DeprecationWarning invalid escape sequence '\\d'"]);
  });

  it("become SyntaxErrors at their place if the sink says so", () => {
    const raise = (source: string): unknown => {
      try {
        parse(source, "f.py", "exec", { warnings: { warn: () => true } });
        return null;
      } catch (error) {
        const { msg, lineno, offset, end_offset } = error as PySyntaxError;
        return [msg, lineno, offset, end_offset];
      }
    };
    expect(raise("x = '\\d'")).toEqual(["invalid escape sequence '\\d'", 1, 5, 9]);
    expect(raise("[1for x in y]")).toEqual(["invalid decimal literal", 1, 2, 2]);
  });
});
