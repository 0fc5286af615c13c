/** The type datetime.datetime: making, arithmetic, comparison. Its text and conversions are in datetime_methods.ts. */
import { PyObject, PyTypeObject, Py_EQ, Py_NE } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { Py_None, Py_NotImplemented } from "../../object/statics";
import { PyExc_DeprecationWarning, PyExc_TypeError } from "../../object/exception_types";
import { arg, argReq, parseArgs, parseTupleArgs } from "../../protocol/args";
import { badArgument } from "../../protocol/arg_values";
import { PyObject_CallMethodOneArg, callMethodThreeArgs } from "../../protocol/call";
import { Py_RETURN_RICHCOMPARE } from "../../protocol/compare";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_SetString } from "../../protocol/errors";
import { PyObject_Hash, _Py_HashBytes } from "../../protocol/hash";
import { PyErr_WarnEx } from "../../protocol/warnings";
import { PyBytes_AS_STRING, compareBytes } from "../../types/bytes";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_DATA,
  PyUnicode_READ_CHAR,
  PyUnicode_WRITE,
  _PyUnicode_Copy,
  utf8Length,
} from "../../types/unicode";
import { PyExc_UnicodeEncodeError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { wallClock } from "../../host";
import { PyImport_ImportModule } from "../import";
import {
  hmsHour,
  hmsMicrosecond,
  hmsMinute,
  hmsSecond,
  normalize_datetime,
  ymdDay,
  ymdMonth,
  ymdYear,
  ymd_to_ord,
} from "./calendar";
import { badIso, pickleFailed, pickleState } from "./date";
import { checkGiven, exactArgs, fieldValue, intAt, intField, intFields, setInt, textField } from "./fields";
import {
  foldOf,
  localFields,
  readTimestamp,
  stampMicroseconds,
  stampSeconds,
  tmDay,
  tmHour,
  tmMinute,
  tmMonth,
  tmSecond,
  tmYear,
  utcFields,
} from "./local";
import {
  DATETIME_DATASIZE,
  PyDateTime_Check,
  PyDate_Check,
  PyDelta_Check,
  PyTime_Check,
  call_utcoffset,
  check_tzinfo_subclass,
  dataOf,
  deltaIsZero,
  deltaMinus,
  delta_cmp,
  dtFold,
  dtHour,
  dtMicrosecond,
  dtMinute,
  dtSecond,
  dtTzinfo,
  fromPickle,
  getDay,
  getHash,
  getMonth,
  getYear,
  new_datetime_ex2,
  new_datetime_subclass_fold_ex,
  new_delta,
  setHash,
  tdDays,
  tdMicroseconds,
  tdSeconds,
  timeFold,
  timeHour,
  timeMicrosecond,
  timeMinute,
  timeSecond,
  timeTzinfo,
} from "./objects";
import {
  clearIso,
  findSeparator,
  isoDay,
  isoHour,
  isoMicrosecond,
  isoMinute,
  isoMonth,
  isoSecond,
  isoYear,
  parse_isoformat_date,
  parse_isoformat_time,
} from "./parse_iso";
import { compareMixed, isoTzinfo } from "./time";

// ---- construction ----

export function datetime_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (n == 1 || n == 2) {
    const state = pickleState(PyTuple_GET_ITEM(args, 0), DATETIME_DATASIZE, "datetime");
    if (pickleFailed) return null;
    if (state !== null) {
      const at = PyBytes_AS_STRING(state);
      const sane = <u32>(load<u8>(at, 2) & 0x7f) - 1 <= 11;
      const zone: PyObject = n == 2 ? PyTuple_GET_ITEM(args, 1) : Py_None;
      const op: PyObject | null = sane ? fromPickle(type, at, DATETIME_DATASIZE, 2, zone) : null;
      Py_DECREF(state);
      if (sane) return op;
    }
  }
  const spec = "year,month,day,hour=,minute=,second=,microsecond=,tzinfo=,*,fold=";
  if (!checkGiven(args, kwargs, 3) || !parseTupleArgs("", spec, args, kwargs)) return null;
  const given = arg(7);
  const tzinfo: PyObject = given === null ? Py_None : given;
  const foldArg = arg(8);
  for (let i = 0; i < 7; i++) setInt(i, 0);
  return fromFields(type, tzinfo, foldArg, 0, false, true);
}

