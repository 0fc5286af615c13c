/**
 * `astDump`: the text of Python's `ast.dump(tree, include_attributes=...)` for our trees.
 * Used by tests against the oracle and by tools that show trees; 3.13 leaves out empty lists and None defaults.
 */
import { pyRepr } from "../../bytecode/repr.js";
import type { PyConst } from "../../bytecode/values.js";
import { ENUMS } from "./asdl.js";
import { AST_FIELDS, type AstNode, LOCATED_NODES } from "./nodes.js";

const ENUM_FIELDS: ReadonlySet<string> = new Set(["ctx", "op", "ops"]);
const ENUM_VALUES: ReadonlySet<string> = new Set(Object.values(ENUMS).flatMap((names) => names.split(" ")));

export function astDump(node: AstNode, options: { includeAttributes?: boolean } = {}): string {
  const out: string[] = [];
  dumpNode(node, options.includeAttributes ?? false, out);
  return out.join("");
}

function dumpNode(node: AstNode, attributes: boolean, out: string[]): void {
  const record = node as unknown as Record<string, unknown>;
  out.push(node.kind, "(");
  let first = true;
  for (const name of AST_FIELDS[node.kind]!) {
    const value = record[name];
    // Only Constant.value is a None that counts.
    const isConstant = name === "value" && (node.kind === "Constant" || node.kind === "MatchSingleton");
    if (!isConstant && (value === null || (Array.isArray(value) && value.length === 0))) continue;
    if (!first) out.push(", ");
    first = false;
    out.push(name === "kind_" ? "kind" : name, "=");
    if (isConstant) out.push(pyRepr(value as PyConst));
    else dumpValue(value, ENUM_FIELDS.has(name), attributes, out);
  }
  if (attributes && LOCATED_NODES.has(node.kind)) {
    for (const name of ["lineno", "col_offset", "end_lineno", "end_col_offset"]) {
      if (!first) out.push(", ");
      first = false;
      out.push(name, "=", String(record[name]));
    }
  }
  out.push(")");
}

function dumpValue(value: unknown, isEnum: boolean, attributes: boolean, out: string[]): void {
  if (Array.isArray(value)) {
    out.push("[");
    value.forEach((item, i) => {
      if (i > 0) out.push(", ");
      dumpValue(item, isEnum, attributes, out);
    });
    out.push("]");
  } else if (value === null) {
    out.push("None");
  } else if (typeof value === "string") {
    out.push(isEnum && ENUM_VALUES.has(value) ? `${value}()` : pyRepr(value));
  } else if (typeof value === "number") {
    out.push(String(value));
  } else {
    dumpNode(value as AstNode, attributes, out);
  }
}

/** Python's "backslashreplace": which characters are printable depends on the Unicode version of the platform. */
export function asciiOnly(text: string): string {
  return text.replace(/[^\x00-\x7f]/gu, (ch) => {
    const hex = ch.codePointAt(0)!.toString(16);
    if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
    return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
  });
}
