/**
 * match statements (PEP 634). CPython's counterparts: compiler_match_inner, compiler_pattern_* in Python/compile.c.
 *
 * Invariant of every pattern function: it consumes the subject on top of the stack. `onTop` counts what else of ours lies
 * above the captures; on failure all of it is popped by the fail_pop blocks, on success names are stored only after the
 * whole pattern has matched, so captured values wait underneath.
 */
import { OP } from "../../bytecode/opcodes.js";
import { pyRepr } from "../../bytecode/repr.js";
import { PyTuple } from "../../bytecode/values.js";
import type * as ast from "../ast/nodes.js";
import { equalityKey } from "../fold/constants.js";
import { type Location, NO_LOCATION } from "../instruction_sequence.js";
import { type Compiler, LOC } from "./compiler.js";
import { jumpIf } from "./control.js";
import { addBinary, addCompare, visitExpr } from "./expressions.js";
import { nameop } from "./names.js";
import { visitStmts } from "./statements.js";

class PatternContext {
  /** Names captured so far, deepest on the stack first. */
  stores: string[] = [];
  /** An irrefutable pattern here makes what follows unreachable unless this is true. */
  allowIrrefutable = false;
  /** failPop[n] is the label that pops n values. */
  failPop: number[] = [];
  onTop = 0;
}

function isWildcard(p: ast.pattern): boolean {
  return p.kind === "MatchAs" && p.name === null;
}

function isWildcardStar(p: ast.pattern): boolean {
  return p.kind === "MatchStar" && p.name === null;
}

function ensureFailPop(c: Compiler, pc: PatternContext, n: number): void {
  while (pc.failPop.length <= n) pc.failPop.push(c.newLabel());
}

function jumpToFailPop(c: Compiler, loc: Location, pc: PatternContext, op: number): void {
  const pops = pc.onTop + pc.stores.length;
  ensureFailPop(c, pc, pops);
  c.addopJump(loc, op, pc.failPop[pops]!);
}

function emitAndResetFailPop(c: Compiler, loc: Location, pc: PatternContext): void {
  for (let n = pc.failPop.length - 1; n > 0; n--) {
    c.useLabel(pc.failPop[n]!);
    c.addop(loc, OP.POP_TOP);
  }
  if (pc.failPop.length > 0) c.useLabel(pc.failPop[0]!);
  pc.failPop = [];
}

function failUnless(c: Compiler, loc: Location, pc: PatternContext): void {
  jumpToFailPop(c, loc, pc, OP.POP_JUMP_IF_FALSE);
}

/** pattern_helper_rotate: moves the top under `count - 1` values. */
function rotate(c: Compiler, loc: Location, count: number): void {
  for (let n = count; n > 1; n--) c.addopI(loc, OP.SWAP, n);
}

function duplicateStore(c: Compiler, loc: Location, name: string): never {
  return c.error(loc, `multiple assignments to name ${pyRepr(name)} in pattern`);
}

/** pattern_helper_store_name */
function storeName(c: Compiler, loc: Location, name: string | null, pc: PatternContext): void {
  if (name === null) return c.addop(loc, OP.POP_TOP);
  c.checkName(loc, name, "Store");
  if (pc.stores.includes(name)) duplicateStore(c, loc, name);
  rotate(c, loc, pc.onTop + pc.stores.length + 1);
  pc.stores.push(name);
}

function subpattern(c: Compiler, p: ast.pattern, pc: PatternContext): void {
  const allowIrrefutable = pc.allowIrrefutable;
  pc.allowIrrefutable = true;
  visitPattern(c, p, pc);
  pc.allowIrrefutable = allowIrrefutable;
}

/** pattern_helper_sequence_unpack with pattern_unpack_helper */
function sequenceUnpack(c: Compiler, loc: Location, patterns: readonly ast.pattern[], pc: PatternContext): void {
  const size = patterns.length;
  const star = patterns.findIndex((p) => p.kind === "MatchStar");
  if (star < 0) c.addopI(loc, OP.UNPACK_SEQUENCE, size);
  else {
    const after = size - star - 1;
    if (star >= 1 << 8 || after >= 0x7fffffff >> 8)
      c.error(loc, "too many expressions in star-unpacking sequence pattern");
    c.addopI(loc, OP.UNPACK_EX, star + (after << 8));
  }
  pc.onTop += size;
  for (const p of patterns) {
    pc.onTop--;
    subpattern(c, p, pc);
  }
}

