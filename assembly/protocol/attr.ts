/**
 * Attribute access: the generic lookup (type along the MRO, instance dict or inline values, descriptors), its optional and
 * special-method forms, and dir(). Counterpart: the attribute half of Objects/object.c.
 *
 * Invariant: a data descriptor of the type wins over the instance, the instance over any other attribute of the type. Every
 * object handed out is `new` unless the comment says otherwise.
 *
 * Elsewhere: type attributes (types/type_getattr.ts), the method cache (types/type_cache.ts), inline values (types/dict*.ts).
 */
import {
  PyObject,
  PyTypeObject,
  PyVarObject,
  PyType_FastSubclass,
  Py_TPFLAGS_UNICODE_SUBCLASS,
  Py_TPFLAGS_INLINE_VALUES,
  Py_TPFLAGS_MANAGED_DICT,
  Py_TPFLAGS_METHOD_DESCRIPTOR,
} from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyType_Type } from "../object/statics";
import { PyExc_AttributeError, PyExc_TypeError, PyExc_KeyError } from "../object/exception_types";
import { callBinary, callSetAttr } from "../object/slots";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetRaisedException,
  PyErr_SetString,
} from "./errors";
import { _PyType_LookupRef, PyType_IsSubtype } from "../types/typeobject";
import { PyType_Ready } from "../types/type_ready";
import { type_getattro, typeGetattroImpl } from "../types/type_getattr";
import { _Py_module_getattro, moduleGetattroImpl } from "../types/module";
import { PyDescr_IsData } from "../types/descr";
import { PyDict_GetItemRef, PyDict_SetItem, PyDict_DelItem, PyDict_Keys, PyDict_CheckExact } from "../types/dict";
import {
  MANAGED_DICT_OFFSET,
  _PyObjectDict_SetItem,
  _PyObject_TryGetInstanceAttribute,
  instanceAttribute,
  _PyObject_StoreInstanceAttribute,
  _PyObject_MaterializeManagedDict,
  _PyObject_GetManagedDict,
} from "../types/dict_instance";
import { PyUnicode_CheckExact } from "../types/unicode";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { internedOf } from "../intern/policy";
import { PyObject_CallNoArgs } from "./call";
import { PyMapping_Keys, PySequence_List } from "./sequence";
import { PyList_Sort, PyList_Check } from "../types/list";
import { PyAttributeErrorObject } from "../types/exceptions";
import { ID } from "../generated/ids";

/** vm hook: (): PyObject | null, a `new` mapping of the running frame's locals. */
let localsHook: u32 = 0;
export function setLocalsHook(fn: u32): void {
  localsHook = fn;
}

/** A place for results of *GetOptionalAttr*-like calls; read at once after the call. */
const resultCell = memory.data(8, 8);

function isStr(name: PyObject): bool {
  return PyType_FastSubclass(name.ob_type, Py_TPFLAGS_UNICODE_SUBCLASS);
}

function badName(name: PyObject): PyObject | null {
  return PyErr_Format(PyExc_TypeError, "attribute name must be string, not '%s'", name.ob_type.tp_name);
}

/** Gives the pending AttributeError its `name` and `obj`, if it has neither (for "Did you mean"). */
export function _PyObject_SetAttributeErrorContext(v: PyObject, name: PyObject): void {
  if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return;
  const exc = PyErr_GetRaisedException()!;
  const e = changetype<PyAttributeErrorObject>(exc);
  if (e.name === null && e.obj === null) {
    e.name = Py_NewRef(name);
    e.obj = Py_NewRef(v);
  }
  PyErr_SetRaisedException(exc);
}

function noAttribute(v: PyObject, name: PyObject): void {
  PyErr_Format(PyExc_AttributeError, "'%s' object has no attribute '%U'", v.ob_type.tp_name, changetype<usize>(name));
}

export function PyObject_GetAttr(v: PyObject, name: PyObject): PyObject | null {
  if (!isStr(name)) return badName(name);
  const slot = v.ob_type.tp_getattro;
  let result: PyObject | null = null;
  if (slot == PyObject_GenericGetAttr.index) {
    result = _PyObject_GenericGetAttrWithDict(v, name, null, false);
  } else if (slot != 0) {
    result = callBinary(slot, v, name);
  } else {
    noAttribute(v, name);
  }
  if (result === null) _PyObject_SetAttributeErrorContext(v, name);
  return result;
}

