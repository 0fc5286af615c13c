/**
 * Powers of ints, with and without a modulus (long_pow and long_invmod of Objects/longobject.c).
 *
 * Invariant: the helpers own what they hold in `result`, `square` and the window table and release it on every way out.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { Py_None, Py_NotImplemented } from "../object/statics";
import { PyExc_ValueError } from "../object/exception_types";
import { PyErr_SetString } from "../protocol/errors";
import { PyFloat_FromDouble } from "./float";
import { float_pow } from "./float_arith";
import {
  PyLong_AsDouble,
  PyLong_Check,
  _PyLong_CompactValue,
  _PyLong_GetOne,
  _PyLong_IsCompact,
  _PyLong_IsNegative,
  _PyLong_IsZero,
  _PyLong_NumBits,
  digitAt,
  digitsOf,
  long_long,
  newSmallInt,
} from "./long";
import { _PyLong_Negate, _PyLong_Subtract, long_compare } from "./long_arith";
import { _PyLong_FloorDiv, _PyLong_Mod, _PyLong_Multiply } from "./long_mul_div";
import { PyErr_Occurred } from "../protocol/errors";

/** Exponent bits beyond which the window method is used. */
const WINDOW_FROM_BITS: i64 = 60;
const WINDOW_BITS: i32 = 5;

/** x * y, reduced if there is a modulus. `new` */
function mulMod(x: PyObject, y: PyObject, modulus: PyObject | null): PyObject | null {
  const product = _PyLong_Multiply(x, y);
  if (product === null || modulus === null) return product;
  const reduced = _PyLong_Mod(product, modulus);
  Py_DECREF(product);
  return reduced;
}

/** Bit `i` of a non-negative int. */
function bitAt(op: PyObject, i: i64): u32 {
  return (digitAt(digitsOf(op), <i32>(i / 30)) >> <u32>(i % 30)) & 1;
}

/** base ** exponent by squaring from the top bit down; exponent > 0. `new` */
function powBinary(base: PyObject, exponent: PyObject, modulus: PyObject | null): PyObject | null {
  let z = Py_NewRef(base);
  for (let i = _PyLong_NumBits(exponent) - 2; i >= 0; i--) {
    let next = mulMod(z, z, modulus);
    Py_DECREF(z);
    if (next === null) return null;
    z = next;
    if (bitAt(exponent, i) == 0) continue;
    next = mulMod(z, base, modulus);
    Py_DECREF(z);
    if (next === null) return null;
    z = next;
  }
  return z;
}

/** Powers base**0 .. base**31 of the window method; 8-byte slots. */
const table = memory.data(32 * 8, 8);

function clearTable(n: i32): void {
  for (let i = 0; i < n; i++) Py_DECREF(ptrAt(table, i));
}

function fillTable(base: PyObject, modulus: PyObject | null): bool {
  store<u32>(table, <u32>changetype<usize>(newSmallInt(1)));
  store<u32>(table + 8, <u32>changetype<usize>(Py_NewRef(base)));
  for (let i = 2; i < 1 << WINDOW_BITS; i++) {
    const next = mulMod(ptrAt(table, i - 1), base, modulus);
    if (next === null) {
      clearTable(i);
      return false;
    }
    store<u32>(table + ((<usize>i) << 3), <u32>changetype<usize>(next));
  }
  return true;
}

/** The same with five exponent bits at a time. `new` */
function powWindow(base: PyObject, exponent: PyObject, modulus: PyObject | null): PyObject | null {
  if (!fillTable(base, modulus)) return null;
  const windows = (_PyLong_NumBits(exponent) + WINDOW_BITS - 1) / WINDOW_BITS;
  const total = _PyLong_NumBits(exponent);
  let z: PyObject | null = newSmallInt(1);
  for (let w = windows - 1; z !== null && w >= 0; w--) {
    let chunk: i32 = 0;
    for (let j: i64 = WINDOW_BITS - 1; j >= 0; j--) {
      const at = w * WINDOW_BITS + j;
      chunk = (chunk << 1) | (at < total ? <i32>bitAt(exponent, at) : 0);
      if (w == windows - 1) continue;
      const squared = mulMod(z!, z!, modulus);
      Py_DECREF(z!);
      z = squared;
      if (z === null) break;
    }
    if (z === null || chunk == 0) continue;
    const next = mulMod(z, ptrAt(table, chunk), modulus);
    Py_DECREF(z);
    z = next;
  }
  clearTable(1 << WINDOW_BITS);
  return z;
}

