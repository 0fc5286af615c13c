/**
 * The objects of the module _datetime: their layouts, their making, and asking a tzinfo (Modules/_datetimemodule.c).
 *
 *   timedelta  16 hashcode  24 days  28 seconds  32 microseconds                                                   40 bytes
 *   date       16 hashcode  24 hastzinfo  25 data: year (2, high byte first) month day                             32 bytes
 *   time       16 hashcode  24 hastzinfo  25 data: hour minute second microsecond (3)  31 fold  32 tzinfo          40, naive 32
 *   datetime   16 hashcode  24 hastzinfo  25 data: as date, then as time (10)  35 fold  40 tzinfo                  48, naive 40
 *   timezone   16 offset  24 name                                                                                  32 bytes
 *
 * Invariant: the tzinfo field exists only if hastzinfo says so, or in an instance of a subclass. A hashcode of -1 is not yet known.
 */
import { PyObject, PyTypeObject, initPtr } from "../../object/layout";
import { staticDataCount, Py_DECREF, Py_NewRef, Py_XNewRef } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { PyObject_Malloc } from "../../memory/blocks";
import { PyObject_Init } from "../../gc/collector";
import { PyObject_Call, PyObject_CallMethodOneArg } from "../../protocol/call";
import { PyErr_Format, PyErr_NoMemory } from "../../protocol/errors";
import { PyDict_New, PyDict_SetItem } from "../../types/dict";
import { PyLong_FromLong } from "../../types/long";
import { PyTuple_New, PyTuple_SET_ITEM } from "../../types/tuple";
import { PyType_IsSubtype } from "../../types/typeobject";
import { PyUnicode_Check } from "../../types/unicode";
import { ID } from "../../generated/ids";
import { check_date_args, check_delta_day_range, check_time_args, floorDiv } from "./calendar";

export const PyDateTime_DateType = changetype<PyTypeObject>(memory.data(416, 16)); // datetime.date
export const PyDateTime_DateTimeType = changetype<PyTypeObject>(memory.data(416, 16)); // datetime.datetime
export const PyDateTime_TimeType = changetype<PyTypeObject>(memory.data(416, 16)); // datetime.time
export const PyDateTime_DeltaType = changetype<PyTypeObject>(memory.data(416, 16)); // datetime.timedelta
export const PyDateTime_TZInfoType = changetype<PyTypeObject>(memory.data(416, 16)); // datetime.tzinfo
export const PyDateTime_TimeZoneType = changetype<PyTypeObject>(memory.data(416, 16)); // datetime.timezone

/** timedelta(0) and timezone.utc: immortal. */
export const zeroDelta = changetype<PyObject>(memory.data(48, 16));
export const utcTimezone = changetype<PyObject>(memory.data(32, 16));

const HASHCODE: usize = 16;
const HASTZINFO: usize = 24;
export const DATA: usize = 25;
export const DATE_DATASIZE: i32 = 4;
export const TIME_DATASIZE: i32 = 6;
export const DATETIME_DATASIZE: i32 = 10;
const TIME_FOLD: usize = 31;
const TIME_TZINFO: usize = 32;
const DATETIME_FOLD: usize = 35;
const DATETIME_TZINFO: usize = 40;

/** Gives the two static objects their types; their fields are zero already. */
export function initStatics(): void {
  store<u64>(changetype<usize>(zeroDelta), <u64>staticDataCount);
  initPtr(changetype<usize>(zeroDelta) + 8, changetype<usize>(PyDateTime_DeltaType));
  setHash(zeroDelta, -1);
  store<u64>(changetype<usize>(utcTimezone), <u64>staticDataCount);
  initPtr(changetype<usize>(utcTimezone) + 8, changetype<usize>(PyDateTime_TimeZoneType));
  initPtr(changetype<usize>(utcTimezone) + 16, changetype<usize>(zeroDelta));
}

// ---- type tests ----

function isOf(op: PyObject, type: PyTypeObject): bool {
  return op.ob_type == type || PyType_IsSubtype(op.ob_type, type);
}
export function PyDate_Check(op: PyObject): bool {
  return isOf(op, PyDateTime_DateType);
}
export function PyDateTime_Check(op: PyObject): bool {
  return isOf(op, PyDateTime_DateTimeType);
}
export function PyTime_Check(op: PyObject): bool {
  return isOf(op, PyDateTime_TimeType);
}
export function PyDelta_Check(op: PyObject): bool {
  return isOf(op, PyDateTime_DeltaType);
}
export function PyTZInfo_Check(op: PyObject): bool {
  return isOf(op, PyDateTime_TZInfoType);
}

