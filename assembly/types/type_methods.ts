/**
 * What `type` shows to Python: the attributes and methods of every class, its repr, its life in the collector. Counterpart:
 * type_getsets, type_methods and PyType_Type of Objects/typeobject.c.
 *
 * Invariant: setters refuse immutable types and end in PyType_Modified.
 */
import { INSTRUMENTED } from "../config";
import { SET_BASES, countSingle } from "../memory/counters";
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HAVE_VECTORCALL,
  Py_TPFLAGS_HEAPTYPE,
  Py_TPFLAGS_IMMUTABLETYPE,
  Py_TPFLAGS_IS_ABSTRACT,
  Py_TPFLAGS_ITEMS_AT_END,
  Py_TPFLAGS_TYPE_SUBCLASS,
  SHOWN_AS_HEAPTYPE,
  Py_TPFLAGS_STATIC_BUILTIN,
} from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF, Py_XSETREF, _Py_SetImmortal } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../object/statics";
import {
  METH_CLASS,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  Py_T_PYSSIZET,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
  numberMethods,
} from "../object/typedef";
import { PyVectorcall_NARGS, visitField } from "../object/slots";
import { PyExc_AttributeError, PyExc_TypeError } from "../object/exception_types";
import {
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetObject,
  PyErr_SetRaisedException,
  PyErr_SetString,
} from "../protocol/errors";
import { noKeywords } from "../protocol/args";
import { _PyObject_MakeTpCall } from "../protocol/call";
import { PyObject_GetOptionalAttr } from "../protocol/attr";
import { PyObject_IsTrue, _PyObject_RealIsInstance, _PyObject_RealIsSubclass } from "../protocol/compare";
import { PyObject_GC_Del, PyObject_GC_UnTrack } from "../gc/collector";
import { PyMem_Free } from "../memory/blocks";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New } from "./tuple";
import { PyList_Append, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New } from "./list";
import { PySequence_GetItem, PySequence_List, PySequence_Size } from "../protocol/sequence";
import {
  PyDict_Clear,
  PyDict_GetItemWithError,
  PyDict_New,
  PyDict_Next,
  PyDict_Pop,
  PyDict_SetItem,
  PyDict_Update,
  PyDict_Keys,
  dictNextValue,
} from "./dict";
import { PyDictKeysObject, _PyDictKeys_DecRef, _PyDict_KeysSize } from "./dict_keys";
import { PyUnicode_Check, _PyUnicode_EQ } from "./unicode";
import { PyUnicode_FromFormat } from "./unicode_format";
import { PyLong_FromLong, PyLong_FromUnsignedLong } from "./long";
import { PyBool_FromLong } from "./bool";
import { PyObject_ClearWeakRefs } from "./weakref";
import { PyDictProxy_New } from "./descr";
import { docText, signatureText } from "./docstring";
import { _Py_union_type_or } from "./union";
import {
  HT_CACHED_KEYS,
  HT_MEMBER_SIZE,
  HT_MODULE,
  HT_NAME,
  HT_QUALNAME,
  HT_SLOTS,
  PyHeapTypeObject_SIZE,
  PyType_Check,
  PyType_GetModuleName,
  PyType_GetName,
  PyType_GetQualName,
  PyType_IsSubtype,
  PyType_Modified,
  add_subclass,
  lookup_tp_dict,
  remove_all_subclasses,
  weakrefReferent,
} from "./typeobject";
import { type_getattro, type_setattro } from "./type_getattr";
import { mro_implementation, mro_internal, oldMro } from "./type_mro";
import { best_base, type_call, type_init, type_new, typeNameText } from "./type_new";
import { compatible_for_assignment } from "./object";
import { initReadyDefs } from "./type_ready";
import { initSlotDefs, update_all_slots } from "./slotdefs";
import { initSubtypeDefs } from "./subtype";
import { ID } from "../generated/ids";

const cell = memory.data(8, 8);

function asType(op: PyObject): PyTypeObject {
  return changetype<PyTypeObject>(op);
}

function isHeap(op: PyObject): bool {
  return (asType(op).tp_flags & Py_TPFLAGS_HEAPTYPE) != 0;
}