/** Reads seven ints and the fold, and makes a datetime of `cls`: by its constructor, unless `direct`. */
function fromFields(
  cls: PyObject,
  tzinfo: PyObject,
  foldArg: PyObject | null,
  fold: i32,
  clinic: bool,
  direct: bool,
): PyObject | null {
  if (!intFields(7, clinic)) return null;
  const year = intAt(0);
  const month = intAt(1);
  const day = intAt(2);
  const hour = intAt(3);
  const minute = intAt(4);
  const second = intAt(5);
  const us = intAt(6);
  if (foldArg !== null) {
    if (!intField(foldArg, clinic)) return null;
    fold = fieldValue;
  }
  if (direct) {
    return new_datetime_ex2(year, month, day, hour, minute, second, us, tzinfo, fold, changetype<PyTypeObject>(cls));
  }
  return new_datetime_subclass_fold_ex(year, month, day, hour, minute, second, us, tzinfo, fold, cls);
}

export function datetime_replace(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const spec = "year=,month=,day=,hour=,minute=,second=,microsecond=,tzinfo=,*,fold=";
  if (!parseArgs("replace", spec, args, nargs, kwnames)) return null;
  const given = arg(7);
  const tzinfo: PyObject = given === null ? dtTzinfo(self) : given;
  const foldArg = arg(8);
  setInt(0, getYear(self));
  setInt(1, getMonth(self));
  setInt(2, getDay(self));
  setInt(3, dtHour(self));
  setInt(4, dtMinute(self));
  setInt(5, dtSecond(self));
  setInt(6, dtMicrosecond(self));
  return fromFields(self.ob_type, tzinfo, foldArg, dtFold(self), true, false);
}

/** A datetime of a moment, in UTC or (naive only) in local time: `new`. */
function fromMoment(cls: PyObject, seconds: i64, us: i32, isLocal: bool, tzinfo: PyObject): PyObject | null {
  if (!(isLocal ? localFields(seconds) : utcFields(seconds))) return null;
  let fold = 0;
  if (isLocal && tzinfo == Py_None) {
    fold = foldOf(seconds);
    if (fold < 0) return null;
  }
  return new_datetime_subclass_fold_ex(tmYear, tmMonth, tmDay, tmHour, tmMinute, tmSecond, us, tzinfo, fold, cls);
}

/** The time of now: `new`. */
function fromClock(cls: PyObject, isLocal: bool, tzinfo: PyObject): PyObject | null {
  const now = wallClock();
  const seconds = Math.floor(now);
  const us = <i32>Math.floor((now - seconds) * 1e6);
  return fromMoment(cls, <i64>seconds, us > 999999 ? 999999 : us, isLocal, tzinfo);
}

/** tz.fromutc(dt), `new`; steals `dt` (null: failed). None leaves it. */
function intoZone(dt: PyObject | null, tz: PyObject): PyObject | null {
  if (dt === null || tz == Py_None) return dt;
  const result = PyObject_CallMethodOneArg(tz, ID.fromutc, dt);
  Py_DECREF(dt);
  return result;
}

export function datetime_now(cls: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("now", "tz=", args, nargs, kwnames)) return null;
  const given = arg(0);
  const tz: PyObject = given === null ? Py_None : given;
  if (check_tzinfo_subclass(tz) < 0) return null;
  return intoZone(fromClock(cls, tz == Py_None, tz), tz);
}

export function datetime_utcnow(cls: PyObject, unused: PyObject | null): PyObject | null {
  const warning =
    "datetime.datetime.utcnow() is deprecated and scheduled for removal in a future version. Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.now(datetime.UTC).";
  if (PyErr_WarnEx(PyExc_DeprecationWarning, warning, 1) < 0) return null;
  return fromClock(cls, false, Py_None);
}

