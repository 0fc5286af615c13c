/**
 * float: the object, its free list, conversions, IEEE bytes (Objects/floatobject.c). Operators are in float_arith.ts, text in
 * float_text.ts, the Python-visible type in float_type.ts.
 *
 *   0 ob_refcnt | 8 ob_type | 16 ob_fval     24 bytes
 *
 * Invariant: up to 100 freed floats wait in a list linked through ob_type, the last freed first, as CPython's `_Py_freelists.floats`.
 */
import { INSTRUMENTED, STRESS } from "../config";
import { LIST_FLOATS, LIST_HIT, LIST_KEPT, LIST_MISS, LIST_REFUSED, countList } from "../memory/counters";
import { PyObject, PyTypeObject, initPtr } from "../object/layout";
import { Py_DECREF, _Py_NewReference, mayWaitDead, waits } from "../object/refcount";
import { callUnary } from "../object/slots";
import { PyByteArray_Type, PyFloat_Type } from "../object/statics";
import { PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyMem_Free, PyMem_Malloc, PyObject_Free, PyObject_Malloc, freeSmall } from "../memory/blocks";
import { PyErr_Format, PyErr_NoMemory, PyErr_SetString } from "../protocol/errors";
import { _PyNumber_Index } from "../protocol/number";
import {
  PyBUF_SIMPLE,
  PyBuffer_Release,
  PyObject_CheckBuffer,
  PyObject_GetBuffer,
  allocBuffer,
  freeBuffer,
} from "../protocol/buffer";
import { PyType_IsSubtype } from "./typeobject";
import { PyUnicode_AsUTF8AndSize, PyUnicode_Check, utf8Length } from "./unicode";
import { _PyUnicode_TransformDecimalAndSpaceToASCII } from "./unicode_ctype";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "./bytes";
import { PyByteArray_AS_STRING, PyByteArray_GET_SIZE } from "./bytearray";
import { PyLong_AsDouble } from "./long";
import { parseDouble, parsedDouble } from "./float_text";

@unmanaged
export class PyFloatObject extends PyObject {
  ob_fval: f64;
}

const MAX_FREE: i32 = i32(!STRESS) * 100;
let freeList: usize = 0;
let freeCount: i32 = 0;
/** No dead floats are kept: freeCount is MAX_FREE then. */
let keepsNone: bool = false;

export function PyFloat_CheckExact(op: PyObject): bool {
  return op.ob_type == PyFloat_Type;
}

export function PyFloat_Check(op: PyObject): bool {
  return op.ob_type == PyFloat_Type || PyType_IsSubtype(op.ob_type, PyFloat_Type);
}

export function PyFloat_AS_DOUBLE(op: PyObject): f64 {
  return changetype<PyFloatObject>(op).ob_fval;
}

/** `new` */
export function PyFloat_FromDouble(value: f64): PyObject | null {
  let p = freeList;
  if (p != 0) {
    freeList = <usize>load<u32>(p, 8);
    freeCount--;
    if (INSTRUMENTED) countList(LIST_FLOATS, LIST_HIT);
  } else {
    if (INSTRUMENTED) countList(LIST_FLOATS, LIST_MISS);
    p = PyObject_Malloc(24);
    if (p == 0) return PyErr_NoMemory();
  }
  const op = changetype<PyFloatObject>(p);
  _Py_NewReference(op);
  initPtr(p + 8, changetype<usize>(PyFloat_Type));
  op.ob_fval = value;
  return op;
}

/** Frees an exact float whose count is 0 (the eval loop's shortcut). */
export function _PyFloat_ExactDealloc(op: PyObject): void {
  const p = changetype<usize>(op);
  if (INSTRUMENTED) countList(LIST_FLOATS, freeCount >= MAX_FREE ? LIST_REFUSED : LIST_KEPT);
  if (freeCount >= MAX_FREE) {
    if (!freeSmall(p) && !waits(op)) PyObject_Free(p);
    return;
  }
  store<u32>(p, <u32>freeList, 8);
  freeList = p;
  freeCount++;
}

export function float_dealloc(op: PyObject): void {
  const type = op.ob_type;
  if (type == PyFloat_Type) _PyFloat_ExactDealloc(op);
  else call_indirect<void>(type.tp_free, changetype<usize>(op));
}