/** pattern_helper_sequence_subscr: [a, *_, b] by index, without building the list of the rest. */
function sequenceSubscr(
  c: Compiler,
  loc: Location,
  patterns: readonly ast.pattern[],
  star: number,
  pc: PatternContext,
): void {
  pc.onTop++;
  const size = patterns.length;
  for (let i = 0; i < size; i++) {
    const p = patterns[i]!;
    if (isWildcard(p) || i === star) continue;
    c.addopI(loc, OP.COPY, 1);
    if (i < star) c.loadConst(loc, BigInt(i));
    else {
      // The subject may not know negative indices.
      c.addop(loc, OP.GET_LEN);
      c.loadConst(loc, BigInt(size - i));
      addBinary(c, loc, "Sub", false);
    }
    c.addop(loc, OP.BINARY_SUBSCR);
    subpattern(c, p, pc);
  }
  pc.onTop--;
  c.addop(loc, OP.POP_TOP);
}

function patternSequence(c: Compiler, p: ast.MatchSequence, pc: PatternContext): void {
  const loc = LOC(p);
  const { patterns } = p;
  const size = patterns.length;
  let star = -1;
  let onlyWildcard = true;
  let starWildcard = false;
  for (let i = 0; i < size; i++) {
    const one = patterns[i]!;
    if (one.kind === "MatchStar") {
      if (star >= 0) c.error(loc, "multiple starred names in sequence pattern");
      starWildcard = isWildcardStar(one);
      onlyWildcard &&= starWildcard;
      star = i;
    } else onlyWildcard &&= isWildcard(one);
  }
  pc.onTop++;
  c.addop(loc, OP.MATCH_SEQUENCE);
  failUnless(c, loc, pc);
  if (star < 0 || size > 1) {
    c.addop(loc, OP.GET_LEN);
    c.loadConst(loc, BigInt(star < 0 ? size : size - 1));
    addCompare(c, loc, star < 0 ? "Eq" : "GtE");
    failUnless(c, loc, pc);
  }
  pc.onTop--;
  if (onlyWildcard) c.addop(loc, OP.POP_TOP);
  else if (starWildcard) sequenceSubscr(c, loc, patterns, star, pc);
  else sequenceUnpack(c, loc, patterns, pc);
}

function patternAs(c: Compiler, p: ast.MatchAs, pc: PatternContext): void {
  const loc = LOC(p);
  if (p.pattern === null) {
    if (!pc.allowIrrefutable) {
      const what = p.name === null ? "wildcard" : `name capture ${pyRepr(p.name)}`;
      c.error(loc, `${what} makes remaining patterns unreachable`);
    }
    return storeName(c, loc, p.name, pc);
  }
  pc.onTop++;
  c.addopI(loc, OP.COPY, 1);
  visitPattern(c, p.pattern, pc);
  pc.onTop--;
  storeName(c, loc, p.name, pc);
}

function validateKwdAttrs(c: Compiler, p: ast.MatchClass): void {
  const attrs = p.kwd_attrs;
  for (let i = 0; i < attrs.length; i++) {
    c.checkName(LOC(p.kwd_patterns[i]!), attrs[i]!, "Store");
    for (let j = i + 1; j < attrs.length; j++)
      if (attrs[i] === attrs[j])
        c.error(LOC(p.kwd_patterns[j]!), `attribute name repeated in class pattern: ${attrs[i]}`);
  }
}

/** TOS is a tuple of parts, or None if nothing matched. */
function failIfNone(c: Compiler, loc: Location, pc: PatternContext): void {
  c.addopI(loc, OP.COPY, 1);
  c.loadConst(loc, null);
  c.addopI(loc, OP.IS_OP, 1);
  failUnless(c, loc, pc);
}