/** Whether a setter may go on; TypeError otherwise. */
function maySet(type: PyTypeObject, value: PyObject | null, name: string): bool {
  if (type.tp_flags & Py_TPFLAGS_IMMUTABLETYPE) {
    PyErr_Format(
      PyExc_TypeError,
      "cannot set '%L' attribute of immutable type '%s'",
      changetype<usize>(name),
      type.tp_name,
    );
    return false;
  }
  if (value === null) {
    PyErr_Format(
      PyExc_TypeError,
      "cannot delete '%L' attribute of immutable type '%s'",
      changetype<usize>(name),
      type.tp_name,
    );
    return false;
  }
  return true;
}

// ---- names -----------------------------------------------------------------------------------------------------------

function type_get_name(self: PyObject, closure: usize): PyObject | null {
  return PyType_GetName(asType(self));
}

function type_set_name(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const type = asType(self);
  if (!maySet(type, value, "__name__")) return -1;
  if (!PyUnicode_Check(value!)) {
    PyErr_Format(
      PyExc_TypeError,
      "can only assign string to %s.__name__, not '%s'",
      type.tp_name,
      value!.ob_type.tp_name,
    );
    return -1;
  }
  const text = typeNameText(value!);
  if (text == 0) return -1;
  PyType_Modified(type);
  type.tp_name = text;
  Py_INCREF(value!);
  Py_XSETREF(changetype<usize>(type) + HT_NAME, value);
  return 0;
}

function type_get_qualname(self: PyObject, closure: usize): PyObject | null {
  return PyType_GetQualName(asType(self));
}

function type_set_qualname(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const type = asType(self);
  if (!maySet(type, value, "__qualname__")) return -1;
  if (!PyUnicode_Check(value!)) {
    PyErr_Format(
      PyExc_TypeError,
      "can only assign string to %s.__qualname__, not '%s'",
      type.tp_name,
      value!.ob_type.tp_name,
    );
    return -1;
  }
  Py_INCREF(value!);
  Py_XSETREF(changetype<usize>(type) + HT_QUALNAME, value);
  return 0;
}

function type_get_module(self: PyObject, closure: usize): PyObject | null {
  return PyType_GetModuleName(asType(self));
}

function type_set_module(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const type = asType(self);
  if (!maySet(type, value, "__module__")) return -1;
  PyType_Modified(type);
  const dict = lookup_tp_dict(type);
  const line = PyDict_Pop(dict, ID.__firstlineno__);
  if (line === null && PyErr_Occurred() !== null) return -1;
  Py_XDECREF(line);
  return PyDict_SetItem(dict, ID.__module__, value!);
}

// ---- bases and order -------------------------------------------------------------------------------------------------

function type_get_bases(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(asType(self).tp_bases!);
}

function type_get_mro(self: PyObject, closure: usize): PyObject | null {
  const mro = asType(self).tp_mro;
  return Py_NewRef(mro === null ? Py_None : mro);
}

/** Recomputes the MRO of `type` and its subclasses; `undo` gets (type, new, old) for each. */
function mroHierarchy(type: PyTypeObject, undo: PyObject): i32 {
  const rc = mro_internal(type, false);
  if (rc <= 0) return rc;
  const before = oldMro;
  if (before !== null) {
    const failed =
      PyList_Append(undo, type) < 0 || PyList_Append(undo, type.tp_mro!) < 0 || PyList_Append(undo, before) < 0;
    Py_DECREF(before);
    if (failed) return -1;
  }
  const subclasses = changetype<PyObject | null>(type.tp_subclasses);
  if (subclasses === null) return 0;
  let pos = 0;
  while ((pos = PyDict_Next(subclasses, pos)) != 0) {
    const sub = weakrefReferent(dictNextValue());
    if (sub !== null && mroHierarchy(asType(sub), undo) < 0) return -1;
  }
  return 0;
}

/** Whether `b` is `a` or one of its tp_base ancestors; an mro() that assigns bases can make this differ from the MRO. */
function isInBaseChain(a: PyTypeObject, b: PyTypeObject): bool {
  let t: PyTypeObject | null = a;
  while (t !== null) {
    if (t == b) return true;
    t = t.tp_base;
  }
  return b == PyBaseObject_Type;
}

