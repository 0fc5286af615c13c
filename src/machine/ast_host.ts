/**
 * Syntax trees between programs and the compiler. A tree travels as one flat tuple in the order of the table in compiler/ast/asdl.ts, so that
 * its depth costs nothing on the way; the machine's side is assembly/modules/ast_convert.ts:
 *
 *   node          the number of its constructor among its type's, then lineno .. end_col_offset if it has them, then its fields
 *   enum          the number of its constructor        absent: None
 *   list          its length, then the items
 *   constant      to a program the value; from a program True and the value, or False and the name of a type that is no constant's
 *
 * To a program a tree begins with a 0, which tells it from an error.
 */
import { type PyConst, PyTuple } from "../bytecode/values.js";
import { ASDL, type AsdlRow, ENUMS, LOCATED } from "../compiler/ast/asdl.js";
import type { mod } from "../compiler/ast/nodes.js";
import { NoConstant } from "../compiler/ast/validate.js";
import { fn, type HostModule } from "./host_module.js";
import { type HostValue, Tuple } from "./host_values.js";

/** What a field holds; the numbers are those of assembly/modules/ast_convert.ts. */
const IDENTIFIER = 0;
const STRING = 1;
const INT = 2;
const CONSTANT = 3;
const NODE = 4;
const OPTIONAL = 8;
const LIST = 16;

const PLAIN: Readonly<Record<string, number>> = {
  identifier: IDENTIFIER,
  string: STRING,
  int: INT,
  constant: CONSTANT,
};
const POSITIONS = ["lineno", "col_offset", "end_lineno", "end_col_offset"] as const;
/** Located types whose end positions must be given. */
const ENDS_REQUIRED = ["pattern", "type_param"];

interface Field {
  readonly name: string;
  /** The property of our node: `kind` is taken by the node's own class name. */
  readonly property: string;
  readonly code: number;
  /** Index of its type among `types`, -1 for plain values. */
  type: number;
  readonly typeName: string;
}

interface Constructor {
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly Field[];
}

interface NodeType {
  readonly name: string;
  /** 0 a sum, 1 an enum, 2 a product. */
  readonly kind: number;
  /** 0 without positions, 1 with, 2 with ends that may be left out. */
  readonly located: number;
  readonly doc: string;
  readonly constructors: Constructor[];
}

function parseField(text: string): Field {
  const [type, name] = text.trim().split(/\s+/) as [string, string];
  const typeName = type.replace(/[?*]/g, "");
  const list = type.includes("*") ? LIST : 0;
  const optional = type.endsWith("?") ? OPTIONAL : 0;
  const code = (PLAIN[typeName] ?? NODE) | list | optional;
  return { name, property: name === "kind" ? "kind_" : name, code, type: -1, typeName };
}

/** "stmt = A(...)\n     | B": the docstring of a sum of constructors. */
function sumDoc(name: string, docs: readonly string[], oneLine: boolean): string {
  return `${name} = ${docs.join(oneLine ? " | " : `\n${" ".repeat(name.length + 1)}| `)}`;
}

function constructorOf([, name, text]: AsdlRow): Constructor {
  const fields = text.trim() === "" ? [] : text.split(",").map(parseField);
  const shown = text.replace(/\?\*/g, "*");
  return { name, doc: fields.length === 0 ? name : `${name}(${shown})`, fields };
}

function locatedKind(type: string): number {
  if (!LOCATED.includes(type)) return 0;
  return ENDS_REQUIRED.includes(type) ? 1 : 2;
}

/** The types in the order in which CPython makes their classes. */
function nodeTypes(): NodeType[] {
  const found = new Map<string, NodeType>();
  const groups = new Map<string, AsdlRow[]>();
  for (const row of ASDL) groups.set(row[0], [...(groups.get(row[0]) ?? []), row]);
  const addEnum = (name: string) => {
    const names = ENUMS[name]!.split(" ");
    const constructors = names.map((n) => ({ name: n, doc: n, fields: [] }));
    found.set(name, { name, kind: 1, located: 0, doc: sumDoc(name, names, true), constructors });
  };
  for (const [name, rows] of groups) {
    const constructors = rows.map(constructorOf);
    const isProduct = rows.length === 1 && rows[0]![1] === name;
    const doc = isProduct
      ? constructors[0]!.doc
      : sumDoc(
          name,
          constructors.map((c) => c.doc),
          false,
        );
    found.set(name, { name, kind: isProduct ? 2 : 0, located: locatedKind(name), doc, constructors });
    if (name === "expr") for (const e of Object.keys(ENUMS)) addEnum(e);
  }
  return [...found.values()];
}

