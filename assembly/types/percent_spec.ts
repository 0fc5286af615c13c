/**
 * What str % and bytes % share: reading a conversion specification, taking the next argument, and the text of numbers.
 *
 * Invariant: the state of one formatting lies in a PercentState of its own (formatting an argument may run Python code that formats);
 * arguments are borrowed from `args`, except a mapping's value, which `owned` keeps alive until the next one is taken.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_XDECREF } from "../object/refcount";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format, PyErr_NoMemory, PyErr_SetString } from "../protocol/errors";
import { PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyNumber_Check, PyNumber_Index, PyNumber_Long } from "../protocol/number";
import { PyMapping_Check, PyObject_GetItem } from "../protocol/sequence";
import { PyByteArray_Check } from "./bytearray";
import { PyBytes_Check, PyBytes_FromStringAndSize } from "./bytes";
import { PyLong_AsLongAndOverflow, PyLong_Check, longOverflow } from "./long";
import { intText, intTextLength } from "./long_text";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import { PyUnicode_Check, PyUnicode_FromKindAndData, PyUnicode_READ, kindShift } from "./unicode";

export const F_LJUST: u32 = 1;
export const F_SIGN: u32 = 2;
export const F_BLANK: u32 = 4;
export const F_ALT: u32 = 8;
export const F_ZERO: u32 = 16;

@unmanaged
export class PercentState {
  kind: i32;
  data: usize;
  end: i32;
  pos: i32;
  args: PyObject;
  /** The mapping, if the arguments may be one. */
  dict: PyObject | null;
  /** The value taken by the last key, owned. */
  owned: PyObject | null;
  arglen: i32; // -1: one argument that is not a tuple; -2: it was taken
  argidx: i32;
  flags: u32;
  width: i32;
  precision: i32;
  ch: u32;
  isBytes: bool;
  byKey: bool;
}

/** A state for formatting with `args`, or null with MemoryError. End it with `endPercent`. */
export function beginPercent(kind: i32, data: usize, length: i32, args: PyObject, isBytes: bool): PercentState | null {
  const at = PyMem_Malloc(64);
  if (at == 0) {
    PyErr_NoMemory();
    return null;
  }
  const s = changetype<PercentState>(at);
  s.kind = kind;
  s.data = data;
  s.end = length;
  s.pos = 0;
  s.args = args;
  s.dict = null;
  s.owned = null;
  s.isBytes = isBytes;
  const isTuple = PyTuple_Check(args);
  s.arglen = isTuple ? PyTuple_GET_SIZE(args) : -1;
  s.argidx = isTuple ? 0 : -2;
  const isText = isBytes ? PyBytes_Check(args) || PyByteArray_Check(args) : false;
  if (!isTuple && !isText && !PyUnicode_Check(args) && PyMapping_Check(args)) s.dict = args;
  return s;
}

export function endPercent(s: PercentState): void {
  Py_XDECREF(s.owned);
  PyMem_Free(changetype<usize>(s));
}

/** The next argument, borrowed; TypeError if there is none. */
export function nextArgument(s: PercentState): PyObject | null {
  const i = s.argidx;
  if (i < s.arglen) {
    s.argidx = i + 1;
    return s.arglen < 0 ? s.args : PyTuple_GET_ITEM(s.args, i);
  }
  return PyErr_SetString(PyExc_TypeError, "not enough arguments for format string");
}

/** After the last specification: TypeError if arguments are left over. */
export function checkAllUsed(s: PercentState): bool {
  if (s.argidx >= s.arglen || s.dict !== null) return true;
  PyErr_SetString(
    PyExc_TypeError,
    s.isBytes
      ? "not all arguments converted during bytes formatting"
      : "not all arguments converted during string formatting",
  );
  return false;
}

function charAt(s: PercentState, i: i32): u32 {
  return PyUnicode_READ(s.kind, s.data, i);
}

function fail(message: string): bool {
  PyErr_SetString(PyExc_ValueError, message);
  return false;
}