/** Gives the waiting blocks back (a full collection does). */
export function _PyFloat_ClearFreeList(): void {
  while (freeList != 0) {
    const next = <usize>load<u32>(freeList, 8);
    PyObject_Free(freeList);
    freeList = next;
  }
  freeCount = keepsNone ? MAX_FREE : 0;
}

/** How many dead floats wait. */
export function floatsKept(): i32 {
  return keepsNone ? 0 : freeCount;
}

/** Whether dead floats are kept (setFreelistsOn). Empties the list. */
export function keepFloats(on: bool): void {
  keepsNone = !on || mayWaitDead();
  _PyFloat_ClearFreeList();
}

/** A float of `type` (float or a subclass). `new` */
export function newFloatOf(type: PyTypeObject, value: f64): PyObject | null {
  if (type == PyFloat_Type) return PyFloat_FromDouble(value);
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (op !== null) changetype<PyFloatObject>(op).ob_fval = value;
  return op;
}

/** The value through __float__ or __index__; -1.0 with an exception. */
export function PyFloat_AsDouble(op: PyObject): f64 {
  if (PyFloat_Check(op)) return PyFloat_AS_DOUBLE(op);
  const methods = op.ob_type.tp_as_number;
  const toFloat: u32 = methods === null ? 0 : methods.nb_float;
  if (toFloat == 0) {
    if (methods !== null && methods.nb_index != 0) {
      const index = _PyNumber_Index(op);
      if (index === null) return -1.0;
      const value = PyLong_AsDouble(index);
      Py_DECREF(index);
      return value;
    }
    PyErr_Format(PyExc_TypeError, "must be real number, not %.50s", op.ob_type.tp_name);
    return -1.0;
  }
  const result = callUnary(toFloat, op);
  if (result === null) return -1.0;
  if (!PyFloat_Check(result)) {
    PyErr_Format(
      PyExc_TypeError,
      "%.50s.__float__ returned non-float (type %.50s)",
      op.ob_type.tp_name,
      result.ob_type.tp_name,
    );
    Py_DECREF(result);
    return -1.0;
  }
  const value = PyFloat_AS_DOUBLE(result);
  Py_DECREF(result);
  return value;
}

function isBlank(ch: u32): bool {
  return ch == 32 || (ch >= 9 && ch <= 13);
}

/** Copies [text, text+length) without underscores to `out`; the new length, -1 if one stands at a wrong place. */
export function withoutUnderscores(text: usize, length: i32, out: usize): i32 {
  let n = 0;
  let previous: u32 = 0;
  for (let i = 0; i < length; i++) {
    const ch: u32 = load<u8>(text + i);
    if (ch == 95) {
      if (previous - 48 >= 10) return -1;
    } else {
      if (previous == 95 && ch - 48 >= 10) return -1;
      store<u8>(out + n++, <u8>ch);
    }
    previous = ch;
  }
  return previous == 95 ? -1 : n;
}

/** Is the range a float text, blanks around and underscores between digits allowed? The value is in `parsedDouble`. */
function floatFromText(text: usize, length: i32): bool {
  let end = text + length;
  while (text < end && isBlank(load<u8>(text))) text++;
  while (end > text && isBlank(load<u8>(end - 1))) end--;
  const n = <i32>(end - text);
  let underscores = false;
  for (let p = text; p < end; p++) {
    if (load<u8>(p) == 95) underscores = true;
  }
  if (!underscores) return parseDouble(text, n);
  const copy = PyMem_Malloc(<usize>n);
  if (copy == 0) return false;
  const m = withoutUnderscores(text, n, copy);
  const ok = m > 0 && parseDouble(copy, m);
  PyMem_Free(copy);
  return ok;
}

/** `new`, or ValueError that shows `op`. */
function floatOrError(op: PyObject, text: usize, length: i32): PyObject | null {
  if (floatFromText(text, length)) return PyFloat_FromDouble(parsedDouble);
  return PyErr_Format(PyExc_ValueError, "could not convert string to float: %R", changetype<usize>(op));
}

