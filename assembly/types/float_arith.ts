/**
 * The operators of float (Objects/floatobject.c): slot functions, which take an int on either side too and answer NotImplemented for
 * anything else, and comparison with ints of any size.
 */
import { PyObject, Py_EQ, Py_GT, Py_LE, Py_LT, Py_NE } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyFloat_Type, Py_None, Py_NotImplemented } from "../object/statics";
import { PyExc_OverflowError, PyExc_TypeError, PyExc_ZeroDivisionError } from "../object/exception_types";
import { PyErr_Occurred, PyErr_SetObject, PyErr_SetString } from "../protocol/errors";
import { PyBool_FromLong } from "./bool";
import { PyFloat_AS_DOUBLE, PyFloat_Check, PyFloat_FromDouble } from "./float";
import {
  PyLong_AsDouble,
  PyLong_Check,
  PyLong_FromDouble,
  PyLong_FromLong,
  _PyLong_NumBits,
  _PyLong_Sign,
} from "./long";
import { long_compare } from "./long_arith";
import { PyTuple_Pack2 } from "./tuple";
import { PyUnicode_FromLiteral } from "./unicode_format";
import { complex_pow } from "./complex";

/** Operands converted by `bothDoubles`. */
let left: f64 = 0;
let right: f64 = 0;

/** 1: value in `converted`; 0: neither float nor int; -1: an exception is set. */
let converted: f64 = 0;
function toDouble(op: PyObject): i32 {
  if (PyFloat_Check(op)) {
    converted = PyFloat_AS_DOUBLE(op);
    return 1;
  }
  if (!PyLong_Check(op)) return 0;
  converted = PyLong_AsDouble(op);
  return converted == -1.0 && PyErr_Occurred() !== null ? -1 : 1;
}

function bothDoubles(v: PyObject, w: PyObject): i32 {
  const first = toDouble(v);
  if (first <= 0) return first;
  const x = converted;
  const second = toDouble(w);
  left = x;
  right = converted;
  return second;
}

/** What an operator returns when bothDoubles did not succeed. */
function refusal(state: i32): PyObject | null {
  return state < 0 ? null : Py_NewRef(Py_NotImplemented);
}

export function float_add(v: PyObject, w: PyObject): PyObject | null {
  const state = bothDoubles(v, w);
  return state > 0 ? PyFloat_FromDouble(left + right) : refusal(state);
}

export function float_sub(v: PyObject, w: PyObject): PyObject | null {
  const state = bothDoubles(v, w);
  return state > 0 ? PyFloat_FromDouble(left - right) : refusal(state);
}

export function float_mul(v: PyObject, w: PyObject): PyObject | null {
  const state = bothDoubles(v, w);
  return state > 0 ? PyFloat_FromDouble(left * right) : refusal(state);
}

export function float_div(v: PyObject, w: PyObject): PyObject | null {
  const state = bothDoubles(v, w);
  if (state <= 0) return refusal(state);
  if (right == 0.0) return PyErr_SetString(PyExc_ZeroDivisionError, "float division by zero");
  return PyFloat_FromDouble(left / right);
}

/** C's fmod: exact remainder with the sign of x. */
export function fmod(x: f64, y: f64): f64 {
  if (y - y != 0) return y != y || x - x != 0 ? NaN : x;
  if (y == 0 || x - x != 0) return NaN;
  const a = Math.abs(x);
  const b = Math.abs(y);
  if (a < b) return x;
  if (a < 9007199254740992.0 && b >= 1.0 && Math.floor(a) == a && Math.floor(b) == b) {
    const whole = <f64>(<i64>a % <i64>b);
    return reinterpret<u64>(x) >> 63 != 0 ? -whole : whole;
  }
  return NativeMath.mod(x, y);
}

/** x % y in Python's sense: the sign of y. */
export function floatModulo(x: f64, y: f64): f64 {
  const mod = fmod(x, y);
  if (mod == 0) return reinterpret<u64>(y) >> 63 != 0 ? -0.0 : 0.0;
  return y < 0 != mod < 0 ? mod + y : mod;
}

