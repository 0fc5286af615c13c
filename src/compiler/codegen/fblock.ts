/**
 * Frame blocks: what stands around the statement being generated (loops, try, with), so that `return`, `break` and
 * `continue` can leave it properly. CPython's counterpart: fblockinfo and compiler_unwind_fblock in Python/compile.c.
 */

import { RESUME_AFTER_AWAIT } from "../../bytecode/opargs.js";
import { OP } from "../../bytecode/opcodes.js";
import type * as ast from "../ast/nodes.js";
import { type Location, NO_LOCATION } from "../instruction_sequence.js";
import { type Compiler, NO_LABEL } from "./compiler.js";
import { nameop } from "./names.js";
import { visitStmts } from "./statements.js";

export enum FrameBlockType {
  WhileLoop,
  ForLoop,
  TryExcept,
  FinallyTry,
  FinallyEnd,
  With,
  AsyncWith,
  HandlerCleanup,
  PopValue,
  ExceptionHandler,
  ExceptionGroupHandler,
  AsyncComprehensionGenerator,
  /** The body of a generator or coroutine, around which a handler for StopIteration comes. */
  StopIteration,
}

export interface FrameBlock {
  readonly type: FrameBlockType;
  readonly block: number;
  readonly loc: Location;
  readonly exit: number;
  /** Of FinallyTry: the finally body. */
  readonly finalbody: readonly ast.stmt[] | null;
  /** Of HandlerCleanup: the exception's name. */
  readonly name: string | null;
}

/** CO_MAXBLOCKS of 3.13 */
const CO_MAXBLOCKS = 21;

export function pushFblock(
  c: Compiler,
  loc: Location,
  type: FrameBlockType,
  block: number,
  exit: number,
  finalbody: readonly ast.stmt[] | null = null,
  name: string | null = null,
): void {
  if (c.u.fblocks.length >= CO_MAXBLOCKS) c.error(loc, "too many statically nested blocks");
  c.u.fblocks.push({ type, block, loc, exit, finalbody, name });
}

export function popFblock(c: Compiler): void {
  c.u.fblocks.pop();
}

function swapIf(c: Compiler, loc: Location, preserveTos: boolean): void {
  if (preserveTos) c.addopI(loc, OP.SWAP, 2);
}

/** compiler_unwind_fblock: returns the location of what follows. */
export function unwindFblock(c: Compiler, loc: Location, info: FrameBlock, preserveTos: boolean): Location {
  switch (info.type) {
    case FrameBlockType.WhileLoop:
    case FrameBlockType.ExceptionHandler:
    case FrameBlockType.ExceptionGroupHandler:
    case FrameBlockType.AsyncComprehensionGenerator:
    case FrameBlockType.StopIteration:
      return loc;
    case FrameBlockType.ForLoop:
    case FrameBlockType.PopValue:
      swapIf(c, loc, preserveTos);
      c.addop(loc, OP.POP_TOP);
      return loc;
    case FrameBlockType.TryExcept:
      c.addop(loc, OP.POP_BLOCK);
      return loc;
    case FrameBlockType.FinallyTry:
      // This POP_BLOCK gets the line of the unwinding statement; what follows the body is artificial.
      c.addop(loc, OP.POP_BLOCK);
      if (preserveTos) pushFblock(c, loc, FrameBlockType.PopValue, NO_LABEL, NO_LABEL);
      visitStmts(c, info.finalbody!);
      if (preserveTos) popFblock(c);
      return NO_LOCATION;
    case FrameBlockType.FinallyEnd:
      swapIf(c, loc, preserveTos);
      c.addop(loc, OP.POP_TOP);
      swapIf(c, loc, preserveTos);
      c.addop(loc, OP.POP_BLOCK);
      c.addop(loc, OP.POP_EXCEPT);
      return loc;
    case FrameBlockType.With:
    case FrameBlockType.AsyncWith:
      return unwindWith(c, info, preserveTos);
    case FrameBlockType.HandlerCleanup:
      if (info.name !== null) c.addop(loc, OP.POP_BLOCK);
      swapIf(c, loc, preserveTos);
      c.addop(loc, OP.POP_BLOCK);
      c.addop(loc, OP.POP_EXCEPT);
      if (info.name !== null) {
        c.loadConst(loc, null);
        nameop(c, loc, info.name, "Store");
        nameop(c, loc, info.name, "Del");
      }
      return loc;
  }
}

function unwindWith(c: Compiler, info: FrameBlock, preserveTos: boolean): Location {
  const { loc } = info;
  c.addop(loc, OP.POP_BLOCK);
  swapIf(c, loc, preserveTos);
  c.callExitWithNones(loc);
  if (info.type === FrameBlockType.AsyncWith) {
    c.addopI(loc, OP.GET_AWAITABLE, 2);
    c.loadConst(loc, null);
    c.addYieldFrom(loc, RESUME_AFTER_AWAIT);
  }
  c.addop(loc, OP.POP_TOP);
  return NO_LOCATION;
}

export interface Unwound {
  readonly loc: Location;
  /** The innermost loop, if the search was for one. */
  readonly loop: FrameBlock | null;
}

/** compiler_unwind_fblock_stack: all blocks, or those inside the innermost loop if `toLoop`. */
export function unwindFblockStack(c: Compiler, loc: Location, preserveTos: boolean, toLoop: boolean): Unwound {
  const { fblocks } = c.u;
  const top = fblocks[fblocks.length - 1];
  if (top === undefined) return { loc, loop: null };
  if (top.type === FrameBlockType.ExceptionGroupHandler)
    c.error(loc, "'break', 'continue' and 'return' cannot appear in an except* block");
  if (toLoop && (top.type === FrameBlockType.WhileLoop || top.type === FrameBlockType.ForLoop))
    return { loc, loop: top };
  fblocks.pop();
  const after = unwindFblock(c, loc, top, preserveTos);
  const result = unwindFblockStack(c, after, preserveTos, toLoop);
  fblocks.push(top);
  return result;
}
