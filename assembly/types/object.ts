/**
 * The type `object`: the methods every object has. Counterpart: the object_* functions and PyBaseObject_Type of
 * Objects/typeobject.c.
 *
 * Invariant: object's tp_new and tp_init refuse arguments unless a subclass overrides the other of the two.
 *
 * Elsewhere: pickling support (object_reduce.ts), attribute access (protocol/attr.ts).
 */
import { INSTRUMENTED } from "../config";
import { SET_CLASS, countSingle } from "../memory/counters";
import {
  PyObject,
  PyTypeObject,
  PyVarObject,
  Py_EQ,
  Py_NE,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HEAPTYPE,
  Py_TPFLAGS_IMMUTABLETYPE,
  Py_TPFLAGS_INLINE_VALUES,
  Py_TPFLAGS_IS_ABSTRACT,
  Py_TPFLAGS_MANAGED_DICT,
  Py_TPFLAGS_PREHEADER,
} from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF, Py_XSETREF } from "../object/refcount";
import {
  PyBaseObject_Type,
  PyModule_Type,
  PyType_Type,
  Py_False,
  Py_None,
  Py_NotImplemented,
  Py_True,
} from "../object/statics";
import { METH_CLASS, METH_NOARGS, METH_O, addGetSet, addMethod, initStaticType } from "../object/typedef";
import { PyExc_AttributeError, PyExc_TypeError } from "../object/exception_types";
import { callRichCompare, callUnary } from "../object/slots";
import { PyErr_Clear, PyErr_Format, PyErr_SetString } from "../protocol/errors";
import {
  PyObject_GenericGetAttr,
  PyObject_GenericSetAttr,
  PyObject_GetAttr,
  PyObject_GetOptionalAttr,
  _PyObject_GetDictPtr,
} from "../protocol/attr";
import { PyObject_IsTrue, PyObject_RichCompareBool, PyObject_Str } from "../protocol/compare";
import { PyObject_GenericHash } from "../protocol/hash";
import { PySequence_List } from "../protocol/sequence";
import { PyType_GenericAlloc } from "../gc/collector";
import { PyObject_Free } from "../memory/blocks";
import { PyTuple_GET_SIZE } from "./tuple";
import { PyDict_Check, PyDict_Copy, PyDict_GET_SIZE, PyDict_Keys, PyDict_New } from "./dict";
import {
  _PyDict_DetachFromObject,
  _PyObject_GetManagedDict,
  _PyObject_MaterializeManagedDict,
  _PyObject_SetManagedDict,
} from "./dict_instance";
import { PyUnicode_Check, PyUnicode_GET_LENGTH, _PyUnicode_EQ } from "./unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "./unicode_format";
import { PyUnicode_Join } from "./unicode_ops";
import { PyList_GET_SIZE, PyList_Sort } from "./list";
import { PyLong_FromI64 } from "./long";
import { HT_SLOTS, PyType_Check, PyType_GetModuleName, PyType_GetQualName, PyType_IsSubtype } from "./typeobject";
import { merge_class_dict } from "./type_methods";
import { subtype_clear } from "./subtype";
import { object___getstate__, object___reduce__, object___reduce_ex__ } from "./object_reduce";
import { ID } from "../generated/ids";

export { _PyObject_GetState } from "./object_reduce";
export { PyObject_GenericGetDict } from "./dict_instance";

const cell = memory.data(8, 8);

// ---- life ------------------------------------------------------------------------------------------------------------

function excessArgs(args: PyObject, kwds: PyObject | null): bool {
  return PyTuple_GET_SIZE(args) != 0 || (kwds !== null && PyDict_GET_SIZE(kwds) != 0);
}

export function object_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (!excessArgs(args, kwds)) return 0;
  const type = self.ob_type;
  if (type.tp_init != object_init.index) {
    PyErr_SetString(PyExc_TypeError, "object.__init__() takes exactly one argument (the instance to initialize)");
    return -1;
  }
  if (type.tp_new == object_new.index) {
    PyErr_Format(
      PyExc_TypeError,
      "%s.__init__() takes exactly one argument (the instance to initialize)",
      type.tp_name,
    );
    return -1;
  }
  return 0;
}

