/**
 * Python's compile-time constants as the compiler holds them: the values that may stand in `co_consts`, in an AST
 * `Constant` node, and in marshal data. Each Python type has exactly one JavaScript shape, so that `1`, `1.0` and `True`
 * never mix:
 *
 *   None          null                     str    string (UTF-16), or SurrogateStr (see there)
 *   True, False   boolean                  bytes  PyBytes
 *   int           bigint                   tuple  PyTuple          frozenset  PyFrozenSet
 *   float         PyFloat                  slice  never a constant in 3.13
 *   complex       PyComplex                code   CodeObject       ...        ELLIPSIS
 */
export class PyFloat {
  constructor(readonly value: number) {}
}

export class PyComplex {
  constructor(
    readonly real: number,
    readonly imag: number,
  ) {}
}

export class PyBytes {
  constructor(readonly value: Uint8Array) {}
}

export class PyTuple {
  constructor(readonly items: readonly PyConst[]) {}
}

export class PyFrozenSet {
  constructor(readonly items: readonly PyConst[]) {}
}

/**
 * A str that a JavaScript string cannot hold without loss: it has a high surrogate code point directly followed by a low one
 * ("\ud83d\ude00" written with escapes is two code points in Python). Lone surrogates alone stay ordinary strings.
 */
export class SurrogateStr {
  constructor(readonly codePoints: Uint32Array) {}
}

export const ELLIPSIS: unique symbol = Symbol("Ellipsis");

export type PyConst =
  | null
  | boolean
  | bigint
  | string
  | SurrogateStr
  | PyFloat
  | PyComplex
  | PyBytes
  | PyTuple
  | PyFrozenSet
  | CodeObject
  | typeof ELLIPSIS;

/** A code object as CPython 3.13's marshal writes it; field names are the attributes of `types.CodeType`. */
export class CodeObject {
  constructor(readonly fields: CodeFields) {}
}

export interface CodeFields {
  readonly argcount: number;
  readonly posonlyargcount: number;
  readonly kwonlyargcount: number;
  readonly stacksize: number;
  readonly flags: number;
  /** Unspecialised code units, caches zero. */
  readonly code: Uint8Array;
  readonly consts: readonly PyConst[];
  readonly names: readonly string[];
  /** Fast locals in order: locals, then cells, then free variables (an argument that is a cell stands once). */
  readonly localsplusnames: readonly string[];
  /** One CO_FAST_* byte (Include/internal/pycore_code.h) for each of localsplusnames. */
  readonly localspluskinds: Uint8Array;
  readonly filename: string;
  readonly name: string;
  readonly qualname: string;
  readonly firstlineno: number;
  readonly linetable: Uint8Array;
  readonly exceptiontable: Uint8Array;
}

/** Python's truth of a constant. */
export function isTrue(value: PyConst): boolean {
  if (value === null) return false;
  if (typeof value === "boolean") return value;
  if (typeof value === "bigint") return value !== 0n;
  if (typeof value === "string") return value.length > 0;
  if (value instanceof PyFloat) return value.value !== 0;
  if (value instanceof PyComplex) return value.real !== 0 || value.imag !== 0;
  if (value instanceof PyBytes) return value.value.length > 0;
  if (value instanceof PyTuple || value instanceof PyFrozenSet) return value.items.length > 0;
  return true;
}
