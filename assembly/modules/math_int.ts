/**
 * The integer functions of the module math (Modules/mathmodule.c): gcd, lcm, isqrt, factorial, comb, perm.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { METH_FASTCALL, METH_O } from "../object/typedef";
import { PyExc_OverflowError, PyExc_ValueError } from "../object/exception_types";
import { PyErr_Format, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional } from "../protocol/args";
import { PyNumber_Index } from "../protocol/number";
import { moduleFunction } from "../types/module";
import {
  PyLong_FromI64,
  PyLong_FromU64,
  _PyLong_GetOne,
  _PyLong_IsNegative,
  _PyLong_IsZero,
  _PyLong_NumBits,
  longAsI64,
  longOverflow,
  low64,
  newSmallInt,
} from "../types/long";
import {
  _PyLong_Add,
  _PyLong_Lshift,
  _PyLong_Rshift,
  _PyLong_Subtract,
  long_abs,
  long_compare,
} from "../types/long_arith";
import { _PyLong_FloorDiv, _PyLong_GCD, _PyLong_Multiply } from "../types/long_mul_div";

/** gcd(a, b) or lcm(a, b) of ints. `new` */
function combine(a: PyObject, b: PyObject, lcm: bool): PyObject | null {
  if (!lcm) return _PyLong_GCD(a, b);
  if (_PyLong_IsZero(a) || _PyLong_IsZero(b)) return newSmallInt(0);
  const g = _PyLong_GCD(a, b);
  if (g === null) return null;
  const f = _PyLong_FloorDiv(a, g);
  Py_DECREF(g);
  if (f === null) return null;
  const product = _PyLong_Multiply(f, b);
  Py_DECREF(f);
  if (product === null) return null;
  const result = long_abs(product);
  Py_DECREF(product);
  return result;
}

/** Folds all arguments. `new` */
function fold(args: usize, nargs: i32, lcm: bool): PyObject | null {
  if (nargs == 0) return lcm ? newSmallInt(1) : newSmallInt(0);
  const first = PyNumber_Index(ptrAt(args, 0));
  if (first === null) return null;
  let result: PyObject | null = long_abs(first);
  Py_DECREF(first);
  for (let i = 1; i < nargs; i++) {
    if (result === null) return null;
    const next = PyNumber_Index(ptrAt(args, i));
    if (next === null) {
      Py_DECREF(result);
      return null;
    }
    const combined = combine(result, next, lcm);
    Py_DECREF(next);
    Py_DECREF(result);
    result = combined;
  }
  return result;
}

function math_gcd(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  return fold(args, nargs, false);
}

function math_lcm(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  return fold(args, nargs, true);
}

/** Integer square root of a machine number. */
function isqrt64(n: u64): u64 {
  let r = <u64>Math.sqrt(<f64>n);
  if (r > 0xffffffff) r = 0xffffffff;
  while (r * r > n) r--;
  while (r < 0xffffffff && (r + 1) * (r + 1) <= n) r++;
  return r;
}

/** One refinement: (a << (d-e-1)) + ((n >> (2c-e-d+1)) // a). Steals `a`, `new`. */
function refine(a: PyObject, n: PyObject, up: i64, down: i64): PyObject | null {
  const high = _PyLong_Lshift(a, up);
  const shifted = _PyLong_Rshift(n, down);
  const low: PyObject | null = shifted === null ? null : _PyLong_FloorDiv(shifted, a);
  let sum: PyObject | null = null;
  if (high !== null && low !== null) sum = _PyLong_Add(high, low);
  Py_XDECREF(high);
  Py_XDECREF(shifted);
  Py_XDECREF(low);
  Py_DECREF(a);
  return sum;
}

