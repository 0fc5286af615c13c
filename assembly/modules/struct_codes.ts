/**
 * Struct formats: parsing into codes, and the values that codes pack and unpack.
 *
 * A code is 32 bytes: character 0, offset 8, size 16, repeat 24; flags (1: native, 2: big endian) at 4. A code with size 0 and character
 * 0 ends the list. "s" and "p" have their length as size and repeat 1.
 */
import { PyObject, PyTypeObject, ptrAt } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format, PyErr_NoMemory, PyErr_Occurred } from "../protocol/errors";
import { PyExc_Exception, PyExc_OverflowError } from "../object/exception_types";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyObject_IsTrue, Py_RETURN_BOOL } from "../protocol/compare";
import { PyIndex_Check, PyNumber_Index } from "../protocol/number";
import { PyByteArray_AS_STRING, PyByteArray_Check, PyByteArray_GET_SIZE } from "../types/bytearray";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../types/bytes";
import {
  PyFloat_AsDouble,
  PyFloat_FromDouble,
  PyFloat_Pack2,
  PyFloat_Pack4,
  PyFloat_Pack8,
  PyFloat_Unpack2,
  PyFloat_Unpack4,
  PyFloat_Unpack8,
} from "../types/float";
import {
  PyLong_AsLongAndOverflow,
  PyLong_AsU64,
  PyLong_Check,
  PyLong_FromI64,
  PyLong_FromU64,
  longOverflow,
} from "../types/long";
import { PyTuple_New, PyTuple_SET_ITEM } from "../types/tuple";

export const CODE_SIZE: usize = 32;
const NATIVE: u32 = 1;
const BIG: u32 = 2;

let structError: PyTypeObject = PyExc_Exception;
export function setStructError(type: PyTypeObject): void {
  structError = type;
}

/** Results of `parseCodes`: bytes of the whole, number of values. */
export let codesSize: i32 = 0;
export let codesValues: i32 = 0;

function fail(message: string): i32 {
  PyErr_Format(structError, message);
  return -1;
}

/** Bytes of one item, -1 if there is no such character. */
function itemSize(c: u32, native: bool): i32 {
  switch (c) {
    case 0x78: // x
    case 0x62: // b
    case 0x42: // B
    case 0x63: // c
    case 0x73: // s
    case 0x70: // p
    case 0x3f: // ?
      return 1;
    case 0x68: // h
    case 0x48: // H
    case 0x65: // e
      return 2;
    case 0x69: // i
    case 0x49: // I
    case 0x66: // f
      return 4;
    case 0x6c: // l
    case 0x4c: // L
      return native ? 8 : 4;
    case 0x71: // q
    case 0x51: // Q
    case 0x64: // d
      return 8;
    case 0x6e: // n
    case 0x4e: // N
    case 0x50: // P
      return native ? 8 : -1;
    default:
      return -1;
  }
}

function isSpace(c: u32): bool {
  return c == 0x20 || c - 9 < 5;
}

let scanPos: i32 = 0;
let scanCount: i64 = 0;
let scanChar: u32 = 0;

/** The next item of a format: 1 found, 0 at the end, -1 struct.error. */
function nextItem(s: usize, n: i32): i32 {
  while (scanPos < n && isSpace(<u32>load<u8>(s + <usize>scanPos))) scanPos++;
  if (scanPos >= n) return 0;
  let c = <u32>load<u8>(s + <usize>scanPos);
  scanPos++;
  scanCount = 1;
  if (c - 0x30 < 10) {
    scanCount = <i64>(c - 0x30);
    while (scanPos < n && load<u8>(s + <usize>scanPos) - 0x30 < 10) {
      scanCount = scanCount * 10 + <i64>(load<u8>(s + <usize>scanPos) - 0x30);
      if (scanCount > 0x7fffffff) return fail("total struct size too long");
      scanPos++;
    }
    if (scanPos >= n) return fail("repeat count given without format specifier");
    c = <u32>load<u8>(s + <usize>scanPos);
    scanPos++;
  }
  if (c == 0) return fail("embedded null character");
  scanChar = c;
  return 1;
}

function flagsOf(s: usize, n: i32): u32 {
  scanPos = 1;
  const c = n > 0 ? <u32>load<u8>(s) : 0;
  if (c == 0x3c || c == 0x3d) return 0; // < =
  if (c == 0x3e || c == 0x21) return BIG; // > !
  if (c != 0x40) scanPos = 0;
  return NATIVE;
}

function setCode(at: usize, c: u32, flags: u32, offset: i32, size: i32, repeat: i32): void {
  store<u32>(at, c);
  store<u32>(at, flags, 4);
  store<u64>(at, <u64>offset, 8);
  store<u64>(at, <u64>size, 16);
  store<u64>(at, <u64>repeat, 24);
}

function dropCodes(codes: usize): usize {
  PyMem_Free(codes);
  return 0;
}