export function datetime_fromtimestamp(cls: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("fromtimestamp", "timestamp,tz=", args, kwargs)) return null;
  const timestamp = argReq(0);
  const given = arg(1);
  const tz: PyObject = given === null ? Py_None : given;
  if (check_tzinfo_subclass(tz) < 0 || !readTimestamp(timestamp, false)) return null;
  return intoZone(fromMoment(cls, stampSeconds, stampMicroseconds, tz == Py_None, tz), tz);
}

export function datetime_utcfromtimestamp(cls: PyObject, args: usize, nargs: i32): PyObject | null {
  const warning =
    "datetime.datetime.utcfromtimestamp() is deprecated and scheduled for removal in a future version. Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.fromtimestamp(timestamp, datetime.UTC).";
  if (PyErr_WarnEx(PyExc_DeprecationWarning, warning, 1) < 0) return null;
  if (!exactArgs("utcfromtimestamp", nargs, 1) || !readTimestamp(load<PyObject>(args), false)) return null;
  return fromMoment(cls, stampSeconds, stampMicroseconds, false, Py_None);
}

export function datetime_strptime(cls: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!exactArgs("strptime", nargs, 2)) return null;
  const text = load<PyObject>(args);
  const format = load<PyObject>(args, 8);
  if (!textField("strptime", "argument 1", text) || !textField("strptime", "argument 2", format)) return null;
  const module = PyImport_ImportModule("_strptime");
  if (module === null) return null;
  const result = callMethodThreeArgs(module, ID._strptime_datetime, cls, text, format);
  Py_DECREF(module);
  return result;
}

export function datetime_combine(cls: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("combine", "date,time,tzinfo=", args, kwargs)) return null;
  const date = argReq(0);
  const time = argReq(1);
  const given = arg(2);
  if (!PyDate_Check(date)) {
    badArgument("combine", "argument 1", "datetime.date", date);
    return null;
  }
  if (!PyTime_Check(time)) {
    badArgument("combine", "argument 2", "datetime.time", time);
    return null;
  }
  return new_datetime_subclass_fold_ex(
    getYear(date),
    getMonth(date),
    getDay(date),
    timeHour(time),
    timeMinute(time),
    timeSecond(time),
    timeMicrosecond(time),
    given === null ? timeTzinfo(time) : given,
    timeFold(time),
    cls,
  );
}

/** The text with a lone surrogate as separator replaced by "T", since everything else must be encodable: `new`; null if it is too short. */
function sanitized(text: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(text);
  if (n < 7) return null;
  let place = 0;
  for (let k = 0; k < 3 && place == 0; k++) {
    const i = k == 0 ? 7 : k == 1 ? 8 : 10;
    if (i < n && (PyUnicode_READ_CHAR(text, i) & 0xfffff800) == 0xd800) place = i;
  }
  if (place == 0) return Py_NewRef(text);
  const copy = _PyUnicode_Copy(text);
  if (copy !== null) PyUnicode_WRITE(PyUnicode_KIND(copy), PyUnicode_DATA(copy), place, 0x54);
  return copy;
}

/** Parses UTF-8 text: as parse_isoformat_time, 0 also for a date alone. */
function parseDateTime(at: usize, n: i32): i32 {
  const place = findSeparator(at, n);
  clearIso();
  const r = parse_isoformat_date(at, place);
  if (r != 0 || n <= place) return r;
  // any one character may stand between date and time
  const lead = <u32>load<u8>(at + <usize>place);
  const width = lead < 0x80 ? 1 : (lead & 0xf0) == 0xe0 ? 3 : (lead & 0xf0) == 0xf0 ? 4 : 2;
  const start = place + width;
  if (start > n) return -1;
  return parse_isoformat_time(at + <usize>start, n - start);
}