/** Remainder found by floorDivide. */
let floorMod: f64 = 0;

/** x // y, and x % y in floorMod; y not 0. */
function floorDivide(x: f64, y: f64): f64 {
  let mod = fmod(x, y);
  let div = (x - mod) / y;
  if (mod != 0) {
    if (y < 0 != mod < 0) {
      mod += y;
      div -= 1.0;
    }
  } else {
    mod = reinterpret<u64>(y) >> 63 != 0 ? -0.0 : 0.0;
  }
  floorMod = mod;
  if (div == 0) return reinterpret<u64>(x / y) >> 63 != 0 ? -0.0 : 0.0;
  const whole = Math.floor(div);
  return div - whole > 0.5 ? whole + 1.0 : whole;
}

export function float_rem(v: PyObject, w: PyObject): PyObject | null {
  const state = bothDoubles(v, w);
  if (state <= 0) return refusal(state);
  if (right == 0.0) return PyErr_SetString(PyExc_ZeroDivisionError, "float modulo by zero");
  return PyFloat_FromDouble(floatModulo(left, right));
}

export function float_floor_div(v: PyObject, w: PyObject): PyObject | null {
  const state = bothDoubles(v, w);
  if (state <= 0) return refusal(state);
  if (right == 0.0) return PyErr_SetString(PyExc_ZeroDivisionError, "float floor division by zero");
  return PyFloat_FromDouble(floorDivide(left, right));
}

export function float_divmod(v: PyObject, w: PyObject): PyObject | null {
  const state = bothDoubles(v, w);
  if (state <= 0) return refusal(state);
  if (right == 0.0) return PyErr_SetString(PyExc_ZeroDivisionError, "float divmod()");
  const div = floorDivide(left, right);
  const mod = floorMod;
  const q = PyFloat_FromDouble(div);
  if (q === null) return null;
  const r = PyFloat_FromDouble(mod);
  if (r === null) {
    Py_DECREF(q);
    return null;
  }
  const pair = PyTuple_Pack2(q, r);
  Py_DECREF(q);
  Py_DECREF(r);
  return pair;
}

/** OverflowError(34, 'Numerical result out of range'), C's ERANGE. Returns null. */
export function rangeError(): PyObject | null {
  const code = PyLong_FromLong(34)!;
  const text = PyUnicode_FromLiteral("Numerical result out of range");
  if (text === null) return null;
  const args = PyTuple_Pack2(code, text);
  Py_DECREF(code);
  Py_DECREF(text);
  if (args === null) return null;
  PyErr_SetObject(PyExc_OverflowError, args);
  Py_DECREF(args);
  return null;
}

function isOddWhole(x: f64): bool {
  const a = Math.abs(x);
  return a < 9007199254740992.0 && Math.floor(a) == a && (<i64>a & 1) != 0;
}

/** Powers with an infinite operand or a zero base, as C99's annex F. */
function powSpecial(x: f64, y: f64): f64 {
  if (y - y != 0) {
    const a = Math.abs(x);
    if (a == 1.0) return 1.0;
    return y > 0 == a > 1.0 ? Infinity : 0.0;
  }
  const odd = isOddWhole(y);
  if (x - x != 0) {
    if (y > 0) return odd ? x : Math.abs(x);
    return odd && x < 0 ? -0.0 : 0.0;
  }
  return odd ? x : 0.0;
}

