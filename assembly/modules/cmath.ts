/**
 * The module cmath (Modules/cmathmodule.c). Arguments with an infinite or NaN part go through the tables of cmath_special.ts.
 *
 * Invariant: a function on pairs leaves its result in `re`, `im` and what went wrong in `fault`.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_O } from "../object/typedef";
import { PyExc_ValueError } from "../object/exception_types";
import { PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, parseArgs } from "../protocol/args";
import { PyBool_FromLong } from "../types/bool";
import {
  PyComplex_FromDoubles,
  complexError,
  divide,
  hypot,
  im as quotientIm,
  re as quotientRe,
} from "../types/complex";
import { PyComplex_AsCComplex, asImag, asReal } from "../types/complex_type";
import { PyFloat_AsDouble, PyFloat_FromDouble } from "../types/float";
import { PyModule_Add, PyModule_New, moduleFunction } from "../types/module";
import { PyTuple_Pack2 } from "../types/tuple";
import {
  ACOS,
  ACOSH,
  ASINH,
  ATANH,
  COSH,
  EXP,
  LOG,
  RECT,
  SINH,
  SQRT,
  TANH,
  special,
  specialImag,
  specialReal,
} from "./cmath_special";
import { scaleFloat } from "./math";
import { domainError, rangeError } from "./math_unary";

const LARGE: f64 = 4.49423283715579e307; // a quarter of the largest float
const SQRT_LARGE: f64 = 6.703903964971298e153;
const LOG_LARGE: f64 = 708.3964185322641;
const SMALLEST: f64 = 2.2250738585072014e-308;
const SQRT_SMALLEST: f64 = 1.4916681462400413e-154;
const LN2: f64 = 0.6931471805599453;
const LN10: f64 = 2.302585092994046;
const PI: f64 = 3.141592653589793;
const E: f64 = 2.718281828459045;

/** Result of the last function on a pair. */
let re: f64 = 0;
let im: f64 = 0;
const DOMAIN: i32 = 1;
const RANGE: i32 = 2;
let fault: i32 = 0;

function set(x: f64, y: f64): void {
  re = x;
  im = y;
}

function isFinite2(x: f64, y: f64): bool {
  return x - x == 0 && y - y == 0;
}

/** Takes the table's answer for an argument that is not finite. */
function setSpecial(which: i32, x: f64, y: f64): void {
  if (special(which, x, y)) set(specialReal, specialImag);
  else fault = DOMAIN;
}

function checkRange(): void {
  if (Math.abs(re) == Infinity || Math.abs(im) == Infinity) fault = RANGE;
}

function logHypot(x: f64, y: f64): f64 {
  return NativeMath.log(hypot(x / 2.0, y / 2.0)) + LN2 * 2.0;
}

function isLarge(x: f64, y: f64): bool {
  return Math.abs(x) > LARGE || Math.abs(y) > LARGE;
}

function csqrt(x: f64, y: f64): void {
  if (!isFinite2(x, y)) return setSpecial(SQRT, x, y);
  if (x == 0 && y == 0) return set(0.0, y);
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  let s: f64;
  if (ax < SMALLEST && ay < SMALLEST) {
    const scaled = scaleFloat(ax, 53);
    s = scaleFloat(Math.sqrt(scaled + hypot(scaled, scaleFloat(ay, 53))), -27);
  } else {
    s = 2.0 * Math.sqrt(ax / 8.0 + hypot(ax / 8.0, ay / 8.0));
  }
  const d = ay / (2.0 * s);
  if (x >= 0) set(s, copysign<f64>(d, y));
  else set(d, copysign<f64>(s, y));
}

function cacos(x: f64, y: f64): void {
  if (!isFinite2(x, y)) return setSpecial(ACOS, x, y);
  if (isLarge(x, y)) {
    const angle = NativeMath.atan2(Math.abs(y), x);
    const size = logHypot(x, y);
    return set(angle, x < 0 ? -copysign<f64>(size, y) : copysign<f64>(size, -y));
  }
  csqrt(1.0 - x, -y);
  const a = re;
  const b = im;
  csqrt(1.0 + x, y);
  set(2.0 * NativeMath.atan2(a, re), NativeMath.asinh(re * b - im * a));
}

function cacosh(x: f64, y: f64): void {
  if (!isFinite2(x, y)) return setSpecial(ACOSH, x, y);
  if (isLarge(x, y)) return set(logHypot(x, y), NativeMath.atan2(y, x));
  csqrt(x - 1.0, y);
  const a = re;
  const b = im;
  csqrt(x + 1.0, y);
  set(NativeMath.asinh(a * re + b * im), 2.0 * NativeMath.atan2(b, re));
}

