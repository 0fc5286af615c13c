/**
 * The symbol table's data: one entry per block (module, class, function, annotation scope, comprehension), the flags that
 * the first pass collects for each name, and the scope that the second pass decides.
 * CPython's counterpart: Include/internal/pycore_symtable.h, and the mangling of Python/symtable.c.
 *
 * Invariant: `symbols` keeps insertion order, as CPython's dict does; `flags >> SCOPE_OFFSET` is 0 until analysis.
 */
import type { Location } from "../instruction_sequence.js";

export const DEF_GLOBAL = 1;
export const DEF_LOCAL = 2;
export const DEF_PARAM = 4;
export const DEF_NONLOCAL = 8;
export const USE = 16;
export const DEF_FREE_CLASS = 64;
export const DEF_IMPORT = 128;
export const DEF_ANNOT = 256;
export const DEF_COMP_ITER = 512;
export const DEF_TYPE_PARAM = 1024;
export const DEF_COMP_CELL = 2048;
export const DEF_BOUND = DEF_LOCAL | DEF_PARAM | DEF_IMPORT;

export const SCOPE_OFFSET = 12;
export const SCOPE_MASK = 15;

export const LOCAL = 1;
export const GLOBAL_EXPLICIT = 2;
export const GLOBAL_IMPLICIT = 3;
export const FREE = 4;
export const CELL = 5;

export enum BlockType {
  Function,
  Class,
  Module,
  Annotation,
  TypeAlias,
  TypeParameters,
  TypeVariable,
}

export enum ComprehensionType {
  None,
  List,
  Dict,
  Set,
  Generator,
}

/** The key of a block: the AST node (or list of type parameters) that opens it. */
export type BlockKey = object;

export class SymtableEntry {
  readonly symbols = new Map<string, number>();
  /** Parameters in order. */
  readonly varnames: string[] = [];
  children: SymtableEntry[] = [];
  /** Where `global` and `nonlocal` name what. */
  directives: { name: string; loc: Location }[] | null = null;
  /** Names to mangle; null: all. */
  mangledNames: Set<string> | null = null;
  /** What the block is, for messages: "a TypeVar bound". */
  scopeInfo: string | null = null;
  nested = false;
  generator = false;
  coroutine = false;
  comprehension = ComprehensionType.None;
  varargs = false;
  varkeywords = false;
  returnsValue = false;
  needsClassClosure = false;
  needsClassdict = false;
  compInlined = false;
  compIterTarget = false;
  canSeeClassScope = false;
  compIterExpr = 0;

  constructor(
    readonly name: string,
    readonly type: BlockType,
    readonly loc: Location,
  ) {}

  /** _PyST_GetScope: 0 for an unknown name. */
  scope(name: string): number {
    const flags = this.symbols.get(name);
    return flags === undefined ? 0 : (flags >> SCOPE_OFFSET) & SCOPE_MASK;
  }

  /** _PyST_IsFunctionLike */
  isFunctionLike(): boolean {
    return this.type !== BlockType.Class && this.type !== BlockType.Module;
  }
}

export class Symtable {
  readonly blocks = new Map<BlockKey, SymtableEntry>();
  /** The scope of a type variable's default; its bound's scope is in `blocks` under the same key. */
  readonly defaultBlocks = new Map<BlockKey, SymtableEntry>();

  constructor(readonly top: SymtableEntry) {}
}

/** _Py_Mangle */
export function mangle(privateName: string | null, name: string): string {
  if (
    privateName === null ||
    name.charCodeAt(0) !== 95 ||
    name.charCodeAt(1) !== 95 ||
    name.endsWith("__") ||
    name.includes(".")
  )
    return name;
  let i = 0;
  while (privateName.charCodeAt(i) === 95) i++;
  return i === privateName.length ? name : `_${privateName.slice(i)}${name}`;
}

/** _Py_MaybeMangle */
export function maybeMangle(privateName: string | null, entry: SymtableEntry, name: string): string {
  if (privateName === null || name.charCodeAt(0) !== 95) return name;
  if (entry.mangledNames !== null && !entry.mangledNames.has(name)) return name;
  return mangle(privateName, name);
}
