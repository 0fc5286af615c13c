/**
 * complex: the object and its arithmetic (first half of Objects/complexobject.c). The Python-visible type is in complex_type.ts.
 *
 *   0 ob_refcnt | 8 ob_type | 16 real | 24 imag     32 bytes
 *
 * Invariant: arithmetic on pairs leaves its result in `re` and `im` and an error in `complexError`; only functions that make objects
 * raise.
 */
import { PyObject, PyTypeObject, initPtr } from "../object/layout";
import { _Py_NewReference, Py_NewRef } from "../object/refcount";
import { PyComplex_Type, Py_None, Py_NotImplemented } from "../object/statics";
import { PyExc_OverflowError, PyExc_ValueError, PyExc_ZeroDivisionError } from "../object/exception_types";
import { PyObject_Malloc } from "../memory/blocks";
import { PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyType_IsSubtype } from "./typeobject";
import { PyFloat_AS_DOUBLE, PyFloat_Check } from "./float";
import { PyLong_AsDouble, PyLong_Check } from "./long";

@unmanaged
export class PyComplexObject extends PyObject {
  real: f64;
  imag: f64;
}

export function PyComplex_CheckExact(op: PyObject): bool {
  return op.ob_type == PyComplex_Type;
}

export function PyComplex_Check(op: PyObject): bool {
  return op.ob_type == PyComplex_Type || PyType_IsSubtype(op.ob_type, PyComplex_Type);
}

/** `new` */
export function PyComplex_FromDoubles(real: f64, imag: f64): PyObject | null {
  const p = PyObject_Malloc(32);
  if (p == 0) return PyErr_NoMemory();
  const op = changetype<PyComplexObject>(p);
  _Py_NewReference(op);
  initPtr(p + 8, changetype<usize>(PyComplex_Type));
  op.real = real;
  op.imag = imag;
  return op;
}

/** A complex of `type`. `new` */
export function newComplexOf(type: PyTypeObject, real: f64, imag: f64): PyObject | null {
  if (type == PyComplex_Type) return PyComplex_FromDoubles(real, imag);
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (op !== null) {
    changetype<PyComplexObject>(op).real = real;
    changetype<PyComplexObject>(op).imag = imag;
  }
  return op;
}

/** Result of the last operation on pairs. */
export let re: f64 = 0;
export let im: f64 = 0;
/** What it ended in: C's errno. */
export const DOMAIN_ERROR: i32 = 1;
export const RANGE_ERROR: i32 = 2;
export let complexError: i32 = 0;

export function multiply(a: f64, b: f64, c: f64, d: f64): void {
  re = a * c - b * d;
  im = a * d + b * c;
}

/** (a+bj) / (c+dj) by Smith's method: scaled by the larger part of the divisor. */
export function divide(a: f64, b: f64, c: f64, d: f64): void {
  const absC = Math.abs(c);
  const absD = Math.abs(d);
  complexError = 0;
  if (absC >= absD) {
    if (absC == 0) {
      complexError = DOMAIN_ERROR;
      re = 0;
      im = 0;
      return;
    }
    const ratio = d / c;
    const scale = c + d * ratio;
    re = (a + b * ratio) / scale;
    im = (b - a * ratio) / scale;
  } else if (absD >= absC) {
    const ratio = c / d;
    const scale = c * ratio + d;
    re = (a * ratio + b) / scale;
    im = (b * ratio - a) / scale;
  } else {
    re = NaN;
    im = NaN;
  }
}

/** sqrt(x*x + y*y) without overflow on the way. */
export function hypot(x: f64, y: f64): f64 {
  if (Math.abs(x) == Infinity || Math.abs(y) == Infinity) return Infinity;
  return NativeMath.hypot(x, y);
}

/** (a+bj) ** (c+dj) for any exponent. */
function power(a: f64, b: f64, c: f64, d: f64): void {
  complexError = 0;
  if (c == 0 && d == 0) {
    re = 1;
    im = 0;
  } else if (a == 0 && b == 0) {
    if (d != 0 || c < 0) complexError = DOMAIN_ERROR;
    re = 0;
    im = 0;
  } else {
    const size = hypot(a, b);
    let length = NativeMath.pow(size, c);
    const angle = NativeMath.atan2(b, a);
    let phase = angle * c;
    if (d != 0) {
      length *= NativeMath.exp(-angle * d);
      phase += d * NativeMath.log(size);
    }
    re = length * NativeMath.cos(phase);
    im = length * NativeMath.sin(phase);
    checkRange();
    if (Math.abs(phase) == Infinity) complexError = DOMAIN_ERROR; // what C's cos reports
  }
}

