/** Source decoding: cookies, byte order marks, newlines, and the errors for bytes that are no text. */
import { describe, expect, it } from "vitest";
import { astDump } from "../../../src/compiler/ast/dump.js";
import { PyException } from "../../../src/compiler/errors.js";
import { parse } from "../../../src/compiler/parser/parse.js";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (ch) => ch.charCodeAt(0));

function outcome(source: string | Uint8Array): string {
  try {
    return astDump(parse(source, "f.py"));
  } catch (error) {
    if (error instanceof PyException) return `${error.type}: ${error.msg}`;
    throw error;
  }
}

const stringStatement = (text: string): string => `Module(body=[Expr(value=Constant(value='${text}'))])`;

describe("source", () => {
  it.each([
    ["UTF-8 without a cookie", bytes("'\xc3\xa9'"), stringStatement("é")],
    ["latin-1 by cookie", bytes("# -*- coding: latin-1 -*-\n'\xe9'"), stringStatement("é")],
    ["a cookie in the second line", bytes("#!x\n# coding=cp1252\n'\x80'"), stringStatement("€")],
    ["a byte order mark", bytes("\xef\xbb\xbf'a'"), stringStatement("a")],
    ["carriage returns", bytes("'''a\r\nb\rc'''"), stringStatement("a\\nb\\nc")],
    ["an unknown encoding", bytes("# coding: foo\nx"), "SyntaxError: unknown encoding: foo"],
    [
      "a byte order mark against the cookie",
      bytes("\xef\xbb\xbf# coding: latin-1\nx"),
      "SyntaxError: encoding problem: iso-8859-1 with BOM",
    ],
    [
      "a bad byte in a string",
      bytes("x='\xff'"),
      "SyntaxError: (unicode error) 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
    ],
    ["a bad byte in a comment", bytes("# \xff\n'a'"), stringStatement("a")],
    ["a null byte", "a\0b", "SyntaxError: source code string cannot contain null bytes"],
    [
      "a lone surrogate",
      "\udc80",
      "UnicodeEncodeError: 'utf-8' codec can't encode character '\\udc80' in position 0: surrogates not allowed",
    ],
  ])("%s", (_name, source, expected) => {
    expect(outcome(source)).toBe(expected);
  });
});
