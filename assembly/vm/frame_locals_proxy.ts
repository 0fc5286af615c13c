/**
 * FrameLocalsProxy: what `frame.f_locals` of a function is (PEP 667, Objects/frameobject.c): a mapping that writes through to the frame's
 * variables. Keys that are no variables of the code go to a dict of their own in the frame object.
 *
 * Layout (basic size 24): frame object 16. Invariant: a proxy holds no copy of anything.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC, Py_TPFLAGS_MAPPING } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { visitField } from "../object/slots";
import { PyFrame_Type, PyType_Type, PyBaseObject_Type, Py_None, Py_NotImplemented } from "../object/statics";
import { PyExc_KeyError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import {
  initStaticType,
  addMethod,
  mappingMethods,
  numberMethods,
  sequenceMethods,
  METH_COEXIST,
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
} from "../object/typedef";
import { _PyObject_GC_New, PyObject_GC_Del, _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../gc/collector";
import { PyArg_CheckPositional } from "../protocol/args";
import { PyObject_GenericGetAttr, PyObject_GenericSetAttr } from "../protocol/attr";
import { Py_ReprEnter, Py_ReprLeave, Py_RETURN_BOOL, PyObject_Repr, PyObject_RichCompare } from "../protocol/compare";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyObject_GetIter, PyIter_Next } from "../protocol/iter";
import { PyMapping_Keys, PyObject_GetItem } from "../protocol/sequence";
import { localName } from "../types/code";
import {
  PyDict_Check,
  PyDict_Contains,
  PyDict_DelItem,
  PyDict_GET_SIZE,
  PyDict_GetItemWithError,
  PyDict_New,
  PyDict_Next,
  PyDict_Pop,
  PyDict_SetItem,
  dictNextKey,
  dictNextValue,
  _PyErr_SetKeyError,
} from "../types/dict";
import { PyDict_Update } from "../types/dict_merge";
import { PyList_Append, PyList_New, PyList_Reverse } from "../types/list";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2 } from "../types/tuple";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { frameCode } from "./frame";
import { frameExtraLocals, frameOf, makeExtraLocals } from "./frameobject";
import { localIndex, localValue, setLocalValue } from "./frame_locals";

export const PyFrameLocalsProxy_Type = changetype<PyTypeObject>(memory.data(416, 16)); // FrameLocalsProxy

const PROXY_FRAME: usize = 16;

function frameObject(self: PyObject): PyObject {
  return load<PyObject>(changetype<usize>(self) + PROXY_FRAME);
}

function isProxy(op: PyObject): bool {
  return op.ob_type == PyFrameLocalsProxy_Type;
}

/** `new`. */
export function frameLocalsProxy(frame: PyObject): PyObject | null {
  const proxy = _PyObject_GC_New(PyFrameLocalsProxy_Type);
  if (proxy === null) return null;
  store<u64>(changetype<usize>(proxy) + PROXY_FRAME, <u64>changetype<usize>(Py_NewRef(frame)));
  _PyObject_GC_TRACK(proxy);
  return proxy;
}

function proxy_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (PyTuple_GET_SIZE(args) != 1) {
    return PyErr_Format(PyExc_TypeError, "FrameLocalsProxy expected 1 argument, got %zd", PyTuple_GET_SIZE(args));
  }
  const frame = PyTuple_GET_ITEM(args, 0);
  if (frame.ob_type != PyFrame_Type) {
    return PyErr_Format(PyExc_TypeError, "expect frame, not %T", changetype<usize>(frame));
  }
  if (kwargs !== null && PyDict_GET_SIZE(kwargs) != 0) {
    return PyErr_SetString(PyExc_TypeError, "FrameLocalsProxy takes no keyword arguments");
  }
  return frameLocalsProxy(frame);
}

function proxy_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  const frame = frameObject(self);
  PyObject_GC_Del(changetype<usize>(self));
  Py_DECREF(frame);
}

function proxy_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + PROXY_FRAME, visit, arg);
}

// ---- mapping

function proxy_getitem(self: PyObject, key: PyObject): PyObject | null {
  const object = frameObject(self);
  const frame = frameOf(object);
  const i = localIndex(frame, key, true);
  if (i >= 0) return Py_NewRef(localValue(frame, i)!);
  if (i == -2) return null;
  const extra = frameExtraLocals(object);
  if (extra !== null) {
    const value = PyDict_GetItemWithError(extra, key);
    if (value !== null) return Py_NewRef(value);
    if (PyErr_Occurred() !== null) return null;
  }
  return PyErr_Format(PyExc_KeyError, "local variable '%R' is not defined", changetype<usize>(key));
}

function proxy_setitem(self: PyObject, key: PyObject, value: PyObject | null): i32 {
  const object = frameObject(self);
  const frame = frameOf(object);
  const i = localIndex(frame, key, false);
  if (i >= 0) {
    if (value === null) {
      PyErr_SetString(PyExc_ValueError, "cannot remove local variables from FrameLocalsProxy");
      return -1;
    }
    setLocalValue(frame, i, value);
    return 0;
  }
  if (i == -2) return -1;
  let extra = frameExtraLocals(object);
  if (value === null) {
    if (extra !== null) return PyDict_DelItem(extra, key);
    _PyErr_SetKeyError(key);
    return -1;
  }
  if (extra === null) extra = makeExtraLocals(object);
  return extra === null ? -1 : PyDict_SetItem(extra, key, value);
}

