/**
 * Drops the constants that no instruction loads any more and renumbers the others. The first constant stays: it may be a
 * docstring. CPython's counterpart: remove_unused_consts (flowgraph.c).
 */
import { HAS_CONST, opFlags } from "../../bytecode/optables.js";
import type { PyConst } from "../../bytecode/values.js";
import type { BasicBlock, Cfg } from "./blocks.js";

/** Returns the constants left, in order. */
export function removeUnusedConsts(cfg: Cfg, consts: readonly PyConst[]): readonly PyConst[] {
  if (consts.length === 0) return consts;
  const newIndex = new Int32Array(consts.length).fill(-1);
  newIndex[0] = 0;
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    const { instrs } = b;
    for (let i = 0; i < instrs.length; i++) {
      const instr = instrs[i]!;
      if ((opFlags[instr.opcode]! & HAS_CONST) !== 0) newIndex[instr.oparg] = 0;
    }
  }
  const used: PyConst[] = [];
  for (let i = 0; i < consts.length; i++) {
    if (newIndex[i] === -1) continue;
    newIndex[i] = used.length;
    used.push(consts[i]!);
  }
  if (used.length === consts.length) return consts;
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    const { instrs } = b;
    for (let i = 0; i < instrs.length; i++) {
      const instr = instrs[i]!;
      if ((opFlags[instr.opcode]! & HAS_CONST) !== 0) instr.oparg = newIndex[instr.oparg]!;
    }
  }
  return used;
}