/** nb_power. `new`, NotImplemented or null. */
export function float_pow(v: PyObject, w: PyObject, z: PyObject): PyObject | null {
  if (z != Py_None) {
    return PyErr_SetString(PyExc_TypeError, "pow() 3rd argument not allowed unless all arguments are integers");
  }
  const state = bothDoubles(v, w);
  if (state <= 0) return refusal(state);
  let x = left;
  const y = right;
  if (y == 0) return PyFloat_FromDouble(1.0);
  if (x != x) return PyFloat_FromDouble(x);
  if (y != y) return PyFloat_FromDouble(x == 1.0 ? 1.0 : y);
  if (x == 0 && y < 0 && y - y == 0) {
    return PyErr_SetString(PyExc_ZeroDivisionError, "0.0 cannot be raised to a negative power");
  }
  if (y - y != 0 || x - x != 0 || x == 0) return PyFloat_FromDouble(powSpecial(x, y));
  let negate = false;
  if (x < 0) {
    if (y != Math.floor(y)) return complex_pow(v, w, z);
    negate = isOddWhole(y);
    x = -x;
  }
  const result = x == 1.0 ? 1.0 : NativeMath.pow(x, y);
  if (result == Infinity) return rangeError();
  return PyFloat_FromDouble(negate ? -result : result);
}

export function float_neg(v: PyObject): PyObject | null {
  return PyFloat_FromDouble(-PyFloat_AS_DOUBLE(v));
}

/** The float itself, or an exact copy of a subclass's value. `new` */
export function float_float(v: PyObject): PyObject | null {
  return v.ob_type == PyFloat_Type ? Py_NewRef(v) : PyFloat_FromDouble(PyFloat_AS_DOUBLE(v));
}

export function float_abs(v: PyObject): PyObject | null {
  return PyFloat_FromDouble(Math.abs(PyFloat_AS_DOUBLE(v)));
}

export function float_bool(v: PyObject): i32 {
  return PyFloat_AS_DOUBLE(v) != 0 ? 1 : 0;
}

export function compareDoubles(x: f64, y: f64, op: i32): bool {
  switch (op) {
    case Py_LT:
      return x < y;
    case Py_LE:
      return x <= y;
    case Py_EQ:
      return x == y;
    case Py_NE:
      return x != y;
    case Py_GT:
      return x > y;
    default:
      return x >= y;
  }
}

/** Set by compareWithLong if it ran out of memory. */
let compareFailed: bool = false;

/** Sign of x - w for an int w of more than 53 bits and a finite x. */
function compareWithLong(x: f64, w: PyObject): f64 {
  compareFailed = false;
  const signX = x > 0 ? 1 : x < 0 ? -1 : 0;
  const signW = _PyLong_Sign(w);
  if (signX != signW) return signX < signW ? -1.0 : 1.0;
  const exponent = <i64>((reinterpret<u64>(x) >> 52) & 0x7ff) - 1022; // |x| < 2**exponent
  const bits = _PyLong_NumBits(w);
  if (exponent != bits) return exponent < bits == signX > 0 ? -1.0 : 1.0;
  // Same magnitude class, so x is whole or nearly: its integer part decides, then its fraction.
  const whole = PyLong_FromDouble(x);
  if (whole === null) {
    compareFailed = true;
    return 0;
  }
  const order = long_compare(whole, w);
  Py_DECREF(whole);
  return order != 0 ? <f64>order : x - Math.trunc(x);
}

/** tp_richcompare. */
export function float_richcompare(v: PyObject, w: PyObject, op: i32): PyObject | null {
  const x = PyFloat_AS_DOUBLE(v);
  if (PyFloat_Check(w)) return PyBool_FromLong(compareDoubles(x, PyFloat_AS_DOUBLE(w), op) ? 1 : 0);
  if (!PyLong_Check(w)) return Py_NewRef(Py_NotImplemented);
  if (x - x != 0) return PyBool_FromLong(compareDoubles(x, 0.0, op) ? 1 : 0);
  if (_PyLong_NumBits(w) <= 53) return PyBool_FromLong(compareDoubles(x, PyLong_AsDouble(w), op) ? 1 : 0);
  const sign = compareWithLong(x, w);
  if (compareFailed) return null;
  return PyBool_FromLong(compareDoubles(sign, 0.0, op) ? 1 : 0);
}