function casinh(x: f64, y: f64): void {
  if (!isFinite2(x, y)) return setSpecial(ASINH, x, y);
  if (isLarge(x, y)) {
    const size = logHypot(x, y);
    const real = reinterpret<u64>(y) >> 63 == 0 ? copysign<f64>(size, x) : -copysign<f64>(size, -x);
    return set(real, NativeMath.atan2(y, Math.abs(x)));
  }
  csqrt(1.0 + y, -x);
  const a = re;
  const b = im;
  csqrt(1.0 - y, x);
  set(NativeMath.asinh(a * im - re * b), NativeMath.atan2(y, a * re - b * im));
}

function catanh(x: f64, y: f64): void {
  if (!isFinite2(x, y)) return setSpecial(ATANH, x, y);
  if (reinterpret<u64>(x) >> 63 != 0) {
    catanh(-x, -y);
    return set(-re, -im);
  }
  const ay = Math.abs(y);
  if (x > SQRT_LARGE || ay > SQRT_LARGE) {
    const h = hypot(x / 2.0, y / 2.0);
    return set(x / 4.0 / h / h, -copysign<f64>(PI / 2.0, -y));
  }
  if (x == 1.0 && ay < SQRT_SMALLEST) {
    if (ay == 0) {
      fault = DOMAIN;
      return set(Infinity, y);
    }
    const real = -NativeMath.log(Math.sqrt(ay) / Math.sqrt(hypot(ay, 2.0)));
    return set(real, copysign<f64>(NativeMath.atan2(2.0, -ay) / 2.0, y));
  }
  const d = (1.0 - x) * (1.0 - x) + ay * ay;
  set(NativeMath.log1p((4.0 * x) / d) / 4.0, -NativeMath.atan2(-2.0 * y, (1.0 - x) * (1.0 + x) - ay * ay) / 2.0);
}

/** Signs of an infinite hyperbolic function: infinite real part, finite imaginary part that is not 0. */
function infiniteReal(x: f64, y: f64): bool {
  return Math.abs(x) == Infinity && y - y == 0 && y != 0;
}

function ccosh(x: f64, y: f64): void {
  if (!isFinite2(x, y)) {
    if (!infiniteReal(x, y)) return setSpecial(COSH, x, y);
    const s = copysign<f64>(Infinity, NativeMath.sin(y));
    return set(copysign<f64>(Infinity, NativeMath.cos(y)), x > 0 ? s : -s);
  }
  if (Math.abs(x) > LOG_LARGE) {
    const less = x - copysign<f64>(1.0, x);
    set(NativeMath.cos(y) * NativeMath.cosh(less) * E, NativeMath.sin(y) * NativeMath.sinh(less) * E);
  } else {
    set(NativeMath.cos(y) * NativeMath.cosh(x), NativeMath.sin(y) * NativeMath.sinh(x));
  }
  checkRange();
}

function csinh(x: f64, y: f64): void {
  if (!isFinite2(x, y)) {
    if (!infiniteReal(x, y)) return setSpecial(SINH, x, y);
    const c = copysign<f64>(Infinity, NativeMath.cos(y));
    return set(x > 0 ? c : -c, copysign<f64>(Infinity, NativeMath.sin(y)));
  }
  if (Math.abs(x) > LOG_LARGE) {
    const less = x - copysign<f64>(1.0, x);
    set(NativeMath.cos(y) * NativeMath.sinh(less) * E, NativeMath.sin(y) * NativeMath.cosh(less) * E);
  } else {
    set(NativeMath.cos(y) * NativeMath.sinh(x), NativeMath.sin(y) * NativeMath.cosh(x));
  }
  checkRange();
}

function ctanh(x: f64, y: f64): void {
  if (!isFinite2(x, y)) {
    if (!infiniteReal(x, y)) return setSpecial(TANH, x, y);
    return set(x > 0 ? 1.0 : -1.0, copysign<f64>(0.0, 2.0 * NativeMath.sin(y) * NativeMath.cos(y)));
  }
  if (Math.abs(x) > LOG_LARGE) {
    const tail = 4.0 * NativeMath.sin(y) * NativeMath.cos(y) * NativeMath.exp(-2.0 * Math.abs(x));
    return set(copysign<f64>(1.0, x), tail);
  }
  const tx = NativeMath.tanh(x);
  const ty = NativeMath.tan(y);
  const cx = 1.0 / NativeMath.cosh(x);
  const d = 1.0 + tx * ty * (tx * ty);
  set((tx * (1.0 + ty * ty)) / d, (ty / d) * cx * cx);
}

