/**
 * The slots of classes written in Python: each finds the special method along the MRO and calls it. Counterpart: the slot_tp_*,
 * slot_sq_*, slot_mp_* and slot_am_* functions of Objects/typeobject.c.
 *
 * Invariant: special methods are looked up on the type, never on the instance; a method descriptor is called unbound.
 *
 * Elsewhere: number slots (slot_numbers.ts), the table that ties names to slots (slotdefs.ts).
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_METHOD_DESCRIPTOR,
  Py_EQ,
  Py_GT,
  Py_LE,
  Py_LT,
  Py_NE,
} from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyLong_Type, PyWrapperDescr_Type, Py_None, Py_NotImplemented } from "../object/statics";
import {
  PyExc_AttributeError,
  PyExc_OverflowError,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../object/exception_types";
import { PyErr_WriteUnraisable } from "../protocol/unraisable";
import { callHash, PY_VECTORCALL_ARGUMENTS_OFFSET } from "../object/slots";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetObject,
  PyErr_SetRaisedException,
  PyErr_SetString,
} from "../protocol/errors";
import {
  PyObject_Call,
  PyObject_Vectorcall,
  _PyObject_Call_Prepend,
  borrowSlots,
  releaseSlots,
} from "../protocol/call";
import { PyObject_GenericGetAttr, PyObject_GetAttr, _PyObject_GenericGetAttrWithDict } from "../protocol/attr";
import { PyObject_IsTrue, PyObject_RichCompareBool } from "../protocol/compare";
import { PyObject_HashNotImplemented } from "../protocol/hash";
import { PyNumber_AsSsize_t, PyNumber_Index } from "../protocol/number";
import { PyIter_Next, PyObject_GetIter } from "../protocol/iter";
import { PySeqIter_New } from "./iterobject";
import { PyBool_Check } from "./bool";
import {
  PyLong_AsI64,
  PyLong_AsLongAndOverflow,
  PyLong_Check,
  PyLong_FromLong,
  _PyLong_IsNegative,
  longOverflow,
  saturate,
} from "./long";
import { PyUnicode_FromFormat } from "./unicode_format";
import { _PyType_LookupRef } from "./typeobject";
import { PyWrapperDescrObject } from "./descr";
import { ID } from "../generated/ids";

/** Whether the last `lookupMaybe` found a method to be called with self. */
let lookedUpUnbound: bool = false;

/** The special method `name` of the object's type, unbound if possible (see `lookedUpUnbound`): `new`, null if absent. */
function lookupMaybe(self: PyObject, name: PyObject): PyObject | null {
  const type = self.ob_type;
  const found = _PyType_LookupRef(type, name);
  lookedUpUnbound = false;
  if (found === null) return null;
  if (found.ob_type.tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR) {
    lookedUpUnbound = true;
    return found;
  }
  const getter = found.ob_type.tp_descr_get;
  if (getter == 0) return found;
  const bound = call_indirect<PyObject | null>(getter, found, self, <PyObject>type);
  Py_DECREF(found);
  lookedUpUnbound = false;
  return bound;
}

/** Like `lookupMaybe`, but absent is AttributeError. */
function lookupMethod(self: PyObject, name: PyObject): PyObject | null {
  const found = lookupMaybe(self, name);
  if (found === null && PyErr_Occurred() === null) PyErr_SetObject(PyExc_AttributeError, name);
  return found;
}

/** Calls what a lookup gave, with self first if it is unbound. Steals `method`. */
function callFound(
  method: PyObject,
  unbound: bool,
  self: PyObject,
  n: u32,
  a: PyObject | null,
  b: PyObject | null,
): PyObject | null {
  const slots = borrowSlots(4);
  if (slots == 0) {
    Py_DECREF(method);
    return null;
  }
  store<u64>(slots + 8, <u64>changetype<usize>(self));
  store<u64>(slots + 16, <u64>changetype<usize>(a));
  store<u64>(slots + 24, <u64>changetype<usize>(b));
  const result = unbound
    ? PyObject_Vectorcall(method, slots + 8, n + 1, null)
    : PyObject_Vectorcall(method, slots + 16, n | PY_VECTORCALL_ARGUMENTS_OFFSET, null);
  releaseSlots(4);
  Py_DECREF(method);
  return result;
}

/** `type(self).name(self, a, b)` with `n` of the arguments; AttributeError if absent. `new`. */
export function callSpecial(
  self: PyObject,
  name: PyObject,
  n: u32,
  a: PyObject | null = null,
  b: PyObject | null = null,
): PyObject | null {
  const method = lookupMethod(self, name);
  return method === null ? null : callFound(method, lookedUpUnbound, self, n, a, b);
}

