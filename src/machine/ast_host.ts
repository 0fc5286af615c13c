/**
 * Syntax trees for programs: `compile(..., PyCF_ONLY_AST)`. A tree travels as nested marshalled tuples, from which the library's `_ast`
 * builds its node objects (`_build` there): (0, class, fields, place or None) for a node, (1, items...) for a list, (2, value) for the rest.
 */
import { type PyConst, PyTuple } from "../bytecode/values.js";
import { ASDL, ENUMS } from "../compiler/ast/asdl.js";
import type { mod } from "../compiler/ast/nodes.js";

interface Field {
  readonly name: string;
  readonly isEnum: boolean;
  /** Constants stay what they are; other values may be nodes. */
  readonly isConstant: boolean;
}

/** The property of our node that holds an ASDL field: `kind` is taken by the node's own class name. */
function property(name: string): string {
  return name === "kind" ? "kind_" : name;
}

const fieldsOf = new Map<string, readonly Field[]>();
for (const [, constructor, text] of ASDL) {
  const parts = text.trim() === "" ? [] : text.split(",").map((part) => part.trim().split(/\s+/) as [string, string]);
  fieldsOf.set(
    constructor,
    parts.map(([type, name]) => {
      const plain = type.replace(/[?*]/g, "");
      return { name, isEnum: plain in ENUMS, isConstant: plain === "constant" };
    }),
  );
}

function node(value: Record<string, unknown>): PyTuple {
  const kind = value["kind"] as string;
  const fields = fieldsOf.get(kind)!.map((field) => item(value[property(field.name)], field));
  const place =
    value["lineno"] === undefined || kind === "TypeIgnore"
      ? null
      : new PyTuple(
          ["lineno", "col_offset", "end_lineno", "end_col_offset"].map((name) => BigInt(value[name] as number)),
        );
  return new PyTuple([0n, kind, new PyTuple(fields), place]);
}

function item(value: unknown, field: Field): PyConst {
  if (Array.isArray(value)) return new PyTuple([1n, ...value.map((element) => item(element, field))]);
  if (field.isConstant) return new PyTuple([2n, value as PyConst]);
  if (value === null || value === undefined) return new PyTuple([2n, null]);
  if (typeof value === "number") return new PyTuple([2n, BigInt(value)]);
  if (typeof value === "string" && field.isEnum) return new PyTuple([0n, value, new PyTuple([]), null]);
  if (typeof value === "object" && "kind" in value) return node(value as Record<string, unknown>);
  return new PyTuple([2n, value as PyConst]);
}

/** The tree as one constant. */
export function treeConstant(tree: mod): PyTuple {
  return node(tree as unknown as Record<string, unknown>);
}
