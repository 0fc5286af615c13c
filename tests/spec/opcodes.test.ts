/** The opcode table against the npm oracle's own tables: numbers, flags, caches, families, stack effects. */
import { execFileSync } from "node:child_process";
import { loadPyodide } from "pyodide";
import { beforeAll, expect, test } from "vitest";
import { binaryOps, compareOps, intrinsics1, intrinsics2 } from "../../src/bytecode/opargs.js";
import { OP, type OpName, rows } from "../../src/bytecode/opcodes.js";
import { opCaches, opDeopt, opFlags, stackEffect } from "../../src/bytecode/optables.js";

const SCRIPT = `
import json, opcode, _opcode
from _opcode_metadata import opmap, _specialized_opmap, _specializations
everything = {**opmap, **_specialized_opmap}
args = [0, 1, 2, 3, 4, 5, 256, 257, 1000]
tests = [_opcode.has_arg, _opcode.has_const, _opcode.has_name, _opcode.has_jump, _opcode.has_free, _opcode.has_local]
def effects(op):
    out = []
    for arg in args:
        for jump in (False, True):
            try:
                out.append(_opcode.stack_effect(op, arg if _opcode.has_arg(op) else None, jump=jump))
            except ValueError:
                out.append(None)
    return out
json.dumps({
    "numbers": everything,
    "flags": {name: [bool(t(op)) for t in tests] for name, op in opmap.items()},
    "effects": {name: effects(op) for name, op in opmap.items()},
    "args": args,
    "caches": opcode._cache_format,
    "families": {name: family for family, names in _specializations.items() for name in names},
    "nb": [list(op) for op in _opcode.get_nb_ops()],
    "intrinsics": [_opcode.get_intrinsic1_descs(), _opcode.get_intrinsic2_descs()],
    "cmp": list(opcode.cmp_op),
})`;

interface Oracle {
  numbers: Record<string, number>;
  flags: Record<string, boolean[]>;
  effects: Record<string, (number | null)[]>;
  args: number[];
  caches: Record<string, Record<string, number>>;
  families: Record<string, string>;
  nb: [string, string][];
  intrinsics: [string[], string[]];
  cmp: string[];
}

let oracle: Oracle;
const names = Object.keys(OP) as OpName[];
const isPlain = (name: OpName): boolean => rows[name].kind === "plain" || rows[name].kind === "pseudo";

beforeAll(async () => {
  oracle = JSON.parse((await loadPyodide()).runPython(SCRIPT));
}, 60_000);

test("every opcode has the oracle's number, and none is missing", () => {
  const unnamed = names.filter((name) => rows[name].kind === "instrumented");
  for (const name of unnamed) expect(OP[name]).toBeGreaterThanOrEqual(236);
  const ours = Object.fromEntries(names.filter((name) => oracle.numbers[name] !== undefined).map((n) => [n, OP[n]]));
  expect(ours).toEqual(oracle.numbers);
});

test("flags follow from the operand kinds", () => {
  const ours = Object.fromEntries(
    names.filter(isPlain).map((name) => [name, [1, 2, 4, 8, 16, 32].map((bit) => (opFlags[OP[name]]! & bit) !== 0)]),
  );
  for (const name of names.filter(isPlain)) expect([name, ours[name]]).toEqual([name, oracle.flags[name]]);
});

test("stack effects follow from the stack pictures", () => {
  for (const name of names.filter(isPlain)) {
    const ours = oracle.args.flatMap((arg) => [stackEffect(OP[name], arg, false), stackEffect(OP[name], arg, true)]);
    expect([name, ours]).toEqual([name, oracle.effects[name]]);
  }
});

test("caches have the oracle's fields", () => {
  for (const name of names.filter(isPlain)) {
    expect([name, Object.fromEntries(rows[name].caches)]).toEqual([name, oracle.caches[name] ?? {}]);
  }
  expect(opCaches[OP.LOAD_ATTR]).toBe(9);
});

test("specialised opcodes belong to the oracle's families", () => {
  for (const [name, family] of Object.entries(oracle.families)) {
    expect([name, rows[name as OpName].family, opDeopt[OP[name as OpName]]]).toEqual([
      name,
      family,
      OP[family as OpName],
    ]);
  }
});

test("operators and intrinsics have the oracle's order", () => {
  expect(binaryOps).toEqual(oracle.nb);
  expect(compareOps.map(([sign]) => sign)).toEqual(oracle.cmp);
  expect([[...intrinsics1], [...intrinsics2]]).toEqual(oracle.intrinsics);
});

test("docs/opcodes.md is current", { timeout: 60_000 }, () => {
  expect(() => execFileSync("node", ["--import", "tsx", "scripts/generate.ts", "--check"])).not.toThrow();
});
