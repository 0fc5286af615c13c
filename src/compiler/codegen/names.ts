/**
 * Loading, storing and deleting names by their scope. CPython's counterpart: compiler_nameop in Python/compile.c.
 */
import { OP } from "../../bytecode/opcodes.js";
import type { Location } from "../instruction_sequence.js";
import { BlockType, CELL, FREE, GLOBAL_EXPLICIT, GLOBAL_IMPLICIT, LOCAL } from "../symtable/entry.js";
import { type Compiler, dictAdd } from "./compiler.js";

export type Context = "Load" | "Store" | "Del";

/** The dictionary of the class that an annotation scope can see. */
function loadClassdict(c: Compiler, loc: Location): void {
  c.addopIn(loc, OP.LOAD_DEREF, c.u.metadata.freevars, "__classdict__");
}

function derefOp(c: Compiler, loc: Location, ctx: Context): number {
  if (ctx !== "Load") return ctx === "Store" ? OP.STORE_DEREF : OP.DELETE_DEREF;
  const { ste } = c.u;
  if (ste.type === BlockType.Class && c.u.inInlinedComp === 0) {
    c.addop(loc, OP.LOAD_LOCALS);
    return OP.LOAD_FROM_DICT_OR_DEREF;
  }
  if (ste.canSeeClassScope) {
    loadClassdict(c, loc);
    return OP.LOAD_FROM_DICT_OR_DEREF;
  }
  return OP.LOAD_DEREF;
}

function globalOp(c: Compiler, loc: Location, name: string, scope: number, ctx: Context): void {
  const { names } = c.u.metadata;
  if (ctx !== "Load") return c.addopIn(loc, ctx === "Store" ? OP.STORE_GLOBAL : OP.DELETE_GLOBAL, names, name);
  if (c.u.ste.canSeeClassScope && scope === GLOBAL_IMPLICIT) {
    loadClassdict(c, loc);
    return c.addopIn(loc, OP.LOAD_FROM_DICT_OR_GLOBALS, names, name);
  }
  c.addopI(loc, OP.LOAD_GLOBAL, dictAdd(names, name) << 1);
}

function fastOp(ctx: Context): number {
  return ctx === "Load" ? OP.LOAD_FAST : ctx === "Store" ? OP.STORE_FAST : OP.DELETE_FAST;
}

/** compiler_nameop */
export function nameop(c: Compiler, loc: Location, name: string, ctx: Context): void {
  c.checkName(loc, name, ctx);
  const mangled = c.mangle(name);
  const { metadata, ste } = c.u;
  const scope = ste.scope(mangled);
  switch (scope) {
    case FREE:
      return c.addopIn(loc, derefOp(c, loc, ctx), metadata.freevars, mangled);
    case CELL:
      return c.addopIn(loc, derefOp(c, loc, ctx), metadata.cellvars, mangled);
    case LOCAL:
      if (ste.isFunctionLike() || metadata.fasthidden.get(mangled) === true)
        return c.addopIn(loc, fastOp(ctx), metadata.varnames, mangled);
      break;
    case GLOBAL_IMPLICIT:
      if (ste.isFunctionLike()) return globalOp(c, loc, mangled, scope, ctx);
      break;
    case GLOBAL_EXPLICIT:
      return globalOp(c, loc, mangled, scope, ctx);
  }
  if (ctx === "Load" && ste.type === BlockType.Class && c.u.inInlinedComp > 0)
    return c.addopI(loc, OP.LOAD_GLOBAL, dictAdd(metadata.names, mangled) << 1);
  const op = ctx === "Load" ? OP.LOAD_NAME : ctx === "Store" ? OP.STORE_NAME : OP.DELETE_NAME;
  c.addopIn(loc, op, metadata.names, mangled);
}
