/**
 * The expressions: dispatch, operators, displays, f-strings, attributes. CPython's counterpart: compiler_visit_expr1 and
 * its small helpers in Python/compile.c.
 */
import {
  binaryOps,
  compareOparg,
  compareOps,
  intrinsics1,
  RESUME_AFTER_AWAIT,
  RESUME_AFTER_YIELD,
  RESUME_AFTER_YIELD_FROM,
} from "../../bytecode/opargs.js";
import { OP } from "../../bytecode/opcodes.js";
import type * as ast from "../ast/nodes.js";
import { PyException } from "../errors.js";
import { type Location, NO_LOCATION } from "../instruction_sequence.js";
import { canOptimizeSuperCall, compileCall, loadArgsForSuper } from "./calls.js";
import { type Compiler, LOC, ScopeType, STACK_USE_GUIDELINE } from "./compiler.js";
import { compileComprehension } from "./comprehensions.js";
import { jumpIf } from "./control.js";
import { compileDict, compileList, compileSet, compileTuple } from "./displays.js";
import { compileLambda } from "./functions.js";
import { nameop } from "./names.js";
import { checkCompare, checkIndex, checkSubscripter } from "./warnings.js";

const INTRINSIC_UNARY_POSITIVE = intrinsics1.indexOf("INTRINSIC_UNARY_POSITIVE");
const INTRINSIC_ASYNC_GEN_WRAP = intrinsics1.indexOf("INTRINSIC_ASYNC_GEN_WRAP");

function nb(name: (typeof binaryOps)[number][0]): number {
  return binaryOps.findIndex((row) => row[0] === name);
}

const BINARY: Readonly<Record<ast.operator, number>> = {
  Add: nb("NB_ADD"),
  Sub: nb("NB_SUBTRACT"),
  Mult: nb("NB_MULTIPLY"),
  MatMult: nb("NB_MATRIX_MULTIPLY"),
  Div: nb("NB_TRUE_DIVIDE"),
  Mod: nb("NB_REMAINDER"),
  Pow: nb("NB_POWER"),
  LShift: nb("NB_LSHIFT"),
  RShift: nb("NB_RSHIFT"),
  BitOr: nb("NB_OR"),
  BitXor: nb("NB_XOR"),
  BitAnd: nb("NB_AND"),
  FloorDiv: nb("NB_FLOOR_DIVIDE"),
};
const INPLACE_OFFSET = nb("NB_INPLACE_ADD") - nb("NB_ADD");

function comparison(operator: (typeof compareOps)[number][0]): number {
  return compareOparg(compareOps.findIndex((row) => row[0] === operator));
}

const COMPARE = {
  Lt: comparison("<"),
  LtE: comparison("<="),
  Eq: comparison("=="),
  NotEq: comparison("!="),
  Gt: comparison(">"),
  GtE: comparison(">="),
} as const;

export function visitExprs(c: Compiler, exprs: readonly ast.expr[]): void {
  for (let i = 0; i < exprs.length; i++) visitExpr(c, exprs[i]!);
}

export function addBinary(c: Compiler, loc: Location, op: ast.operator, inplace: boolean): void {
  c.addopI(loc, OP.BINARY_OP, BINARY[op] + (inplace ? INPLACE_OFFSET : 0));
}

/** compiler_addcompare */
export function addCompare(c: Compiler, loc: Location, op: ast.cmpop): void {
  switch (op) {
    case "Is":
      return c.addopI(loc, OP.IS_OP, 0);
    case "IsNot":
      return c.addopI(loc, OP.IS_OP, 1);
    case "In":
      return c.addopI(loc, OP.CONTAINS_OP, 0);
    case "NotIn":
      return c.addopI(loc, OP.CONTAINS_OP, 1);
    default:
      return c.addopI(loc, OP.COMPARE_OP, COMPARE[op]);
  }
}