/** Stores `found` and says how it went: a missing attribute and a getter's AttributeError count as absent. */
function optionalResult(found: PyObject | null, result: usize): i32 {
  store<u32>(result, <u32>changetype<usize>(found));
  if (found !== null) return 1;
  if (PyErr_Occurred() === null) return 0;
  if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return -1;
  PyErr_Clear();
  return 0;
}

/** 1 found: a `new` reference is stored at `result`; 0 absent: null is stored; -1 error. */
export function PyObject_GetOptionalAttr(v: PyObject, name: PyObject, result: usize): i32 {
  const slot = v.ob_type.tp_getattro;
  let found: PyObject | null = null;
  store<u32>(result, 0);
  if (!isStr(name)) {
    badName(name);
    return -1;
  }
  if (slot == PyObject_GenericGetAttr.index) {
    found = _PyObject_GenericGetAttrWithDict(v, name, null, true);
    return optionalResult(found, result);
  }
  if (slot == type_getattro.index) {
    found = typeGetattroImpl(changetype<PyTypeObject>(v), name, true);
    return optionalResult(found, result);
  }
  if (slot == _Py_module_getattro.index) {
    found = moduleGetattroImpl(v, name, true);
    return optionalResult(found, result);
  }
  if (slot != 0) found = callBinary(slot, v, name);
  else noAttribute(v, name);
  return optionalResult(found, result);
}

export function PyObject_HasAttrWithError(v: PyObject, name: PyObject): i32 {
  const rc = PyObject_GetOptionalAttr(v, name, resultCell);
  if (rc > 0) Py_DECREF(load<PyObject>(resultCell));
  return rc;
}

/** Swallows every error, as CPython's does. */
export function PyObject_HasAttr(v: PyObject, name: PyObject): bool {
  const rc = PyObject_HasAttrWithError(v, name);
  if (rc < 0) PyErr_Clear();
  return rc > 0;
}

/** `value` null deletes. */
export function PyObject_SetAttr(v: PyObject, name: PyObject, value: PyObject | null): i32 {
  if (!isStr(name)) {
    badName(name);
    return -1;
  }
  const type = v.ob_type;
  const interned = internedOf(Py_NewRef(name));
  if (type.tp_setattro != 0) {
    const rc = callSetAttr(type.tp_setattro, v, interned, value);
    Py_DECREF(interned);
    return rc;
  }
  const verb = value === null ? "del" : "assign to";
  PyErr_Format(
    PyExc_TypeError,
    type.tp_getattro == 0 && type.tp_getattr == 0
      ? "'%s' object has no attributes (%L .%U)"
      : "'%s' object has only read-only attributes (%L .%U)",
    type.tp_name,
    changetype<usize>(verb),
    changetype<usize>(interned),
  );
  Py_DECREF(interned);
  return -1;
}

export function PyObject_DelAttr(v: PyObject, name: PyObject): i32 {
  return PyObject_SetAttr(v, name, null);
}

export function PyObject_GetAttrString(v: PyObject, name: string): PyObject | null {
  const text = PyUnicode_FromLiteral(name);
  if (text === null) return null;
  const result = PyObject_GetAttr(v, text);
  Py_DECREF(text);
  return result;
}

export function PyObject_SetAttrString(v: PyObject, name: string, value: PyObject | null): i32 {
  const text = PyUnicode_FromLiteral(name);
  if (text === null) return -1;
  const rc = PyObject_SetAttr(v, text, value);
  Py_DECREF(text);
  return rc;
}

/** Address of the dict field that tp_dictoffset describes (not managed dicts), or 0. */
export function _PyObject_ComputedDictPointer(self: PyObject): usize {
  const type = self.ob_type;
  let offset = type.tp_dictoffset;
  if (offset == 0) return 0;
  if (offset < 0) {
    let size = changetype<PyVarObject>(self).ob_size;
    if (PyType_FastSubclass(type, 1 << 24)) size = <i32>(load<u32>(changetype<usize>(self), 16) >> 3); // int: lv_tag
    if (size < 0) size = -size;
    const bytes = (type.tp_basicsize + size * type.tp_itemsize + 7) & ~7;
    offset += bytes;
  }
  return changetype<usize>(self) + <usize>offset;
}

