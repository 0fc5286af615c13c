/**
 * `from __future__ import ...`: which features a module asks for, and where the last such statement ends.
 * CPython's counterpart: Python/future.c, and the CO_FUTURE_* of Include/cpython/code.h.
 */
import { SurrogateStr } from "../bytecode/values.js";
import type * as ast from "./ast/nodes.js";
import { PySyntaxError } from "./errors.js";
import { type Location, NO_LOCATION } from "./instruction_sequence.js";

export const CO_FUTURE_DIVISION = 0x20000;
export const CO_FUTURE_ABSOLUTE_IMPORT = 0x40000;
export const CO_FUTURE_WITH_STATEMENT = 0x80000;
export const CO_FUTURE_PRINT_FUNCTION = 0x100000;
export const CO_FUTURE_UNICODE_LITERALS = 0x200000;
export const CO_FUTURE_BARRY_AS_BDFL = 0x400000;
export const CO_FUTURE_GENERATOR_STOP = 0x800000;
export const CO_FUTURE_ANNOTATIONS = 0x1000000;

export interface FutureFeatures {
  readonly features: number;
  /** Of the last future statement; NO_LOCATION if there is none. */
  readonly location: Location;
}

/** The features that still change something; the others are accepted and mean nothing. */
const FEATURES: ReadonlyMap<string, number> = new Map([
  ["nested_scopes", 0],
  ["generators", 0],
  ["division", 0],
  ["absolute_import", 0],
  ["with_statement", 0],
  ["print_function", 0],
  ["unicode_literals", 0],
  ["barry_as_FLUFL", CO_FUTURE_BARRY_AS_BDFL],
  ["generator_stop", 0],
  ["annotations", CO_FUTURE_ANNOTATIONS],
]);

function futureError(msg: string, filename: string, alias: ast.Alias): never {
  throw new PySyntaxError(
    "SyntaxError",
    msg,
    filename,
    alias.lineno,
    alias.col_offset + 1,
    alias.end_lineno,
    alias.end_col_offset + 1,
    null,
    true,
  );
}

function checkFeatures(s: ast.ImportFrom, filename: string): number {
  let features = 0;
  for (const alias of s.names) {
    const { name } = alias;
    const flag = FEATURES.get(name);
    if (flag !== undefined) features |= flag;
    else if (name === "braces") futureError("not a chance", filename, alias);
    else futureError(`future feature ${name.slice(0, 100)} is not defined`, filename, alias);
  }
  return features;
}

function isDocstring(s: ast.stmt): boolean {
  if (s.kind !== "Expr" || s.value.kind !== "Constant") return false;
  const { value } = s.value;
  return typeof value === "string" || value instanceof SurrogateStr;
}

/** _PyFuture_FromAST */
export function futureFromAst(mod: ast.mod, filename: string): FutureFeatures {
  let features = 0;
  let location = NO_LOCATION;
  if (mod.kind !== "Module" && mod.kind !== "Interactive") return { features, location };
  let first = true;
  for (const s of mod.body) {
    if (s.kind === "ImportFrom" && s.module === "__future__" && s.level === 0) {
      features |= checkFeatures(s, filename);
      location = { lineno: s.lineno, endLineno: s.end_lineno, col: s.col_offset, endCol: s.end_col_offset };
    } else if (!(first && isDocstring(s))) break;
    first = false;
  }
  return { features, location };
}
