/**
 * The passes of the flow graph on short instruction sequences. A line is `OPCODE [argument] [@line]`; `name:` marks a label and
 * `->name` jumps to it. What is expected is what `_testinternalcapi.optimize_cfg` of CPython 3.13 makes of the same sequence.
 */
import { expect, test } from "vitest";
import { OP, type OpName, opNames } from "../../../src/bytecode/opcodes.js";
import { HAS_ARG, HAS_TARGET, opFlags } from "../../../src/bytecode/optables.js";
import { pyRepr } from "../../../src/bytecode/repr.js";
import type { PyConst } from "../../../src/bytecode/values.js";
import { type BasicBlock, cfgFromSequence } from "../../../src/compiler/flowgraph/blocks.js";
import { ConstCache, ConstTable } from "../../../src/compiler/flowgraph/consts.js";
import { optimizeCodeUnit } from "../../../src/compiler/flowgraph/flowgraph.js";
import { InstructionSequence, NO_LOCATION } from "../../../src/compiler/instruction_sequence.js";

function sequence(lines: readonly string[]): InstructionSequence {
  const seq = new InstructionSequence();
  const labels = new Map<string, number>();
  const label = (name: string): number => {
    if (!labels.has(name)) labels.set(name, seq.newLabel());
    return labels.get(name)!;
  };
  for (const line of lines) {
    if (line.endsWith(":")) {
      seq.useLabel(label(line.slice(0, -1)));
      continue;
    }
    const words = line.split(" ");
    const at = words.find((word) => word.startsWith("@"));
    const lineno = at === undefined ? 1 : Number(at.slice(1));
    const arg = words.slice(1).find((word) => !word.startsWith("@")) ?? "0";
    const oparg = arg.startsWith("->") ? label(arg.slice(2)) : Number(arg);
    const loc = lineno < 0 ? NO_LOCATION : { lineno, endLineno: lineno, col: 0, endCol: 1 };
    seq.addOp(OP[words[0] as OpName], oparg, loc);
  }
  return seq;
}

/** The instructions after all passes, jumps with the number of their target, and the constants left. */
function optimized(lines: readonly string[], consts: readonly PyConst[] = [1n, 2n, 3n, null], nlocals = 3): string[] {
  const table = new ConstTable(new ConstCache());
  for (const value of consts) table.add(value);
  const cfg = cfgFromSequence(sequence(lines));
  const left = optimizeCodeUnit(cfg, table, nlocals, 0);
  const first = new Map<BasicBlock, number>();
  let n = 0;
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    first.set(b, n);
    n += b.instrs.length;
  }
  const out: string[] = [];
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    for (const { opcode, oparg, target } of b.instrs) {
      const flags = opFlags[opcode]!;
      const arg = (flags & HAS_TARGET) !== 0 ? ` ->${first.get(target!)}` : (flags & HAS_ARG) !== 0 ? ` ${oparg}` : "";
      out.push(opNames[opcode]! + arg);
    }
  }
  return [...out, `consts ${left.map(pyRepr).join(" ")}`];
}

test("a constant that decides a branch leaves a NOP for its line", () => {
  expect(
    optimized([
      "LOAD_CONST 0",
      "POP_JUMP_IF_FALSE ->no",
      "LOAD_CONST 0 @2",
      "RETURN_VALUE @2",
      "no:",
      "LOAD_CONST 1 @5",
      "RETURN_VALUE @5",
    ]),
  ).toEqual(["NOP", "RETURN_CONST 0", "consts 1"]);
});

test("a test of None becomes one jump", () => {
  const lines = [
    "LOAD_NAME 0",
    "LOAD_CONST 3",
    "IS_OP 0",
    "TO_BOOL",
    "POP_JUMP_IF_FALSE ->no",
    "LOAD_CONST 1",
    "RETURN_VALUE",
  ];
  expect(optimized([...lines, "no:", "LOAD_CONST 2", "RETURN_VALUE"])).toEqual([
    "LOAD_NAME 0",
    "POP_JUMP_IF_NOT_NONE ->3",
    "RETURN_CONST 1",
    "RETURN_CONST 2",
    "consts 1 2 3",
  ]);
});

