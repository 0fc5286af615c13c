/**
 * What code generation hands over with an instruction sequence: the names, constants and counts of one code unit.
 * CPython's counterpart: _PyCompile_CodeUnitMetadata (pycore_compile.h). Every table maps a name to its index, and its
 * insertion order is the order of the indices.
 */
import type { ConstTable } from "./consts.js";

export class UnitMetadata {
  qualname = "";
  readonly names = new Map<string, number>();
  readonly varnames = new Map<string, number>();
  readonly cellvars = new Map<string, number>();
  readonly freevars = new Map<string, number>();
  /** Names that are fast locals only inside an inlined comprehension; true: to be treated as a fast local now. */
  readonly fasthidden = new Map<string, boolean>();
  argcount = 0;
  posonlyargcount = 0;
  kwonlyargcount = 0;

  constructor(
    public name: string,
    readonly consts: ConstTable,
    public firstlineno: number,
  ) {}
}
