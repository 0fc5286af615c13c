/** The type datetime.date, and datetime.IsoCalendarDate, the tuple that isocalendar() gives. */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  SHOWN_AS_HEAPTYPE,
} from "../../object/layout";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyBaseObject_Type, PyTuple_Type, PyType_Type, Py_None, Py_NotImplemented } from "../../object/statics";
import {
  PyExc_OverflowError,
  PyExc_TypeError,
  PyExc_UnicodeEncodeError,
  PyExc_ValueError,
} from "../../object/exception_types";
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
import { PyType_GenericAlloc } from "../../gc/collector";
import { argReq, parseArgs, parseTupleArgs } from "../../protocol/args";
import { PyObject_GenericGetAttr } from "../../protocol/attr";
import { PyObject_CallMethodNoArgs, PyObject_CallMethodOneArg } from "../../protocol/call";
import { PyObject_Str, Py_RETURN_RICHCOMPARE } from "../../protocol/compare";
import { PyErr_ExceptionMatches, PyErr_Format, PyErr_SetString } from "../../protocol/errors";
import { _Py_HashBytes } from "../../protocol/hash";
import {
  PyBytes_AS_STRING,
  PyBytes_Check,
  PyBytes_FromStringAndSize,
  PyBytes_GET_SIZE,
  compareBytes,
} from "../../types/bytes";
import { PyLong_FromLong } from "../../types/long";
import {
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_Pack1,
  PyTuple_Pack2,
  PyTuple_Pack3,
  PyTuple_SET_ITEM,
} from "../../types/tuple";
import { packSteal1 } from "../../types/tuple_build";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_GET_LENGTH,
  PyUnicode_READ_CHAR,
  utf8Length,
} from "../../types/unicode";
import { _PyUnicode_AsLatin1String } from "../../types/unicode_codecs";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { ID } from "../../generated/ids";
import { PyImport_ImportModule } from "../import";
import {
  days_before_month,
  floorDiv,
  iso_to_ymd,
  iso_week1_monday,
  normalize_date,
  ord_to_ymd,
  weekdayOf,
  ymdDay,
  ymdMonth,
  ymdYear,
  ymd_to_ord,
} from "./calendar";
import { checkGiven, exactArgs, fieldValue, intAt, intField, intFields, setInt, textField } from "./fields";
import { localFields, readTimestamp, stampSeconds, tmDay, tmMonth, tmYear } from "./local";
import {
  DATE_DATASIZE,
  PyDateTime_Check,
  PyDateTime_DateType,
  PyDateTime_DeltaType,
  PyDate_Check,
  PyDelta_Check,
  dataOf,
  fromPickle,
  getDay,
  getHash,
  getMonth,
  getYear,
  makeDelta,
  new_date_ex,
  new_date_subclass_ex,
  setHash,
  tdDays,
} from "./objects";
import { clearIso, isoDay, isoMonth, isoYear, parse_isoformat_date } from "./parse_iso";
import { format_ctime, putDateText, putNext, putNumber, startText, takeRepr, takeText, wrap_strftime } from "./text";

// ---- what time and datetime share ----

/**
 * The bytes that pickle has given as a constructor's first argument, or null: bytes of `size`, or a str of as many Latin-1 characters, as
 * Python 2's pickles give. `new`; `pickleFailed` if the str cannot be encoded.
 */
export let pickleFailed: bool = false;
export function pickleState(state: PyObject, size: i32, fname: string): PyObject | null {
  pickleFailed = false;
  if (PyBytes_Check(state)) return PyBytes_GET_SIZE(state) == size ? Py_NewRef(state) : null;
  if (!PyUnicode_Check(state) || PyUnicode_GET_LENGTH(state) != size) return null;
  // a text that is none of ours is left to the ordinary arguments: the byte that tells is looked at by the caller
  if (PyUnicode_READ_CHAR(state, size == 6 ? 0 : 2) > 0xff) return null;
  const bytes = _PyUnicode_AsLatin1String(state, 0);
  if (bytes !== null) return bytes;
  pickleFailed = true;
  if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
    PyErr_Format(
      PyExc_ValueError,
      "Failed to encode latin1 string when unpickling a %L object. pickle.load(data, encoding='latin1') is assumed.",
      changetype<usize>(fname),
    );
  }
  return null;
}