function patternClass(c: Compiler, p: ast.MatchClass, pc: PatternContext): void {
  const loc = LOC(p);
  const nargs = p.patterns.length;
  const count = nargs + p.kwd_attrs.length;
  validateKwdAttrs(c, p);
  visitExpr(c, p.cls);
  c.loadConst(loc, new PyTuple(p.kwd_attrs));
  c.addopI(loc, OP.MATCH_CLASS, nargs);
  c.addopI(loc, OP.COPY, 1);
  c.loadConst(loc, null);
  c.addopI(loc, OP.IS_OP, 1);
  pc.onTop++;
  failUnless(c, loc, pc);
  c.addopI(loc, OP.UNPACK_SEQUENCE, count);
  pc.onTop += count - 1;
  for (let i = 0; i < count; i++) {
    pc.onTop--;
    const one = i < nargs ? p.patterns[i]! : p.kwd_patterns[i - nargs]!;
    if (isWildcard(one)) c.addop(loc, OP.POP_TOP);
    else subpattern(c, one, pc);
  }
}

/** The keys of a mapping pattern, checked for duplicates. */
function visitKeys(c: Compiler, p: ast.MatchMapping): void {
  const seen = new Set<unknown>();
  for (const key of p.keys) {
    if (key.kind === "Constant") {
      const id = equalityKey(key.value);
      if (seen.has(id)) c.error(LOC(p), `mapping pattern checks duplicate key (${pyRepr(key.value)})`);
      seen.add(id);
    } else if (key.kind !== "Attribute")
      c.error(LOC(p), "mapping pattern keys may only match literals and attribute lookups");
    visitExpr(c, key);
  }
}

function patternMapping(c: Compiler, p: ast.MatchMapping, pc: PatternContext): void {
  const loc = LOC(p);
  const size = p.keys.length;
  pc.onTop++;
  c.addop(loc, OP.MATCH_MAPPING);
  failUnless(c, loc, pc);
  if (size === 0 && p.rest === null) {
    pc.onTop--;
    return c.addop(loc, OP.POP_TOP);
  }
  if (size > 0) {
    c.addop(loc, OP.GET_LEN);
    c.loadConst(loc, BigInt(size));
    addCompare(c, loc, "GtE");
    failUnless(c, loc, pc);
  }
  visitKeys(c, p);
  c.addopI(loc, OP.BUILD_TUPLE, size);
  c.addop(loc, OP.MATCH_KEYS);
  // On the subject lie now the tuple of keys and the tuple of values.
  pc.onTop += 2;
  failIfNone(c, loc, pc);
  c.addopI(loc, OP.UNPACK_SEQUENCE, size);
  pc.onTop += size - 1;
  for (const one of p.patterns) {
    pc.onTop--;
    subpattern(c, one, pc);
  }
  pc.onTop -= 2;
  if (p.rest === null) {
    c.addop(loc, OP.POP_TOP);
    return c.addop(loc, OP.POP_TOP);
  }
  // rest = dict(subject); for key in keys: del rest[key]
  c.addopI(loc, OP.BUILD_MAP, 0);
  c.addopI(loc, OP.SWAP, 3);
  c.addopI(loc, OP.DICT_UPDATE, 2);
  c.addopI(loc, OP.UNPACK_SEQUENCE, size);
  for (let n = size; n > 0; n--) {
    c.addopI(loc, OP.COPY, 1 + n);
    c.addopI(loc, OP.SWAP, 2);
    c.addop(loc, OP.DELETE_SUBSCR);
  }
  storeName(c, loc, p.rest, pc);
}

/** Brings the captures of an alternative into the order of the first one's. */
function reorderStores(c: Compiler, p: ast.MatchOr, loc: Location, pc: PatternContext, control: string[]): void {
  if (pc.stores.length !== control.length) c.error(LOC(p), "alternative patterns bind different names");
  for (let i = control.length - 1; i >= 0; i--) {
    const at = pc.stores.indexOf(control[i]!);
    if (at < 0) c.error(LOC(p), "alternative patterns bind different names");
    if (at === i) continue;
    const rotations = at + 1;
    const rotated = pc.stores.splice(0, rotations);
    pc.stores.splice(i - at, 0, ...rotated);
    for (let n = 0; n < rotations; n++) rotate(c, loc, i + 1);
  }
}

