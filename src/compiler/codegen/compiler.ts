/**
 * The state of code generation: one `Compiler` per compile(), one `Unit` per code object under construction, and the
 * emitters that every other file here uses. CPython's counterparts: struct compiler, struct compiler_unit and the ADDOP_*
 * macros of Python/compile.c.
 *
 * Invariant: `names`, `varnames`, `cellvars`, `freevars` of a unit only grow, and a name's index is its place in the map.
 */
import { OP } from "../../bytecode/opcodes.js";
import type { PyConst } from "../../bytecode/values.js";
import { PySyntaxError, type WarningSink } from "../errors.js";
import { ConstCache, ConstTable, SeparateConsts } from "../flowgraph/consts.js";
import type { UnitMetadata } from "../flowgraph/unit.js";
import type { FutureFeatures } from "../future.js";
import { InstructionSequence, type Location, NO_LOCATION } from "../instruction_sequence.js";
import { maybeMangle, type Symtable, type SymtableEntry } from "../symtable/entry.js";
import type { Tuning } from "../tuning.js";
import type { FrameBlock } from "./fblock.js";

export enum ScopeType {
  Module,
  Class,
  Function,
  AsyncFunction,
  Lambda,
  Comprehension,
  TypeParams,
}

/** Beyond this many values on the stack a display or call is built piecemeal. */
export const STACK_USE_GUIDELINE = 30;

/** PyCF_ALLOW_TOP_LEVEL_AWAIT */
export const ALLOW_TOP_LEVEL_AWAIT = 0x2000;

export const NO_LABEL = -1;

export interface Located {
  readonly lineno: number;
  readonly col_offset: number;
  readonly end_lineno: number;
  readonly end_col_offset: number;
}

export function LOC(node: Located): Location {
  return { lineno: node.lineno, endLineno: node.end_lineno, col: node.col_offset, endCol: node.end_col_offset };
}

/** A place that is one line and no columns yet, as scopes begin with. */
export function lineStart(lineno: number): Location {
  return { lineno, endLineno: lineno, col: 0, endCol: 0 };
}

/** What code generation left of a unit, before the flow graph took it over. */
export interface NestedSequence {
  readonly seq: InstructionSequence;
  readonly nested: readonly NestedSequence[];
}

export class Unit {
  readonly seq = new InstructionSequence();
  /** Name of the class for private names. */
  privateName: string | null;
  readonly fblocks: FrameBlock[] = [];
  inInlinedComp = 0;
  /** Of a class: attributes assigned through `self`. */
  readonly staticAttributes: Set<string> | null;
  /** Sequences of the units inside this one, where `Compiler.keepNested` asks for them. */
  readonly nested: NestedSequence[] = [];

  constructor(
    readonly metadata: UnitMetadata,
    readonly scopeType: ScopeType,
    readonly ste: SymtableEntry,
    /** The unit around this one. */
    readonly parent: Unit | null,
  ) {
    this.privateName = parent === null ? null : parent.privateName;
    this.staticAttributes = scopeType === ScopeType.Class ? new Set() : null;
  }
}

export class Compiler {
  /** The unit being generated. */
  u!: Unit;
  interactive = false;
  nestlevel = 0;
  /** Keep a copy of every inner unit's instructions (c_save_nested_seqs). */
  keepNested = false;
  tuning: Tuning = {};
  /** See comprehensions.ts. */
  genexpGetIter = true;
  /** See consts.ts; set before the first unit. */
  interned: ((text: string) => boolean) | undefined;
  readonly constCache = new ConstCache((text) => this.interned?.(text) ?? false);

  constructor(
    readonly filename: string,
    readonly symtable: Symtable,
    readonly future: FutureFeatures,
    /** Compiler flags: CO_FUTURE_* in force and PyCF_*. */
    readonly flags: number,
    readonly optimize: number,
    readonly warnings: WarningSink,
  ) {}

  newConstTable(): ConstTable {
    const { mergeConstants = "module" } = this.tuning;
    if (mergeConstants === "module") return new ConstTable(this.constCache);
    const cache = () => new ConstCache((text) => this.interned?.(text) ?? false);
    return mergeConstants === "code" ? new ConstTable(cache()) : new SeparateConsts(cache());
  }

  isTopLevelAwait(): boolean {
    return (this.flags & ALLOW_TOP_LEVEL_AWAIT) !== 0 && this.u.scopeType === ScopeType.Module;
  }

  // Emitters.

  newLabel(): number {
    return this.u.seq.newLabel();
  }

