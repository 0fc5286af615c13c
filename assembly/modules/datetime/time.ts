/** The type datetime.time. */
import { PyObject, PyTypeObject, Py_EQ, Py_NE, Py_TPFLAGS_BASETYPE } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_False, Py_None, Py_NotImplemented, Py_True } from "../../object/statics";
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
} from "../../object/typedef";
import { arg, argReq, parseArgs, parseTupleArgs } from "../../protocol/args";
import { PyObject_GenericGetAttr } from "../../protocol/attr";
import { Py_RETURN_RICHCOMPARE } from "../../protocol/compare";
import { PyErr_SetString } from "../../protocol/errors";
import { PyObject_Hash, _Py_HashBytes } from "../../protocol/hash";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize, compareBytes } from "../../types/bytes";
import { PyLong_FromLong } from "../../types/long";
import {
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_Pack1,
  PyTuple_Pack2,
  PyTuple_SET_ITEM,
} from "../../types/tuple";
import { PyUnicode_AsUTF8AndSize, PyUnicode_Check, utf8Length } from "../../types/unicode";
import { PyUnicode_Concat } from "../../types/unicode_ops";
import { badIso, date_format, date_str, pickleFailed, pickleState, reduceWith } from "./date";
import { exactArgs, fieldValue, intAt, intField, intFields, setInt, textField } from "./fields";
import {
  PyDateTime_TimeType,
  PyTime_Check,
  TIME_DATASIZE,
  call_dst,
  call_tzname,
  call_utcoffset,
  dataOf,
  deltaMinus,
  delta_cmp,
  fromPickle,
  getHash,
  new_delta,
  new_time_ex2,
  new_time_subclass_fold_ex,
  new_timezone,
  setHash,
  tdDays,
  tdSeconds,
  timeFold,
  timeHour,
  timeMicrosecond,
  timeMinute,
  timeSecond,
  timeTzinfo,
  time_alloc,
  time_dealloc,
  utcTimezone,
} from "./objects";
import {
  clearIso,
  isoHour,
  isoMicrosecond,
  isoMinute,
  isoOffset,
  isoOffsetMicrosecond,
  isoSecond,
  parse_isoformat_time,
} from "./parse_iso";
import {
  offsetText,
  putNext,
  putNumber,
  putTimeText,
  startText,
  takeRepr,
  takeText,
  timespecOf,
  withKeyword,
  wrap_strftime,
} from "./text";

// ---- what datetime uses as well ----

/** The tzinfo that a parsed text asks for (1: it has an offset): `new`. */
export function isoTzinfo(parsed: i32): PyObject | null {
  if (parsed != 1) return Py_NewRef(Py_None);
  if (isoOffset == 0 && isoOffsetMicrosecond == 0) return Py_NewRef(utcTimezone);
  const delta = new_delta(0, isoOffset, isoOffsetMicrosecond);
  if (delta === null) return null;
  const zone = new_timezone(delta, null);
  Py_DECREF(delta);
  return zone;
}

/** text (stolen, null: failed) with the UTC offset of an aware object behind it: `new`. */
export function withOffset(text: PyObject | null, tzinfo: PyObject, ask: PyObject): PyObject | null {
  if (text === null || tzinfo == Py_None) return text;
  const offset = offsetText(tzinfo, ask, true);
  let result: PyObject | null = null;
  if (offset !== null) {
    result = PyUnicode_Concat(text, offset);
    Py_DECREF(offset);
  }
  Py_DECREF(text);
  return result;
}

/** A repr (stolen, null: failed) with ", tzinfo=..." in it: `new`. */
export function withTzinfo(text: PyObject | null, tzinfo: PyObject): PyObject | null {
  return tzinfo == Py_None ? text : withKeyword(text, ", tzinfo=%R)", changetype<usize>(tzinfo));
}

/** What comparing aware objects answers if just one has an offset; `what` are they? */
export function compareMixed(op: i32, what: string): PyObject | null {
  if (op == Py_EQ) return Py_NewRef(Py_False);
  return op == Py_NE ? Py_NewRef(Py_True) : PyErr_SetString(PyExc_TypeError, what);
}