/** compiler_visit_expr1 */
export function visitExpr(c: Compiler, e: ast.expr): void {
  switch (e.kind) {
    case "Name":
      return nameop(c, LOC(e), e.id, e.ctx);
    case "Constant":
      return c.loadConst(LOC(e), e.value);
    case "Attribute":
      return compileAttribute(c, e);
    case "Call":
      return compileCall(c, e);
    case "Subscript":
      return compileSubscript(c, e);
    case "BinOp":
      return compileBinOp(c, e);
    case "UnaryOp":
      return compileUnaryOp(c, e);
    case "Compare":
      return compileCompare(c, e);
    case "BoolOp":
      return compileBoolOp(c, e);
    case "Tuple":
      return compileTuple(c, e);
    case "List":
      return compileList(c, e);
    case "Dict":
      return compileDict(c, e);
    case "Set":
      return compileSet(c, e);
    case "JoinedStr":
      return compileJoinedStr(c, e);
    case "FormattedValue":
      return compileFormattedValue(c, e);
    case "Lambda":
      return compileLambda(c, e);
    case "IfExp":
      return compileIfExp(c, e);
    case "ListComp":
    case "SetComp":
    case "DictComp":
    case "GeneratorExp":
      return compileComprehension(c, e);
    case "NamedExpr":
      visitExpr(c, e.value);
      c.addopI(LOC(e), OP.COPY, 1);
      return visitExpr(c, e.target);
    case "Yield":
    case "YieldFrom":
      return compileYield(c, e);
    case "Await":
      return compileAwait(c, e);
    case "Slice":
      return c.addopI(LOC(e), OP.BUILD_SLICE, compileSlice(c, e));
    case "Starred":
      // Legitimate targets never come here: lists and tuples look inside.
      if (e.ctx === "Store") c.error(LOC(e), "starred assignment target must be in a list or tuple");
      return c.error(LOC(e), "can't use starred expression here");
  }
}

/** Chains to the left are emitted without recursion. */
function compileBinOp(c: Compiler, e: ast.BinOp): void {
  if (e.left.kind !== "BinOp") {
    visitExpr(c, e.left);
    visitExpr(c, e.right);
    return addBinary(c, LOC(e), e.op, false);
  }
  const chain: ast.BinOp[] = [];
  let node: ast.expr = e;
  while (node.kind === "BinOp") {
    chain.push(node);
    node = node.left;
  }
  visitExpr(c, node);
  for (let i = chain.length - 1; i >= 0; i--) {
    const one = chain[i]!;
    visitExpr(c, one.right);
    addBinary(c, LOC(one), one.op, false);
  }
}

function compileUnaryOp(c: Compiler, e: ast.UnaryOp): void {
  visitExpr(c, e.operand);
  const loc = LOC(e);
  switch (e.op) {
    case "UAdd":
      return c.addopI(loc, OP.CALL_INTRINSIC_1, INTRINSIC_UNARY_POSITIVE);
    case "Not":
      c.addop(loc, OP.TO_BOOL);
      return c.addop(loc, OP.UNARY_NOT);
    case "Invert":
      return c.addop(loc, OP.UNARY_INVERT);
    case "USub":
      return c.addop(loc, OP.UNARY_NEGATIVE);
  }
}

function compileBoolOp(c: Compiler, e: ast.BoolOp): void {
  const loc = LOC(e);
  const jump = e.op === "And" ? OP.POP_JUMP_IF_FALSE : OP.POP_JUMP_IF_TRUE;
  const end = c.newLabel();
  const last = e.values.length - 1;
  for (let i = 0; i < last; i++) {
    visitExpr(c, e.values[i]!);
    c.addopI(loc, OP.COPY, 1);
    c.addop(loc, OP.TO_BOOL);
    c.addopJump(loc, jump, end);
    c.addop(loc, OP.POP_TOP);
  }
  visitExpr(c, e.values[last]!);
  c.useLabel(end);
}

function compileIfExp(c: Compiler, e: ast.IfExp): void {
  const end = c.newLabel();
  const next = c.newLabel();
  jumpIf(c, LOC(e), e.test, next, false);
  visitExpr(c, e.body);
  c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, end);
  c.useLabel(next);
  visitExpr(c, e.orelse);
  c.useLabel(end);
}

