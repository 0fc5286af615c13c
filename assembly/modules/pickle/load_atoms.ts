/** Opcodes that push one value: numbers, strings, bytes, buffers. Each function: 0, or -1 with an exception. */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import { Py_False, Py_True } from "../../object/statics";
import { PyExc_OverflowError, PyExc_ValueError } from "../../object/exception_types";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyIter_Next } from "../../protocol/iter";
import { PyByteArray_AS_STRING, PyByteArray_FromStringAndSize } from "../../types/bytearray";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize } from "../../types/bytes";
import { decodeBytesEscape, decodeRawUnicodeEscape } from "../../types/codecs_escape";
import { PyFloat_FromDouble } from "../../types/float";
import { parsedDouble, scanDouble } from "../../types/float_text";
import { PyLong_FromI64, PyLong_FromLong } from "../../types/long";
import { _PyLong_FromByteArray } from "../../types/long_bytes";
import { parseLong } from "../../types/long_text";
import { PyMemoryView_FromObject, viewOf } from "../../types/memoryview";
import { PyUnicode_EqualToLiteral, cstringLength } from "../../types/unicode";
import { PyUnicode_DecodeBytes, PyUnicode_DecodeUTF8, PyUnicode_FromEncodedObject } from "../../types/unicode_codecs";
import { UnpicklingError } from "./state";
import {
  Pdata_stack_underflow,
  UnpicklerObject,
  _Unpickler_ReadInto,
  bad_readline,
  lineLength,
  push,
  readBytes,
  readLine,
  tooShort,
} from "./unpickler";

/** An unsigned size of `width` bytes, -1 if it passes 63 bits. */
export function calc_binsize(at: usize, width: i32): i64 {
  if (width == 1) return <i64>load<u8>(at);
  if (width == 2) return <i64>load<u16>(at);
  if (width == 4) return <i64>load<u32>(at);
  const n = load<i64>(at);
  return n < 0 ? -1 : n;
}

// ---- numbers ----

export function load_binint(u: UnpicklerObject, width: i32): i32 {
  const at = readBytes(u, width);
  if (at == 0) return -1;
  const value = width == 1 ? <i32>load<u8>(at) : width == 2 ? <i32>load<u16>(at) : load<i32>(at);
  return push(u, PyLong_FromLong(value));
}

function isBlank(c: u32): bool {
  return c == 32 || (c >= 9 && c <= 13);
}

/** The number strtol(text, &end, 0) reads, in `scanned`; true if all the line was one that fits 64 bits. */
let scanned: i64 = 0;

function scanNumber(text: usize): bool {
  let p = text;
  scanned = 0;
  while (isBlank(load<u8>(p))) p++;
  let negative = false;
  if (load<u8>(p) == 45 || load<u8>(p) == 43) negative = load<u8>(p++) == 45;
  let base: u64 = 10;
  if (load<u8>(p) == 48) {
    base = 8;
    if ((<u32>load<u8>(p + 1) | 32) == 120 && hexValue(load<u8>(p + 2)) < 16) {
      base = 16;
      p += 2;
    }
  }
  const first = p;
  let value: u64 = 0;
  for (; ; p++) {
    const digit = <u64>hexValue(load<u8>(p));
    if (digit >= base) break;
    if (value > (<u64>i64.MAX_VALUE - digit) / base) return false;
    value = value * base + digit;
  }
  if (p == first) p = text;
  scanned = negative ? -(<i64>value) : <i64>value;
  return load<u8>(p) == 10 || load<u8>(p) == 0;
}

function hexValue(c: u32): u32 {
  if (c - 48 < 10) return c - 48;
  const letter = (c | 32) - 97;
  return letter < 6 ? letter + 10 : 99;
}

/** INT, whose "00" and "01" are bools. */
export function load_int(u: UnpicklerObject): i32 {
  const line = readLine(u);
  if (line == 0) return -1;
  const n = lineLength;
  if (n < 2) return bad_readline();
  if (scanNumber(line)) {
    if (n == 3 && (scanned == 0 || scanned == 1)) return push(u, Py_NewRef(scanned == 1 ? Py_True : Py_False));
    return push(u, PyLong_FromI64(scanned));
  }
  const value = parseLong(line, cstringLength(line), 0);
  if (value === null) PyErr_SetString(PyExc_ValueError, "could not convert string to int");
  return push(u, value);
}