/** Parses a format: address of its codes (PyMem_Free them), 0 with struct.error or MemoryError. */
export function parseCodes(s: usize, n: i32): usize {
  const codes = PyMem_Malloc(<usize>(n + 1) * CODE_SIZE);
  if (codes == 0) {
    PyErr_NoMemory();
    return 0;
  }
  const flags = flagsOf(s, n);
  let at = codes;
  let size: i64 = 0;
  let values: i64 = 0;
  while (true) {
    const found = nextItem(s, n);
    if (found < 0) return dropCodes(codes);
    if (found == 0) break;
    const c = scanChar;
    const one = itemSize(c, (flags & NATIVE) != 0);
    if (one < 0) {
      fail("bad char in struct format");
      return dropCodes(codes);
    }
    if (flags & NATIVE) size = (size + one - 1) & ~(<i64>one - 1);
    const isText = c == 0x73 || c == 0x70;
    if (c != 0x78 && (isText || scanCount > 0)) {
      setCode(at, c, flags, <i32>size, isText ? <i32>scanCount : one, isText ? 1 : <i32>scanCount);
      at += CODE_SIZE;
      values += isText ? 1 : scanCount;
    }
    size += scanCount * one;
    if (size > 0x7fffffff) {
      fail("total struct size too long");
      return dropCodes(codes);
    }
  }
  setCode(at, 0, 0, <i32>size, 0, 0);
  codesSize = <i32>size;
  codesValues = <i32>values;
  return codes;
}

/** Codes before the end mark. */
export function codesLength(codes: usize): i32 {
  let n = 0;
  if (codes != 0) while (load<u32>(codes + <usize>n * CODE_SIZE) != 0) n++;
  return n;
}

// ---- packing ----

/** Packs the values at `args` (as many as the codes need) to `p`, which is zeroed. */
export function packValues(codes: usize, p: usize, args: usize): bool {
  let k = 0;
  for (let code = codes; load<u32>(code) != 0; code += CODE_SIZE) {
    const c = load<u32>(code);
    const size = load<i32>(code, 16);
    const repeat = load<i32>(code, 24);
    let at = p + <usize>load<u32>(code, 8);
    for (let i = 0; i < repeat; i++) {
      const value = ptrAt(args, k++);
      const ok =
        c == 0x73 || c == 0x70 ? packText(at, value, c, size) : packOne(at, value, c, size, load<u32>(code, 4));
      if (!ok) {
        if (PyLong_Check(value) && PyErr_ExceptionMatches(PyExc_OverflowError)) fail("int too large to convert");
        return false;
      }
      at += <usize>size;
    }
  }
  return true;
}

function packText(at: usize, value: PyObject, c: u32, size: i32): bool {
  let from: usize;
  let n: i32;
  if (PyBytes_Check(value)) {
    from = PyBytes_AS_STRING(value);
    n = PyBytes_GET_SIZE(value);
  } else if (PyByteArray_Check(value)) {
    from = PyByteArray_AS_STRING(value);
    n = PyByteArray_GET_SIZE(value);
  } else {
    PyErr_Format(structError, "argument for '%c' must be a bytes object", <usize>c);
    return false;
  }
  if (c == 0x73) {
    memory.copy(at, from, <usize>(n < size ? n : size));
    return true;
  }
  if (size == 0) return true;
  if (n > size - 1) n = size - 1;
  memory.copy(at + 1, from, <usize>n);
  store<u8>(at, <u8>(n > 255 ? 255 : n));
  return true;
}

function isSignedCode(c: u32): bool {
  return c == 0x62 || c == 0x68 || c == 0x69 || c == 0x6c || c == 0x71 || c == 0x6e;
}

function packOne(at: usize, value: PyObject, c: u32, size: i32, flags: u32): bool {
  switch (c) {
    case 0x63: // c
      if (!PyBytes_Check(value) || PyBytes_GET_SIZE(value) != 1) {
        fail("char format requires a bytes object of length 1");
        return false;
      }
      store<u8>(at, load<u8>(PyBytes_AS_STRING(value)));
      return true;
    case 0x3f: {
      const truth = PyObject_IsTrue(value);
      if (truth < 0) return false;
      store<u8>(at, <u8>truth);
      return true;
    }
    case 0x65: // e
    case 0x66: // f
    case 0x64: // d
      return packFloat(at, value, c, flags);
    default:
      return packInteger(at, value, c, size, flags);
  }
}

function packFloat(at: usize, value: PyObject, c: u32, flags: u32): bool {
  const x = PyFloat_AsDouble(value);
  if (x == -1.0 && PyErr_Occurred() !== null) {
    fail("required argument is not a float");
    return false;
  }
  const little = (flags & BIG) == 0;
  if (c == 0x64) return PyFloat_Pack8(x, at, little) == 0;
  if (c == 0x65) return PyFloat_Pack2(x, at, little) == 0;
  if (flags & NATIVE) {
    store<f32>(at, <f32>x);
    return true;
  }
  return PyFloat_Pack4(x, at, little) == 0;
}

