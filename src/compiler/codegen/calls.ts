/**
 * Calls: of functions, of methods without a bound method object, and of super(). CPython's counterparts: compiler_call,
 * maybe_optimize_method_call, compiler_call_helper, can_optimize_super_call in Python/compile.c.
 */
import { OP } from "../../bytecode/opcodes.js";
import { PyTuple } from "../../bytecode/values.js";
import type * as ast from "../ast/nodes.js";
import { type Location, NO_LOCATION } from "../instruction_sequence.js";
import { DEF_IMPORT, FREE, GLOBAL_IMPLICIT } from "../symtable/entry.js";
import { type Compiler, LOC, STACK_USE_GUIDELINE } from "./compiler.js";
import { starUnpack, TUPLE } from "./displays.js";
import { attrLocation, visitExpr, visitExprs } from "./expressions.js";
import { nameop } from "./names.js";
import { getRefType } from "./scope.js";
import { checkCaller } from "./warnings.js";

/**
 * is_import_originated: a name that the module imports is rarely an object with methods. (In a comprehension inlined into the
 * module the symbols are the comprehension's, where nothing is imported.)
 */
function isImported(c: Compiler, e: ast.expr): boolean {
  return e.kind === "Name" && ((c.symtable.top.symbols.get(e.id) ?? 0) & DEF_IMPORT) !== 0;
}

/** can_optimize_super_call: `super().attr` or `super(a, b).attr` without building the super object. */
export function canOptimizeSuperCall(c: Compiler, attr: ast.Attribute): boolean {
  const call = attr.value;
  if (call.kind !== "Call" || call.func.kind !== "Name" || call.func.id !== "super") return false;
  if (attr.attr === "__class__" || call.keywords.length > 0) return false;
  if (c.u.ste.scope("super") !== GLOBAL_IMPLICIT) return false;
  if (c.symtable.top.scope("super") !== 0) return false;
  if (call.args.length === 2) return !call.args.some((arg) => arg.kind === "Starred");
  if (call.args.length !== 0) return false;
  const { metadata } = c.u;
  if (metadata.argcount === 0 && metadata.posonlyargcount === 0) return false;
  return getRefType(c, "__class__") === FREE;
}

export function loadArgsForSuper(c: Compiler, call: ast.Call): void {
  const loc = LOC(call);
  nameop(c, LOC(call.func), "super", "Load");
  if (call.args.length === 2) return visitExprs(c, call.args);
  nameop(c, loc, "__class__", "Load");
  const [self] = c.u.metadata.varnames.keys();
  nameop(c, loc, self!, "Load");
}

/** maybe_optimize_method_call: false if the call must be made the general way. */
function methodCall(c: Compiler, e: ast.Call): boolean {
  const meth = e.func;
  if (meth.kind !== "Attribute" || meth.ctx !== "Load") return false;
  if (isImported(c, meth.value)) return false;
  const { args, keywords } = e;
  const count = args.length + keywords.length;
  if (count + (keywords.length > 0 ? 1 : 0) >= STACK_USE_GUIDELINE) return false;
  if (args.some((arg) => arg.kind === "Starred") || keywords.some((kw) => kw.arg === null)) return false;

  let loc = LOC(meth);
  if (canOptimizeSuperCall(c, meth)) {
    const superCall = meth.value as ast.Call;
    loadArgsForSuper(c, superCall);
    const op = superCall.args.length > 0 ? OP.LOAD_SUPER_METHOD : OP.LOAD_ZERO_SUPER_METHOD;
    c.addopName(loc, op, meth.attr);
    loc = attrLocation(loc, meth);
    c.addop(loc, OP.NOP);
  } else {
    visitExpr(c, meth.value);
    loc = attrLocation(loc, meth);
    c.addopName(loc, OP.LOAD_METHOD, meth.attr);
  }
  visitExprs(c, args);
  if (keywords.length > 0) {
    loadKeywords(c, loc, keywords);
    c.addopI(attrLocation(LOC(e), meth), OP.CALL_KW, count);
  } else c.addopI(attrLocation(LOC(e), meth), OP.CALL, count);
  return true;
}

