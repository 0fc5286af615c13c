/**
 * class statements: a function for the body, then `__build_class__(function, name, *bases, **keywords)`.
 * CPython's counterparts: compiler_class, compiler_class_body in Python/compile.c.
 */
import { intrinsics1 } from "../../bytecode/opargs.js";
import { OP } from "../../bytecode/opcodes.js";
import { type CodeObject, PyTuple } from "../../bytecode/values.js";
import * as ast from "../ast/nodes.js";
import { NO_LOCATION } from "../instruction_sequence.js";
import { callHelper } from "./calls.js";
import { type Compiler, LOC, lineStart, ScopeType } from "./compiler.js";
import { applyDecorators, visitDecorators } from "./functions.js";
import { nameop } from "./names.js";
import { enterScope, finishScope, makeClosure } from "./scope.js";
import { compileBody } from "./statements.js";
import { compileTypeParams } from "./type_params.js";

const INTRINSIC_SUBSCRIPT_GENERIC = intrinsics1.indexOf("INTRINSIC_SUBSCRIPT_GENERIC");

function classBody(c: Compiler, s: ast.ClassDef, firstlineno: number): CodeObject {
  enterScope(c, s.name, ScopeType.Class, s, firstlineno);
  const loc = lineStart(firstlineno);
  c.u.privateName = s.name;
  nameop(c, loc, "__name__", "Load");
  nameop(c, loc, "__module__", "Store");
  c.loadConst(loc, c.u.metadata.qualname);
  nameop(c, loc, "__qualname__", "Store");
  c.loadConst(loc, BigInt(firstlineno));
  nameop(c, loc, "__firstlineno__", "Store");
  if (s.type_params.length > 0) {
    nameop(c, loc, ".type_params", "Load");
    nameop(c, loc, "__type_params__", "Store");
  }
  const { cellvars } = c.u.metadata;
  if (c.u.ste.needsClassdict) {
    c.addop(loc, OP.LOAD_LOCALS);
    c.addopIn(loc, OP.STORE_DEREF, cellvars, "__classdict__");
  }
  compileBody(c, loc, s.body);
  c.loadConst(NO_LOCATION, new PyTuple([...c.u.staticAttributes!].sort(byCodePoint)));
  nameop(c, NO_LOCATION, "__static_attributes__", "Store");
  if (c.u.ste.needsClassdict) {
    c.addopI(NO_LOCATION, OP.LOAD_CLOSURE, cellvars.get("__classdict__")!);
    nameop(c, NO_LOCATION, "__classdictcell__", "Store");
  }
  if (c.u.ste.needsClassClosure) {
    c.addopI(NO_LOCATION, OP.LOAD_CLOSURE, cellvars.get("__class__")!);
    c.addopI(NO_LOCATION, OP.COPY, 1);
    nameop(c, NO_LOCATION, "__classcell__", "Store");
  } else c.loadConst(NO_LOCATION, null);
  c.addop(NO_LOCATION, OP.RETURN_VALUE);
  return finishScope(c, true);
}

export function compileClass(c: Compiler, s: ast.ClassDef): void {
  visitDecorators(c, s.decorator_list);
  const firstlineno = s.decorator_list.length > 0 ? s.decorator_list[0]!.lineno : s.lineno;
  const loc = LOC(s);
  const generic = s.type_params.length > 0;
  if (generic) {
    enterScope(c, `<generic parameters of ${s.name}>`, ScopeType.TypeParams, s.type_params, firstlineno);
    c.u.privateName = s.name;
    compileTypeParams(c, s.type_params);
    nameop(c, loc, ".type_params", "Store");
  }
  const code = classBody(c, s, firstlineno);
  c.addop(loc, OP.LOAD_BUILD_CLASS);
  c.addop(loc, OP.PUSH_NULL);
  makeClosure(c, loc, code, 0);
  c.loadConst(loc, s.name);
  if (generic) {
    nameop(c, loc, ".type_params", "Load");
    c.addopI(loc, OP.CALL_INTRINSIC_1, INTRINSIC_SUBSCRIPT_GENERIC);
    nameop(c, loc, ".generic_base", "Store");
    const base = ast.Name(".generic_base", "Load", s.lineno, s.col_offset, s.end_lineno, s.end_col_offset);
    callHelper(c, loc, 2, [...s.bases, base], s.keywords);
    const typeParams = finishScope(c, false);
    makeClosure(c, loc, typeParams, 0);
    c.addop(loc, OP.PUSH_NULL);
    c.addopI(loc, OP.CALL, 0);
  } else callHelper(c, loc, 2, s.bases, s.keywords);
  applyDecorators(c, s.decorator_list);
  nameop(c, loc, s.name, "Store");
}

/** Python's order of strs; JavaScript's own order puts an astral character before U+E000. */
function byCodePoint(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = a.codePointAt(i)! - b.codePointAt(i)!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
