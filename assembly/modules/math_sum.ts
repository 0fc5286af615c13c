/**
 * Sums of many numbers in the module math (Modules/mathmodule.c): fsum, prod, sumprod, hypot, dist.
 *
 * Invariant: extended precision is a float and its rounding error; `errorOf` holds the error of the last exact operation.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyFloat_Type } from "../object/statics";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_O } from "../object/typedef";
import { PyExc_OverflowError, PyExc_ValueError } from "../object/exception_types";
import { PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../memory/blocks";
import { PyErr_Clear, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, parseArgs } from "../protocol/args";
import { PyObject_GetIter, PyIter_Next } from "../protocol/iter";
import { PyNumber_Add, PyNumber_Multiply } from "../protocol/number";
import { PySequence_Tuple } from "../protocol/sequence";
import { fusedMultiplyAdd } from "../types/float_fma";
import { moduleFunction } from "../types/module";
import { PyBool_Check } from "../types/bool";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../types/tuple";
import { PyFloat_AS_DOUBLE, PyFloat_AsDouble, PyFloat_FromDouble } from "../types/float";
import { PyLong_AsDouble, PyLong_AsLongAndOverflow, PyLong_CheckExact, longOverflow, newSmallInt } from "../types/long";

/** What the last exact operation lost: result + errorOf is the true value. */
let errorOf: f64 = 0;

/** a + b. */
function exactSum(a: f64, b: f64): f64 {
  const x = a + b;
  const z = x - a;
  errorOf = a - (x - z) + (b - z);
  return x;
}

/** a * b, by splitting both into halves of 26 bits. */
function exactProduct(a: f64, b: f64): f64 {
  const p = a * b;
  const ta = 134217729.0 * a;
  const ah = ta - (ta - a);
  const al = a - ah;
  const tb = 134217729.0 * b;
  const bh = tb - (tb - b);
  const bl = b - bh;
  errorOf = ah * bh - p + ah * bl + al * bh + al * bl;
  // The halves may overflow or vanish where the product does neither.
  if (errorOf - errorOf != 0 || (Math.abs(p) < 1e-280 && p != 0)) errorOf = fusedMultiplyAdd(a, b, -p);
  return p;
}

/** The exactly summed parts of fsum; grows. */
let partials: usize = 0;
let nPartials: i32 = 0;
let partialsRoom: i32 = 0;

function partialAt(i: i32): f64 {
  return load<f64>(partials + ((<usize>i) << 3));
}

function setPartial(i: i32, value: f64): bool {
  if (i >= partialsRoom) {
    const room = partialsRoom == 0 ? 32 : partialsRoom * 2;
    const grown = PyMem_Realloc(partials, (<usize>room) << 3);
    if (grown == 0) return false;
    partials = grown;
    partialsRoom = room;
  }
  store<f64>(partials + ((<usize>i) << 3), value);
  return true;
}

let specialSum: f64 = 0;
let infiniteSum: f64 = 0;

/** Adds x to the partials. 0, or -1 with an exception. */
function addPartial(x: f64): i32 {
  const given = x;
  let kept = 0;
  for (let j = 0; j < nPartials; j++) {
    let y = partialAt(j);
    if (Math.abs(x) < Math.abs(y)) {
      const t = x;
      x = y;
      y = t;
    }
    const high = x + y;
    const low = y - (high - x);
    if (low != 0) setPartial(kept++, low);
    x = high;
  }
  nPartials = kept;
  if (x == 0) return 0;
  if (x - x != 0) {
    if (given - given == 0) {
      PyErr_SetString(PyExc_OverflowError, "intermediate overflow in fsum");
      return -1;
    }
    if (Math.abs(given) == Infinity) infiniteSum += given;
    specialSum += given;
    nPartials = 0;
    return 0;
  }
  if (!setPartial(nPartials, x)) {
    PyErr_NoMemory();
    return -1;
  }
  nPartials++;
  return 0;
}

/** The correctly rounded sum of the partials. */
function roundPartials(): f64 {
  let n = nPartials;
  if (n == 0) return 0.0;
  let high = partialAt(--n);
  let low = 0.0;
  while (n > 0) {
    const x = high;
    const y = partialAt(--n);
    high = x + y;
    low = y - (high - x);
    if (low != 0) break;
  }
  // A half-way case is decided by the sign of what remains.
  if (n > 0 && ((low < 0 && partialAt(n - 1) < 0) || (low > 0 && partialAt(n - 1) > 0))) {
    const y = low * 2.0;
    const x = high + y;
    if (y == x - high) high = x;
  }
  return high;
}