function patternOr(c: Compiler, p: ast.MatchOr, pc: PatternContext): void {
  const loc = LOC(p);
  const end = c.newLabel();
  const { stores, allowIrrefutable, failPop, onTop } = pc;
  let control: string[] = [];
  const last = p.patterns.length - 1;
  for (let i = 0; i <= last; i++) {
    const alt = p.patterns[i]!;
    pc.stores = [];
    pc.allowIrrefutable = i === last && allowIrrefutable;
    pc.failPop = [];
    pc.onTop = 0;
    c.addopI(LOC(alt), OP.COPY, 1);
    visitPattern(c, alt, pc);
    if (i === 0) control = [...pc.stores];
    else reorderStores(c, p, LOC(alt), pc, control);
    c.addopJump(LOC(alt), OP.JUMP, end);
    emitAndResetFailPop(c, LOC(alt), pc);
  }
  pc.stores = stores;
  pc.allowIrrefutable = allowIrrefutable;
  pc.failPop = failPop;
  pc.onTop = onTop;
  c.addop(loc, OP.POP_TOP);
  jumpToFailPop(c, loc, pc, OP.JUMP);

  c.useLabel(end);
  const rotations = control.length + 1 + pc.onTop + pc.stores.length;
  for (const name of control) {
    rotate(c, loc, rotations);
    if (pc.stores.includes(name)) duplicateStore(c, loc, name);
    pc.stores.push(name);
  }
  c.addop(loc, OP.POP_TOP);
}

/** compiler_pattern */
function visitPattern(c: Compiler, p: ast.pattern, pc: PatternContext): void {
  const loc = LOC(p);
  switch (p.kind) {
    case "MatchValue":
      if (p.value.kind !== "Constant" && p.value.kind !== "Attribute")
        c.error(loc, "patterns may only match literals and attribute lookups");
      visitExpr(c, p.value);
      addCompare(c, loc, "Eq");
      c.addop(loc, OP.TO_BOOL);
      return failUnless(c, loc, pc);
    case "MatchSingleton":
      c.loadConst(loc, p.value);
      addCompare(c, loc, "Is");
      return failUnless(c, loc, pc);
    case "MatchSequence":
      return patternSequence(c, p, pc);
    case "MatchMapping":
      return patternMapping(c, p, pc);
    case "MatchClass":
      return patternClass(c, p, pc);
    case "MatchStar":
      return storeName(c, loc, p.name, pc);
    case "MatchAs":
      return patternAs(c, p, pc);
    case "MatchOr":
      return patternOr(c, p, pc);
  }
}

/** compiler_match_inner */
export function compileMatch(c: Compiler, s: ast.Match): void {
  const pc = new PatternContext();
  visitExpr(c, s.subject);
  const end = c.newLabel();
  const count = s.cases.length;
  const lastCase = s.cases[count - 1]!;
  const hasDefault = isWildcard(lastCase.pattern) && count > 1;
  const matched = hasDefault ? count - 1 : count;
  for (let i = 0; i < matched; i++) {
    const one = s.cases[i]!;
    const loc = LOC(one.pattern);
    if (i !== matched - 1) c.addopI(loc, OP.COPY, 1);
    pc.stores = [];
    pc.allowIrrefutable = one.guard !== null || i === count - 1;
    pc.failPop = [];
    pc.onTop = 0;
    visitPattern(c, one.pattern, pc);
    for (const name of pc.stores) nameop(c, loc, name, "Store");
    if (one.guard !== null) {
      ensureFailPop(c, pc, 0);
      jumpIf(c, loc, one.guard, pc.failPop[0]!, false);
    }
    if (i !== matched - 1) c.addop(loc, OP.POP_TOP);
    visitStmts(c, one.body);
    c.addopJump(NO_LOCATION, OP.JUMP, end);
    // What follows a failure belongs to the line of the failed pattern.
    emitAndResetFailPop(c, loc, pc);
  }
  if (hasDefault) {
    const loc = LOC(lastCase.pattern);
    c.addop(loc, OP.NOP);
    if (lastCase.guard !== null) jumpIf(c, loc, lastCase.guard, end, false);
    visitStmts(c, lastCase.body);
  }
  c.useLabel(end);
}