function proxy_length(self: PyObject): i32 {
  const object = frameObject(self);
  const frame = frameOf(object);
  const extra = frameExtraLocals(object);
  let size = extra === null ? 0 : PyDict_GET_SIZE(extra);
  for (let i = 0; i < frameCode(frame).co_nlocalsplus; i++) if (localValue(frame, i) !== null) size++;
  return size;
}

function proxy_contains(self: PyObject, key: PyObject): i32 {
  const object = frameObject(self);
  const i = localIndex(frameOf(object), key, true);
  if (i != -1) return i >= 0 ? 1 : -1;
  const extra = frameExtraLocals(object);
  return extra === null ? 0 : PyDict_Contains(extra, key);
}

const KEYS: i32 = 0;
const VALUES: i32 = 1;
const ITEMS: i32 = 2;

/** Appends key, value or pair; false with an exception. */
function appendEntry(list: PyObject, key: PyObject, value: PyObject, what: i32): bool {
  if (what == KEYS) return PyList_Append(list, key) == 0;
  if (what == VALUES) return PyList_Append(list, value) == 0;
  const pair = PyTuple_Pack2(key, value);
  if (pair === null) return false;
  const good = PyList_Append(list, pair) == 0;
  Py_DECREF(pair);
  return good;
}

/** Keys, values or items as a `new` list. */
function listOf(self: PyObject, what: i32): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  const object = frameObject(self);
  const frame = frameOf(object);
  const code = frameCode(frame);
  let good = true;
  for (let i = 0; i < code.co_nlocalsplus && good; i++) {
    const value = localValue(frame, i);
    if (value !== null) good = appendEntry(list, localName(code, i), value, what);
  }
  const extra = frameExtraLocals(object);
  let pos = 0;
  while (extra !== null && good && (pos = PyDict_Next(extra, pos)) != 0) {
    good = appendEntry(list, dictNextKey(), dictNextValue(), what);
  }
  if (good) return list;
  Py_DECREF(list);
  return null;
}

/** The proxy's content as a `new` dict. */
function asDict(self: PyObject): PyObject | null {
  const dict = PyDict_New();
  if (dict === null) return null;
  if (PyDict_Update(dict, self) == 0) return dict;
  Py_DECREF(dict);
  return null;
}

// ---- operators

function proxy_iter(self: PyObject): PyObject | null {
  const keys = listOf(self, KEYS);
  if (keys === null) return null;
  const iter = PyObject_GetIter(keys);
  Py_DECREF(keys);
  return iter;
}

function proxy_richcompare(self: PyObject, other: PyObject, op: i32): PyObject | null {
  if (isProxy(other)) {
    const same = frameObject(self) == frameObject(other);
    if (op == 2) return Py_RETURN_BOOL(same);
    if (op == 3) return Py_RETURN_BOOL(!same);
    return Py_NewRef(Py_NotImplemented);
  }
  if (!PyDict_Check(other)) return Py_NewRef(Py_NotImplemented);
  const dict = asDict(self);
  if (dict === null) return null;
  const result = PyObject_RichCompare(dict, other, op);
  Py_DECREF(dict);
  return result;
}

function proxy_repr(self: PyObject): PyObject | null {
  const entered = Py_ReprEnter(self);
  if (entered != 0) return entered > 0 ? PyUnicode_FromLiteral("{...}") : null;
  const dict = asDict(self);
  let result: PyObject | null = null;
  if (dict !== null) {
    result = PyObject_Repr(dict);
    Py_DECREF(dict);
  }
  Py_ReprLeave(self);
  return result;
}

/** self[k] = other[k] for all k of a dict or proxy; -1 with an exception, -2 if `other` is neither. */
function merge(self: PyObject, other: PyObject): i32 {
  if (!PyDict_Check(other) && !isProxy(other)) return -2;
  const keys = PyMapping_Keys(other);
  if (keys === null) return -1;
  const iter = PyObject_GetIter(keys);
  Py_DECREF(keys);
  if (iter === null) return -1;
  let status = 0;
  while (status == 0) {
    const key = PyIter_Next(iter);
    if (key === null) break;
    const value = PyObject_GetItem(other, key);
    status = value === null ? -1 : proxy_setitem(self, key, value);
    if (value !== null) Py_DECREF(value);
    Py_DECREF(key);
  }
  Py_DECREF(iter);
  return PyErr_Occurred() !== null ? -1 : status;
}

function proxy_or(left: PyObject, right: PyObject): PyObject | null {
  if (!PyDict_Check(left) && !isProxy(left)) return Py_NewRef(Py_NotImplemented);
  if (!PyDict_Check(right) && !isProxy(right)) return Py_NewRef(Py_NotImplemented);
  const dict = asDict(left);
  if (dict === null) return null;
  if (PyDict_Update(dict, right) == 0) return dict;
  Py_DECREF(dict);
  return null;
}

