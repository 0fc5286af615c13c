/**
 * POSIX timestamps and local time. What the C library's localtime() knows is asked of time.localtime(), the only place that knows the zone.
 * Seconds are counted from 1 January of year 1 where a comment says so, and from 1970 otherwise.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_XDECREF } from "../../object/refcount";
import { PyExc_OverflowError, PyExc_ValueError } from "../../object/exception_types";
import { PyObject_GetAttr } from "../../protocol/attr";
import { PyObject_CallMethodOneArg } from "../../protocol/call";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { _PyNumber_Index } from "../../protocol/number";
import { PyFloat_AS_DOUBLE, PyFloat_Check } from "../../types/float";
import { PyLong_AsI64, PyLong_AsLongAndOverflow, PyLong_FromI64, longOverflow } from "../../types/long";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";
import { ID } from "../../generated/ids";
import { PyImport_ImportModule } from "../import";
import { MAXYEAR, MINYEAR, floorDiv64, ord_to_ymd, ymdDay, ymdMonth, ymdYear, ymd_to_ord } from "./calendar";

/** 1 January 1970 in seconds from the year 1. */
export const EPOCH: i64 = 719163 * 86400;
const MAX_FOLD_SECONDS: i64 = 86400;

/** C's struct tm: results of localFields and utcFields. */
export let tmYear: i32 = 0;
export let tmMonth: i32 = 0;
export let tmDay: i32 = 0;
export let tmHour: i32 = 0;
export let tmMinute: i32 = 0;
export let tmSecond: i32 = 0;
/** Offset of local time in seconds, its name (`new`, to be taken by who asked for it). */
export let tmOffset: i32 = 0;

/** Results of readTimestamp. */
export let stampSeconds: i64 = 0;
export let stampMicroseconds: i32 = 0;

function stampOverflow(): bool {
  PyErr_SetString(PyExc_OverflowError, "timestamp out of range for platform time_t");
  return false;
}

/** Half to even. */
function roundEven(x: f64): f64 {
  return nearest(x);
}

/** Takes a timestamp apart; false with an exception. With `down` it is rounded down to whole seconds, else to microseconds, ties to even. */
export function readTimestamp(op: PyObject, down: bool): bool {
  stampMicroseconds = 0;
  if (!PyFloat_Check(op)) {
    const number = _PyNumber_Index(op);
    if (number === null) return false;
    stampSeconds = PyLong_AsLongAndOverflow(number);
    Py_DECREF(number);
    return longOverflow == 0 || stampOverflow();
  }
  const x = PyFloat_AS_DOUBLE(op);
  if (x != x) {
    PyErr_SetString(PyExc_ValueError, "Invalid value NaN (not a number)");
    return false;
  }
  let whole = down ? Math.floor(x) : Math.trunc(x);
  let us = 0.0;
  if (!down && Math.abs(x) != Infinity) {
    us = roundEven((x - whole) * 1e6);
    if (us >= 1e6) {
      us -= 1e6;
      whole += 1.0;
    } else if (us < 0) {
      us += 1e6;
      whole -= 1.0;
    }
  }
  if (!(whole >= -9223372036854775808.0 && whole < 9223372036854775808.0)) return stampOverflow();
  stampSeconds = <i64>whole;
  stampMicroseconds = <i32>us;
  return true;
}

/** Field `i` of a struct_time as an int, clipped to 32 bits. */
function fieldOf(op: PyObject, i: i32): i32 {
  const value = PyLong_AsLongAndOverflow(PyTuple_GET_ITEM(op, i));
  return value > 0x7fffffff ? 0x7fffffff : value < -0x7fffffff ? -0x7fffffff : <i32>value;
}

/** time.localtime(t) or time.gmtime(t): `new` struct_time. */
function askTime(name: PyObject, t: i64): PyObject | null {
  const module = PyImport_ImportModule("time");
  const number: PyObject | null = module === null ? null : PyLong_FromI64(t);
  let result: PyObject | null = null;
  if (number !== null) {
    result = PyObject_CallMethodOneArg(module!, name, number);
    Py_DECREF(number);
  }
  Py_XDECREF(module);
  if (result === null || (PyTuple_Check(result) && PyTuple_GET_SIZE(result) >= 6)) return result;
  Py_DECREF(result);
  return PyErr_SetString(PyExc_ValueError, "time.localtime() gave no struct_time");
}

