/**
 * From placed blocks to bytes: resolves jumps to offsets, adds EXTENDED_ARG and caches, writes the line and exception tables
 * and makes the code object.
 *
 * CPython's counterpart: Python/assemble.c. Jump arguments start out as instruction numbers and are recomputed until no
 * instruction changes its size: the result can depend on that start, so ours is CPython's.
 */
import { ByteWriter } from "../../bytecode/bytes.js";
import { writeExceptionEntry } from "../../bytecode/exceptiontable.js";
import { CO_FAST_CELL, CO_FAST_FREE, CO_FAST_HIDDEN, CO_FAST_LOCAL } from "../../bytecode/flags.js";
import { writeLocation } from "../../bytecode/linetable.js";
import { OP } from "../../bytecode/opcodes.js";
import { HAS_JUMP, HAS_TARGET, IS_BACKWARD_JUMP, IS_SCOPE_EXIT, opCaches, opFlags } from "../../bytecode/optables.js";
import { CodeObject, type PyConst } from "../../bytecode/values.js";
import type { BasicBlock, Cfg } from "../flowgraph/blocks.js";
import type { UnitMetadata } from "../flowgraph/unit.js";
import { type Instr as CfgInstr, NO_LOCATION } from "../instruction_sequence.js";

const { JUMP, JUMP_NO_INTERRUPT, JUMP_FORWARD, JUMP_BACKWARD, JUMP_BACKWARD_NO_INTERRUPT, EXTENDED_ARG } = OP;

/** The instructions of all blocks in order; `index` of an empty block is the next instruction's. */
interface Placed {
  readonly instrs: CfgInstr[];
  /** Offset in code units of each instruction, EXTENDED_ARGs included. */
  readonly offsets: Int32Array;
}

function place(cfg: Cfg): Placed {
  const instrs: CfgInstr[] = [];
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    b.index = instrs.length;
    for (let i = 0; i < b.instrs.length; i++) instrs.push(b.instrs[i]!);
  }
  return { instrs, offsets: new Int32Array(instrs.length) };
}

/** Code units of an instruction with its EXTENDED_ARGs and caches. */
function instrSize(opcode: number, oparg: number): number {
  const extended = oparg > 0xffffff ? 3 : oparg > 0xffff ? 2 : oparg > 0xff ? 1 : 0;
  return extended + 1 + opCaches[opcode]!;
}

function resolveUnconditionalJumps({ instrs }: Placed): void {
  for (let i = 0; i < instrs.length; i++) {
    const instr = instrs[i]!;
    if ((opFlags[instr.opcode]! & HAS_TARGET) === 0) continue;
    instr.oparg = instr.target!.index;
    const isForward = instr.oparg > i;
    if (instr.opcode === JUMP) instr.opcode = isForward ? JUMP_FORWARD : JUMP_BACKWARD;
    else if (instr.opcode === JUMP_NO_INTERRUPT) instr.opcode = isForward ? JUMP_FORWARD : JUMP_BACKWARD_NO_INTERRUPT;
  }
}

function resolveJumpOffsets({ instrs, offsets }: Placed): void {
  const jumps: number[] = [];
  const targets: number[] = [];
  for (let i = 0; i < instrs.length; i++) {
    const instr = instrs[i]!;
    if ((opFlags[instr.opcode]! & HAS_JUMP) === 0) continue;
    jumps.push(i);
    targets.push(instr.target!.index);
  }
  let sizeChanged: boolean;
  do {
    let total = 0;
    for (let i = 0; i < instrs.length; i++) {
      offsets[i] = total;
      total += instrSize(instrs[i]!.opcode, instrs[i]!.oparg);
    }
    sizeChanged = false;
    for (let j = 0; j < jumps.length; j++) {
      const instr = instrs[jumps[j]!]!;
      const size = instrSize(instr.opcode, instr.oparg);
      const after = offsets[jumps[j]!]! + size;
      const target = targets[j]! < instrs.length ? offsets[targets[j]!]! : total;
      instr.oparg = (opFlags[instr.opcode]! & IS_BACKWARD_JUMP) !== 0 ? after - target : target - after;
      if (instrSize(instr.opcode, instr.oparg) !== size) sizeChanged = true;
    }
  } while (sizeChanged);
}

const codeOut = new ByteWriter();
const tableOut = new ByteWriter();

function emitCode({ instrs }: Placed): Uint8Array {
  const out = codeOut;
  out.clear();
  for (let i = 0; i < instrs.length; i++) {
    const { opcode, oparg } = instrs[i]!;
    for (let shift = oparg > 0xffffff ? 24 : oparg > 0xffff ? 16 : oparg > 0xff ? 8 : 0; shift > 0; shift -= 8) {
      out.push(EXTENDED_ARG);
      out.push((oparg >> shift) & 0xff);
    }
    out.push(opcode);
    out.push(oparg & 0xff);
    for (let n = opCaches[opcode]!; n > 0; n--) {
      out.push(0);
      out.push(0);
    }
  }
  return out.take();
}