function checkNewBases(type: PyTypeObject, bases: PyObject): bool {
  if (!PyTuple_Check(bases)) {
    PyErr_Format(PyExc_TypeError, "can only assign tuple to %s.__bases__, not %s", type.tp_name, bases.ob_type.tp_name);
    return false;
  }
  const n = PyTuple_GET_SIZE(bases);
  if (n == 0) {
    PyErr_Format(PyExc_TypeError, "can only assign non-empty tuple to %s.__bases__, not ()", type.tp_name);
    return false;
  }
  for (let i = 0; i < n; i++) {
    const op = PyTuple_GET_ITEM(bases, i);
    if (!PyType_Check(op)) {
      PyErr_Format(
        PyExc_TypeError,
        "%s.__bases__ must be tuple of classes, not '%s'",
        type.tp_name,
        op.ob_type.tp_name,
      );
      return false;
    }
    if (PyType_IsSubtype(asType(op), type) || (asType(op).tp_mro !== null && isInBaseChain(asType(op), type))) {
      PyErr_SetString(PyExc_TypeError, "a __bases__ item causes an inheritance cycle");
      return false;
    }
  }
  return true;
}

/** Restores the MROs that nobody has changed since. */
function rollbackMros(undo: PyObject): void {
  for (let i = PyList_GET_SIZE(undo) - 3; i >= 0; i -= 3) {
    const type = asType(PyList_GET_ITEM(undo, i));
    const now = type.tp_mro;
    if (now != PyList_GET_ITEM(undo, i + 1)) continue;
    type.tp_mro = Py_NewRef(PyList_GET_ITEM(undo, i + 2));
    PyType_Modified(type);
    Py_XDECREF(now);
  }
}

function type_set_bases(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const type = asType(self);
  if (!maySet(type, value, "__bases__")) return -1;
  const bases = value!;
  if (!checkNewBases(type, bases)) return -1;
  const base = best_base(bases);
  if (base === null || !compatible_for_assignment(type.tp_base!, base, "__bases__")) return -1;
  const oldBases = type.tp_bases!;
  const oldBase = type.tp_base!;
  type.tp_bases = Py_NewRef(bases);
  type.tp_base = changetype<PyTypeObject>(Py_NewRef(base));
  const undo = PyList_New(0);
  if (undo === null || mroHierarchy(type, undo) < 0) {
    const exc = PyErr_GetRaisedException();
    if (undo !== null) rollbackMros(undo);
    Py_XDECREF(undo);
    if (type.tp_bases == bases) {
      type.tp_bases = oldBases;
      type.tp_base = oldBase;
      Py_DECREF(bases);
      Py_DECREF(base);
    } else {
      Py_DECREF(oldBases); // an mro() has assigned others meanwhile
      Py_DECREF(oldBase);
    }
    PyErr_SetRaisedException(exc);
    return -1;
  }
  Py_DECREF(undo);
  let rc = 0;
  if (type.tp_bases == bases) {
    remove_all_subclasses(type, oldBases);
    const n = PyTuple_GET_SIZE(bases);
    for (let i = 0; i < n && rc == 0; i++) rc = add_subclass(asType(PyTuple_GET_ITEM(bases, i)), type);
    update_all_slots(type);
  }
  PyType_Modified(type);
  Py_DECREF(oldBases);
  Py_DECREF(oldBase);
  if (INSTRUMENTED) countSingle(SET_BASES);
  return rc;
}

// ---- dict, doc, annotations ------------------------------------------------------------------------------------------

function type_dict(self: PyObject, closure: usize): PyObject | null {
  const dict = asType(self).tp_dict;
  return dict === null ? Py_NewRef(Py_None) : PyDictProxy_New(dict);
}

function type_get_doc(self: PyObject, closure: usize): PyObject | null {
  const type = asType(self);
  if (!isHeap(self) && type.tp_doc != 0) return docText(type.tp_name, type.tp_doc);
  const doc = PyDict_GetItemWithError(lookup_tp_dict(type), ID.__doc__);
  if (doc === null) return PyErr_Occurred() !== null ? null : Py_NewRef(Py_None);
  const getter = doc.ob_type.tp_descr_get;
  if (getter == 0) return Py_NewRef(doc);
  return call_indirect<PyObject | null>(getter, doc, <usize>0, self);
}