function compileCompare(c: Compiler, e: ast.Compare): void {
  const loc = LOC(e);
  checkCompare(c, e);
  visitExpr(c, e.left);
  const last = e.ops.length - 1;
  if (last === 0) {
    visitExpr(c, e.comparators[0]!);
    return addCompare(c, loc, e.ops[0]!);
  }
  const cleanup = c.newLabel();
  for (let i = 0; i < last; i++) {
    visitExpr(c, e.comparators[i]!);
    c.addopI(loc, OP.SWAP, 2);
    c.addopI(loc, OP.COPY, 2);
    addCompare(c, loc, e.ops[i]!);
    c.addopI(loc, OP.COPY, 1);
    c.addop(loc, OP.TO_BOOL);
    c.addopJump(loc, OP.POP_JUMP_IF_FALSE, cleanup);
    c.addop(loc, OP.POP_TOP);
  }
  visitExpr(c, e.comparators[last]!);
  addCompare(c, loc, e.ops[last]!);
  const end = c.newLabel();
  c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, end);
  c.useLabel(cleanup);
  c.addopI(loc, OP.SWAP, 2);
  c.addop(loc, OP.POP_TOP);
  c.useLabel(end);
}

function compileJoinedStr(c: Compiler, e: ast.JoinedStr): void {
  const loc = LOC(e);
  const { values } = e;
  if (values.length > STACK_USE_GUIDELINE) {
    c.loadConst(loc, "");
    c.addopName(loc, OP.LOAD_METHOD, "join");
    c.addopI(loc, OP.BUILD_LIST, 0);
    for (let i = 0; i < values.length; i++) {
      visitExpr(c, values[i]!);
      c.addopI(loc, OP.LIST_APPEND, 1);
    }
    return c.addopI(loc, OP.CALL, 1);
  }
  visitExprs(c, values);
  if (values.length > 1) c.addopI(loc, OP.BUILD_STRING, values.length);
  else if (values.length === 0) c.loadConst(loc, "");
}

function compileFormattedValue(c: Compiler, e: ast.FormattedValue): void {
  visitExpr(c, e.value);
  const loc = LOC(e);
  if (e.conversion !== -1) {
    const oparg = e.conversion === 115 ? 1 : e.conversion === 114 ? 2 : e.conversion === 97 ? 3 : 0;
    if (oparg === 0) throw new PyException("SystemError", `Unrecognized conversion character ${e.conversion}`);
    c.addopI(loc, OP.CONVERT_VALUE, oparg);
  }
  if (e.format_spec !== null) {
    visitExpr(c, e.format_spec);
    c.addop(loc, OP.FORMAT_WITH_SPEC);
  } else c.addop(loc, OP.FORMAT_SIMPLE);
}

/** addop_yield: the value is on the stack. */
export function addYield(c: Compiler, loc: Location): void {
  if (c.u.ste.generator && c.u.ste.coroutine) c.addopI(loc, OP.CALL_INTRINSIC_1, INTRINSIC_ASYNC_GEN_WRAP);
  c.addopI(loc, OP.YIELD_VALUE, 0);
  c.addopI(loc, OP.RESUME, RESUME_AFTER_YIELD);
}

function compileYield(c: Compiler, e: ast.Yield | ast.YieldFrom): void {
  const loc = LOC(e);
  if (e.kind === "Yield") {
    if (!c.u.ste.isFunctionLike()) c.error(loc, "'yield' outside function");
    if (e.value !== null) visitExpr(c, e.value);
    else c.loadConst(loc, null);
    return addYield(c, loc);
  }
  if (!c.u.ste.isFunctionLike()) c.error(loc, "'yield from' outside function");
  if (c.u.scopeType === ScopeType.AsyncFunction) c.error(loc, "'yield from' inside async function");
  visitExpr(c, e.value);
  c.addop(loc, OP.GET_YIELD_FROM_ITER);
  c.loadConst(loc, null);
  c.addYieldFrom(loc, RESUME_AFTER_YIELD_FROM);
}

