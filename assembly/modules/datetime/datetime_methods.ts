/** datetime.datetime: text, conversions, time zones, pickling, and the type itself. */
import { PyObject, Py_TPFLAGS_BASETYPE } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyType_Type, Py_None } from "../../object/statics";
import { PyExc_TypeError } from "../../object/exception_types";
import {
  METH_CLASS,
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  METH_VARARGS_KEYWORDS,
  addGetSet,
  addMethod,
  initStaticType,
  numberMethods,
} from "../../object/typedef";
import { PyTypeObject } from "../../object/layout";
import { arg, parseTupleArgs } from "../../protocol/args";
import { badArgument } from "../../protocol/arg_values";
import { PyObject_GenericGetAttr } from "../../protocol/attr";
import { PyObject_CallMethodOneArg } from "../../protocol/call";
import { PyErr_Format } from "../../protocol/errors";
import { PyFloat_FromDouble } from "../../types/float";
import { PyLong_FromLong } from "../../types/long";
import { PyUnicode_Check, PyUnicode_FromOrdinal, PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "../../types/unicode";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { ID } from "../../generated/ids";
import { ymd_to_ord } from "./calendar";
import { build_struct_time, reduceWith } from "./date";
import {
  addDelta,
  datetime_add,
  datetime_combine,
  datetime_fromisoformat,
  datetime_fromtimestamp,
  datetime_hash,
  datetime_new,
  datetime_now,
  datetime_replace,
  datetime_richcompare,
  datetime_strptime,
  datetime_subtract,
  datetime_utcfromtimestamp,
  datetime_utcnow,
} from "./datetime";
import { delta_total_seconds } from "./delta";
import { exactArgs, fieldValue, intField, textField } from "./fields";
import { EPOCH, localZone, local_to_seconds, tmOffset, utc_to_seconds } from "./local";
import {
  DATETIME_DATASIZE,
  PyDateTime_DateTimeType,
  PyDateTime_DateType,
  PyDateTime_TimeType,
  PyDelta_Check,
  call_dst,
  call_tzname,
  call_utcoffset,
  check_tzinfo_subclass,
  datetime_alloc,
  datetime_dealloc,
  deltaIsZero,
  deltaMinus,
  dtFold,
  dtHour,
  dtMicrosecond,
  dtMinute,
  dtSecond,
  dtTzinfo,
  getDay,
  getMonth,
  getYear,
  hasTzinfo,
  new_date_ex,
  new_datetime_ex2,
  new_delta,
  new_time_ex2,
  new_timezone,
  replaceTzinfo,
  utcTimezone,
} from "./objects";
import {
  format_ctime,
  putChar,
  putDateText,
  putNext,
  putNumber,
  putTimeText,
  startText,
  takeRepr,
  takeText,
  timespecOf,
  withKeyword,
} from "./text";
import { stateOf, withOffset, withTzinfo } from "./time";

// ---- zone ----

function datetime_utcoffset(self: PyObject, unused: PyObject | null): PyObject | null {
  return call_utcoffset(dtTzinfo(self), self);
}
function datetime_dst(self: PyObject, unused: PyObject | null): PyObject | null {
  return call_dst(dtTzinfo(self), self);
}
function datetime_tzname(self: PyObject, unused: PyObject | null): PyObject | null {
  return call_tzname(dtTzinfo(self), self);
}

/** The local zone at a moment (from 1970), as a timezone: `new`. */
function localTimezone(t: i64): PyObject | null {
  const name = localZone(t);
  if (name === null) return null;
  const offset = new_delta(0, tmOffset, 0);
  const known: PyObject | null = PyUnicode_Check(name) ? name : null;
  const result: PyObject | null = offset === null ? null : new_timezone(offset, known);
  Py_XDECREF(offset);
  Py_DECREF(name);
  return result;
}

/** The fields as if they were UTC, in seconds from the year 1. */
function secondsOf(self: PyObject): i64 {
  return utc_to_seconds(getYear(self), getMonth(self), getDay(self), dtHour(self), dtMinute(self), dtSecond(self));
}

/** The local zone of a naive datetime: `new`. */
function zoneOfNaive(self: PyObject): PyObject | null {
  const t = secondsOf(self);
  const fold = dtFold(self);
  let seconds = local_to_seconds(t, fold);
  if (seconds == -1) return null;
  const other = local_to_seconds(t, fold ? 0 : 1);
  if (other == -1) return null;
  // in a gap the two lie the wrong way round
  if (other != seconds && other > seconds == (fold != 0)) seconds = other;
  return localTimezone(seconds - EPOCH);
}

/** self in UTC: `new`, owned by nobody else. */
function inUtc(self: PyObject, offset: PyObject): PyObject | null {
  const moved = addDelta(self, offset, -1);
  if (moved === null) return null;
  if (hasTzinfo(moved) && moved.ob_refcnt == 1) {
    replaceTzinfo(moved, utcTimezone);
    return moved;
  }
  const result = new_datetime_ex2(
    getYear(moved),
    getMonth(moved),
    getDay(moved),
    dtHour(moved),
    dtMinute(moved),
    dtSecond(moved),
    dtMicrosecond(moved),
    utcTimezone,
    dtFold(moved),
    moved.ob_type,
  );
  Py_DECREF(moved);
  return result;
}

/** The offset that `self` has by its own zone or, without one, by the local zone: `new`. */
function ownOffset(self: PyObject, zone: PyObject): PyObject | null {
  let offset: PyObject | null;
  if (zone != Py_None) {
    offset = call_utcoffset(zone, self);
    if (offset != Py_None) return offset;
    Py_DECREF(Py_None);
  }
  const naive = zoneOfNaive(self);
  if (naive === null) return null;
  offset = call_utcoffset(naive, self);
  Py_DECREF(naive);
  if (offset === null || PyDelta_Check(offset)) return offset;
  const format = "utcoffset() returned %.200s, expected timedelta or None";
  PyErr_Format(PyExc_TypeError, format, offset.ob_type.tp_name);
  Py_DECREF(offset);
  return null;
}

function datetime_astimezone(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("astimezone", "tz=", args, kwargs)) return null;
  const given = arg(0);
  const tz: PyObject = given === null ? Py_None : given;
  if (check_tzinfo_subclass(tz) < 0) return null;
  const own = dtTzinfo(self);
  if (own != Py_None && own == tz) return Py_NewRef(self);
  const offset = ownOffset(self, own);
  if (offset === null) return null;
  const utc = inUtc(self, offset);
  Py_DECREF(offset);
  if (utc === null) return null;
  const target: PyObject | null = tz == Py_None ? localTimezone(secondsOf(utc) - EPOCH) : Py_NewRef(tz);
  let result: PyObject | null = null;
  if (target !== null) {
    replaceTzinfo(utc, target);
    result = PyObject_CallMethodOneArg(target, ID.fromutc, utc);
    Py_DECREF(target);
  }
  Py_DECREF(utc);
  return result;
}