/** str of the object, by its own isoformat(). */
export function date_str(self: PyObject): PyObject | null {
  return PyObject_CallMethodNoArgs(self, ID.isoformat);
}

export function date_format(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!exactArgs("__format__", nargs, 1)) return null;
  const format = load<PyObject>(args);
  if (!textField("__format__", "argument 1", format)) return null;
  if (PyUnicode_GET_LENGTH(format) == 0) return PyObject_Str(self);
  return PyObject_CallMethodOneArg(self, ID.strftime, format);
}

/** time.struct_time of a date and time: `new`. */
export function build_struct_time(
  year: i32,
  month: i32,
  day: i32,
  hour: i32,
  minute: i32,
  second: i32,
  dst: i32,
): PyObject | null {
  const fields = PyTuple_New(9);
  if (fields === null) return null;
  PyTuple_SET_ITEM(fields, 0, PyLong_FromLong(year));
  PyTuple_SET_ITEM(fields, 1, PyLong_FromLong(month));
  PyTuple_SET_ITEM(fields, 2, PyLong_FromLong(day));
  PyTuple_SET_ITEM(fields, 3, PyLong_FromLong(hour));
  PyTuple_SET_ITEM(fields, 4, PyLong_FromLong(minute));
  PyTuple_SET_ITEM(fields, 5, PyLong_FromLong(second));
  PyTuple_SET_ITEM(fields, 6, PyLong_FromLong(weekdayOf(year, month, day)));
  PyTuple_SET_ITEM(fields, 7, PyLong_FromLong(days_before_month(year, month) + day));
  PyTuple_SET_ITEM(fields, 8, PyLong_FromLong(dst));
  const module = PyImport_ImportModule("time");
  let result: PyObject | null = null;
  if (module !== null) {
    result = PyObject_CallMethodOneArg(module, ID.struct_time, fields);
    Py_DECREF(module);
  }
  Py_DECREF(fields);
  return result;
}

/** (cls, state), `new`; steals `state` (null: failed). */
export function reduceWith(self: PyObject, state: PyObject | null): PyObject | null {
  if (state === null) return null;
  const result = PyTuple_Pack2(self.ob_type, state);
  Py_DECREF(state);
  return result;
}

// ---- construction ----

function date_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (PyTuple_GET_SIZE(args) == 1) {
    const state = pickleState(PyTuple_GET_ITEM(args, 0), DATE_DATASIZE, "date");
    if (pickleFailed) return null;
    if (state !== null) {
      const at = PyBytes_AS_STRING(state);
      const sane = <u32>load<u8>(at, 2) - 1 <= 11;
      const op: PyObject | null = sane ? fromPickle(type, at, DATE_DATASIZE, 0, Py_None) : null;
      Py_DECREF(state);
      if (sane) return op;
    }
  }
  if (!checkGiven(args, kwargs, 3)) return null;
  if (!parseTupleArgs("", "year,month,day", args, kwargs) || !intFields(3, false)) return null;
  return new_date_ex(intAt(0), intAt(1), intAt(2), type);
}

export function date_fromtimestamp(cls: PyObject, timestamp: PyObject): PyObject | null {
  if (!readTimestamp(timestamp, true) || !localFields(stampSeconds)) return null;
  return new_date_subclass_ex(tmYear, tmMonth, tmDay, cls);
}

function date_today(cls: PyObject, unused: PyObject | null): PyObject | null {
  const module = PyImport_ImportModule("time");
  if (module === null) return null;
  const now = PyObject_CallMethodNoArgs(module, ID.time);
  Py_DECREF(module);
  if (now === null) return null;
  const result = PyObject_CallMethodOneArg(cls, ID.fromtimestamp, now);
  Py_DECREF(now);
  return result;
}

function date_fromordinal(cls: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!exactArgs("fromordinal", nargs, 1) || !intField(load<PyObject>(args), false)) return null;
  const ordinal = fieldValue;
  if (ordinal < 1) return PyErr_SetString(PyExc_ValueError, "ordinal must be >= 1");
  ord_to_ymd(ordinal);
  return new_date_subclass_ex(ymdYear, ymdMonth, ymdDay, cls);
}

/** ValueError for a text that is no ISO form; null. */
export function badIso(text: PyObject): PyObject | null {
  return PyErr_Format(PyExc_ValueError, "Invalid isoformat string: %R", changetype<usize>(text));
}

