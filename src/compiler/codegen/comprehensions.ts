/**
 * Comprehensions, inlined into the unit around them (PEP 709), and generator expressions, which are functions.
 * CPython's counterparts: compiler_comprehension and push_/pop_inlined_comprehension_state in Python/compile.c.
 *
 * 3.13.2 emits a GET_ITER of its own before every loop, though the iterator's maker has emitted one; 3.13.0 does not
 * (`genexpGetIter` is false to compare with it).
 */

import { RESUME_AFTER_AWAIT } from "../../bytecode/opargs.js";
import { OP } from "../../bytecode/opcodes.js";
import type * as ast from "../ast/nodes.js";
import { type Location, NO_LOCATION } from "../instruction_sequence.js";
import {
  BlockType,
  CELL,
  DEF_LOCAL,
  DEF_NONLOCAL,
  FREE,
  SCOPE_MASK,
  SCOPE_OFFSET,
  type SymtableEntry,
} from "../symtable/entry.js";
import { type Compiler, LOC, NO_LABEL, ScopeType } from "./compiler.js";
import { jumpIf } from "./control.js";
import { addYield, visitExpr } from "./expressions.js";
import { FrameBlockType, popFblock, pushFblock } from "./fblock.js";
import { wrapInStopiterationHandler } from "./functions.js";
import { enterScope, finishScope, makeClosure } from "./scope.js";

type AnyComprehension = ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp;

const NAMES = {
  GeneratorExp: "<genexpr>",
  ListComp: "<listcomp>",
  SetComp: "<setcomp>",
  DictComp: "<dictcomp>",
} as const;

/** Where the iterator of a `for` comes from. */
enum Iter {
  /** The outermost, as an argument. */
  Argument,
  /** The outermost, on the stack. */
  OnStack,
  /** Evaluated in place. */
  Inner,
}

function locationOfElement(e: AnyComprehension): Location {
  if (e.kind !== "DictComp") return LOC(e.elt);
  return {
    lineno: e.key.lineno,
    endLineno: e.value.end_lineno,
    col: e.key.col_offset,
    endCol: e.value.end_col_offset,
  };
}

/** The innermost body: computes the element and hands it over. */
function addElement(c: Compiler, e: AnyComprehension, depth: number): Location {
  const loc = locationOfElement(e);
  switch (e.kind) {
    case "GeneratorExp":
      visitExpr(c, e.elt);
      addYield(c, loc);
      c.addop(loc, OP.POP_TOP);
      break;
    case "ListComp":
      visitExpr(c, e.elt);
      c.addopI(loc, OP.LIST_APPEND, depth + 1);
      break;
    case "SetComp":
      visitExpr(c, e.elt);
      c.addopI(loc, OP.SET_ADD, depth + 1);
      break;
    case "DictComp":
      visitExpr(c, e.key);
      visitExpr(c, e.value);
      c.addopI(loc, OP.MAP_ADD, depth + 1);
      break;
  }
  return loc;
}

/** The location of the jump back: of the element if this loop is the innermost, else of its first part. */
function jumpBackLocation(e: AnyComprehension, innermost: Location | null): Location {
  return innermost ?? LOC(e.kind === "DictComp" ? e.key : e.elt);
}

function generator(c: Compiler, loc: Location, e: AnyComprehension, index: number, depth: number, iter: Iter): void {
  if (e.generators[index]!.is_async) asyncGenerator(c, loc, e, index, depth, iter);
  else syncGenerator(c, loc, e, index, depth, iter);
}

/** `for y in [f(x)]`: an assignment in disguise, compiled as one. */
function singleElement(iter: ast.expr): ast.expr | null {
  if (iter.kind !== "List" && iter.kind !== "Tuple") return null;
  if (iter.elts.length !== 1) return null;
  const elt = iter.elts[0]!;
  return elt.kind === "Starred" ? null : elt;
}

function syncGenerator(
  c: Compiler,
  loc: Location,
  e: AnyComprehension,
  index: number,
  outerDepth: number,
  iter: Iter,
): void {
  let start = c.newLabel();
  const ifCleanup = c.newLabel();
  const anchor = c.newLabel();
  const gen = e.generators[index]!;
  let depth = outerDepth;
  if (iter === Iter.Argument) {
    c.u.metadata.argcount = 1;
    c.addopI(loc, OP.LOAD_FAST, 0);
  } else if (iter === Iter.Inner) {
    const single = singleElement(gen.iter);
    if (single !== null) {
      visitExpr(c, single);
      start = NO_LABEL;
    } else {
      visitExpr(c, gen.iter);
      c.addop(LOC(gen.iter), OP.GET_ITER);
    }
  }
  const loops = start !== NO_LABEL;
  if (loops) {
    depth++;
    if (c.genexpGetIter) c.addop(LOC(gen.iter), OP.GET_ITER);
    c.useLabel(start);
    c.addopJump(LOC(gen.iter), OP.FOR_ITER, anchor);
  }
  visitExpr(c, gen.target);
  for (const condition of gen.ifs) jumpIf(c, loc, condition, ifCleanup, false);
  let eltLoc: Location | null = null;
  if (index + 1 < e.generators.length) generator(c, loc, e, index + 1, depth, Iter.Inner);
  else eltLoc = addElement(c, e, depth);
  c.useLabel(ifCleanup);
  if (loops) {
    c.addopJump(jumpBackLocation(e, eltLoc), OP.JUMP, start);
    c.useLabel(anchor);
    c.addop(NO_LOCATION, OP.END_FOR);
    c.addop(NO_LOCATION, OP.POP_TOP);
  }
}

