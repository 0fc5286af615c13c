/**
 * Code generation alone: the instructions of a module before the flow graph, as `_testinternalcapi.compiler_codegen` of
 * CPython 3.13 lists them. Whole code objects are compared in tests/compiler/corpus.
 */
import { expect, test } from "vitest";
import { opNames } from "../../../src/bytecode/opcodes.js";
import { HAS_ARG, HAS_TARGET, opFlags } from "../../../src/bytecode/optables.js";
import { codegenUnit } from "../../../src/compiler/codegen/codegen.js";
import { cleanDoc } from "../../../src/compiler/codegen/docstring.js";
import { compile } from "../../../src/compiler/compile.js";
import { PySyntaxError, WarningList } from "../../../src/compiler/errors.js";
import { foldAst } from "../../../src/compiler/fold/fold.js";
import { futureFromAst } from "../../../src/compiler/future.js";
import { parse } from "../../../src/compiler/parser/parse.js";
import { buildSymtable } from "../../../src/compiler/symtable/build.js";

/** "NAME arg" of each instruction without the RESUME in front and the `return None` behind; jumps as "->index". */
function listing(source: string): string[] {
  const tree = parse(source, "<test>");
  const future = futureFromAst(tree, "<test>");
  foldAst(tree, 0, future.features);
  const symtable = buildSymtable(tree, "<test>", future.features);
  const options = { filename: "<test>", future, flags: future.features, optimize: 0, warnings: new WarningList() };
  const { seq } = codegenUnit(tree, symtable, options);
  return seq.instrs.slice(1, -2).map(({ opcode, oparg }) => {
    const flags = opFlags[opcode]!;
    if (flags & HAS_TARGET) return `${opNames[opcode]} ->${seq.labelMap[oparg]! - 1}`;
    return flags & HAS_ARG ? `${opNames[opcode]} ${oparg}` : opNames[opcode]!;
  });
}

test.each([
  ["a.b(1, k=2)", "LOAD_NAME 0;LOAD_ATTR 3;LOAD_CONST 0;LOAD_CONST 1;LOAD_CONST 2;CALL_KW 2;POP_TOP"],
  ["f(*a, **b)", "LOAD_NAME 0;PUSH_NULL;LOAD_NAME 1;BUILD_MAP 0;LOAD_NAME 2;DICT_MERGE 1;CALL_FUNCTION_EX 1;POP_TOP"],
  ["a and b", "LOAD_NAME 0;COPY 1;TO_BOOL;POP_JUMP_IF_FALSE ->6;POP_TOP;LOAD_NAME 1;POP_TOP"],
  [
    "f'{a!r:>{w}}'",
    "LOAD_NAME 0;CONVERT_VALUE 2;LOAD_CONST 0;LOAD_NAME 1;FORMAT_SIMPLE;BUILD_STRING 2;FORMAT_WITH_SPEC;POP_TOP",
  ],
  [
    "while a:\n b",
    "LOAD_NAME 0;TO_BOOL;POP_JUMP_IF_FALSE ->8;LOAD_NAME 1;POP_TOP;LOAD_NAME 0;TO_BOOL;POP_JUMP_IF_TRUE ->3",
  ],
  [
    "a[1:2] += b",
    "LOAD_NAME 0;LOAD_CONST 0;LOAD_CONST 1;COPY 3;COPY 3;COPY 3;BINARY_SLICE;LOAD_NAME 1;BINARY_OP 13;SWAP 4;SWAP 3;SWAP 2;STORE_SLICE",
  ],
  [
    "import a.b.c as d",
    "LOAD_CONST 0;LOAD_CONST 1;IMPORT_NAME 0;IMPORT_FROM 1;SWAP 2;POP_TOP;IMPORT_FROM 2;STORE_NAME 3;POP_TOP",
  ],
])("%j", (source, wanted) => {
  expect(listing(source).join(";")).toBe(wanted);
});

test("a module's imported names are called as functions, except inside an inlined comprehension", () => {
  expect(listing("import a\na.b()")).toContain("LOAD_ATTR 2");
  expect(listing("import a\n[a.b() for x in y]")).toContain("LOAD_ATTR 5");
});

function outcome(source: string): unknown[] {
  const warnings = new WarningList();
  try {
    compile(source, "<test>", "exec", { warnings });
  } catch (error) {
    if (error instanceof PySyntaxError) return [error.msg, error.lineno, error.offset, error.end_offset];
    throw error;
  }
  return warnings.warnings.map(({ msg, lineno }) => `${lineno}: ${msg}`);
}

test.each([
  ["return 1", ["'return' outside function", 1, 1, 9]],
  ["class C:\n  yield", ["'yield' outside function", 2, 3, 8]],
  ["break", ["'break' outside loop", 1, 1, 6]],
  ["def f(): continue", ["'continue' not properly in loop", 1, 10, 18]],
  ["def f(): await x", ["'await' outside async function", 1, 10, 17]],
  ["f(a=1, a=2)", ["keyword argument repeated: a", 1, 8, 11]],
  ["x.__debug__ = 1", ["cannot assign to __debug__", 1, 1, 12]],
  ["*a, *b = c", ["multiple starred expressions in assignment", 1, 1, 7]],
  ["match a:\n case b: pass\n case _: pass", ["name capture 'b' makes remaining patterns unreachable", 2, 7, 8]],
  [
    "x = 1\nfrom __future__ import annotations",
    ["from __future__ imports must occur at the beginning of the file", 2, 1, 35],
  ],
  ["async def f():\n  yield 1\n  return 2", ["'return' with value in async generator", 3, 3, 11]],
  ["assert (a, b)", ["1: assertion is always true, perhaps remove parentheses?"]],
  ["x is 1", ['1: "is" with \'int\' literal. Did you mean "=="?']],
  ["[(1) (2)]", ["1: 'int' object is not callable; perhaps you missed a comma?"]],
  ["[[1] [1, 2]]", ["1: list indices must be integers or slices, not tuple; perhaps you missed a comma?"]],
])("%j", (source, wanted) => {
  expect(outcome(source)).toEqual(wanted);
});

test.each([
  ["a\n    b\n      c", "a\nb\n  c"],
  ["  a", "a"],
  ["a\n\tb", "a\nb"],
  ["a\n\n    b\n  ", "a\n\nb\n"],
  ["a\n  b\n", "a\nb\n"],
])("docstring %j", (doc, wanted) => {
  expect(cleanDoc(doc)).toBe(wanted);
});
