/**
 * Reading and writing the struct fields that PyMemberDef describes. Counterpart: Python/structmember.c.
 *
 * Invariant: a Py_ssize_t field is read from its low half with sign (sizes are i32 here); pointers own what they hold.
 */
import { PyObject } from "../object/layout";
import { Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { Py_None, Py_True, PyBool_Type } from "../object/statics";
import {
  PyMemberDef,
  Py_READONLY,
  Py_T_BOOL,
  Py_T_BYTE,
  Py_T_CHAR,
  Py_T_DOUBLE,
  Py_T_FLOAT,
  Py_T_INT,
  Py_T_LONG,
  Py_T_LONGLONG,
  Py_T_OBJECT_EX,
  Py_T_PYSSIZET,
  Py_T_SHORT,
  Py_T_STRING,
  Py_T_UBYTE,
  Py_T_UINT,
  Py_T_ULONG,
  Py_T_ULONGLONG,
  Py_T_USHORT,
  _Py_T_OBJECT,
} from "../object/typedef";
import { PyExc_AttributeError, PyExc_SystemError, PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyBool_FromLong } from "./bool";
import { PyFloat_AsDouble, PyFloat_FromDouble } from "./float";
import { PyLong_AsI64, PyLong_AsU64, PyLong_FromI64, PyLong_FromLong, PyLong_FromU64 } from "./long";
import { PyUnicode_FromString, PyUnicode_New } from "./unicode";

/** The field of the struct at `obj`: `new`. */
export function PyMember_GetOne(obj: usize, def: PyMemberDef): PyObject | null {
  const at = obj + <usize>def.offset;
  switch (def.type) {
    case Py_T_BOOL:
      return PyBool_FromLong(load<u8>(at));
    case Py_T_BYTE:
      return PyLong_FromLong(load<i8>(at));
    case Py_T_UBYTE:
      return PyLong_FromLong(load<u8>(at));
    case Py_T_SHORT:
      return PyLong_FromLong(load<i16>(at));
    case Py_T_USHORT:
      return PyLong_FromLong(load<u16>(at));
    case Py_T_INT:
    case Py_T_PYSSIZET:
      return PyLong_FromLong(load<i32>(at));
    case Py_T_UINT:
      return PyLong_FromU64(load<u32>(at));
    case Py_T_LONG:
    case Py_T_LONGLONG:
      return PyLong_FromI64(load<i64>(at));
    case Py_T_ULONG:
    case Py_T_ULONGLONG:
      return PyLong_FromU64(load<u64>(at));
    case Py_T_FLOAT:
      return PyFloat_FromDouble(load<f32>(at));
    case Py_T_DOUBLE:
      return PyFloat_FromDouble(load<f64>(at));
    case Py_T_STRING: {
      const text = load<usize>(at);
      return text == 0 ? Py_NewRef(Py_None) : PyUnicode_FromString(text);
    }
    case Py_T_CHAR: {
      const one = PyUnicode_New(1, 127);
      if (one !== null) store<u8>(changetype<usize>(one) + 40, load<u8>(at));
      return one;
    }
    case _Py_T_OBJECT: {
      const op = load<PyObject | null>(at);
      return Py_NewRef(op === null ? Py_None : op);
    }
    case Py_T_OBJECT_EX: {
      const op = load<PyObject | null>(at);
      if (op !== null) return Py_NewRef(op);
      return PyErr_Format(PyExc_AttributeError, "'%T' object has no attribute '%s'", obj, def.name);
    }
  }
  return PyErr_SetString(PyExc_SystemError, "bad memberdescr type");
}

function setObject(at: usize, value: PyObject | null): i32 {
  const old = load<PyObject | null>(at);
  if (value !== null) Py_INCREF(value);
  store<u32>(at, <u32>changetype<usize>(value));
  Py_XDECREF(old);
  return 0;
}

/** Stores a number; -1 with an exception. */
function setNumber(at: usize, kind: i32, value: PyObject): i32 {
  if (kind == Py_T_FLOAT || kind == Py_T_DOUBLE) {
    const d = PyFloat_AsDouble(value);
    if (d == -1 && PyErr_Occurred() !== null) return -1;
    if (kind == Py_T_FLOAT) store<f32>(at, <f32>d);
    else store<f64>(at, d);
    return 0;
  }
  const n = kind == Py_T_ULONG || kind == Py_T_ULONGLONG ? <i64>PyLong_AsU64(value) : PyLong_AsI64(value);
  if (n == -1 && PyErr_Occurred() !== null) return -1;
  switch (kind) {
    case Py_T_BYTE:
    case Py_T_UBYTE:
      store<u8>(at, <u8>n);
      return 0;
    case Py_T_SHORT:
    case Py_T_USHORT:
      store<u16>(at, <u16>n);
      return 0;
    case Py_T_INT:
    case Py_T_UINT:
      store<u32>(at, <u32>n);
      return 0;
    default:
      store<u64>(at, <u64>n);
      return 0;
  }
}

/** Sets or (null) deletes the field. */
export function PyMember_SetOne(obj: usize, def: PyMemberDef, value: PyObject | null): i32 {
  const at = obj + <usize>def.offset;
  if (def.flags & Py_READONLY) {
    PyErr_SetString(PyExc_AttributeError, "readonly attribute");
    return -1;
  }
  if (def.type == _Py_T_OBJECT) return setObject(at, value);
  if (def.type == Py_T_OBJECT_EX) {
    if (value === null && load<PyObject | null>(at) === null) {
      PyErr_Format(PyExc_AttributeError, "%s", def.name);
      return -1;
    }
    return setObject(at, value);
  }
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "can't delete numeric/char attribute");
    return -1;
  }
  if (def.type == Py_T_BOOL) {
    if (value.ob_type != PyBool_Type) {
      PyErr_SetString(PyExc_TypeError, "attribute value type must be bool");
      return -1;
    }
    store<u8>(at, value == Py_True ? 1 : 0);
    return 0;
  }
  if (def.type == Py_T_STRING || def.type == Py_T_CHAR) {
    PyErr_SetString(PyExc_TypeError, "readonly attribute");
    return -1;
  }
  return setNumber(at, def.type, value);
}
