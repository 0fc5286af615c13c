/** The driver: what is shared between pieces of a source, arguments, and depth. */
import { expect, test } from "vitest";
import { dis } from "../../src/bytecode/dis.js";
import type { PyConst } from "../../src/bytecode/values.js";
import { type CellStyle, compile, compileCell } from "../../src/compiler/compile.js";
import type { PyException } from "../../src/compiler/errors.js";

function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return `${(error as PyException).type}: ${(error as PyException).msg}`;
  }
  return "no error";
}

/** How many pieces, and which hand their value to sys.displayhook. */
const pieces = (source: string, style: CellStyle): string =>
  compileCell(source, "<cell>", style)
    .map(({ display }) => (display ? "shown" : "plain"))
    .join(" ");

test.each([
  ["script", "plain"],
  ["repl-basic", "shown shown"],
  ["repl-3.13", "plain plain shown"],
  ["cell", "plain plain shown"],
] as const)("%s cuts `a=999; b=999` and `a` into: %s", (style, expected) => {
  expect(pieces("a=999; b=999\na\n", style)).toBe(expected);
});

test("a future import counts for later pieces", () => {
  const [, piece] = compileCell("from __future__ import annotations\ndef f(x: y): pass\n", "<cell>", "cell");
  expect(piece!.code.fields.flags & 0x1000000).not.toBe(0);
});

test("arguments are checked with CPython's words", () => {
  expect(errorOf(() => compile("x", "f", "foo" as "exec"))).toBe(
    "ValueError: compile() mode must be 'exec', 'eval' or 'single'",
  );
  expect(errorOf(() => compile("x", "f", "exec", { flags: 1 << 28 }))).toBe(
    "ValueError: compile(): unrecognised flags",
  );
  expect(errorOf(() => compile("x", "f", "exec", { optimize: 5 as 2 }))).toBe(
    "ValueError: compile(): invalid optimize value",
  );
});

test("a source that nests too deep ends in RecursionError", () => {
  expect(errorOf(() => compile(`x${".a".repeat(30000)}`, "f"))).toBe(
    "RecursionError: maximum recursion depth exceeded during compilation",
  );
});

test("optimisation levels drop asserts, then docstrings", () => {
  const consts = (optimize: number): readonly PyConst[] => {
    const code = compile('"""doc"""\nassert x\n', "f", "exec", { optimize });
    return code.fields.consts;
  };
  expect(consts(0)).toEqual(["doc", null]);
  expect(consts(1)).toEqual(["doc", null]);
  expect(consts(2)).toEqual([null]);
});

test("dis is CPython's text", () => {
  const code = compile("for i in x:\n    try:\n        f(i, k=1)\n    except E:\n        pass\n", "f");
  expect(dis(code)).toBe(`   0           RESUME                   0

   1           LOAD_NAME                0 (x)
               GET_ITER
       L1:     FOR_ITER                11 (to L4)
               STORE_NAME               1 (i)

   2           NOP

   3   L2:     LOAD_NAME                2 (f)
               PUSH_NULL
               LOAD_NAME                1 (i)
               LOAD_CONST               0 (1)
               LOAD_CONST               1 (('k',))
               CALL_KW                  2
               POP_TOP
       L3:     JUMP_BACKWARD           13 (to L1)

   1   L4:     END_FOR
               POP_TOP
               RETURN_CONST             2 (None)

  --   L5:     PUSH_EXC_INFO

   4           LOAD_NAME                3 (E)
               CHECK_EXC_MATCH
               POP_JUMP_IF_FALSE        4 (to L7)
               POP_TOP

   5   L6:     POP_EXCEPT
               JUMP_BACKWARD           25 (to L1)

   4   L7:     RERAISE                  0

  --   L8:     COPY                     3
               POP_EXCEPT
               RERAISE                  1
ExceptionTable:
  L2 to L3 -> L5 [1]
  L5 to L6 -> L8 [2] lasti
  L7 to L8 -> L8 [2] lasti
`);
});
