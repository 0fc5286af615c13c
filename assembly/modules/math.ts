/**
 * The module math (Modules/mathmodule.c): logarithms, parts of floats, comparison, steps between floats, and the module itself. Its
 * other functions are in math_unary.ts (one float), math_int.ts (ints) and math_sum.ts (many numbers).
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyFloat_Type, Py_None } from "../object/statics";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_O } from "../object/typedef";
import {
  PyExc_OverflowError,
  PyExc_TypeError,
  PyExc_ValueError,
  PyExc_ZeroDivisionError,
} from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, parseArgs } from "../protocol/args";
import { _PyObject_LookupSpecial } from "../protocol/attr";
import { PyObject_CallNoArgs } from "../protocol/call";
import { PyNumber_Index } from "../protocol/number";
import { PyBool_FromLong } from "../types/bool";
import { PyModule_Add, PyModule_New, moduleFunction } from "../types/module";
import { PyTuple_Pack2 } from "../types/tuple";
import { PyFloat_AS_DOUBLE, PyFloat_AsDouble, PyFloat_FromDouble } from "../types/float";
import { fmod } from "../types/float_arith";
import { fusedMultiplyAdd } from "../types/float_fma";
import {
  PyLong_Check,
  PyLong_FromDouble,
  PyLong_FromI64,
  _PyLong_Frexp,
  _PyLong_IsNegative,
  _PyLong_IsPositive,
  _PyLong_NumBits,
  frexpExponent,
  longAsI64,
  longOverflow,
} from "../types/long";
import { addIntegerFunctions } from "./math_int";
import { addSumFunctions } from "./math_sum";
import { addUnaryFunctions, domainError, rangeError } from "./math_unary";

const PI: f64 = 3.141592653589793238462643383279502884197;
const E: f64 = 2.718281828459045235360287471352662497757;
const LN2: f64 = 0.6931471805599453094172321214581765680755;
const LOG10_2: f64 = 0.30102999566398119521373889472449302676;

/** Arguments read by `oneFloat`, `twoFloats`. */
let x: f64 = 0;
let y: f64 = 0;

function oneFloat(op: PyObject): bool {
  x = PyFloat_AsDouble(op);
  return !(x == -1.0 && PyErr_Occurred() !== null);
}

function twoFloats(fname: string, args: usize, nargs: i32): bool {
  if (!PyArg_CheckPositional(fname, nargs, 2, 2) || !oneFloat(ptrAt(args, 0))) return false;
  const first = x;
  if (!oneFloat(ptrAt(args, 1))) return false;
  y = x;
  x = first;
  return true;
}

/** `new` (a, b); steals both, either may be null. */
function pairOf(a: PyObject | null, b: PyObject | null): PyObject | null {
  let pair: PyObject | null = null;
  if (a !== null && b !== null) pair = PyTuple_Pack2(a, b);
  if (a !== null) Py_DECREF(a);
  if (b !== null) Py_DECREF(b);
  return pair;
}

function logOf(value: f64, kind: i32): f64 {
  return kind == 2 ? NativeMath.log2(value) : kind == 10 ? NativeMath.log10(value) : NativeMath.log(value);
}

/** Logarithm to base e (`kind` 0), 2 or 10 of a float or an int of any size. `new` */
function logHelper(op: PyObject, kind: i32): PyObject | null {
  if (PyLong_Check(op)) {
    if (!_PyLong_IsPositive(op)) return domainError();
    if (_PyLong_NumBits(op) > 1024) {
      const fraction = _PyLong_Frexp(op);
      const exponent = <f64>frexpExponent;
      const unit = kind == 2 ? 1.0 : kind == 10 ? LOG10_2 : LN2;
      return PyFloat_FromDouble(logOf(fraction, kind) + unit * exponent);
    }
  }
  if (!oneFloat(op)) return null;
  if (x != x || x == Infinity) return PyFloat_FromDouble(x);
  return x <= 0 ? domainError() : PyFloat_FromDouble(logOf(x, kind));
}

function math_log(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("log", nargs, 1, 2)) return null;
  const numerator = logHelper(ptrAt(args, 0), 0);
  if (numerator === null || nargs == 1) return numerator;
  const denominator = logHelper(ptrAt(args, 1), 0);
  if (denominator === null) {
    Py_DECREF(numerator);
    return null;
  }
  const a = PyFloat_AS_DOUBLE(numerator);
  const b = PyFloat_AS_DOUBLE(denominator);
  Py_DECREF(numerator);
  Py_DECREF(denominator);
  if (b == 0) return PyErr_SetString(PyExc_ZeroDivisionError, "float division by zero");
  return PyFloat_FromDouble(a / b);
}