/** floor(sqrt(n)) for n of more than 64 bits, doubling the precision at each step. `new` */
function isqrtBig(n: PyObject): PyObject | null {
  const c = (_PyLong_NumBits(n) - 1) / 2;
  const cBits = 64 - <i32>clz<u64>(<u64>c);
  const top = _PyLong_Rshift(n, 2 * c - 62);
  if (top === null) return null;
  // A start of 31 good bits, as the loop below would have after five rounds.
  let d: i64 = c >> <i64>(cBits - 5);
  const head = low64(top) >> <u64>(62 - 2 * d);
  Py_DECREF(top);
  let a: PyObject | null = PyLong_FromU64(isqrt64(head));
  for (let s = cBits - 6; a !== null && s >= 0; s--) {
    const e = d;
    d = c >> <i64>s;
    a = refine(a, n, d - e - 1, 2 * c - e - d + 1);
  }
  if (a === null) return null;
  const square = _PyLong_Multiply(a, a);
  if (square === null) {
    Py_DECREF(a);
    return null;
  }
  const over = long_compare(square, n) > 0;
  Py_DECREF(square);
  if (!over) return a;
  const less = _PyLong_Subtract(a, _PyLong_GetOne());
  Py_DECREF(a);
  return less;
}

function math_isqrt(_module: PyObject, op: PyObject): PyObject | null {
  const n = PyNumber_Index(op);
  if (n === null) return null;
  let result: PyObject | null = null;
  if (_PyLong_IsNegative(n)) PyErr_SetString(PyExc_ValueError, "isqrt() argument must be nonnegative");
  else if (_PyLong_NumBits(n) <= 64) result = PyLong_FromU64(isqrt64(low64(n)));
  else result = isqrtBig(n);
  Py_DECREF(n);
  return result;
}

/** Product of the odd numbers from `start` to below `stop`, halving the range. `new` */
function oddProduct(start: u64, stop: u64): PyObject | null {
  const count = (stop - start) / 2;
  const bits = 64 - clz<u64>(stop);
  if (count * bits <= 64) {
    let total = start;
    for (let k = start + 2; k < stop; k += 2) total *= k;
    return PyLong_FromU64(total);
  }
  const middle = (start + count) | 1;
  const left = oddProduct(start, middle);
  if (left === null) return null;
  const right = oddProduct(middle, stop);
  if (right === null) {
    Py_DECREF(left);
    return null;
  }
  const product = _PyLong_Multiply(left, right);
  Py_DECREF(left);
  Py_DECREF(right);
  return product;
}

/** n! = 2**(n - bits set in n) * its odd part, the odd part from nested odd products. `new` */
function factorial(n: u64): PyObject | null {
  let inner: PyObject | null = newSmallInt(1);
  let outer: PyObject | null = newSmallInt(1);
  let upper: u64 = 3;
  for (let i = 62 - <i32>clz<u64>(n); i >= 0; i--) {
    const v = n >> <u64>i;
    if (v <= 2) continue;
    const lower = upper;
    upper = (v + 1) | 1;
    const part: PyObject | null = lower < upper ? oddProduct(lower, upper) : newSmallInt(1);
    if (part === null) break;
    const nextInner = _PyLong_Multiply(inner!, part);
    Py_DECREF(part);
    Py_DECREF(inner!);
    inner = nextInner;
    if (inner === null) break;
    const nextOuter = _PyLong_Multiply(outer!, inner);
    Py_DECREF(outer!);
    outer = nextOuter;
    if (outer === null) break;
  }
  if (inner === null || outer === null) {
    Py_XDECREF(inner);
    Py_XDECREF(outer);
    return null;
  }
  Py_DECREF(inner);
  const result = _PyLong_Lshift(outer, <i64>n - <i64>popcnt<u64>(n));
  Py_DECREF(outer);
  return result;
}

function math_factorial(_module: PyObject, op: PyObject): PyObject | null {
  const n = PyNumber_Index(op);
  if (n === null) return null;
  const value = longAsI64(n);
  const over = longOverflow;
  const negative = _PyLong_IsNegative(n);
  Py_DECREF(n);
  if (negative) return PyErr_SetString(PyExc_ValueError, "factorial() not defined for negative values");
  if (over != 0) {
    return PyErr_SetString(PyExc_OverflowError, "factorial() argument should not exceed 9223372036854775807");
  }
  return value < 2 ? newSmallInt(1) : factorial(<u64>value);
}