/** float of a str, bytes or buffer. `new`; ValueError, TypeError. */
export function PyFloat_FromString(op: PyObject): PyObject | null {
  if (PyUnicode_Check(op)) {
    const ascii = _PyUnicode_TransformDecimalAndSpaceToASCII(op);
    if (ascii === null) return null;
    const text = PyUnicode_AsUTF8AndSize(ascii);
    const result: PyObject | null = text == 0 ? null : floatOrError(op, text, utf8Length);
    Py_DECREF(ascii);
    return result;
  }
  if (PyBytes_Check(op)) return floatOrError(op, PyBytes_AS_STRING(op), PyBytes_GET_SIZE(op));
  if (PyType_IsSubtype(op.ob_type, PyByteArray_Type)) {
    return floatOrError(op, PyByteArray_AS_STRING(op), PyByteArray_GET_SIZE(op));
  }
  if (PyObject_CheckBuffer(op)) {
    const view = allocBuffer();
    if (PyObject_GetBuffer(op, view, PyBUF_SIMPLE) < 0) {
      freeBuffer(view);
      return null;
    }
    const result = floatOrError(op, view.buf, view.len);
    PyBuffer_Release(view);
    freeBuffer(view);
    return result;
  }
  return PyErr_Format(
    PyExc_TypeError,
    "float() argument must be a string or a real number, not '%.200s'",
    op.ob_type.tp_name,
  );
}

function storeBytes(bits: u64, p: usize, size: i32, little: bool): void {
  for (let i = 0; i < size; i++) {
    store<u8>(little ? p + i : p + size - 1 - i, <u8>bits);
    bits >>= 8;
  }
}

function loadBytes(p: usize, size: i32, little: bool): u64 {
  let bits: u64 = 0;
  for (let i = size - 1; i >= 0; i--) bits = (bits << 8) | <u64>load<u8>(little ? p + i : p + size - 1 - i);
  return bits;
}

/** Set by roundHalf: the value does not fit half precision. */
let halfOverflow: bool = false;

/** The half-precision bits of x, rounded half to even. */
function halfBits(x: f64): u32 {
  const bits = reinterpret<u64>(x);
  const sign = (<u32>(bits >> 63)) << 15;
  halfOverflow = false;
  if (x - x != 0) return sign | 0x7c00 | (x != x ? 0x200 : 0);
  const a = Math.abs(x);
  if (a < 2.9802322387695312e-8 || a == 0) return sign; // below half of the smallest
  // unit: the weight of the last bit; 2**-24 for subnormals.
  const exponent = <i32>((bits >> 52) & 0x7ff) - 1023;
  const unit = exponent < -14 ? -24 : exponent - 10;
  const scaled = a * reinterpret<f64>((<u64>(1023 - unit)) << 52);
  const whole = <u32>nearest<f64>(scaled);
  const result = exponent < -14 ? whole : ((<u32>(exponent + 15 - 1)) << 10) + whole;
  if (result >= 0x7c00) halfOverflow = true;
  return sign | result;
}

/** IEEE bytes of x (struct, marshal): 0, or -1 with OverflowError. */
export function PyFloat_Pack2(x: f64, p: usize, little: bool): i32 {
  const bits = halfBits(x);
  if (halfOverflow) {
    PyErr_SetString(PyExc_OverflowError, "float too large to pack with e format");
    return -1;
  }
  storeBytes(bits, p, 2, little);
  return 0;
}

export function PyFloat_Pack4(x: f64, p: usize, little: bool): i32 {
  const single = <f32>x;
  if (Math.abs(<f64>single) == Infinity && Math.abs(x) != Infinity) {
    PyErr_SetString(PyExc_OverflowError, "float too large to pack with f format");
    return -1;
  }
  storeBytes(<u64>reinterpret<u32>(single), p, 4, little);
  return 0;
}

export function PyFloat_Pack8(x: f64, p: usize, little: bool): i32 {
  storeBytes(reinterpret<u64>(x), p, 8, little);
  return 0;
}

export function PyFloat_Unpack2(p: usize, little: bool): f64 {
  const bits = <u32>loadBytes(p, 2, little);
  const exponent = <i32>((bits >> 10) & 0x1f);
  const fraction = bits & 0x3ff;
  let value: f64;
  if (exponent == 31) value = fraction == 0 ? Infinity : NaN;
  else if (exponent == 0) value = <f64>fraction * 5.9604644775390625e-8;
  else value = <f64>(fraction | 0x400) * reinterpret<f64>((<u64>(exponent - 25 + 1023)) << 52);
  return (bits & 0x8000) != 0 ? -value : value;
}

export function PyFloat_Unpack4(p: usize, little: bool): f64 {
  return <f64>reinterpret<f32>(<u32>loadBytes(p, 4, little));
}

export function PyFloat_Unpack8(p: usize, little: bool): f64 {
  return reinterpret<f64>(loadBytes(p, 8, little));
}