function takeFields(op: PyObject): void {
  tmYear = fieldOf(op, 0);
  tmMonth = fieldOf(op, 1);
  tmDay = fieldOf(op, 2);
  tmHour = fieldOf(op, 3);
  tmMinute = fieldOf(op, 4);
  tmSecond = fieldOf(op, 5);
  if (tmSecond > 59) tmSecond = 59;
}

/** Fills the tm globals with local time; false with an exception. */
export function localFields(t: i64): bool {
  const op = askTime(ID.localtime, t);
  if (op === null) return false;
  takeFields(op);
  Py_DECREF(op);
  return true;
}

/** The zone's name at a time, `new`, its offset in tmOffset. */
export function localZone(t: i64): PyObject | null {
  const op = askTime(ID.localtime, t);
  if (op === null) return null;
  let name = PyObject_GetAttr(op, ID.tm_zone);
  const offset = PyObject_GetAttr(op, ID.tm_gmtoff);
  Py_DECREF(op);
  if (offset !== null) {
    tmOffset = <i32>PyLong_AsI64(offset);
    Py_DECREF(offset);
  }
  if (PyErr_Occurred() !== null) {
    Py_XDECREF(name);
    name = null;
  }
  return name;
}

/** Fills the tm globals with UTC; false with an exception. */
export function utcFields(t: i64): bool {
  const days = floorDiv64(t, 86400);
  if (days < -719162 || days > 2932896) {
    // beyond the calendar: the C library still has fields for it, or complains
    const op = askTime(ID.gmtime, t);
    if (op === null) return false;
    takeFields(op);
    Py_DECREF(op);
    return true;
  }
  const rest = <i32>(t - days * 86400);
  ord_to_ymd(<i32>days + 719163);
  tmYear = ymdYear;
  tmMonth = ymdMonth;
  tmDay = ymdDay;
  tmHour = rest / 3600;
  tmMinute = (rest / 60) % 60;
  tmSecond = rest % 60;
  return true;
}

/** Seconds from the year 1; -1 with ValueError. */
export function utc_to_seconds(year: i32, month: i32, day: i32, hour: i32, minute: i32, second: i32): i64 {
  if (year < MINYEAR || year > MAXYEAR) {
    PyErr_Format(PyExc_ValueError, "year %d is out of range", year);
    return -1;
  }
  const ordinal = <i64>ymd_to_ord(year, month, day);
  return ((ordinal * 24 + hour) * 60 + minute) * 60 + second;
}

/** Local time, in seconds from the year 1, of a moment counted likewise; -1 with an exception. */
export function local(u: i64): i64 {
  if (!localFields(u - EPOCH)) return -1;
  return utc_to_seconds(tmYear, tmMonth, tmDay, tmHour, tmMinute, tmSecond);
}

/** The moment (from the year 1) of a local time, `fold` choosing between two; -1 with an exception. */
export function local_to_seconds(t: i64, fold: i32): i64 {
  // t = local(u) is to be solved for u
  let there = local(t);
  if (there == -1) return -1;
  const a = there - t;
  const u1 = t - a;
  const t1 = local(u1);
  if (t1 == -1) return -1;
  let b: i64;
  if (t1 == t) {
    // one solution; the other, if there is one, lies before it or behind it
    const probe = fold ? u1 + MAX_FOLD_SECONDS : u1 - MAX_FOLD_SECONDS;
    there = local(probe);
    if (there == -1) return -1;
    b = there - probe;
    if (a == b) return u1;
  } else {
    b = t1 - u1;
  }
  const u2 = t - b;
  const t2 = local(u2);
  if (t2 == -1) return -1;
  if (t2 == t) return u2;
  if (t1 == t) return u1;
  // in the gap: neither is one
  return fold ? min(u1, u2) : max(u1, u2);
}

/** Is the local time that the tm globals have for `t` the second of two alike? 1, 0, or -1 with an exception. Leaves the globals alone. */
export function foldOf(t: i64): i32 {
  const year = tmYear;
  const month = tmMonth;
  const day = tmDay;
  const hour = tmHour;
  const minute = tmMinute;
  const second = tmSecond;
  let fold = 0;
  const here = utc_to_seconds(year, month, day, hour, minute, second);
  if (here == -1) return -1;
  let probe = local(EPOCH + t - MAX_FOLD_SECONDS);
  if (probe == -1) return -1;
  const transition = here - probe - MAX_FOLD_SECONDS;
  if (transition < 0) {
    probe = local(EPOCH + t + transition);
    if (probe == -1) return -1;
    if (probe == here) fold = 1;
  }
  tmYear = year;
  tmMonth = month;
  tmDay = day;
  tmHour = hour;
  tmMinute = minute;
  tmSecond = second;
  return fold;
}