function asyncGenerator(
  c: Compiler,
  loc: Location,
  e: AnyComprehension,
  index: number,
  depth: number,
  iter: Iter,
): void {
  const start = c.newLabel();
  const except = c.newLabel();
  const ifCleanup = c.newLabel();
  const gen = e.generators[index]!;
  if (iter === Iter.Argument) {
    c.u.metadata.argcount = 1;
    c.addopI(loc, OP.LOAD_FAST, 0);
  } else if (iter === Iter.Inner) {
    visitExpr(c, gen.iter);
    c.addop(LOC(gen.iter), OP.GET_AITER);
  }
  c.useLabel(start);
  pushFblock(c, loc, FrameBlockType.AsyncComprehensionGenerator, start, NO_LABEL);
  c.addopJump(loc, OP.SETUP_FINALLY, except);
  c.addop(loc, OP.GET_ANEXT);
  c.loadConst(loc, null);
  c.addYieldFrom(loc, RESUME_AFTER_AWAIT);
  c.addop(loc, OP.POP_BLOCK);
  visitExpr(c, gen.target);
  for (const condition of gen.ifs) jumpIf(c, loc, condition, ifCleanup, false);
  let eltLoc: Location | null = null;
  if (index + 1 < e.generators.length) generator(c, loc, e, index + 1, depth + 1, Iter.Inner);
  else eltLoc = addElement(c, e, depth + 1);
  c.useLabel(ifCleanup);
  c.addopJump(jumpBackLocation(e, eltLoc), OP.JUMP, start);
  popFblock(c);
  c.useLabel(except);
  c.addop(loc, OP.END_ASYNC_FOR);
}

function scopeOf(symbol: number): number {
  return (symbol >> SCOPE_OFFSET) & SCOPE_MASK;
}

/** What an inlined comprehension must restore. */
interface InlinedState {
  /** Names whose value outside lies on the stack. */
  readonly pushedLocals: string[];
  /** Symbols of the unit that stand for the comprehension's while it is compiled. */
  readonly tempSymbols: Map<string, number>;
  readonly fastHidden: string[];
  cleanup: number;
  end: number;
}

/** Lets the unit see `name` as the comprehension does; free names are the same from both sides. */
function overrideSymbol(c: Compiler, name: string, symbol: number, inClassBlock: boolean, state: InlinedState): void {
  const { symbols } = c.u.ste;
  const outer = symbols.get(name) ?? 0;
  const scope = scopeOf(symbol);
  const outerScope = scopeOf(outer);
  const differs = scope !== outerScope && scope !== FREE && !(scope === CELL && outerScope === FREE);
  if (!differs && !inClassBlock) return;
  symbols.set(name, symbol);
  state.tempSymbols.set(name, outer);
}

/** A name bound in the comprehension: saves the outer value on the stack. */
function isolate(c: Compiler, loc: Location, name: string, symbol: number, outer: number, state: InlinedState): void {
  const { metadata, ste } = c.u;
  if (!ste.isFunctionLike() && metadata.fasthidden.get(name) !== true) {
    metadata.fasthidden.set(name, true);
    state.fastHidden.push(name);
  }
  c.addopIn(loc, OP.LOAD_FAST_AND_CLEAR, metadata.varnames, name);
  if (scopeOf(symbol) === CELL)
    c.addopIn(loc, OP.MAKE_CELL, scopeOf(outer) === FREE ? metadata.freevars : metadata.cellvars, name);
  state.pushedLocals.push(name);
}