/** Address of the dict field, 0 if the object has none; a managed dict is made real first. */
export function _PyObject_GetDictPtr(self: PyObject): usize {
  const flags = self.ob_type.tp_flags;
  if (!(flags & Py_TPFLAGS_MANAGED_DICT)) return _PyObject_ComputedDictPointer(self);
  if (flags & Py_TPFLAGS_INLINE_VALUES && _PyObject_GetManagedDict(self) === null) {
    if (_PyObject_MaterializeManagedDict(self) === null) {
      PyErr_Clear();
      return 0;
    }
  }
  return changetype<usize>(self) - MANAGED_DICT_OFFSET;
}

export function PyObject_GenericGetAttr(self: PyObject, name: PyObject): PyObject | null {
  return _PyObject_GenericGetAttrWithDict(self, name, null, false);
}

/** `dict` null: the object's own. `suppress`: absent gives null without an exception. */
export function _PyObject_GenericGetAttrWithDict(
  self: PyObject,
  name: PyObject,
  dict: PyObject | null,
  suppress: bool,
): PyObject | null {
  const type = self.ob_type;
  if (!isStr(name)) return badName(name);
  if (type.tp_dict === null && PyType_Ready(type) < 0) return null;
  const descr = _PyType_LookupRef(type, name);
  let getter: u32 = 0;
  if (descr !== null) {
    getter = descr.ob_type.tp_descr_get;
    if (getter != 0 && PyDescr_IsData(descr)) {
      const result = call_indirect<PyObject | null>(getter, descr, self, <PyObject>type);
      if (result === null && suppress && PyErr_ExceptionMatches(PyExc_AttributeError)) PyErr_Clear();
      Py_DECREF(descr);
      return result;
    }
  }
  let values: PyObject | null = dict;
  if (values === null) {
    if (type.tp_flags & Py_TPFLAGS_INLINE_VALUES && PyUnicode_CheckExact(name)) {
      if (_PyObject_TryGetInstanceAttribute(self, name)) {
        const found = instanceAttribute();
        if (found !== null) {
          Py_XDECREF(descr);
          return found;
        }
      } else {
        values = _PyObject_GetManagedDict(self);
      }
    } else if (type.tp_flags & Py_TPFLAGS_MANAGED_DICT) {
      // A str subclass as name compares in its own way: it needs a real dict.
      values = PyUnicode_CheckExact(name) ? _PyObject_GetManagedDict(self) : _PyObject_MaterializeManagedDict(self);
    } else {
      const at = _PyObject_ComputedDictPointer(self);
      if (at != 0) values = load<PyObject | null>(at);
    }
  }
  if (values !== null) {
    Py_INCREF(values);
    const found = PyDict_GetItemRef(values, name);
    Py_DECREF(values);
    if (found !== null || PyErr_Occurred() !== null) {
      Py_XDECREF(descr);
      if (found === null && suppress && PyErr_ExceptionMatches(PyExc_AttributeError)) PyErr_Clear();
      return found;
    }
  }
  if (descr !== null) {
    if (getter == 0) return descr;
    const result = call_indirect<PyObject | null>(getter, descr, self, <PyObject>type);
    if (result === null && suppress && PyErr_ExceptionMatches(PyExc_AttributeError)) PyErr_Clear();
    Py_DECREF(descr);
    return result;
  }
  if (!suppress) {
    noAttribute(self, name);
    _PyObject_SetAttributeErrorContext(self, name);
  }
  return null;
}

export function PyObject_GenericSetAttr(self: PyObject, name: PyObject, value: PyObject | null): i32 {
  return _PyObject_GenericSetAttrWithDict(self, name, value, null);
}

/** No dict to write to: the error that fits. */
function cannotSet(self: PyObject, name: PyObject, descr: PyObject | null): i32 {
  const type = self.ob_type;
  if (descr !== null) {
    PyErr_Format(
      PyExc_AttributeError,
      "'%s' object attribute '%U' is read-only",
      type.tp_name,
      changetype<usize>(name),
    );
    return -1;
  }
  PyErr_Format(
    PyExc_AttributeError,
    type.tp_setattro == PyObject_GenericSetAttr.index
      ? "'%s' object has no attribute '%U' and no __dict__ for setting new attributes"
      : "'%s' object has no attribute '%U'",
    type.tp_name,
    changetype<usize>(name),
  );
  _PyObject_SetAttributeErrorContext(self, name);
  return -1;
}