export function datetime_fromisoformat(cls: PyObject, text: PyObject): PyObject | null {
  if (!PyUnicode_Check(text)) return PyErr_SetString(PyExc_TypeError, "fromisoformat: argument must be str");
  const clean = sanitized(text);
  if (clean === null) return badIso(text);
  const at = PyUnicode_AsUTF8AndSize(clean);
  if (at == 0) {
    Py_DECREF(clean);
    if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) return null;
    PyErr_Clear();
    return badIso(text);
  }
  const r = parseDateTime(at, utf8Length);
  Py_DECREF(clean);
  if (r < 0) return badIso(text);
  const tzinfo = isoTzinfo(r);
  if (tzinfo === null) return null;
  const result = new_datetime_subclass_fold_ex(
    isoYear,
    isoMonth,
    isoDay,
    isoHour,
    isoMinute,
    isoSecond,
    isoMicrosecond,
    tzinfo,
    0,
    cls,
  );
  Py_DECREF(tzinfo);
  return result;
}

// ---- arithmetic ----

/** dt + delta (factor 1) or dt - delta (-1), of the same class and tzinfo: `new`. */
export function addDelta(dt: PyObject, delta: PyObject, factor: i32): PyObject | null {
  if (
    normalize_datetime(
      getYear(dt),
      getMonth(dt),
      getDay(dt) + tdDays(delta) * factor,
      dtHour(dt),
      dtMinute(dt),
      dtSecond(dt) + tdSeconds(delta) * factor,
      dtMicrosecond(dt) + tdMicroseconds(delta) * factor,
    ) < 0
  ) {
    return null;
  }
  return new_datetime_subclass_fold_ex(
    ymdYear,
    ymdMonth,
    ymdDay,
    hmsHour,
    hmsMinute,
    hmsSecond,
    hmsMicrosecond,
    dtTzinfo(dt),
    0,
    dt.ob_type,
  );
}

export function datetime_add(a: PyObject, b: PyObject): PyObject | null {
  if (PyDateTime_Check(a)) return PyDelta_Check(b) ? addDelta(a, b, 1) : Py_NewRef(Py_NotImplemented);
  return PyDelta_Check(a) ? addDelta(b, a, 1) : Py_NewRef(Py_NotImplemented);
}

/** The difference of the fields: `new` timedelta. */
function fieldDifference(a: PyObject, b: PyObject): PyObject | null {
  const days = ymd_to_ord(getYear(a), getMonth(a), getDay(a)) - ymd_to_ord(getYear(b), getMonth(b), getDay(b));
  const seconds = (dtHour(a) - dtHour(b)) * 3600 + (dtMinute(a) - dtMinute(b)) * 60 + dtSecond(a) - dtSecond(b);
  return new_delta(days, seconds, dtMicrosecond(a) - dtMicrosecond(b));
}

/** difference - (x - y), where x and y are UTC offsets: `new`. */
function differenceWith(a: PyObject, b: PyObject, x: PyObject, y: PyObject): PyObject | null {
  if ((x == Py_None) != (y == Py_None)) {
    return PyErr_SetString(PyExc_TypeError, "can't subtract offset-naive and offset-aware datetimes");
  }
  const plain = fieldDifference(a, b);
  if (plain === null || x == y || delta_cmp(x, y) == 0) return plain;
  const offsets = deltaMinus(x, y);
  const result: PyObject | null = offsets === null ? null : deltaMinus(plain, offsets);
  Py_XDECREF(offsets);
  Py_DECREF(plain);
  return result;
}

export function datetime_subtract(a: PyObject, b: PyObject): PyObject | null {
  if (!PyDateTime_Check(a)) return Py_NewRef(Py_NotImplemented);
  if (PyDelta_Check(b)) return addDelta(a, b, -1);
  if (!PyDateTime_Check(b)) return Py_NewRef(Py_NotImplemented);
  if (dtTzinfo(a) == dtTzinfo(b)) return fieldDifference(a, b);
  const x = call_utcoffset(dtTzinfo(a), a);
  if (x === null) return null;
  const y = call_utcoffset(dtTzinfo(b), b);
  const result: PyObject | null = y === null ? null : differenceWith(a, b, x, y);
  Py_DECREF(x);
  Py_XDECREF(y);
  return result;
}

// ---- comparing ----

