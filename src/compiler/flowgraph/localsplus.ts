/**
 * Fast locals, cells and free variables in one numbering, and the instructions at the start of the code that set them up.
 *
 * CPython's counterparts: prepare_localsplus, build_cellfixedoffsets, fix_cell_offsets, insert_prefix_instructions
 * (flowgraph.c). The numbering: locals, then the cells that are not also parameters or locals, then free variables.
 */
import { CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR } from "../../bytecode/flags.js";
import { OP } from "../../bytecode/opcodes.js";
import { Instr as CfgInstr, NO_LOCATION } from "../instruction_sequence.js";
import type { BasicBlock, Cfg } from "./blocks.js";
import type { UnitMetadata } from "./unit.js";

const { MAKE_CELL, LOAD_CLOSURE, LOAD_DEREF, STORE_DEREF, DELETE_DEREF, LOAD_FROM_DICT_OR_DEREF } = OP;
const { RETURN_GENERATOR, POP_TOP, COPY_FREE_VARS } = OP;

/** Returns the number of localsplus. */
export function prepareLocalsplus(unit: UnitMetadata, cfg: Cfg, codeFlags: number): number {
  const nlocals = unit.varnames.size;
  const ncellvars = unit.cellvars.size;
  const nfreevars = unit.freevars.size;
  const fixed = buildCellfixedoffsets(unit);
  // The prefix is made with the unfixed cell numbers, as all instructions with cells have them until fixCellOffsets.
  insertPrefixInstructions(unit, cfg.entry, fixed, codeFlags);
  const dropped = fixCellOffsets(nlocals, cfg, fixed);
  return nlocals + ncellvars + nfreevars - dropped;
}

/** Cell or free variable number -> localsplus index, before the gaps of dropped cells are closed. */
function buildCellfixedoffsets(unit: UnitMetadata): Int32Array {
  const nlocals = unit.varnames.size;
  const fixed = new Int32Array(unit.cellvars.size + unit.freevars.size);
  for (let i = 0; i < fixed.length; i++) fixed[i] = nlocals + i;
  for (const [name, index] of unit.cellvars) {
    const local = unit.varnames.get(name);
    if (local !== undefined) fixed[index] = local;
  }
  return fixed;
}

function insertPrefixInstructions(unit: UnitMetadata, entry: BasicBlock, fixed: Int32Array, codeFlags: number): void {
  const prefix: CfgInstr[] = [];
  const nfreevars = unit.freevars.size;
  if (nfreevars > 0) prefix.push(new CfgInstr(COPY_FREE_VARS, nfreevars, NO_LOCATION));
  const ncellvars = unit.cellvars.size;
  if (ncellvars > 0) {
    // In the order of their final places, parameters first.
    const order = Array.from({ length: ncellvars }, (_, i) => i).sort((a, b) => fixed[a]! - fixed[b]!);
    for (const cell of order) prefix.push(new CfgInstr(MAKE_CELL, cell, NO_LOCATION));
  }
  if ((codeFlags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR)) !== 0) {
    const loc = { lineno: unit.firstlineno, endLineno: unit.firstlineno, col: -1, endCol: -1 };
    prefix.push(new CfgInstr(RETURN_GENERATOR, 0, loc), new CfgInstr(POP_TOP, 0, loc));
  }
  if (prefix.length > 0) entry.instrs.unshift(...prefix);
}

/** Returns how many cells share their place with a local. */
function fixCellOffsets(nlocals: number, cfg: Cfg, fixed: Int32Array): number {
  let dropped = 0;
  for (let i = 0; i < fixed.length; i++) {
    if (fixed[i] === i + nlocals) fixed[i] = fixed[i]! - dropped;
    else dropped++;
  }
  if (fixed.length === 0) return dropped;
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    const { instrs } = b;
    for (let i = 0; i < instrs.length; i++) {
      const instr = instrs[i]!;
      switch (instr.opcode) {
        case MAKE_CELL:
        case LOAD_CLOSURE:
        case LOAD_DEREF:
        case STORE_DEREF:
        case DELETE_DEREF:
        case LOAD_FROM_DICT_OR_DEREF:
          instr.oparg = fixed[instr.oparg]!;
      }
    }
  }
  return dropped;
}
