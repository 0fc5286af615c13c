/**
 * The functions of one float of the module math (Modules/mathmodule.c): libm's, and erf, gamma and lgamma, which it lacks here.
 *
 * Invariant: a NaN that was not put in is "math domain error"; an infinity out of a finite argument is "math range error" where the
 * function can overflow, else a domain error.
 */
import { PyObject } from "../object/layout";
import { METH_O } from "../object/typedef";
import { PyExc_OverflowError, PyExc_ValueError } from "../object/exception_types";
import { PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyFloat_AsDouble, PyFloat_FromDouble } from "../types/float";
import { moduleFunction } from "../types/module";

export function domainError(): PyObject | null {
  return PyErr_SetString(PyExc_ValueError, "math domain error");
}

export function rangeError(): PyObject | null {
  return PyErr_SetString(PyExc_OverflowError, "math range error");
}

/** The argument of the function being computed, read by `readArgument`. */
let x: f64 = 0;

function readArgument(op: PyObject): bool {
  x = PyFloat_AsDouble(op);
  return !(x == -1.0 && PyErr_Occurred() !== null);
}

/** Checks result `r` of the argument `x`. `new` */
function checked(r: f64, canOverflow: bool): PyObject | null {
  if (r != r && x == x) return domainError();
  if (Math.abs(r) == Infinity && x - x == 0) return canOverflow ? rangeError() : domainError();
  return PyFloat_FromDouble(r);
}

function math_acos(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.acos(x), false) : null;
}

function math_acosh(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.acosh(x), false) : null;
}

function math_asin(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.asin(x), false) : null;
}

function math_asinh(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.asinh(x), false) : null;
}

function math_atan(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.atan(x), false) : null;
}

function math_atanh(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.atanh(x), false) : null;
}

function math_cbrt(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.cbrt(x), false) : null;
}

function math_cos(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.cos(x), false) : null;
}

function math_cosh(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.cosh(x), true) : null;
}

function math_exp(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.exp(x), true) : null;
}

function math_exp2(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.exp2(x), true) : null;
}

function math_expm1(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.expm1(x), true) : null;
}

function math_fabs(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(Math.abs(x), false) : null;
}

function math_log1p(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.log1p(x), false) : null;
}

function math_sin(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.sin(x), false) : null;
}

function math_sinh(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.sinh(x), true) : null;
}

function math_sqrt(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(Math.sqrt(x), false) : null;
}

function math_tan(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.tan(x), false) : null;
}

function math_tanh(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(NativeMath.tanh(x), false) : null;
}

function math_erf(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(erf(x), false) : null;
}

function math_erfc(_module: PyObject, op: PyObject): PyObject | null {
  return readArgument(op) ? checked(erfc(x), false) : null;
}

const SQRT_PI: f64 = 1.772453850905516027298167483341145182798;
const PI: f64 = 3.141592653589793238462643383279502884197;
const LOG_PI: f64 = 1.144729885849400174143427351353058711647;

/** Power series of erf for small |x|. */
function erfSeries(x: f64): f64 {
  const square = x * x;
  let sum = 0.0;
  let k = 25.5;
  for (let i = 0; i < 25; i++) {
    sum = 2.0 + (square * sum) / k;
    k -= 1.0;
  }
  return (sum * x * NativeMath.exp(-square)) / SQRT_PI;
}

/** Continued fraction of erfc for larger x > 0. */
function erfcFraction(x: f64): f64 {
  if (x >= 30.0) return 0.0;
  const square = x * x;
  let a = 0.0;
  let da = 0.5;
  let p = 1.0;
  let pLast = 0.0;
  let q = da + square;
  let qLast = 1.0;
  for (let i = 0; i < 50; i++) {
    a += da;
    da += 2.0;
    const b = da + square;
    const pNext = b * p - a * pLast;
    pLast = p;
    p = pNext;
    const qNext = b * q - a * qLast;
    qLast = q;
    q = qNext;
  }
  return ((p / q) * x * NativeMath.exp(-square)) / SQRT_PI;
}

function erf(x: f64): f64 {
  if (x != x) return x;
  const a = Math.abs(x);
  if (a < 1.5) return erfSeries(x);
  const rest = erfcFraction(a);
  return x > 0 ? 1.0 - rest : rest - 1.0;
}

function erfc(x: f64): f64 {
  if (x != x) return x;
  const a = Math.abs(x);
  if (a < 1.5) return 1.0 - erfSeries(x);
  const rest = erfcFraction(a);
  return x > 0 ? rest : 2.0 - rest;
}

/** sin(pi * x), exact reduction first. */
function sinpi(x: f64): f64 {
  const y = Math.abs(x) % 2.0;
  const n = <i32>nearest<f64>(2.0 * y);
  let r = 0.0;
  switch (n) {
    case 0:
      r = NativeMath.sin(PI * y);
      break;
    case 1:
      r = NativeMath.cos(PI * (y - 0.5));
      break;
    case 2:
      r = NativeMath.sin(PI * (1.0 - y));
      break;
    case 3:
      r = -NativeMath.cos(PI * (y - 1.5));
      break;
    default:
      r = NativeMath.sin(PI * (y - 2.0));
  }
  return reinterpret<u64>(x) >> 63 != 0 ? -r : r;
}