/** "(key)": the mapping's value becomes the single argument. */
function readKey(s: PercentState): bool {
  const dict = s.dict;
  if (dict === null) {
    PyErr_SetString(PyExc_TypeError, "format requires a mapping");
    return false;
  }
  const start = ++s.pos;
  let depth = 1;
  while (depth > 0 && s.pos < s.end) {
    const c = charAt(s, s.pos++);
    if (c == 0x29) depth--;
    else if (c == 0x28) depth++;
  }
  const length = s.pos - start - 1;
  if (depth > 0 || s.pos >= s.end) return fail("incomplete format key");
  const from = s.data + ((<usize>start) << kindShift(s.kind));
  const key = s.isBytes ? PyBytes_FromStringAndSize(from, length) : PyUnicode_FromKindAndData(s.kind, from, length);
  if (key === null) return false;
  const value = PyObject_GetItem(dict, key);
  Py_DECREF(key);
  if (value === null) return false;
  Py_XDECREF(s.owned);
  s.owned = value;
  s.args = value;
  s.arglen = -1;
  s.argidx = -2;
  return true;
}

function isDigit(c: u32): bool {
  return c - 0x30 < 10;
}

let numberRead: i32 = 0;

/** A width or precision given as an argument, into numberRead. A width beyond 32 bits is clipped (it ends in MemoryError). */
function readStar(s: PercentState, isPrecision: bool): bool {
  const v = nextArgument(s);
  if (v === null) return false;
  if (!PyLong_Check(v)) {
    PyErr_SetString(PyExc_TypeError, "* wants int");
    return false;
  }
  const n = PyLong_AsLongAndOverflow(v);
  if (longOverflow != 0 || (isPrecision && n != <i64>(<i32>n))) {
    PyErr_SetString(
      PyExc_OverflowError,
      isPrecision ? "Python int too large to convert to C int" : "Python int too large to convert to C ssize_t",
    );
    return false;
  }
  numberRead = n > 0x7fffffff ? 0x7fffffff : n < -0x7fffffff ? -0x7fffffff : <i32>n;
  s.pos++;
  return true;
}

/** A width or precision: digits or "*"; into numberRead. */
function readNumber(s: PercentState, isPrecision: bool): bool {
  if (s.pos >= s.end) return fail("incomplete format");
  if (charAt(s, s.pos) == 0x2a) return readStar(s, isPrecision);
  let n: i64 = 0;
  while (s.pos < s.end && isDigit(charAt(s, s.pos))) {
    const digit = <i64>(charAt(s, s.pos) - 0x30);
    s.pos++;
    if (isPrecision) {
      if (n > (0x7fffffff - digit) / 10) return fail(s.isBytes ? "prec too big" : "precision too big");
    } else if (n > (i64.MAX_VALUE - digit) / 10) {
      return fail("width too big");
    }
    n = n * 10 + digit;
  }
  numberRead = n > 0x7fffffff ? 0x7fffffff : <i32>n;
  return true;
}

/** Reads a specification from after "%" to its conversion character `ch`; false on error. */
export function readSpec(s: PercentState): bool {
  s.flags = 0;
  s.width = -1;
  s.precision = -1;
  s.byKey = false;
  if (s.pos >= s.end) return fail("incomplete format");
  if (charAt(s, s.pos) == 0x28) {
    if (!readKey(s)) return false;
    s.byKey = true;
  }
  for (; s.pos < s.end; s.pos++) {
    const c = charAt(s, s.pos);
    const flag =
      c == 0x2d ? F_LJUST : c == 0x2b ? F_SIGN : c == 0x20 ? F_BLANK : c == 0x23 ? F_ALT : c == 0x30 ? F_ZERO : 0;
    if (flag == 0) break;
    s.flags |= flag;
  }
  if (s.pos >= s.end) return fail("incomplete format");
  const c = charAt(s, s.pos);
  if (c == 0x2a || isDigit(c)) {
    if (!readNumber(s, false)) return false;
    s.width = numberRead;
    if (s.width < 0) {
      s.flags |= F_LJUST;
      s.width = -s.width;
    }
  }
  if (s.pos < s.end && charAt(s, s.pos) == 0x2e) {
    s.pos++;
    s.precision = 0;
    if (s.pos >= s.end) return fail("incomplete format");
    if (!readNumber(s, true)) return false;
    s.precision = numberRead < 0 ? 0 : numberRead;
  }
  if (s.pos < s.end) {
    const l = charAt(s, s.pos);
    if (l == 0x68 || l == 0x6c || l == 0x4c) s.pos++;
  }
  if (s.pos >= s.end) return fail("incomplete format");
  s.ch = charAt(s, s.pos++);
  return true;
}