function type_set_doc(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const type = asType(self);
  if (!maySet(type, value, "__doc__")) return -1;
  PyType_Modified(type);
  return PyDict_SetItem(lookup_tp_dict(type), ID.__doc__, value!);
}

function type_get_text_signature(self: PyObject, closure: usize): PyObject | null {
  return signatureText(asType(self).tp_name, asType(self).tp_doc);
}

/** An entry of the class's own dict, AttributeError(name) if absent: `new`. */
function ownEntry(self: PyObject, name: PyObject): PyObject | null {
  const found = PyDict_GetItemWithError(lookup_tp_dict(asType(self)), name);
  if (found !== null) return Py_NewRef(found);
  if (PyErr_Occurred() === null) PyErr_SetObject(PyExc_AttributeError, name);
  return null;
}

function type_abstractmethods(self: PyObject, closure: usize): PyObject | null {
  if (self != <PyObject>PyType_Type) return ownEntry(self, ID.__abstractmethods__);
  PyErr_SetObject(PyExc_AttributeError, ID.__abstractmethods__);
  return null;
}

function type_set_abstractmethods(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const type = asType(self);
  const dict = lookup_tp_dict(type);
  let abstract = 0;
  if (value !== null) {
    abstract = PyObject_IsTrue(value);
    if (abstract < 0 || PyDict_SetItem(dict, ID.__abstractmethods__, value) < 0) return -1;
  } else {
    const old = PyDict_Pop(dict, ID.__abstractmethods__);
    if (old === null) {
      if (PyErr_Occurred() === null) PyErr_SetObject(PyExc_AttributeError, ID.__abstractmethods__);
      return -1;
    }
    Py_DECREF(old);
  }
  PyType_Modified(type);
  if (abstract) type.tp_flags |= Py_TPFLAGS_IS_ABSTRACT;
  else type.tp_flags &= ~Py_TPFLAGS_IS_ABSTRACT;
  return 0;
}

function type_get_annotations(self: PyObject, closure: usize): PyObject | null {
  const type = asType(self);
  if (!isHeap(self)) {
    return PyErr_Format(PyExc_AttributeError, "type object '%s' has no attribute '__annotations__'", type.tp_name);
  }
  const dict = lookup_tp_dict(type);
  const found = PyDict_GetItemWithError(dict, ID.__annotations__);
  if (found !== null) {
    const getter = found.ob_type.tp_descr_get;
    if (getter == 0) return Py_NewRef(found);
    return call_indirect<PyObject | null>(getter, found, <usize>0, self);
  }
  if (PyErr_Occurred() !== null) return null;
  const made = PyDict_New();
  if (made !== null) {
    if (PyDict_SetItem(dict, ID.__annotations__, made) < 0) {
      Py_DECREF(made);
      return null;
    }
    PyType_Modified(type);
  }
  return made;
}

function type_set_annotations(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const type = asType(self);
  if (type.tp_flags & Py_TPFLAGS_IMMUTABLETYPE) {
    PyErr_Format(PyExc_TypeError, "cannot set '__annotations__' attribute of immutable type '%s'", type.tp_name);
    return -1;
  }
  const dict = lookup_tp_dict(type);
  let rc: i32;
  if (value !== null) {
    rc = PyDict_SetItem(dict, ID.__annotations__, value);
  } else {
    const old = PyDict_Pop(dict, ID.__annotations__);
    rc = old === null ? -1 : 0;
    if (old === null && PyErr_Occurred() === null) PyErr_SetString(PyExc_AttributeError, "__annotations__");
    Py_XDECREF(old);
  }
  if (rc == 0) PyType_Modified(type);
  return rc;
}

function type_get_type_params(self: PyObject, closure: usize): PyObject | null {
  if (self == <PyObject>PyType_Type) return PyTuple_New(0);
  const found = PyDict_GetItemWithError(lookup_tp_dict(asType(self)), ID.__type_params__);
  if (found !== null) return Py_NewRef(found);
  return PyErr_Occurred() !== null ? null : PyTuple_New(0);
}

function type_set_type_params(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const type = asType(self);
  if (!maySet(type, value, "__type_params__")) return -1;
  const rc = PyDict_SetItem(lookup_tp_dict(type), ID.__type_params__, value!);
  PyType_Modified(type);
  return rc;
}