const LANCZOS_G: f64 = 6.024680040776729583740234375;
const G_MINUS_HALF: f64 = 5.524680040776729583740234375;
const numerator = memory.data<f64>([
  23531376880.41075968857200767445163675473484680494, 42919803642.649098768957899047001988850926355848959,
  35711959237.355668049440185451547166705960488635843, 17921034426.03720969991975575445893111267140326539,
  6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372,
  248874557.86205415651146038641322942321632125127801, 31426415.58540019438061423162831820536287468498764,
  2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328,
  8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291,
  2.5066282746310002701649081771338373386264310793408,
]);
const denominator = memory.data<f64>([
  0.0, 39916800.0, 120543840.0, 150917976.0, 105258076.0, 45995730.0, 13339535.0, 2637558.0, 357423.0, 32670.0, 1925.0,
  66.0, 1.0,
]);
const wholeGamma = memory.data<f64>([
  1.0, 1.0, 2.0, 6.0, 24.0, 120.0, 720.0, 5040.0, 40320.0, 362880.0, 3628800.0, 39916800.0, 479001600.0, 6227020800.0,
  87178291200.0, 1307674368000.0, 20922789888000.0, 355687428096000.0, 6402373705728000.0, 121645100408832000.0,
  2432902008176640000.0, 51090942171709440000.0, 1124000727777607680000.0,
]);

/** Lanczos' sum as a rational function, evaluated in 1/x for large x. */
function lanczosSum(x: f64): f64 {
  let num = 0.0;
  let den = 0.0;
  if (x < 5.0) {
    for (let i = 12; i >= 0; i--) {
      num = num * x + load<f64>(numerator + ((<usize>i) << 3));
      den = den * x + load<f64>(denominator + ((<usize>i) << 3));
    }
  } else {
    for (let i = 0; i < 13; i++) {
      num = num / x + load<f64>(numerator + ((<usize>i) << 3));
      den = den / x + load<f64>(denominator + ((<usize>i) << 3));
    }
  }
  return num / den;
}

/** Gamma of a finite x that is no whole number up to 23. */
function gamma(x: f64): f64 {
  const a = Math.abs(x);
  if (a < 1e-20) return 1.0 / x;
  if (a > 200.0) return x < 0 ? 0.0 / sinpi(x) : Infinity;
  const y = a + G_MINUS_HALF;
  let z = 0.0;
  if (a > G_MINUS_HALF) {
    const q = y - a;
    z = q - G_MINUS_HALF;
  } else {
    const q = y - G_MINUS_HALF;
    z = q - a;
  }
  z = (z * LANCZOS_G) / y;
  let r = 0.0;
  if (x < 0) {
    r = ((-PI / sinpi(a) / a) * NativeMath.exp(y)) / lanczosSum(a);
    r -= z * r;
  } else {
    r = lanczosSum(a) / NativeMath.exp(y);
    r += z * r;
  }
  if (a < 140.0) {
    const p = NativeMath.pow(y, a - 0.5);
    return x < 0 ? r / p : r * p;
  }
  const root = NativeMath.pow(y, a / 2.0 - 0.25);
  return x < 0 ? r / root / root : r * root * root;
}

function math_gamma(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  if (x != x || x == Infinity) return PyFloat_FromDouble(x);
  if (x == -Infinity || x == 0) return domainError();
  if (x == Math.floor(x)) {
    if (x < 0) return domainError();
    if (x <= 23.0) return PyFloat_FromDouble(load<f64>(wholeGamma + ((<usize>(<i32>x - 1)) << 3)));
  }
  const r = gamma(x);
  return Math.abs(r) == Infinity ? rangeError() : PyFloat_FromDouble(r);
}

function math_lgamma(_module: PyObject, op: PyObject): PyObject | null {
  if (!readArgument(op)) return null;
  if (x != x) return PyFloat_FromDouble(x);
  if (Math.abs(x) == Infinity) return PyFloat_FromDouble(Infinity);
  if (x == Math.floor(x) && x <= 2.0) return x <= 0 ? domainError() : PyFloat_FromDouble(0.0);
  const a = Math.abs(x);
  if (a < 1e-20) return PyFloat_FromDouble(-NativeMath.log(a));
  let r = NativeMath.log(lanczosSum(a)) - LANCZOS_G;
  r += (a - 0.5) * (NativeMath.log(a + LANCZOS_G - 0.5) - 1.0);
  if (x < 0) r = LOG_PI - NativeMath.log(Math.abs(sinpi(a))) - NativeMath.log(a) - r;
  return Math.abs(r) == Infinity ? rangeError() : PyFloat_FromDouble(r);
}

