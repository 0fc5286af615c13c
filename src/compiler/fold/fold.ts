/**
 * Constant folding on the syntax tree, in place, before the symbol table is built: operators on constants, tuples of constants,
 * literal lists and sets that are only iterated or searched, `not` of a containment or identity test, `__debug__`, `%`
 * formatting.
 *
 * CPython's counterpart: Python/ast_opt.c. Functions on expressions return the node that takes the place of their argument.
 */

import { isTrue, type PyConst, PyTuple, SurrogateStr } from "../../bytecode/values.js";
import {
  type Arg,
  type Arguments,
  type Compare,
  type Comprehension,
  Constant,
  type expr,
  JoinedStr,
  type Keyword,
  type List,
  type mod,
  type pattern,
  type stmt,
  Tuple,
  type type_param,
} from "../ast/nodes.js";
import type { WarningSink } from "../errors.js";
import { PyException } from "../errors.js";
import { foldBinary, foldSubscript, makeFrozenSet } from "./constants.js";
import { optimizeFormat } from "./format.js";
import { isNumber, unaryNumber } from "./numbers.js";

const CO_FUTURE_ANNOTATIONS = 0x1000000;

/** Nested deeper than this, compiling ends in RecursionError (CPython's C recursion limit, less the frames in use). */
export const COMPILER_RECURSION_LIMIT = 9998;

export function recursionError(): PyException {
  return new PyException("RecursionError", "maximum recursion depth exceeded during compilation");
}

let isDebug = true;
let foldsAnnotations = true;
let depth = 0;
/** False: nothing changes but the values in patterns, which must be constants. */
let folds = true;
let warnings: WarningSink | undefined;
let filename = "";

/** `optimize` is compile()'s level: 0, 1 or 2. `futureFlags` are the CO_FUTURE_* in force; `sink` hears of ~True in `source`. */
export function foldAst(
  tree: mod,
  optimize: number,
  futureFlags: number,
  isFolding = true,
  sink?: WarningSink,
  source = "",
): void {
  warnings = sink;
  filename = source;
  folds = isFolding;
  isDebug = optimize === 0;
  foldsAnnotations = (futureFlags & CO_FUTURE_ANNOTATIONS) === 0;
  depth = 0;
  switch (tree.kind) {
    case "Module":
      foldBody(tree.body);
      break;
    case "Interactive":
      foldStmts(tree.body);
      break;
    case "Expression":
      tree.body = foldExpr(tree.body);
      break;
  }
}

/** Whether a body starts with a docstring. */
function hasDocstring(body: readonly stmt[]): boolean {
  const first = body[0];
  if (first?.kind !== "Expr" || first.value.kind !== "Constant") return false;
  return typeof first.value.value === "string" || first.value.value instanceof SurrogateStr;
}

function foldBody(body: stmt[]): void {
  const hadDocstring = hasDocstring(body);
  foldStmts(body);
  const first = body[0];
  if (!hadDocstring && first?.kind === "Expr" && hasDocstring(body)) {
    // A string that folding made is no docstring; inside a JoinedStr it is not taken for one.
    const { lineno, col_offset, end_lineno, end_col_offset } = first;
    first.value = JoinedStr([first.value], lineno, col_offset, end_lineno, end_col_offset);
  }
}

function foldStmts(body: readonly stmt[]): void {
  for (let i = 0; i < body.length; i++) foldStmt(body[i]!);
}

function foldExprs(list: (expr | null)[]): void {
  for (let i = 0; i < list.length; i++) {
    const node = list[i]!;
    if (node !== null) list[i] = foldExpr(node);
  }
}

function foldOpt(node: expr | null): expr | null {
  return node === null ? null : foldExpr(node);
}

function foldKeywords(keywords: readonly Keyword[]): void {
  for (let i = 0; i < keywords.length; i++) keywords[i]!.value = foldExpr(keywords[i]!.value);
}

function foldArg(arg: Arg | null): void {
  if (arg !== null && foldsAnnotations && arg.annotation !== null) arg.annotation = foldExpr(arg.annotation);
}

function foldArgs(args: readonly Arg[]): void {
  for (let i = 0; i < args.length; i++) foldArg(args[i]!);
}

function foldArguments(args: Arguments): void {
  foldArgs(args.posonlyargs);
  foldArgs(args.args);
  foldArg(args.vararg);
  foldArgs(args.kwonlyargs);
  foldExprs(args.kw_defaults);
  foldArg(args.kwarg);
  foldExprs(args.defaults);
}

function foldTypeParams(params: readonly type_param[]): void {
  for (let i = 0; i < params.length; i++) {
    const param = params[i]!;
    if (param.kind === "TypeVar") param.bound = foldOpt(param.bound);
    param.default_value = foldOpt(param.default_value);
  }
}

function foldComprehensions(generators: readonly Comprehension[]): void {
  for (let i = 0; i < generators.length; i++) {
    const generator = generators[i]!;
    generator.target = foldExpr(generator.target);
    generator.iter = foldIter(foldExpr(generator.iter));
    foldExprs(generator.ifs);
  }
}