// ---- fields ----

export function getHash(op: PyObject): i64 {
  return load<i64>(changetype<usize>(op), HASHCODE);
}
export function setHash(op: PyObject, hash: i64): void {
  store<i64>(changetype<usize>(op), hash, HASHCODE);
}
export function dataOf(op: PyObject): usize {
  return changetype<usize>(op) + DATA;
}

export function tdDays(op: PyObject): i32 {
  return load<i32>(changetype<usize>(op), 24);
}
export function tdSeconds(op: PyObject): i32 {
  return load<i32>(changetype<usize>(op), 28);
}
export function tdMicroseconds(op: PyObject): i32 {
  return load<i32>(changetype<usize>(op), 32);
}

function microsecondsAt(at: usize): i32 {
  return ((<i32>load<u8>(at)) << 16) | ((<i32>load<u8>(at, 1)) << 8) | <i32>load<u8>(at, 2);
}

/** Year, month and day of a date or datetime. */
export function getYear(op: PyObject): i32 {
  return ((<i32>load<u8>(changetype<usize>(op), DATA)) << 8) | <i32>load<u8>(changetype<usize>(op), DATA + 1);
}
export function getMonth(op: PyObject): i32 {
  return <i32>load<u8>(changetype<usize>(op), DATA + 2);
}
export function getDay(op: PyObject): i32 {
  return <i32>load<u8>(changetype<usize>(op), DATA + 3);
}

/** The time of a datetime. */
export function dtHour(op: PyObject): i32 {
  return <i32>load<u8>(changetype<usize>(op), DATA + 4);
}
export function dtMinute(op: PyObject): i32 {
  return <i32>load<u8>(changetype<usize>(op), DATA + 5);
}
export function dtSecond(op: PyObject): i32 {
  return <i32>load<u8>(changetype<usize>(op), DATA + 6);
}
export function dtMicrosecond(op: PyObject): i32 {
  return microsecondsAt(changetype<usize>(op) + DATA + 7);
}
export function dtFold(op: PyObject): i32 {
  return <i32>load<u8>(changetype<usize>(op), DATETIME_FOLD);
}

/** The fields of a time. */
export function timeHour(op: PyObject): i32 {
  return <i32>load<u8>(changetype<usize>(op), DATA);
}
export function timeMinute(op: PyObject): i32 {
  return <i32>load<u8>(changetype<usize>(op), DATA + 1);
}
export function timeSecond(op: PyObject): i32 {
  return <i32>load<u8>(changetype<usize>(op), DATA + 2);
}
export function timeMicrosecond(op: PyObject): i32 {
  return microsecondsAt(changetype<usize>(op) + DATA + 3);
}
export function timeFold(op: PyObject): i32 {
  return <i32>load<u8>(changetype<usize>(op), TIME_FOLD);
}

export function hasTzinfo(op: PyObject): bool {
  return load<u8>(changetype<usize>(op), HASTZINFO) != 0;
}
/** tzinfo of a datetime, or None. Borrowed. */
export function dtTzinfo(op: PyObject): PyObject {
  return hasTzinfo(op) ? load<PyObject>(changetype<usize>(op), DATETIME_TZINFO) : Py_None;
}
/** tzinfo of a time, or None. Borrowed. */
export function timeTzinfo(op: PyObject): PyObject {
  return hasTzinfo(op) ? load<PyObject>(changetype<usize>(op), TIME_TZINFO) : Py_None;
}

/** Puts another tzinfo into an aware datetime that nobody else has seen. */
export function replaceTzinfo(op: PyObject, tzinfo: PyObject): void {
  const at = changetype<usize>(op) + DATETIME_TZINFO;
  const old = load<PyObject>(at);
  store<u32>(at, <u32>changetype<usize>(Py_NewRef(tzinfo)));
  Py_DECREF(old);
}

// ---- allocation ----

function allocBytes(type: PyTypeObject, size: usize): PyObject | null {
  const at = PyObject_Malloc(size);
  if (at == 0) return PyErr_NoMemory();
  memory.fill(at, 0, size);
  return PyObject_Init(changetype<PyObject>(at), type);
}

/** tp_alloc of time and of datetime: `aware` says whether there is room for a tzinfo. */
export function time_alloc(type: PyTypeObject, aware: i32): PyObject | null {
  return allocBytes(type, aware ? 40 : 32);
}
export function datetime_alloc(type: PyTypeObject, aware: i32): PyObject | null {
  return allocBytes(type, aware ? 48 : 40);
}