/** `type(self).name(self, a)`, NotImplemented if absent. `new`. */
export function callSpecialMaybe(self: PyObject, name: PyObject, a: PyObject): PyObject | null {
  const method = lookupMaybe(self, name);
  if (method === null) return PyErr_Occurred() === null ? Py_NewRef(Py_NotImplemented) : null;
  return callFound(method, lookedUpUnbound, self, 1, a, null);
}

/** Drops a result: 0, or -1 if there is none. */
function done(result: PyObject | null): i32 {
  if (result === null) return -1;
  Py_DECREF(result);
  return 0;
}

// ---- containers ------------------------------------------------------------------------------------------------------

/** What `__len__` returns, in 64 bits; -1 with an exception. */
export function slotLength64(self: PyObject): i64 {
  const res = callSpecial(self, ID.__len__, 0);
  if (res === null) return -1;
  const index = PyNumber_Index(res);
  Py_DECREF(res);
  if (index === null) return -1;
  let n: i64 = -1;
  if (_PyLong_IsNegative(index)) {
    PyErr_SetString(PyExc_ValueError, "__len__() should return >= 0");
  } else {
    n = PyLong_AsLongAndOverflow(index);
    if (longOverflow != 0) n = PyNumber_AsSsize_t(index, PyExc_OverflowError); // raises
  }
  Py_DECREF(index);
  return n;
}

export function slot_mp_length(self: PyObject): i32 {
  return saturate(slotLength64(self));
}

export function slot_sq_length(self: PyObject): i32 {
  return slot_mp_length(self);
}

export function slot_sq_item(self: PyObject, i: i32): PyObject | null {
  const index = PyLong_FromLong(i);
  if (index === null) return null;
  const res = callSpecial(self, ID.__getitem__, 1, index);
  Py_DECREF(index);
  return res;
}

export function slot_sq_ass_item(self: PyObject, i: i32, value: PyObject | null): i32 {
  const index = PyLong_FromLong(i);
  if (index === null) return -1;
  const rc = slot_mp_ass_subscript(self, index, value);
  Py_DECREF(index);
  return rc;
}

/** `value in self` of a class that can only be iterated. */
function searchByIteration(self: PyObject, value: PyObject): i32 {
  const it = PyObject_GetIter(self);
  if (it === null) {
    if (PyErr_ExceptionMatches(PyExc_TypeError)) {
      PyErr_Format(PyExc_TypeError, "argument of type '%s' is not iterable", self.ob_type.tp_name);
    }
    return -1;
  }
  let found = 0;
  while (found == 0) {
    const item = PyIter_Next(it);
    if (item === null) {
      if (PyErr_Occurred() !== null) found = -1;
      break;
    }
    found = PyObject_RichCompareBool(item, value, Py_EQ);
    Py_DECREF(item);
  }
  Py_DECREF(it);
  return found;
}

export function slot_sq_contains(self: PyObject, value: PyObject): i32 {
  const method = lookupMaybe(self, ID.__contains__);
  if (method === null) {
    return PyErr_Occurred() !== null ? -1 : searchByIteration(self, value);
  }
  if (method == Py_None) {
    Py_DECREF(method);
    PyErr_Format(PyExc_TypeError, "'%s' object is not a container", self.ob_type.tp_name);
    return -1;
  }
  const res = callFound(method, lookedUpUnbound, self, 1, value, null);
  if (res === null) return -1;
  const ok = PyObject_IsTrue(res);
  Py_DECREF(res);
  return ok;
}

export function slot_mp_subscript(self: PyObject, key: PyObject): PyObject | null {
  return callSpecial(self, ID.__getitem__, 1, key);
}

export function slot_mp_ass_subscript(self: PyObject, key: PyObject, value: PyObject | null): i32 {
  if (value === null) return done(callSpecial(self, ID.__delitem__, 1, key));
  return done(callSpecial(self, ID.__setitem__, 2, key, value));
}

export function slot_nb_bool(self: PyObject): i32 {
  let method = lookupMaybe(self, ID.__bool__);
  let byLength = false;
  if (method === null) {
    if (PyErr_Occurred() !== null) return -1;
    method = lookupMaybe(self, ID.__len__);
    if (method === null) return PyErr_Occurred() !== null ? -1 : 1;
    byLength = true;
  }
  const value = callFound(method, lookedUpUnbound, self, 0, null, null);
  if (value === null) return -1;
  let result: i32;
  if (byLength || PyBool_Check(value)) {
    result = PyObject_IsTrue(value);
  } else {
    PyErr_Format(PyExc_TypeError, "__bool__ should return bool, returned %s", value.ob_type.tp_name);
    result = -1;
  }
  Py_DECREF(value);
  return result;
}