function compileAwait(c: Compiler, e: ast.Await): void {
  const loc = LOC(e);
  if (!c.isTopLevelAwait()) {
    if (!c.u.ste.isFunctionLike()) c.error(loc, "'await' outside function");
    if (c.u.scopeType !== ScopeType.AsyncFunction && c.u.scopeType !== ScopeType.Comprehension)
      c.error(loc, "'await' outside async function");
  }
  visitExpr(c, e.value);
  c.addopI(loc, OP.GET_AWAITABLE, 0);
  c.loadConst(loc, null);
  c.addYieldFrom(loc, RESUME_AFTER_AWAIT);
}

/** How many UTF-16 units of `text` are not the second half of a code point. */
function codePointLength(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) length--;
  return length;
}

/** update_start_location_to_match_attr: an access that spans lines starts at the attribute's name. */
export function attrLocation(loc: Location, attr: ast.Attribute): Location {
  if (loc.lineno === attr.end_lineno) return loc;
  const lineno = attr.end_lineno;
  const length = codePointLength(attr.attr);
  let { endCol } = loc;
  let col = -1;
  if (length <= attr.end_col_offset) col = attr.end_col_offset - length;
  else endCol = -1;
  const endLineno = Math.max(lineno, loc.endLineno);
  if (lineno === endLineno) endCol = Math.max(col, endCol);
  return { lineno, endLineno, col, endCol };
}

/** Of a class, the attributes that methods assign through `self`. */
function addStaticAttribute(c: Compiler, e: ast.Attribute): void {
  if (e.ctx !== "Store" || e.value.kind !== "Name" || e.value.id !== "self") return;
  for (let unit = c.u.parent; unit !== null; unit = unit.parent) {
    if (unit.staticAttributes === null) continue;
    unit.staticAttributes.add(e.attr);
    return;
  }
}

function compileAttribute(c: Compiler, e: ast.Attribute): void {
  if (e.ctx === "Load" && canOptimizeSuperCall(c, e)) {
    const call = e.value as ast.Call;
    loadArgsForSuper(c, call);
    c.addopName(LOC(e), call.args.length > 0 ? OP.LOAD_SUPER_ATTR : OP.LOAD_ZERO_SUPER_ATTR, e.attr);
    return c.addop(attrLocation(LOC(e), e), OP.NOP);
  }
  addStaticAttribute(c, e);
  visitExpr(c, e.value);
  const loc = attrLocation(LOC(e), e);
  switch (e.ctx) {
    case "Load":
      return c.addopName(loc, OP.LOAD_ATTR, e.attr);
    case "Store":
      c.checkName(loc, e.attr, "Store");
      return c.addopName(loc, OP.STORE_ATTR, e.attr);
    case "Del":
      c.checkName(loc, e.attr, "Del");
      return c.addopName(loc, OP.DELETE_ATTR, e.attr);
  }
}

export function isTwoElementSlice(e: ast.expr): e is ast.Slice {
  return e.kind === "Slice" && e.step === null;
}

/** compiler_slice: pushes the bounds; returns how many. */
export function compileSlice(c: Compiler, e: ast.Slice): number {
  if (e.lower !== null) visitExpr(c, e.lower);
  else c.loadConst(LOC(e), null);
  if (e.upper !== null) visitExpr(c, e.upper);
  else c.loadConst(LOC(e), null);
  if (e.step === null) return 2;
  visitExpr(c, e.step);
  return 3;
}

function compileSubscript(c: Compiler, e: ast.Subscript): void {
  const { ctx } = e;
  const loc = LOC(e);
  if (ctx === "Load") {
    checkSubscripter(c, e.value);
    checkIndex(c, e.value, e.slice);
  }
  visitExpr(c, e.value);
  if (ctx !== "Del" && isTwoElementSlice(e.slice)) {
    compileSlice(c, e.slice);
    return c.addop(loc, ctx === "Load" ? OP.BINARY_SLICE : OP.STORE_SLICE);
  }
  visitExpr(c, e.slice);
  c.addop(loc, ctx === "Load" ? OP.BINARY_SUBSCR : ctx === "Store" ? OP.STORE_SUBSCR : OP.DELETE_SUBSCR);
}