// ---- conversions ----

function datetime_timetuple(self: PyObject, unused: PyObject | null): PyObject | null {
  let flag = -1;
  if (dtTzinfo(self) != Py_None) {
    const dst = call_dst(dtTzinfo(self), self);
    if (dst === null) return null;
    if (dst != Py_None) flag = deltaIsZero(dst) ? 0 : 1;
    Py_DECREF(dst);
  }
  return build_struct_time(
    getYear(self),
    getMonth(self),
    getDay(self),
    dtHour(self),
    dtMinute(self),
    dtSecond(self),
    flag,
  );
}

function datetime_utctimetuple(self: PyObject, unused: PyObject | null): PyObject | null {
  const offset = call_utcoffset(dtTzinfo(self), self);
  if (offset === null) return null;
  const utc: PyObject | null = offset == Py_None ? Py_NewRef(self) : addDelta(self, offset, -1);
  Py_DECREF(offset);
  if (utc === null) return null;
  const result = build_struct_time(
    getYear(utc),
    getMonth(utc),
    getDay(utc),
    dtHour(utc),
    dtMinute(utc),
    dtSecond(utc),
    0,
  );
  Py_DECREF(utc);
  return result;
}

/** An aware datetime's seconds from 1970: `new` float. */
function awareTimestamp(self: PyObject): PyObject | null {
  const offset = call_utcoffset(dtTzinfo(self), self);
  if (offset === null) return null;
  if (offset == Py_None) {
    Py_DECREF(offset);
    return PyErr_Format(PyExc_TypeError, "can't subtract offset-naive and offset-aware datetimes");
  }
  const days = ymd_to_ord(getYear(self), getMonth(self), getDay(self)) - 719163;
  const seconds = dtHour(self) * 3600 + dtMinute(self) * 60 + dtSecond(self);
  const whole = new_delta(days, seconds, dtMicrosecond(self));
  let delta: PyObject | null = null;
  if (whole !== null) {
    delta = deltaMinus(whole, offset);
    Py_DECREF(whole);
  }
  Py_DECREF(offset);
  if (delta === null) return null;
  const result = delta_total_seconds(delta, null);
  Py_DECREF(delta);
  return result;
}