test.each([
  [
    ["LOAD_NAME 0", "LOAD_NAME 1", "COMPARE_OP 40", "TO_BOOL", "UNARY_NOT"],
    ["COMPARE_OP 56", "UNARY_NOT"],
  ],
  [
    ["LOAD_NAME 0", "LOAD_NAME 1", "CONTAINS_OP 0", "TO_BOOL", "UNARY_NOT"],
    ["CONTAINS_OP 0", "UNARY_NOT"],
  ],
  [["LOAD_NAME 0", "LOAD_NAME 1", "TO_BOOL", "UNARY_NOT", "UNARY_NOT"], ["TO_BOOL"]],
  [
    ["LOAD_NAME 0", "LOAD_NAME 1", "TO_BOOL", "UNARY_NOT", "TO_BOOL"],
    ["TO_BOOL", "UNARY_NOT"],
  ],
])("conversions to bool that change nothing go: %j", (lines, expected) => {
  expect(optimized([...lines, "RETURN_VALUE"]).slice(2, -2)).toEqual(expected);
});

test("a tuple of constants is one constant; the first constant stays, as it may be a docstring", () => {
  expect(optimized(["LOAD_CONST 1", "LOAD_CONST 2", "BUILD_TUPLE 2", "RETURN_VALUE"])).toEqual([
    "LOAD_CONST 1",
    "RETURN_VALUE",
    "consts 1 (2, 3)",
  ]);
});

test("swaps before stores become an order of stores", () => {
  const loads = ["LOAD_NAME 0", "LOAD_NAME 1", "LOAD_NAME 2"];
  const lines = [
    ...loads,
    "SWAP 2",
    "SWAP 3",
    "STORE_FAST 0",
    "STORE_FAST 1",
    "STORE_FAST 2",
    "LOAD_CONST 0",
    "RETURN_VALUE",
  ];
  expect(optimized(lines)).toEqual([
    ...loads,
    "STORE_FAST_STORE_FAST 18",
    "STORE_FAST 0",
    "RETURN_CONST 0",
    "consts 1",
  ]);
});

test("a local that may be unbound is checked once", () => {
  expect(optimized(["LOAD_FAST 1 @1", "POP_TOP @1", "LOAD_FAST 1 @2", "RETURN_VALUE @2"])).toEqual([
    "LOAD_FAST_CHECK 1",
    "POP_TOP",
    "LOAD_FAST 1",
    "RETURN_VALUE",
    "consts 1",
  ]);
});

test("neighbours on one line become one instruction, on two lines they do not", () => {
  const lines = (line: number) => ["LOAD_NAME 0", "STORE_FAST 0 @1", `LOAD_FAST 0 @${line}`, `RETURN_VALUE @${line}`];
  expect(optimized(lines(1))).toContain("STORE_FAST_LOAD_FAST 0");
  expect(optimized(lines(2))).toContain("LOAD_FAST 0");
});

test("what only an exception reaches moves to the end", () => {
  const lines = [
    "SETUP_FINALLY ->handler",
    "LOAD_NAME 0",
    "POP_TOP",
    "POP_BLOCK",
    "JUMP ->end",
    "handler:",
    "PUSH_EXC_INFO",
  ];
  const all = [...lines, "POP_TOP", "POP_EXCEPT", "JUMP ->end", "end:", "LOAD_NAME 1 @9", "RETURN_VALUE @9"];
  const names = optimized(all).map((text) => text.split(" ")[0]);
  expect(names.indexOf("PUSH_EXC_INFO")).toBeGreaterThan(names.indexOf("RETURN_VALUE"));
});

test("an exit without a line is copied to each jump, which gives it a line", () => {
  const lines = [
    "LOAD_NAME 0 @1",
    "POP_JUMP_IF_FALSE ->end @1",
    "LOAD_NAME 1 @2",
    "POP_TOP @2",
    "end:",
    "LOAD_CONST 0 @-1",
  ];
  expect(optimized([...lines, "RETURN_VALUE @-1"]).filter((text) => text.startsWith("RETURN_CONST"))).toHaveLength(2);
});