function checkRange(): void {
  if (Math.abs(re) == Infinity || Math.abs(im) == Infinity) complexError = RANGE_ERROR;
}

/** (a+bj) ** n by squaring, |n| <= 100. */
function powerWhole(a: f64, b: f64, n: i32): void {
  let count = n < 0 ? -n : n;
  let x = 1.0;
  let y = 0.0;
  let p = a;
  let q = b;
  while (count != 0) {
    if ((count & 1) != 0) {
      multiply(x, y, p, q);
      x = re;
      y = im;
    }
    count >>= 1;
    multiply(p, q, p, q);
    p = re;
    q = im;
  }
  complexError = 0;
  if (n > 0) {
    re = x;
    im = y;
  } else {
    divide(1.0, 0.0, x, y);
  }
  checkRange();
}

/** An operand as a pair: 1 and its parts, 0 if it is no number, -1 with an exception. */
let partRe: f64 = 0;
let partIm: f64 = 0;
export function toComplex(op: PyObject): i32 {
  if (PyComplex_Check(op)) {
    partRe = changetype<PyComplexObject>(op).real;
    partIm = changetype<PyComplexObject>(op).imag;
    return 1;
  }
  partIm = 0;
  if (PyLong_Check(op)) {
    partRe = PyLong_AsDouble(op);
    return partRe == -1.0 && PyErr_Occurred() !== null ? -1 : 1;
  }
  if (!PyFloat_Check(op)) return 0;
  partRe = PyFloat_AS_DOUBLE(op);
  return 1;
}

/** Both operands of a slot function. */
let a: f64 = 0;
let b: f64 = 0;
let c: f64 = 0;
let d: f64 = 0;
function operands(v: PyObject, w: PyObject): i32 {
  let state = toComplex(v);
  if (state <= 0) return state;
  const x = partRe;
  const y = partIm;
  state = toComplex(w);
  a = x;
  b = y;
  c = partRe;
  d = partIm;
  return state;
}

function refusal(state: i32): PyObject | null {
  return state < 0 ? null : Py_NewRef(Py_NotImplemented);
}

export function complex_add(v: PyObject, w: PyObject): PyObject | null {
  const state = operands(v, w);
  return state > 0 ? PyComplex_FromDoubles(a + c, b + d) : refusal(state);
}

export function complex_sub(v: PyObject, w: PyObject): PyObject | null {
  const state = operands(v, w);
  return state > 0 ? PyComplex_FromDoubles(a - c, b - d) : refusal(state);
}

export function complex_mul(v: PyObject, w: PyObject): PyObject | null {
  const state = operands(v, w);
  if (state <= 0) return refusal(state);
  multiply(a, b, c, d);
  return PyComplex_FromDoubles(re, im);
}

export function complex_div(v: PyObject, w: PyObject): PyObject | null {
  const state = operands(v, w);
  if (state <= 0) return refusal(state);
  divide(a, b, c, d);
  if (complexError != 0) return PyErr_SetString(PyExc_ZeroDivisionError, "complex division by zero");
  return PyComplex_FromDoubles(re, im);
}

/** nb_power, and float's power of a negative base. `new`, NotImplemented or null. */
export function complex_pow(v: PyObject, w: PyObject, z: PyObject): PyObject | null {
  const state = operands(v, w);
  if (state <= 0) return refusal(state);
  if (z != Py_None) return PyErr_SetString(PyExc_ValueError, "complex modulo");
  if (d == 0 && c == Math.floor(c) && Math.abs(c) <= 100.0) powerWhole(a, b, <i32>c);
  else power(a, b, c, d);
  if (complexError == DOMAIN_ERROR) {
    return PyErr_SetString(PyExc_ZeroDivisionError, "0.0 to a negative or complex power");
  }
  if (complexError == RANGE_ERROR) return PyErr_SetString(PyExc_OverflowError, "complex exponentiation");
  return PyComplex_FromDoubles(re, im);
}
