/**
 * Entering and leaving a code unit, and turning it into a code object and a closure. CPython's counterparts:
 * compiler_enter_scope, compiler_set_qualname, compiler_make_closure, optimize_and_assemble in Python/compile.c.
 */
import {
  MAKE_FUNCTION_ANNOTATIONS,
  MAKE_FUNCTION_CLOSURE,
  MAKE_FUNCTION_DEFAULTS,
  MAKE_FUNCTION_KWDEFAULTS,
  RESUME_AT_FUNC_START,
} from "../../bytecode/opargs.js";
import { OP } from "../../bytecode/opcodes.js";
import type { CodeObject } from "../../bytecode/values.js";
import { optimizeAndAssemble } from "../assemble/optimize_and_assemble.js";
import { UnitMetadata } from "../flowgraph/unit.js";
import { type Location, NO_LOCATION } from "../instruction_sequence.js";
import {
  type BlockKey,
  CELL,
  DEF_COMP_CELL,
  DEF_FREE_CLASS,
  FREE,
  GLOBAL_EXPLICIT,
  mangle,
  SCOPE_MASK,
  SCOPE_OFFSET,
  type SymtableEntry,
} from "../symtable/entry.js";
import { type Compiler, dictAdd, ScopeType, Unit } from "./compiler.js";

const CO_OPTIMIZED = 0x1;
const CO_NEWLOCALS = 0x2;
const CO_VARARGS = 0x4;
const CO_VARKEYWORDS = 0x8;
const CO_NESTED = 0x10;
const CO_GENERATOR = 0x20;
const CO_COROUTINE = 0x80;
const CO_ASYNC_GENERATOR = 0x200;
/** PyCF_MASK: the CO_FUTURE_* that code objects inherit. */
const PyCF_MASK = 0x1fe0000;

const CO_FAST_FREE = 0x80;

/** Python's order of strings: by code point. */
function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // A surrogate stands for a code point above all others of 16 bits.
    const xs = x >= 0xd800 && x < 0xe000;
    const ys = y >= 0xd800 && y < 0xe000;
    return xs === ys ? x - y : xs ? 1 : -1;
  }
  return a.length - b.length;
}

/** dictbytype: names of a scope (or with a flag), sorted, numbered from `offset`. */
function namesByScope(
  ste: SymtableEntry,
  scope: number,
  flag: number,
  offset: number,
  table: Map<string, number>,
): void {
  const found: string[] = [];
  for (const [name, flags] of ste.symbols)
    if (((flags >> SCOPE_OFFSET) & SCOPE_MASK) === scope || flags & flag) found.push(name);
  if (found.length > 1) found.sort(compareStrings);
  for (let i = 0; i < found.length; i++) table.set(found[i]!, offset + i);
}

/** compiler_enter_scope */
export function enterScope(
  c: Compiler,
  name: string,
  scopeType: ScopeType,
  key: BlockKey,
  lineno: number,
  ofDefault = false,
): void {
  const ste = (ofDefault ? c.symtable.defaultBlocks : c.symtable.blocks).get(key);
  if (ste === undefined) throw new Error(`enterScope: no symbol table entry for ${name}`);
  const metadata = new UnitMetadata(name, c.newConstTable(), lineno);
  const parent = scopeType === ScopeType.Module ? null : c.u;
  const unit = new Unit(metadata, scopeType, ste, parent);
  for (const varname of ste.varnames) dictAdd(metadata.varnames, varname);
  namesByScope(ste, CELL, DEF_COMP_CELL, 0, metadata.cellvars);
  if (ste.needsClassClosure) dictAdd(metadata.cellvars, "__class__");
  if (ste.needsClassdict) dictAdd(metadata.cellvars, "__classdict__");
  namesByScope(ste, FREE, DEF_FREE_CLASS, metadata.cellvars.size, metadata.freevars);
  c.u = unit;
  c.nestlevel++;
  if (scopeType !== ScopeType.Module) setQualname(c);
  const line = scopeType === ScopeType.Module ? 0 : lineno;
  c.addopI({ lineno: line, endLineno: lineno, col: 0, endCol: 0 }, OP.RESUME, RESUME_AT_FUNC_START);
}

/** compiler_exit_scope */
export function exitScope(c: Compiler): void {
  c.nestlevel--;
  const { parent } = c.u;
  if (parent !== null) c.u = parent;
}