/** struct.error for an int outside the code's range. */
function outOfRange(c: u32, size: i32): bool {
  if (isSignedCode(c)) {
    const max = size == 8 ? i64.MAX_VALUE : ((<i64>1) << (<i64>size * 8 - 1)) - 1;
    rangeError(c, PyLong_FromI64(-max - 1), PyLong_FromI64(max));
  } else {
    rangeError(c, PyLong_FromI64(0), PyLong_FromU64(size == 8 ? u64.MAX_VALUE : ((<u64>1) << (<u64>size * 8)) - 1));
  }
  return false;
}

function rangeError(c: u32, low: PyObject | null, high: PyObject | null): void {
  if (low === null || high === null) return;
  PyErr_Format(
    structError,
    "'%c' format requires %S <= number <= %S",
    <usize>c,
    changetype<usize>(low),
    changetype<usize>(high),
  );
  Py_DECREF(low);
  Py_DECREF(high);
}

function packInteger(at: usize, value: PyObject, c: u32, size: i32, flags: u32): bool {
  if (!PyIndex_Check(value)) {
    fail("required argument is not an integer");
    return false;
  }
  const index = PyNumber_Index(value);
  if (index === null) return false;
  const v = PyLong_AsLongAndOverflow(index);
  const over = longOverflow;
  let bits: u64 = <u64>v;
  let ok = over == 0;
  if (c == 0x50) {
    // a pointer may be given signed
    if (over > 0) {
      bits = PyLong_AsU64(index);
      ok = PyErr_Occurred() === null;
    }
    if (!ok) {
      Py_DECREF(index);
      if (PyErr_Occurred() === null) PyErr_Format(PyExc_OverflowError, "int too large to convert");
      return false;
    }
  } else if (isSignedCode(c)) {
    const shift: i64 = 64 - ((<i64>size) << 3);
    ok = ok && (v << shift) >> shift == v;
  } else if (!ok && size == 8 && over > 0) {
    bits = PyLong_AsU64(index);
    ok = PyErr_Occurred() === null;
    if (!ok) PyErr_Clear();
  } else {
    ok = ok && v >= 0 && (size == 8 || <u64>v >> ((<u64>size) << 3) == 0);
  }
  Py_DECREF(index);
  if (!ok) return outOfRange(c, size);
  storeInteger(at, bits, size, (flags & BIG) != 0);
  return true;
}

function storeInteger(at: usize, bits: u64, size: i32, big: bool): void {
  if (big) bits = bswap<u64>(bits) >> (64 - ((<u64>size) << 3));
  if (size == 1) store<u8>(at, <u8>bits);
  else if (size == 2) store<u16>(at, <u16>bits);
  else if (size == 4) store<u32>(at, <u32>bits);
  else store<u64>(at, bits);
}

// ---- unpacking ----

/** The values at `p`: `new` tuple of `count`. */
export function unpackValues(codes: usize, p: usize, count: i32): PyObject | null {
  const result = PyTuple_New(count);
  if (result === null) return null;
  let k = 0;
  for (let code = codes; load<u32>(code) != 0; code += CODE_SIZE) {
    const c = load<u32>(code);
    const size = load<i32>(code, 16);
    const repeat = load<i32>(code, 24);
    let at = p + <usize>load<u32>(code, 8);
    for (let i = 0; i < repeat; i++) {
      const value = unpackOne(at, c, size, load<u32>(code, 4));
      if (value === null) {
        Py_DECREF(result);
        return null;
      }
      PyTuple_SET_ITEM(result, k++, value);
      at += <usize>size;
    }
  }
  return result;
}

function unpackOne(at: usize, c: u32, size: i32, flags: u32): PyObject | null {
  const little = (flags & BIG) == 0;
  switch (c) {
    case 0x63: // c
      return PyBytes_FromStringAndSize(at, 1);
    case 0x73: // s
      return PyBytes_FromStringAndSize(at, size);
    case 0x70: {
      if (size == 0) return PyBytes_FromStringAndSize(at, 0);
      const n = <i32>load<u8>(at);
      return PyBytes_FromStringAndSize(at + 1, n < size ? n : size - 1);
    }
    case 0x3f:
      return Py_RETURN_BOOL(load<u8>(at) != 0);
    case 0x65:
      return PyFloat_FromDouble(PyFloat_Unpack2(at, little));
    case 0x66:
      return PyFloat_FromDouble(PyFloat_Unpack4(at, little));
    case 0x64:
      return PyFloat_FromDouble(PyFloat_Unpack8(at, little));
    default: {
      let bits =
        size == 1 ? <u64>load<u8>(at) : size == 2 ? <u64>load<u16>(at) : size == 4 ? <u64>load<u32>(at) : load<u64>(at);
      const unused: u64 = 64 - ((<u64>size) << 3);
      if (!little) bits = bswap<u64>(bits) >> unused;
      if (isSignedCode(c)) return PyLong_FromI64(((<i64>bits) << (<i64>unused)) >> <i64>unused);
      return PyLong_FromU64(bits);
    }
  }
}
