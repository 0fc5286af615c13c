/**
 * mappingproxy: a read-only view of a mapping, what `cls.__dict__` gives. Counterpart: the mappingproxy part of Objects/descrobject.c.
 *
 *   0  PyObject   16  mapping   24
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC, Py_TPFLAGS_MAPPING, initPtr } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyBaseObject_Type, PyDictProxy_Type, PyType_Type, Py_None } from "../object/statics";
import {
  METH_CLASS,
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  addMethod,
  initStaticType,
  mappingMethods,
  numberMethods,
  sequenceMethods,
} from "../object/typedef";
import { visitField } from "../object/slots";
import { PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format, Py_EnterRecursiveCall, Py_LeaveRecursiveCall } from "../protocol/errors";
import { PyArg_CheckPositional, argReq, parseTupleArgs } from "../protocol/args";
import { PyObject_CallMethodNoArgs, callMethodTwoArgs } from "../protocol/call";
import { PyObject_GenericGetAttr } from "../protocol/attr";
import { PyObject_RichCompare, PyObject_Str } from "../protocol/compare";
import { PyObject_Hash } from "../protocol/hash";
import { PyObject_GetIter } from "../protocol/iter";
import { PyMapping_Check, PyObject_GetItem, PyObject_Size, PySequence_Contains } from "../protocol/sequence";
import { PyNumber_Or } from "../protocol/number";
import { PyObject_GC_Del, PyObject_GC_UnTrack, _PyObject_GC_New, _PyObject_GC_TRACK } from "../gc/collector";
import { PyDict_CheckExact, PyDict_Contains } from "./dict";
import { PyList_Check } from "./list";
import { PyTuple_Check } from "./tuple";
import { PyUnicode_FromFormat } from "./unicode_format";
import { classGetItem } from "./genericalias";
import { ID } from "../generated/ids";

@unmanaged
export class MappingProxyObject extends PyObject {
  mapping: PyObject; // 16
  mapping_hi: u32;
}

// A view may be of a view, and so on: whatever asks the mapping below counts as native recursion.

function mappingOf(op: PyObject): PyObject {
  return changetype<MappingProxyObject>(op).mapping;
}

function newProxy(mapping: PyObject): PyObject | null {
  const made = _PyObject_GC_New(PyDictProxy_Type);
  if (made === null) return null;
  initPtr(changetype<usize>(made) + 16, changetype<usize>(Py_NewRef(mapping)));
  _PyObject_GC_TRACK(made);
  return made;
}

/** `new`; TypeError unless `mapping` is one. */
export function PyDictProxy_New(mapping: PyObject): PyObject | null {
  if (!PyMapping_Check(mapping) || PyList_Check(mapping) || PyTuple_Check(mapping)) {
    return PyErr_Format(PyExc_TypeError, "mappingproxy() argument must be a mapping, not %s", mapping.ob_type.tp_name);
  }
  return newProxy(mapping);
}

function mappingproxy_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("mappingproxy", "mapping", args, kwargs)) return null;
  return PyDictProxy_New(argReq(0));
}

function mappingproxy_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  Py_DECREF(mappingOf(self));
  PyObject_GC_Del(changetype<usize>(self));
}

function mappingproxy_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + 16, visit, arg);
}

function mappingproxy_len(self: PyObject): i32 {
  if (!Py_EnterRecursiveCall("")) return -1;
  const result = PyObject_Size(mappingOf(self));
  Py_LeaveRecursiveCall();
  return result;
}

function mappingproxy_getitem(self: PyObject, key: PyObject): PyObject | null {
  if (!Py_EnterRecursiveCall("")) return null;
  const result = PyObject_GetItem(mappingOf(self), key);
  Py_LeaveRecursiveCall();
  return result;
}

function mappingproxy_contains(self: PyObject, key: PyObject): i32 {
  const m = mappingOf(self);
  if (!Py_EnterRecursiveCall("")) return -1;
  const result = PyDict_CheckExact(m) ? PyDict_Contains(m, key) : PySequence_Contains(m, key);
  Py_LeaveRecursiveCall();
  return result;
}

function mappingproxy_or(left: PyObject, right: PyObject): PyObject | null {
  if (!Py_EnterRecursiveCall("")) return null;
  const result = PyNumber_Or(
    left.ob_type == PyDictProxy_Type ? mappingOf(left) : left,
    right.ob_type == PyDictProxy_Type ? mappingOf(right) : right,
  );
  Py_LeaveRecursiveCall();
  return result;
}

function mappingproxy_ior(self: PyObject, other: PyObject): PyObject | null {
  return PyErr_Format(PyExc_TypeError, "'|=' is not supported by %s; use '|' instead", self.ob_type.tp_name);
}