/** compiler_set_qualname */
function setQualname(c: Compiler): void {
  const { u } = c;
  const { name } = u.metadata;
  u.metadata.qualname = name;
  let parent = u.parent!;
  if (parent.parent === null) return;
  if (parent.scopeType === ScopeType.TypeParams) {
    parent = parent.parent;
    if (parent.parent === null) return;
  }
  const named =
    u.scopeType === ScopeType.Function || u.scopeType === ScopeType.AsyncFunction || u.scopeType === ScopeType.Class;
  if (named && parent.ste.scope(mangle(parent.privateName, name)) === GLOBAL_EXPLICIT) return;
  const inFunction =
    parent.scopeType === ScopeType.Function ||
    parent.scopeType === ScopeType.AsyncFunction ||
    parent.scopeType === ScopeType.Lambda;
  u.metadata.qualname = `${parent.metadata.qualname}${inFunction ? ".<locals>." : "."}${name}`;
}

/** get_ref_type */
export function getRefType(c: Compiler, name: string): number {
  if (c.u.scopeType === ScopeType.Class && (name === "__class__" || name === "__classdict__")) return CELL;
  return c.u.ste.scope(name);
}

/** compiler_make_closure: a function object from `code`; `flags` says which attributes lie on the stack already. */
export function makeClosure(c: Compiler, loc: Location, code: CodeObject, flags: number): void {
  const { localsplusnames, localspluskinds } = code.fields;
  let closure = 0;
  for (let i = 0; i < localsplusnames.length; i++) {
    if ((localspluskinds[i]! & CO_FAST_FREE) === 0) continue;
    const name = localsplusnames[i]!;
    const table = getRefType(c, name) === CELL ? c.u.metadata.cellvars : c.u.metadata.freevars;
    const arg = table.get(name);
    if (arg === undefined) throw new Error(`makeClosure: ${name} is neither cell nor free`);
    c.addopI(loc, OP.LOAD_CLOSURE, arg);
    closure++;
  }
  if (closure > 0) c.addopI(loc, OP.BUILD_TUPLE, closure);
  c.loadConst(loc, code);
  c.addop(loc, OP.MAKE_FUNCTION);
  if (closure > 0) c.addopI(loc, OP.SET_FUNCTION_ATTRIBUTE, MAKE_FUNCTION_CLOSURE);
  for (const flag of [MAKE_FUNCTION_ANNOTATIONS, MAKE_FUNCTION_KWDEFAULTS, MAKE_FUNCTION_DEFAULTS])
    if (flags & flag) c.addopI(loc, OP.SET_FUNCTION_ATTRIBUTE, flag);
}

/** compute_code_flags */
function computeCodeFlags(c: Compiler): number {
  const { ste } = c.u;
  let flags = 0;
  if (ste.isFunctionLike()) {
    flags |= CO_NEWLOCALS | CO_OPTIMIZED;
    if (ste.nested) flags |= CO_NESTED;
    if (ste.generator) flags |= ste.coroutine ? CO_ASYNC_GENERATOR : CO_GENERATOR;
    else if (ste.coroutine) flags |= CO_COROUTINE;
    if (ste.varargs) flags |= CO_VARARGS;
    if (ste.varkeywords) flags |= CO_VARKEYWORDS;
  }
  flags |= c.flags & PyCF_MASK;
  if (c.isTopLevelAwait() && ste.coroutine && !ste.generator) flags |= CO_COROUTINE;
  return flags;
}

/** add_return_at_end: nothing falls off the end. */
export function addReturnAtEnd(c: Compiler, addNone: boolean): void {
  if (addNone) c.loadConst(NO_LOCATION, null);
  c.addop(NO_LOCATION, OP.RETURN_VALUE);
}

/** optimize_and_assemble, and the unit is left. */
export function finishScope(c: Compiler, addNone: boolean): CodeObject {
  const flags = computeCodeFlags(c);
  addReturnAtEnd(c, addNone);
  const { metadata, seq, ste } = c.u;
  const { parent } = c.u;
  if (c.keepNested && parent !== null) parent.nested.push({ seq: seq.copy(), nested: c.u.nested });
  const code = optimizeAndAssemble(metadata, seq, flags, ste.varnames.length, c.filename, c.tuning);
  exitScope(c);
  return code;
}