/** TypeError that lists the abstract methods of `type`. */
function refuseAbstract(type: PyTypeObject): PyObject | null {
  const names = PyObject_GetAttr(type, ID.__abstractmethods__);
  if (names === null) return null;
  const sorted = PySequence_List(names);
  Py_DECREF(names);
  if (sorted === null) return null;
  const separator = PyUnicode_FromLiteral("', '");
  const joined: PyObject | null =
    separator === null || PyList_Sort(sorted) < 0 ? null : PyUnicode_Join(separator, sorted);
  if (joined !== null) {
    PyErr_Format(
      PyExc_TypeError,
      PyList_GET_SIZE(sorted) > 1
        ? "Can't instantiate abstract class %s without an implementation for abstract methods '%U'"
        : "Can't instantiate abstract class %s without an implementation for abstract method '%U'",
      type.tp_name,
      changetype<usize>(joined),
    );
  }
  Py_XDECREF(joined);
  Py_XDECREF(separator);
  Py_DECREF(sorted);
  return null;
}

export function object_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (excessArgs(args, kwds)) {
    if (type.tp_new != object_new.index) {
      return PyErr_SetString(PyExc_TypeError, "object.__new__() takes exactly one argument (the type to instantiate)");
    }
    if (type.tp_init == object_init.index) {
      return PyErr_Format(PyExc_TypeError, "%s() takes no arguments", type.tp_name);
    }
  }
  if (type.tp_flags & Py_TPFLAGS_IS_ABSTRACT) return refuseAbstract(type);
  return call_indirect<PyObject | null>(type.tp_alloc, type, 0);
}