/** push_inlined_comprehension_state */
function pushInlined(c: Compiler, loc: Location, entry: SymtableEntry): InlinedState {
  const state: InlinedState = {
    pushedLocals: [],
    tempSymbols: new Map(),
    fastHidden: [],
    cleanup: NO_LABEL,
    end: NO_LABEL,
  };
  const inClassBlock = c.u.ste.type === BlockType.Class && c.u.inInlinedComp === 0;
  c.u.inInlinedComp++;
  for (const [name, symbol] of entry.symbols) {
    // DEF_LOCAL with DEF_NONLOCAL is a walrus's target: it belongs to the block around.
    const bound = symbol & DEF_LOCAL && !(symbol & DEF_NONLOCAL);
    const outer = c.u.ste.symbols.get(name) ?? 0;
    overrideSymbol(c, name, symbol, inClassBlock, state);
    if (bound || inClassBlock) isolate(c, loc, name, symbol, outer, state);
  }
  if (state.pushedLocals.length > 0) {
    c.addopI(loc, OP.SWAP, state.pushedLocals.length + 1);
    state.cleanup = c.newLabel();
    state.end = c.newLabel();
    c.addopJump(loc, OP.SETUP_FINALLY, state.cleanup);
  }
  return state;
}

function restoreLocals(c: Compiler, loc: Location, state: InlinedState): void {
  const { pushedLocals } = state;
  c.addopI(loc, OP.SWAP, pushedLocals.length + 1);
  for (let i = pushedLocals.length - 1; i >= 0; i--)
    c.addopIn(loc, OP.STORE_FAST_MAYBE_NULL, c.u.metadata.varnames, pushedLocals[i]!);
}

/** pop_inlined_comprehension_state */
function popInlined(c: Compiler, loc: Location, state: InlinedState): void {
  c.u.inInlinedComp--;
  for (const [name, symbol] of state.tempSymbols) c.u.ste.symbols.set(name, symbol);
  if (state.pushedLocals.length > 0) {
    c.addop(NO_LOCATION, OP.POP_BLOCK);
    c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, state.end);
    c.useLabel(state.cleanup);
    // Under the exception lies the unfinished result.
    c.addopI(NO_LOCATION, OP.SWAP, 2);
    c.addop(NO_LOCATION, OP.POP_TOP);
    restoreLocals(c, loc, state);
    c.addopI(NO_LOCATION, OP.RERAISE, 0);
    c.useLabel(state.end);
    restoreLocals(c, loc, state);
  }
  // False, not gone: the assembler marks these names as hidden.
  for (const name of state.fastHidden) c.u.metadata.fasthidden.set(name, false);
}

function outermostIter(c: Compiler, gen: ast.Comprehension): void {
  visitExpr(c, gen.iter);
  c.addop(LOC(gen.iter), gen.is_async ? OP.GET_AITER : OP.GET_ITER);
}

function buildContainer(c: Compiler, loc: Location, e: AnyComprehension, inlined: boolean): void {
  if (e.kind === "GeneratorExp") return;
  const op = e.kind === "ListComp" ? OP.BUILD_LIST : e.kind === "SetComp" ? OP.BUILD_SET : OP.BUILD_MAP;
  c.addopI(loc, op, 0);
  if (inlined) c.addopI(loc, OP.SWAP, 2);
}

function checkAsync(c: Compiler, loc: Location, e: AnyComprehension, outer: ScopeType, topLevelAwait: boolean): void {
  if (e.kind === "GeneratorExp" || topLevelAwait) return;
  if (outer === ScopeType.AsyncFunction || outer === ScopeType.Comprehension) return;
  c.error(loc, "asynchronous comprehension outside of an asynchronous function");
}

/** compiler_comprehension */
export function compileComprehension(c: Compiler, e: AnyComprehension): void {
  const loc = LOC(e);
  const outerScope = c.u.scopeType;
  const topLevelAwait = c.isTopLevelAwait();
  const entry = c.symtable.blocks.get(e)!;
  const isAsync = entry.coroutine;
  const outermost = e.generators[0]!;
  if (entry.compInlined) {
    outermostIter(c, outermost);
    const state = pushInlined(c, loc, entry);
    if (isAsync) checkAsync(c, loc, e, outerScope, topLevelAwait);
    buildContainer(c, loc, e, true);
    generator(c, loc, e, 0, 0, Iter.OnStack);
    return popInlined(c, loc, state);
  }
  enterScope(c, NAMES[e.kind], ScopeType.Comprehension, e, e.lineno);
  if (isAsync) checkAsync(c, loc, e, outerScope, topLevelAwait);
  buildContainer(c, loc, e, false);
  generator(c, loc, e, 0, 0, Iter.Argument);
  if (e.kind === "GeneratorExp") wrapInStopiterationHandler(c);
  else c.addop(loc, OP.RETURN_VALUE);
  const code = finishScope(c, true);
  if (topLevelAwait && isAsync) c.u.ste.coroutine = true;
  makeClosure(c, loc, code, 0);
  outermostIter(c, outermost);
  c.addopI(loc, OP.CALL, 0);
  if (isAsync && e.kind !== "GeneratorExp") {
    c.addopI(loc, OP.GET_AWAITABLE, 0);
    c.loadConst(loc, null);
    c.addYieldFrom(loc, RESUME_AFTER_AWAIT);
  }
}
