/**
 * with and async with. CPython's counterparts: compiler_with, compiler_async_with in Python/compile.c.
 */

import { RESUME_AFTER_AWAIT } from "../../bytecode/opargs.js";
import { OP } from "../../bytecode/opcodes.js";
import type * as ast from "../ast/nodes.js";
import { type Location, NO_LOCATION } from "../instruction_sequence.js";
import { type Compiler, LOC, ScopeType } from "./compiler.js";
import { visitExpr } from "./expressions.js";
import { FrameBlockType, popFblock, pushFblock } from "./fblock.js";
import { visitStmts } from "./statements.js";

function exceptFinish(c: Compiler, cleanup: number): void {
  const suppress = c.newLabel();
  c.addop(NO_LOCATION, OP.TO_BOOL);
  c.addopJump(NO_LOCATION, OP.POP_JUMP_IF_TRUE, suppress);
  c.addopI(NO_LOCATION, OP.RERAISE, 2);
  c.useLabel(suppress);
  c.addop(NO_LOCATION, OP.POP_TOP);
  c.addop(NO_LOCATION, OP.POP_BLOCK);
  c.addop(NO_LOCATION, OP.POP_EXCEPT);
  c.addop(NO_LOCATION, OP.POP_TOP);
  c.addop(NO_LOCATION, OP.POP_TOP);
  const exit = c.newLabel();
  c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, exit);
  c.useLabel(cleanup);
  c.popExceptAndReraise(NO_LOCATION);
  c.useLabel(exit);
}

function awaitTop(c: Compiler, loc: Location, where: number): void {
  c.addopI(loc, OP.GET_AWAITABLE, where);
  c.loadConst(loc, null);
  c.addYieldFrom(loc, RESUME_AFTER_AWAIT);
}

function bindTarget(c: Compiler, loc: Location, item: ast.Withitem): void {
  if (item.optional_vars !== null) visitExpr(c, item.optional_vars);
  else c.addop(loc, OP.POP_TOP);
}

export function compileWith(c: Compiler, s: ast.With, pos: number): void {
  const item = s.items[pos]!;
  const block = c.newLabel();
  const final = c.newLabel();
  const exit = c.newLabel();
  const cleanup = c.newLabel();
  visitExpr(c, item.context_expr);
  const loc = LOC(item.context_expr);
  c.addop(loc, OP.BEFORE_WITH);
  c.addopJump(loc, OP.SETUP_WITH, final);
  c.useLabel(block);
  pushFblock(c, loc, FrameBlockType.With, block, final);
  bindTarget(c, loc, item);
  if (pos + 1 === s.items.length) visitStmts(c, s.body);
  else compileWith(c, s, pos + 1);
  c.addop(NO_LOCATION, OP.POP_BLOCK);
  popFblock(c);

  c.callExitWithNones(loc);
  c.addop(loc, OP.POP_TOP);
  c.addopJump(loc, OP.JUMP, exit);

  c.useLabel(final);
  c.addopJump(loc, OP.SETUP_CLEANUP, cleanup);
  c.addop(loc, OP.PUSH_EXC_INFO);
  c.addop(loc, OP.WITH_EXCEPT_START);
  exceptFinish(c, cleanup);
  c.useLabel(exit);
}

export function compileAsyncWith(c: Compiler, s: ast.AsyncWith, pos: number): void {
  const item = s.items[pos]!;
  const loc = LOC(item.context_expr);
  if (c.isTopLevelAwait()) c.u.ste.coroutine = true;
  else if (c.u.scopeType !== ScopeType.AsyncFunction) c.error(LOC(s), "'async with' outside async function");
  const block = c.newLabel();
  const final = c.newLabel();
  const exit = c.newLabel();
  const cleanup = c.newLabel();
  visitExpr(c, item.context_expr);
  c.addop(loc, OP.BEFORE_ASYNC_WITH);
  awaitTop(c, loc, 1);
  c.addopJump(loc, OP.SETUP_WITH, final);
  c.useLabel(block);
  pushFblock(c, loc, FrameBlockType.AsyncWith, block, final);
  bindTarget(c, loc, item);
  if (pos + 1 === s.items.length) visitStmts(c, s.body);
  else compileAsyncWith(c, s, pos + 1);
  popFblock(c);
  c.addop(loc, OP.POP_BLOCK);

  c.callExitWithNones(loc);
  awaitTop(c, loc, 2);
  c.addop(loc, OP.POP_TOP);
  c.addopJump(loc, OP.JUMP, exit);

  c.useLabel(final);
  c.addopJump(loc, OP.SETUP_CLEANUP, cleanup);
  c.addop(loc, OP.PUSH_EXC_INFO);
  c.addop(loc, OP.WITH_EXCEPT_START);
  awaitTop(c, loc, 2);
  exceptFinish(c, cleanup);
  c.useLabel(exit);
}
