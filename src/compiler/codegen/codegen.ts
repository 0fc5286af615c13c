/**
 * Code generation's door: a module's tree in, its code object out, each unit handed to the flow graph as soon as it is
 * generated. CPython's counterparts: compiler_mod and compiler_codegen in Python/compile.c.
 */
import { OP } from "../../bytecode/opcodes.js";
import type { CodeObject } from "../../bytecode/values.js";
import type * as ast from "../ast/nodes.js";
import { PyException, type WarningSink } from "../errors.js";
import type { FutureFeatures } from "../future.js";
import type { Symtable } from "../symtable/entry.js";
import type { Tuning } from "../tuning.js";
import { Compiler, lineStart, ScopeType, type Unit } from "./compiler.js";
import { visitExpr } from "./expressions.js";
import { addReturnAtEnd, enterScope, finishScope } from "./scope.js";
import { compileBody, hasAnnotations, visitStmt } from "./statements.js";

export interface CodegenOptions {
  readonly filename: string;
  readonly future: FutureFeatures;
  /** CO_FUTURE_* in force (the module's own included) and PyCF_* flags. */
  readonly flags: number;
  readonly optimize: number;
  readonly warnings: WarningSink;
  readonly tuning?: Tuning;
  /** Whether a string is interned before the constants of this compilation exist (flowgraph/consts.ts). */
  readonly interned?: (text: string) => boolean;
}

function newCompiler(symtable: Symtable, options: CodegenOptions): Compiler {
  const { filename, future, flags, optimize, warnings } = options;
  const features = { features: future.features | flags, location: future.location };
  const c = new Compiler(filename, symtable, features, flags, optimize, warnings);
  c.tuning = options.tuning ?? {};
  c.genexpGetIter = c.tuning.genexpGetIter ?? true;
  c.interned = options.interned;
  return c;
}

/** compiler_codegen: everything but the return at the end. */
function generate(c: Compiler, mod: ast.mod): void {
  enterScope(c, "<module>", ScopeType.Module, mod, 1);
  const loc = lineStart(1);
  switch (mod.kind) {
    case "Module":
      return compileBody(c, loc, mod.body);
    case "Interactive":
      if (hasAnnotations(mod.body)) c.addop(loc, OP.SETUP_ANNOTATIONS);
      c.interactive = true;
      for (const s of mod.body) visitStmt(c, s);
      return;
    case "Expression":
      return visitExpr(c, mod.body);
    default:
      throw new PyException("SystemError", `module kind ${mod.kind} should not be possible`);
  }
}

/** compiler_mod: `mod` is folded already and `symtable` is built from it. */
export function codegen(mod: ast.mod, symtable: Symtable, options: CodegenOptions): CodeObject {
  const c = newCompiler(symtable, options);
  generate(c, mod);
  return finishScope(c, mod.kind !== "Expression");
}

/** The module's unit before the flow graph, as `_testinternalcapi.compiler_codegen` shows it. */
export function codegenUnit(mod: ast.mod, symtable: Symtable, options: CodegenOptions): Unit {
  const c = newCompiler(symtable, options);
  c.keepNested = true;
  generate(c, mod);
  addReturnAtEnd(c, mod.kind !== "Expression");
  return c.u;
}
