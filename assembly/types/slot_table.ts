/**
 * The rows that tie special-method names to type slots (slotdefs of Objects/typeobject.c): their memory. They are filled in by slot_rows_type.ts and
 * slot_rows_numbers.ts, and read by slotdefs.ts.
 *
 * Invariant: rows of one slot stand next to each other; the order of the rows is CPython's.
 */
import { PyObject } from "../object/layout";
import { cstr, staticAlloc } from "../object/typedef";
import { PyWrapperBase } from "./descr";

/** The wrapper takes keyword arguments as well. */
export const PyWrapperFlag_KEYWORDS: i32 = 1;

/** Size of a row: CPython's struct wrapperbase. */
const ROW: usize = 56;
export const ROWS: i32 = 94;
let table: usize = 0;
let filled: i32 = 0;

/** Room for the rows, before the first is filled in. */
export function beginTable(): void {
  table = staticAlloc(ROW * ROWS);
  filled = 0;
}

export function endTable(): void {
  assert(filled == ROWS);
}

export function rowAt(i: i32): PyWrapperBase {
  return changetype<PyWrapperBase>(table + <usize>i * ROW);
}

/** Fills in the next row. */
export function row(name: PyObject, text: string, offset: usize, fn: u32, wrapper: u32, flags: i32, doc: string): void {
  const r = rowAt(filled++);
  r.name = cstr(text);
  r.offset = <i32>offset;
  r.function = fn;
  r.wrapper = wrapper;
  r.doc = cstr(doc);
  r.flags = flags;
  r.name_strobj = name;
}
