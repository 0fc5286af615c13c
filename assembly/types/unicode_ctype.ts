/**
 * Character properties of Unicode 15.1, read from the generated two-stage table (Objects/unicodectype.c).
 *
 * A record is 20 bytes: deltas to the upper, lower and title forms, the place of longer mappings in unicodeExtended (0: none), and a
 * word of flag bits 0-15, digit value 16-23 (0xff: none), general category 24-31.
 */
import { PyObject } from "../object/layout";
import { Py_NewRef } from "../object/refcount";
import {
  NUMERIC_RANGES,
  unicodeBlocks,
  unicodeExtended,
  unicodeIndex,
  unicodeNumericRanges,
  unicodeNumericValues,
  unicodeRecords,
} from "../generated/unicode_tables";
import {
  ASCII_DATA,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_IS_ASCII,
  PyUnicode_KIND,
  PyUnicode_New,
  PyUnicode_READ,
} from "./unicode";

const ALPHA: u32 = 1;
const DECIMAL: u32 = 2;
const DIGIT: u32 = 4;
const LOWER: u32 = 8;
const LINEBREAK: u32 = 0x10;
const SPACE: u32 = 0x20;
const TITLE: u32 = 0x40;
const UPPER: u32 = 0x80;
const XID_START: u32 = 0x100;
const XID_CONTINUE: u32 = 0x200;
const PRINTABLE: u32 = 0x400;
const NUMERIC: u32 = 0x800;
const CASE_IGNORABLE: u32 = 0x1000;
const CASED: u32 = 0x2000;

/** Address of the record of `ch`. */
function record(ch: u32): usize {
  if (ch > 0x10ffff) ch = 0x378; // unassigned
  const block = <u32>load<u16>(unicodeIndex + ((<usize>ch >> 7) << 1));
  const number = <u32>load<u16>(unicodeBlocks + ((((<usize>block) << 7) + (<usize>ch & 127)) << 1));
  return unicodeRecords + <usize>number * 20;
}

function has(ch: u32, bit: u32): bool {
  return (load<u32>(record(ch), 16) & bit) != 0;
}

export function _PyUnicode_IsAlpha(ch: u32): bool {
  return has(ch, ALPHA);
}
export function _PyUnicode_IsSpace(ch: u32): bool {
  if (ch < 128) return ch == 0x20 || ch - 9 < 5 || ch - 0x1c < 4;
  return has(ch, SPACE);
}
export function _PyUnicode_IsLinebreak(ch: u32): bool {
  if (ch < 128) return ch - 10 < 4 || ch - 0x1c < 3;
  return has(ch, LINEBREAK);
}
export function _PyUnicode_IsPrintable(ch: u32): bool {
  if (ch < 128) return ch - 0x20 < 95;
  return has(ch, PRINTABLE);
}
export function _PyUnicode_IsXidStart(ch: u32): bool {
  return has(ch, XID_START);
}
export function _PyUnicode_IsXidContinue(ch: u32): bool {
  return has(ch, XID_CONTINUE);
}
export function _PyUnicode_IsLower(ch: u32): bool {
  return has(ch, LOWER);
}
export function _PyUnicode_IsUpper(ch: u32): bool {
  return has(ch, UPPER);
}
export function _PyUnicode_IsTitle(ch: u32): bool {
  return has(ch, TITLE);
}
export function _PyUnicode_IsCased(ch: u32): bool {
  return has(ch, CASED);
}
export function _PyUnicode_IsCaseIgnorable(ch: u32): bool {
  return has(ch, CASE_IGNORABLE);
}
export function _PyUnicode_IsNumeric(ch: u32): bool {
  return has(ch, NUMERIC);
}

/** Index of the general category in unicodedata's order. */
export function unicodeCategory(ch: u32): u32 {
  return load<u32>(record(ch), 16) >> 24;
}

/** Decimal value or -1. */
export function _PyUnicode_ToDecimalDigit(ch: u32): i32 {
  if (ch < 128) return ch - 0x30 < 10 ? <i32>(ch - 0x30) : -1;
  const word = load<u32>(record(ch), 16);
  return word & DECIMAL ? <i32>((word >> 16) & 0xff) : -1;
}