function datetime_timestamp(self: PyObject, unused: PyObject | null): PyObject | null {
  if (dtTzinfo(self) != Py_None) return awareTimestamp(self);
  const seconds = local_to_seconds(secondsOf(self), dtFold(self));
  if (seconds == -1) return null;
  return PyFloat_FromDouble(<f64>(seconds - EPOCH) + <f64>dtMicrosecond(self) / 1e6);
}

function datetime_getdate(self: PyObject, unused: PyObject | null): PyObject | null {
  return new_date_ex(getYear(self), getMonth(self), getDay(self), PyDateTime_DateType);
}

function timeOf(self: PyObject, tzinfo: PyObject): PyObject | null {
  const us = dtMicrosecond(self);
  return new_time_ex2(dtHour(self), dtMinute(self), dtSecond(self), us, tzinfo, dtFold(self), PyDateTime_TimeType);
}

function datetime_gettime(self: PyObject, unused: PyObject | null): PyObject | null {
  return timeOf(self, Py_None);
}
function datetime_gettimetz(self: PyObject, unused: PyObject | null): PyObject | null {
  return timeOf(self, dtTzinfo(self));
}

// ---- text ----

function datetime_repr(self: PyObject): PyObject | null {
  const us = dtMicrosecond(self);
  startText();
  putNumber(getYear(self), 1);
  putNext(getMonth(self));
  putNext(getDay(self));
  putNext(dtHour(self));
  putNext(dtMinute(self));
  if (us != 0 || dtSecond(self) != 0) putNext(dtSecond(self));
  if (us != 0) putNext(us);
  let text = takeRepr(self);
  if (dtFold(self)) text = withKeyword(text, ", fold=%d)", dtFold(self));
  return withTzinfo(text, dtTzinfo(self));
}

function datetime_str(self: PyObject): PyObject | null {
  const space = PyUnicode_FromOrdinal(32);
  if (space === null) return null;
  const result = PyObject_CallMethodOneArg(self, ID.isoformat, space);
  Py_DECREF(space);
  return result;
}

/** The argument sep as a character; -1 with TypeError. */
function separatorArg(op: PyObject | null): i32 {
  if (op === null) return 0x54;
  if (PyUnicode_Check(op) && PyUnicode_GET_LENGTH(op) == 1) return <i32>PyUnicode_READ_CHAR(op, 0);
  badArgument("isoformat", "argument 1", "a unicode character", op);
  return -1;
}