function date_fromisoformat(cls: PyObject, text: PyObject): PyObject | null {
  if (!PyUnicode_Check(text)) return PyErr_SetString(PyExc_TypeError, "fromisoformat: argument must be str");
  const at = PyUnicode_AsUTF8AndSize(text);
  const n = utf8Length;
  if (at == 0 || (n != 7 && n != 8 && n != 10)) return badIso(text);
  clearIso();
  if (parse_isoformat_date(at, n) < 0) return badIso(text);
  return new_date_subclass_ex(isoYear, isoMonth, isoDay, cls);
}

function date_fromisocalendar(cls: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("fromisocalendar", "year,week,day", args, kwargs)) return null;
  if (!intFields(3, false)) {
    if (PyErr_ExceptionMatches(PyExc_OverflowError)) {
      PyErr_Format(PyExc_ValueError, "ISO calendar component out of range");
    }
    return null;
  }
  const year = intAt(0);
  const week = intAt(1);
  const day = intAt(2);
  const r = iso_to_ymd(year, week, day);
  if (r == -4) return PyErr_Format(PyExc_ValueError, "Year is out of range: %d", year);
  if (r == -2) return PyErr_Format(PyExc_ValueError, "Invalid week: %d", week);
  if (r == -3) return PyErr_Format(PyExc_ValueError, "Invalid day: %d (range is [1, 7])", day);
  return new_date_subclass_ex(ymdYear, ymdMonth, ymdDay, cls);
}

// ---- arithmetic ----

function addDays(date: PyObject, days: i32): PyObject | null {
  if (normalize_date(getYear(date), getMonth(date), getDay(date) + days) < 0) return null;
  return new_date_subclass_ex(ymdYear, ymdMonth, ymdDay, date.ob_type);
}

function date_add(a: PyObject, b: PyObject): PyObject | null {
  if (PyDateTime_Check(a) || PyDateTime_Check(b)) return Py_NewRef(Py_NotImplemented);
  if (PyDate_Check(a)) return PyDelta_Check(b) ? addDays(a, tdDays(b)) : Py_NewRef(Py_NotImplemented);
  return PyDelta_Check(a) ? addDays(b, tdDays(a)) : Py_NewRef(Py_NotImplemented);
}

function ordinalOf(date: PyObject): i32 {
  return ymd_to_ord(getYear(date), getMonth(date), getDay(date));
}

function date_subtract(a: PyObject, b: PyObject): PyObject | null {
  if (PyDateTime_Check(a) || PyDateTime_Check(b) || !PyDate_Check(a)) return Py_NewRef(Py_NotImplemented);
  if (PyDate_Check(b)) return makeDelta(ordinalOf(a) - ordinalOf(b), 0, 0, PyDateTime_DeltaType);
  return PyDelta_Check(b) ? addDays(a, -tdDays(b)) : Py_NewRef(Py_NotImplemented);
}

function date_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if (!PyDate_Check(b) || PyDateTime_Check(b)) return Py_NewRef(Py_NotImplemented);
  return Py_RETURN_RICHCOMPARE(<i64>compareBytes(dataOf(a), DATE_DATASIZE, dataOf(b), DATE_DATASIZE), op);
}

function date_hash(self: PyObject): i64 {
  if (getHash(self) == -1) setHash(self, _Py_HashBytes(dataOf(self), DATE_DATASIZE));
  return getHash(self);
}

// ---- text ----

function date_repr(self: PyObject): PyObject | null {
  startText();
  putNumber(getYear(self), 1);
  putNext(getMonth(self));
  putNext(getDay(self));
  return takeRepr(self);
}

function date_isoformat(self: PyObject, unused: PyObject | null): PyObject | null {
  startText();
  putDateText(self);
  return takeText();
}

function date_ctime(self: PyObject, unused: PyObject | null): PyObject | null {
  return format_ctime(self, 0, 0, 0);
}

function date_strftime(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("strftime", "format", args, kwargs)) return null;
  const format = argReq(0);
  if (!textField("strftime", "argument 1", format)) return null;
  const fields = PyObject_CallMethodNoArgs(self, ID.timetuple);
  if (fields === null) return null;
  const result = wrap_strftime(self, format, fields, self);
  Py_DECREF(fields);
  return result;
}

// ---- calendar ----