// ---- methods ---------------------------------------------------------------------------------------------------------

function type_mro(self: PyObject, unused: PyObject | null): PyObject | null {
  const mro = mro_implementation(asType(self));
  if (mro === null) return null;
  const list = PySequence_List(mro);
  Py_DECREF(mro);
  return list;
}

function type___subclasses__(self: PyObject, unused: PyObject | null): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  const subclasses = changetype<PyObject | null>(asType(self).tp_subclasses);
  if (subclasses === null) return list;
  let pos = 0;
  while ((pos = PyDict_Next(subclasses, pos)) != 0) {
    const sub = weakrefReferent(dictNextValue());
    if (sub !== null && PyList_Append(list, sub) < 0) {
      Py_DECREF(list);
      return null;
    }
  }
  return list;
}

function type_prepare(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return PyDict_New();
}

function type___instancecheck__(self: PyObject, instance: PyObject): PyObject | null {
  const rc = _PyObject_RealIsInstance(instance, self);
  return rc < 0 ? null : PyBool_FromLong(rc);
}

function type___subclasscheck__(self: PyObject, subclass: PyObject): PyObject | null {
  const rc = _PyObject_RealIsSubclass(subclass, self);
  return rc < 0 ? null : PyBool_FromLong(rc);
}

/** Adds the names of `cls.__dict__` and of its bases to `dict`. */
export function merge_class_dict(dict: PyObject, cls: PyObject): i32 {
  let rc = PyObject_GetOptionalAttr(cls, ID.__dict__, cell);
  if (rc < 0) return -1;
  if (rc > 0) {
    const classDict = load<PyObject>(cell);
    rc = PyDict_Update(dict, classDict);
    Py_DECREF(classDict);
    if (rc < 0) return -1;
  }
  rc = PyObject_GetOptionalAttr(cls, ID.__bases__, cell);
  if (rc <= 0) return rc;
  const bases = load<PyObject>(cell);
  const n = PySequence_Size(bases);
  let status = n < 0 ? -1 : 0;
  for (let i = 0; i < n && status == 0; i++) {
    const base = PySequence_GetItem(bases, i);
    if (base === null) {
      status = -1;
      break;
    }
    status = merge_class_dict(dict, base);
    Py_DECREF(base);
  }
  Py_DECREF(bases);
  return status;
}

function type___dir__(self: PyObject, unused: PyObject | null): PyObject | null {
  const dict = PyDict_New();
  if (dict === null) return null;
  const result: PyObject | null = merge_class_dict(dict, self) < 0 ? null : PyDict_Keys(dict);
  Py_DECREF(dict);
  return result;
}

function type___sizeof__(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!isHeap(self)) return PyLong_FromLong(<i32>offsetof<PyTypeObject>());
  let size = PyHeapTypeObject_SIZE;
  const keys = load<PyDictKeysObject | null>(changetype<usize>(self) + HT_CACHED_KEYS);
  if (keys !== null) size += _PyDict_KeysSize(keys);
  return PyLong_FromLong(size);
}

function type_repr(self: PyObject): PyObject | null {
  const type = asType(self);
  const module = PyType_GetModuleName(type);
  if (module === null) PyErr_SetRaisedException(null);
  const qualname = PyType_GetQualName(type);
  if (qualname === null) {
    Py_XDECREF(module);
    return null;
  }
  let result: PyObject | null;
  if (module !== null && PyUnicode_Check(module) && !_PyUnicode_EQ(module, ID.builtins)) {
    result = PyUnicode_FromFormat("<class '%U.%U'>", changetype<usize>(module), changetype<usize>(qualname));
  } else {
    result = PyUnicode_FromFormat("<class '%s'>", type.tp_name);
  }
  Py_XDECREF(module);
  Py_DECREF(qualname);
  return result;
}

function type_vectorcall(callable: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  const n = PyVectorcall_NARGS(nargsf);
  if (n == 1 && callable == <PyObject>PyType_Type) {
    if (!noKeywords("type", kwnames)) return null;
    return Py_NewRef(load<PyObject>(args).ob_type);
  }
  return _PyObject_MakeTpCall(callable, args, n, kwnames);
}

// ---- life ------------------------------------------------------------------------------------------------------------

