/**
 * try statements. CPython's counterparts: compiler_try_except, compiler_try_finally, compiler_try_star_* in
 * Python/compile.c. A `finally` body is generated once for each way out of the block.
 */
import { intrinsics2 } from "../../bytecode/opargs.js";
import { OP } from "../../bytecode/opcodes.js";
import type * as ast from "../ast/nodes.js";
import { type Location, NO_LOCATION } from "../instruction_sequence.js";
import { type Compiler, LOC, NO_LABEL } from "./compiler.js";
import { visitExpr } from "./expressions.js";
import { FrameBlockType, popFblock, pushFblock } from "./fblock.js";
import { nameop } from "./names.js";
import { visitStmts } from "./statements.js";

const INTRINSIC_PREP_RERAISE_STAR = intrinsics2.indexOf("INTRINSIC_PREP_RERAISE_STAR");

export function compileTry(c: Compiler, s: ast.Try): void {
  if (s.finalbody.length > 0) compileTryFinally(c, s, tryExcept);
  else tryExcept(c, s);
}

export function compileTryStar(c: Compiler, s: ast.TryStar): void {
  if (s.finalbody.length > 0) compileTryFinally(c, s, tryStarExcept);
  else tryStarExcept(c, s);
}

function compileTryFinally<T extends ast.Try | ast.TryStar>(
  c: Compiler,
  s: T,
  tryHandlers: (c: Compiler, s: T) => void,
): void {
  const loc = LOC(s);
  const body = c.newLabel();
  const end = c.newLabel();
  const exit = c.newLabel();
  const cleanup = c.newLabel();
  c.addopJump(loc, OP.SETUP_FINALLY, end);
  c.useLabel(body);
  pushFblock(c, loc, FrameBlockType.FinallyTry, body, end, s.finalbody);
  if (s.handlers.length > 0) tryHandlers(c, s);
  else visitStmts(c, s.body);
  c.addop(NO_LOCATION, OP.POP_BLOCK);
  popFblock(c);
  visitStmts(c, s.finalbody);
  c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, exit);

  c.useLabel(end);
  c.addopJump(NO_LOCATION, OP.SETUP_CLEANUP, cleanup);
  c.addop(NO_LOCATION, OP.PUSH_EXC_INFO);
  pushFblock(c, NO_LOCATION, FrameBlockType.FinallyEnd, end, NO_LABEL);
  visitStmts(c, s.finalbody);
  popFblock(c);
  c.addopI(NO_LOCATION, OP.RERAISE, 0);
  c.useLabel(cleanup);
  c.popExceptAndReraise(NO_LOCATION);
  c.useLabel(exit);
}

/** `name = None; del name` after a handler. */
function dropName(c: Compiler, name: string): void {
  c.loadConst(NO_LOCATION, null);
  nameop(c, NO_LOCATION, name, "Store");
  nameop(c, NO_LOCATION, name, "Del");
}

function tryExcept(c: Compiler, s: ast.Try): void {
  const loc = LOC(s);
  const body = c.newLabel();
  const except = c.newLabel();
  const end = c.newLabel();
  const cleanup = c.newLabel();
  c.addopJump(loc, OP.SETUP_FINALLY, except);
  c.useLabel(body);
  pushFblock(c, loc, FrameBlockType.TryExcept, body, NO_LABEL);
  visitStmts(c, s.body);
  popFblock(c);
  c.addop(NO_LOCATION, OP.POP_BLOCK);
  visitStmts(c, s.orelse);
  c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, end);

  c.useLabel(except);
  c.addopJump(NO_LOCATION, OP.SETUP_CLEANUP, cleanup);
  c.addop(NO_LOCATION, OP.PUSH_EXC_INFO);
  pushFblock(c, loc, FrameBlockType.ExceptionHandler, NO_LABEL, NO_LABEL);
  const n = s.handlers.length;
  for (let i = 0; i < n; i++) {
    const handler = s.handlers[i]!;
    const where = LOC(handler);
    if (handler.type === null && i < n - 1) c.error(where, "default 'except:' must be last");
    const next = c.newLabel();
    if (handler.type !== null) {
      visitExpr(c, handler.type);
      c.addop(where, OP.CHECK_EXC_MATCH);
      c.addopJump(where, OP.POP_JUMP_IF_FALSE, next);
    }
    if (handler.name !== null) namedHandler(c, handler, handler.name, where, end);
    else plainHandler(c, handler, where, end);
    c.useLabel(next);
  }
  popFblock(c);
  c.addopI(NO_LOCATION, OP.RERAISE, 0);
  c.useLabel(cleanup);
  c.popExceptAndReraise(NO_LOCATION);
  c.useLabel(end);
}

function namedHandler(c: Compiler, handler: ast.ExceptHandler, name: string, loc: Location, end: number): void {
  const cleanupEnd = c.newLabel();
  const cleanupBody = c.newLabel();
  nameop(c, loc, name, "Store");
  c.addopJump(loc, OP.SETUP_CLEANUP, cleanupEnd);
  c.useLabel(cleanupBody);
  pushFblock(c, loc, FrameBlockType.HandlerCleanup, cleanupBody, NO_LABEL, null, name);
  visitStmts(c, handler.body);
  popFblock(c);
  c.addop(NO_LOCATION, OP.POP_BLOCK);
  c.addop(NO_LOCATION, OP.POP_BLOCK);
  c.addop(NO_LOCATION, OP.POP_EXCEPT);
  dropName(c, name);
  c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, end);

  c.useLabel(cleanupEnd);
  dropName(c, name);
  c.addopI(NO_LOCATION, OP.RERAISE, 1);
}

