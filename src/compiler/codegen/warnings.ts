/**
 * The SyntaxWarnings of code generation: what is nearly certainly a mistake. CPython's counterparts: check_caller,
 * check_subscripter, check_index, check_compare in Python/compile.c.
 */
import {
  CodeObject,
  PyBytes,
  PyComplex,
  type PyConst,
  PyFloat,
  PyFrozenSet,
  PyTuple,
  SurrogateStr,
} from "../../bytecode/values.js";
import type * as ast from "../ast/nodes.js";
import { type Compiler, LOC } from "./compiler.js";

/** The name of a constant's Python type. */
export function typeName(value: PyConst): string {
  if (value === null) return "NoneType";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "string":
      return "str";
    case "symbol":
      return "ellipsis";
  }
  if (value instanceof PyFloat) return "float";
  if (value instanceof PyComplex) return "complex";
  if (value instanceof PyBytes) return "bytes";
  if (value instanceof PyTuple) return "tuple";
  if (value instanceof PyFrozenSet) return "frozenset";
  return value instanceof CodeObject ? "code" : "str";
}

/** infer_type: null where the type is known at run time only. */
function inferType(e: ast.expr): string | null {
  switch (e.kind) {
    case "Tuple":
      return "tuple";
    case "List":
    case "ListComp":
      return "list";
    case "Dict":
    case "DictComp":
      return "dict";
    case "Set":
    case "SetComp":
      return "set";
    case "GeneratorExp":
      return "generator";
    case "Lambda":
      return "function";
    case "JoinedStr":
    case "FormattedValue":
      return "str";
    case "Constant":
      return typeName(e.value);
    default:
      return null;
  }
}

export function checkCaller(c: Compiler, e: ast.expr): void {
  if (e.kind === "Lambda") return;
  const type = inferType(e);
  if (type !== null) c.warn(LOC(e), `'${type}' object is not callable; perhaps you missed a comma?`);
}

export function checkSubscripter(c: Compiler, e: ast.expr): void {
  switch (e.kind) {
    case "Constant": {
      const { value } = e;
      if (typeof value === "string" || value instanceof SurrogateStr) return;
      if (value instanceof PyBytes || value instanceof PyTuple) return;
      break;
    }
    case "Set":
    case "SetComp":
    case "GeneratorExp":
    case "Lambda":
      break;
    default:
      return;
  }
  c.warn(LOC(e), `'${inferType(e)}' object is not subscriptable; perhaps you missed a comma?`);
}

export function checkIndex(c: Compiler, e: ast.expr, index: ast.expr): void {
  const indexType = inferType(index);
  if (indexType === null || indexType === "int" || indexType === "bool") return;
  switch (e.kind) {
    case "Constant": {
      const { value } = e;
      const sequence =
        typeof value === "string" ||
        value instanceof SurrogateStr ||
        value instanceof PyBytes ||
        value instanceof PyTuple;
      if (!sequence) return;
      break;
    }
    case "Tuple":
    case "List":
    case "ListComp":
    case "JoinedStr":
    case "FormattedValue":
      break;
    default:
      return;
  }
  c.warn(LOC(e), `${inferType(e)} indices must be integers or slices, not ${indexType}; perhaps you missed a comma?`);
}

/** check_is_arg: whether comparing with `is` makes sense: anything but a literal that is no singleton. */
function isIdentityOperand(e: ast.expr): boolean {
  if (e.kind !== "Constant") return true;
  const { value } = e;
  return value === null || typeof value === "boolean" || typeof value === "symbol";
}

export function checkCompare(c: Compiler, e: ast.Compare): void {
  let left = e.left;
  let leftFine = isIdentityOperand(left);
  for (let i = 0; i < e.ops.length; i++) {
    const op = e.ops[i]!;
    const right = e.comparators[i]!;
    const rightFine = isIdentityOperand(right);
    if ((op === "Is" || op === "IsNot") && !(leftFine && rightFine)) {
      const type = inferType(leftFine ? right : left);
      const [is, equals] = op === "Is" ? ["is", "=="] : ["is not", "!="];
      return c.warn(LOC(e), `"${is}" with '${type}' literal. Did you mean "${equals}"?`);
    }
    left = right;
    leftFine = rightFine;
  }
}