function foldStmt(node: stmt): void {
  if (++depth > COMPILER_RECURSION_LIMIT) throw recursionError();
  switch (node.kind) {
    case "FunctionDef":
    case "AsyncFunctionDef":
      foldTypeParams(node.type_params);
      foldArguments(node.args);
      foldBody(node.body);
      foldExprs(node.decorator_list);
      if (foldsAnnotations) node.returns = foldOpt(node.returns);
      break;
    case "ClassDef":
      foldTypeParams(node.type_params);
      foldExprs(node.bases);
      foldKeywords(node.keywords);
      foldBody(node.body);
      foldExprs(node.decorator_list);
      break;
    case "Return":
      node.value = foldOpt(node.value);
      break;
    case "Delete":
      foldExprs(node.targets);
      break;
    case "Assign":
      foldExprs(node.targets);
      node.value = foldExpr(node.value);
      break;
    case "AugAssign":
      node.target = foldExpr(node.target) as typeof node.target;
      node.value = foldExpr(node.value);
      break;
    case "AnnAssign":
      node.target = foldExpr(node.target) as typeof node.target;
      if (foldsAnnotations) node.annotation = foldExpr(node.annotation);
      node.value = foldOpt(node.value);
      break;
    case "TypeAlias":
      node.name = foldExpr(node.name) as typeof node.name;
      foldTypeParams(node.type_params);
      node.value = foldExpr(node.value);
      break;
    case "Expr":
      node.value = foldExpr(node.value);
      break;
    case "Raise":
      node.exc = foldOpt(node.exc);
      node.cause = foldOpt(node.cause);
      break;
    case "Assert":
      node.test = foldExpr(node.test);
      node.msg = foldOpt(node.msg);
      break;
    default:
      foldCompound(node);
  }
  depth--;
}

/** Statements with bodies that are no scopes. */
function foldCompound(node: stmt): void {
  switch (node.kind) {
    case "For":
    case "AsyncFor":
      node.target = foldExpr(node.target);
      node.iter = foldExpr(node.iter);
      if (node.kind === "For") node.iter = foldIter(node.iter);
      foldStmts(node.body);
      foldStmts(node.orelse);
      break;
    case "While":
    case "If":
      node.test = foldExpr(node.test);
      foldStmts(node.body);
      foldStmts(node.orelse);
      break;
    case "With":
    case "AsyncWith":
      for (const item of node.items) {
        item.context_expr = foldExpr(item.context_expr);
        item.optional_vars = foldOpt(item.optional_vars);
      }
      foldStmts(node.body);
      break;
    case "Try":
    case "TryStar":
      foldStmts(node.body);
      for (const handler of node.handlers) {
        handler.type = foldOpt(handler.type);
        foldStmts(handler.body);
      }
      foldStmts(node.orelse);
      foldStmts(node.finalbody);
      break;
    case "Match":
      node.subject = foldExpr(node.subject);
      for (const matchCase of node.cases) {
        foldPattern(matchCase.pattern);
        matchCase.guard = foldOpt(matchCase.guard);
        foldStmts(matchCase.body);
      }
      break;
  }
}

function foldPatterns(patterns: readonly pattern[]): void {
  for (let i = 0; i < patterns.length; i++) foldPattern(patterns[i]!);
}

/** Values in patterns: only -1 and 1+2j fold, but every expression is visited. */
function foldPattern(node: pattern): void {
  if (++depth > COMPILER_RECURSION_LIMIT) throw recursionError();
  const didFold = folds;
  folds = true;
  switch (node.kind) {
    case "MatchValue":
      node.value = foldExpr(node.value);
      break;
    case "MatchSequence":
    case "MatchOr":
      foldPatterns(node.patterns);
      break;
    case "MatchMapping":
      foldExprs(node.keys);
      foldPatterns(node.patterns);
      break;
    case "MatchClass":
      node.cls = foldExpr(node.cls);
      foldPatterns(node.patterns);
      foldPatterns(node.kwd_patterns);
      break;
    case "MatchAs":
      if (node.pattern !== null) foldPattern(node.pattern);
      break;
  }
  folds = didFold;
  depth--;
}

function makeConst(node: expr, value: PyConst | undefined): expr {
  if (value === undefined || !folds) return node;
  return Constant(value, null, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset);
}

function foldExpr(node: expr): expr {
  switch (node.kind) {
    case "Constant":
      return node;
    case "Name":
      return node.ctx === "Load" && node.id === "__debug__" ? makeConst(node, isDebug) : node;
  }
  if (++depth > COMPILER_RECURSION_LIMIT) throw recursionError();
  const folded = foldInner(node);
  depth--;
  return folded;
}