function type_is_gc(self: PyObject): i32 {
  return isHeap(self) ? 1 : 0;
}

function type_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  if (!isHeap(self)) return 0;
  const at = changetype<usize>(self);
  let stop = visitField(at + offsetof<PyTypeObject>("tp_dict"), visit, arg);
  if (!stop) stop = visitField(at + offsetof<PyTypeObject>("tp_cache"), visit, arg);
  if (!stop) stop = visitField(at + offsetof<PyTypeObject>("tp_mro"), visit, arg);
  if (!stop) stop = visitField(at + offsetof<PyTypeObject>("tp_bases"), visit, arg);
  if (!stop) stop = visitField(at + offsetof<PyTypeObject>("tp_base"), visit, arg);
  if (!stop) stop = visitField(at + HT_MODULE, visit, arg);
  return stop;
}

/** Breaks cycles through a class: its dict's content and its MRO; the rest dies with it. */
function type_clear(self: PyObject): i32 {
  const type = asType(self);
  PyType_Modified(type);
  const dict = type.tp_dict;
  if (dict !== null) PyDict_Clear(dict);
  Py_CLEAR(changetype<usize>(self) + HT_MODULE);
  Py_CLEAR(changetype<usize>(self) + offsetof<PyTypeObject>("tp_mro"));
  return 0;
}

function type_dealloc(self: PyObject): void {
  const type = asType(self);
  if (!(type.tp_flags & Py_TPFLAGS_HEAPTYPE)) {
    // a count that went wrong is set right: static types are never freed
    _Py_SetImmortal(self);
    return;
  }
  const at = changetype<usize>(self);
  PyObject_GC_UnTrack(self);
  const bases = type.tp_bases;
  if (bases !== null) {
    const exc = PyErr_GetRaisedException();
    remove_all_subclasses(type, bases);
    PyErr_SetRaisedException(exc);
  }
  PyObject_ClearWeakRefs(self);
  Py_CLEAR(at + offsetof<PyTypeObject>("tp_base"));
  Py_CLEAR(at + offsetof<PyTypeObject>("tp_dict"));
  Py_CLEAR(at + offsetof<PyTypeObject>("tp_bases"));
  Py_CLEAR(at + offsetof<PyTypeObject>("tp_mro"));
  Py_CLEAR(at + offsetof<PyTypeObject>("tp_cache"));
  Py_CLEAR(at + offsetof<PyTypeObject>("tp_subclasses"));
  if (type.tp_doc != 0) PyMem_Free(type.tp_doc);
  Py_CLEAR(at + HT_NAME);
  Py_CLEAR(at + HT_QUALNAME);
  Py_CLEAR(at + HT_SLOTS);
  const keys = load<PyDictKeysObject | null>(at + HT_CACHED_KEYS);
  if (keys !== null) _PyDictKeys_DecRef(keys);
  Py_CLEAR(at + HT_MODULE);
  const metatype = self.ob_type;
  call_indirect<void>(metatype.tp_free, at);
}

/** tp_flags, and what stands in for a heap type looks like one. */
function type_get_flags(self: PyObject, closure: usize): PyObject | null {
  let flags = changetype<PyTypeObject>(self).tp_flags;
  if (flags & SHOWN_AS_HEAPTYPE) {
    flags = (flags & ~(SHOWN_AS_HEAPTYPE | Py_TPFLAGS_STATIC_BUILTIN)) | Py_TPFLAGS_HEAPTYPE;
  }
  return PyLong_FromUnsignedLong(flags);
}