export function object_dealloc(self: PyObject): void {
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

// ---- text and comparison ---------------------------------------------------------------------------------------------

export function object_repr(self: PyObject): PyObject | null {
  const type = self.ob_type;
  const module = PyType_GetModuleName(type);
  if (module === null) PyErr_Clear();
  const name = PyType_GetQualName(type);
  if (name === null) {
    Py_XDECREF(module);
    return null;
  }
  let result: PyObject | null;
  if (module !== null && PyUnicode_Check(module) && !_PyUnicode_EQ(module, ID.builtins)) {
    result = PyUnicode_FromFormat(
      "<%U.%U object at 0x%x>",
      changetype<usize>(module),
      changetype<usize>(name),
      changetype<usize>(self),
    );
  } else {
    result = PyUnicode_FromFormat("<%s object at 0x%x>", type.tp_name, changetype<usize>(self));
  }
  Py_XDECREF(module);
  Py_DECREF(name);
  return result;
}

export function object_str(self: PyObject): PyObject | null {
  const f = self.ob_type.tp_repr;
  return f == 0 ? object_repr(self) : callUnary(f, self);
}

export function object_richcompare(self: PyObject, other: PyObject, op: i32): PyObject | null {
  if (op == Py_EQ) return Py_NewRef(self == other ? Py_True : Py_NotImplemented);
  if (op != Py_NE) return Py_NewRef(Py_NotImplemented);
  // != is the opposite of == unless a type says otherwise.
  const f = self.ob_type.tp_richcompare;
  if (f == 0) return Py_NewRef(Py_NotImplemented);
  const res = callRichCompare(f, self, other, Py_EQ);
  if (res === null || res == Py_NotImplemented) return res;
  const ok = PyObject_IsTrue(res);
  Py_DECREF(res);
  if (ok < 0) return null;
  return Py_NewRef(ok ? Py_False : Py_True);
}

// ---- __class__ -------------------------------------------------------------------------------------------------------

function object_get_class(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(self.ob_type);
}

/** Whether `child` has the same instance layout as its base. */
function compatibleWithBase(child: PyTypeObject): bool {
  const parent = child.tp_base;
  return (
    parent !== null &&
    child.tp_basicsize == parent.tp_basicsize &&
    child.tp_itemsize == parent.tp_itemsize &&
    child.tp_dictoffset == parent.tp_dictoffset &&
    child.tp_weaklistoffset == parent.tp_weaklistoffset &&
    (child.tp_flags & Py_TPFLAGS_HAVE_GC) == (parent.tp_flags & Py_TPFLAGS_HAVE_GC) &&
    (child.tp_clear == subtype_clear.index || !(child.tp_flags & Py_TPFLAGS_HAVE_GC))
  );
}

/** Whether two classes on the same base add the same slots. */
function sameSlotsAdded(a: PyTypeObject, b: PyTypeObject): bool {
  const base = a.tp_base;
  if (base === null || base != b.tp_base) return false;
  let size = base.tp_basicsize;
  if (a.tp_dictoffset == size && b.tp_dictoffset == size) size += 8;
  if (a.tp_weaklistoffset == size && b.tp_weaklistoffset == size) size += 8;
  if ((a.tp_flags & Py_TPFLAGS_PREHEADER) != (b.tp_flags & Py_TPFLAGS_PREHEADER)) return false;
  if (!(a.tp_flags & b.tp_flags & Py_TPFLAGS_HEAPTYPE)) return size == a.tp_basicsize && size == b.tp_basicsize;
  const slotsA = load<PyObject | null>(changetype<usize>(a) + HT_SLOTS);
  const slotsB = load<PyObject | null>(changetype<usize>(b) + HT_SLOTS);
  if (slotsA !== null && slotsB !== null) {
    if (PyObject_RichCompareBool(slotsA, slotsB, Py_EQ) != 1) return false;
    size += 8 * PyTuple_GET_SIZE(slotsA);
  }
  return size == a.tp_basicsize && size == b.tp_basicsize;
}

/** Whether instances of `from` may become instances of `to`; TypeError that begins with `attr` otherwise. */
export function compatible_for_assignment(from: PyTypeObject, to: PyTypeObject, attr: string): bool {
  if (to.tp_free != from.tp_free) {
    PyErr_Format(
      PyExc_TypeError,
      "%L assignment: '%s' deallocator differs from '%s'",
      changetype<usize>(attr),
      to.tp_name,
      from.tp_name,
    );
    return false;
  }
  let newBase = to;
  let oldBase = from;
  while (compatibleWithBase(newBase)) newBase = newBase.tp_base!;
  while (compatibleWithBase(oldBase)) oldBase = oldBase.tp_base!;
  if (newBase != oldBase && (newBase.tp_base != oldBase.tp_base || !sameSlotsAdded(newBase, oldBase))) {
    PyErr_Format(
      PyExc_TypeError,
      "%L assignment: '%s' object layout differs from '%s'",
      changetype<usize>(attr),
      to.tp_name,
      from.tp_name,
    );
    return false;
  }
  return true;
}

function object_set_class(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "can't delete __class__ attribute");
    return -1;
  }
  if (!PyType_Check(value)) {
    PyErr_Format(PyExc_TypeError, "__class__ must be set to a class, not '%s' object", value.ob_type.tp_name);
    return -1;
  }
  const from = self.ob_type;
  const to = changetype<PyTypeObject>(value);
  const modules = PyType_IsSubtype(to, PyModule_Type) && PyType_IsSubtype(from, PyModule_Type);
  if (!modules && (to.tp_flags & Py_TPFLAGS_IMMUTABLETYPE || from.tp_flags & Py_TPFLAGS_IMMUTABLETYPE)) {
    PyErr_SetString(PyExc_TypeError, "__class__ assignment only supported for mutable types or ModuleType subclasses");
    return -1;
  }
  if (!compatible_for_assignment(from, to, "__class__")) return -1;
  if (from.tp_flags & Py_TPFLAGS_INLINE_VALUES) {
    // The new class has other shared keys: the values move into a dict of their own.
    const dict = _PyObject_MaterializeManagedDict(self);
    if (dict === null) return -1;
    if (_PyObject_GetManagedDict(self) == dict && _PyDict_DetachFromObject(dict, self) < 0) return -1;
  }
  if (to.tp_flags & Py_TPFLAGS_HEAPTYPE) Py_INCREF(to);
  self.ob_type = to;
  if (from.tp_flags & Py_TPFLAGS_HEAPTYPE) Py_DECREF(from);
  if (INSTRUMENTED) countSingle(SET_CLASS);
  return 0;
}

// ---- methods ---------------------------------------------------------------------------------------------------------

function object_subclasshook(self: PyObject, arg: PyObject): PyObject | null {
  return Py_NewRef(Py_NotImplemented);
}

function object_init_subclass(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(Py_None);
}

function object___format__(self: PyObject, spec: PyObject): PyObject | null {
  if (!PyUnicode_Check(spec)) {
    return PyErr_Format(PyExc_TypeError, "__format__() argument must be str, not %s", spec.ob_type.tp_name);
  }
  if (PyUnicode_GET_LENGTH(spec) > 0) {
    return PyErr_Format(PyExc_TypeError, "unsupported format string passed to %s.__format__", self.ob_type.tp_name);
  }
  return PyObject_Str(self);
}

function object___sizeof__(self: PyObject, unused: PyObject | null): PyObject | null {
  const type = self.ob_type;
  let size: i64 = type.tp_basicsize;
  if (type.tp_itemsize > 0) {
    const n = changetype<PyVarObject>(self).ob_size;
    size += <i64>(n < 0 ? -n : n) * type.tp_itemsize;
  }
  return PyLong_FromI64(size);
}