function math_fsum(_module: PyObject, seq: PyObject): PyObject | null {
  const iter = PyObject_GetIter(seq);
  if (iter === null) return null;
  // A nested fsum inside the iterator must not disturb this one.
  const savedPartials = partials;
  const savedRoom = partialsRoom;
  const savedCount = nPartials;
  const savedSpecial = specialSum;
  const savedInfinite = infiniteSum;
  partials = 0;
  partialsRoom = 0;
  nPartials = 0;
  specialSum = 0;
  infiniteSum = 0;
  let failed = false;
  while (!failed) {
    const item = PyIter_Next(iter);
    if (item === null) break;
    const x = PyFloat_AsDouble(item);
    Py_DECREF(item);
    failed = (x == -1.0 && PyErr_Occurred() !== null) || addPartial(x) < 0;
  }
  Py_DECREF(iter);
  let result: PyObject | null = null;
  if (!failed && PyErr_Occurred() === null) {
    if (specialSum == 0) result = PyFloat_FromDouble(roundPartials());
    else if (infiniteSum != infiniteSum) PyErr_SetString(PyExc_ValueError, "-inf + inf in fsum");
    else result = PyFloat_FromDouble(specialSum);
  }
  PyMem_Free(partials);
  partials = savedPartials;
  partialsRoom = savedRoom;
  nPartials = savedCount;
  specialSum = savedSpecial;
  infiniteSum = savedInfinite;
  return result;
}

function math_prod(_module: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("prod", "iterable,/,*,start=", args, nargs, kwnames)) return null;
  const start = arg(1);
  let result: PyObject | null = start === null ? newSmallInt(1) : Py_NewRef(start);
  const iter = PyObject_GetIter(argReq(0));
  if (iter === null) {
    Py_DECREF(result!);
    return null;
  }
  while (result !== null) {
    const item = PyIter_Next(iter);
    if (item === null) break;
    const product = PyNumber_Multiply(result, item);
    Py_DECREF(item);
    Py_DECREF(result);
    result = product;
  }
  Py_DECREF(iter);
  if (result !== null && PyErr_Occurred() !== null) {
    Py_DECREF(result);
    return null;
  }
  return result;
}

/** A running sum of float products in triple length, and whether anything is in it. */
let tripleHigh: f64 = 0;
let tripleMiddle: f64 = 0;
let tripleLow: f64 = 0;
let tripleUsed: bool = false;

/** Adds x * y exactly enough; false, the sum unchanged, if the result is not finite. */
function addProduct(x: f64, y: f64): bool {
  const p = exactProduct(x, y);
  const pLow = errorOf;
  const high = exactSum(tripleHigh, p);
  const highError = errorOf;
  if (high - high != 0 || pLow != pLow) return false;
  const r1 = exactSum(tripleMiddle, pLow);
  const r1Error = errorOf;
  tripleMiddle = exactSum(r1, highError);
  tripleLow += r1Error + errorOf;
  tripleHigh = high;
  tripleUsed = true;
  return true;
}

/** The value of the float sum, which then is empty. */
function takeProducts(): f64 {
  const last = exactSum(tripleMiddle, tripleLow);
  const lastError = errorOf;
  const high = exactSum(tripleHigh, last);
  const value = high + (errorOf + lastError);
  tripleHigh = 0;
  tripleMiddle = 0;
  tripleLow = 0;
  tripleUsed = false;
  return value;
}

/** A float, or an int or bool beside one, for the float path; false (perhaps with an exception) if it is neither. */
let operand: f64 = 0;
function floatOperand(op: PyObject): bool {
  if (op.ob_type == PyFloat_Type) {
    operand = PyFloat_AS_DOUBLE(op);
    return true;
  }
  if (!PyLong_CheckExact(op) && !PyBool_Check(op)) return false;
  operand = PyLong_AsDouble(op);
  return !(operand == -1.0 && PyErr_Occurred() !== null);
}

/** Adds a pair to the float sum: 1 done, 0 not a pair for it. */
function floatPair(p: PyObject, q: PyObject): bool {
  if (p.ob_type != PyFloat_Type && q.ob_type != PyFloat_Type) return false;
  if (!floatOperand(p)) return false;
  const x = operand;
  return floatOperand(q) && addProduct(x, operand);
}