function plainHandler(c: Compiler, handler: ast.ExceptHandler, loc: Location, end: number): void {
  const cleanupBody = c.newLabel();
  c.addop(loc, OP.POP_TOP);
  c.useLabel(cleanupBody);
  pushFblock(c, loc, FrameBlockType.HandlerCleanup, cleanupBody, NO_LABEL);
  visitStmts(c, handler.body);
  popFblock(c);
  c.addop(NO_LOCATION, OP.POP_BLOCK);
  c.addop(NO_LOCATION, OP.POP_EXCEPT);
  c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, end);
}

/**
 * try / except*: on the stack stand the original group, the list of what the handlers raised, and what is still to be
 * matched. compiler_try_star_except
 */
function tryStarExcept(c: Compiler, s: ast.TryStar): void {
  const loc = LOC(s);
  const body = c.newLabel();
  const except = c.newLabel();
  const orelse = c.newLabel();
  const end = c.newLabel();
  const cleanup = c.newLabel();
  const reraiseStar = c.newLabel();
  c.addopJump(loc, OP.SETUP_FINALLY, except);
  c.useLabel(body);
  pushFblock(c, loc, FrameBlockType.TryExcept, body, NO_LABEL);
  visitStmts(c, s.body);
  popFblock(c);
  c.addop(NO_LOCATION, OP.POP_BLOCK);
  c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, orelse);

  c.useLabel(except);
  c.addopJump(NO_LOCATION, OP.SETUP_CLEANUP, cleanup);
  c.addop(NO_LOCATION, OP.PUSH_EXC_INFO);
  pushFblock(c, loc, FrameBlockType.ExceptionGroupHandler, NO_LABEL, NO_LABEL);
  for (let i = 0; i < s.handlers.length; i++) {
    const handler = s.handlers[i]!;
    if (i === 0) {
      c.addopI(LOC(handler), OP.BUILD_LIST, 0);
      c.addopI(LOC(handler), OP.COPY, 2);
    }
    starHandler(c, handler);
    if (i === s.handlers.length - 1) {
      c.addopI(NO_LOCATION, OP.LIST_APPEND, 1);
      c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, reraiseStar);
    }
  }
  popFblock(c);
  const reraise = c.newLabel();
  c.useLabel(reraiseStar);
  c.addopI(NO_LOCATION, OP.CALL_INTRINSIC_2, INTRINSIC_PREP_RERAISE_STAR);
  c.addopI(NO_LOCATION, OP.COPY, 1);
  c.addopJump(NO_LOCATION, OP.POP_JUMP_IF_NOT_NONE, reraise);
  c.addop(NO_LOCATION, OP.POP_TOP);
  c.addop(NO_LOCATION, OP.POP_BLOCK);
  c.addop(NO_LOCATION, OP.POP_EXCEPT);
  c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, end);

  c.useLabel(reraise);
  c.addop(NO_LOCATION, OP.POP_BLOCK);
  c.addopI(NO_LOCATION, OP.SWAP, 2);
  c.addop(NO_LOCATION, OP.POP_EXCEPT);
  c.addopI(NO_LOCATION, OP.RERAISE, 0);
  c.useLabel(cleanup);
  c.popExceptAndReraise(NO_LOCATION);
  c.useLabel(orelse);
  visitStmts(c, s.orelse);
  c.useLabel(end);
}

function starHandler(c: Compiler, handler: ast.ExceptHandler): void {
  const loc = LOC(handler);
  const next = c.newLabel();
  const exceptWithError = c.newLabel();
  const noMatch = c.newLabel();
  if (handler.type !== null) {
    visitExpr(c, handler.type);
    c.addop(loc, OP.CHECK_EG_MATCH);
    c.addopI(loc, OP.COPY, 1);
    c.addopJump(loc, OP.POP_JUMP_IF_NONE, noMatch);
  }
  const cleanupEnd = c.newLabel();
  const cleanupBody = c.newLabel();
  if (handler.name !== null) nameop(c, loc, handler.name, "Store");
  else c.addop(loc, OP.POP_TOP);
  c.addopJump(loc, OP.SETUP_CLEANUP, cleanupEnd);
  c.useLabel(cleanupBody);
  pushFblock(c, loc, FrameBlockType.HandlerCleanup, cleanupBody, NO_LABEL, null, handler.name);
  visitStmts(c, handler.body);
  popFblock(c);
  c.addop(NO_LOCATION, OP.POP_BLOCK);
  if (handler.name !== null) dropName(c, handler.name);
  c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, next);

  c.useLabel(cleanupEnd);
  if (handler.name !== null) dropName(c, handler.name);
  c.addopI(NO_LOCATION, OP.LIST_APPEND, 3);
  c.addop(NO_LOCATION, OP.POP_TOP);
  c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, exceptWithError);

  c.useLabel(next);
  c.addop(NO_LOCATION, OP.NOP);
  c.addopJump(NO_LOCATION, OP.JUMP_NO_INTERRUPT, exceptWithError);
  c.useLabel(noMatch);
  c.addop(loc, OP.POP_TOP);
  c.useLabel(exceptWithError);
}
