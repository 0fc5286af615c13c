/** The type datetime.timedelta: arithmetic is done in microseconds, as ints of any size where 64 bits do not do. */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_NotImplemented } from "../../object/statics";
import { PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import {
  METH_NOARGS,
  Py_READONLY,
  Py_T_INT,
  addMember,
  addMethod,
  initStaticType,
  numberMethods,
} from "../../object/typedef";
import { PyType_GenericAlloc } from "../../gc/collector";
import { arg, parseTupleArgs } from "../../protocol/args";
import { PyObject_GenericGetAttr } from "../../protocol/attr";
import { PyObject_CallMethodNoArgs } from "../../protocol/call";
import { Py_RETURN_RICHCOMPARE } from "../../protocol/compare";
import { PyErr_Format, PyErr_SetString } from "../../protocol/errors";
import { PyObject_Hash } from "../../protocol/hash";
import {
  PyNumber_Add,
  PyNumber_And,
  PyNumber_Divmod,
  PyNumber_FloorDivide,
  PyNumber_Multiply,
  PyNumber_Remainder,
  PyNumber_TrueDivide,
} from "../../protocol/number";
import { PyFloat_AS_DOUBLE, PyFloat_Check } from "../../types/float";
import {
  PyLong_AsLongAndOverflow,
  PyLong_CheckExact,
  PyLong_Check,
  PyLong_FromDouble,
  PyLong_FromI64,
  PyLong_FromLong,
  _PyLong_CompactValue,
  _PyLong_IsCompact,
  longOverflow,
} from "../../types/long";
import { _PyLong_DivmodNear } from "../../types/long_mul_div";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2 } from "../../types/tuple";
import { packSteal3 } from "../../types/tuple_build";
import { ID } from "../../generated/ids";
import { floorDiv64 } from "./calendar";
import {
  PyDateTime_DeltaType,
  PyDelta_Check,
  deltaIsZero,
  deltaMinus,
  deltaNegative,
  delta_cmp,
  getHash,
  makeDelta,
  new_delta,
  setHash,
  tdDays,
  tdMicroseconds,
  tdSeconds,
} from "./objects";
import {
  SPEC_SECONDS,
  SPEC_MICROSECONDS,
  putChar,
  putLiteral,
  putNumber,
  putTimeText,
  startText,
  takeRepr,
  takeText,
} from "./text";

const US_PER_DAY: i64 = 86400000000;

/** Days whose microseconds surely fit 64 bits. */
const SMALL_DAYS: i32 = 100000000;

/** The whole duration in microseconds: `new` int. */
export function delta_to_microseconds(op: PyObject): PyObject | null {
  const days = tdDays(op);
  const rest = <i64>tdSeconds(op) * 1000000 + tdMicroseconds(op);
  if (days < SMALL_DAYS && days > -SMALL_DAYS) return PyLong_FromI64(<i64>days * US_PER_DAY + rest);
  const a = PyLong_FromI64(US_PER_DAY);
  const b = PyLong_FromLong(days);
  const c: PyObject | null = a === null || b === null ? null : PyNumber_Multiply(a, b);
  const d = PyLong_FromI64(rest);
  const result: PyObject | null = c === null || d === null ? null : PyNumber_Add(c, d);
  Py_XDECREF(a);
  Py_XDECREF(b);
  Py_XDECREF(c);
  Py_XDECREF(d);
  return result;
}

function daysOverflow(): PyObject | null {
  return PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C int");
}

/** A timedelta of `type` from 64-bit parts: `new`. */
function deltaOfParts(days: i64, seconds: i64, us: i64, type: PyTypeObject): PyObject | null {
  const carry = floorDiv64(us, 1000000);
  us -= carry * 1000000;
  seconds += carry;
  const extra = floorDiv64(seconds, 86400);
  days += extra;
  if (days != <i64>(<i32>days)) return daysOverflow();
  return makeDelta(<i32>days, <i32>(seconds - extra * 86400), <i32>us, type);
}