export function time_dealloc(self: PyObject): void {
  if (hasTzinfo(self)) Py_DECREF(timeTzinfo(self));
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}
export function datetime_dealloc(self: PyObject): void {
  if (hasTzinfo(self)) Py_DECREF(dtTzinfo(self));
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

/** TypeError unless `op` may be a tzinfo: 0 or -1. */
export function check_tzinfo_subclass(op: PyObject): i32 {
  if (op == Py_None || PyTZInfo_Check(op)) return 0;
  const format = "tzinfo argument must be None or of a tzinfo subclass, not type '%s'";
  PyErr_Format(PyExc_TypeError, format, op.ob_type.tp_name);
  return -1;
}

function putDate(at: usize, year: i32, month: i32, day: i32): void {
  store<u8>(at, <u8>(year >> 8));
  store<u8>(at, <u8>year, 1);
  store<u8>(at, <u8>month, 2);
  store<u8>(at, <u8>day, 3);
}

function putTime(at: usize, hour: i32, minute: i32, second: i32, us: i32): void {
  store<u8>(at, <u8>hour);
  store<u8>(at, <u8>minute, 1);
  store<u8>(at, <u8>second, 2);
  store<u8>(at, <u8>(us >> 16), 3);
  store<u8>(at, <u8>(us >> 8), 4);
  store<u8>(at, <u8>us, 5);
}

/** `new` instance of `type`, a subclass of date, with checked fields. */
export function new_date_ex(year: i32, month: i32, day: i32, type: PyTypeObject): PyObject | null {
  if (check_date_args(year, month, day) < 0) return null;
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (op === null) return null;
  setHash(op, -1);
  putDate(dataOf(op), year, month, day);
  return op;
}

export function new_datetime_ex2(
  year: i32,
  month: i32,
  day: i32,
  hour: i32,
  minute: i32,
  second: i32,
  us: i32,
  tzinfo: PyObject,
  fold: i32,
  type: PyTypeObject,
): PyObject | null {
  if (check_date_args(year, month, day) < 0 || check_time_args(hour, minute, second, us, fold) < 0) return null;
  if (check_tzinfo_subclass(tzinfo) < 0) return null;
  const aware = tzinfo != Py_None ? 1 : 0;
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, aware);
  if (op === null) return null;
  setHash(op, -1);
  putDate(dataOf(op), year, month, day);
  putTime(dataOf(op) + 4, hour, minute, second, us);
  store<u8>(changetype<usize>(op), <u8>fold, DATETIME_FOLD);
  store<u8>(changetype<usize>(op), <u8>aware, HASTZINFO);
  if (aware) initPtr(changetype<usize>(op) + DATETIME_TZINFO, changetype<usize>(Py_NewRef(tzinfo)));
  return op;
}

export function new_time_ex2(
  hour: i32,
  minute: i32,
  second: i32,
  us: i32,
  tzinfo: PyObject,
  fold: i32,
  type: PyTypeObject,
): PyObject | null {
  if (check_time_args(hour, minute, second, us, fold) < 0 || check_tzinfo_subclass(tzinfo) < 0) return null;
  const aware = tzinfo != Py_None ? 1 : 0;
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, aware);
  if (op === null) return null;
  setHash(op, -1);
  putTime(dataOf(op), hour, minute, second, us);
  store<u8>(changetype<usize>(op), <u8>fold, TIME_FOLD);
  store<u8>(changetype<usize>(op), <u8>aware, HASTZINFO);
  if (aware) initPtr(changetype<usize>(op) + TIME_TZINFO, changetype<usize>(Py_NewRef(tzinfo)));
  return op;
}

/** An instance from the bytes of its pickle, the fold in the high bit of `foldByte`. `new` */
export function fromPickle(
  type: PyTypeObject,
  from: usize,
  size: i32,
  foldByte: i32,
  tzinfo: PyObject,
): PyObject | null {
  const aware = tzinfo != Py_None ? 1 : 0;
  if (aware && !PyTZInfo_Check(tzinfo)) return PyErr_Format(PyExc_TypeError, "bad tzinfo state arg");
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, aware);
  if (op === null) return null;
  setHash(op, -1);
  const at = dataOf(op);
  memory.copy(at, from, <usize>size);
  if (size == DATE_DATASIZE) return op;
  const byte = load<u8>(at + <usize>foldByte);
  store<u8>(at + <usize>foldByte, byte & 0x7f);
  const isTime = size == TIME_DATASIZE;
  store<u8>(changetype<usize>(op) + (isTime ? TIME_FOLD : DATETIME_FOLD), byte >> 7);
  store<u8>(changetype<usize>(op), <u8>aware, HASTZINFO);
  if (aware) {
    const field = changetype<usize>(op) + (isTime ? TIME_TZINFO : DATETIME_TZINFO);
    initPtr(field, changetype<usize>(Py_NewRef(tzinfo)));
  }
  return op;
}

