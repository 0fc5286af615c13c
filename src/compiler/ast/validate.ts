/**
 * Checks a tree that a program built, before it is compiled: what the grammar would have ensured. CPython's counterpart: Python/ast.c.
 *
 * Invariant: a tree that passes can be compiled; the compiler itself checks nothing of this again. Types of fields are right already
 * (assembly/modules/ast_convert.ts sees to it), but items of lists may be null.
 */
import { PyBytes, PyComplex, PyFloat, SurrogateStr } from "../../bytecode/values.js";
import { PyException } from "../errors.js";
import type * as ast from "./nodes.js";

/** What stands in a tree for a value whose type no constant has; `validateAst` lets none pass. */
export class NoConstant {
  constructor(readonly typeName: string) {}
}

function bad(message: string): never {
  throw new PyException("ValueError", message);
}

interface Located {
  readonly lineno: number;
  readonly col_offset: number;
  readonly end_lineno: number;
  readonly end_col_offset: number;
}

function positions(node: Located): void {
  const { lineno, col_offset, end_lineno, end_col_offset } = node;
  if (lineno > end_lineno) bad(`AST node line range (${lineno}, ${end_lineno}) is not valid`);
  if ((lineno < 0 && end_lineno !== lineno) || (col_offset < 0 && col_offset !== end_col_offset)) {
    bad(
      `AST node column range (${col_offset}, ${end_col_offset}) for line range (${lineno}, ${end_lineno}) is not valid`,
    );
  }
  if (lineno === end_lineno && col_offset > end_col_offset) {
    bad(`line ${lineno}, column ${col_offset}-${end_col_offset} is not a valid range`);
  }
}

function nameIsFree(name: string): void {
  if (name === "None" || name === "True" || name === "False") {
    bad(`identifier field can't represent '${name}' constant`);
  }
}

function nonEmpty(items: readonly unknown[], what: string, owner: string): void {
  if (items.length === 0) bad(`empty ${what} on ${owner}`);
}

// --- expressions ---

function exprs(list: readonly (ast.expr | null)[], ctx: ast.expr_context, mayBeNull = false): void {
  for (const e of list) {
    if (e !== null) expr(e, ctx);
    else if (!mayBeNull) bad("None disallowed in expression list");
  }
}

function optional(e: ast.expr | null): void {
  if (e !== null) expr(e, "Load");
}

function comprehensions(list: readonly ast.Comprehension[]): void {
  if (list.length === 0) bad("comprehension with no generators");
  for (const c of list) {
    expr(c.target, "Store");
    expr(c.iter, "Load");
    exprs(c.ifs, "Load");
  }
}

function args(list: readonly ast.Arg[]): void {
  for (const a of list) {
    positions(a);
    optional(a.annotation);
  }
}

function parameters(a: ast.Arguments): void {
  args(a.posonlyargs);
  args(a.args);
  if (a.vararg !== null) optional(a.vararg.annotation);
  args(a.kwonlyargs);
  if (a.kwarg !== null) optional(a.kwarg.annotation);
  if (a.defaults.length > a.posonlyargs.length + a.args.length) bad("more positional defaults than args on arguments");
  if (a.kw_defaults.length !== a.kwonlyargs.length) {
    bad("length of kwonlyargs is not the same as kw_defaults on arguments");
  }
  exprs(a.defaults, "Load");
  exprs(a.kw_defaults, "Load", true);
}

function keywords(list: readonly ast.Keyword[]): void {
  for (const k of list) expr(k.value, "Load");
}

function expr(e: ast.expr, ctx: ast.expr_context): void {
  positions(e);
  if (e.kind === "Name") nameIsFree(e.id);
  if ("ctx" in e) {
    if (e.ctx !== ctx) bad(`expression must have ${ctx} context but has ${e.ctx} instead`);
  } else if (ctx !== "Load") bad(`expression which can't be assigned to in ${ctx} context`);
  checkExpr(e, ctx);
}

