/**
 * types.SimpleNamespace. Counterpart: Objects/namespaceobject.c.
 *
 *   0 PyObject   16 ns_dict   24
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyDict_Type, PyType_Type, Py_NotImplemented } from "../object/statics";
import {
  METH_NOARGS,
  METH_VARARGS_KEYWORDS,
  Py_READONLY,
  _Py_T_OBJECT,
  addMember,
  addMethod,
  initStaticType,
} from "../object/typedef";
import { visitField } from "../object/slots";
import { PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional } from "../protocol/args";
import { PyObject_CallNoArgs, PyObject_CallOneArg } from "../protocol/call";
import { PyObject_GenericGetAttr, PyObject_GenericSetAttr } from "../protocol/attr";
import { PyObject_RichCompare, Py_ReprEnter, Py_ReprLeave } from "../protocol/compare";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../gc/collector";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_Pack3 } from "./tuple";
import {
  PyDict_CheckExact,
  PyDict_GET_SIZE,
  PyDict_New,
  PyDict_Next,
  PyDict_Update,
  dictNextKey,
  dictNextValue,
} from "./dict";
import { PyList_Append, PyList_New } from "./list";
import { PyUnicode_Check, PyUnicode_GET_LENGTH } from "./unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "./unicode_format";
import { PyUnicode_Join } from "./unicode_ops";
import { PyType_IsSubtype } from "./typeobject";

export const _PyNamespace_Type = changetype<PyTypeObject>(memory.data(416, 16));

@unmanaged
export class PyNamespaceObject extends PyObject {
  ns_dict: PyObject | null; // 16
  ns_dict_hi: u32;
}

function dictOf(op: PyObject): PyObject {
  return changetype<PyNamespaceObject>(op).ns_dict!;
}

function namespace_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const made = PyType_GenericAlloc(type, 0);
  if (made === null) return null;
  const dict = PyDict_New();
  if (dict === null) {
    Py_DECREF(made);
    return null;
  }
  changetype<PyNamespaceObject>(made).ns_dict = dict;
  return made;
}

/** Borrows `kwds`; `new`. */
export function _PyNamespace_New(kwds: PyObject | null): PyObject | null {
  const empty = PyTuple_New(0);
  if (empty === null) return null;
  const made = namespace_new(_PyNamespace_Type, empty, null);
  Py_DECREF(empty);
  if (made !== null && kwds !== null && PyDict_Update(dictOf(made), kwds) < 0) {
    Py_DECREF(made);
    return null;
  }
  return made;
}

function hasTextKeys(dict: PyObject): bool {
  let pos = 0;
  while ((pos = PyDict_Next(dict, pos)) != 0) {
    if (!PyUnicode_Check(dictNextKey())) {
      PyErr_SetString(PyExc_TypeError, "keywords must be strings");
      return false;
    }
  }
  return true;
}

function namespace_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("SimpleNamespace", n, 0, 1)) return -1;
  if (n == 1) {
    const source = PyTuple_GET_ITEM(args, 0);
    const dict = PyDict_CheckExact(source) ? PyDict_New() : PyObject_CallOneArg(PyDict_Type, source);
    if (dict === null) return -1;
    const filled = PyDict_CheckExact(source) ? PyDict_Update(dict, source) : 0;
    const ok = filled == 0 && hasTextKeys(dict) && PyDict_Update(dictOf(self), dict) == 0;
    Py_DECREF(dict);
    if (!ok) return -1;
  }
  if (kwargs === null) return 0;
  return hasTextKeys(kwargs) ? PyDict_Update(dictOf(self), kwargs) : -1;
}

function namespace_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  Py_CLEAR(changetype<usize>(self) + 16);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function namespace_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + 16, visit, arg);
}

function namespace_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + 16);
  return 0;
}