function proxy_ior(self: PyObject, other: PyObject): PyObject | null {
  const status = merge(self, other);
  if (status == -2) return Py_NewRef(Py_NotImplemented);
  return status < 0 ? null : Py_NewRef(self);
}

// ---- methods

function proxy_keys(self: PyObject, unused: PyObject | null): PyObject | null {
  return listOf(self, KEYS);
}

function proxy_values(self: PyObject, unused: PyObject | null): PyObject | null {
  return listOf(self, VALUES);
}

function proxy_items(self: PyObject, unused: PyObject | null): PyObject | null {
  return listOf(self, ITEMS);
}

function proxy_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  return asDict(self);
}

function proxy_reversed(self: PyObject, unused: PyObject | null): PyObject | null {
  const keys = listOf(self, KEYS);
  if (keys === null || PyList_Reverse(keys) == 0) return keys;
  Py_DECREF(keys);
  return null;
}

function proxy_contains_method(self: PyObject, key: PyObject): PyObject | null {
  const found = proxy_contains(self, key);
  return found < 0 ? null : Py_RETURN_BOOL(found != 0);
}

function proxy_update(self: PyObject, other: PyObject): PyObject | null {
  const status = merge(self, other);
  if (status == -2)
    return PyErr_SetString(PyExc_TypeError, "update() argument must be dict or another FrameLocalsProxy");
  return status < 0 ? null : Py_NewRef(Py_None);
}

function proxy_get(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("get", nargs, 1, 2)) return null;
  const value = proxy_getitem(self, load<PyObject>(args));
  if (value !== null || !PyErr_ExceptionMatches(PyExc_KeyError)) return value;
  PyErr_Clear();
  return Py_NewRef(nargs == 2 ? load<PyObject>(args + 8) : Py_None);
}

function proxy_setdefault(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("setdefault", nargs, 1, 2)) return null;
  const key = load<PyObject>(args);
  const value = proxy_getitem(self, key);
  if (value !== null || !PyErr_ExceptionMatches(PyExc_KeyError)) return value;
  PyErr_Clear();
  const given: PyObject = nargs == 2 ? load<PyObject>(args + 8) : Py_None;
  return proxy_setitem(self, key, given) < 0 ? null : Py_NewRef(given);
}

/** Only what is no variable of the code can go. */
function proxy_pop(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("pop", nargs, 1, 2)) return null;
  const key = load<PyObject>(args);
  const object = frameObject(self);
  const i = localIndex(frameOf(object), key, false);
  if (i == -2) return null;
  if (i >= 0) {
    return PyErr_SetString(PyExc_ValueError, "cannot remove local variables from FrameLocalsProxy");
  }
  const extra = frameExtraLocals(object);
  const found: PyObject | null = extra === null ? null : PyDict_Pop(extra, key);
  if (found !== null || PyErr_Occurred() !== null) return found;
  if (nargs == 2) return Py_NewRef(load<PyObject>(args + 8));
  _PyErr_SetKeyError(key);
  return null;
}

export function initFrameLocalsProxyType(): void {
  const t = PyFrameLocalsProxy_Type;
  const flags = Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MAPPING;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "FrameLocalsProxy", 24, 0, flags);
  t.tp_new = proxy_new.index;
  t.tp_dealloc = proxy_dealloc.index;
  t.tp_traverse = proxy_traverse.index;
  t.tp_repr = proxy_repr.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_setattro = PyObject_GenericSetAttr.index;
  t.tp_richcompare = proxy_richcompare.index;
  t.tp_iter = proxy_iter.index;
  t.tp_free = PyObject_GC_Del.index;
  const number = numberMethods(t);
  number.nb_or = proxy_or.index;
  number.nb_inplace_or = proxy_ior.index;
  const map = mappingMethods(t);
  map.mp_length = proxy_length.index;
  map.mp_subscript = proxy_getitem.index;
  map.mp_ass_subscript = proxy_setitem.index;
  sequenceMethods(t).sq_contains = proxy_contains.index;
  addMethod(t, "__contains__", proxy_contains_method.index, METH_O | METH_COEXIST);
  addMethod(t, "__getitem__", proxy_getitem.index, METH_O | METH_COEXIST);
  addMethod(t, "update", proxy_update.index, METH_O);
  addMethod(t, "__reversed__", proxy_reversed.index, METH_NOARGS);
  addMethod(t, "copy", proxy_copy.index, METH_NOARGS);
  addMethod(t, "keys", proxy_keys.index, METH_NOARGS);
  addMethod(t, "values", proxy_values.index, METH_NOARGS);
  addMethod(t, "items", proxy_items.index, METH_NOARGS);
  addMethod(t, "get", proxy_get.index, METH_FASTCALL);
  addMethod(t, "pop", proxy_pop.index, METH_FASTCALL);
  addMethod(t, "setdefault", proxy_setdefault.index, METH_FASTCALL);
}
