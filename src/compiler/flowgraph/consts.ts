/**
 * Constants during compilation. A `ConstCache` lives as long as one compile() and makes equal constants one object (the
 * parts of tuples and frozensets included), so that identity stands for equality from then on; a `ConstTable` numbers the
 * constants of one code unit.
 *
 * CPython's counterparts: c_const_cache and merge_const_one (compile.c), _PyCode_ConstantKey (codeobject.c). Equal means:
 * same type and value, where 0.0 and -0.0 differ, and a NaN equals only itself. None, bool, int and str need no cache:
 * JavaScript compares them by value.
 */
import { setOrder } from "../../bytecode/hash.js";
import {
  CodeObject,
  PyBytes,
  PyComplex,
  type PyConst,
  PyFloat,
  PyFrozenSet,
  PyTuple,
  type SurrogateStr,
} from "../../bytecode/values.js";

/** Objects by a hash of their content; a bucket is searched for one that is the same. */
class Buckets<T> {
  readonly #byHash = new Map<number, T[]>();

  bucket(hash: number): T[] {
    let bucket = this.#byHash.get(hash);
    if (bucket === undefined) this.#byHash.set(hash, (bucket = []));
    return bucket;
  }
}

/** Strings that code objects intern (intern_constants): single characters are one object anyway. */
const isName = (value: PyConst): value is string => typeof value === "string" && /^[A-Za-z0-9_]{2,}$/.test(value);

const sameOrder = (a: readonly PyConst[], b: readonly PyConst[]): boolean => a.every((item, i) => item === b[i]);

export class ConstCache {
  /** @param interned whether CPython has interned a string, as another object, before the constants of this compilation exist */
  constructor(private readonly interned: (text: string) => boolean = () => false) {}

  readonly #floats = new Map<number, PyFloat>();
  #negativeZero: PyFloat | null = null;
  readonly #tuples = new Buckets<PyTuple>();
  readonly #bytes = new Buckets<PyBytes>();
  readonly #codes = new Buckets<CodeObject>();
  /** Complex numbers, frozensets and strings of split surrogates are rare: by a key of their content. */
  readonly #others = new Map<string, PyConst>();

  /** The one object that stands for `value` in this compilation. */
  merge(value: PyConst): PyConst {
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof CodeObject) return this.#mergeCode(value);
    if (value instanceof PyTuple) return this.#mergeTuple(value);
    if (value instanceof PyFloat) return this.#mergeFloat(value);
    if (value instanceof PyBytes) return this.#mergePyBytes(value);
    return this.#mergeOther(value);
  }

  /** The one array of names, or of constants that are merged already, with these items. */
  mergeItems<T extends PyConst>(items: readonly T[]): readonly T[] {
    const bucket = this.#tuples.bucket(hashItems(items));
    for (let i = 0; i < bucket.length; i++) {
      if (sameItems(bucket[i]!.items, items)) return bucket[i]!.items as readonly T[];
    }
    bucket.push(new PyTuple(items));
    return items;
  }

  mergeBytes(bytes: Uint8Array): Uint8Array {
    const bucket = this.#bytes.bucket(hashBytes(bytes));
    for (let i = 0; i < bucket.length; i++) if (sameBytes(bucket[i]!.value, bytes)) return bucket[i]!.value;
    bucket.push(new PyBytes(bytes));
    return bytes;
  }

  #mergeTuple(value: PyTuple): PyTuple {
    const items = value.items.map((item) => this.merge(item));
    const bucket = this.#tuples.bucket(hashItems(items));
    for (const known of bucket) if (sameItems(known.items, items)) return known;
    const merged = new PyTuple(items);
    bucket.push(merged);
    return merged;
  }

  #mergeFloat(value: PyFloat): PyFloat {
    const x = value.value;
    if (Object.is(x, -0)) return (this.#negativeZero ??= value);
    if (Number.isNaN(x)) return value;
    const known = this.#floats.get(x);
    if (known === undefined) this.#floats.set(x, value);
    return known ?? value;
  }

  #mergePyBytes(value: PyBytes): PyBytes {
    const bucket = this.#bytes.bucket(hashBytes(value.value));
    for (const known of bucket) if (sameBytes(known.value, value.value)) return known;
    bucket.push(value);
    return value;
  }

  /** Code objects compare by content: the lambda of a `finally` body, compiled twice, is one constant. */
  #mergeCode(code: CodeObject): CodeObject {
    const { firstlineno, linetable } = code.fields;
    const bucket = this.#codes.bucket(firstlineno * 65536 + linetable.length);
    for (const known of bucket) if (known === code || sameCode(known, code)) return known;
    bucket.push(code);
    return code;
  }

  #mergeOther(value: PyComplex | PyFrozenSet | SurrogateStr): PyConst {
    let merged: PyConst = value;
    let key: string;
    if (value instanceof PyFrozenSet) {
      // CPython fills a new set from the old one: later the second order shows.
      const items = this.#internedOrder(setOrder(value.items).map((item) => this.merge(item)));
      merged = new PyFrozenSet(items);
      key = `{${items
        .map((item) => this.#idOf(item))
        .sort()
        .join(" ")}}`;
    } else if (value instanceof PyComplex) {
      if (Number.isNaN(value.real) || Number.isNaN(value.imag)) return value;
      const text = (x: number): string => (Object.is(x, -0) ? "-0" : String(x));
      key = `${text(value.real)},${text(value.imag)}`;
    } else {
      key = `u${value.codePoints.join(",")}`;
    }
    const known = this.#others.get(key);
    if (known === undefined) this.#others.set(key, merged);
    return known ?? merged;
  }

  /**
   * The members in the order of their last insertion. A code object that interns its constants builds a set anew if one of the members was
   * interned as another object (intern_constants in codeobject.c): its order is then that of one more copy.
   */
  #internedOrder(items: readonly PyConst[]): readonly PyConst[] {
    const again = setOrder(items);
    if (sameOrder(setOrder(again), again) || !items.some((item) => isName(item) && this.interned(item))) return items;
    return again;
  }

  readonly #ids = new Map<PyConst, number>();

  #idOf(merged: PyConst): number {
    let id = this.#ids.get(merged);
    if (id === undefined) this.#ids.set(merged, (id = this.#ids.size));
    return id;
  }
}

function hashItems(items: readonly PyConst[]): number {
  let hash = items.length;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    let h = 1;
    if (typeof item === "string") h = item.length * 961 + item.charCodeAt(0) * 31 + item.charCodeAt(item.length - 1);
    else if (typeof item === "bigint") h = Number(BigInt.asIntN(30, item));
    hash = (Math.imul(hash, 31) + h) | 0;
  }
  return hash;
}

function hashBytes(bytes: Uint8Array): number {
  let hash = bytes.length;
  for (let i = 0; i < bytes.length; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
  return hash;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function sameItems(a: readonly PyConst[], b: readonly PyConst[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
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

/** A table in which every constant of the source has a place of its own, singletons excepted (Tuning.mergeConstants "off"). */
export class SeparateConsts extends ConstTable {
  override add(value: PyConst): number {
    if (value === null || typeof value === "boolean" || typeof value === "symbol") return super.add(value);
    return this.list.push(this.cache.merge(value)) - 1;
  }
}