/** The same with another fold: `new`. */
function withFold(dt: PyObject, fold: i32): PyObject | null {
  return new_datetime_ex2(
    getYear(dt),
    getMonth(dt),
    getDay(dt),
    dtHour(dt),
    dtMinute(dt),
    dtSecond(dt),
    dtMicrosecond(dt),
    dtTzinfo(dt),
    fold,
    dt.ob_type,
  );
}

/** Does the UTC offset of `dt`, which is `offset`, depend on its fold? 1, 0, or -1 with an exception. */
function dependsOnFold(dt: PyObject, offset: PyObject): i32 {
  const flipped = withFold(dt, dtFold(dt) ? 0 : 1);
  if (flipped === null) return -1;
  const other = call_utcoffset(dtTzinfo(flipped), flipped);
  Py_DECREF(flipped);
  if (other === null) return -1;
  let r = 0;
  if (other != offset) r = other == Py_None || offset == Py_None || delta_cmp(other, offset) != 0 ? 1 : 0;
  Py_DECREF(other);
  return r;
}

/** PEP 495: a time whose offset depends on its fold equals nothing of another zone. 1, 0, or -1. */
function neverEqual(a: PyObject, b: PyObject, x: PyObject, y: PyObject): i32 {
  const r = dependsOnFold(a, x);
  return r != 0 ? r : dependsOnFold(b, y);
}

function compareOffsets(a: PyObject, b: PyObject, x: PyObject, y: PyObject, op: i32): PyObject | null {
  let diff: i32;
  if (x == y || (x != Py_None && y != Py_None && delta_cmp(x, y) == 0)) {
    diff = compareBytes(dataOf(a), DATETIME_DATASIZE, dataOf(b), DATETIME_DATASIZE);
  } else if (x != Py_None && y != Py_None) {
    const delta = differenceWith(a, b, x, y);
    if (delta === null) return null;
    diff = deltaIsZero(delta) ? 0 : tdDays(delta) < 0 ? -1 : 1;
    Py_DECREF(delta);
  } else {
    return compareMixed(op, "can't compare offset-naive and offset-aware datetimes");
  }
  if ((op == Py_EQ || op == Py_NE) && diff == 0) {
    diff = neverEqual(a, b, x, y);
    if (diff < 0) return null;
  }
  return Py_RETURN_RICHCOMPARE(<i64>diff, op);
}

export function datetime_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if (!PyDateTime_Check(b)) return Py_NewRef(Py_NotImplemented);
  if (dtTzinfo(a) == dtTzinfo(b)) {
    return Py_RETURN_RICHCOMPARE(<i64>compareBytes(dataOf(a), DATETIME_DATASIZE, dataOf(b), DATETIME_DATASIZE), op);
  }
  const x = call_utcoffset(dtTzinfo(a), a);
  if (x === null) return null;
  const y = call_utcoffset(dtTzinfo(b), b);
  const result: PyObject | null = y === null ? null : compareOffsets(a, b, x, y, op);
  Py_DECREF(x);
  Py_XDECREF(y);
  return result;
}

export function datetime_hash(self: PyObject): i64 {
  if (getHash(self) != -1) return getHash(self);
  const plain: PyObject | null = dtFold(self) ? withFold(self, 0) : Py_NewRef(self);
  if (plain === null) return -1;
  const offset = call_utcoffset(dtTzinfo(plain), plain);
  Py_DECREF(plain);
  if (offset === null) return -1;
  if (offset == Py_None) {
    Py_DECREF(offset);
    setHash(self, _Py_HashBytes(dataOf(self), DATETIME_DATASIZE));
    return getHash(self);
  }
  const days = ymd_to_ord(getYear(self), getMonth(self), getDay(self));
  const whole = new_delta(days, dtHour(self) * 3600 + dtMinute(self) * 60 + dtSecond(self), dtMicrosecond(self));
  const utc: PyObject | null = whole === null ? null : deltaMinus(whole, offset);
  if (utc !== null) setHash(self, PyObject_Hash(utc));
  Py_XDECREF(whole);
  Py_XDECREF(utc);
  Py_DECREF(offset);
  return getHash(self);
}