// ---- calls of a subclass's constructor ----

/** An argument tuple of `n` places, of which the first `ints` are to be filled with `putInt`. `new` */
function putInt(args: PyObject, i: i32, value: i32): bool {
  const number = PyLong_FromLong(value);
  PyTuple_SET_ITEM(args, i, number);
  return number !== null;
}

/** cls(*args, fold=1), or cls(*args) for fold 0; steals `args`. */
function callWithFold(cls: PyObject, args: PyObject, fold: i32): PyObject | null {
  let kwargs: PyObject | null = null;
  let result: PyObject | null = null;
  if (fold) {
    kwargs = PyDict_New();
    const one = PyLong_FromLong(fold);
    if (kwargs === null || one === null || PyDict_SetItem(kwargs, ID.fold, one) < 0) {
      Py_DECREF(args);
      if (kwargs !== null) Py_DECREF(kwargs);
      return null;
    }
    Py_DECREF(one);
  }
  result = PyObject_Call(cls, args, kwargs);
  Py_DECREF(args);
  if (kwargs !== null) Py_DECREF(kwargs);
  return result;
}

/** cls(year, month, day), `new`. */
export function new_date_subclass_ex(year: i32, month: i32, day: i32, cls: PyObject): PyObject | null {
  if (cls == PyDateTime_DateType) return new_date_ex(year, month, day, PyDateTime_DateType);
  if (cls == PyDateTime_DateTimeType) {
    return new_datetime_ex2(year, month, day, 0, 0, 0, 0, Py_None, 0, PyDateTime_DateTimeType);
  }
  const args = PyTuple_New(3);
  if (args === null) return null;
  if (putInt(args, 0, year) && putInt(args, 1, month) && putInt(args, 2, day)) return callWithFold(cls, args, 0);
  Py_DECREF(args);
  return null;
}

/** cls(year, ..., microsecond, tzinfo[, fold=fold]), `new`. */
export function new_datetime_subclass_fold_ex(
  year: i32,
  month: i32,
  day: i32,
  hour: i32,
  minute: i32,
  second: i32,
  us: i32,
  tzinfo: PyObject,
  fold: i32,
  cls: PyObject,
): PyObject | null {
  if (cls == PyDateTime_DateTimeType) {
    return new_datetime_ex2(year, month, day, hour, minute, second, us, tzinfo, fold, PyDateTime_DateTimeType);
  }
  const args = PyTuple_New(8);
  if (args === null) return null;
  let ok = putInt(args, 0, year) && putInt(args, 1, month) && putInt(args, 2, day) && putInt(args, 3, hour);
  ok = ok && putInt(args, 4, minute) && putInt(args, 5, second) && putInt(args, 6, us);
  PyTuple_SET_ITEM(args, 7, Py_NewRef(tzinfo));
  if (ok) return callWithFold(cls, args, fold);
  Py_DECREF(args);
  return null;
}

/** cls(hour, minute, second, microsecond, tzinfo[, fold=fold]), `new`. */
export function new_time_subclass_fold_ex(
  hour: i32,
  minute: i32,
  second: i32,
  us: i32,
  tzinfo: PyObject,
  fold: i32,
  cls: PyObject,
): PyObject | null {
  if (cls == PyDateTime_TimeType) return new_time_ex2(hour, minute, second, us, tzinfo, fold, PyDateTime_TimeType);
  const args = PyTuple_New(5);
  if (args === null) return null;
  const ok = putInt(args, 0, hour) && putInt(args, 1, minute) && putInt(args, 2, second) && putInt(args, 3, us);
  PyTuple_SET_ITEM(args, 4, Py_NewRef(tzinfo));
  if (ok) return callWithFold(cls, args, fold);
  Py_DECREF(args);
  return null;
}

// ---- timedelta ----

/** `new` timedelta of normalised seconds and microseconds; OverflowError for too many days. */
export function makeDelta(days: i32, seconds: i32, us: i32, type: PyTypeObject): PyObject | null {
  if (check_delta_day_range(days) < 0) return null;
  if (days == 0 && seconds == 0 && us == 0 && type == PyDateTime_DeltaType) return Py_NewRef(zeroDelta);
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (op === null) return null;
  setHash(op, -1);
  store<i32>(changetype<usize>(op), days, 24);
  store<i32>(changetype<usize>(op), seconds, 28);
  store<i32>(changetype<usize>(op), us, 32);
  return op;
}

