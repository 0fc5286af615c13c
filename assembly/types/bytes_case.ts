/** Case and the is...() questions of bytes and bytearray: ASCII only. */
import { PyObject } from "../object/layout";
import { Py_RETURN_BOOL } from "../protocol/compare";
import { isAsciiBytes } from "./unicode";
import { dataOf, newLike, sizeOf } from "./bytes_methods";

export function isSpaceByte(c: u8): bool {
  return c == 0x20 || c - 9 < 5;
}
function isUpper(c: u8): bool {
  return c - 0x41 < 26;
}
function isLower(c: u8): bool {
  return c - 0x61 < 26;
}
function isAlpha(c: u8): bool {
  return (c | 0x20) - 0x61 < 26;
}
function isDigit(c: u8): bool {
  return c - 0x30 < 10;
}

const UPPER: i32 = 0;
const LOWER: i32 = 1;
const SWAP: i32 = 2;
const TITLE: i32 = 3;
const CAPITALIZE: i32 = 4;

function mapCase(self: PyObject, how: i32): PyObject | null {
  const n = sizeOf(self);
  const result = newLike(self, n == 1 ? dataOf(self) : 0, n);
  if (result === null || n == 0) return result;
  const from = dataOf(self);
  if (n == 1) return mappedOne(self, result, load<u8>(from), how);
  const to = dataOf(result);
  let after = false;
  for (let i = 0; i < n; i++) {
    const c = load<u8>(from + <usize>i);
    store<u8>(to + <usize>i, mapByte(c, how, how == CAPITALIZE ? i == 0 : !after));
    after = isAlpha(c);
  }
  return result;
}

/** Single bytes are static: `result` (stolen) holds the old byte. */
function mappedOne(self: PyObject, result: PyObject, c: u8, how: i32): PyObject | null {
  const mapped = mapByte(c, how, true);
  if (mapped == c) return result;
  store<u8>(oneByte, mapped);
  return newLike(self, oneByte, 1);
}

const oneByte: usize = memory.data(8, 8);

function mapByte(c: u8, how: i32, first: bool): u8 {
  if (!isAlpha(c)) return c;
  let up: bool;
  if (how == UPPER) up = true;
  else if (how == LOWER) up = false;
  else if (how == SWAP) up = isLower(c);
  else up = first;
  return up ? c & 0xdf : c | 0x20;
}

export function bytes_upper(self: PyObject, unused: PyObject | null): PyObject | null {
  return mapCase(self, UPPER);
}
export function bytes_lower(self: PyObject, unused: PyObject | null): PyObject | null {
  return mapCase(self, LOWER);
}
export function bytes_swapcase(self: PyObject, unused: PyObject | null): PyObject | null {
  return mapCase(self, SWAP);
}
export function bytes_title(self: PyObject, unused: PyObject | null): PyObject | null {
  return mapCase(self, TITLE);
}
export function bytes_capitalize(self: PyObject, unused: PyObject | null): PyObject | null {
  return mapCase(self, CAPITALIZE);
}

const IS_ALNUM: i32 = 0;
const IS_ALPHA: i32 = 1;
const IS_DIGIT: i32 = 2;
const IS_SPACE: i32 = 3;

function every(self: PyObject, what: i32): PyObject | null {
  const n = sizeOf(self);
  const p = dataOf(self);
  for (let i = 0; i < n; i++) {
    const c = load<u8>(p + <usize>i);
    let yes: bool;
    if (what == IS_ALNUM) yes = isAlpha(c) || isDigit(c);
    else if (what == IS_ALPHA) yes = isAlpha(c);
    else if (what == IS_DIGIT) yes = isDigit(c);
    else yes = isSpaceByte(c);
    if (!yes) return Py_RETURN_BOOL(false);
  }
  return Py_RETURN_BOOL(n > 0);
}

export function bytes_isalnum(self: PyObject, unused: PyObject | null): PyObject | null {
  return every(self, IS_ALNUM);
}
export function bytes_isalpha(self: PyObject, unused: PyObject | null): PyObject | null {
  return every(self, IS_ALPHA);
}
export function bytes_isdigit(self: PyObject, unused: PyObject | null): PyObject | null {
  return every(self, IS_DIGIT);
}
export function bytes_isspace(self: PyObject, unused: PyObject | null): PyObject | null {
  return every(self, IS_SPACE);
}
export function bytes_isascii(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_RETURN_BOOL(isAsciiBytes(dataOf(self), sizeOf(self)));
}

function allCase(self: PyObject, upper: bool): PyObject | null {
  const n = sizeOf(self);
  const p = dataOf(self);
  let found = false;
  for (let i = 0; i < n; i++) {
    const c = load<u8>(p + <usize>i);
    if (upper ? isLower(c) : isUpper(c)) return Py_RETURN_BOOL(false);
    if (isAlpha(c)) found = true;
  }
  return Py_RETURN_BOOL(found);
}

export function bytes_islower(self: PyObject, unused: PyObject | null): PyObject | null {
  return allCase(self, false);
}
export function bytes_isupper(self: PyObject, unused: PyObject | null): PyObject | null {
  return allCase(self, true);
}

export function bytes_istitle(self: PyObject, unused: PyObject | null): PyObject | null {
  const n = sizeOf(self);
  const p = dataOf(self);
  let found = false;
  let after = false;
  for (let i = 0; i < n; i++) {
    const c = load<u8>(p + <usize>i);
    if (isUpper(c)) {
      if (after) return Py_RETURN_BOOL(false);
      found = true;
    } else if (isLower(c)) {
      if (!after) return Py_RETURN_BOOL(false);
      found = true;
    }
    after = isAlpha(c);
  }
  return Py_RETURN_BOOL(found);
}