/** (bytes,) or (bytes, tzinfo), the fold in the high bit of a byte: `new`. */
export function stateOf(self: PyObject, size: i32, foldByte: i32, fold: i32, tzinfo: PyObject): PyObject | null {
  const bytes = PyBytes_FromStringAndSize(dataOf(self), size);
  if (bytes === null) return null;
  if (fold) {
    const at = PyBytes_AS_STRING(bytes) + <usize>foldByte;
    store<u8>(at, load<u8>(at) | 0x80);
  }
  const state = tzinfo == Py_None ? PyTuple_Pack1(bytes) : PyTuple_Pack2(bytes, tzinfo);
  Py_DECREF(bytes);
  return state;
}

// ---- construction ----

function time_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (n == 1 || n == 2) {
    const state = pickleState(PyTuple_GET_ITEM(args, 0), TIME_DATASIZE, "time");
    if (pickleFailed) return null;
    if (state !== null) {
      const at = PyBytes_AS_STRING(state);
      const sane = (load<u8>(at) & 0x7f) < 24;
      const zone: PyObject = n == 2 ? PyTuple_GET_ITEM(args, 1) : Py_None;
      const op: PyObject | null = sane ? fromPickle(type, at, TIME_DATASIZE, 0, zone) : null;
      Py_DECREF(state);
      if (sane) return op;
    }
  }
  if (!parseTupleArgs("", "hour=,minute=,second=,microsecond=,tzinfo=,*,fold=", args, kwargs)) return null;
  const given = arg(4);
  const tzinfo: PyObject = given === null ? Py_None : given;
  const foldArg = arg(5);
  for (let i = 0; i < 4; i++) setInt(i, 0);
  if (!intFields(4, false)) return null;
  let fold = 0;
  const hour = intAt(0);
  const minute = intAt(1);
  const second = intAt(2);
  const us = intAt(3);
  if (foldArg !== null) {
    if (!intField(foldArg, false)) return null;
    fold = fieldValue;
  }
  return new_time_ex2(hour, minute, second, us, tzinfo, fold, type);
}

function time_fromisoformat(cls: PyObject, text: PyObject): PyObject | null {
  if (!PyUnicode_Check(text)) return PyErr_SetString(PyExc_TypeError, "fromisoformat: argument must be str");
  let at = PyUnicode_AsUTF8AndSize(text);
  let n = utf8Length;
  if (at == 0) return badIso(text);
  if (load<u8>(at) == 0x54) {
    at++;
    n--;
  }
  clearIso();
  const r = parse_isoformat_time(at, n);
  if (r < 0) return badIso(text);
  const tzinfo = isoTzinfo(r);
  if (tzinfo === null) return null;
  const result = new_time_subclass_fold_ex(isoHour, isoMinute, isoSecond, isoMicrosecond, tzinfo, 0, cls);
  Py_DECREF(tzinfo);
  return result;
}

function time_replace(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("replace", "hour=,minute=,second=,microsecond=,tzinfo=,*,fold=", args, nargs, kwnames)) return null;
  const given = arg(4);
  const tzinfo: PyObject = given === null ? timeTzinfo(self) : given;
  const foldArg = arg(5);
  setInt(0, timeHour(self));
  setInt(1, timeMinute(self));
  setInt(2, timeSecond(self));
  setInt(3, timeMicrosecond(self));
  if (!intFields(4, true)) return null;
  const hour = intAt(0);
  const minute = intAt(1);
  const second = intAt(2);
  const us = intAt(3);
  let fold = timeFold(self);
  if (foldArg !== null) {
    if (!intField(foldArg, true)) return null;
    fold = fieldValue;
  }
  return new_time_subclass_fold_ex(hour, minute, second, us, tzinfo, fold, self.ob_type);
}

// ---- zone ----

function time_utcoffset(self: PyObject, unused: PyObject | null): PyObject | null {
  return call_utcoffset(timeTzinfo(self), Py_None);
}
function time_dst(self: PyObject, unused: PyObject | null): PyObject | null {
  return call_dst(timeTzinfo(self), Py_None);
}
function time_tzname(self: PyObject, unused: PyObject | null): PyObject | null {
  return call_tzname(timeTzinfo(self), Py_None);
}

// ---- text ----