// ---- text, hash, call ------------------------------------------------------------------------------------------------

export function slot_tp_repr(self: PyObject): PyObject | null {
  const method = lookupMaybe(self, ID.__repr__);
  if (method !== null) return callFound(method, lookedUpUnbound, self, 0, null, null);
  PyErr_Clear();
  return PyUnicode_FromFormat("<%s object at 0x%x>", self.ob_type.tp_name, changetype<usize>(self));
}

export function slot_tp_str(self: PyObject): PyObject | null {
  return callSpecial(self, ID.__str__, 0);
}

export function slot_tp_hash(self: PyObject): i64 {
  let method = lookupMaybe(self, ID.__hash__);
  const unbound = lookedUpUnbound;
  if (method == Py_None) {
    Py_DECREF(Py_None);
    method = null;
  }
  if (method === null) return PyErr_Occurred() !== null ? -1 : PyObject_HashNotImplemented(self);
  const res = callFound(method, unbound, self, 0, null, null);
  if (res === null) return -1;
  if (!PyLong_Check(res)) {
    Py_DECREF(res);
    PyErr_SetString(PyExc_TypeError, "__hash__ method should return an integer");
    return -1;
  }
  let h = PyLong_AsI64(res);
  if (h == -1 && PyErr_Occurred() !== null) {
    PyErr_Clear();
    h = callHash(PyLong_Type.tp_hash, res);
  }
  Py_DECREF(res);
  return h == -1 ? -2 : h;
}

export function slot_tp_call(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const method = lookupMethod(self, ID.__call__);
  if (method === null) return null;
  const res = lookedUpUnbound
    ? _PyObject_Call_Prepend(method, self, args, kwargs)
    : PyObject_Call(method, args, kwargs);
  Py_DECREF(method);
  return res;
}

// ---- attributes ------------------------------------------------------------------------------------------------------

/** __getattribute__ without a __getattr__. */
export function slot_tp_getattro(self: PyObject, name: PyObject): PyObject | null {
  return callSpecial(self, ID.__getattribute__, 1, name);
}

/** Calls an attribute of the type that was found already, bound by its own __get__. */
function callAttribute(self: PyObject, attr: PyObject, name: PyObject): PyObject | null {
  Py_INCREF(attr);
  let f: PyObject = attr;
  if (attr.ob_type.tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR) return callFound(f, true, self, 1, name, null);
  const getter = attr.ob_type.tp_descr_get;
  if (getter != 0) {
    const bound = call_indirect<PyObject | null>(getter, attr, self, <PyObject>self.ob_type);
    Py_DECREF(attr);
    if (bound === null) return null;
    f = bound;
  }
  return callFound(f, false, self, 1, name, null);
}

/** A class with __getattr__: the ordinary lookup first, then that method. */
export function _Py_slot_tp_getattr_hook(self: PyObject, name: PyObject): PyObject | null {
  const type = self.ob_type;
  const getattr = _PyType_LookupRef(type, ID.__getattr__);
  if (getattr === null) {
    if (PyErr_Occurred() !== null) return null;
    type.tp_getattro = slot_tp_getattro.index; // no __getattr__ after all: never ask again
    return slot_tp_getattro(self, name);
  }
  const getattribute = _PyType_LookupRef(type, ID.__getattribute__);
  let res: PyObject | null;
  if (
    getattribute === null ||
    (getattribute.ob_type == PyWrapperDescr_Type &&
      changetype<PyWrapperDescrObject>(getattribute).d_wrapped == PyObject_GenericGetAttr.index)
  ) {
    Py_XDECREF(getattribute);
    res = _PyObject_GenericGetAttrWithDict(self, name, null, true);
    if (res === null && PyErr_Occurred() === null) res = callAttribute(self, getattr, name);
  } else {
    res = callAttribute(self, getattribute, name);
    Py_DECREF(getattribute);
    if (res === null && PyErr_ExceptionMatches(PyExc_AttributeError)) {
      PyErr_Clear();
      res = callAttribute(self, getattr, name);
    }
  }
  Py_DECREF(getattr);
  return res;
}

export function slot_tp_setattro(self: PyObject, name: PyObject, value: PyObject | null): i32 {
  if (value === null) return done(callSpecial(self, ID.__delattr__, 1, name));
  return done(callSpecial(self, ID.__setattr__, 2, name, value));
}