function datetime_isoformat(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("isoformat", "sep=,timespec=", args, kwargs)) return null;
  const sep = arg(0);
  const spec = arg(1);
  const separator = separatorArg(sep);
  if (separator < 0 || (spec !== null && !textField("isoformat", "argument 2", spec))) return null;
  const which = timespecOf(spec, dtMicrosecond(self));
  if (which < 0) return null;
  startText();
  putDateText(self);
  if (separator < 0x80) {
    putChar(separator);
    putTimeText(dtHour(self), dtMinute(self), dtSecond(self), dtMicrosecond(self), which);
    return withOffset(takeText(), dtTzinfo(self), self);
  }
  const date = takeText();
  startText();
  putTimeText(dtHour(self), dtMinute(self), dtSecond(self), dtMicrosecond(self), which);
  const time = takeText();
  let text: PyObject | null = null;
  if (date !== null && time !== null) {
    text = PyUnicode_FromFormat("%U%U%U", changetype<usize>(date), changetype<usize>(sep), changetype<usize>(time));
  }
  Py_XDECREF(date);
  Py_XDECREF(time);
  return withOffset(text, dtTzinfo(self), self);
}

function datetime_ctime(self: PyObject, unused: PyObject | null): PyObject | null {
  return format_ctime(self, dtHour(self), dtMinute(self), dtSecond(self));
}

// ---- pickle and fields ----

function datetime_reduce_ex(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!exactArgs("__reduce_ex__", nargs, 1) || !intField(load<PyObject>(args), false)) return null;
  const fold = fieldValue > 3 ? dtFold(self) : 0;
  return reduceWith(self, stateOf(self, DATETIME_DATASIZE, 2, fold, dtTzinfo(self)));
}

function datetime_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  return reduceWith(self, stateOf(self, DATETIME_DATASIZE, 2, 0, dtTzinfo(self)));
}

function get_hour(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromLong(dtHour(self));
}
function get_minute(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromLong(dtMinute(self));
}
function get_second(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromLong(dtSecond(self));
}
function get_microsecond(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromLong(dtMicrosecond(self));
}
function get_tzinfo(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(dtTzinfo(self));
}
function get_fold(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromLong(dtFold(self));
}

function addClassMethods(t: PyTypeObject): void {
  addMethod(
    t,
    "now",
    datetime_now.index,
    METH_FASTCALL_KEYWORDS | METH_CLASS,
    "now($type, /, tz=None)\n--\n\nThe present time, local or of a zone.",
  );
  addMethod(
    t,
    "utcnow",
    datetime_utcnow.index,
    METH_NOARGS | METH_CLASS,
    "utcnow($type, /)\n--\n\nThe present time in UTC, without a tzinfo.",
  );
  addMethod(
    t,
    "fromtimestamp",
    datetime_fromtimestamp.index,
    METH_VARARGS_KEYWORDS | METH_CLASS,
    "The time of a POSIX timestamp, local or of a zone.",
  );
  addMethod(
    t,
    "utcfromtimestamp",
    datetime_utcfromtimestamp.index,
    METH_FASTCALL | METH_CLASS,
    "The time of a POSIX timestamp in UTC, without a tzinfo.",
  );
  addMethod(
    t,
    "strptime",
    datetime_strptime.index,
    METH_FASTCALL | METH_CLASS,
    "The time that a text names by a format.",
  );
  addMethod(
    t,
    "combine",
    datetime_combine.index,
    METH_VARARGS_KEYWORDS | METH_CLASS,
    "A datetime of a date and a time.",
  );
  addMethod(
    t,
    "fromisoformat",
    datetime_fromisoformat.index,
    METH_O | METH_CLASS,
    "fromisoformat($type, object, /)\n--\n\nThe time that an ISO 8601 text names.",
  );
}