/** divmod(a, b) as a pair: `new`; TypeError if __divmod__ gives something else. */
function checkedDivmod(a: PyObject, b: PyObject): PyObject | null {
  const pair = PyNumber_Divmod(a, b);
  if (pair === null) return null;
  if (!PyTuple_Check(pair)) {
    PyErr_Format(PyExc_TypeError, "divmod() returned non-tuple (type %.200s)", pair.ob_type.tp_name);
  } else if (PyTuple_GET_SIZE(pair) != 2) {
    PyErr_Format(PyExc_TypeError, "divmod() returned a tuple of size %zd", <usize>PyTuple_GET_SIZE(pair));
  } else {
    return pair;
  }
  Py_DECREF(pair);
  return null;
}

/** The rest of checkedDivmod(us, 1000000): an int subclass's own divmod has been asked. */
function deltaOfPair(pair: PyObject, type: PyTypeObject): PyObject | null {
  const rest = PyTuple_GET_ITEM(pair, 1);
  const us: i64 = PyLong_Check(rest) ? PyLong_AsLongAndOverflow(rest) : -1;
  if (us < 0 || us >= 1000000) return PyErr_SetString(PyExc_TypeError, "divmod() returned a value out of range");
  const day = PyLong_FromLong(86400);
  if (day === null) return null;
  const days = checkedDivmod(PyTuple_GET_ITEM(pair, 0), day);
  Py_DECREF(day);
  if (days === null) return null;
  const d = PyTuple_GET_ITEM(days, 0);
  const s = PyTuple_GET_ITEM(days, 1);
  let result: PyObject | null = null;
  const seconds: i64 = PyLong_Check(s) ? PyLong_AsLongAndOverflow(s) : -1;
  if (seconds < 0 || seconds >= 86400 || !PyLong_Check(d)) {
    PyErr_SetString(PyExc_TypeError, "divmod() returned a value out of range");
  } else {
    const n = PyLong_AsLongAndOverflow(d);
    if (longOverflow != 0 || n != <i64>(<i32>n)) daysOverflow();
    else result = makeDelta(<i32>n, <i32>seconds, <i32>us, type);
  }
  Py_DECREF(days);
  return result;
}

/** A timedelta of so many microseconds (stolen, null: failed): `new`. */
function microseconds_to_delta(us: PyObject | null, type: PyTypeObject): PyObject | null {
  if (us === null) return null;
  let result: PyObject | null = null;
  if (PyLong_CheckExact(us)) {
    const value = PyLong_AsLongAndOverflow(us);
    if (longOverflow == 0) {
      Py_DECREF(us);
      return deltaOfParts(0, 0, value, type);
    }
  }
  const million = PyLong_FromLong(1000000);
  const pair: PyObject | null = million === null ? null : checkedDivmod(us, million);
  if (pair !== null) {
    result = deltaOfPair(pair, type);
    Py_DECREF(pair);
  }
  Py_XDECREF(million);
  Py_DECREF(us);
  return result;
}

// ---- arithmetic ----

function delta_add(a: PyObject, b: PyObject): PyObject | null {
  if (!PyDelta_Check(a) || !PyDelta_Check(b)) return Py_NewRef(Py_NotImplemented);
  return new_delta(tdDays(a) + tdDays(b), tdSeconds(a) + tdSeconds(b), tdMicroseconds(a) + tdMicroseconds(b));
}

function delta_subtract(a: PyObject, b: PyObject): PyObject | null {
  return PyDelta_Check(a) && PyDelta_Check(b) ? deltaMinus(a, b) : Py_NewRef(Py_NotImplemented);
}

function delta_positive(op: PyObject): PyObject | null {
  return new_delta(tdDays(op), tdSeconds(op), tdMicroseconds(op));
}

function delta_abs(op: PyObject): PyObject | null {
  return tdDays(op) < 0 ? deltaNegative(op) : delta_positive(op);
}

