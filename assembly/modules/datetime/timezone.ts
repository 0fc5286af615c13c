/** The types datetime.tzinfo, whose methods a subclass must write, and datetime.timezone, a fixed offset from UTC. */
import { PyObject, PyTypeObject, Py_EQ, Py_NE, Py_TPFLAGS_BASETYPE } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None, Py_NotImplemented } from "../../object/statics";
import { PyExc_NotImplementedError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { METH_NOARGS, METH_O, addMethod, initStaticType } from "../../object/typedef";
import { PyType_GenericAlloc } from "../../gc/collector";
import { arg, argReq, parseTupleArgs } from "../../protocol/args";
import { badArgument } from "../../protocol/arg_values";
import { PyObject_GenericGetAttr, PyObject_GetOptionalAttr } from "../../protocol/attr";
import { PyObject_CallNoArgs } from "../../protocol/call";
import { Py_RETURN_RICHCOMPARE } from "../../protocol/compare";
import { PyErr_Format, PyErr_SetString } from "../../protocol/errors";
import { _PyObject_GetState } from "../../types/object_reduce";
import { PyTuple_New, PyTuple_Pack1, PyTuple_Pack2 } from "../../types/tuple";
import { packSteal3 } from "../../types/tuple_build";
import { PyType_GenericNew } from "../../types/typeobject";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../../types/unicode_format";
import { ID } from "../../generated/ids";
import { addDelta } from "./datetime";
import { delta_hash } from "./delta";
import { textField } from "./fields";
import {
  PyDateTime_Check,
  PyDateTime_TZInfoType,
  PyDateTime_TimeZoneType,
  PyDelta_Check,
  call_dst,
  call_utcoffset,
  deltaIsZero,
  deltaMinus,
  delta_cmp,
  dtTzinfo,
  hasTzinfo,
  new_timezone,
  utcTimezone,
} from "./objects";
import { putLiteral, putOffset, startText, takeText } from "./text";

// ---- tzinfo ----

function mustImplement(name: string): PyObject | null {
  return PyErr_Format(PyExc_NotImplementedError, "a tzinfo subclass must implement %L()", changetype<usize>(name));
}

function tzinfo_tzname(self: PyObject, dt: PyObject): PyObject | null {
  return mustImplement("tzname");
}
function tzinfo_utcoffset(self: PyObject, dt: PyObject): PyObject | null {
  return mustImplement("utcoffset");
}
function tzinfo_dst(self: PyObject, dt: PyObject): PyObject | null {
  return mustImplement("dst");
}

/** Is `dt` a datetime of this zone? TypeError or ValueError if not. */
function checkOwn(self: PyObject, dt: PyObject): bool {
  if (!PyDateTime_Check(dt)) {
    PyErr_SetString(PyExc_TypeError, "fromutc: argument must be a datetime");
    return false;
  }
  if (hasTzinfo(dt) && dtTzinfo(dt) == self) return true;
  PyErr_SetString(PyExc_ValueError, "fromutc: dt.tzinfo is not self");
  return false;
}

/** dt, which is in standard time now, with its DST added: `new`; steals `dt` (null: failed). */
function withDst(dt: PyObject | null): PyObject | null {
  if (dt === null) return null;
  const dst = call_dst(dtTzinfo(dt), dt);
  let result: PyObject | null = null;
  if (dst == Py_None) {
    PyErr_SetString(PyExc_ValueError, "fromutc: tz.dst() gave inconsistent results; cannot convert");
  } else if (dst !== null) {
    result = deltaIsZero(dst) ? Py_NewRef(dt) : addDelta(dt, dst, 1);
  }
  Py_XDECREF(dst);
  Py_DECREF(dt);
  return result;
}

function tzinfo_fromutc(self: PyObject, dt: PyObject): PyObject | null {
  if (!checkOwn(self, dt)) return null;
  const offset = call_utcoffset(self, dt);
  if (offset === null) return null;
  if (offset == Py_None) {
    Py_DECREF(offset);
    return PyErr_SetString(PyExc_ValueError, "fromutc: non-None utcoffset() result required");
  }
  const dst = call_dst(self, dt);
  let result: PyObject | null = null;
  if (dst == Py_None) {
    PyErr_SetString(PyExc_ValueError, "fromutc: non-None dst() result required");
  } else if (dst !== null) {
    const standard = deltaMinus(offset, dst);
    if (standard !== null) {
      result = withDst(addDelta(dt, standard, 1));
      Py_DECREF(standard);
    }
  }
  Py_XDECREF(dst);
  Py_DECREF(offset);
  return result;
}

const cell = memory.data(8, 8);

/** (cls, args of __getinitargs__, state) */
function tzinfo_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const r = PyObject_GetOptionalAttr(self, ID.__getinitargs__, cell);
  if (r < 0) return null;
  let args: PyObject | null = null;
  if (r > 0) {
    const method = load<PyObject>(cell);
    args = PyObject_CallNoArgs(method);
    Py_DECREF(method);
  } else {
    args = PyTuple_New(0);
  }
  if (args === null) return null;
  return packSteal3(Py_NewRef(self.ob_type), args, _PyObject_GetState(self));
}

// ---- timezone ----

/** offset 16, name 24 (may be null). Borrowed. */
function offsetOf(self: PyObject): PyObject {
  return load<PyObject>(changetype<usize>(self), 16);
}
function nameOf(self: PyObject): PyObject | null {
  return load<PyObject | null>(changetype<usize>(self), 24);
}