function addMethods(t: PyTypeObject): void {
  addMethod(t, "date", datetime_getdate.index, METH_NOARGS, "date($self, /)\n--\n\nThe day.");
  addMethod(t, "time", datetime_gettime.index, METH_NOARGS, "time($self, /)\n--\n\nThe time of day without tzinfo.");
  addMethod(t, "timetz", datetime_gettimetz.index, METH_NOARGS, "timetz($self, /)\n--\n\nThe time of day with tzinfo.");
  addMethod(t, "ctime", datetime_ctime.index, METH_NOARGS, "ctime($self, /)\n--\n\nText as of C's ctime().");
  addMethod(t, "timetuple", datetime_timetuple.index, METH_NOARGS, "timetuple($self, /)\n--\n\nA time.struct_time.");
  addMethod(
    t,
    "timestamp",
    datetime_timestamp.index,
    METH_NOARGS,
    "timestamp($self, /)\n--\n\nSeconds from 1970, as a float.",
  );
  addMethod(
    t,
    "utctimetuple",
    datetime_utctimetuple.index,
    METH_NOARGS,
    "utctimetuple($self, /)\n--\n\nA time.struct_time in UTC.",
  );
  addMethod(
    t,
    "isoformat",
    datetime_isoformat.index,
    METH_VARARGS_KEYWORDS,
    "ISO 8601 text with sep between date and time, as long as timespec says.",
  );
  addMethod(
    t,
    "utcoffset",
    datetime_utcoffset.index,
    METH_NOARGS,
    "utcoffset($self, /)\n--\n\nWhat the tzinfo says of it.",
  );
  addMethod(t, "tzname", datetime_tzname.index, METH_NOARGS, "tzname($self, /)\n--\n\nWhat the tzinfo says of it.");
  addMethod(t, "dst", datetime_dst.index, METH_NOARGS, "dst($self, /)\n--\n\nWhat the tzinfo says of it.");
  addMethod(
    t,
    "replace",
    datetime_replace.index,
    METH_FASTCALL_KEYWORDS,
    "replace($self, /, year=unchanged, month=unchanged, day=unchanged,\n        hour=unchanged, minute=unchanged, second=unchanged,\n        microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged)\n--\n\nA datetime with some fields replaced.",
  );
  addMethod(
    t,
    "__replace__",
    datetime_replace.index,
    METH_FASTCALL_KEYWORDS,
    "__replace__($self, /, **changes)\n--\n\nAs replace().",
  );
  addMethod(
    t,
    "astimezone",
    datetime_astimezone.index,
    METH_VARARGS_KEYWORDS,
    "The same moment in another zone, or in the local one.",
  );
  addMethod(t, "__reduce_ex__", datetime_reduce_ex.index, METH_FASTCALL, "Class and state.");
  addMethod(t, "__reduce__", datetime_reduce.index, METH_NOARGS, "__reduce__($self, /)\n--\n\nClass and state.");
  addGetSet(t, "hour", get_hour.index, 0);
  addGetSet(t, "minute", get_minute.index, 0);
  addGetSet(t, "second", get_second.index, 0);
  addGetSet(t, "microsecond", get_microsecond.index, 0);
  addGetSet(t, "tzinfo", get_tzinfo.index, 0);
  addGetSet(t, "fold", get_fold.index, 0);
}

export function defineDateTime(): void {
  const t = PyDateTime_DateTimeType;
  initStaticType(
    t,
    PyType_Type,
    PyDateTime_DateType,
    "datetime.datetime",
    48,
    0,
    Py_TPFLAGS_BASETYPE,
    "A date and a time of day.",
  );
  t.tp_dealloc = datetime_dealloc.index;
  t.tp_repr = datetime_repr.index;
  t.tp_str = datetime_str.index;
  t.tp_hash = datetime_hash.index;
  t.tp_richcompare = datetime_richcompare.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_new = datetime_new.index;
  t.tp_alloc = datetime_alloc.index;
  const n = numberMethods(t);
  n.nb_add = datetime_add.index;
  n.nb_subtract = datetime_subtract.index;
  addClassMethods(t);
  addMethods(t);
}