function delta_bool(op: PyObject): i32 {
  return deltaIsZero(op) ? 0 : 1;
}

/** m / n rounded to the nearest int, ties to even: `new`. */
function divideNearest(m: PyObject, n: PyObject): PyObject | null {
  const pair = _PyLong_DivmodNear(m, n);
  if (pair === null) return null;
  const result = Py_NewRef(PyTuple_GET_ITEM(pair, 0));
  Py_DECREF(pair);
  return result;
}

/** The float's numerator and denominator: `new` pair. */
function ratioOf(op: PyObject): PyObject | null {
  const ratio = PyObject_CallMethodNoArgs(op, ID.as_integer_ratio);
  if (ratio === null) return null;
  if (!PyTuple_Check(ratio)) {
    PyErr_Format(
      PyExc_TypeError,
      "unexpected return type from as_integer_ratio(): expected tuple, got '%.200s'",
      ratio.ob_type.tp_name,
    );
  } else if (PyTuple_GET_SIZE(ratio) != 2) {
    PyErr_SetString(PyExc_ValueError, "as_integer_ratio() must return a 2-tuple");
  } else if (!PyLong_Check(PyTuple_GET_ITEM(ratio, 0)) || !PyLong_Check(PyTuple_GET_ITEM(ratio, 1))) {
    PyErr_SetString(PyExc_TypeError, "as_integer_ratio() must return a tuple of two ints");
  } else {
    return ratio;
  }
  Py_DECREF(ratio);
  return null;
}

/** delta * float (which 0) or delta / float (which 1): exact, rounded once. */
function timesFloat(delta: PyObject, x: PyObject, which: i32): PyObject | null {
  const us = delta_to_microseconds(delta);
  const ratio: PyObject | null = us === null ? null : ratioOf(x);
  const product: PyObject | null = ratio === null ? null : PyNumber_Multiply(us!, PyTuple_GET_ITEM(ratio, which));
  let result: PyObject | null = null;
  if (product !== null) {
    result = microseconds_to_delta(divideNearest(product, PyTuple_GET_ITEM(ratio!, 1 - which)), PyDateTime_DeltaType);
  }
  Py_XDECREF(us);
  Py_XDECREF(ratio);
  Py_XDECREF(product);
  return result;
}

function timesInt(delta: PyObject, n: PyObject): PyObject | null {
  const us = delta_to_microseconds(delta);
  if (us === null) return null;
  const product = PyNumber_Multiply(n, us);
  Py_DECREF(us);
  return microseconds_to_delta(product, PyDateTime_DeltaType);
}

function delta_multiply(a: PyObject, b: PyObject): PyObject | null {
  const own = PyDelta_Check(a);
  const delta = own ? a : b;
  const factor = own ? b : a;
  if (PyLong_Check(factor)) return timesInt(delta, factor);
  if (PyFloat_Check(factor)) return timesFloat(delta, factor, 0);
  return Py_NewRef(Py_NotImplemented);
}

const FLOOR: i32 = 0;
const TRUE: i32 = 1;
const REMAINDER: i32 = 2;
const DIVMOD: i32 = 3;

/** An operation on the microseconds of two timedeltas: `new`. */
function onBoth(a: PyObject, b: PyObject, what: i32): PyObject | null {
  const x = delta_to_microseconds(a);
  const y = delta_to_microseconds(b);
  let result: PyObject | null = null;
  if (x !== null && y !== null) {
    if (what == FLOOR) result = PyNumber_FloorDivide(x, y);
    else if (what == TRUE) result = PyNumber_TrueDivide(x, y);
    else if (what == REMAINDER) result = PyNumber_Remainder(x, y);
    else result = checkedDivmod(x, y);
  }
  Py_XDECREF(x);
  Py_XDECREF(y);
  return result;
}

/** a // b of two timedeltas: `new` int. */
export function deltaFloorDivide(a: PyObject, b: PyObject): PyObject | null {
  return onBoth(a, b, FLOOR);
}