function checkExpr(e: ast.expr, ctx: ast.expr_context): void {
  switch (e.kind) {
    case "Constant": {
      const value: unknown = e.value;
      if (!(value instanceof NoConstant)) return;
      throw new PyException("TypeError", `got an invalid type in Constant: ${value.typeName}`);
    }
    case "BoolOp":
      if (e.values.length < 2) bad("BoolOp with less than 2 values");
      return exprs(e.values, "Load");
    case "BinOp":
      expr(e.left, "Load");
      return expr(e.right, "Load");
    case "UnaryOp":
      return expr(e.operand, "Load");
    case "Lambda":
      parameters(e.args);
      return expr(e.body, "Load");
    case "IfExp":
      expr(e.test, "Load");
      expr(e.body, "Load");
      return expr(e.orelse, "Load");
    case "Dict":
      if (e.keys.length !== e.values.length) bad("Dict doesn't have the same number of keys as values");
      exprs(e.keys, "Load", true);
      return exprs(e.values, "Load");
    case "Set":
      return exprs(e.elts, "Load");
    case "ListComp":
    case "SetComp":
    case "GeneratorExp":
      comprehensions(e.generators);
      return expr(e.elt, "Load");
    case "DictComp":
      comprehensions(e.generators);
      expr(e.key, "Load");
      return expr(e.value, "Load");
    case "Yield":
      return optional(e.value);
    case "YieldFrom":
    case "Await":
      return expr(e.value, "Load");
    case "Compare":
      if (e.comparators.length === 0) bad("Compare with no comparators");
      if (e.comparators.length !== e.ops.length) bad("Compare has a different number of comparators and operands");
      exprs(e.comparators, "Load");
      return expr(e.left, "Load");
    case "Call":
      expr(e.func, "Load");
      exprs(e.args, "Load");
      return keywords(e.keywords);
    case "JoinedStr":
      return exprs(e.values, "Load");
    case "FormattedValue":
      expr(e.value, "Load");
      return optional(e.format_spec);
    case "Attribute":
      return expr(e.value, "Load");
    case "Subscript":
      expr(e.slice, "Load");
      return expr(e.value, "Load");
    case "Starred":
      return expr(e.value, ctx);
    case "Slice":
      optional(e.lower);
      optional(e.upper);
      return optional(e.step);
    case "List":
    case "Tuple":
      return exprs(e.elts, ctx);
    case "NamedExpr":
      if (e.target.kind !== "Name") throw new PyException("TypeError", "NamedExpr target must be a Name");
      return expr(e.value, "Load");
  }
}

// --- patterns ---

function isNumber(e: ast.expr, complex: boolean, real: boolean): boolean {
  if (e.kind !== "Constant") return false;
  if (real && (typeof e.value === "bigint" || e.value instanceof PyFloat)) return true;
  return complex && e.value instanceof PyComplex;
}

function isNegative(e: ast.expr, complex: boolean): boolean {
  return e.kind === "UnaryOp" && e.op === "USub" && isNumber(e.operand, complex, true);
}

function isComplexSum(e: ast.BinOp): boolean {
  if (e.op !== "Add" && e.op !== "Sub") return false;
  return (isNumber(e.left, false, true) || isNegative(e.left, false)) && isNumber(e.right, true, false);
}

function matchValue(e: ast.expr): void {
  expr(e, "Load");
  if (e.kind === "Constant") {
    const { value } = e;
    if (typeof value === "bigint" || typeof value === "string") return;
    if (value instanceof PyFloat || value instanceof PyComplex || value instanceof PyBytes) return;
    if (value instanceof SurrogateStr) return;
    bad("unexpected constant inside of a literal pattern");
  }
  if (e.kind === "Attribute" || e.kind === "JoinedStr") return;
  if (e.kind === "UnaryOp" && isNegative(e, true)) return;
  if (e.kind === "BinOp" && isComplexSum(e)) return;
  bad("patterns may only match literals and attribute lookups");
}

function capture(name: string): void {
  if (name === "_") bad("can't capture name '_' in patterns");
  nameIsFree(name);
}

function patterns(list: readonly ast.pattern[], starOk = false): void {
  for (const p of list) pattern(p, starOk);
}

function isSingleton(value: unknown): boolean {
  return value === null || value === true || value === false;
}

function matchMapping(p: ast.MatchMapping): void {
  if (p.keys.length !== p.patterns.length) bad("MatchMapping doesn't have the same number of keys as patterns");
  if (p.rest !== null) capture(p.rest);
  for (const key of p.keys) if (key.kind !== "Constant" || !isSingleton(key.value)) matchValue(key);
  patterns(p.patterns);
}

function matchClass(p: ast.MatchClass): void {
  if (p.kwd_attrs.length !== p.kwd_patterns.length) {
    bad("MatchClass doesn't have the same number of keyword attributes as patterns");
  }
  expr(p.cls, "Load");
  let cls = p.cls;
  while (cls.kind === "Attribute") cls = cls.value;
  if (cls.kind !== "Name") bad("MatchClass cls field can only contain Name or Attribute nodes.");
  for (const name of p.kwd_attrs) nameIsFree(name);
  patterns(p.patterns);
  patterns(p.kwd_patterns);
}

function pattern(p: ast.pattern, starOk: boolean): void {
  positions(p);
  switch (p.kind) {
    case "MatchValue":
      return matchValue(p.value);
    case "MatchSingleton":
      if (!isSingleton(p.value)) bad("MatchSingleton can only contain True, False and None");
      return;
    case "MatchSequence":
      return patterns(p.patterns, true);
    case "MatchMapping":
      return matchMapping(p);
    case "MatchClass":
      return matchClass(p);
    case "MatchStar":
      if (!starOk) bad("can't use MatchStar here");
      if (p.name !== null) capture(p.name);
      return;
    case "MatchAs":
      if (p.name !== null) capture(p.name);
      if (p.pattern === null) return;
      if (p.name === null) bad("MatchAs must specify a target name if a pattern is given");
      return pattern(p.pattern, false);
    case "MatchOr":
      if (p.patterns.length < 2) bad("MatchOr requires at least 2 patterns");
      return patterns(p.patterns);
  }
}

// --- statements ---