function validateKeywords(c: Compiler, keywords: readonly ast.Keyword[]): void {
  for (let i = 0; i < keywords.length; i++) {
    const key = keywords[i]!;
    if (key.arg === null) continue;
    c.checkName(LOC(key), key.arg, "Store");
    for (let j = i + 1; j < keywords.length; j++)
      if (keywords[j]!.arg === key.arg) c.error(LOC(keywords[j]!), `keyword argument repeated: ${key.arg}`);
  }
}

export function compileCall(c: Compiler, e: ast.Call): void {
  validateKeywords(c, e.keywords);
  if (methodCall(c, e)) return;
  checkCaller(c, e.func);
  visitExpr(c, e.func);
  c.addop(LOC(e.func), OP.PUSH_NULL);
  callHelper(c, LOC(e), 0, e.args, e.keywords);
}

/** The values of keyword arguments, then their names. */
function loadKeywords(c: Compiler, loc: Location, keywords: readonly ast.Keyword[]): void {
  for (const kw of keywords) visitExpr(c, kw.value);
  c.loadConst(loc, new PyTuple(keywords.map((kw) => kw.arg)));
}

function subKwargs(c: Compiler, loc: Location, keywords: readonly ast.Keyword[], begin: number, end: number): void {
  const n = end - begin;
  const big = n * 2 > STACK_USE_GUIDELINE;
  if (n > 1 && !big) {
    for (let i = begin; i < end; i++) visitExpr(c, keywords[i]!.value);
    c.loadConst(loc, new PyTuple(keywords.slice(begin, end).map((kw) => kw.arg)));
    return c.addopI(loc, OP.BUILD_CONST_KEY_MAP, n);
  }
  if (big) c.addopI(NO_LOCATION, OP.BUILD_MAP, 0);
  for (let i = begin; i < end; i++) {
    c.loadConst(loc, keywords[i]!.arg);
    visitExpr(c, keywords[i]!.value);
    if (big) c.addopI(NO_LOCATION, OP.MAP_ADD, 1);
  }
  if (!big) c.addopI(loc, OP.BUILD_MAP, n);
}

/** compiler_call_helper: `pushed` arguments lie on the stack already. */
export function callHelper(
  c: Compiler,
  loc: Location,
  pushed: number,
  args: readonly ast.expr[],
  keywords: readonly ast.Keyword[],
): void {
  validateKeywords(c, keywords);
  const unpacks =
    args.length + keywords.length * 2 > STACK_USE_GUIDELINE ||
    args.some((arg) => arg.kind === "Starred") ||
    keywords.some((kw) => kw.arg === null);
  if (unpacks) return callEx(c, loc, pushed, args, keywords);
  visitExprs(c, args);
  const count = pushed + args.length + keywords.length;
  if (keywords.length > 0) {
    loadKeywords(c, loc, keywords);
    c.addopI(loc, OP.CALL_KW, count);
  } else c.addopI(loc, OP.CALL, count);
}

function callEx(
  c: Compiler,
  loc: Location,
  pushed: number,
  args: readonly ast.expr[],
  keywords: readonly ast.Keyword[],
): void {
  const only = args[0];
  if (pushed === 0 && args.length === 1 && only!.kind === "Starred") visitExpr(c, only!.value);
  else starUnpack(c, loc, args, pushed, TUPLE);
  let haveDict = false;
  let seen = 0;
  const flush = (end: number): void => {
    subKwargs(c, loc, keywords, end - seen, end);
    if (haveDict) c.addopI(loc, OP.DICT_MERGE, 1);
    haveDict = true;
    seen = 0;
  };
  for (let i = 0; i < keywords.length; i++) {
    const kw = keywords[i]!;
    if (kw.arg !== null) {
      seen++;
      continue;
    }
    if (seen > 0) flush(i);
    if (!haveDict) {
      c.addopI(loc, OP.BUILD_MAP, 0);
      haveDict = true;
    }
    visitExpr(c, kw.value);
    c.addopI(loc, OP.DICT_MERGE, 1);
  }
  if (seen > 0) flush(keywords.length);
  c.addopI(loc, OP.CALL_FUNCTION_EX, keywords.length > 0 ? 1 : 0);
}