/** The sum that CPython keeps in a C long; only its overflow matters here. */
let wholeTotal: i64 = 0;

/** Adds the product of two ints to it; false if an operand, the product or the sum does not fit. */
function wholePair(p: PyObject, q: PyObject): bool {
  const x = PyLong_AsLongAndOverflow(p);
  if (longOverflow != 0) return false;
  const y = PyLong_AsLongAndOverflow(q);
  if (longOverflow != 0) return false;
  const product = x * y;
  if (Math.abs(<f64>x * <f64>y) > 9.3e18) return false;
  if (x != 0 && (product / x != y || (x == -1 && y == i64.MIN_VALUE))) return false;
  const sum = wholeTotal + product;
  if (((wholeTotal ^ sum) & (product ^ sum)) < 0) return false;
  wholeTotal = sum;
  return true;
}

/** total + term. Steals both, `new`; null passes through. */
function addTerm(total: PyObject, term: PyObject | null): PyObject | null {
  let sum: PyObject | null = null;
  if (term !== null) {
    sum = PyNumber_Add(total, term);
    Py_DECREF(term);
  }
  Py_DECREF(total);
  return sum;
}

/** Sum of the products of two tuples of `n` items: floats in extended precision for as long as every pair allows. `new` */
function sumProducts(p: PyObject, q: PyObject, n: i32): PyObject | null {
  let total: PyObject | null = newSmallInt(0);
  let ints = true;
  let floats = true;
  wholeTotal = 0;
  tripleUsed = false;
  tripleHigh = 0;
  tripleMiddle = 0;
  tripleLow = 0;
  for (let i = 0; total !== null && i < n; i++) {
    const a = PyTuple_GET_ITEM(p, i);
    const b = PyTuple_GET_ITEM(q, i);
    if (ints && PyLong_CheckExact(a) && PyLong_CheckExact(b)) {
      // Where C's long overflows, this pair ends both paths: it is none for the floats.
      ints = wholePair(a, b);
      floats = floats && ints;
    } else ints = false;
    if (!ints && floats) {
      if (floatPair(a, b)) continue;
      if (PyErr_Occurred() !== null) PyErr_Clear();
      floats = false;
      if (tripleUsed) total = addTerm(total, PyFloat_FromDouble(takeProducts()));
      if (total === null) break;
    }
    total = addTerm(total, PyNumber_Multiply(a, b));
  }
  if (total !== null && tripleUsed) total = addTerm(total, PyFloat_FromDouble(takeProducts()));
  return total;
}

function math_sumprod(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("sumprod", nargs, 2, 2)) return null;
  const p = PySequence_Tuple(ptrAt(args, 0));
  if (p === null) return null;
  const q = PySequence_Tuple(ptrAt(args, 1));
  if (q === null) {
    Py_DECREF(p);
    return null;
  }
  const n = PyTuple_GET_SIZE(p);
  let result: PyObject | null = null;
  if (n != PyTuple_GET_SIZE(q)) PyErr_SetString(PyExc_ValueError, "Inputs are not the same length");
  else result = sumProducts(p, q, n);
  Py_DECREF(p);
  Py_DECREF(q);
  return result;
}

/** Euclidean length of the `n` floats >= 0 at `v`, whose largest is `max`. */
function vectorNorm(n: i32, v: usize, max: f64, foundNan: bool): f64 {
  if (max == Infinity) return max;
  if (foundNan) return NaN;
  if (max == 0 || n <= 1) return max;
  const exponent = <i32>((reinterpret<u64>(max) >> 52) & 0x7ff) - 1022;
  if (exponent < -1021) {
    // Subnormal: bring into range first.
    const tiny = 2.2250738585072014e-308;
    for (let i = 0; i < n; i++) store<f64>(v + ((<usize>i) << 3), load<f64>(v + ((<usize>i) << 3)) / tiny);
    return tiny * vectorNorm(n, v, max / tiny, false);
  }
  // Powers of two from 2**-1024 on are subnormal or out of range as one factor: scale in two steps.
  const half = -exponent / 2;
  const s1 = reinterpret<f64>((<u64>(half + 1023)) << 52);
  const s2 = reinterpret<f64>((<u64>(-exponent - half + 1023)) << 52);
  let sum = 1.0;
  let frac1 = 0.0;
  let frac2 = 0.0;
  for (let i = 0; i < n; i++) {
    const x = load<f64>(v + ((<usize>i) << 3)) * s1 * s2;
    const square = exactProduct(x, x);
    frac1 += errorOf;
    const next = sum + square;
    frac2 += sum - next + square;
    sum = next;
  }
  let h = Math.sqrt(sum - 1.0 + (frac1 + frac2));
  const back = exactProduct(-h, h);
  frac1 += errorOf;
  const next = sum + back;
  frac2 += sum - next + back;
  sum = next;
  h += (sum - 1.0 + (frac1 + frac2)) / (2.0 * h);
  return h / s1 / s2;
}