function math_log2(_module: PyObject, op: PyObject): PyObject | null {
  return logHelper(op, 2);
}

function math_log10(_module: PyObject, op: PyObject): PyObject | null {
  return logHelper(op, 10);
}

/** Result of a function of two floats: NaN out of numbers is a domain error, infinity out of finite ones a range error. */
function checked2(r: f64): PyObject | null {
  if (r != r && x == x && y == y) return domainError();
  if (Math.abs(r) == Infinity && x - x == 0 && y - y == 0) return rangeError();
  return PyFloat_FromDouble(r);
}

function math_atan2(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  return twoFloats("atan2", args, nargs) ? PyFloat_FromDouble(NativeMath.atan2(x, y)) : null;
}

function math_copysign(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  return twoFloats("copysign", args, nargs) ? PyFloat_FromDouble(copysign<f64>(x, y)) : null;
}

function math_fmod(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  return twoFloats("fmod", args, nargs) ? checked2(fmod(x, y)) : null;
}

function math_remainder(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!twoFloats("remainder", args, nargs)) return null;
  if (x != x || y != y) return PyFloat_FromDouble(x != x ? x : y);
  if (x - x != 0 || y == 0) return domainError();
  if (y - y != 0) return PyFloat_FromDouble(x);
  const absX = Math.abs(x);
  const absY = Math.abs(y);
  const m = fmod(absX, absY);
  const c = absY - m;
  // Nearest multiple, ties to the even one.
  const r = m < c ? m : m > c ? -c : m - 2.0 * fmod(0.5 * (absX - m), absY);
  return PyFloat_FromDouble(copysign<f64>(1.0, x) * r);
}

function math_pow(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!twoFloats("pow", args, nargs)) return null;
  if (x == 1.0 || y == 0) return PyFloat_FromDouble(1.0);
  if (x != x || y != y) return PyFloat_FromDouble(x != x ? x : y);
  const r = NativeMath.pow(Math.abs(x), y);
  const odd = Math.abs(y) < 9007199254740992.0 && Math.floor(y) == y && (<i64>y & 1) != 0;
  if (x - x != 0 || y - y != 0) return PyFloat_FromDouble(x < 0 && odd ? -r : Math.abs(x) == 1.0 ? 1.0 : r);
  if (x == 0 && y < 0) return domainError();
  if (x < 0 && Math.floor(y) != y) return domainError();
  if (r == Infinity) return rangeError();
  return PyFloat_FromDouble(odd && reinterpret<u64>(x) >> 63 != 0 ? -r : r);
}

function math_degrees(_module: PyObject, op: PyObject): PyObject | null {
  return oneFloat(op) ? PyFloat_FromDouble(x * (180.0 / PI)) : null;
}

function math_radians(_module: PyObject, op: PyObject): PyObject | null {
  return oneFloat(op) ? PyFloat_FromDouble(x * (PI / 180.0)) : null;
}

function math_isfinite(_module: PyObject, op: PyObject): PyObject | null {
  return oneFloat(op) ? PyBool_FromLong(x - x == 0 ? 1 : 0) : null;
}

function math_isinf(_module: PyObject, op: PyObject): PyObject | null {
  return oneFloat(op) ? PyBool_FromLong(Math.abs(x) == Infinity ? 1 : 0) : null;
}

function math_isnan(_module: PyObject, op: PyObject): PyObject | null {
  return oneFloat(op) ? PyBool_FromLong(x != x ? 1 : 0) : null;
}

/** Calls op's special method if its type has one. `new`; null without an exception if not. */
function special(op: PyObject, name: PyObject): PyObject | null {
  const method = _PyObject_LookupSpecial(op, name);
  if (method === null) return null;
  const result = PyObject_CallNoArgs(method);
  Py_DECREF(method);
  return result;
}

function math_floor(_module: PyObject, op: PyObject): PyObject | null {
  if (op.ob_type != PyFloat_Type) {
    const result = special(op, ID.__floor__);
    if (result !== null || PyErr_Occurred() !== null) return result;
  }
  return oneFloat(op) ? PyLong_FromDouble(Math.floor(x)) : null;
}

function math_ceil(_module: PyObject, op: PyObject): PyObject | null {
  if (op.ob_type != PyFloat_Type) {
    const result = special(op, ID.__ceil__);
    if (result !== null || PyErr_Occurred() !== null) return result;
  }
  return oneFloat(op) ? PyLong_FromDouble(Math.ceil(x)) : null;
}