function time_repr(self: PyObject): PyObject | null {
  const us = timeMicrosecond(self);
  startText();
  putNumber(timeHour(self), 1);
  putNext(timeMinute(self));
  if (us != 0 || timeSecond(self) != 0) putNext(timeSecond(self));
  if (us != 0) putNext(us);
  const text = withTzinfo(takeRepr(self), timeTzinfo(self));
  return timeFold(self) ? withKeyword(text, ", fold=%d)", timeFold(self)) : text;
}

function time_isoformat(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("isoformat", "timespec=", args, kwargs)) return null;
  const spec = arg(0);
  if (spec !== null && !textField("isoformat", "argument 1", spec)) return null;
  const which = timespecOf(spec, timeMicrosecond(self));
  if (which < 0) return null;
  startText();
  putTimeText(timeHour(self), timeMinute(self), timeSecond(self), timeMicrosecond(self), which);
  return withOffset(takeText(), timeTzinfo(self), Py_None);
}

function time_strftime(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("strftime", "format", args, kwargs)) return null;
  const format = argReq(0);
  if (!textField("strftime", "argument 1", format)) return null;
  // the year must be one that strftime makes sense of
  const fields = PyTuple_New(9);
  if (fields === null) return null;
  PyTuple_SET_ITEM(fields, 0, PyLong_FromLong(1900));
  PyTuple_SET_ITEM(fields, 1, PyLong_FromLong(1));
  PyTuple_SET_ITEM(fields, 2, PyLong_FromLong(1));
  PyTuple_SET_ITEM(fields, 3, PyLong_FromLong(timeHour(self)));
  PyTuple_SET_ITEM(fields, 4, PyLong_FromLong(timeMinute(self)));
  PyTuple_SET_ITEM(fields, 5, PyLong_FromLong(timeSecond(self)));
  PyTuple_SET_ITEM(fields, 6, PyLong_FromLong(0));
  PyTuple_SET_ITEM(fields, 7, PyLong_FromLong(1));
  PyTuple_SET_ITEM(fields, 8, PyLong_FromLong(-1));
  const result = wrap_strftime(self, format, fields, Py_None);
  Py_DECREF(fields);
  return result;
}

// ---- comparing ----

function secondsIn(self: PyObject): i32 {
  return timeHour(self) * 3600 + timeMinute(self) * 60 + timeSecond(self);
}

function compareOffsets(a: PyObject, b: PyObject, x: PyObject, y: PyObject, op: i32): PyObject | null {
  if (x == y || (x != Py_None && y != Py_None && delta_cmp(x, y) == 0)) {
    return Py_RETURN_RICHCOMPARE(<i64>compareBytes(dataOf(a), TIME_DATASIZE, dataOf(b), TIME_DATASIZE), op);
  }
  if (x == Py_None || y == Py_None) return compareMixed(op, "can't compare offset-naive and offset-aware times");
  const first = secondsIn(a) - tdDays(x) * 86400 - tdSeconds(x);
  const second = secondsIn(b) - tdDays(y) * 86400 - tdSeconds(y);
  const diff = first != second ? first - second : timeMicrosecond(a) - timeMicrosecond(b);
  return Py_RETURN_RICHCOMPARE(<i64>diff, op);
}

function time_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if (!PyTime_Check(b)) return Py_NewRef(Py_NotImplemented);
  if (timeTzinfo(a) == timeTzinfo(b)) {
    return Py_RETURN_RICHCOMPARE(<i64>compareBytes(dataOf(a), TIME_DATASIZE, dataOf(b), TIME_DATASIZE), op);
  }
  const x = time_utcoffset(a, null);
  if (x === null) return null;
  const y = time_utcoffset(b, null);
  const result: PyObject | null = y === null ? null : compareOffsets(a, b, x, y, op);
  Py_DECREF(x);
  Py_XDECREF(y);
  return result;
}

/** The same time with fold 0: `new`. */
function unfolded(self: PyObject): PyObject | null {
  if (!timeFold(self)) return Py_NewRef(self);
  return new_time_ex2(
    timeHour(self),
    timeMinute(self),
    timeSecond(self),
    timeMicrosecond(self),
    timeTzinfo(self),
    0,
    self.ob_type,
  );
}

