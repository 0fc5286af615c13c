/**
 * Decimals from other objects (str, int, tuple, float) and to int, float, ratio and hash.
 *
 * `exact` conversions (the constructor) are not rounded: what does not fit the widest context is an invalid operation. create_decimal rounds in its context.
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PySequence_Tuple } from "../../protocol/sequence";
import { PyList_Check } from "../../types/list";
import { PyFloat_AS_DOUBLE, PyFloat_Check } from "../../types/float";
import {
  PyLong_AsI64,
  PyLong_Check,
  _PyLong_New,
  long_normalize,
  maybe_small_long,
  setDigit,
  flipSign,
} from "../../types/long";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2 } from "../../types/tuple";
import { PyUnicode_Check, PyUnicode_EqualToLiteral } from "../../types/unicode";
import { _PyHASH_INF, _PyHASH_MODULUS, _Py_HashPointer } from "../../protocol/hash";
import {
  arenaAlloc,
  nDivMod,
  nDivSmall,
  nFromText,
  nFromU64,
  nIsZero,
  nLength,
  nLimb,
  nMulSmall,
  nPow10,
  nRest,
  nShiftLeft,
  nShiftRight,
  nTrailingZeros,
  smallRest,
  nDigits,
} from "./natural";
import {
  Clamped,
  FINITE,
  FloatOperation,
  INFINITE,
  Inexact,
  InvalidOperation,
  QNAN,
  Rounded,
  SNAN,
  Value,
  addStatus,
  cx,
  finalize,
  finite,
  newValue,
  shiftRounded,
  setStatus,
  status,
} from "./value";
import { parseDecimal } from "./text";
import {
  PyDecContextObject,
  PyDec_Check,
  PyDec_Type,
  beginOperation,
  dec_addstatus,
  decimalOf,
  useMaxContext,
  valueOf,
  valueOfLong,
} from "./object";

/** Begins a conversion; exact ones run in the widest context. */
function begin(context: PyDecContextObject, exact: bool): void {
  beginOperation(context);
  if (exact) useMaxContext();
}

/** Ends one: `new` Decimal of the type, or the exception. */
function end(context: PyDecContextObject, type: PyTypeObject, v: Value, exact: bool): PyObject | null {
  let r = v;
  if (exact && (status & (Inexact | Rounded | Clamped)) != 0) {
    setStatus(InvalidOperation);
    r = newValue(0, QNAN, 0, nFromU64(0));
  }
  if (exact) setStatus(status & ~(Inexact | Rounded | Clamped | 0x2000));
  if (dec_addstatus(context, status)) return null;
  return decimalOf(type, r);
}

export function fromUnicode(
  type: PyTypeObject,
  op: PyObject,
  context: PyDecContextObject,
  exact: bool,
): PyObject | null {
  begin(context, exact);
  const v = parseDecimal(op, exact);
  return end(context, type, v.kind == FINITE ? finalize(v) : v, exact);
}

export function fromLong(type: PyTypeObject, op: PyObject, context: PyDecContextObject, exact: bool): PyObject | null {
  begin(context, exact);
  return end(context, type, finalize(valueOfLong(op)), exact);
}

/** A Decimal itself, of the type; in a rounding conversion NaN payloads are checked and numbers rounded. */
export function fromDecimal(
  type: PyTypeObject,
  op: PyObject,
  context: PyDecContextObject,
  exact: bool,
): PyObject | null {
  if (exact) {
    if (type == PyDec_Type && op.ob_type == PyDec_Type) return Py_NewRef(op);
    beginOperation(context);
    return decimalOf(type, valueOf(op));
  }
  beginOperation(context);
  const v = valueOf(op);
  const room = cx.prec - (cx.clamp != 0 ? 1 : 0);
  if (v.kind >= QNAN && !nIsZero(v.coef) && nDigits(v.coef) > room) {
    addStatus(2); // ConversionSyntax
    return end(context, type, newValue(0, QNAN, 0, nFromU64(0)), false);
  }
  return end(context, type, v.kind >= QNAN ? v : finalize(v), false);
}

/** The value of a double, exactly. */
function valueOfDouble(x: f64): Value {
  const bits = reinterpret<u64>(x);
  const sign = <i32>(bits >> 63);
  const power = <i32>((bits >> 52) & 0x7ff);
  const fraction = bits & 0xfffffffffffff;
  if (power == 0x7ff) return newValue(sign, fraction == 0 ? INFINITE : QNAN, 0, nFromU64(0));
  if (power == 0 && fraction == 0) return finite(sign, nFromU64(0), 0);
  let mantissa = power == 0 ? fraction : fraction | 0x10000000000000;
  let twos = (power == 0 ? 1 : power) - 1075;
  while ((mantissa & 1) == 0) {
    mantissa >>= 1;
    twos++;
  }
  let coef = nFromU64(mantissa);
  if (twos >= 0) {
    for (let i = 0; i < twos; i++) coef = nMulSmall(coef, 2);
    return finite(sign, coef, 0);
  }
  for (let i = 0; i < -twos; i++) coef = nMulSmall(coef, 5);
  return finite(sign, coef, twos);
}