function delta_divide(a: PyObject, b: PyObject): PyObject | null {
  if (!PyDelta_Check(a)) return Py_NewRef(Py_NotImplemented);
  if (PyDelta_Check(b)) return onBoth(a, b, FLOOR);
  if (!PyLong_Check(b)) return Py_NewRef(Py_NotImplemented);
  const us = delta_to_microseconds(a);
  if (us === null) return null;
  const quotient = PyNumber_FloorDivide(us, b);
  Py_DECREF(us);
  return microseconds_to_delta(quotient, PyDateTime_DeltaType);
}

function delta_truedivide(a: PyObject, b: PyObject): PyObject | null {
  if (!PyDelta_Check(a)) return Py_NewRef(Py_NotImplemented);
  if (PyDelta_Check(b)) return onBoth(a, b, TRUE);
  if (PyFloat_Check(b)) return timesFloat(a, b, 1);
  if (!PyLong_Check(b)) return Py_NewRef(Py_NotImplemented);
  const us = delta_to_microseconds(a);
  if (us === null) return null;
  const quotient = divideNearest(us, b);
  Py_DECREF(us);
  return microseconds_to_delta(quotient, PyDateTime_DeltaType);
}

function delta_remainder(a: PyObject, b: PyObject): PyObject | null {
  if (!PyDelta_Check(a) || !PyDelta_Check(b)) return Py_NewRef(Py_NotImplemented);
  return microseconds_to_delta(onBoth(a, b, REMAINDER), PyDateTime_DeltaType);
}

function delta_divmod(a: PyObject, b: PyObject): PyObject | null {
  if (!PyDelta_Check(a) || !PyDelta_Check(b)) return Py_NewRef(Py_NotImplemented);
  const pair = onBoth(a, b, DIVMOD);
  if (pair === null) return null;
  const rest = microseconds_to_delta(Py_NewRef(PyTuple_GET_ITEM(pair, 1)), PyDateTime_DeltaType);
  let result: PyObject | null = null;
  if (rest !== null) {
    result = PyTuple_Pack2(PyTuple_GET_ITEM(pair, 0), rest);
    Py_DECREF(rest);
  }
  Py_DECREF(pair);
  return result;
}

function delta_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  return PyDelta_Check(b) ? Py_RETURN_RICHCOMPARE(<i64>delta_cmp(a, b), op) : Py_NewRef(Py_NotImplemented);
}

/** (days, seconds, microseconds), `new`. */
function delta_getstate(op: PyObject): PyObject | null {
  return packSteal3(PyLong_FromLong(tdDays(op)), PyLong_FromLong(tdSeconds(op)), PyLong_FromLong(tdMicroseconds(op)));
}

export function delta_hash(op: PyObject): i64 {
  if (getHash(op) == -1) {
    const state = delta_getstate(op);
    if (state === null) return -1;
    setHash(op, PyObject_Hash(state));
    Py_DECREF(state);
  }
  return getHash(op);
}

// ---- construction ----

/** What the fractions of float arguments have left over, in microseconds. */
let leftover: f64 = 0;

/** C's modf: the fraction; the whole part is in `wholePart`. */
let wholePart: f64 = 0;
function modf(x: f64): f64 {
  wholePart = Math.trunc(x);
  return Math.abs(x) == Infinity ? 0.0 : x - wholePart;
}

/** sum (stolen) + int(x) * factor; steals nothing else. `new` */
function addWhole(sum: PyObject, x: f64, factor: i64): PyObject | null {
  const n = PyLong_FromDouble(x);
  const f = PyLong_FromI64(factor);
  const product: PyObject | null = n === null || f === null ? null : PyNumber_Multiply(n, f);
  const result: PyObject | null = product === null ? null : PyNumber_Add(sum, product);
  Py_XDECREF(n);
  Py_XDECREF(f);
  Py_XDECREF(product);
  Py_DECREF(sum);
  return result;
}