/** Adds them all to the module; -1 with an exception. */
export function addUnaryFunctions(module: PyObject): i32 {
  if (
    moduleFunction(
      module,
      "acos",
      math_acos.index,
      METH_O,
      "acos($module, x, /)\n--\n\nReturn the arc cosine (measured in radians) of x.",
    ) < 0
  )
    return -1;
  if (
    moduleFunction(
      module,
      "acosh",
      math_acosh.index,
      METH_O,
      "acosh($module, x, /)\n--\n\nReturn the inverse hyperbolic cosine of x.",
    ) < 0
  )
    return -1;
  if (
    moduleFunction(
      module,
      "asin",
      math_asin.index,
      METH_O,
      "asin($module, x, /)\n--\n\nReturn the arc sine (measured in radians) of x.",
    ) < 0
  )
    return -1;
  if (
    moduleFunction(
      module,
      "asinh",
      math_asinh.index,
      METH_O,
      "asinh($module, x, /)\n--\n\nReturn the inverse hyperbolic sine of x.",
    ) < 0
  )
    return -1;
  if (
    moduleFunction(
      module,
      "atan",
      math_atan.index,
      METH_O,
      "atan($module, x, /)\n--\n\nReturn the arc tangent (measured in radians) of x.",
    ) < 0
  )
    return -1;
  if (
    moduleFunction(
      module,
      "atanh",
      math_atanh.index,
      METH_O,
      "atanh($module, x, /)\n--\n\nReturn the inverse hyperbolic tangent of x.",
    ) < 0
  )
    return -1;
  if (
    moduleFunction(module, "cbrt", math_cbrt.index, METH_O, "cbrt($module, x, /)\n--\n\nReturn the cube root of x.") < 0
  )
    return -1;
  if (
    moduleFunction(
      module,
      "cos",
      math_cos.index,
      METH_O,
      "cos($module, x, /)\n--\n\nReturn the cosine of x (measured in radians).",
    ) < 0
  )
    return -1;
  if (
    moduleFunction(
      module,
      "cosh",
      math_cosh.index,
      METH_O,
      "cosh($module, x, /)\n--\n\nReturn the hyperbolic cosine of x.",
    ) < 0
  )
    return -1;
  if (
    moduleFunction(
      module,
      "exp",
      math_exp.index,
      METH_O,
      "exp($module, x, /)\n--\n\nReturn e raised to the power of x.",
    ) < 0
  )
    return -1;
  if (
    moduleFunction(
      module,
      "exp2",
      math_exp2.index,
      METH_O,
      "exp2($module, x, /)\n--\n\nReturn 2 raised to the power of x.",
    ) < 0
  )
    return -1;
  if (moduleFunction(module, "expm1", math_expm1.index, METH_O, "expm1($module, x, /)\n--\n\nReturn exp(x)-1.") < 0)
    return -1;
  if (
    moduleFunction(
      module,
      "fabs",
      math_fabs.index,
      METH_O,
      "fabs($module, x, /)\n--\n\nReturn the absolute value of the float x.",
    ) < 0
  )
    return -1;
  if (
    moduleFunction(
      module,
      "log1p",
      math_log1p.index,
      METH_O,
      "log1p($module, x, /)\n--\n\nReturn the natural logarithm of 1+x (base e).",
    ) < 0
  )
    return -1;
  if (
    moduleFunction(
      module,
      "sin",
      math_sin.index,
      METH_O,
      "sin($module, x, /)\n--\n\nReturn the sine of x (measured in radians).",
    ) < 0
  )
    return -1;
  if (
    moduleFunction(
      module,
      "sinh",
      math_sinh.index,
      METH_O,
      "sinh($module, x, /)\n--\n\nReturn the hyperbolic sine of x.",
    ) < 0
  )
    return -1;
  if (
    moduleFunction(module, "sqrt", math_sqrt.index, METH_O, "sqrt($module, x, /)\n--\n\nReturn the square root of x.") <
    0
  )
    return -1;
  if (
    moduleFunction(
      module,
      "tan",
      math_tan.index,
      METH_O,
      "tan($module, x, /)\n--\n\nReturn the tangent of x (measured in radians).",
    ) < 0
  )
    return -1;
  if (
    moduleFunction(
      module,
      "tanh",
      math_tanh.index,
      METH_O,
      "tanh($module, x, /)\n--\n\nReturn the hyperbolic tangent of x.",
    ) < 0
  )
    return -1;
  if (moduleFunction(module, "erf", math_erf.index, METH_O, "erf($module, x, /)\n--\n\nError function at x.") < 0)
    return -1;
  if (
    moduleFunction(
      module,
      "erfc",
      math_erfc.index,
      METH_O,
      "erfc($module, x, /)\n--\n\nComplementary error function at x.",
    ) < 0
  )
    return -1;
  if (moduleFunction(module, "gamma", math_gamma.index, METH_O, "gamma($module, x, /)\n--\n\nGamma function at x.") < 0)
    return -1;
  if (
    moduleFunction(
      module,
      "lgamma",
      math_lgamma.index,
      METH_O,
      "lgamma($module, x, /)\n--\n\nNatural logarithm of absolute value of Gamma function at x.",
    ) < 0
  )
    return -1;
  return 0;
}