/** Writes into the instance's own values or dict; the KeyError of a missing key is the caller's to translate. */
function setOwn(self: PyObject, name: PyObject, value: PyObject | null, descr: PyObject | null): i32 {
  const type = self.ob_type;
  if (type.tp_flags & Py_TPFLAGS_INLINE_VALUES && PyUnicode_CheckExact(name))
    return _PyObject_StoreInstanceAttribute(self, name, value);
  let at: usize = 0;
  if (type.tp_flags & Py_TPFLAGS_MANAGED_DICT) {
    if (_PyObject_MaterializeManagedDict(self) === null) return -1;
    at = changetype<usize>(self) - MANAGED_DICT_OFFSET;
  } else at = _PyObject_ComputedDictPointer(self);
  if (at == 0) return cannotSet(self, name, descr);
  return _PyObjectDict_SetItem(type, self, at, name, value);
}

/** `dict` null: the object's own. `value` null deletes. */
export function _PyObject_GenericSetAttrWithDict(
  self: PyObject,
  name: PyObject,
  value: PyObject | null,
  dict: PyObject | null,
): i32 {
  const type = self.ob_type;
  if (!isStr(name)) {
    badName(name);
    return -1;
  }
  if (type.tp_dict === null && PyType_Ready(type) < 0) return -1;
  Py_INCREF(name);
  Py_INCREF(type);
  const descr = _PyType_LookupRef(type, name);
  let rc: i32;
  if (descr !== null && descr.ob_type.tp_descr_set != 0) {
    rc = callSetAttr(descr.ob_type.tp_descr_set, descr, self, value);
    Py_DECREF(descr);
    Py_DECREF(type);
    Py_DECREF(name);
    return rc;
  }
  if (dict === null) {
    rc = setOwn(self, name, value, descr);
  } else {
    Py_INCREF(dict);
    rc = value === null ? PyDict_DelItem(dict, name) : PyDict_SetItem(dict, name, value);
    Py_DECREF(dict);
  }
  if (rc < 0 && PyErr_ExceptionMatches(PyExc_KeyError)) {
    const isType = PyType_IsSubtype(type, PyType_Type);
    PyErr_Format(
      PyExc_AttributeError,
      isType ? "type object '%s' has no attribute '%U'" : "'%s' object has no attribute '%U'",
      isType ? changetype<PyTypeObject>(self).tp_name : type.tp_name,
      changetype<usize>(name),
    );
    _PyObject_SetAttributeErrorContext(self, name);
  }
  Py_XDECREF(descr);
  Py_DECREF(type);
  Py_DECREF(name);
  return rc;
}

/**
 * Looks `name` up for a call. Returns 1 and stores an unbound method (to be called with self first), or returns 0 and stores
 * the bound attribute (null with an exception on failure). What is stored is `new`.
 */