export function slot_tp_descr_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  const getter = _PyType_LookupRef(self.ob_type, ID.__get__);
  if (getter === null) {
    if (self.ob_type.tp_descr_get == slot_tp_descr_get.index) self.ob_type.tp_descr_get = 0;
    return Py_NewRef(self);
  }
  return callFound(getter, true, self, 2, obj === null ? Py_None : obj, type === null ? Py_None : type);
}

export function slot_tp_descr_set(self: PyObject, target: PyObject, value: PyObject | null): i32 {
  if (value === null) return done(callSpecial(self, ID.__delete__, 1, target));
  return done(callSpecial(self, ID.__set__, 2, target, value));
}

// ---- comparison, iteration -------------------------------------------------------------------------------------------

function compareName(op: i32): PyObject {
  switch (op) {
    case Py_LT:
      return ID.__lt__;
    case Py_LE:
      return ID.__le__;
    case Py_EQ:
      return ID.__eq__;
    case Py_NE:
      return ID.__ne__;
    case Py_GT:
      return ID.__gt__;
    default:
      return ID.__ge__;
  }
}

export function slot_tp_richcompare(self: PyObject, other: PyObject, op: i32): PyObject | null {
  const method = lookupMaybe(self, compareName(op));
  if (method === null) {
    PyErr_Clear();
    return Py_NewRef(Py_NotImplemented);
  }
  return callFound(method, lookedUpUnbound, self, 1, other, null);
}

export function slot_tp_iter(self: PyObject): PyObject | null {
  const method = lookupMaybe(self, ID.__iter__);
  if (method == Py_None) {
    Py_DECREF(Py_None);
    return PyErr_Format(PyExc_TypeError, "'%s' object is not iterable", self.ob_type.tp_name);
  }
  if (method !== null) return callFound(method, lookedUpUnbound, self, 0, null, null);
  PyErr_Clear();
  const getitem = lookupMaybe(self, ID.__getitem__);
  if (getitem === null) {
    return PyErr_Format(PyExc_TypeError, "'%s' object is not iterable", self.ob_type.tp_name);
  }
  Py_DECREF(getitem);
  return PySeqIter_New(self);
}

export function slot_tp_iternext(self: PyObject): PyObject | null {
  return callSpecial(self, ID.__next__, 0);
}

// ---- life ------------------------------------------------------------------------------------------------------------

export function slot_tp_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  const method = lookupMethod(self, ID.__init__);
  if (method === null) return -1;
  const res = lookedUpUnbound
    ? _PyObject_Call_Prepend(method, self, args, kwargs)
    : PyObject_Call(method, args, kwargs);
  Py_DECREF(method);
  if (res === null) return -1;
  if (res != Py_None) {
    PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%s'", res.ob_type.tp_name);
    Py_DECREF(res);
    return -1;
  }
  Py_DECREF(res);
  return 0;
}

export function slot_tp_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const f = PyObject_GetAttr(type, ID.__new__);
  if (f === null) return null;
  const result = _PyObject_Call_Prepend(f, type, args, kwargs);
  Py_DECREF(f);
  return result;
}

/** __del__; the pending exception survives it, its own errors go to sys.unraisablehook. */
export function slot_tp_finalize(self: PyObject): void {
  const saved = PyErr_GetRaisedException();
  const method = lookupMaybe(self, ID.__del__);
  if (method !== null) {
    Py_INCREF(method);
    const res = callFound(method, lookedUpUnbound, self, 0, null, null);
    if (res === null) PyErr_WriteUnraisable(method);
    else Py_DECREF(res);
    Py_DECREF(method);
  } else {
    PyErr_Clear();
  }
  PyErr_SetRaisedException(saved);
}

// ---- awaitables ------------------------------------------------------------------------------------------------------

export function slot_am_await(self: PyObject): PyObject | null {
  const method = lookupMaybe(self, ID.__await__);
  if (method !== null) return callFound(method, lookedUpUnbound, self, 0, null, null);
  return PyErr_Format(PyExc_AttributeError, "object %s does not have __await__ method", self.ob_type.tp_name);
}

export function slot_am_aiter(self: PyObject): PyObject | null {
  const method = lookupMaybe(self, ID.__aiter__);
  if (method !== null) return callFound(method, lookedUpUnbound, self, 0, null, null);
  return PyErr_Format(PyExc_AttributeError, "object %s does not have __aiter__ method", self.ob_type.tp_name);
}

export function slot_am_anext(self: PyObject): PyObject | null {
  const method = lookupMaybe(self, ID.__anext__);
  if (method !== null) return callFound(method, lookedUpUnbound, self, 0, null, null);
  return PyErr_Format(PyExc_AttributeError, "object %s does not have __anext__ method", self.ob_type.tp_name);
}