/** `new` timedelta of any seconds and microseconds. */
export function new_delta(days: i32, seconds: i32, us: i32): PyObject | null {
  const carry = floorDiv(us, 1000000);
  us -= carry * 1000000;
  seconds += carry;
  const extra = floorDiv(seconds, 86400);
  return makeDelta(days + extra, seconds - extra * 86400, us, PyDateTime_DeltaType);
}

export function deltaIsZero(op: PyObject): bool {
  return (tdDays(op) | tdSeconds(op) | tdMicroseconds(op)) == 0;
}

/** Negative, 0 or positive. */
export function delta_cmp(a: PyObject, b: PyObject): i32 {
  let diff = tdDays(a) - tdDays(b);
  if (diff == 0) diff = tdSeconds(a) - tdSeconds(b);
  return diff != 0 ? diff : tdMicroseconds(a) - tdMicroseconds(b);
}

/** a - b of two timedeltas, `new`. */
export function deltaMinus(a: PyObject, b: PyObject): PyObject | null {
  return new_delta(tdDays(a) - tdDays(b), tdSeconds(a) - tdSeconds(b), tdMicroseconds(a) - tdMicroseconds(b));
}

export function deltaNegative(op: PyObject): PyObject | null {
  return new_delta(-tdDays(op), -tdSeconds(op), -tdMicroseconds(op));
}

// ---- timezone ----

/** Is a UTC offset a day or more? */
function tooFar(offset: PyObject): bool {
  const days = tdDays(offset);
  return days < -1 || days >= 1 || (days == -1 && tdSeconds(offset) == 0 && tdMicroseconds(offset) < 1);
}

/** `new` timezone without a check. */
export function create_timezone(offset: PyObject, name: PyObject | null): PyObject | null {
  if (offset == zeroDelta && name === null) return Py_NewRef(utcTimezone);
  const type = PyDateTime_TimeZoneType;
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (op === null) return null;
  initPtr(changetype<usize>(op) + 16, changetype<usize>(Py_NewRef(offset)));
  initPtr(changetype<usize>(op) + 24, changetype<usize>(Py_XNewRef(name)));
  return op;
}

export function new_timezone(offset: PyObject, name: PyObject | null): PyObject | null {
  if (name === null && deltaIsZero(offset)) return Py_NewRef(utcTimezone);
  if (!tooFar(offset)) return create_timezone(offset, name);
  const format = "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not %R.";
  return PyErr_Format(PyExc_ValueError, format, changetype<usize>(offset));
}

// ---- asking a tzinfo ----

/** tzinfo.utcoffset(arg) or tzinfo.dst(arg): `new` timedelta or None; TypeError, ValueError. */
export function call_tzinfo_method(tzinfo: PyObject, name: PyObject, arg: PyObject): PyObject | null {
  if (tzinfo == Py_None) return Py_NewRef(Py_None);
  const offset = PyObject_CallMethodOneArg(tzinfo, name, arg);
  if (offset === null || offset == Py_None) return offset;
  if (!PyDelta_Check(offset)) {
    PyErr_Format(
      PyExc_TypeError,
      "tzinfo.%U() must return None or timedelta, not '%.200s'",
      changetype<usize>(name),
      offset.ob_type.tp_name,
    );
  } else if (tooFar(offset)) {
    const format = "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24).";
    PyErr_Format(PyExc_ValueError, format);
  } else {
    return offset;
  }
  Py_DECREF(offset);
  return null;
}

export function call_utcoffset(tzinfo: PyObject, arg: PyObject): PyObject | null {
  return call_tzinfo_method(tzinfo, ID.utcoffset, arg);
}

export function call_dst(tzinfo: PyObject, arg: PyObject): PyObject | null {
  return call_tzinfo_method(tzinfo, ID.dst, arg);
}

/** tzinfo.tzname(arg): `new` str or None. */
export function call_tzname(tzinfo: PyObject, arg: PyObject): PyObject | null {
  if (tzinfo == Py_None) return Py_NewRef(Py_None);
  const name = PyObject_CallMethodOneArg(tzinfo, ID.tzname, arg);
  if (name === null || name == Py_None || PyUnicode_Check(name)) return name;
  PyErr_Format(PyExc_TypeError, "tzinfo.tzname() must return None or a string, not '%s'", name.ob_type.tp_name);
  Py_DECREF(name);
  return null;
}