function math_trunc(_module: PyObject, op: PyObject): PyObject | null {
  if (op.ob_type == PyFloat_Type) return PyLong_FromDouble(PyFloat_AS_DOUBLE(op));
  const result = special(op, ID.__trunc__);
  if (result !== null || PyErr_Occurred() !== null) return result;
  return PyErr_Format(PyExc_TypeError, "type %.100s doesn't define __trunc__ method", op.ob_type.tp_name);
}

/** Exponent of a finite x != 0 such that 0.5 <= |x| / 2**exponent < 1; the quotient in `fraction`. */
let fraction: f64 = 0;
function splitFloat(value: f64): i32 {
  let shift = 0;
  if (Math.abs(value) < 2.2250738585072014e-308) {
    value *= 18014398509481984.0; // 2**54
    shift = 54;
  }
  const bits = reinterpret<u64>(value);
  const exponent = <i32>((bits >> 52) & 0x7ff) - 1022;
  fraction = reinterpret<f64>((bits & 0x800fffffffffffff) | ((<u64>1022) << 52));
  return exponent - shift;
}

function math_frexp(_module: PyObject, op: PyObject): PyObject | null {
  if (!oneFloat(op)) return null;
  let exponent = 0;
  fraction = x;
  if (x != 0 && x - x == 0) exponent = splitFloat(x);
  return pairOf(PyFloat_FromDouble(fraction), PyLong_FromI64(exponent));
}

/** value * 2**exponent with one rounding, also where the result is subnormal. */
export function scaleFloat(value: f64, exponent: i64): f64 {
  if (value == 0 || value - value != 0) return value;
  const total = <i64>splitFloat(value) + exponent;
  if (total > 1024) return copysign<f64>(Infinity, value);
  if (total < -1075) return copysign<f64>(0.0, value);
  const f = fraction;
  if (total >= -1021) return f * 2.0 * reinterpret<f64>((<u64>(total - 1 + 1023)) << 52);
  // Into the subnormals: one multiplication rounds.
  return f * reinterpret<f64>((<u64>(total + 54 + 1023)) << 52) * 5.551115123125783e-17;
}

function math_ldexp(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("ldexp", nargs, 2, 2)) return null;
  if (!oneFloat(ptrAt(args, 0))) return null;
  const i = ptrAt(args, 1);
  if (!PyLong_Check(i)) return PyErr_SetString(PyExc_TypeError, "Expected an int as second argument to ldexp.");
  let exponent = longAsI64(i);
  if (longOverflow != 0 || exponent > 100000 || exponent < -100000) {
    exponent = _PyLong_IsNegative(i) ? -100000 : 100000;
  }
  const r = scaleFloat(x, exponent);
  return Math.abs(r) == Infinity && x - x == 0 ? rangeError() : PyFloat_FromDouble(r);
}

function math_modf(_module: PyObject, op: PyObject): PyObject | null {
  if (!oneFloat(op)) return null;
  const value = x;
  if (Math.abs(value) == Infinity)
    return pairOf(PyFloat_FromDouble(copysign<f64>(0.0, value)), PyFloat_FromDouble(value));
  const whole = Math.trunc(value);
  return pairOf(PyFloat_FromDouble(copysign<f64>(value - whole, value)), PyFloat_FromDouble(whole));
}

function math_fma(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("fma", nargs, 3, 3)) return null;
  if (!oneFloat(ptrAt(args, 0))) return null;
  const a = x;
  if (!oneFloat(ptrAt(args, 1))) return null;
  const b = x;
  if (!oneFloat(ptrAt(args, 2))) return null;
  const c = x;
  const r = fusedMultiplyAdd(a, b, c);
  if (r - r == 0) return PyFloat_FromDouble(r);
  if (r != r) {
    if (a == a && b == b && c == c) return PyErr_SetString(PyExc_ValueError, "invalid operation in fma");
  } else if (a - a == 0 && b - b == 0 && c - c == 0) {
    return PyErr_SetString(PyExc_OverflowError, "overflow in fma");
  }
  return PyFloat_FromDouble(r);
}