function foldInner(node: expr): expr {
  switch (node.kind) {
    case "Attribute":
    case "Starred":
    case "Await":
    case "YieldFrom":
      node.value = foldExpr(node.value);
      return node;
    case "Call":
      node.func = foldExpr(node.func);
      foldExprs(node.args);
      if (node.keywords.length > 0) foldKeywords(node.keywords);
      return node;
    case "BinOp":
      node.left = foldExpr(node.left);
      node.right = foldExpr(node.right);
      return foldBinop(node);
    case "UnaryOp":
      node.operand = foldExpr(node.operand);
      return foldUnaryop(node);
    case "Compare":
      node.left = foldExpr(node.left);
      foldExprs(node.comparators);
      foldCompare(node);
      return node;
    case "Subscript":
      node.value = foldExpr(node.value);
      node.slice = foldExpr(node.slice);
      if (node.ctx !== "Load" || node.value.kind !== "Constant" || node.slice.kind !== "Constant") return node;
      return makeConst(node, foldSubscript(node.value.value, node.slice.value));
    case "Tuple":
      foldExprs(node.elts);
      return node.ctx === "Load" ? makeConst(node, makeConstTuple(node.elts)) : node;
    case "List":
    case "Set":
      foldExprs(node.elts);
      return node;
    case "Dict":
      foldExprs(node.keys);
      foldExprs(node.values);
      return node;
    case "BoolOp":
    case "JoinedStr":
      foldExprs(node.values);
      return node;
  }
  foldRest(node);
  return node;
}

/** Expressions that are visited but never replaced. */
function foldRest(node: expr): void {
  switch (node.kind) {
    case "Lambda":
      foldArguments(node.args);
      node.body = foldExpr(node.body);
      break;
    case "IfExp":
      node.test = foldExpr(node.test);
      node.body = foldExpr(node.body);
      node.orelse = foldExpr(node.orelse);
      break;
    case "ListComp":
    case "SetComp":
    case "GeneratorExp":
      node.elt = foldExpr(node.elt);
      foldComprehensions(node.generators);
      break;
    case "DictComp":
      node.key = foldExpr(node.key);
      node.value = foldExpr(node.value);
      foldComprehensions(node.generators);
      break;
    case "Yield":
      node.value = foldOpt(node.value);
      break;
    case "FormattedValue":
      node.value = foldExpr(node.value);
      node.format_spec = foldOpt(node.format_spec);
      break;
    case "Slice":
      node.lower = foldOpt(node.lower);
      node.upper = foldOpt(node.upper);
      node.step = foldOpt(node.step);
      break;
    case "NamedExpr":
      node.value = foldExpr(node.value);
      break;
  }
}

function foldBinop(node: expr & { kind: "BinOp" }): expr {
  const { left, op, right } = node;
  if (left.kind !== "Constant") return node;
  if (!folds) return node;
  if (op === "Mod" && right.kind === "Tuple" && typeof left.value === "string") {
    return optimizeFormat(node, left.value, right) ?? node;
  }
  return right.kind === "Constant" ? makeConst(node, foldBinary(op, left.value, right.value)) : node;
}

const inverses = { Is: "IsNot", IsNot: "Is", In: "NotIn", NotIn: "In" } as const;

/** ~True warns while it is folded; if the filters make that an error, it is not folded and warns again when it runs. */
function refusesInversion(): boolean {
  const msg =
    "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the bitwise inversion of the underlying int object and is usually not what you expect from negating a bool. Use the 'not' operator for boolean negation or ~int(x) if you really want the bitwise inversion of the underlying int.";
  return warnings?.warn({ category: "DeprecationWarning", msg, filename, lineno: 0 }) ?? false;
}

function foldUnaryop(node: expr & { kind: "UnaryOp" }): expr {
  const { op, operand } = node;
  if (operand.kind === "Constant") {
    if (op === "Not") return makeConst(node, !isTrue(operand.value));
    if (op === "Invert" && typeof operand.value === "boolean" && refusesInversion()) return node;
    return isNumber(operand.value) ? makeConst(node, unaryNumber(op, operand.value)) : node;
  }
  if (!folds || op !== "Not" || operand.kind !== "Compare" || operand.ops.length !== 1) return node;
  const inverse = inverses[operand.ops[0] as keyof typeof inverses];
  if (inverse === undefined) return node;
  operand.ops[0] = inverse;
  return operand;
}

function makeConstTuple(elts: readonly expr[]): PyTuple | undefined {
  for (let i = 0; i < elts.length; i++) if (elts[i]!.kind !== "Constant") return undefined;
  return new PyTuple(elts.map((elt) => (elt as Constant).value));
}

function foldCompare(node: Compare): void {
  const last = node.ops.length - 1;
  const op = node.ops[last]!;
  if (op === "In" || op === "NotIn") node.comparators[last] = foldIter(node.comparators[last]!);
}

/** A list display that is only iterated or searched may be a tuple, a set of constants a frozenset. */
function foldIter(node: expr): expr {
  if (node.kind === "List") return foldListIter(node);
  if (node.kind !== "Set") return node;
  const items = makeConstTuple(node.elts);
  return items === undefined ? node : makeConst(node, makeFrozenSet(items.items));
}

function foldListIter(node: List): expr {
  if (!folds) return node;
  for (const elt of node.elts) if (elt.kind === "Starred") return node;
  const items = makeConstTuple(node.elts);
  if (items !== undefined) return makeConst(node, items);
  return Tuple(node.elts, node.ctx, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset);
}