/** sum (stolen, null: failed) + num * factor, where num is an argument or null: `new`. */
function accum(tag: string, sum: PyObject | null, num: PyObject | null, factor: i64): PyObject | null {
  if (sum === null || num === null) return sum;
  if (PyLong_Check(num)) {
    const f = PyLong_FromI64(factor);
    const product: PyObject | null = f === null ? null : PyNumber_Multiply(num, f);
    const result: PyObject | null = product === null ? null : PyNumber_Add(sum, product);
    Py_XDECREF(f);
    Py_XDECREF(product);
    Py_DECREF(sum);
    return result;
  }
  if (!PyFloat_Check(num)) {
    const format = "unsupported type for timedelta %L component: %s";
    PyErr_Format(PyExc_TypeError, format, changetype<usize>(tag), num.ob_type.tp_name);
    Py_DECREF(sum);
    return null;
  }
  let fraction = modf(PyFloat_AS_DOUBLE(num));
  const total = addWhole(sum, wholePart, factor);
  if (total === null || fraction == 0.0) return total;
  fraction = modf(<f64>factor * fraction);
  const result = addWhole(total, wholePart, 1);
  leftover += fraction;
  return result;
}

/** C's round: halves away from zero. */
function roundAway(x: f64): f64 {
  const whole = Math.trunc(x);
  if (Math.abs(x - whole) < 0.5) return whole;
  return x < 0 ? whole - 1.0 : whole + 1.0;
}

/** Adds what was left over, rounded to the nearest, ties to even. Steals `sum`. */
function addLeftover(sum: PyObject): PyObject | null {
  let whole = roundAway(leftover);
  if (Math.abs(whole - leftover) == 0.5) {
    const one = PyLong_FromLong(1);
    const bit: PyObject | null = one === null ? null : PyNumber_And(sum, one);
    Py_XDECREF(one);
    if (bit === null) {
      Py_DECREF(sum);
      return null;
    }
    const odd: f64 = PyLong_AsLongAndOverflow(bit) != 0 ? 1.0 : 0.0;
    Py_DECREF(bit);
    whole = 2.0 * roundAway((leftover + odd) * 0.5) - odd;
  }
  return addWhole(sum, whole, 1);
}

/** Is the argument absent or a small int? Its value is in `smallValue`. */
let smallValue: i64 = 0;
function isSmall(op: PyObject | null): bool {
  smallValue = 0;
  if (op === null) return true;
  if (!PyLong_CheckExact(op) || !_PyLong_IsCompact(op)) return false;
  smallValue = <i64>_PyLong_CompactValue(op);
  return true;
}

function delta_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const spec = "days=,seconds=,microseconds=,milliseconds=,minutes=,hours=,weeks=";
  if (!parseTupleArgs("__new__", spec, args, kwargs)) return null;
  const days = arg(0);
  const seconds = arg(1);
  const us = arg(2);
  const ms = arg(3);
  const minutes = arg(4);
  const hours = arg(5);
  const weeks = arg(6);
  if (isSmall(days)) {
    let d = smallValue;
    let ok = isSmall(weeks);
    d += smallValue * 7;
    ok = ok && isSmall(seconds);
    let s = smallValue;
    ok = ok && isSmall(minutes);
    s += smallValue * 60;
    ok = ok && isSmall(hours);
    s += smallValue * 3600;
    ok = ok && isSmall(us);
    let u = smallValue;
    ok = ok && isSmall(ms);
    u += smallValue * 1000;
    if (ok) return deltaOfParts(d, s, u, type);
  }
  leftover = 0;
  let sum = PyLong_FromLong(0);
  sum = accum("microseconds", sum, us, 1);
  sum = accum("milliseconds", sum, ms, 1000);
  sum = accum("seconds", sum, seconds, 1000000);
  sum = accum("minutes", sum, minutes, 60000000);
  sum = accum("hours", sum, hours, 3600000000);
  sum = accum("days", sum, days, US_PER_DAY);
  sum = accum("weeks", sum, weeks, 7 * US_PER_DAY);
  if (sum !== null && leftover != 0) sum = addLeftover(sum);
  return microseconds_to_delta(sum, type);
}