/** The base that int(text, 0) goes by. */
function baseOf(text: usize): i32 {
  let p = text;
  while (isBlank(load<u8>(p))) p++;
  if (load<u8>(p) == 45 || load<u8>(p) == 43) p++;
  if (load<u8>(p) != 48) return 10;
  const letter = <u32>load<u8>(p + 1) | 32;
  return letter == 120 ? 16 : letter == 111 ? 8 : letter == 98 ? 2 : 10;
}

/** PyLong_FromString: the int of a NUL-terminated text, `new`; ValueError names it. */
export function longOfText(text: usize, base: i32): PyObject | null {
  const n = cstringLength(text);
  const value = parseLong(text, n, base);
  if (value !== null || PyErr_Occurred() !== null) return value;
  const shown = PyUnicode_DecodeUTF8(text, n < 200 ? n : 200, 0);
  if (shown === null) return null;
  PyErr_Format(
    PyExc_ValueError,
    "invalid literal for int() with base %d: %.200R",
    base == 0 ? baseOf(text) : base,
    changetype<usize>(shown),
  );
  Py_DECREF(shown);
  return null;
}

export function load_long(u: UnpicklerObject): i32 {
  const line = readLine(u);
  if (line == 0) return -1;
  const n = lineLength;
  if (n < 2) return bad_readline();
  // Python 2 wrote an L behind it
  if (load<u8>(line + <usize>(n - 2)) == 0x4c) store<u8>(line + <usize>(n - 2), 0);
  return push(u, longOfText(line, 0));
}

/** LONG1 and LONG4. */
export function load_counted_long(u: UnpicklerObject, width: i32): i32 {
  let at = readBytes(u, width);
  if (at == 0) return -1;
  const n = width == 1 ? <i32>load<u8>(at) : load<i32>(at);
  if (n < 0) {
    PyErr_SetString(UnpicklingError, "LONG pickle has negative byte count");
    return -1;
  }
  if (n == 0) return push(u, PyLong_FromLong(0));
  at = readBytes(u, n);
  return at == 0 ? -1 : push(u, _PyLong_FromByteArray(at, n, true, true));
}

export function load_float(u: UnpicklerObject): i32 {
  const line = readLine(u);
  if (line == 0) return -1;
  if (lineLength < 2) return bad_readline();
  const n = cstringLength(line);
  const end = scanDouble(line, line + <usize>n);
  const x = parsedDouble;
  if (end == line) {
    PyErr_Format(PyExc_ValueError, "could not convert string to float: '%.200s'", line);
    return -1;
  }
  const sign = <u32>load<u8>(line);
  const first = <u32>load<u8>(sign == 45 || sign == 43 ? line + 1 : line);
  if ((x == Infinity || x == -Infinity) && (first - 48 < 10 || first == 46)) {
    PyErr_Format(PyExc_OverflowError, "value too large to convert to float: '%.200s'", line);
    return -1;
  }
  if (load<u8>(end) != 10 && load<u8>(end) != 0) {
    PyErr_SetString(PyExc_ValueError, "could not convert string to float");
    return -1;
  }
  return push(u, PyFloat_FromDouble(x));
}

export function load_binfloat(u: UnpicklerObject): i32 {
  const at = readBytes(u, 8);
  return at == 0 ? -1 : push(u, PyFloat_FromDouble(reinterpret<f64>(bswap<u64>(load<u64>(at)))));
}

// ---- Python 2's strings ----

function wantsBytes(u: UnpicklerObject): bool {
  const encoding = u.encoding;
  return encoding !== null && PyUnicode_EqualToLiteral(encoding, "bytes");
}

export function load_string(u: UnpicklerObject): i32 {
  const line = readLine(u);
  if (line == 0) return -1;
  const n = lineLength - 1;
  const quote = <u32>load<u8>(line);
  if (n < 2 || quote != <u32>load<u8>(line + <usize>(n - 1)) || (quote != 0x27 && quote != 0x22)) {
    PyErr_SetString(UnpicklingError, "the STRING opcode argument must be quoted");
    return -1;
  }
  const bytes = decodeBytesEscape(line + 1, n - 2, 0);
  if (bytes === null || wantsBytes(u)) return push(u, bytes);
  const text = PyUnicode_FromEncodedObject(bytes, u.encoding, u.errors);
  Py_DECREF(bytes);
  return push(u, text);
}

/** A size of more than 63 bits, of opcode or frame `name`. Always -1. */
function tooLarge(type: PyTypeObject, name: string): i32 {
  const format = "%L exceeds system's maximum size of 9223372036854775807 bytes";
  PyErr_Format(type, format, changetype<usize>(name));
  return -1;
}