  useLabel(label: number): void {
    this.u.seq.useLabel(label);
  }

  addop(loc: Location, op: number): void {
    this.u.seq.addOp(op, 0, loc);
  }

  addopI(loc: Location, op: number, oparg: number): void {
    this.u.seq.addOp(op, oparg, loc);
  }

  addopJump(loc: Location, op: number, label: number): void {
    this.u.seq.addOp(op, label, loc);
  }

  addConst(value: PyConst): number {
    return this.u.metadata.consts.add(value);
  }

  loadConst(loc: Location, value: PyConst): void {
    this.u.seq.addOp(OP.LOAD_CONST, this.u.metadata.consts.add(value), loc);
  }

  /** ADDOP_N: `name` as it stands, in `table`. */
  addopIn(loc: Location, op: number, table: Map<string, number>, name: string): void {
    this.u.seq.addOp(op, dictAdd(table, name), loc);
  }

  mangle(name: string): string {
    return maybeMangle(this.u.privateName, this.u.ste, name);
  }

  /** ADDOP_NAME with the unit's names; LOAD_ATTR and the pseudo instructions for methods and super get their flags. */
  addopName(loc: Location, op: number, name: string): void {
    const arg = dictAdd(this.u.metadata.names, this.mangle(name));
    switch (op) {
      case OP.LOAD_ATTR:
        return this.addopI(loc, op, arg << 1);
      case OP.LOAD_METHOD:
        return this.addopI(loc, OP.LOAD_ATTR, (arg << 1) | 1);
      case OP.LOAD_SUPER_ATTR:
        return this.addopI(loc, op, (arg << 2) | 2);
      case OP.LOAD_SUPER_METHOD:
        return this.addopI(loc, OP.LOAD_SUPER_ATTR, (arg << 2) | 3);
      case OP.LOAD_ZERO_SUPER_ATTR:
        return this.addopI(loc, OP.LOAD_SUPER_ATTR, arg << 2);
      case OP.LOAD_ZERO_SUPER_METHOD:
        return this.addopI(loc, OP.LOAD_SUPER_ATTR, (arg << 2) | 1);
    }
    this.addopI(loc, op, arg);
  }

  addYieldFrom(loc: Location, resumeArg: number): void {
    const send = this.newLabel();
    const fail = this.newLabel();
    const exit = this.newLabel();
    this.useLabel(send);
    this.addopJump(loc, OP.SEND, exit);
    // A virtual try: only close() and throw() make YIELD_VALUE raise here.
    this.addopJump(loc, OP.SETUP_FINALLY, fail);
    this.addopI(loc, OP.YIELD_VALUE, 1);
    this.addop(NO_LOCATION, OP.POP_BLOCK);
    this.addopI(loc, OP.RESUME, resumeArg);
    this.addopJump(loc, OP.JUMP_NO_INTERRUPT, send);
    this.useLabel(fail);
    this.addop(loc, OP.CLEANUP_THROW);
    this.useLabel(exit);
    this.addop(loc, OP.END_SEND);
  }

  popExceptAndReraise(loc: Location): void {
    this.addopI(loc, OP.COPY, 3);
    this.addop(loc, OP.POP_EXCEPT);
    this.addopI(loc, OP.RERAISE, 1);
  }

  callExitWithNones(loc: Location): void {
    this.loadConst(loc, null);
    this.loadConst(loc, null);
    this.loadConst(loc, null);
    this.addopI(loc, OP.CALL, 2);
  }

  // Errors and warnings.

  /** compiler_error */
  error(loc: Location, msg: string): never {
    const { lineno, endLineno, col, endCol } = loc;
    throw new PySyntaxError("SyntaxError", msg, this.filename, lineno, col + 1, endLineno, endCol + 1, null);
  }

  /** compiler_warn */
  warn(loc: Location, msg: string): void {
    const { filename } = this;
    if (this.warnings.warn({ category: "SyntaxWarning", msg, filename, lineno: loc.lineno })) this.error(loc, msg);
  }

  /** forbidden_name */
  checkName(loc: Location, name: string, ctx: "Load" | "Store" | "Del"): void {
    if (ctx === "Load" || name !== "__debug__") return;
    this.error(loc, ctx === "Store" ? "cannot assign to __debug__" : "cannot delete __debug__");
  }
}

/** dict_add_o: the index of `name`, appended if new. */
export function dictAdd(table: Map<string, number>, name: string): number {
  let index = table.get(name);
  if (index === undefined) {
    index = table.size;
    table.set(name, index);
  }
  return index;
}
