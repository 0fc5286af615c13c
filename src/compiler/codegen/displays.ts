/**
 * Tuples, lists, sets and dicts: as values with unpacking, and as targets. CPython's counterparts: starunpack_helper,
 * unpack_helper, assignment_helper, compiler_dict in Python/compile.c.
 */
import { intrinsics1 } from "../../bytecode/opargs.js";
import { OP } from "../../bytecode/opcodes.js";
import { PyTuple } from "../../bytecode/values.js";
import type * as ast from "../ast/nodes.js";
import { makeFrozenSet } from "../fold/constants.js";
import type { Location } from "../instruction_sequence.js";
import { type Compiler, LOC, STACK_USE_GUIDELINE } from "./compiler.js";
import { visitExpr, visitExprs } from "./expressions.js";

const INTRINSIC_LIST_TO_TUPLE = intrinsics1.indexOf("INTRINSIC_LIST_TO_TUPLE");

/** The instructions that build one kind of display. */
interface Display {
  readonly build: number;
  readonly add: number;
  readonly extend: number;
  readonly tuple: boolean;
}

const LIST: Display = { build: OP.BUILD_LIST, add: OP.LIST_APPEND, extend: OP.LIST_EXTEND, tuple: false };
export const TUPLE: Display = { build: OP.BUILD_LIST, add: OP.LIST_APPEND, extend: OP.LIST_EXTEND, tuple: true };
const SET: Display = { build: OP.BUILD_SET, add: OP.SET_ADD, extend: OP.SET_UPDATE, tuple: false };

function allConstant(exprs: readonly (ast.expr | null)[], begin: number, end: number): boolean {
  for (let i = begin; i < end; i++) if (exprs[i]?.kind !== "Constant") return false;
  return true;
}

function constantDisplay(
  c: Compiler,
  loc: Location,
  elts: readonly ast.expr[],
  pushed: number,
  display: Display,
): void {
  const values = elts.map((e) => (e as ast.Constant).value);
  const folded = new PyTuple(values);
  if (display.tuple && pushed === 0) return c.loadConst(loc, folded);
  c.addopI(loc, display.build, pushed);
  c.loadConst(loc, display.add === OP.SET_ADD ? makeFrozenSet(values) : folded);
  c.addopI(loc, display.extend, 1);
  if (display.tuple) c.addopI(loc, OP.CALL_INTRINSIC_1, INTRINSIC_LIST_TO_TUPLE);
}

/** starunpack_helper: `pushed` values lie on the stack already and come first. */
export function starUnpack(
  c: Compiler,
  loc: Location,
  elts: readonly ast.expr[],
  pushed: number,
  display: Display,
): void {
  const n = elts.length;
  if (n > 2 && allConstant(elts, 0, n)) return constantDisplay(c, loc, elts, pushed, display);
  const big = n + pushed > STACK_USE_GUIDELINE;
  if (!big && !elts.some((e) => e.kind === "Starred")) {
    visitExprs(c, elts);
    return c.addopI(loc, display.tuple ? OP.BUILD_TUPLE : display.build, n + pushed);
  }
  let built = false;
  if (big) {
    c.addopI(loc, display.build, pushed);
    built = true;
  }
  for (let i = 0; i < n; i++) {
    const e = elts[i]!;
    if (e.kind === "Starred") {
      if (!built) {
        c.addopI(loc, display.build, i + pushed);
        built = true;
      }
      visitExpr(c, e.value);
      c.addopI(loc, display.extend, 1);
    } else {
      visitExpr(c, e);
      if (built) c.addopI(loc, display.add, 1);
    }
  }
  if (display.tuple) c.addopI(loc, OP.CALL_INTRINSIC_1, INTRINSIC_LIST_TO_TUPLE);
}

/** unpack_helper and assignment_helper */
function assignTo(c: Compiler, loc: Location, elts: readonly ast.expr[]): void {
  const n = elts.length;
  let seenStar = false;
  for (let i = 0; i < n; i++) {
    if (elts[i]!.kind !== "Starred") continue;
    if (seenStar) c.error(loc, "multiple starred expressions in assignment");
    const after = n - i - 1;
    if (i >= 1 << 8 || after >= 0x7fffffff >> 8) c.error(loc, "too many expressions in star-unpacking assignment");
    c.addopI(loc, OP.UNPACK_EX, i + (after << 8));
    seenStar = true;
  }
  if (!seenStar) c.addopI(loc, OP.UNPACK_SEQUENCE, n);
  for (const e of elts) visitExpr(c, e.kind === "Starred" ? e.value : e);
}

export function compileTuple(c: Compiler, e: ast.Tuple): void {
  if (e.ctx === "Load") starUnpack(c, LOC(e), e.elts, 0, TUPLE);
  else if (e.ctx === "Store") assignTo(c, LOC(e), e.elts);
  else visitExprs(c, e.elts);
}

export function compileList(c: Compiler, e: ast.List): void {
  if (e.ctx === "Load") starUnpack(c, LOC(e), e.elts, 0, LIST);
  else if (e.ctx === "Store") assignTo(c, LOC(e), e.elts);
  else visitExprs(c, e.elts);
}

export function compileSet(c: Compiler, e: ast.Set): void {
  starUnpack(c, LOC(e), e.elts, 0, SET);
}

function compileSubdict(c: Compiler, e: ast.Dict, begin: number, end: number): void {
  const n = end - begin;
  const big = n * 2 > STACK_USE_GUIDELINE;
  const loc = LOC(e);
  if (n > 1 && !big && allConstant(e.keys, begin, end)) {
    for (let i = begin; i < end; i++) visitExpr(c, e.values[i]!);
    c.loadConst(loc, new PyTuple(e.keys.slice(begin, end).map((key) => (key as ast.Constant).value)));
    return c.addopI(loc, OP.BUILD_CONST_KEY_MAP, n);
  }
  if (big) c.addopI(loc, OP.BUILD_MAP, 0);
  for (let i = begin; i < end; i++) {
    visitExpr(c, e.keys[i]!);
    visitExpr(c, e.values[i]!);
    if (big) c.addopI(loc, OP.MAP_ADD, 1);
  }
  if (!big) c.addopI(loc, OP.BUILD_MAP, n);
}

export function compileDict(c: Compiler, e: ast.Dict): void {
  const loc = LOC(e);
  const n = e.values.length;
  let haveDict = false;
  let elements = 0;
  const flush = (begin: number, end: number): void => {
    compileSubdict(c, e, begin, end);
    if (haveDict) c.addopI(loc, OP.DICT_UPDATE, 1);
    haveDict = true;
    elements = 0;
  };
  for (let i = 0; i < n; i++) {
    if (e.keys[i] === null) {
      if (elements > 0) flush(i - elements, i);
      if (!haveDict) {
        c.addopI(loc, OP.BUILD_MAP, 0);
        haveDict = true;
      }
      visitExpr(c, e.values[i]!);
      c.addopI(loc, OP.DICT_UPDATE, 1);
    } else if (elements * 2 > STACK_USE_GUIDELINE) flush(i - elements, i + 1);
    else elements++;
  }
  if (elements > 0) flush(n - elements, n);
  if (!haveDict) c.addopI(loc, OP.BUILD_MAP, 0);
}