function date_isoweekday(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(weekdayOf(getYear(self), getMonth(self), getDay(self)) + 1);
}

function date_weekday(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(weekdayOf(getYear(self), getMonth(self), getDay(self)));
}

function date_toordinal(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(ordinalOf(self));
}

function date_timetuple(self: PyObject, unused: PyObject | null): PyObject | null {
  return build_struct_time(getYear(self), getMonth(self), getDay(self), 0, 0, 0, -1);
}

function date_replace(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("replace", "year=,month=,day=", args, nargs, kwnames)) return null;
  setInt(0, getYear(self));
  setInt(1, getMonth(self));
  setInt(2, getDay(self));
  if (!intFields(3, true)) return null;
  return new_date_subclass_ex(intAt(0), intAt(1), intAt(2), self.ob_type);
}

function date_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  return reduceWith(self, packSteal1(PyBytes_FromStringAndSize(dataOf(self), DATE_DATASIZE)));
}

function date_year(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromLong(getYear(self));
}
function date_month(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromLong(getMonth(self));
}
function date_day(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromLong(getDay(self));
}

// ---- IsoCalendarDate ----

const IsoCalendarDate_Type = changetype<PyTypeObject>(memory.data(416, 16)); // datetime.IsoCalendarDate

export function isoCalendarDateType(): PyTypeObject {
  return IsoCalendarDate_Type;
}

/** `new` */
function newIsoDate(type: PyTypeObject, year: i32, week: i32, weekday: i32): PyObject | null {
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, 3);
  if (op === null) return null;
  PyTuple_SET_ITEM(op, 0, PyLong_FromLong(year));
  PyTuple_SET_ITEM(op, 1, PyLong_FromLong(week));
  PyTuple_SET_ITEM(op, 2, PyLong_FromLong(weekday));
  return op;
}

function isoDate_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("IsoCalendarDate", "year,week,weekday", args, kwargs) || !intFields(3, true)) return null;
  return newIsoDate(type, intAt(0), intAt(1), intAt(2));
}

function isoDate_repr(self: PyObject): PyObject | null {
  return PyUnicode_FromFormat(
    "%.200s(year=%S, week=%S, weekday=%S)",
    self.ob_type.tp_name,
    changetype<usize>(PyTuple_GET_ITEM(self, 0)),
    changetype<usize>(PyTuple_GET_ITEM(self, 1)),
    changetype<usize>(PyTuple_GET_ITEM(self, 2)),
  );
}

function isoDate_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const plain = PyTuple_Pack3(PyTuple_GET_ITEM(self, 0), PyTuple_GET_ITEM(self, 1), PyTuple_GET_ITEM(self, 2));
  const args: PyObject | null = plain === null ? null : PyTuple_Pack1(plain);
  if (plain !== null) Py_DECREF(plain);
  if (args === null) return null;
  const result = PyTuple_Pack2(PyTuple_Type, args);
  Py_DECREF(args);
  return result;
}

function isoDate_get(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(PyTuple_GET_ITEM(self, <i32>closure));
}

function date_isocalendar(self: PyObject, unused: PyObject | null): PyObject | null {
  let year = getYear(self);
  const today = ordinalOf(self);
  let monday = iso_week1_monday(year);
  let week = floorDiv(today - monday, 7);
  if (week < 0) {
    year--;
    monday = iso_week1_monday(year);
    week = floorDiv(today - monday, 7);
  } else if (week >= 52 && today >= iso_week1_monday(year + 1)) {
    year++;
    monday = iso_week1_monday(year);
    week = 0;
  }
  return newIsoDate(IsoCalendarDate_Type, year, week + 1, today - monday - week * 7 + 1);
}

function defineIsoDate(): void {
  const t = IsoCalendarDate_Type;
  initStaticType(
    t,
    PyType_Type,
    PyTuple_Type,
    "datetime.IsoCalendarDate",
    32,
    8,
    Py_TPFLAGS_HAVE_GC | SHOWN_AS_HEAPTYPE,
    "ISO year, week and weekday, as a tuple and as attributes.",
  );
  t.tp_repr = isoDate_repr.index;
  t.tp_new = isoDate_new.index;
  t.tp_traverse = PyTuple_Type.tp_traverse;
  addMethod(t, "__reduce__", isoDate_reduce.index, METH_NOARGS, "__reduce__($self, /)\n--\n\nA plain tuple.");
  addGetSet(t, "year", isoDate_get.index, 0, null, 0);
  addGetSet(t, "week", isoDate_get.index, 0, null, 1);
  addGetSet(t, "weekday", isoDate_get.index, 0, null, 2);
}