/** The names of the object's dict, its class and the class's bases, unsorted. */
function object___dir__(self: PyObject, unused: PyObject | null): PyObject | null {
  const rc = PyObject_GetOptionalAttr(self, ID.__dict__, cell);
  if (rc < 0) return null;
  let dict: PyObject | null = null;
  if (rc > 0) {
    const own = load<PyObject>(cell);
    dict = PyDict_Check(own) ? PyDict_Copy(own) : PyDict_New();
    Py_DECREF(own);
  } else {
    dict = PyDict_New();
  }
  if (dict === null) return null;
  let result: PyObject | null = null;
  const found = PyObject_GetOptionalAttr(self, ID.__class__, cell);
  if (found >= 0) {
    let ok = true;
    if (found > 0) {
      const cls = load<PyObject>(cell);
      ok = merge_class_dict(dict, cls) == 0;
      Py_DECREF(cls);
    }
    if (ok) result = PyDict_Keys(dict);
  }
  Py_DECREF(dict);
  return result;
}

/** `__dict__` setter of classes that use a plain dict field or a managed dict. */
export function PyObject_GenericSetDict(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const at = _PyObject_GetDictPtr(self);
  if (at == 0) {
    PyErr_SetString(PyExc_AttributeError, "This object has no __dict__");
    return -1;
  }
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "cannot delete __dict__");
    return -1;
  }
  if (!PyDict_Check(value)) {
    PyErr_Format(PyExc_TypeError, "__dict__ must be set to a dictionary, not a '%s'", value.ob_type.tp_name);
    return -1;
  }
  if (self.ob_type.tp_flags & Py_TPFLAGS_MANAGED_DICT) return _PyObject_SetManagedDict(self, value);
  Py_INCREF(value);
  Py_XSETREF(at, value);
  return 0;
}

export function initObjectType(): void {
  const t = PyBaseObject_Type;
  initStaticType(
    t,
    PyType_Type,
    null,
    "object",
    <i32>offsetof<PyObject>(),
    0,
    Py_TPFLAGS_BASETYPE,
    "object()\n--\n\nWhat every class derives from.\n\nobject() takes no argument and makes an instance without attributes, which\ncan be given none.",
  );
  t.tp_dealloc = object_dealloc.index;
  t.tp_repr = object_repr.index;
  t.tp_hash = PyObject_GenericHash.index;
  t.tp_str = object_str.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_setattro = PyObject_GenericSetAttr.index;
  t.tp_richcompare = object_richcompare.index;
  t.tp_init = object_init.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = object_new.index;
  t.tp_free = PyObject_Free.index;
  addMethod(
    t,
    "__reduce_ex__",
    object___reduce_ex__.index,
    METH_O,
    "__reduce_ex__($self, protocol, /)\n--\n\nHelper for pickle.",
  );
  addMethod(t, "__reduce__", object___reduce__.index, METH_NOARGS, "__reduce__($self, /)\n--\n\nHelper for pickle.");
  addMethod(
    t,
    "__getstate__",
    object___getstate__.index,
    METH_NOARGS,
    "__getstate__($self, /)\n--\n\nHelper for pickle.",
  );
  addMethod(
    t,
    "__subclasshook__",
    object_subclasshook.index,
    METH_CLASS | METH_O,
    "__subclasshook__($type, object, /)\n--\n\nFor abstract classes that decide themselves what issubclass() says.\n\nabc.ABCMeta.__subclasscheck__() asks first here. True and False are its\nanswer, which is remembered; NotImplemented leaves it to the usual rule.",
  );
  addMethod(
    t,
    "__init_subclass__",
    object_init_subclass.index,
    METH_CLASS | METH_NOARGS,
    "__init_subclass__($type, /)\n--\n\nCalled on a class when another one is derived from it.\n\nThere is nothing that it does of itself.",
  );
  addMethod(
    t,
    "__format__",
    object___format__.index,
    METH_O,
    "__format__($self, format_spec, /)\n--\n\nWhat format() does unless a class has its own way.\n\nThat is str(self); a format_spec that is not empty is a TypeError.",
  );
  addMethod(
    t,
    "__sizeof__",
    object___sizeof__.index,
    METH_NOARGS,
    "__sizeof__($self, /)\n--\n\nSize of object in memory, in bytes.",
  );
  addMethod(t, "__dir__", object___dir__.index, METH_NOARGS, "__dir__($self, /)\n--\n\nDefault dir() implementation.");
  addGetSet(t, "__class__", object_get_class.index, object_set_class.index, "the object's class");
}
