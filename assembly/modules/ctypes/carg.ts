/**
 * CArgObject: a C value on its way into a call, as from_param and byref make it. It shows as <cparam 'P' (0x...)>.
 */
import { PyObject, Py_TPFLAGS_HAVE_GC } from "../../object/layout";
import { PyExc_TypeError } from "../../object/exception_types";
import { Py_CLEAR, Py_DECREF, Py_XNewRef } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type } from "../../object/statics";
import { visitField } from "../../object/slots";
import { addMember, initStaticType, _Py_T_OBJECT, Py_READONLY } from "../../object/typedef";
import { PyObject_GC_Del, PyObject_GC_Track, PyObject_GC_UnTrack, _PyObject_GC_New } from "../../gc/collector";
import { PyArg_CheckPositional } from "../../protocol/args";
import { PyErr_Format, PyErr_Occurred } from "../../protocol/errors";
import { PyNumber_AsSsize_t } from "../../protocol/number";
import { PyObject_Repr } from "../../protocol/compare";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { getByCode } from "./access";
import { ptrOf } from "./cdata";
import { PyCArgObject, PyCArg_Type, isCData } from "./layout";

/** A fresh argument with the type letter `tag`, value 0 and no object: `new` */
export function newCArg(tag: u32): PyCArgObject | null {
  const op = _PyObject_GC_New(PyCArg_Type);
  if (op === null) return null;
  memory.fill(changetype<usize>(op) + 16, 0, 48);
  changetype<PyCArgObject>(op).tag = tag;
  PyObject_GC_Track(op);
  return changetype<PyCArgObject>(op);
}

/** An argument that points to `address` and keeps `obj` (borrowed) alive: `new` */
export function pointerArg(tag: u32, address: u64, obj: PyObject | null): PyObject | null {
  const parg = newCArg(tag);
  if (parg === null) return null;
  parg.value = address;
  parg.obj = Py_XNewRef(obj);
  return parg;
}

/** byref(instance): `new` */
export function byrefOf(instance: PyObject, offset: i32): PyObject | null {
  return pointerArg(0x50, <u64>ptrOf(instance) + <u64>(<i64>offset), instance);
}

/** byref(instance, offset=0) of the module. `new` */
export function byref(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("byref", nargs, 1, 2)) return null;
  const instance = load<PyObject>(args);
  if (!isCData(instance)) {
    const format = "byref() argument must be a ctypes instance, not '%s'";
    return PyErr_Format(PyExc_TypeError, format, instance.ob_type.tp_name);
  }
  let offset = 0;
  if (nargs > 1) {
    offset = PyNumber_AsSsize_t(load<PyObject>(args, 8), null);
    if (offset == -1 && PyErr_Occurred() !== null) return null;
  }
  return byrefOf(instance, offset);
}

function carg_repr(self: PyObject): PyObject | null {
  const parg = changetype<PyCArgObject>(self);
  const tag = parg.tag;
  switch (tag) {
    case 0x7a: // z
    case 0x5a: // Z
    case 0x50: // P
      return PyUnicode_FromFormat("<cparam '%c' (0x%x)>", tag, <usize>parg.value);
    case 0x4f: // O
      return PyUnicode_FromFormat("<cparam '%c' at 0x%x>", tag, changetype<usize>(self));
    default: {
      const value = getByCode(tag, changetype<usize>(self) + offsetof<PyCArgObject>("value"), 0, false);
      if (value === null) return null;
      const text = PyObject_Repr(value);
      Py_DECREF(value);
      if (text === null) return null;
      const result = PyUnicode_FromFormat("<cparam '%c' (%U)>", tag, changetype<usize>(text));
      Py_DECREF(text);
      return result;
    }
  }
}

function carg_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + offsetof<PyCArgObject>("obj"), visit, arg);
}

function carg_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + offsetof<PyCArgObject>("obj"));
  return 0;
}

function carg_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  carg_clear(self);
  PyObject_GC_Del(changetype<usize>(self));
}

export function initCArgType(): void {
  const t = PyCArg_Type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_ctypes.CArgObject", 64, 0, Py_TPFLAGS_HAVE_GC | (1 << 7));
  t.tp_dealloc = carg_dealloc.index;
  t.tp_repr = carg_repr.index;
  t.tp_traverse = carg_traverse.index;
  t.tp_clear = carg_clear.index;
  addMember(t, "_obj", _Py_T_OBJECT, offsetof<PyCArgObject>("obj"), Py_READONLY, "the wrapped object");
}