// ---- text ----

function putPart(name: string, value: i32, first: bool): bool {
  if (value == 0) return first;
  if (!first) putLiteral(", ");
  putLiteral(name);
  putNumber(value, 1);
  return false;
}

function delta_repr(op: PyObject): PyObject | null {
  startText();
  let first = putPart("days=", tdDays(op), true);
  first = putPart("seconds=", tdSeconds(op), first);
  first = putPart("microseconds=", tdMicroseconds(op), first);
  if (first) putChar(48);
  return takeRepr(op);
}

function delta_str(op: PyObject): PyObject | null {
  const days = tdDays(op);
  const seconds = tdSeconds(op);
  const us = tdMicroseconds(op);
  startText();
  if (days != 0) {
    putNumber(days, 1);
    putLiteral(days == 1 || days == -1 ? " day, " : " days, ");
  }
  const hours = seconds / 3600;
  if (hours < 10) {
    putNumber(hours, 1);
    putChar(0x3a);
    putNumber((seconds / 60) % 60, 2);
    putChar(0x3a);
    putNumber(seconds % 60, 2);
    if (us != 0) {
      putChar(0x2e);
      putNumber(us, 6);
    }
  } else {
    putTimeText(hours, (seconds / 60) % 60, seconds % 60, us, us != 0 ? SPEC_MICROSECONDS : SPEC_SECONDS);
  }
  return takeText();
}

export function delta_total_seconds(op: PyObject, unused: PyObject | null): PyObject | null {
  const us = delta_to_microseconds(op);
  const million = PyLong_FromLong(1000000);
  const result: PyObject | null = us === null || million === null ? null : PyNumber_TrueDivide(us, million);
  Py_XDECREF(us);
  Py_XDECREF(million);
  return result;
}

function delta_reduce(op: PyObject, unused: PyObject | null): PyObject | null {
  const state = delta_getstate(op);
  if (state === null) return null;
  const result = PyTuple_Pack2(op.ob_type, state);
  Py_DECREF(state);
  return result;
}

export function defineDelta(): void {
  const t = PyDateTime_DeltaType;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "datetime.timedelta",
    40,
    0,
    Py_TPFLAGS_BASETYPE,
    "A duration: the difference of two dates, times or datetimes.",
  );
  t.tp_repr = delta_repr.index;
  t.tp_str = delta_str.index;
  t.tp_hash = delta_hash.index;
  t.tp_richcompare = delta_richcompare.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_new = delta_new.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  const n = numberMethods(t);
  n.nb_add = delta_add.index;
  n.nb_subtract = delta_subtract.index;
  n.nb_multiply = delta_multiply.index;
  n.nb_remainder = delta_remainder.index;
  n.nb_divmod = delta_divmod.index;
  n.nb_negative = deltaNegative.index;
  n.nb_positive = delta_positive.index;
  n.nb_absolute = delta_abs.index;
  n.nb_bool = delta_bool.index;
  n.nb_floor_divide = delta_divide.index;
  n.nb_true_divide = delta_truedivide.index;
  addMethod(
    t,
    "total_seconds",
    delta_total_seconds.index,
    METH_NOARGS,
    "total_seconds($self, /)\n--\n\nThe duration in seconds, as a float.",
  );
  addMethod(t, "__reduce__", delta_reduce.index, METH_NOARGS, "__reduce__($self, /)\n--\n\nClass and fields.");
  addMember(t, "days", Py_T_INT, 24, Py_READONLY, "Whole days, negative for a negative duration.");
  addMember(t, "seconds", Py_T_INT, 28, Py_READONLY, "Seconds of the last day.");
  addMember(t, "microseconds", Py_T_INT, 32, Py_READONLY, "Microseconds of the last second.");
}