function math_isclose(_module: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("isclose", "a,b,*,rel_tol=,abs_tol=", args, nargs, kwnames)) return null;
  const relArg = arg(2);
  const absArg = arg(3);
  const second = argReq(1);
  if (!oneFloat(argReq(0))) return null;
  const a = x;
  if (!oneFloat(second)) return null;
  const b = x;
  let rel = 1e-9;
  let abs = 0.0;
  if (relArg !== null) {
    if (!oneFloat(relArg)) return null;
    rel = x;
  }
  if (absArg !== null) {
    if (!oneFloat(absArg)) return null;
    abs = x;
  }
  if (rel < 0 || abs < 0) return PyErr_SetString(PyExc_ValueError, "tolerances must be non-negative");
  if (a == b) return PyBool_FromLong(1);
  if (Math.abs(a) == Infinity || Math.abs(b) == Infinity) return PyBool_FromLong(0);
  const difference = Math.abs(b - a);
  const close = difference <= Math.abs(rel * b) || difference <= Math.abs(rel * a) || difference <= abs;
  return PyBool_FromLong(close ? 1 : 0);
}

/** `steps` floats from `from` towards `to`. */
function stepTowards(from: f64, to: f64, steps: u64): f64 {
  if (steps == 0 || from != from) return from;
  if (to != to) return to;
  if (from == to) return to;
  // Floats in order of their bits: the magnitude of negative ones counts down from zero.
  const bitsA = reinterpret<u64>(from);
  const bitsB = reinterpret<u64>(to);
  const sign: u64 = (<u64>1) << 63;
  const a = bitsA & ~sign;
  const b = bitsB & ~sign;
  if ((bitsA ^ bitsB) & sign) {
    if (steps >= a + b) return to;
    if (steps <= a) return reinterpret<f64>((bitsA & sign) | (a - steps));
    return reinterpret<f64>((bitsB & sign) | (steps - a));
  }
  if (b > a) return b - a <= steps ? to : reinterpret<f64>(bitsA + steps);
  return a - b <= steps ? to : reinterpret<f64>(bitsA - steps);
}

/** C's nextafter: the float next to `from` on the way to `to`; zero keeps the sign it came from. */
function nextFloat(from: f64, to: f64): f64 {
  if (from != from) return from;
  if (to != to || from == to) return to;
  if (from == 0) return copysign<f64>(5e-324, to);
  const bits = reinterpret<u64>(from);
  return reinterpret<f64>(from > to == from > 0 ? bits - 1 : bits + 1);
}

function math_nextafter(_module: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("nextafter", "x,y,/,*,steps=", args, nargs, kwnames)) return null;
  const stepsArg = arg(2);
  const second = argReq(1);
  if (!oneFloat(argReq(0))) return null;
  const from = x;
  if (!oneFloat(second)) return null;
  const to = x;
  if (stepsArg === null || stepsArg == Py_None) return PyFloat_FromDouble(nextFloat(from, to));
  const index = PyNumber_Index(stepsArg);
  if (index === null) return null;
  const negative = _PyLong_IsNegative(index);
  const value = longAsI64(index);
  const over = longOverflow;
  Py_DECREF(index);
  if (negative) return PyErr_SetString(PyExc_ValueError, "steps must be a non-negative integer");
  return PyFloat_FromDouble(stepTowards(from, to, over != 0 ? u64.MAX_VALUE : <u64>value));
}

function math_ulp(_module: PyObject, op: PyObject): PyObject | null {
  if (!oneFloat(op)) return null;
  const a = Math.abs(x);
  if (a - a != 0) return PyFloat_FromDouble(a);
  const next = stepTowards(a, Infinity, 1);
  return PyFloat_FromDouble(next == Infinity ? a - stepTowards(a, 0.0, 1) : next - a);
}