const types = nodeTypes();
const typeIndex = new Map(types.map((type, i) => [type.name, i]));
const constructorIndex = new Map<string, { type: number; at: number }>();
types.forEach((type, t) => {
  type.constructors.forEach((constructor, at) => {
    constructorIndex.set(constructor.name, { type: t, at });
    for (const field of constructor.fields) field.type = typeIndex.get(field.typeName) ?? -1;
  });
});

/** (name, kind, located, doc, constructors) of every type; a constructor is (name, doc, field names, codes, types of the fields). */
function tables(): HostValue {
  return new Tuple(
    types.map(
      (type) =>
        new Tuple([
          type.name,
          type.kind,
          type.located,
          type.doc,
          new Tuple(
            type.constructors.map(
              (c) =>
                new Tuple([
                  c.name,
                  c.doc,
                  new Tuple(c.fields.map((f) => f.name)),
                  new Tuple(c.fields.map((f) => f.code)),
                  new Tuple(c.fields.map((f) => f.type)),
                ]),
            ),
          ),
        ]),
    ),
  );
}

/** The service by which the machine learns the table of nodes; programs see the native module of this name. */
export function astModule(): HostModule {
  return { functions: { tables: fn("", tables) } };
}

// --- to a program ---

function writeNode(value: Record<string, unknown>, out: PyConst[]): void {
  const { type, at } = constructorIndex.get(value["kind"] as string)!;
  const nodeType = types[type]!;
  out.push(BigInt(at));
  if (nodeType.located) for (const name of POSITIONS) out.push(BigInt(value[name] as number));
  for (const field of nodeType.constructors[at]!.fields) writeField(value[field.property], field, out);
}

function writeField(value: unknown, field: Field, out: PyConst[]): void {
  if (field.code & LIST) {
    const items = (value ?? []) as readonly unknown[];
    out.push(BigInt(items.length));
    for (const item of items) writeValue(item, field, out);
  } else writeValue(value, field, out);
}

function writeValue(value: unknown, field: Field, out: PyConst[]): void {
  const kind = field.code & 7;
  if (kind === CONSTANT) out.push(value as PyConst);
  else if (value === null || value === undefined) out.push(null);
  else if (kind === INT) out.push(BigInt(value as number));
  else if (kind !== NODE) out.push(value as PyConst);
  else if (typeof value === "string") out.push(BigInt(constructorIndex.get(value)!.at));
  else writeNode(value as Record<string, unknown>, out);
}

/** The tree as one constant. */
export function treeConstant(tree: mod): PyTuple {
  const out: PyConst[] = [0n];
  writeNode(tree as unknown as Record<string, unknown>, out);
  return new PyTuple(out);
}

// --- from a program ---

class TreeReader {
  private at = 0;

  constructor(private readonly items: readonly PyConst[]) {}

  private next(): PyConst {
    return this.items[this.at++]!;
  }

  node(type: NodeType): Record<string, unknown> | string | null {
    const number = this.next();
    if (number === null) return null;
    const constructor = type.constructors[Number(number)]!;
    if (type.kind === 1) return constructor.name;
    const made: Record<string, unknown> = { kind: constructor.name };
    const positions = type.located ? POSITIONS.map(() => Number(this.next())) : [];
    for (const field of constructor.fields) made[field.property] = this.field(field);
    positions.forEach((n, i) => {
      made[POSITIONS[i]!] = n;
    });
    return made;
  }

  private field(field: Field): unknown {
    if (!(field.code & LIST)) return this.value(field);
    const length = Number(this.next());
    const items: unknown[] = [];
    for (let i = 0; i < length; i++) items.push(this.value(field));
    return items;
  }

  private value(field: Field): unknown {
    switch (field.code & 7) {
      case NODE:
        return this.node(types[field.type]!);
      case CONSTANT: {
        const good = this.next();
        const value = this.next();
        return good ? value : new NoConstant(String(value));
      }
      case INT: {
        const value = this.next();
        return value === null ? (field.code & OPTIONAL ? 0 : null) : Number(value);
      }
      default:
        return this.next();
    }
  }
}

/** The tree of a program's tuple: a `mod` node. */
export function treeOfConstant(tokens: PyTuple): mod {
  return new TreeReader(tokens.items).node(types[typeIndex.get("mod")!]!) as unknown as mod;
}