// ---- the type ----

function addClassMethods(t: PyTypeObject): void {
  addMethod(
    t,
    "fromtimestamp",
    date_fromtimestamp.index,
    METH_O | METH_CLASS,
    "fromtimestamp($type, timestamp, /)\n--\n\nThe local date of a POSIX timestamp.",
  );
  addMethod(
    t,
    "fromordinal",
    date_fromordinal.index,
    METH_FASTCALL | METH_CLASS,
    "The date of a day number; 1 January of year 1 is 1.",
  );
  addMethod(
    t,
    "fromisoformat",
    date_fromisoformat.index,
    METH_O | METH_CLASS,
    "fromisoformat($type, object, /)\n--\n\nThe date that an ISO 8601 text names.",
  );
  addMethod(
    t,
    "fromisocalendar",
    date_fromisocalendar.index,
    METH_VARARGS_KEYWORDS | METH_CLASS,
    "The date of an ISO year, week and weekday.",
  );
  addMethod(
    t,
    "today",
    date_today.index,
    METH_NOARGS | METH_CLASS,
    "today($type, /)\n--\n\nThe date, or time, of now.",
  );
}

function addMethods(t: PyTypeObject): void {
  addMethod(t, "ctime", date_ctime.index, METH_NOARGS, "ctime($self, /)\n--\n\nText as of C's ctime().");
  addMethod(t, "strftime", date_strftime.index, METH_VARARGS_KEYWORDS, "Text by a format as of time.strftime().");
  addMethod(t, "__format__", date_format.index, METH_FASTCALL, "strftime() with the format, or str().");
  addMethod(t, "timetuple", date_timetuple.index, METH_NOARGS, "timetuple($self, /)\n--\n\nA time.struct_time.");
  addMethod(
    t,
    "isocalendar",
    date_isocalendar.index,
    METH_NOARGS,
    "isocalendar($self, /)\n--\n\nISO year, week and weekday.",
  );
  addMethod(t, "isoformat", date_isoformat.index, METH_NOARGS, "isoformat($self, /)\n--\n\nYYYY-MM-DD.");
  addMethod(
    t,
    "isoweekday",
    date_isoweekday.index,
    METH_NOARGS,
    "isoweekday($self, /)\n--\n\n1 is Monday, 7 is Sunday.",
  );
  addMethod(
    t,
    "toordinal",
    date_toordinal.index,
    METH_NOARGS,
    "toordinal($self, /)\n--\n\nThe number of the day; 1 January of year 1 is 1.",
  );
  addMethod(t, "weekday", date_weekday.index, METH_NOARGS, "weekday($self, /)\n--\n\n0 is Monday, 6 is Sunday.");
  addMethod(
    t,
    "replace",
    date_replace.index,
    METH_FASTCALL_KEYWORDS,
    "replace($self, /, year=unchanged, month=unchanged, day=unchanged)\n--\n\nA date with some fields replaced.",
  );
  addMethod(
    t,
    "__replace__",
    date_replace.index,
    METH_FASTCALL_KEYWORDS,
    "__replace__($self, /, **changes)\n--\n\nAs replace().",
  );
  addMethod(t, "__reduce__", date_reduce.index, METH_NOARGS, "__reduce__($self, /)\n--\n\nClass and state.");
  addGetSet(t, "year", date_year.index, 0);
  addGetSet(t, "month", date_month.index, 0);
  addGetSet(t, "day", date_day.index, 0);
}

export function defineDate(): void {
  const t = PyDateTime_DateType;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "datetime.date",
    32,
    0,
    Py_TPFLAGS_BASETYPE,
    "A day of the Gregorian calendar.",
  );
  t.tp_repr = date_repr.index;
  t.tp_str = date_str.index;
  t.tp_hash = date_hash.index;
  t.tp_richcompare = date_richcompare.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_new = date_new.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  const n = numberMethods(t);
  n.nb_add = date_add.index;
  n.nb_subtract = date_subtract.index;
  addClassMethods(t);
  addMethods(t);
  defineIsoDate();
}