function namespace_repr(self: PyObject): PyObject | null {
  const plain = self.ob_type == _PyNamespace_Type;
  const again = Py_ReprEnter(self);
  if (again != 0) {
    if (again < 0) return null;
    return plain ? PyUnicode_FromFormat("namespace(...)") : PyUnicode_FromFormat("%s(...)", self.ob_type.tp_name);
  }
  const parts = PyList_New(0);
  let ok = parts !== null;
  let pos = 0;
  const dict = dictOf(self);
  while (ok && (pos = PyDict_Next(dict, pos)) != 0) {
    const key = dictNextKey();
    if (!PyUnicode_Check(key) || PyUnicode_GET_LENGTH(key) == 0) continue;
    const value = Py_NewRef(dictNextValue());
    Py_NewRef(key);
    const part = PyUnicode_FromFormat("%S=%R", changetype<usize>(key), changetype<usize>(value));
    Py_DECREF(key);
    Py_DECREF(value);
    ok = part !== null && PyList_Append(parts!, part) == 0;
    Py_XDECREF(part);
  }
  const comma = PyUnicode_FromLiteral(", ");
  const joined: PyObject | null = ok && comma !== null ? PyUnicode_Join(comma, parts!) : null;
  Py_XDECREF(comma);
  Py_XDECREF(parts);
  let result: PyObject | null = null;
  if (joined !== null) {
    result = plain
      ? PyUnicode_FromFormat("namespace(%U)", changetype<usize>(joined))
      : PyUnicode_FromFormat("%s(%U)", self.ob_type.tp_name, changetype<usize>(joined));
    Py_DECREF(joined);
  }
  Py_ReprLeave(self);
  return result;
}

function namespace_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if (!PyType_IsSubtype(a.ob_type, _PyNamespace_Type) || !PyType_IsSubtype(b.ob_type, _PyNamespace_Type)) {
    return Py_NewRef(Py_NotImplemented);
  }
  return PyObject_RichCompare(dictOf(a), dictOf(b), op);
}

function namespace_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const empty = PyTuple_New(0);
  if (empty === null) return null;
  const result = PyTuple_Pack3(self.ob_type, empty, dictOf(self));
  Py_DECREF(empty);
  return result;
}

function namespace_replace(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (PyTuple_GET_SIZE(args) > 0) {
    return PyErr_SetString(PyExc_TypeError, "__replace__() takes no positional arguments");
  }
  const made = PyObject_CallNoArgs(self.ob_type);
  if (made === null) return null;
  if (!PyType_IsSubtype(made.ob_type, _PyNamespace_Type)) {
    PyErr_Format(
      PyExc_TypeError,
      "expect %s type, but %s() returned '%s' object",
      _PyNamespace_Type.tp_name,
      self.ob_type.tp_name,
      made.ob_type.tp_name,
    );
    Py_DECREF(made);
    return null;
  }
  let ok = PyDict_Update(dictOf(made), dictOf(self)) == 0;
  if (ok && kwargs !== null && PyDict_GET_SIZE(kwargs) > 0) ok = PyDict_Update(dictOf(made), kwargs) == 0;
  if (!ok) {
    Py_DECREF(made);
    return null;
  }
  return made;
}

export function initNamespaceType(): void {
  const t = _PyNamespace_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "types.SimpleNamespace",
    <i32>offsetof<PyNamespaceObject>(),
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    "SimpleNamespace(mapping_or_iterable=(), /, **kwargs)\n--\n\nA simple attribute-based namespace.",
  );
  t.tp_dealloc = namespace_dealloc.index;
  t.tp_repr = namespace_repr.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_setattro = PyObject_GenericSetAttr.index;
  t.tp_traverse = namespace_traverse.index;
  t.tp_clear = namespace_clear.index;
  t.tp_richcompare = namespace_richcompare.index;
  t.tp_dictoffset = 16;
  t.tp_init = namespace_init.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = namespace_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(
    t,
    "__reduce__",
    namespace_reduce.index,
    METH_NOARGS,
    "__reduce__($self, /)\n--\n\nReturn state information for pickling",
  );
  addMethod(
    t,
    "__replace__",
    namespace_replace.index,
    METH_VARARGS_KEYWORDS,
    "__replace__($self, /, **changes)\n--\n\nA copy of the namespace in which these attributes are different.",
  );
  addMember(t, "__dict__", _Py_T_OBJECT, 16, Py_READONLY);
}