/** Norm of |values| collected at `v`; frees `v`. `new` */
function normOf(n: i32, v: usize): PyObject | null {
  let max = 0.0;
  let foundNan = false;
  for (let i = 0; i < n; i++) {
    const x = load<f64>(v + ((<usize>i) << 3));
    if (x != x) foundNan = true;
    else if (x > max) max = x;
  }
  const result = vectorNorm(n, v, max, foundNan);
  PyMem_Free(v);
  return PyFloat_FromDouble(result);
}

function math_hypot(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  const v = PyMem_Malloc((<usize>(nargs + 1)) << 3);
  if (v == 0) return PyErr_NoMemory();
  for (let i = 0; i < nargs; i++) {
    const x = PyFloat_AsDouble(ptrAt(args, i));
    if (x == -1.0 && PyErr_Occurred() !== null) {
      PyMem_Free(v);
      return null;
    }
    store<f64>(v + ((<usize>i) << 3), Math.abs(x));
  }
  return normOf(nargs, v);
}

/** Distance of two tuples of the same length. `new` */
function distance(p: PyObject, q: PyObject): PyObject | null {
  const n = PyTuple_GET_SIZE(p);
  if (n != PyTuple_GET_SIZE(q)) {
    return PyErr_SetString(PyExc_ValueError, "both points must have the same number of dimensions");
  }
  const v = PyMem_Malloc((<usize>(n + 1)) << 3);
  if (v == 0) return PyErr_NoMemory();
  for (let i = 0; i < n; i++) {
    const x = PyFloat_AsDouble(PyTuple_GET_ITEM(p, i));
    let bad = x == -1.0 && PyErr_Occurred() !== null;
    const y = bad ? 0.0 : PyFloat_AsDouble(PyTuple_GET_ITEM(q, i));
    bad = bad || (y == -1.0 && PyErr_Occurred() !== null);
    if (bad) {
      PyMem_Free(v);
      return null;
    }
    store<f64>(v + ((<usize>i) << 3), Math.abs(x - y));
  }
  return normOf(n, v);
}

function math_dist(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("dist", nargs, 2, 2)) return null;
  const p = PySequence_Tuple(ptrAt(args, 0));
  if (p === null) return null;
  const q = PySequence_Tuple(ptrAt(args, 1));
  let result: PyObject | null = null;
  if (q !== null) {
    result = distance(p, q);
    Py_DECREF(q);
  }
  Py_DECREF(p);
  return result;
}

/** Adds them to the module; -1 with an exception. */
export function addSumFunctions(module: PyObject): i32 {
  if (
    moduleFunction(
      module,
      "fsum",
      math_fsum.index,
      METH_O,
      "fsum($module, seq, /)\n--\n\nThe sum of floats, rounded once at its end.",
    ) < 0 ||
    moduleFunction(
      module,
      "prod",
      math_prod.index,
      METH_FASTCALL_KEYWORDS,
      "prod($module, iterable, /, *, start=1)\n--\n\nAll items multiplied with each other and with start.",
    ) < 0 ||
    moduleFunction(
      module,
      "sumprod",
      math_sumprod.index,
      METH_FASTCALL,
      "sumprod($module, p, q, /)\n--\n\nMultiply the items of p and q in pairs and add the products up.",
    ) < 0 ||
    moduleFunction(
      module,
      "hypot",
      math_hypot.index,
      METH_FASTCALL,
      "hypot(*coordinates) -> value\n\nHow far a point is from the origin.",
    ) < 0 ||
    moduleFunction(
      module,
      "dist",
      math_dist.index,
      METH_FASTCALL,
      "dist($module, p, q, /)\n--\n\nReturn the Euclidean distance between two points p and q.",
    ) < 0
  ) {
    return -1;
  }
  return 0;
}
