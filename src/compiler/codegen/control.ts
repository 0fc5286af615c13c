/**
 * Conditions, loops and jumps out of them. CPython's counterparts: compiler_jump_if, compiler_if, compiler_for,
 * compiler_while, compiler_return, compiler_break, compiler_continue in Python/compile.c.
 */

import { RESUME_AFTER_AWAIT } from "../../bytecode/opargs.js";
import { OP } from "../../bytecode/opcodes.js";
import type * as ast from "../ast/nodes.js";
import { type Location, NO_LOCATION } from "../instruction_sequence.js";
import { type Compiler, LOC, ScopeType } from "./compiler.js";
import { addCompare, visitExpr } from "./expressions.js";
import { FrameBlockType, popFblock, pushFblock, unwindFblock, unwindFblockStack } from "./fblock.js";
import { visitStmts } from "./statements.js";
import { checkCompare } from "./warnings.js";

function popJump(c: Compiler, loc: Location, cond: boolean, next: number): void {
  c.addop(loc, OP.TO_BOOL);
  c.addopJump(loc, cond ? OP.POP_JUMP_IF_TRUE : OP.POP_JUMP_IF_FALSE, next);
}

/** compiler_jump_if: jumps to `next` if the truth of `e` is `cond`, else falls through. */
export function jumpIf(c: Compiler, loc: Location, e: ast.expr, next: number, cond: boolean): void {
  switch (e.kind) {
    case "UnaryOp":
      if (e.op === "Not") return jumpIf(c, loc, e.operand, next, !cond);
      break;
    case "BoolOp":
      return jumpIfBoolOp(c, loc, e, next, cond);
    case "IfExp":
      return jumpIfIfExp(c, loc, e, next, cond);
    case "Compare":
      if (e.ops.length > 1) return jumpIfCompare(c, e, next, cond);
      break;
  }
  visitExpr(c, e);
  popJump(c, LOC(e), cond, next);
}

function jumpIfBoolOp(c: Compiler, loc: Location, e: ast.BoolOp, next: number, cond: boolean): void {
  const last = e.values.length - 1;
  const cond2 = e.op === "Or";
  const next2 = cond2 === cond ? next : c.newLabel();
  for (let i = 0; i < last; i++) jumpIf(c, loc, e.values[i]!, next2, cond2);
  jumpIf(c, loc, e.values[last]!, next, cond);
  if (next2 !== next) c.useLabel(next2);
}

function jumpIfIfExp(c: Compiler, loc: Location, e: ast.IfExp, next: number, cond: boolean): void {
  const end = c.newLabel();
  const next2 = c.newLabel();
  jumpIf(c, loc, e.test, next2, false);
  jumpIf(c, loc, e.body, next, cond);
  c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, end);
  c.useLabel(next2);
  jumpIf(c, loc, e.orelse, next, cond);
  c.useLabel(end);
}

function jumpIfCompare(c: Compiler, e: ast.Compare, next: number, cond: boolean): void {
  const last = e.ops.length - 1;
  const loc = LOC(e);
  checkCompare(c, e);
  const cleanup = c.newLabel();
  visitExpr(c, e.left);
  for (let i = 0; i < last; i++) {
    visitExpr(c, e.comparators[i]!);
    c.addopI(loc, OP.SWAP, 2);
    c.addopI(loc, OP.COPY, 2);
    addCompare(c, loc, e.ops[i]!);
    popJump(c, loc, false, cleanup);
  }
  visitExpr(c, e.comparators[last]!);
  addCompare(c, loc, e.ops[last]!);
  popJump(c, loc, cond, next);
  const end = c.newLabel();
  c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, end);
  c.useLabel(cleanup);
  c.addop(loc, OP.POP_TOP);
  if (!cond) c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, next);
  c.useLabel(end);
}

export function compileIf(c: Compiler, s: ast.If): void {
  const end = c.newLabel();
  const next = s.orelse.length > 0 ? c.newLabel() : end;
  jumpIf(c, LOC(s), s.test, next, false);
  visitStmts(c, s.body);
  if (s.orelse.length > 0) {
    c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, end);
    c.useLabel(next);
    visitStmts(c, s.orelse);
  }
  c.useLabel(end);
}

