/**
 * Constants during compilation. A `ConstCache` lives as long as one compile() and makes equal constants one object (the
 * parts of tuples and frozensets included), so that identity stands for equality from then on; a `ConstTable` numbers the
 * constants of one code unit.
 *
 * CPython's counterparts: c_const_cache and merge_const_one (compile.c), _PyCode_ConstantKey (codeobject.c). Equal means:
 * same type and value, where 0.0 and -0.0 differ, and a NaN equals only itself.
 */
import { setOrder } from "../../bytecode/hash.js";
import {
  CodeObject,
  type PyConst,
  PyBytes,
  PyComplex,
  PyFloat,
  PyFrozenSet,
  PyTuple,
  SurrogateStr,
} from "../../bytecode/values.js";

export class ConstCache {
  readonly #merged = new Map<string, PyConst>();
  readonly #codes = new Map<string, CodeObject[]>();
  readonly #codeIds = new Map<CodeObject, number>();
  readonly #nans = new Map<PyConst, number>();

  /** The one object that stands for `value` in this compilation. */
  merge(value: PyConst): PyConst {
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof CodeObject) return this.#mergeCode(value);
    const key = this.#key(value);
    const known = this.#merged.get(key);
    if (known !== undefined) return known;
    let merged: PyConst = value;
    if (value instanceof PyTuple) merged = new PyTuple(value.items.map((item) => this.merge(item)));
    else if (value instanceof PyFrozenSet) {
      // CPython fills a new set from the old one: later the second order shows.
      merged = new PyFrozenSet(setOrder(value.items).map((item) => this.merge(item)));
    }
    this.#merged.set(key, merged);
    return merged;
  }

  /** The one array of names, or of constants that are merged already, with these items. */
  mergeItems<T extends PyConst>(items: readonly T[]): readonly T[] {
    return (this.merge(new PyTuple(items)) as PyTuple).items as readonly T[];
  }

  mergeBytes(bytes: Uint8Array): Uint8Array {
    return (this.merge(new PyBytes(bytes)) as PyBytes).value;
  }

  /** Code objects compare by content: the lambda of a `finally` body, compiled twice, is one constant. */
  #mergeCode(code: CodeObject): CodeObject {
    const { name, firstlineno, linetable } = code.fields;
    const key = `${firstlineno}:${linetable.length}:${name}`;
    const bucket = this.#codes.get(key);
    if (bucket === undefined) {
      this.#codes.set(key, [code]);
      return code;
    }
    for (const known of bucket) if (known === code || sameCode(known, code)) return known;
    bucket.push(code);
    return code;
  }

  #key(value: PyConst): string {
    if (value === null) return "N";
    switch (typeof value) {
      case "boolean":
        return value ? "T" : "F";
      case "bigint":
        return `i${value};`;
      case "string":
        return `s${value.length}:${value}`;
      case "symbol":
        return ".";
    }
    if (value instanceof PyFloat) return `f${this.#floatKey(value.value, value)};`;
    if (value instanceof PyComplex)
      return `c${this.#floatKey(value.real, value)},${this.#floatKey(value.imag, value)};`;
    if (value instanceof PyBytes) return `b${value.value.length}:${latin1(value.value)}`;
    if (value instanceof SurrogateStr) return `u${value.codePoints.join(",")};`;
    if (value instanceof PyTuple) return `(${value.items.map((item) => this.#key(item)).join("")})`;
    if (value instanceof PyFrozenSet)
      return `{${value.items
        .map((item) => this.#key(item))
        .sort()
        .join("")}}`;
    return `C${this.#codeId(value as CodeObject)};`;
  }

  #codeId(code: CodeObject): number {
    let id = this.#codeIds.get(code);
    if (id === undefined) this.#codeIds.set(code, (id = this.#codeIds.size));
    return id;
  }

  #floatKey(x: number, owner: PyConst): string {
    if (Object.is(x, -0)) return "-0";
    if (!Number.isNaN(x)) return String(x);
    let id = this.#nans.get(owner);
    if (id === undefined) this.#nans.set(owner, (id = this.#nans.size));
    return `nan${id}`;
  }
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return text;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function sameItems(a: readonly PyConst[], b: readonly PyConst[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

/** code_richcompare; both sides' constants are merged already, so that identity decides. */
function sameCode(a: CodeObject, b: CodeObject): boolean {
  const x = a.fields;
  const y = b.fields;
  return (
    x.name === y.name &&
    x.argcount === y.argcount &&
    x.posonlyargcount === y.posonlyargcount &&
    x.kwonlyargcount === y.kwonlyargcount &&
    x.flags === y.flags &&
    x.firstlineno === y.firstlineno &&
    sameBytes(x.code, y.code) &&
    sameBytes(x.linetable, y.linetable) &&
    sameBytes(x.exceptiontable, y.exceptiontable) &&
    sameBytes(x.localspluskinds, y.localspluskinds) &&
    sameItems(x.consts, y.consts) &&
    sameItems(x.names, y.names) &&
    sameItems(x.localsplusnames, y.localsplusnames)
  );
}

export class ConstTable {
  readonly list: PyConst[] = [];
  readonly #index = new Map<PyConst, number>();

  constructor(readonly cache: ConstCache) {}

  /** The index of a constant, appended if it is new (dict_add_o over merged constants). */
  add(value: PyConst): number {
    const merged = this.cache.merge(value);
    let index = this.#index.get(merged);
    if (index === undefined) {
      index = this.list.length;
      this.list.push(merged);
      this.#index.set(merged, index);
    }
    return index;
  }
}
