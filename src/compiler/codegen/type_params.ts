/**
 * Type parameters (PEP 695, 696) and type aliases. CPython's counterparts: compiler_type_params, compiler_typealias in
 * Python/compile.c. Bounds, defaults and alias values are evaluated lazily, each in a scope of its own.
 */
import { intrinsics1, intrinsics2 } from "../../bytecode/opargs.js";
import { OP } from "../../bytecode/opcodes.js";
import type * as ast from "../ast/nodes.js";
import type { Location } from "../instruction_sequence.js";
import { type Compiler, LOC, ScopeType } from "./compiler.js";
import { visitExpr } from "./expressions.js";
import { nameop } from "./names.js";
import { enterScope, finishScope, makeClosure } from "./scope.js";

const INTRINSIC_TYPEVAR = intrinsics1.indexOf("INTRINSIC_TYPEVAR");
const INTRINSIC_PARAMSPEC = intrinsics1.indexOf("INTRINSIC_PARAMSPEC");
const INTRINSIC_TYPEVARTUPLE = intrinsics1.indexOf("INTRINSIC_TYPEVARTUPLE");
const INTRINSIC_TYPEALIAS = intrinsics1.indexOf("INTRINSIC_TYPEALIAS");
const INTRINSIC_TYPEVAR_WITH_BOUND = intrinsics2.indexOf("INTRINSIC_TYPEVAR_WITH_BOUND");
const INTRINSIC_TYPEVAR_WITH_CONSTRAINTS = intrinsics2.indexOf("INTRINSIC_TYPEVAR_WITH_CONSTRAINTS");
const INTRINSIC_SET_TYPEPARAM_DEFAULT = intrinsics2.indexOf("INTRINSIC_SET_TYPEPARAM_DEFAULT");

/** compiler_type_param_bound_or_default */
function boundOrDefault(c: Compiler, e: ast.expr, tp: ast.type_param, isDefault: boolean): void {
  enterScope(c, tp.name, ScopeType.TypeParams, tp, e.lineno, isDefault);
  if (tp.kind === "TypeVarTuple" && e.kind === "Starred") {
    visitExpr(c, e.value);
    c.addopI(LOC(e), OP.UNPACK_SEQUENCE, 1);
  } else visitExpr(c, e);
  c.addop(LOC(e), OP.RETURN_VALUE);
  const code = finishScope(c, true);
  makeClosure(c, LOC(e), code, 0);
}

function makeTypeParam(c: Compiler, loc: Location, tp: ast.type_param): void {
  c.loadConst(loc, tp.name);
  switch (tp.kind) {
    case "TypeVar":
      if (tp.bound === null) return c.addopI(loc, OP.CALL_INTRINSIC_1, INTRINSIC_TYPEVAR);
      boundOrDefault(c, tp.bound, tp, false);
      return c.addopI(
        loc,
        OP.CALL_INTRINSIC_2,
        tp.bound.kind === "Tuple" ? INTRINSIC_TYPEVAR_WITH_CONSTRAINTS : INTRINSIC_TYPEVAR_WITH_BOUND,
      );
    case "TypeVarTuple":
      return c.addopI(loc, OP.CALL_INTRINSIC_1, INTRINSIC_TYPEVARTUPLE);
    case "ParamSpec":
      return c.addopI(loc, OP.CALL_INTRINSIC_1, INTRINSIC_PARAMSPEC);
  }
}

/** compiler_type_params: leaves the tuple of type parameters on the stack. */
export function compileTypeParams(c: Compiler, typeParams: readonly ast.type_param[]): void {
  let seenDefault = false;
  for (const tp of typeParams) {
    const loc = LOC(tp);
    makeTypeParam(c, loc, tp);
    if (tp.default_value !== null) {
      seenDefault = true;
      boundOrDefault(c, tp.default_value, tp, true);
      c.addopI(loc, OP.CALL_INTRINSIC_2, INTRINSIC_SET_TYPEPARAM_DEFAULT);
    } else if (seenDefault) {
      c.error(loc, `non-default type parameter '${tp.name}' follows default type parameter`);
    }
    c.addopI(loc, OP.COPY, 1);
    nameop(c, loc, tp.name, "Store");
  }
  c.addopI(LOC(typeParams[0]!), OP.BUILD_TUPLE, typeParams.length);
}

function aliasBody(c: Compiler, s: ast.TypeAlias, name: string): void {
  const loc = LOC(s);
  enterScope(c, name, ScopeType.Function, s, loc.lineno);
  // None comes first: the function has no docstring.
  c.addConst(null);
  visitExpr(c, s.value);
  c.addop(loc, OP.RETURN_VALUE);
  const code = finishScope(c, false);
  makeClosure(c, loc, code, 0);
  c.addopI(loc, OP.BUILD_TUPLE, 3);
  c.addopI(loc, OP.CALL_INTRINSIC_1, INTRINSIC_TYPEALIAS);
}

export function compileTypeAlias(c: Compiler, s: ast.TypeAlias): void {
  const loc = LOC(s);
  const { id: name } = s.name as ast.Name;
  if (s.type_params.length > 0) {
    enterScope(c, `<generic parameters of ${name}>`, ScopeType.TypeParams, s.type_params, loc.lineno);
    c.loadConst(loc, name);
    compileTypeParams(c, s.type_params);
    aliasBody(c, s, name);
    const code = finishScope(c, false);
    makeClosure(c, loc, code, 0);
    c.addop(loc, OP.PUSH_NULL);
    c.addopI(loc, OP.CALL, 0);
  } else {
    c.loadConst(loc, name);
    c.loadConst(loc, null);
    aliasBody(c, s, name);
  }
  nameop(c, loc, name, "Store");
}