function time_hash(self: PyObject): i64 {
  if (getHash(self) != -1) return getHash(self);
  const plain = unfolded(self);
  if (plain === null) return -1;
  const offset = time_utcoffset(plain, null);
  Py_DECREF(plain);
  if (offset === null) return -1;
  if (offset == Py_None) {
    Py_DECREF(offset);
    setHash(self, _Py_HashBytes(dataOf(self), TIME_DATASIZE));
    return getHash(self);
  }
  const whole = new_delta(0, secondsIn(self), timeMicrosecond(self));
  const utc: PyObject | null = whole === null ? null : deltaMinus(whole, offset);
  if (utc !== null) setHash(self, PyObject_Hash(utc));
  Py_XDECREF(whole);
  Py_XDECREF(utc);
  Py_DECREF(offset);
  return getHash(self);
}

// ---- pickle and fields ----

function time_reduce_ex(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!exactArgs("__reduce_ex__", nargs, 1) || !intField(load<PyObject>(args), false)) return null;
  const fold = fieldValue > 3 ? timeFold(self) : 0;
  return reduceWith(self, stateOf(self, TIME_DATASIZE, 0, fold, timeTzinfo(self)));
}

function time_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  return reduceWith(self, stateOf(self, TIME_DATASIZE, 0, 0, timeTzinfo(self)));
}

function get_hour(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromLong(timeHour(self));
}
function get_minute(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromLong(timeMinute(self));
}
function get_second(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromLong(timeSecond(self));
}
function get_microsecond(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromLong(timeMicrosecond(self));
}
function get_tzinfo(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(timeTzinfo(self));
}
function get_fold(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromLong(timeFold(self));
}

function addMethods(t: PyTypeObject): void {
  addMethod(t, "isoformat", time_isoformat.index, METH_VARARGS_KEYWORDS, "ISO 8601 text, as long as timespec says.");
  addMethod(t, "strftime", time_strftime.index, METH_VARARGS_KEYWORDS, "Text by a format as of time.strftime().");
  addMethod(t, "__format__", date_format.index, METH_FASTCALL, "strftime() with the format, or str().");
  addMethod(
    t,
    "utcoffset",
    time_utcoffset.index,
    METH_NOARGS,
    "utcoffset($self, /)\n--\n\nWhat the tzinfo says of it.",
  );
  addMethod(t, "tzname", time_tzname.index, METH_NOARGS, "tzname($self, /)\n--\n\nWhat the tzinfo says of it.");
  addMethod(t, "dst", time_dst.index, METH_NOARGS, "dst($self, /)\n--\n\nWhat the tzinfo says of it.");
  addMethod(
    t,
    "replace",
    time_replace.index,
    METH_FASTCALL_KEYWORDS,
    "replace($self, /, hour=unchanged, minute=unchanged, second=unchanged,\n        microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged)\n--\n\nA time with some fields replaced.",
  );
  addMethod(
    t,
    "__replace__",
    time_replace.index,
    METH_FASTCALL_KEYWORDS,
    "__replace__($self, /, **changes)\n--\n\nAs replace().",
  );
  addMethod(
    t,
    "fromisoformat",
    time_fromisoformat.index,
    METH_O | METH_CLASS,
    "fromisoformat($type, object, /)\n--\n\nThe time that an ISO 8601 text names.",
  );
  addMethod(t, "__reduce_ex__", time_reduce_ex.index, METH_FASTCALL, "Class and state.");
  addMethod(t, "__reduce__", time_reduce.index, METH_NOARGS, "__reduce__($self, /)\n--\n\nClass and state.");
  addGetSet(t, "hour", get_hour.index, 0);
  addGetSet(t, "minute", get_minute.index, 0);
  addGetSet(t, "second", get_second.index, 0);
  addGetSet(t, "microsecond", get_microsecond.index, 0);
  addGetSet(t, "tzinfo", get_tzinfo.index, 0);
  addGetSet(t, "fold", get_fold.index, 0);
}

export function defineTime(): void {
  const t = PyDateTime_TimeType;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "datetime.time", 40, 0, Py_TPFLAGS_BASETYPE, "A time of day.");
  t.tp_dealloc = time_dealloc.index;
  t.tp_repr = time_repr.index;
  t.tp_str = date_str.index;
  t.tp_hash = time_hash.index;
  t.tp_richcompare = time_richcompare.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_new = time_new.index;
  t.tp_alloc = time_alloc.index;
  addMethods(t);
}