function cexp(x: f64, y: f64): void {
  if (!isFinite2(x, y)) {
    if (!infiniteReal(x, y)) return setSpecial(EXP, x, y);
    const size = x > 0 ? Infinity : 0.0;
    return set(copysign<f64>(size, NativeMath.cos(y)), copysign<f64>(size, NativeMath.sin(y)));
  }
  if (x > LOG_LARGE) {
    const l = NativeMath.exp(x - 1.0);
    set(l * NativeMath.cos(y) * E, l * NativeMath.sin(y) * E);
  } else {
    const l = NativeMath.exp(x);
    set(l * NativeMath.cos(y), l * NativeMath.sin(y));
  }
  checkRange();
}

function clog(x: f64, y: f64): void {
  if (!isFinite2(x, y)) return setSpecial(LOG, x, y);
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const angle = NativeMath.atan2(y, x);
  if (ax > LARGE || ay > LARGE) return set(NativeMath.log(hypot(ax / 2.0, ay / 2.0)) + LN2, angle);
  if (ax < SMALLEST && ay < SMALLEST) {
    if (ax == 0 && ay == 0) {
      fault = DOMAIN;
      return set(-Infinity, angle);
    }
    return set(NativeMath.log(hypot(scaleFloat(ax, 53), scaleFloat(ay, 53))) - 53.0 * LN2, angle);
  }
  const h = hypot(ax, ay);
  if (h < 0.71 || h > 1.73) return set(NativeMath.log(h), angle);
  const most = ax > ay ? ax : ay;
  const least = ax > ay ? ay : ax;
  set(NativeMath.log1p((most - 1.0) * (most + 1.0) + least * least) / 2.0, angle);
}

/** i*z in, -i*result out: what the circular functions are to the hyperbolic ones. */
function turned(): void {
  set(im, -re);
}

/** The argument read by `readArgument`. */
let x: f64 = 0;
let y: f64 = 0;

function readArgument(op: PyObject): bool {
  if (!PyComplex_AsCComplex(op)) return false;
  x = asReal;
  y = asImag;
  fault = 0;
  return true;
}

/** The result in `re`, `im`, or the exception. `new` */
function finished(): PyObject | null {
  if (fault == DOMAIN) return domainError();
  if (fault == RANGE) return rangeError();
  return PyComplex_FromDoubles(re, im);
}

function cmath_acos(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  cacos(x, y);
  return finished();
}

function cmath_acosh(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  cacosh(x, y);
  return finished();
}

function cmath_asin(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  casinh(-y, x);
  turned();
  return finished();
}

function cmath_asinh(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  casinh(x, y);
  return finished();
}

function cmath_atan(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  catanh(-y, x);
  turned();
  return finished();
}

function cmath_atanh(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  catanh(x, y);
  return finished();
}

function cmath_cos(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  ccosh(-y, x);
  return finished();
}

function cmath_cosh(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  ccosh(x, y);
  return finished();
}

function cmath_exp(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  cexp(x, y);
  return finished();
}

function cmath_log10(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  clog(x, y);
  set(re / LN10, im / LN10);
  return finished();
}

function cmath_sin(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  csinh(-y, x);
  turned();
  return finished();
}

function cmath_sinh(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  csinh(x, y);
  return finished();
}

function cmath_sqrt(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  csqrt(x, y);
  return finished();
}

function cmath_tan(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  ctanh(-y, x);
  turned();
  return finished();
}

function cmath_tanh(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  ctanh(x, y);
  return finished();
}

function cmath_log(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("log", nargs, 1, 2)) return null;
  if (!readArgument(ptrAt(args, 0))) return null;
  clog(x, y);
  if (nargs == 1) return finished();
  // The base is converted before the first logarithm's fault is reported.
  const first = fault;
  const a = re;
  const b = im;
  if (!readArgument(ptrAt(args, 1))) return null;
  clog(x, y);
  if (first != 0) fault = first;
  if (fault != 0) return finished();
  divide(a, b, re, im);
  if (complexError != 0) return domainError();
  set(quotientRe, quotientIm);
  return finished();
}

function cmath_phase(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? PyFloat_FromDouble(NativeMath.atan2(y, x)) : null;
}