export function unsupportedCharacter(s: PercentState): bool {
  PyErr_Format(
    PyExc_ValueError,
    "unsupported format character '%c' (0x%x) at index %zd",
    <usize>(s.ch >= 32 && s.ch < 127 ? s.ch : 0x3f),
    <usize>s.ch,
    <usize>(s.pos - 1),
  );
  return false;
}

function wrongType(ch: u32, v: PyObject): PyObject | null {
  return PyErr_Format(
    PyExc_TypeError,
    ch == 0x6f || (ch | 0x20) == 0x78
      ? "%%%c format: an integer is required, not %s"
      : "%%%c format: a real number is required, not %s",
    <usize>ch,
    v.ob_type.tp_name,
  );
}

/** The int that conversion `ch` (d i u o x X) takes of `v`: `new`, or null with TypeError. */
export function integerOf(v: PyObject, ch: u32): PyObject | null {
  if (PyLong_Check(v)) return PyNumber_Long(v);
  if (!PyNumber_Check(v)) return wrongType(ch, v);
  const n = ch == 0x6f || (ch | 0x20) == 0x78 ? PyNumber_Index(v) : PyNumber_Long(v);
  if (n === null && PyErr_ExceptionMatches(PyExc_TypeError)) {
    PyErr_Clear();
    return wrongType(ch, v);
  }
  return n;
}

/** Length of the text `numberText` made. */
export let numberTextLength: i32 = 0;
let numberBuffer: usize = 0;
let numberBufferSize: usize = 0;

/**
 * Text of an int for conversion `ch`, with precision zeros and prefix as `flags` ask: address (until the next call), length in
 * numberTextLength; 0 on error.
 */
export function numberText(op: PyObject, ch: u32, flags: u32, precision: i32): usize {
  const base = ch == 0x6f ? 8 : (ch | 0x20) == 0x78 ? 16 : 10;
  const from = intText(op, base, base != 10);
  if (from == 0) return 0;
  let p = from;
  let n = intTextLength;
  const negative = load<u8>(p) == 0x2d;
  if (negative) {
    p++;
    n--;
  }
  if (base != 10) {
    p += 2;
    n -= 2;
  }
  const zeros = precision > n ? precision - n : 0;
  const prefix = base != 10 && (flags & F_ALT) != 0;
  const total = (negative ? 1 : 0) + (prefix ? 2 : 0) + zeros + n;
  if (precision > 0x7ffffff0 - 3 || !ensureNumberBuffer(<usize>total)) return 0;
  let w = numberBuffer;
  if (negative) store<u8>(w++, 0x2d);
  if (prefix) {
    store<u8>(w++, 0x30);
    store<u8>(w++, base == 8 ? 0x6f : <u8>ch);
  }
  memory.fill(w, 0x30, <usize>zeros);
  w += <usize>zeros;
  for (let i = 0; i < n; i++) {
    const c = load<u8>(p + <usize>i);
    store<u8>(w++, ch == 0x58 && c >= 0x61 ? c - 32 : c);
  }
  numberTextLength = total;
  return numberBuffer;
}

function ensureNumberBuffer(size: usize): bool {
  if (size <= numberBufferSize) return true;
  if (numberBuffer != 0) PyMem_Free(numberBuffer);
  numberBufferSize = 0;
  numberBuffer = PyMem_Malloc(size < 64 ? 64 : size);
  if (numberBuffer == 0) {
    PyErr_NoMemory();
    return false;
  }
  numberBufferSize = size < 64 ? 64 : size;
  return true;
}

/** Pieces of a number text: sign (0 none), prefix length after the sign, and where the digits begin. */
export let signChar: u32 = 0;
export let prefixLength: i32 = 0;
export let bodyStart: i32 = 0;

/** Takes the sign off a number's text and finds what sign and prefix to write. */
export function dissectNumber(text: usize, length: i32, flags: u32, ch: u32): void {
  bodyStart = 0;
  signChar = 0;
  prefixLength = 0;
  const first = length > 0 ? load<u8>(text) : 0;
  if (first == 0x2d || first == 0x2b) {
    signChar = first;
    bodyStart = 1;
  } else if (flags & F_SIGN) {
    signChar = 0x2b;
  } else if (flags & F_BLANK) {
    signChar = 0x20;
  }
  if (flags & F_ALT && (ch == 0x6f || ch == 0x78 || ch == 0x58)) prefixLength = 2;
}