export function _PyUnicode_ToDigit(ch: u32): i32 {
  const word = load<u32>(record(ch), 16);
  return word & DIGIT ? <i32>((word >> 16) & 0xff) : -1;
}

/** Numeric value or -1. */
export function _PyUnicode_ToNumeric(ch: u32): f64 {
  let low = 0;
  let high = NUMERIC_RANGES - 1;
  while (low <= high) {
    const mid = (low + high) >> 1;
    const at = unicodeNumericRanges + ((<usize>mid) << 3);
    const first = load<u32>(at);
    const word = load<u32>(at, 4);
    if (ch < first) high = mid - 1;
    else if (ch >= first + (word & 0xffff)) low = mid + 1;
    else {
      const value = load<f64>(unicodeNumericValues + ((<usize>mid) << 3));
      return word >> 16 ? value + <f64>(ch - first) : value;
    }
  }
  return -1;
}

/** A character with a full mapping answers with the first character of that, as CPython's simple mappings do. */
export function _PyUnicode_ToUppercase(ch: u32): u32 {
  const at = record(ch);
  return load<u32>(at, 12) == 0 ? ch + load<u32>(at) : firstOf(at, FULL_UPPER);
}
export function _PyUnicode_ToLowercase(ch: u32): u32 {
  const at = record(ch);
  return load<u32>(at, 12) == 0 ? ch + load<u32>(at, 4) : firstOf(at, FULL_LOWER);
}
export function _PyUnicode_ToTitlecase(ch: u32): u32 {
  const at = record(ch);
  return load<u32>(at, 12) == 0 ? ch + load<u32>(at, 8) : firstOf(at, FULL_TITLE);
}

/** Address of the full mapping of `which` in the record at `at`: its length, then its characters. */
function mappingAt(at: usize, which: i32): usize {
  let p = unicodeExtended + ((<usize>load<u32>(at, 12)) << 2);
  for (let i = 0; i < which; i++) p += (<usize>load<u32>(p) + 1) << 2;
  return p;
}

function firstOf(at: usize, which: i32): u32 {
  return load<u32>(mappingAt(at, which), 4);
}

/** The kinds of full mapping, in the order of their sequences. */
export const FULL_LOWER: i32 = 0;
export const FULL_TITLE: i32 = 1;
export const FULL_UPPER: i32 = 2;
export const FULL_FOLD: i32 = 3;

/** Up to three characters of the last `fullCase`. */
const fullChars: usize = memory.data(16, 8);

export function fullCaseChar(i: i32): u32 {
  return load<u32>(fullChars + ((<usize>i) << 2));
}

/** Maps `ch` by its full mapping of `which`; returns how many characters, read with `fullCaseChar`. */
export function fullCase(ch: u32, which: i32): i32 {
  const at = record(ch);
  const extended = load<u32>(at, 12);
  if (extended == 0) {
    const delta = which == FULL_UPPER ? load<u32>(at) : which == FULL_TITLE ? load<u32>(at, 8) : load<u32>(at, 4);
    store<u32>(fullChars, ch + delta);
    return 1;
  }
  const p = mappingAt(at, which);
  const n = load<i32>(p);
  memory.copy(fullChars, p + 4, (<usize>n) << 2);
  return n;
}

/** `new` (or the same) str whose decimals and spaces are ASCII ones and whose other non-ASCII characters are "?". */
export function _PyUnicode_TransformDecimalAndSpaceToASCII(op: PyObject): PyObject | null {
  if (PyUnicode_IS_ASCII(op)) return Py_NewRef(op);
  const n = PyUnicode_GET_LENGTH(op);
  const result = PyUnicode_New(n, 0x7f);
  if (result === null) return null;
  const out = changetype<usize>(result) + ASCII_DATA;
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  for (let i = 0; i < n; i++) {
    const ch = PyUnicode_READ(kind, data, i);
    let ascii = ch;
    if (ch >= 128) {
      const decimal = _PyUnicode_ToDecimalDigit(ch);
      ascii = _PyUnicode_IsSpace(ch) ? 0x20 : decimal >= 0 ? 0x30 + <u32>decimal : 0x3f;
    }
    store<u8>(out + <usize>i, <u8>ascii);
  }
  return result;
}