function mappingproxy_get(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("get", nargs, 1, 2)) return null;
  const key = load<PyObject>(args);
  if (!Py_EnterRecursiveCall("")) return null;
  const result = callMethodTwoArgs(mappingOf(self), ID.get, key, nargs > 1 ? load<PyObject>(args + 8) : Py_None);
  Py_LeaveRecursiveCall();
  return result;
}

function mappingproxy_keys(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!Py_EnterRecursiveCall("")) return null;
  const result = PyObject_CallMethodNoArgs(mappingOf(self), ID.keys);
  Py_LeaveRecursiveCall();
  return result;
}

function mappingproxy_values(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!Py_EnterRecursiveCall("")) return null;
  const result = PyObject_CallMethodNoArgs(mappingOf(self), ID.values);
  Py_LeaveRecursiveCall();
  return result;
}

function mappingproxy_items(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!Py_EnterRecursiveCall("")) return null;
  const result = PyObject_CallMethodNoArgs(mappingOf(self), ID.items);
  Py_LeaveRecursiveCall();
  return result;
}

function mappingproxy_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!Py_EnterRecursiveCall("")) return null;
  const result = PyObject_CallMethodNoArgs(mappingOf(self), ID.copy);
  Py_LeaveRecursiveCall();
  return result;
}

function mappingproxy_reversed(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!Py_EnterRecursiveCall("")) return null;
  const result = PyObject_CallMethodNoArgs(mappingOf(self), ID.__reversed__);
  Py_LeaveRecursiveCall();
  return result;
}

function mappingproxy_iter(self: PyObject): PyObject | null {
  if (!Py_EnterRecursiveCall("")) return null;
  const result = PyObject_GetIter(mappingOf(self));
  Py_LeaveRecursiveCall();
  return result;
}

function mappingproxy_hash(self: PyObject): i64 {
  return PyObject_Hash(mappingOf(self));
}

function mappingproxy_str(self: PyObject): PyObject | null {
  return PyObject_Str(mappingOf(self));
}

function mappingproxy_repr(self: PyObject): PyObject | null {
  return PyUnicode_FromFormat("mappingproxy(%R)", changetype<usize>(mappingOf(self)));
}

function mappingproxy_richcompare(self: PyObject, other: PyObject, op: i32): PyObject | null {
  return PyObject_RichCompare(mappingOf(self), other.ob_type == PyDictProxy_Type ? mappingOf(other) : other, op);
}

export function initDictProxyType(): void {
  const t = PyDictProxy_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "mappingproxy",
    <i32>offsetof<MappingProxyObject>(),
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MAPPING,
    "mappingproxy(mapping)\n--\n\nRead-only proxy of a mapping.",
  );
  t.tp_dealloc = mappingproxy_dealloc.index;
  t.tp_repr = mappingproxy_repr.index;
  const n = numberMethods(t);
  n.nb_or = mappingproxy_or.index;
  n.nb_inplace_or = mappingproxy_ior.index;
  sequenceMethods(t).sq_contains = mappingproxy_contains.index;
  const m = mappingMethods(t);
  m.mp_length = mappingproxy_len.index;
  m.mp_subscript = mappingproxy_getitem.index;
  t.tp_hash = mappingproxy_hash.index;
  t.tp_str = mappingproxy_str.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = mappingproxy_traverse.index;
  t.tp_richcompare = mappingproxy_richcompare.index;
  t.tp_iter = mappingproxy_iter.index;
  t.tp_new = mappingproxy_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(
    t,
    "get",
    mappingproxy_get.index,
    METH_FASTCALL,
    "get($self, key, default=None, /)\n--\n\nThe value of key, or default if key is not there.",
  );
  addMethod(
    t,
    "keys",
    mappingproxy_keys.index,
    METH_NOARGS,
    "keys($self, /)\n--\n\nD.keys() -> a set-like object providing a view on D's keys",
  );
  addMethod(
    t,
    "values",
    mappingproxy_values.index,
    METH_NOARGS,
    "values($self, /)\n--\n\nD.values() -> an object providing a view on D's values",
  );
  addMethod(
    t,
    "items",
    mappingproxy_items.index,
    METH_NOARGS,
    "items($self, /)\n--\n\nD.items() -> a view of D's pairs that works as a set",
  );
  addMethod(t, "copy", mappingproxy_copy.index, METH_NOARGS, "copy($self, /)\n--\n\nD.copy() -> a shallow copy of D");
  addMethod(
    t,
    "__class_getitem__",
    classGetItem.index,
    METH_O | METH_CLASS,
    "__class_getitem__($type, object, /)\n--\n\nSee PEP 585",
  );
  addMethod(
    t,
    "__reversed__",
    mappingproxy_reversed.index,
    METH_NOARGS,
    "__reversed__($self, /)\n--\n\nD.__reversed__() -> reverse iterator",
  );
}