function cmath_polar(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  const size = hypot(x, y);
  if (size == Infinity && isFinite2(x, y)) return rangeError();
  const r = PyFloat_FromDouble(size);
  if (r === null) return null;
  const phi = PyFloat_FromDouble(NativeMath.atan2(y, x));
  let pair: PyObject | null = null;
  if (phi !== null) {
    pair = PyTuple_Pack2(r, phi);
    Py_DECREF(phi);
  }
  Py_DECREF(r);
  return pair;
}

function cmath_rect(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("rect", nargs, 2, 2)) return null;
  const r = PyFloat_AsDouble(ptrAt(args, 0));
  if (r == -1.0 && PyErr_Occurred() !== null) return null;
  const phi = PyFloat_AsDouble(ptrAt(args, 1));
  if (phi == -1.0 && PyErr_Occurred() !== null) return null;
  fault = 0;
  if (!isFinite2(r, phi)) {
    if (infiniteReal(r, phi)) {
      const c = copysign<f64>(Infinity, NativeMath.cos(phi));
      const s = copysign<f64>(Infinity, NativeMath.sin(phi));
      set(r > 0 ? c : -c, r > 0 ? s : -s);
    } else {
      setSpecial(RECT, r, phi);
    }
  } else if (phi == 0) {
    set(r, r * phi);
  } else {
    set(r * NativeMath.cos(phi), r * NativeMath.sin(phi));
  }
  return finished();
}

function cmath_isfinite(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? PyBool_FromLong(isFinite2(x, y) ? 1 : 0) : null;
}

function cmath_isnan(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? PyBool_FromLong(x != x || y != y ? 1 : 0) : null;
}

function cmath_isinf(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  return PyBool_FromLong(Math.abs(x) == Infinity || Math.abs(y) == Infinity ? 1 : 0);
}

/** A tolerance argument in `tolerance`; false with an exception. */
let tolerance: f64 = 0;
function readTolerance(op: PyObject | null, standard: f64): bool {
  tolerance = op === null ? standard : PyFloat_AsDouble(op);
  return !(tolerance == -1.0 && PyErr_Occurred() !== null);
}

function cmath_isclose(_module: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("isclose", "a,b,*,rel_tol=,abs_tol=", args, nargs, kwnames)) return null;
  const second = argReq(1);
  const relArg = arg(2);
  const absArg = arg(3);
  if (!readArgument(argReq(0))) return null;
  const ax = x;
  const ay = y;
  if (!readArgument(second)) return null;
  const bx = x;
  const by = y;
  if (!readTolerance(relArg, 1e-9)) return null;
  const rel = tolerance;
  if (!readTolerance(absArg, 0.0)) return null;
  const abs = tolerance;
  if (rel < 0 || abs < 0) return PyErr_SetString(PyExc_ValueError, "tolerances must be non-negative");
  if (ax == bx && ay == by) return PyBool_FromLong(1);
  const infinite =
    Math.abs(ax) == Infinity || Math.abs(ay) == Infinity || Math.abs(bx) == Infinity || Math.abs(by) == Infinity;
  if (infinite) return PyBool_FromLong(0);
  const difference = hypot(ax - bx, ay - by);
  const close = difference <= rel * hypot(bx, by) || difference <= rel * hypot(ax, ay) || difference <= abs;
  return PyBool_FromLong(close ? 1 : 0);
}

