/**
 * def, async def and lambda. CPython's counterparts: compiler_function, compiler_function_body, compiler_lambda,
 * compiler_default_arguments, compiler_visit_annotations in Python/compile.c.
 */
import {
  intrinsics1,
  intrinsics2,
  MAKE_FUNCTION_ANNOTATIONS,
  MAKE_FUNCTION_DEFAULTS,
  MAKE_FUNCTION_KWDEFAULTS,
} from "../../bytecode/opargs.js";
import { OP } from "../../bytecode/opcodes.js";
import { PyTuple } from "../../bytecode/values.js";
import type * as ast from "../ast/nodes.js";
import { type Location, NO_LOCATION } from "../instruction_sequence.js";
import { futureAnnotations, loadAnnotationText } from "./assignments.js";
import { type Compiler, LOC, NO_LABEL, ScopeType } from "./compiler.js";
import { cleanDoc, getDocString } from "./docstring.js";
import { visitExpr, visitExprs } from "./expressions.js";
import { FrameBlockType, popFblock, pushFblock } from "./fblock.js";
import { nameop } from "./names.js";
import { enterScope, finishScope, makeClosure } from "./scope.js";
import { visitStmt } from "./statements.js";
import { compileTypeParams } from "./type_params.js";

const INTRINSIC_STOPITERATION_ERROR = intrinsics1.indexOf("INTRINSIC_STOPITERATION_ERROR");
const INTRINSIC_SET_FUNCTION_TYPE_PARAMS = intrinsics2.indexOf("INTRINSIC_SET_FUNCTION_TYPE_PARAMS");

export type AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef;

/** compiler_check_debug_args */
function checkDebugArgs(c: Compiler, args: ast.Arguments): void {
  const check = (arg: ast.Arg | null): void => {
    if (arg !== null) c.checkName(LOC(arg), arg.arg, "Store");
  };
  args.posonlyargs.forEach(check);
  args.args.forEach(check);
  check(args.vararg);
  args.kwonlyargs.forEach(check);
  check(args.kwarg);
}

/** Values of keyword-only defaults and their names; false if there are none. */
function visitKwonlyDefaults(c: Compiler, loc: Location, args: ast.Arguments): boolean {
  const keys: string[] = [];
  for (let i = 0; i < args.kwonlyargs.length; i++) {
    const value = args.kw_defaults[i];
    if (value === null || value === undefined) continue;
    keys.push(c.mangle(args.kwonlyargs[i]!.arg));
    visitExpr(c, value);
  }
  if (keys.length === 0) return false;
  c.loadConst(loc, new PyTuple(keys));
  c.addopI(loc, OP.BUILD_CONST_KEY_MAP, keys.length);
  return true;
}

/** compiler_default_arguments: returns the MAKE_FUNCTION_* flags of what it pushed. */
function defaultArguments(c: Compiler, loc: Location, args: ast.Arguments): number {
  let flags = 0;
  if (args.defaults.length > 0) {
    visitExprs(c, args.defaults);
    c.addopI(loc, OP.BUILD_TUPLE, args.defaults.length);
    flags |= MAKE_FUNCTION_DEFAULTS;
  }
  if (args.kwonlyargs.length > 0 && visitKwonlyDefaults(c, loc, args)) flags |= MAKE_FUNCTION_KWDEFAULTS;
  return flags;
}

/** compiler_visit_argannotation: pushes name and annotation; returns how many values. */
function visitArgAnnotation(c: Compiler, name: string, annotation: ast.expr | null, loc: Location): number {
  if (annotation === null) return 0;
  c.loadConst(loc, c.mangle(name));
  if (futureAnnotations(c)) loadAnnotationText(c, annotation);
  else if (annotation.kind === "Starred") {
    // *args: *Ts
    visitExpr(c, annotation.value);
    c.addopI(loc, OP.UNPACK_SEQUENCE, 1);
  } else visitExpr(c, annotation);
  return 2;
}

/** compiler_visit_annotations: false if there are none. */
function visitAnnotations(c: Compiler, loc: Location, args: ast.Arguments, returns: ast.expr | null): boolean {
  let length = 0;
  const visit = (arg: ast.Arg): void => {
    length += visitArgAnnotation(c, arg.arg, arg.annotation, loc);
  };
  args.args.forEach(visit);
  args.posonlyargs.forEach(visit);
  if (args.vararg !== null) visit(args.vararg);
  args.kwonlyargs.forEach(visit);
  if (args.kwarg !== null) visit(args.kwarg);
  length += visitArgAnnotation(c, "return", returns, loc);
  if (length === 0) return false;
  c.addopI(loc, OP.BUILD_TUPLE, length);
  return true;
}