function emitLocations({ instrs }: Placed, firstlineno: number): Uint8Array {
  const out = tableOut;
  out.clear();
  for (let i = instrs.length - 1; i >= 0; i--) {
    const instr = instrs[i]!;
    if (instr.loc.lineno !== -2) continue;
    const leaves = (opFlags[instr.opcode]! & (HAS_JUMP | IS_SCOPE_EXIT)) !== 0;
    instr.loc = leaves || i === instrs.length - 1 ? NO_LOCATION : instrs[i + 1]!.loc;
  }
  let line = firstlineno;
  let loc = NO_LOCATION;
  let units = 0;
  for (let i = 0; i < instrs.length; i++) {
    const { loc: next, opcode, oparg } = instrs[i]!;
    if (
      next !== loc &&
      (next.lineno !== loc.lineno ||
        next.col !== loc.col ||
        next.endLineno !== loc.endLineno ||
        next.endCol !== loc.endCol)
    ) {
      line = writeLocation(out, loc, units, line);
      loc = next;
      units = 0;
    }
    units += instrSize(opcode, oparg);
  }
  writeLocation(out, loc, units, line);
  return out.take();
}

function emitExceptionTable({ instrs, offsets }: Placed): Uint8Array {
  const out = tableOut;
  out.clear();
  let handler: BasicBlock | null = null;
  let start = 0;
  const flush = (end: number): void => {
    if (handler === null) return;
    const lasti = handler.preserveLasti;
    const depth = handler.startdepth - 1 - (lasti ? 1 : 0);
    writeExceptionEntry(out, { start, end, target: offsets[handler.index]!, depth, lasti });
  };
  let end = 0;
  for (let i = 0; i < instrs.length; i++) {
    const instr = instrs[i]!;
    if (instr.except !== handler) {
      flush(end);
      start = end;
      handler = instr.except;
    }
    end += instrSize(instr.opcode, instr.oparg);
  }
  flush(end);
  return out.take();
}

/** compute_localsplus_info: names and kinds of locals, cells and free variables in their final numbering. */
function computeLocalsplusInfo(unit: UnitMetadata, nlocalsplus: number): { names: string[]; kinds: Uint8Array } {
  const names: string[] = new Array(nlocalsplus).fill("");
  const kinds = new Uint8Array(nlocalsplus);
  const { varnames, cellvars, freevars, fasthidden } = unit;
  for (const [name, index] of varnames) {
    names[index] = name;
    kinds[index] =
      CO_FAST_LOCAL | (fasthidden.has(name) ? CO_FAST_HIDDEN : 0) | (cellvars.has(name) ? CO_FAST_CELL : 0);
  }
  const nlocals = varnames.size;
  let dropped = 0;
  for (const [name, index] of cellvars) {
    if (varnames.has(name)) {
      dropped++;
      continue;
    }
    const at = index + nlocals - dropped;
    names[at] = name;
    kinds[at] = CO_FAST_CELL | (fasthidden.has(name) ? CO_FAST_HIDDEN : 0);
  }
  for (const [name, index] of freevars) {
    const at = index + nlocals - dropped;
    names[at] = name;
    kinds[at] = CO_FAST_FREE;
  }
  return { names, kinds };
}

/** makecode: `consts` are the constants left after optimisation; consumes the graph. */
export function assembleCode(
  cfg: Cfg,
  unit: UnitMetadata,
  consts: readonly PyConst[],
  maxdepth: number,
  nlocalsplus: number,
  codeFlags: number,
  filename: string,
): CodeObject {
  const placed = place(cfg);
  resolveUnconditionalJumps(placed);
  resolveJumpOffsets(placed);
  const code = emitCode(placed);
  const linetable = emitLocations(placed, unit.firstlineno);
  const exceptiontable = emitExceptionTable(placed);
  const { names, kinds } = computeLocalsplusInfo(unit, nlocalsplus);
  const { cache } = unit.consts;
  return new CodeObject({
    argcount: unit.posonlyargcount + unit.argcount,
    posonlyargcount: unit.posonlyargcount,
    kwonlyargcount: unit.kwonlyargcount,
    stacksize: Math.max(maxdepth, 1),
    flags: codeFlags,
    code,
    consts: cache.mergeItems(consts),
    names: cache.mergeItems(Array.from(unit.names.keys())),
    localsplusnames: cache.mergeItems(names),
    localspluskinds: kinds,
    filename,
    name: unit.name,
    qualname: unit.qualname === "" ? unit.name : unit.qualname,
    firstlineno: unit.firstlineno,
    linetable: cache.mergeBytes(linetable),
    exceptiontable: cache.mergeBytes(exceptiontable),
  });
}