/** Inverse of a modulo n > 0 by Euclid. `new`; ValueError if there is none. */
function long_invmod(a: PyObject, n: PyObject): PyObject | null {
  let r0 = Py_NewRef(a);
  let r1 = Py_NewRef(n);
  let s0: PyObject = newSmallInt(1);
  let s1: PyObject = newSmallInt(0);
  let ok = true;
  while (ok && !_PyLong_IsZero(r1)) {
    const q = _PyLong_FloorDiv(r0, r1);
    const r: PyObject | null = q === null ? null : _PyLong_Mod(r0, r1);
    const t: PyObject | null = r === null ? null : _PyLong_Multiply(q!, s1);
    const s: PyObject | null = t === null ? null : _PyLong_Subtract(s0, t);
    Py_XDECREF(q);
    Py_XDECREF(t);
    if (s === null) {
      Py_XDECREF(r);
      ok = false;
    } else {
      Py_DECREF(r0);
      Py_DECREF(s0);
      r0 = r1;
      s0 = s1;
      r1 = r!;
      s1 = s;
    }
  }
  const unit = ok && long_compare(r0, _PyLong_GetOne()) == 0;
  Py_DECREF(r0);
  Py_DECREF(r1);
  Py_DECREF(s1);
  if (unit) return s0;
  Py_DECREF(s0);
  return ok ? PyErr_SetString(PyExc_ValueError, "base is not invertible for the given modulus") : null;
}

/** Without modulus and with a negative exponent the result is a float. `new` */
function powFloat(a: PyObject, b: PyObject): PyObject | null {
  const x = PyLong_AsDouble(a);
  if (x == -1.0 && PyErr_Occurred() !== null) return null;
  const y = PyLong_AsDouble(b);
  if (y == -1.0 && PyErr_Occurred() !== null) return null;
  const fx = PyFloat_FromDouble(x);
  if (fx === null) return null;
  const fy = PyFloat_FromDouble(y);
  if (fy === null) {
    Py_DECREF(fx);
    return null;
  }
  const result = float_pow(fx, fy, Py_None);
  Py_DECREF(fx);
  Py_DECREF(fy);
  return result;
}

/** base ** exponent for exponent >= 0. `new` */
function powPositive(base: PyObject, exponent: PyObject, modulus: PyObject | null): PyObject | null {
  if (_PyLong_IsZero(exponent)) return newSmallInt(1);
  if (_PyLong_NumBits(exponent) <= WINDOW_FROM_BITS) return powBinary(base, exponent, modulus);
  if (_PyLong_IsCompact(base)) {
    const value = _PyLong_CompactValue(base);
    if (value == 0 || value == 1) return Py_NewRef(base);
  }
  return powWindow(base, exponent, modulus);
}

/** pow(a, b, m) for ints a, b and m != 0. `new` */
function powModulo(a: PyObject, b: PyObject, m: PyObject): PyObject | null {
  const negative = _PyLong_IsNegative(m);
  const modulus = negative ? _PyLong_Negate(m) : Py_NewRef(m);
  if (modulus === null) return null;
  if (_PyLong_IsCompact(modulus) && _PyLong_CompactValue(modulus) == 1) {
    Py_DECREF(modulus);
    return newSmallInt(0);
  }
  let base: PyObject | null = Py_NewRef(a);
  let exponent: PyObject | null = Py_NewRef(b);
  if (_PyLong_IsNegative(b)) {
    Py_DECREF(base);
    Py_DECREF(exponent);
    base = long_invmod(a, modulus);
    exponent = base === null ? null : _PyLong_Negate(b);
  }
  if (base !== null && (_PyLong_IsNegative(base) || long_compare(base, modulus) >= 0)) {
    const reduced = _PyLong_Mod(base, modulus);
    Py_DECREF(base);
    base = reduced;
  }
  let z: PyObject | null = null;
  if (base !== null && exponent !== null) z = powPositive(base, exponent, modulus);
  Py_XDECREF(base);
  Py_XDECREF(exponent);
  if (z !== null && negative && !_PyLong_IsZero(z)) {
    const shifted = _PyLong_Subtract(z, modulus);
    Py_DECREF(z);
    z = shifted;
  }
  Py_DECREF(modulus);
  return z;
}

/** nb_power. `new` or NotImplemented. */
export function long_pow(a: PyObject, b: PyObject, m: PyObject): PyObject | null {
  if (!PyLong_Check(a) || !PyLong_Check(b)) return Py_NewRef(Py_NotImplemented);
  if (m == Py_None) {
    if (_PyLong_IsNegative(b)) return powFloat(a, b);
    const z = powPositive(a, b, null);
    if (z != a) return z;
    const exact = long_long(a);
    Py_DECREF(a);
    return exact;
  }
  if (!PyLong_Check(m)) return Py_NewRef(Py_NotImplemented);
  if (_PyLong_IsZero(m)) return PyErr_SetString(PyExc_ValueError, "pow() 3rd argument cannot be 0");
  const z = powModulo(a, b, m);
  if (z === null || z != a) return z;
  const exact = long_long(a);
  Py_DECREF(a);
  return exact;
}
