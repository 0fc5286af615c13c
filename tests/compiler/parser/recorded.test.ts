/**
 * Every line of recorded.jsonl is [source, mode, CPython 3.13's answer]: the MD5 of ast.dump(..., include_attributes=True) or
 * the SyntaxError's type, message, positions and text. scripts/oracle/error_reference.py --record renews the answers.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { asciiOnly, astDump } from "../../../src/compiler/ast/dump.js";
import { PyException, PySyntaxError } from "../../../src/compiler/errors.js";
import { type ParseMode, parse } from "../../../src/compiler/parser/parse.js";

function answer(source: string, mode: ParseMode): unknown[] {
  try {
    const text = asciiOnly(astDump(parse(source, "f.py", mode), { includeAttributes: true }));
    return ["parses", createHash("md5").update(text).digest("hex")];
  } catch (error) {
    if (error instanceof PySyntaxError) {
      const { type, msg, lineno, offset, end_lineno, end_offset } = error;
      return [type, msg, lineno, offset, end_lineno, end_offset];
    }
    if (error instanceof PyException) return [error.type, error.msg];
    throw error;
  }
}

const cases = readFileSync(new URL("recorded.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as [string, ParseMode, unknown[]]);

describe("parse answers as CPython 3.13 does", () => {
  it.each(cases)("%j in mode %s", (source, mode, expected) => {
    expect(answer(source, mode)).toEqual(expected.slice(0, 6));
  });
});