export function fromDouble(type: PyTypeObject, x: f64, context: PyDecContextObject, exact: bool): PyObject | null {
  begin(context, exact);
  const v = valueOfDouble(x);
  return end(context, type, v.kind == FINITE ? finalize(v) : v, exact);
}

function badTuple(message: string): PyObject | null {
  return PyErr_SetString(PyExc_ValueError, message);
}

/** From (sign, digits, exponent). */
export function fromTuple(type: PyTypeObject, op: PyObject, context: PyDecContextObject, exact: bool): PyObject | null {
  const triple = PySequence_Tuple(op);
  if (triple === null) return null;
  const result = fromTriple(type, triple, context, exact);
  Py_DECREF(triple);
  return result;
}

function fromTriple(type: PyTypeObject, triple: PyObject, context: PyDecContextObject, exact: bool): PyObject | null {
  if (PyTuple_GET_SIZE(triple) != 3) return badTuple("argument must be a sequence of length 3");
  const signOp = PyTuple_GET_ITEM(triple, 0);
  const expOp = PyTuple_GET_ITEM(triple, 2);
  const sign: i64 = PyLong_Check(signOp) ? PyLong_AsI64(signOp) : -1;
  if (PyErr_Occurred() !== null) return null;
  if (sign != 0 && sign != 1) return badTuple("sign must be an integer with the value 0 or 1");
  let kind = FINITE;
  let exp: i64 = 0;
  if (PyUnicode_Check(expOp)) {
    if (PyUnicode_EqualToLiteral(expOp, "F")) kind = INFINITE;
    else if (PyUnicode_EqualToLiteral(expOp, "n")) kind = QNAN;
    else if (PyUnicode_EqualToLiteral(expOp, "N")) kind = SNAN;
    else return badTuple("string argument in the third position must be 'F', 'n' or 'N'");
  } else {
    if (!PyLong_Check(expOp)) return badTuple("exponent must be an integer");
    exp = PyLong_AsI64(expOp);
    if (PyErr_Occurred() !== null) return null;
  }
  const digits = PySequence_Tuple(PyTuple_GET_ITEM(triple, 1));
  if (digits === null) return null;
  begin(context, exact);
  const text = arenaAlloc(<usize>PyTuple_GET_SIZE(digits) + 1);
  const good = kind == INFINITE || (text != 0 && digitsInto(digits, text));
  const n = PyTuple_GET_SIZE(digits);
  Py_DECREF(digits);
  if (!good) return text == 0 ? PyErr_NoMemory() : null;
  const coef = kind == INFINITE ? nFromU64(0) : nFromText(text, n);
  if (exp > 2000000000000000000) exp = 2000000000000000000;
  if (exp < -2000000000000000000) exp = -2000000000000000000;
  const v = newValue(<i32>sign, kind, exp, coef);
  return end(context, type, kind == FINITE ? finalize(v) : v, exact);
}

function digitsInto(digits: PyObject, text: usize): bool {
  for (let i = 0; i < PyTuple_GET_SIZE(digits); i++) {
    const item = PyTuple_GET_ITEM(digits, i);
    const digit: i64 = PyLong_Check(item) ? PyLong_AsI64(item) : -1;
    if (digit < 0 || digit > 9) {
      if (PyErr_Occurred() === null) badTuple("coefficient must be a tuple of digits");
      return false;
    }
    store<u8>(text + <usize>i, <u8>(0x30 + <i32>digit));
  }
  return true;
}

/** From any object that Decimal() takes. */
export function fromObject(
  type: PyTypeObject,
  op: PyObject,
  context: PyDecContextObject,
  exact: bool,
): PyObject | null {
  if (PyDec_Check(op)) return fromDecimal(type, op, context, exact);
  if (PyUnicode_Check(op)) return fromUnicode(type, op, context, exact);
  if (PyLong_Check(op)) return fromLong(type, op, context, exact);
  if (PyTuple_Check(op) || PyList_Check(op)) return fromTuple(type, op, context, exact);
  if (PyFloat_Check(op)) {
    if (dec_addstatus(context, FloatOperation)) return null;
    return fromDouble(type, PyFloat_AS_DOUBLE(op), context, exact);
  }
  return PyErr_Format(PyExc_TypeError, "conversion from %s to Decimal is not supported", op.ob_type.tp_name);
}

/** `new` int of a natural. */
function longOfNatural(coef: usize, negative: bool): PyObject | null {
  if (coef == 0) return PyErr_NoMemory();
  const n = <i32>((nDigits(coef) * 1000) / 9030) + 2; // 30 bits hold 9.03 digits
  const op = _PyLong_New(n);
  if (op === null) return null;
  const digits = changetype<usize>(op) + 24;
  let rest = coef;
  for (let i = 0; i < n; i++) {
    rest = nDivSmall(rest, 1 << 30);
    if (rest == 0) {
      Py_DECREF(op);
      return PyErr_NoMemory();
    }
    setDigit(digits, i, smallRest);
  }
  const r = long_normalize(op);
  if (negative && !nIsZero(coef)) flipSign(r);
  return maybe_small_long(r);
}