function addFunctions(m: PyObject): i32 {
  let bad = 0;
  bad |= moduleFunction(m, "acos", cmath_acos.index, METH_O, "acos($module, z, /)\n--\n\nReturn the arc cosine of z.");
  bad |= moduleFunction(
    m,
    "acosh",
    cmath_acosh.index,
    METH_O,
    "acosh($module, z, /)\n--\n\nReturn the inverse hyperbolic cosine of z.",
  );
  bad |= moduleFunction(m, "asin", cmath_asin.index, METH_O, "asin($module, z, /)\n--\n\nReturn the arc sine of z.");
  bad |= moduleFunction(
    m,
    "asinh",
    cmath_asinh.index,
    METH_O,
    "asinh($module, z, /)\n--\n\nReturn the inverse hyperbolic sine of z.",
  );
  bad |= moduleFunction(m, "atan", cmath_atan.index, METH_O, "atan($module, z, /)\n--\n\nReturn the arc tangent of z.");
  bad |= moduleFunction(
    m,
    "atanh",
    cmath_atanh.index,
    METH_O,
    "atanh($module, z, /)\n--\n\nReturn the inverse hyperbolic tangent of z.",
  );
  bad |= moduleFunction(m, "cos", cmath_cos.index, METH_O, "cos($module, z, /)\n--\n\nReturn the cosine of z.");
  bad |= moduleFunction(
    m,
    "cosh",
    cmath_cosh.index,
    METH_O,
    "cosh($module, z, /)\n--\n\nReturn the hyperbolic cosine of z.",
  );
  bad |= moduleFunction(
    m,
    "exp",
    cmath_exp.index,
    METH_O,
    "exp($module, z, /)\n--\n\nReturn the exponential value e**z.",
  );
  bad |= moduleFunction(
    m,
    "log10",
    cmath_log10.index,
    METH_O,
    "log10($module, z, /)\n--\n\nReturn the base-10 logarithm of z.",
  );
  bad |= moduleFunction(m, "sin", cmath_sin.index, METH_O, "sin($module, z, /)\n--\n\nReturn the sine of z.");
  bad |= moduleFunction(
    m,
    "sinh",
    cmath_sinh.index,
    METH_O,
    "sinh($module, z, /)\n--\n\nReturn the hyperbolic sine of z.",
  );
  bad |= moduleFunction(m, "sqrt", cmath_sqrt.index, METH_O, "sqrt($module, z, /)\n--\n\nReturn the square root of z.");
  bad |= moduleFunction(m, "tan", cmath_tan.index, METH_O, "tan($module, z, /)\n--\n\nReturn the tangent of z.");
  bad |= moduleFunction(
    m,
    "tanh",
    cmath_tanh.index,
    METH_O,
    "tanh($module, z, /)\n--\n\nReturn the hyperbolic tangent of z.",
  );
  bad |= moduleFunction(
    m,
    "log",
    cmath_log.index,
    METH_FASTCALL,
    "log($module, z, base=<unrepresentable>, /)\n--\n\nlog(z[, base]) -> the logarithm of z to the given base.",
  );
  bad |= moduleFunction(
    m,
    "phase",
    cmath_phase.index,
    METH_O,
    "phase($module, z, /)\n--\n\nThe angle of a complex number with the positive real axis.",
  );
  bad |= moduleFunction(
    m,
    "polar",
    cmath_polar.index,
    METH_O,
    "polar($module, z, /)\n--\n\nDistance and angle of the point that a complex number stands for.",
  );
  bad |= moduleFunction(
    m,
    "rect",
    cmath_rect.index,
    METH_FASTCALL,
    "rect($module, r, phi, /)\n--\n\nConvert from polar coordinates to rectangular coordinates.",
  );
  bad |= moduleFunction(
    m,
    "isfinite",
    cmath_isfinite.index,
    METH_O,
    "isfinite($module, z, /)\n--\n\nSay whether neither part of z is an infinity or a NaN.",
  );
  bad |= moduleFunction(
    m,
    "isnan",
    cmath_isnan.index,
    METH_O,
    "isnan($module, z, /)\n--\n\nSay whether a part of z is a NaN.",
  );
  bad |= moduleFunction(
    m,
    "isinf",
    cmath_isinf.index,
    METH_O,
    "isinf($module, z, /)\n--\n\nChecks if the real or imaginary part of z is infinite.",
  );
  bad |= moduleFunction(
    m,
    "isclose",
    cmath_isclose.index,
    METH_FASTCALL_KEYWORDS,
    "isclose($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)\n--\n\nDetermine whether two complex numbers are close in value.",
  );
  return bad;
}

function addConstants(m: PyObject): i32 {
  let bad = 0;
  bad |= PyModule_Add(m, "pi", PyFloat_FromDouble(PI));
  bad |= PyModule_Add(m, "e", PyFloat_FromDouble(E));
  bad |= PyModule_Add(m, "tau", PyFloat_FromDouble(2.0 * PI));
  bad |= PyModule_Add(m, "inf", PyFloat_FromDouble(Infinity));
  bad |= PyModule_Add(m, "infj", PyComplex_FromDoubles(0.0, Infinity));
  bad |= PyModule_Add(m, "nan", PyFloat_FromDouble(NaN));
  bad |= PyModule_Add(m, "nanj", PyComplex_FromDoubles(0.0, NaN));
  return bad;
}

/** `new` module cmath, or null. */
export function initCmathModule(): PyObject | null {
  const module = PyModule_New("cmath", "The functions of the module math for complex numbers.");
  if (module === null) return null;
  if (addFunctions(module) < 0 || addConstants(module) < 0) {
    Py_DECREF(module);
    return null;
  }
  return module;
}
