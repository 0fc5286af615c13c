/**
 * The statements: dispatch, and those that are a few instructions. CPython's counterpart: compiler_visit_stmt,
 * compiler_body, compiler_assert, compiler_stmt_expr in Python/compile.c.
 */
import { intrinsics1 } from "../../bytecode/opargs.js";
import { OP } from "../../bytecode/opcodes.js";
import { PyTuple } from "../../bytecode/values.js";
import type * as ast from "../ast/nodes.js";
import { type Location, NO_LOCATION } from "../instruction_sequence.js";
import { annAssign, augAssign } from "./assignments.js";
import { compileClass } from "./classes.js";
import { type Compiler, LOC, ScopeType } from "./compiler.js";
import {
  compileAsyncFor,
  compileBreak,
  compileContinue,
  compileFor,
  compileIf,
  compileReturn,
  compileWhile,
  jumpIf,
} from "./control.js";
import { cleanDoc, getDocString } from "./docstring.js";
import { compileTry, compileTryStar } from "./exceptions.js";
import { visitExpr, visitExprs } from "./expressions.js";
import { compileFunction } from "./functions.js";
import { compileImport, compileImportFrom } from "./imports.js";
import { compileMatch } from "./match.js";
import { nameop } from "./names.js";
import { compileTypeAlias } from "./type_params.js";
import { compileAsyncWith, compileWith } from "./with.js";

const INTRINSIC_PRINT = intrinsics1.indexOf("INTRINSIC_PRINT");

export function visitStmts(c: Compiler, body: readonly ast.stmt[]): void {
  for (let i = 0; i < body.length; i++) visitStmt(c, body[i]!);
}

/** compiler_visit_stmt */
export function visitStmt(c: Compiler, s: ast.stmt): void {
  switch (s.kind) {
    case "FunctionDef":
    case "AsyncFunctionDef":
      return compileFunction(c, s);
    case "ClassDef":
      return compileClass(c, s);
    case "TypeAlias":
      return compileTypeAlias(c, s);
    case "Return":
      return compileReturn(c, s);
    case "Delete":
      return visitExprs(c, s.targets);
    case "Assign":
      return compileAssign(c, s);
    case "AugAssign":
      return augAssign(c, s);
    case "AnnAssign":
      return annAssign(c, s);
    case "For":
      return compileFor(c, s);
    case "AsyncFor":
      return compileAsyncFor(c, s);
    case "While":
      return compileWhile(c, s);
    case "If":
      return compileIf(c, s);
    case "Match":
      return compileMatch(c, s);
    case "Raise":
      return compileRaise(c, s);
    case "Try":
      return compileTry(c, s);
    case "TryStar":
      return compileTryStar(c, s);
    case "Assert":
      return compileAssert(c, s);
    case "Import":
      return compileImport(c, s);
    case "ImportFrom":
      return compileImportFrom(c, s);
    case "Global":
    case "Nonlocal":
      return;
    case "Expr":
      return compileStmtExpr(c, LOC(s), s.value);
    case "Pass":
      return c.addop(LOC(s), OP.NOP);
    case "Break":
      return compileBreak(c, LOC(s));
    case "Continue":
      return compileContinue(c, LOC(s));
    case "With":
      return compileWith(c, s, 0);
    case "AsyncWith":
      return compileAsyncWith(c, s, 0);
  }
}

function compileAssign(c: Compiler, s: ast.Assign): void {
  const { targets } = s;
  visitExpr(c, s.value);
  for (let i = 0; i < targets.length; i++) {
    if (i < targets.length - 1) c.addopI(LOC(s), OP.COPY, 1);
    visitExpr(c, targets[i]!);
  }
}

function compileRaise(c: Compiler, s: ast.Raise): void {
  let n = 0;
  if (s.exc !== null) {
    visitExpr(c, s.exc);
    n++;
    if (s.cause !== null) {
      visitExpr(c, s.cause);
      n++;
    }
  }
  c.addopI(LOC(s), OP.RAISE_VARARGS, n);
}

function compileAssert(c: Compiler, s: ast.Assert): void {
  const { test } = s;
  const full =
    (test.kind === "Tuple" && test.elts.length > 0) ||
    (test.kind === "Constant" && test.value instanceof PyTuple && test.value.items.length > 0);
  if (full) c.warn(LOC(s), "assertion is always true, perhaps remove parentheses?");
  if (c.optimize > 0) return;
  const end = c.newLabel();
  jumpIf(c, LOC(s), test, end, true);
  c.addop(LOC(s), OP.LOAD_ASSERTION_ERROR);
  if (s.msg !== null) {
    visitExpr(c, s.msg);
    c.addopI(LOC(s), OP.CALL, 0);
  }
  c.addopI(LOC(test), OP.RAISE_VARARGS, 1);
  c.useLabel(end);
}

function compileStmtExpr(c: Compiler, loc: Location, value: ast.expr): void {
  if (c.interactive && c.nestlevel <= 1) {
    visitExpr(c, value);
    c.addopI(loc, OP.CALL_INTRINSIC_1, INTRINSIC_PRINT);
  } else if (value.kind === "Constant") {
    return c.addop(loc, OP.NOP);
  } else {
    visitExpr(c, value);
  }
  c.addop(NO_LOCATION, OP.POP_TOP);
}

/** find_ann: whether a variable annotation stands anywhere in the block. */
export function hasAnnotations(body: readonly ast.stmt[]): boolean {
  for (let i = 0; i < body.length; i++) if (hasAnnotation(body[i]!)) return true;
  return false;
}

function hasAnnotation(s: ast.stmt): boolean {
  switch (s.kind) {
    case "AnnAssign":
      return true;
    case "For":
    case "AsyncFor":
    case "While":
    case "If":
      return hasAnnotations(s.body) || hasAnnotations(s.orelse);
    case "With":
    case "AsyncWith":
      return hasAnnotations(s.body);
    case "Try":
    case "TryStar":
      return (
        s.handlers.some((handler) => hasAnnotations(handler.body)) ||
        hasAnnotations(s.body) ||
        hasAnnotations(s.finalbody) ||
        hasAnnotations(s.orelse)
      );
    case "Match":
      return s.cases.some((one) => hasAnnotations(one.body));
    default:
      return false;
  }
}

/** compiler_body: of a module or class, with its docstring and `__annotations__`. */
export function compileBody(c: Compiler, start: Location, body: readonly ast.stmt[]): void {
  // SETUP_ANNOTATIONS of a module stands on the line of the first statement.
  const loc = c.u.scopeType === ScopeType.Module && body.length > 0 ? LOC(body[0]!) : start;
  if (hasAnnotations(body)) c.addop(loc, OP.SETUP_ANNOTATIONS);
  let i = 0;
  const docstring = getDocString(body);
  if (docstring !== null) {
    i = 1;
    if (c.optimize < 2) {
      c.loadConst(LOC((body[0] as ast.Expr).value), cleanDoc(docstring));
      nameop(c, NO_LOCATION, "__doc__", "Store");
    }
  }
  for (; i < body.length; i++) visitStmt(c, body[i]!);
}