/** wrap_in_stopiteration_handler: a StopIteration that leaves a generator becomes a RuntimeError. */
export function wrapInStopiterationHandler(c: Compiler): void {
  const handler = c.newLabel();
  c.u.seq.insert(0, OP.SETUP_CLEANUP, handler, NO_LOCATION);
  c.loadConst(NO_LOCATION, null);
  c.addop(NO_LOCATION, OP.RETURN_VALUE);
  c.useLabel(handler);
  c.addopI(NO_LOCATION, OP.CALL_INTRINSIC_1, INTRINSIC_STOPITERATION_ERROR);
  c.addopI(NO_LOCATION, OP.RERAISE, 1);
}

function setArgCounts(c: Compiler, args: ast.Arguments): void {
  const { metadata } = c.u;
  metadata.argcount = args.args.length;
  metadata.posonlyargcount = args.posonlyargs.length;
  metadata.kwonlyargcount = args.kwonlyargs.length;
}

function functionBody(c: Compiler, s: AnyFunction, flags: number, firstlineno: number): void {
  const scopeType = s.kind === "AsyncFunctionDef" ? ScopeType.AsyncFunction : ScopeType.Function;
  enterScope(c, s.name, scopeType, s, firstlineno);
  const docstring = getDocString(s.body);
  c.addConst(docstring === null || c.optimize >= 2 ? null : cleanDoc(docstring));
  setArgCounts(c, s.args);
  const isGenerator = c.u.ste.coroutine || c.u.ste.generator;
  if (isGenerator) pushFblock(c, NO_LOCATION, FrameBlockType.StopIteration, NO_LABEL, NO_LABEL);
  for (let i = docstring === null ? 0 : 1; i < s.body.length; i++) visitStmt(c, s.body[i]!);
  if (isGenerator) {
    wrapInStopiterationHandler(c);
    popFblock(c);
  }
  const code = finishScope(c, true);
  makeClosure(c, LOC(s), code, flags);
}

export function visitDecorators(c: Compiler, decorators: readonly ast.expr[]): void {
  visitExprs(c, decorators);
}

export function applyDecorators(c: Compiler, decorators: readonly ast.expr[]): void {
  for (let i = decorators.length - 1; i >= 0; i--) c.addopI(LOC(decorators[i]!), OP.CALL, 0);
}

export function compileFunction(c: Compiler, s: AnyFunction): void {
  checkDebugArgs(c, s.args);
  visitDecorators(c, s.decorator_list);
  const firstlineno = s.decorator_list.length > 0 ? s.decorator_list[0]!.lineno : s.lineno;
  const loc = LOC(s);
  let flags = defaultArguments(c, loc, s.args);
  const generic = s.type_params.length > 0;
  let typeParamArgs = 0;
  if (generic) {
    if (flags & MAKE_FUNCTION_DEFAULTS) typeParamArgs++;
    if (flags & MAKE_FUNCTION_KWDEFAULTS) typeParamArgs++;
    if (typeParamArgs === 2) c.addopI(loc, OP.SWAP, 2);
    enterScope(c, `<generic parameters of ${s.name}>`, ScopeType.TypeParams, s.type_params, firstlineno);
    compileTypeParams(c, s.type_params);
    for (let i = 0; i < typeParamArgs; i++) c.addopI(loc, OP.LOAD_FAST, i);
  }
  if (visitAnnotations(c, loc, s.args, s.returns)) flags |= MAKE_FUNCTION_ANNOTATIONS;
  functionBody(c, s, flags, firstlineno);
  if (generic) finishGenericFunction(c, loc, typeParamArgs);
  applyDecorators(c, s.decorator_list);
  nameop(c, loc, s.name, "Store");
}

function finishGenericFunction(c: Compiler, loc: Location, typeParamArgs: number): void {
  c.addopI(loc, OP.SWAP, 2);
  c.addopI(loc, OP.CALL_INTRINSIC_2, INTRINSIC_SET_FUNCTION_TYPE_PARAMS);
  c.u.metadata.argcount = typeParamArgs;
  const code = finishScope(c, false);
  makeClosure(c, loc, code, 0);
  if (typeParamArgs > 0) {
    c.addopI(loc, OP.SWAP, typeParamArgs + 1);
    c.addopI(loc, OP.CALL, typeParamArgs - 1);
  } else {
    c.addop(loc, OP.PUSH_NULL);
    c.addopI(loc, OP.CALL, 0);
  }
}

export function compileLambda(c: Compiler, e: ast.Lambda): void {
  checkDebugArgs(c, e.args);
  const loc = LOC(e);
  const flags = defaultArguments(c, loc, e.args);
  enterScope(c, "<lambda>", ScopeType.Lambda, e, e.lineno);
  // None comes first: a lambda has no docstring.
  c.addConst(null);
  setArgCounts(c, e.args);
  visitExpr(c, e.body);
  const generator = c.u.ste.generator;
  if (!generator) c.addop(LOC(e.body), OP.RETURN_VALUE);
  const code = finishScope(c, !generator);
  makeClosure(c, loc, code, flags);
}