export function _PyObject_GetMethod(self: PyObject, name: PyObject, method: usize): i32 {
  const type = self.ob_type;
  store<u32>(method, 0);
  if (type.tp_getattro != PyObject_GenericGetAttr.index || !PyUnicode_CheckExact(name)) {
    store<u32>(method, <u32>changetype<usize>(PyObject_GetAttr(self, name)));
    return 0;
  }
  const descr = _PyType_LookupRef(type, name);
  let getter: u32 = 0;
  let isMethod = false;
  if (descr !== null) {
    if (descr.ob_type.tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR) {
      isMethod = true;
    } else {
      getter = descr.ob_type.tp_descr_get;
      if (getter != 0 && PyDescr_IsData(descr)) {
        const result = call_indirect<PyObject | null>(getter, descr, self, <PyObject>type);
        store<u32>(method, <u32>changetype<usize>(result));
        Py_DECREF(descr);
        return 0;
      }
    }
  }
  let dict: PyObject | null = null;
  if (type.tp_flags & Py_TPFLAGS_INLINE_VALUES && _PyObject_TryGetInstanceAttribute(self, name)) {
    const found = instanceAttribute();
    if (found !== null) {
      store<u32>(method, <u32>changetype<usize>(found));
      Py_XDECREF(descr);
      return 0;
    }
  } else if (type.tp_flags & Py_TPFLAGS_MANAGED_DICT) {
    dict = _PyObject_GetManagedDict(self);
  } else {
    const at = _PyObject_ComputedDictPointer(self);
    if (at != 0) dict = load<PyObject | null>(at);
  }
  if (dict !== null) {
    Py_INCREF(dict);
    const found = PyDict_GetItemRef(dict, name);
    Py_DECREF(dict);
    if (found !== null || PyErr_Occurred() !== null) {
      store<u32>(method, <u32>changetype<usize>(found));
      Py_XDECREF(descr);
      return 0;
    }
  }
  if (isMethod) {
    store<u32>(method, <u32>changetype<usize>(descr));
    return 1;
  }
  if (descr !== null) {
    if (getter == 0) {
      store<u32>(method, <u32>changetype<usize>(descr));
      return 0;
    }
    const result = call_indirect<PyObject | null>(getter, descr, self, <PyObject>type);
    store<u32>(method, <u32>changetype<usize>(result));
    Py_DECREF(descr);
    return 0;
  }
  noAttribute(self, name);
  _PyObject_SetAttributeErrorContext(self, name);
  return 0;
}

/** The bound special method `name` of the object's type: `new`; null without exception if absent. */
export function _PyObject_LookupSpecial(self: PyObject, name: PyObject): PyObject | null {
  const type = self.ob_type;
  const descr = _PyType_LookupRef(type, name);
  if (descr === null) return null;
  const getter = descr.ob_type.tp_descr_get;
  if (getter == 0) return descr;
  const result = call_indirect<PyObject | null>(getter, descr, self, <PyObject>type);
  Py_DECREF(descr);
  return result;
}

/** The same, unbound where possible: then self (`new`) is stored at `selfOut`, else 0. */
export function _PyObject_LookupSpecialMethod(self: PyObject, name: PyObject, selfOut: usize): PyObject | null {
  const type = self.ob_type;
  const descr = _PyType_LookupRef(type, name);
  store<u32>(selfOut, 0);
  if (descr === null) return null;
  if (descr.ob_type.tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR) {
    Py_INCREF(self);
    store<u32>(selfOut, <u32>changetype<usize>(self));
    return descr;
  }
  const getter = descr.ob_type.tp_descr_get;
  if (getter == 0) return descr;
  const result = call_indirect<PyObject | null>(getter, descr, self, <PyObject>type);
  Py_DECREF(descr);
  return result;
}

export function PyObject_SelfIter(self: PyObject): PyObject | null {
  return Py_NewRef(self);
}

export function PyCallable_Check(op: PyObject): bool {
  return op.ob_type.tp_call != 0;
}

/** dir() without argument: the sorted names of the running frame's locals. */
function dirLocals(): PyObject | null {
  const locals = call_indirect<PyObject | null>(localsHook);
  if (locals === null) return null;
  const names = PyDict_CheckExact(locals) ? PyDict_Keys(locals) : PyMapping_Keys(locals);
  Py_DECREF(locals);
  if (names === null) return null;
  if (!PyList_Check(names)) {
    PyErr_Format(PyExc_TypeError, "dir(): expected keys() of locals to be a list, not '%s'", names.ob_type.tp_name);
    Py_DECREF(names);
    return null;
  }
  if (PyList_Sort(names) < 0) {
    Py_DECREF(names);
    return null;
  }
  return names;
}

export function PyObject_Dir(obj: PyObject | null): PyObject | null {
  if (obj === null) return dirLocals();
  const method = _PyObject_LookupSpecial(obj, ID.__dir__);
  if (method === null) {
    if (PyErr_Occurred() === null) PyErr_SetString(PyExc_TypeError, "object does not provide __dir__");
    return null;
  }
  const result = PyObject_CallNoArgs(method);
  Py_DECREF(method);
  if (result === null) return null;
  const sorted = PySequence_List(result);
  Py_DECREF(result);
  if (sorted !== null && PyList_Sort(sorted) < 0) {
    Py_DECREF(sorted);
    return null;
  }
  return sorted;
}