function addFunctions(m: PyObject): i32 {
  const F = METH_FASTCALL;
  let bad = 0;
  bad |= moduleFunction(
    m,
    "log",
    math_log.index,
    F,
    "log(x, [base=math.e])\nThe logarithm of x; natural unless a base is given.",
  );
  bad |= moduleFunction(
    m,
    "log2",
    math_log2.index,
    METH_O,
    "log2($module, x, /)\n--\n\nReturn the base 2 logarithm of x.",
  );
  bad |= moduleFunction(
    m,
    "log10",
    math_log10.index,
    METH_O,
    "log10($module, x, /)\n--\n\nReturn the base 10 logarithm of x.",
  );
  bad |= moduleFunction(
    m,
    "atan2",
    math_atan2.index,
    F,
    "atan2($module, y, x, /)\n--\n\nReturn the arc tangent (measured in radians) of y/x.",
  );
  bad |= moduleFunction(
    m,
    "copysign",
    math_copysign.index,
    F,
    "copysign($module, x, y, /)\n--\n\nReturn a float with the magnitude of x but the sign of y.",
  );
  bad |= moduleFunction(
    m,
    "fmod",
    math_fmod.index,
    F,
    "fmod($module, x, y, /)\n--\n\nReturn fmod(x, y), according to platform C.",
  );
  bad |= moduleFunction(
    m,
    "remainder",
    math_remainder.index,
    F,
    "remainder($module, x, y, /)\n--\n\nDifference between x and the closest integer multiple of y.",
  );
  bad |= moduleFunction(m, "pow", math_pow.index, F, "pow($module, x, y, /)\n--\n\nReturn x**y (x to the power of y).");
  bad |= moduleFunction(m, "fma", math_fma.index, F, "fma($module, x, y, z, /)\n--\n\nFused multiply-add operation.");
  bad |= moduleFunction(
    m,
    "degrees",
    math_degrees.index,
    METH_O,
    "degrees($module, x, /)\n--\n\nConvert angle x from radians to degrees.",
  );
  bad |= moduleFunction(
    m,
    "radians",
    math_radians.index,
    METH_O,
    "radians($module, x, /)\n--\n\nConvert angle x from degrees to radians.",
  );
  bad |= moduleFunction(
    m,
    "isfinite",
    math_isfinite.index,
    METH_O,
    "isfinite($module, x, /)\n--\n\nSay whether x is an ordinary number: no infinity and no NaN.",
  );
  bad |= moduleFunction(
    m,
    "isinf",
    math_isinf.index,
    METH_O,
    "isinf($module, x, /)\n--\n\nSay whether x is an infinity, of either sign.",
  );
  bad |= moduleFunction(m, "isnan", math_isnan.index, METH_O, "isnan($module, x, /)\n--\n\nSay whether x is a NaN.");
  bad |= moduleFunction(
    m,
    "floor",
    math_floor.index,
    METH_O,
    "floor($module, x, /)\n--\n\nReturn the floor of x as an Integral.",
  );
  bad |= moduleFunction(
    m,
    "ceil",
    math_ceil.index,
    METH_O,
    "ceil($module, x, /)\n--\n\nReturn the ceiling of x as an Integral.",
  );
  bad |= moduleFunction(
    m,
    "trunc",
    math_trunc.index,
    METH_O,
    "trunc($module, x, /)\n--\n\nTruncates the Real x to the nearest Integral toward 0.",
  );
  bad |= moduleFunction(
    m,
    "frexp",
    math_frexp.index,
    METH_O,
    "frexp($module, x, /)\n--\n\nReturn the mantissa and exponent of x, as pair (m, e).",
  );
  bad |= moduleFunction(m, "ldexp", math_ldexp.index, F, "ldexp($module, x, i, /)\n--\n\nReturn x * (2**i).");
  bad |= moduleFunction(
    m,
    "modf",
    math_modf.index,
    METH_O,
    "modf($module, x, /)\n--\n\nReturn the fractional and integer parts of x.",
  );
  bad |= moduleFunction(
    m,
    "ulp",
    math_ulp.index,
    METH_O,
    "ulp($module, x, /)\n--\n\nThe distance from x to the next float, away from zero.",
  );
  bad |= moduleFunction(
    m,
    "isclose",
    math_isclose.index,
    METH_FASTCALL_KEYWORDS,
    "isclose($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)\n--\n\nSay whether two numbers differ by no more than a tolerance.",
  );
  bad |= moduleFunction(
    m,
    "nextafter",
    math_nextafter.index,
    METH_FASTCALL_KEYWORDS,
    "nextafter($module, x, y, /, *, steps=None)\n--\n\nThe float that many steps from x in the direction of y.",
  );
  bad |= PyModule_Add(m, "pi", PyFloat_FromDouble(PI));
  bad |= PyModule_Add(m, "e", PyFloat_FromDouble(E));
  bad |= PyModule_Add(m, "tau", PyFloat_FromDouble(2.0 * PI));
  bad |= PyModule_Add(m, "inf", PyFloat_FromDouble(Infinity));
  bad |= PyModule_Add(m, "nan", PyFloat_FromDouble(NaN));
  return bad;
}

/** `new` module math, or null. */
export function initMathModule(): PyObject | null {
  const module = PyModule_New("math", "C's mathematical functions,\nand some that C does not have.");
  if (module === null) return null;
  if (
    addUnaryFunctions(module) < 0 ||
    addIntegerFunctions(module) < 0 ||
    addSumFunctions(module) < 0 ||
    addFunctions(module) < 0
  ) {
    Py_DECREF(module);
    return null;
  }
  return module;
}