export function initTypeType(): void {
  initSlotDefs();
  initSubtypeDefs();
  initReadyDefs();
  const t = PyType_Type;
  const flags =
    Py_TPFLAGS_HAVE_GC |
    Py_TPFLAGS_BASETYPE |
    Py_TPFLAGS_TYPE_SUBCLASS |
    Py_TPFLAGS_HAVE_VECTORCALL |
    Py_TPFLAGS_ITEMS_AT_END;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "type",
    PyHeapTypeObject_SIZE,
    HT_MEMBER_SIZE,
    flags,
    "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a class made here and now",
  );
  t.tp_dealloc = type_dealloc.index;
  t.tp_vectorcall_offset = <i32>offsetof<PyTypeObject>("tp_vectorcall");
  t.tp_repr = type_repr.index;
  numberMethods(t).nb_or = _Py_union_type_or.index;
  t.tp_call = type_call.index;
  t.tp_getattro = type_getattro.index;
  t.tp_setattro = type_setattro.index;
  t.tp_traverse = type_traverse.index;
  t.tp_clear = type_clear.index;
  t.tp_weaklistoffset = <i32>offsetof<PyTypeObject>("tp_weaklist");
  t.tp_dictoffset = <i32>offsetof<PyTypeObject>("tp_dict");
  t.tp_init = type_init.index;
  t.tp_new = type_new.index;
  t.tp_free = PyObject_GC_Del.index;
  t.tp_is_gc = type_is_gc.index;
  t.tp_vectorcall = type_vectorcall.index;
  addTypeMethods(t);
  addTypeAttributes(t);
}

function addTypeMethods(t: PyTypeObject): void {
  addMethod(t, "mro", type_mro.index, METH_NOARGS, "mro($self, /)\n--\n\nReturn a type's method resolution order.");
  addMethod(
    t,
    "__subclasses__",
    type___subclasses__.index,
    METH_NOARGS,
    "__subclasses__($self, /)\n--\n\nReturn a list of immediate subclasses.",
  );
  addMethod(
    t,
    "__prepare__",
    type_prepare.index,
    METH_FASTCALL_KEYWORDS | METH_CLASS,
    "__prepare__($cls, name, bases, /, **kwds)\n--\n\nCreate the namespace for the class statement",
  );
  addMethod(
    t,
    "__instancecheck__",
    type___instancecheck__.index,
    METH_O,
    "__instancecheck__($self, instance, /)\n--\n\nCheck if an object is an instance.",
  );
  addMethod(
    t,
    "__subclasscheck__",
    type___subclasscheck__.index,
    METH_O,
    "__subclasscheck__($self, subclass, /)\n--\n\nCheck if a class is a subclass.",
  );
  addMethod(
    t,
    "__dir__",
    type___dir__.index,
    METH_NOARGS,
    "__dir__($self, /)\n--\n\nSpecialized __dir__ implementation for types.",
  );
  addMethod(
    t,
    "__sizeof__",
    type___sizeof__.index,
    METH_NOARGS,
    "__sizeof__($self, /)\n--\n\nReturn memory consumption of the type object.",
  );
}

function addTypeAttributes(t: PyTypeObject): void {
  addMember(t, "__basicsize__", Py_T_PYSSIZET, offsetof<PyTypeObject>("tp_basicsize"), Py_READONLY);
  addMember(t, "__itemsize__", Py_T_PYSSIZET, offsetof<PyTypeObject>("tp_itemsize"), Py_READONLY);
  addGetSet(t, "__flags__", type_get_flags.index, 0);
  addMember(t, "__weakrefoffset__", Py_T_PYSSIZET, offsetof<PyTypeObject>("tp_weaklistoffset"), Py_READONLY);
  addMember(t, "__base__", _Py_T_OBJECT, offsetof<PyTypeObject>("tp_base"), Py_READONLY);
  addMember(t, "__dictoffset__", Py_T_PYSSIZET, offsetof<PyTypeObject>("tp_dictoffset"), Py_READONLY);
  addGetSet(t, "__name__", type_get_name.index, type_set_name.index);
  addGetSet(t, "__qualname__", type_get_qualname.index, type_set_qualname.index);
  addGetSet(t, "__bases__", type_get_bases.index, type_set_bases.index);
  addGetSet(t, "__mro__", type_get_mro.index, 0);
  addGetSet(t, "__module__", type_get_module.index, type_set_module.index);
  addGetSet(t, "__abstractmethods__", type_abstractmethods.index, type_set_abstractmethods.index);
  addGetSet(t, "__dict__", type_dict.index, 0);
  addGetSet(t, "__doc__", type_get_doc.index, type_set_doc.index);
  addGetSet(t, "__text_signature__", type_get_text_signature.index, 0);
  addGetSet(t, "__annotations__", type_get_annotations.index, type_set_annotations.index);
  addGetSet(t, "__type_params__", type_get_type_params.index, type_set_type_params.index);
}