/** n * (n-1) * ... * (n-k+1), divided by k! if `comb`. n may be any non-negative int. `new` */
function fallingProduct(n: PyObject, k: i64, comb: bool): PyObject | null {
  if (k == 0) return newSmallInt(1);
  let result: PyObject | null = Py_NewRef(n);
  for (let i: i64 = 1; i < k; i++) {
    const step = PyLong_FromI64(i);
    const factor: PyObject | null = step === null ? null : _PyLong_Subtract(n, step);
    Py_XDECREF(step);
    const product: PyObject | null = factor === null ? null : _PyLong_Multiply(result!, factor);
    Py_XDECREF(factor);
    Py_DECREF(result!);
    result = product;
    if (result === null) return null;
    if (comb) {
      const divisor = PyLong_FromI64(i + 1);
      const quotient: PyObject | null = divisor === null ? null : _PyLong_FloorDiv(result, divisor);
      Py_XDECREF(divisor);
      Py_DECREF(result);
      result = quotient;
      if (result === null) return null;
    }
  }
  return result;
}

/** min(k, n - k) for comb's symmetry. `new` */
function symmetric(n: PyObject, k: PyObject): PyObject | null {
  const other = _PyLong_Subtract(n, k);
  if (other === null) return null;
  if (long_compare(k, other) <= 0) {
    Py_DECREF(other);
    return Py_NewRef(k);
  }
  return other;
}

/** Both functions after conversion to ints n, k. `new` */
function choose(n: PyObject, k: PyObject, comb: bool): PyObject | null {
  if (_PyLong_IsNegative(n)) return PyErr_SetString(PyExc_ValueError, "n must be a non-negative integer");
  if (_PyLong_IsNegative(k)) return PyErr_SetString(PyExc_ValueError, "k must be a non-negative integer");
  if (long_compare(k, n) > 0) return newSmallInt(0);
  const few: PyObject | null = comb ? symmetric(n, k) : Py_NewRef(k);
  if (few === null) return null;
  const count = longAsI64(few);
  Py_DECREF(few);
  if (longOverflow != 0) {
    return PyErr_Format(
      PyExc_OverflowError,
      comb ? "min(n - k, k) must not exceed 9223372036854775807" : "k must not exceed 9223372036854775807",
    );
  }
  return fallingProduct(n, count, comb);
}

/** Converts two arguments and chooses. `new` */
function chooseArgs(a: PyObject, b: PyObject, comb: bool): PyObject | null {
  const n = PyNumber_Index(a);
  if (n === null) return null;
  const k = PyNumber_Index(b);
  if (k === null) {
    Py_DECREF(n);
    return null;
  }
  const result = choose(n, k, comb);
  Py_DECREF(n);
  Py_DECREF(k);
  return result;
}

function math_comb(_module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("comb", nargs, 2, 2) ? chooseArgs(ptrAt(args, 0), ptrAt(args, 1), true) : null;
}

function math_perm(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("perm", nargs, 1, 2)) return null;
  if (nargs == 1 || ptrAt(args, 1) == Py_None) return math_factorial(module, ptrAt(args, 0));
  return chooseArgs(ptrAt(args, 0), ptrAt(args, 1), false);
}

/** Adds them to the module; -1 with an exception. */
export function addIntegerFunctions(module: PyObject): i32 {
  if (
    moduleFunction(
      module,
      "gcd",
      math_gcd.index,
      METH_FASTCALL,
      "gcd($module, *integers)\n--\n\nGreatest Common Divisor.",
    ) < 0 ||
    moduleFunction(
      module,
      "lcm",
      math_lcm.index,
      METH_FASTCALL,
      "lcm($module, *integers)\n--\n\nLeast Common Multiple.",
    ) < 0 ||
    moduleFunction(
      module,
      "isqrt",
      math_isqrt.index,
      METH_O,
      "isqrt($module, n, /)\n--\n\nReturn the integer part of the square root of the input.",
    ) < 0 ||
    moduleFunction(module, "factorial", math_factorial.index, METH_O, "factorial($module, n, /)\n--\n\nFind n!.") < 0 ||
    moduleFunction(
      module,
      "comb",
      math_comb.index,
      METH_FASTCALL,
      "comb($module, n, k, /)\n--\n\nIn how many ways k of n items can be chosen, whatever their order.",
    ) < 0 ||
    moduleFunction(
      module,
      "perm",
      math_perm.index,
      METH_FASTCALL,
      "perm($module, n, k=None, /)\n--\n\nIn how many ways k of n items can be put in a row.",
    ) < 0
  ) {
    return -1;
  }
  return 0;
}