export function compileFor(c: Compiler, s: ast.For): void {
  const start = c.newLabel();
  const body = c.newLabel();
  const cleanup = c.newLabel();
  const end = c.newLabel();
  pushFblock(c, LOC(s), FrameBlockType.ForLoop, start, end);
  visitExpr(c, s.iter);
  const loc = LOC(s.iter);
  c.addop(loc, OP.GET_ITER);
  c.useLabel(start);
  c.addopJump(loc, OP.FOR_ITER, cleanup);
  // For tracing of a statement over several lines; removed where redundant.
  c.addop(LOC(s.target), OP.NOP);
  c.useLabel(body);
  visitExpr(c, s.target);
  visitStmts(c, s.body);
  c.addopJump(NO_LOCATION, OP.JUMP, start);
  c.useLabel(cleanup);
  c.addop(NO_LOCATION, OP.END_FOR);
  c.addop(NO_LOCATION, OP.POP_TOP);
  popFblock(c);
  visitStmts(c, s.orelse);
  c.useLabel(end);
}

export function compileAsyncFor(c: Compiler, s: ast.AsyncFor): void {
  const loc = LOC(s);
  if (c.isTopLevelAwait()) c.u.ste.coroutine = true;
  else if (c.u.scopeType !== ScopeType.AsyncFunction) c.error(loc, "'async for' outside async function");
  const start = c.newLabel();
  const except = c.newLabel();
  const end = c.newLabel();
  visitExpr(c, s.iter);
  c.addop(LOC(s.iter), OP.GET_AITER);
  c.useLabel(start);
  pushFblock(c, loc, FrameBlockType.ForLoop, start, end);
  c.addopJump(loc, OP.SETUP_FINALLY, except);
  c.addop(loc, OP.GET_ANEXT);
  c.loadConst(loc, null);
  c.addYieldFrom(loc, RESUME_AFTER_AWAIT);
  c.addop(loc, OP.POP_BLOCK);
  visitExpr(c, s.target);
  visitStmts(c, s.body);
  c.addopJump(NO_LOCATION, OP.JUMP, start);
  popFblock(c);
  c.useLabel(except);
  c.addop(LOC(s.iter), OP.END_ASYNC_FOR);
  visitStmts(c, s.orelse);
  c.useLabel(end);
}

export function compileWhile(c: Compiler, s: ast.While): void {
  const loop = c.newLabel();
  const body = c.newLabel();
  const end = c.newLabel();
  const anchor = c.newLabel();
  c.useLabel(loop);
  pushFblock(c, LOC(s), FrameBlockType.WhileLoop, loop, end);
  jumpIf(c, LOC(s), s.test, anchor, false);
  c.useLabel(body);
  visitStmts(c, s.body);
  jumpIf(c, LOC(s), s.test, body, true);
  popFblock(c);
  c.useLabel(anchor);
  visitStmts(c, s.orelse);
  c.useLabel(end);
}

export function compileReturn(c: Compiler, s: ast.Return): void {
  const { value } = s;
  let loc = LOC(s);
  const preserveTos = value !== null && value.kind !== "Constant";
  const { ste } = c.u;
  if (!ste.isFunctionLike()) c.error(loc, "'return' outside function");
  if (value !== null && ste.coroutine && ste.generator) c.error(loc, "'return' with value in async generator");
  if (preserveTos) visitExpr(c, value);
  else if (value !== null) {
    loc = LOC(value);
    c.addop(loc, OP.NOP);
  }
  if (value === null || value.lineno !== s.lineno) {
    loc = LOC(s);
    c.addop(loc, OP.NOP);
  }
  loc = unwindFblockStack(c, loc, preserveTos, false).loc;
  if (value === null) c.loadConst(loc, null);
  else if (!preserveTos) c.loadConst(loc, (value as ast.Constant).value);
  c.addop(loc, OP.RETURN_VALUE);
}

export function compileBreak(c: Compiler, origin: Location): void {
  c.addop(origin, OP.NOP);
  const { loc, loop } = unwindFblockStack(c, origin, false, true);
  if (loop === null) return c.error(origin, "'break' outside loop");
  const after = unwindFblock(c, loc, loop, false);
  c.addopJump(after, OP.JUMP, loop.exit);
}

export function compileContinue(c: Compiler, origin: Location): void {
  c.addop(origin, OP.NOP);
  const { loc, loop } = unwindFblockStack(c, origin, false, true);
  if (loop === null) return c.error(origin, "'continue' not properly in loop");
  c.addopJump(loc, OP.JUMP, loop.block);
}