function timezone_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("timezone", "offset,name=", args, kwargs)) return null;
  const offset = argReq(0);
  const name = arg(1);
  if (!PyDelta_Check(offset)) {
    badArgument("timezone", "argument 1", "datetime.timedelta", offset);
    return null;
  }
  if (name !== null && !textField("timezone", "argument 2", name)) return null;
  return new_timezone(offset, name);
}

function timezone_dealloc(self: PyObject): void {
  Py_XDECREF(load<PyObject | null>(changetype<usize>(self), 16));
  Py_XDECREF(nameOf(self));
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function timezone_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if ((op != Py_EQ && op != Py_NE) || b.ob_type != PyDateTime_TimeZoneType) return Py_NewRef(Py_NotImplemented);
  return Py_RETURN_RICHCOMPARE(<i64>delta_cmp(offsetOf(a), offsetOf(b)), op);
}

function timezone_hash(self: PyObject): i64 {
  return delta_hash(offsetOf(self));
}

function checkArgument(dt: PyObject, method: string): bool {
  if (dt == Py_None || PyDateTime_Check(dt)) return true;
  const format = "%L(dt) argument must be a datetime instance or None, not %.200s";
  PyErr_Format(PyExc_TypeError, format, changetype<usize>(method), dt.ob_type.tp_name);
  return false;
}

function timezone_repr(self: PyObject): PyObject | null {
  const name = self.ob_type.tp_name;
  if (self == utcTimezone) return PyUnicode_FromFormat("%s.utc", name);
  const own = nameOf(self);
  const offset = changetype<usize>(offsetOf(self));
  if (own === null) return PyUnicode_FromFormat("%s(%R)", name, offset);
  return PyUnicode_FromFormat("%s(%R, %R)", name, offset, changetype<usize>(own));
}

function timezone_str(self: PyObject): PyObject | null {
  const own = nameOf(self);
  if (own !== null) return Py_NewRef(own);
  if (deltaIsZero(offsetOf(self))) return PyUnicode_FromLiteral("UTC");
  startText();
  putLiteral("UTC");
  return putOffset(offsetOf(self), true) < 0 ? null : takeText();
}

function timezone_tzname(self: PyObject, dt: PyObject): PyObject | null {
  return checkArgument(dt, "tzname") ? timezone_str(self) : null;
}
function timezone_utcoffset(self: PyObject, dt: PyObject): PyObject | null {
  return checkArgument(dt, "utcoffset") ? Py_NewRef(offsetOf(self)) : null;
}
function timezone_dst(self: PyObject, dt: PyObject): PyObject | null {
  return checkArgument(dt, "dst") ? Py_NewRef(Py_None) : null;
}
function timezone_fromutc(self: PyObject, dt: PyObject): PyObject | null {
  return checkOwn(self, dt) ? addDelta(dt, offsetOf(self), 1) : null;
}

function timezone_getinitargs(self: PyObject, unused: PyObject | null): PyObject | null {
  const own = nameOf(self);
  return own === null ? PyTuple_Pack1(offsetOf(self)) : PyTuple_Pack2(offsetOf(self), own);
}

export function defineTimezones(): void {
  const t = PyDateTime_TZInfoType;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "datetime.tzinfo",
    16,
    0,
    Py_TPFLAGS_BASETYPE,
    "Base of time zones.",
  );
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_new = PyType_GenericNew.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  addMethod(t, "tzname", tzinfo_tzname.index, METH_O, "tzname($self, object, /)\n--\n\nThe zone's name at a datetime.");
  addMethod(
    t,
    "utcoffset",
    tzinfo_utcoffset.index,
    METH_O,
    "utcoffset($self, object, /)\n--\n\nThe offset from UTC at a datetime, positive east of it.",
  );
  addMethod(
    t,
    "dst",
    tzinfo_dst.index,
    METH_O,
    "dst($self, object, /)\n--\n\nHow much of the offset is daylight saving time.",
  );
  addMethod(
    t,
    "fromutc",
    tzinfo_fromutc.index,
    METH_O,
    "fromutc($self, object, /)\n--\n\nA datetime of UTC in this zone.",
  );
  addMethod(
    t,
    "__reduce__",
    tzinfo_reduce.index,
    METH_NOARGS,
    "__reduce__($self, /)\n--\n\nClass, arguments and state.",
  );

  const z = PyDateTime_TimeZoneType;
  initStaticType(z, PyType_Type, PyDateTime_TZInfoType, "datetime.timezone", 32, 0, 0, "A fixed offset from UTC.");
  z.tp_dealloc = timezone_dealloc.index;
  z.tp_repr = timezone_repr.index;
  z.tp_str = timezone_str.index;
  z.tp_hash = timezone_hash.index;
  z.tp_richcompare = timezone_richcompare.index;
  z.tp_new = timezone_new.index;
  z.tp_alloc = PyType_GenericAlloc.index;
  addMethod(
    z,
    "tzname",
    timezone_tzname.index,
    METH_O,
    "tzname($self, object, /)\n--\n\nThe name given, or UTC with the offset.",
  );
  addMethod(z, "utcoffset", timezone_utcoffset.index, METH_O, "utcoffset($self, object, /)\n--\n\nThe offset.");
  addMethod(z, "dst", timezone_dst.index, METH_O, "dst($self, object, /)\n--\n\nNone.");
  addMethod(
    z,
    "fromutc",
    timezone_fromutc.index,
    METH_O,
    "fromutc($self, object, /)\n--\n\nA datetime of UTC in this zone.",
  );
  addMethod(
    z,
    "__getinitargs__",
    timezone_getinitargs.index,
    METH_NOARGS,
    "__getinitargs__($self, /)\n--\n\nThe arguments, for pickle.",
  );
}