function targets(list: readonly ast.expr[], ctx: "Store" | "Del"): void {
  nonEmpty(list, "targets", ctx === "Del" ? "Delete" : "Assign");
  exprs(list, ctx);
}

function body(list: readonly ast.stmt[], owner: string): void {
  nonEmpty(list, "body", owner);
  stmts(list);
}

function stmts(list: readonly (ast.stmt | null)[]): void {
  for (const s of list) {
    if (s === null) bad("None disallowed in statement list");
    stmt(s);
  }
}

function typeParams(list: readonly ast.type_param[]): void {
  for (const p of list) {
    positions(p);
    nameIsFree(p.name);
    if (p.kind === "TypeVar") optional(p.bound);
    optional(p.default_value);
  }
}

function tryStatement(s: ast.Try | ast.TryStar): void {
  body(s.body, s.kind);
  if (s.handlers.length === 0 && s.finalbody.length === 0) bad(`${s.kind} has neither except handlers nor finalbody`);
  if (s.handlers.length === 0 && s.orelse.length > 0) bad(`${s.kind} has orelse but no except handlers`);
  for (const handler of s.handlers) {
    positions(handler);
    optional(handler.type);
    body(handler.body, "ExceptHandler");
  }
  stmts(s.finalbody);
  stmts(s.orelse);
}

function functionDef(s: ast.FunctionDef | ast.AsyncFunctionDef): void {
  body(s.body, s.kind);
  typeParams(s.type_params);
  parameters(s.args);
  exprs(s.decorator_list, "Load");
  optional(s.returns);
}

function withStatement(s: ast.With | ast.AsyncWith): void {
  nonEmpty(s.items, "items", s.kind);
  for (const item of s.items) {
    expr(item.context_expr, "Load");
    if (item.optional_vars !== null) expr(item.optional_vars, "Store");
  }
  body(s.body, s.kind);
}

function matchStatement(s: ast.Match): void {
  expr(s.subject, "Load");
  nonEmpty(s.cases, "cases", "Match");
  for (const c of s.cases) {
    pattern(c.pattern, false);
    optional(c.guard);
    body(c.body, "match_case");
  }
}

/** Statements that hold others. */
function compound(s: ast.stmt): boolean {
  switch (s.kind) {
    case "FunctionDef":
    case "AsyncFunctionDef":
      functionDef(s);
      return true;
    case "ClassDef":
      body(s.body, "ClassDef");
      typeParams(s.type_params);
      exprs(s.bases, "Load");
      keywords(s.keywords);
      exprs(s.decorator_list, "Load");
      return true;
    case "For":
    case "AsyncFor":
      expr(s.target, "Store");
      expr(s.iter, "Load");
      body(s.body, s.kind);
      stmts(s.orelse);
      return true;
    case "While":
    case "If":
      expr(s.test, "Load");
      body(s.body, s.kind);
      stmts(s.orelse);
      return true;
    case "With":
    case "AsyncWith":
      withStatement(s);
      return true;
    case "Match":
      matchStatement(s);
      return true;
    case "Try":
    case "TryStar":
      tryStatement(s);
      return true;
  }
  return false;
}

function stmt(s: ast.stmt): void {
  positions(s);
  if (compound(s)) return;
  switch (s.kind) {
    case "Return":
      return optional(s.value);
    case "Delete":
      return targets(s.targets, "Del");
    case "Assign":
      targets(s.targets, "Store");
      return expr(s.value, "Load");
    case "AugAssign":
      expr(s.target, "Store");
      return expr(s.value, "Load");
    case "AnnAssign":
      if (s.target.kind !== "Name" && s.simple !== 0) {
        throw new PyException("TypeError", "AnnAssign with simple non-Name target");
      }
      expr(s.target, "Store");
      optional(s.value);
      return expr(s.annotation, "Load");
    case "TypeAlias":
      if (s.name.kind !== "Name") throw new PyException("TypeError", "TypeAlias with non-Name name");
      expr(s.name, "Store");
      typeParams(s.type_params);
      return expr(s.value, "Load");
    case "Raise":
      if (s.exc !== null) {
        expr(s.exc, "Load");
        optional(s.cause);
      } else if (s.cause !== null) bad("Raise with cause but no exception");
      return;
    case "Assert":
      expr(s.test, "Load");
      return optional(s.msg);
    case "Import":
      return nonEmpty(s.names, "names", "Import");
    case "ImportFrom":
      if ((s.level ?? 0) < 0) bad("Negative ImportFrom level");
      return nonEmpty(s.names, "names", "ImportFrom");
    case "Global":
    case "Nonlocal":
      return nonEmpty(s.names, "names", s.kind);
    case "Expr":
      return expr(s.value, "Load");
  }
}

/** _PyAST_Validate: throws a PyException for a tree that no source gives. */
export function validateAst(tree: ast.mod): void {
  switch (tree.kind) {
    case "Module":
    case "Interactive":
      return stmts(tree.body);
    case "Expression":
      return expr(tree.body, "Load");
    case "FunctionType":
      exprs(tree.argtypes, "Load");
      return expr(tree.returns, "Load");
  }
}