export function load_counted_binstring(u: UnpicklerObject, width: i32): i32 {
  let at = readBytes(u, width);
  if (at == 0) return -1;
  const n = calc_binsize(at, width);
  if (n < 0) return tooLarge(UnpicklingError, "BINSTRING");
  at = readBytes(u, n);
  if (at == 0) return -1;
  if (wantsBytes(u)) return push(u, PyBytes_FromStringAndSize(at, <i32>n));
  if (n == 0) return push(u, PyUnicode_DecodeUTF8(at, 0, 0));
  return push(u, PyUnicode_DecodeBytes(at, <i32>n, u.encoding, u.errors));
}

// ---- str ----

export function load_unicode(u: UnpicklerObject): i32 {
  const line = readLine(u);
  if (line == 0) return -1;
  return push(u, decodeRawUnicodeEscape(line, lineLength - 1, 0, true));
}

const surrogatepass = memory.data<u8>([115, 117, 114, 114, 111, 103, 97, 116, 101, 112, 97, 115, 115, 0]);

export function load_counted_binunicode(u: UnpicklerObject, width: i32): i32 {
  let at = readBytes(u, width);
  if (at == 0) return -1;
  const n = calc_binsize(at, width);
  if (n < 0) return tooLarge(PyExc_OverflowError, "BINUNICODE");
  at = readBytes(u, n);
  return at == 0 ? -1 : push(u, PyUnicode_DecodeUTF8(at, <i32>n, surrogatepass));
}

// ---- bytes ----

export function load_counted_binbytes(u: UnpicklerObject, width: i32): i32 {
  const at = readBytes(u, width);
  if (at == 0) return -1;
  const n = calc_binsize(at, width);
  if (n < 0) return tooLarge(PyExc_OverflowError, "BINBYTES");
  if (tooShort(u, n)) return bad_readline();
  if (n > 0x7fffff00) {
    PyErr_NoMemory();
    return -1;
  }
  const bytes = PyBytes_FromStringAndSize(0, <i32>n);
  if (bytes === null) return -1;
  if (n > 0 && _Unpickler_ReadInto(u, PyBytes_AS_STRING(bytes), <i32>n) < 0) {
    Py_DECREF(bytes);
    return -1;
  }
  return push(u, bytes);
}

export function load_counted_bytearray(u: UnpicklerObject): i32 {
  const at = readBytes(u, 8);
  if (at == 0) return -1;
  const n = calc_binsize(at, 8);
  if (n < 0) return tooLarge(PyExc_OverflowError, "BYTEARRAY8");
  if (tooShort(u, n)) return bad_readline();
  if (n > 0x7fffff00) {
    PyErr_NoMemory();
    return -1;
  }
  const op = PyByteArray_FromStringAndSize(0, <i32>n);
  if (op === null) return -1;
  if (n > 0 && _Unpickler_ReadInto(u, PyByteArray_AS_STRING(op), <i32>n) < 0) {
    Py_DECREF(op);
    return -1;
  }
  return push(u, op);
}

/** Looks at a whole frame, so that what is in it need not be asked for piece by piece. */
export function load_frame(u: UnpicklerObject): i32 {
  const at = readBytes(u, 8);
  if (at == 0) return -1;
  const n = calc_binsize(at, 8);
  if (n < 0) {
    PyErr_SetString(PyExc_OverflowError, "FRAME length exceeds system's maximum of 9223372036854775807 bytes");
    return -1;
  }
  if (readBytes(u, n) == 0) return -1;
  u.next_read_idx -= <i32>n;
  return 0;
}

// ---- buffers outside the pickle ----

export function load_next_buffer(u: UnpicklerObject): i32 {
  const buffers = u.buffers;
  if (buffers === null) {
    PyErr_SetString(UnpicklingError, "pickle stream refers to out-of-band data but no *buffers* argument was given");
    return -1;
  }
  const op = PyIter_Next(buffers);
  if (op === null && PyErr_Occurred() === null) PyErr_SetString(UnpicklingError, "not enough out-of-band buffers");
  return push(u, op);
}

/** Replaces a writable buffer at the top by a read-only view of it. */
export function load_readonly_buffer(u: UnpicklerObject): i32 {
  const s = u.stack!;
  if (s.size <= s.fence) return Pdata_stack_underflow(s);
  const top = s.data + ((<usize>(s.size - 1)) << 3);
  const op = load<PyObject>(top);
  const view = PyMemoryView_FromObject(op);
  if (view === null) return -1;
  if (viewOf(view).readonly) {
    Py_DECREF(view);
    return 0;
  }
  viewOf(view).readonly = 1;
  store<u32>(top, <u32>changetype<usize>(view));
  Py_DECREF(op);
  return 0;
}