/** `new` int: a finite value rounded to an integer in direction `mode`; errors as int(Decimal) gives them. */
export function toLong(op: PyObject, mode: i32): PyObject | null {
  const v = valueOf(op);
  if (v.kind >= QNAN) return PyErr_SetString(PyExc_ValueError, "cannot convert NaN to integer");
  if (v.kind == INFINITE) return PyErr_SetString(PyExc_OverflowError, "cannot convert Infinity to integer");
  if (v.exp >= 0) return longOfNatural(nIsZero(v.coef) ? v.coef : nShiftLeft(v.coef, v.exp), v.sign == 1);
  return longOfNatural(roundedDown(v, mode), v.sign == 1);
}

function roundedDown(v: Value, mode: i32): usize {
  return shiftRounded(v.coef, -v.exp, v.sign, mode);
}

function gcd(a: usize, b: usize): usize {
  while (b != 0 && !nIsZero(b)) {
    if (nDivMod(a, b) == 0) return 0;
    const rest = nRest;
    a = b;
    b = rest;
  }
  return b == 0 ? 0 : a;
}

/** `new` tuple of two ints without common factor. */
export function toRatio(op: PyObject): PyObject | null {
  const v = valueOf(op);
  if (v.kind >= QNAN) return PyErr_SetString(PyExc_ValueError, "cannot convert NaN to integer ratio");
  if (v.kind == INFINITE) return PyErr_SetString(PyExc_OverflowError, "cannot convert Infinity to integer ratio");
  let top = v.coef;
  let bottom = nFromU64(1);
  if (!nIsZero(top)) {
    if (v.exp >= 0) top = nShiftLeft(top, v.exp);
    else {
      const zeros = nTrailingZeros(top);
      const cut = zeros < -v.exp ? zeros : -v.exp;
      top = nShiftRight(top, cut);
      bottom = nPow10(-v.exp - cut);
      const common = gcd(bottom, top);
      top = common == 0 ? 0 : nDivMod(top, common);
      bottom = common == 0 ? 0 : nDivMod(bottom, common);
    }
  }
  const numerator = longOfNatural(top, v.sign == 1);
  const denominator: PyObject | null = numerator === null ? null : longOfNatural(bottom, false);
  const result: PyObject | null =
    numerator === null || denominator === null ? null : PyTuple_Pack2(numerator, denominator);
  Py_XDECREF(numerator);
  Py_XDECREF(denominator);
  return result;
}

/** a * b mod 2^61 - 1. */
function mulModulus(a: u64, b: u64): u64 {
  // 61 bits by 61 bits in pieces of 31 and 30
  const high = b >> 30;
  const low = b & 0x3fffffff;
  let r: u64 = 0;
  for (let i = 30; i >= 0; i--) {
    r = addModulus(r, r);
    if ((high >> i) & 1) r = addModulus(r, a);
  }
  for (let i = 29; i >= 0; i--) {
    r = addModulus(r, r);
    if ((low >> i) & 1) r = addModulus(r, a);
  }
  return r;
}

function addModulus(a: u64, b: u64): u64 {
  const sum = a + b;
  return sum >= _PyHASH_MODULUS ? sum - _PyHASH_MODULUS : sum;
}

function powModulus(base: u64, exponent: u64): u64 {
  let r: u64 = 1;
  let b = base;
  while (exponent != 0) {
    if (exponent & 1) r = mulModulus(r, b);
    b = mulModulus(b, b);
    exponent >>= 1;
  }
  return r;
}

/** The inverse of 10 modulo 2^61 - 1. */
const INVERSE_TEN: u64 = 2075258708292324556;

/** hash(): equal numbers of all types hash alike; -1 with TypeError for a signaling NaN. */
export function hashDecimal(op: PyObject): i64 {
  const v = valueOf(op);
  if (v.kind == SNAN) {
    PyErr_SetString(PyExc_TypeError, "Cannot hash a signaling NaN value");
    return -1;
  }
  if (v.kind == QNAN) return _Py_HashPointer(changetype<usize>(op));
  if (v.kind == INFINITE) return v.sign == 1 ? -_PyHASH_INF : _PyHASH_INF;
  let coef: u64 = 0;
  for (let i = nLength(v.coef) - 1; i >= 0; i--) coef = addModulus(mulModulus(coef, 1000000000), nLimb(v.coef, i));
  const scale = v.exp >= 0 ? powModulus(10, v.exp) : powModulus(INVERSE_TEN, -v.exp);
  const hash = <i64>mulModulus(coef, scale);
  const signed = v.sign == 1 ? -hash : hash;
  return signed == -1 ? -2 : signed;
}
