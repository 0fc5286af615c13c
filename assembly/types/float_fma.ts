/**
 * x * y + z with a single rounding (C's fma), done on whole numbers: the product of two 53-bit significands is exact as an int.
 */
import { Py_DECREF, Py_XDECREF } from "../object/refcount";
import { PyObject } from "../object/layout";
import { PyLong_FromI64, _PyLong_IsNegative, _PyLong_NumBits, low64 } from "./long";
import { _PyLong_Add, _PyLong_Lshift, _PyLong_Rshift, long_abs, long_compare } from "./long_arith";
import { _PyLong_Multiply } from "./long_mul_div";
import { hexOverflow, scaleRounded } from "./float_hex";

/** Signed significand of a finite x; its exponent in `unitOf`. */
let unitOf: i32 = 0;
function significand(x: f64): i64 {
  const bits = reinterpret<u64>(x);
  const field = <i32>((bits >> 52) & 0x7ff);
  const fraction = <i64>(bits & 0xfffffffffffff);
  unitOf = (field == 0 ? 1 : field) - 1075;
  const m = field == 0 ? fraction : fraction | ((<i64>1) << 52);
  return x < 0 ? -m : m;
}

/** op * 2**unit rounded once. */
function roundedValue(op: PyObject, unit: i32): f64 {
  const magnitude = long_abs(op);
  if (magnitude === null) return NaN;
  const drop = _PyLong_NumBits(op) - 62;
  let head = magnitude;
  if (drop > 0) {
    const shifted = _PyLong_Rshift(magnitude, drop);
    if (shifted === null) {
      Py_DECREF(magnitude);
      return NaN;
    }
    head = shifted;
  }
  let mantissa = low64(head);
  if (drop > 0) {
    // Anything lost below makes the lowest bit sticky.
    const back = _PyLong_Lshift(head, drop);
    if (back !== null) {
      if (_PyLong_NumBits(back) != 0 && !sameValue(back, magnitude)) mantissa |= 1;
      Py_DECREF(back);
    }
    Py_DECREF(head);
  }
  Py_DECREF(magnitude);
  const value = scaleRounded(mantissa, <i64>unit + (drop > 0 ? drop : 0));
  return hexOverflow ? Infinity : value;
}

function sameValue(a: PyObject, b: PyObject): bool {
  return long_compare(a, b) == 0;
}

export function fusedMultiplyAdd(x: f64, y: f64, z: f64): f64 {
  if (z - z != 0 && x - x == 0 && y - y == 0) return z;
  if (x - x != 0 || y - y != 0 || z - z != 0) return x * y + z;
  if (x == 0 || y == 0) return x * y + z;
  const mx = significand(x);
  let unit = unitOf;
  const my = significand(y);
  unit += unitOf;
  if (z == 0) {
    // The product alone decides, sign of zero included.
    const p = x * y;
    if (p - p == 0 && Math.abs(p) > 1e-290) return p;
  }
  const mz = significand(z);
  const unitZ = unitOf;
  const low = unit < unitZ ? unit : unitZ;
  const a = PyLong_FromI64(mx);
  const b = PyLong_FromI64(my);
  const c = PyLong_FromI64(mz);
  let product: PyObject | null = null;
  let left: PyObject | null = null;
  let right: PyObject | null = null;
  let sum: PyObject | null = null;
  if (a !== null && b !== null) product = _PyLong_Multiply(a, b);
  if (product !== null) left = _PyLong_Lshift(product, unit - low);
  if (c !== null) right = _PyLong_Lshift(c, unitZ - low);
  if (left !== null && right !== null) sum = _PyLong_Add(left, right);
  let value = NaN;
  if (sum !== null) {
    value = roundedValue(sum, low);
    if (_PyLong_IsNegative(sum)) value = -value;
    if (value == 0 && _PyLong_NumBits(sum) == 0) value = x * y + z == 0 ? x * y + z : 0.0;
  }
  Py_XDECREF(a);
  Py_XDECREF(b);
  Py_XDECREF(c);
  Py_XDECREF(product);
  Py_XDECREF(left);
  Py_XDECREF(right);
  Py_XDECREF(sum);
  return value;
}
