/**
 * weakref.ref (Objects/weakrefobject.c). An object that can be weakly referenced has a list head; its references hang there, the plain
 * ref (no callback, exact type) first, the plain proxy second: both are made once and shared. Proxies are in weakproxy.ts.
 *
 *   16 wr_object (None once dead)   24 wr_callback   32 hash (-1: not computed)   40 wr_prev   48 wr_next   56 vectorcall
 *
 * Invariant: a reference is in its object's list exactly while wr_object is not None. A reference does not own its object.
 */
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_NE,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HAVE_VECTORCALL,
} from "../object/layout";
import { PyExc_TypeError } from "../object/exception_types";
import { Py_DECREF, Py_NewRef, Py_XDECREF, Py_XNewRef } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None, Py_NotImplemented, _PyWeakref_RefType } from "../object/statics";
import { PyVectorcall_NARGS, visitField } from "../object/slots";
import { METH_CLASS, METH_O, Py_READONLY, _Py_T_OBJECT, addMember, addMethod, initStaticType } from "../object/typedef";
import { PyObject_GC_UnTrack, PyObject_GC_Del, PyType_GenericAlloc } from "../gc/collector";
import { ID } from "../generated/ids";
import { PyArg_CheckPositional, noKeywords, noKeywordsDict } from "../protocol/args";
import { _PyObject_LookupSpecial } from "../protocol/attr";
import { PyObject_CallOneArg, PyVectorcall_Call } from "../protocol/call";
import { PyObject_RichCompare, Py_RETURN_BOOL } from "../protocol/compare";
import { PyObject_Hash } from "../protocol/hash";
import {
  PyErr_BadInternalCall,
  PyErr_Clear,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_SetRaisedException,
  PyErr_SetString,
} from "../protocol/errors";
import { PyErr_FormatUnraisable, PyErr_WriteUnraisable } from "../protocol/unraisable";
import { classGetItem } from "./genericalias";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM } from "./tuple";
import { PyType_IsSubtype } from "./typeobject";
import { PyUnicode_Check } from "./unicode";
import { PyUnicode_FromFormat } from "./unicode_format";

export const _PyWeakref_ProxyType = changetype<PyTypeObject>(memory.data(416, 16)); // weakref.ProxyType
export const _PyWeakref_CallableProxyType = changetype<PyTypeObject>(memory.data(416, 16)); // weakref.CallableProxyType

@unmanaged
export class PyWeakReference extends PyObject {
  wr_object: PyObject; // 16: Py_None once dead
  wr_object_hi: u32;
  wr_callback: PyObject | null; // 24
  wr_callback_hi: u32;
  hash: i64; // 32: -1 not computed
  wr_prev: PyWeakReference | null; // 40
  wr_prev_hi: u32;
  wr_next: PyWeakReference | null; // 48
  wr_next_hi: u32;
  vectorcall: u32; // 56
  vectorcall_hi: u32;
}

export function PyWeakref_CheckRef(op: PyObject): bool {
  return op.ob_type == _PyWeakref_RefType || PyType_IsSubtype(op.ob_type, _PyWeakref_RefType);
}

export function PyWeakref_CheckProxy(op: PyObject): bool {
  return op.ob_type == _PyWeakref_ProxyType || op.ob_type == _PyWeakref_CallableProxyType;
}

export function PyWeakref_Check(op: PyObject): bool {
  return PyWeakref_CheckRef(op) || PyWeakref_CheckProxy(op);
}

/** Address of the head of op's weakref list; only for types that support it (PyType_SUPPORTS_WEAKREFS). */
export function _PyObject_GET_WEAKREFS_LISTPTR(op: PyObject): usize {
  return changetype<usize>(op) + <usize>op.ob_type.tp_weaklistoffset;
}

export function _PyType_SUPPORTS_WEAKREFS(type: PyTypeObject): bool {
  return type.tp_weaklistoffset != 0;
}

function headOf(op: PyObject): PyWeakReference | null {
  return load<PyWeakReference | null>(_PyObject_GET_WEAKREFS_LISTPTR(op));
}

/** Is the referent on its way out? An object queued for deallocation has no references left. */
function isDead(ref: PyObject): bool {
  const object = changetype<PyWeakReference>(ref).wr_object;
  return object == Py_None || object.ob_refcnt == 0;
}

/** The referent: `new`, or null (no exception) if dead. */
export function _PyWeakref_GET_REF(ref: PyObject): PyObject | null {
  return isDead(ref) ? null : Py_NewRef(changetype<PyWeakReference>(ref).wr_object);
}

export function _PyWeakref_GetWeakrefCount(op: PyObject): i32 {
  if (!_PyType_SUPPORTS_WEAKREFS(op.ob_type)) return 0;
  let count = 0;
  let ref = headOf(op);
  while (ref !== null) {
    count++;
    ref = ref.wr_next;
  }
  return count;
}

// ---- the list of an object

function isBasicRef(ref: PyWeakReference): bool {
  return ref.wr_callback === null && ref.ob_type == _PyWeakref_RefType;
}

function isBasicProxy(ref: PyWeakReference): bool {
  return ref.wr_callback === null && PyWeakref_CheckProxy(ref);
}

function insertHead(ref: PyWeakReference, object: PyObject): void {
  const next = headOf(object);
  ref.wr_prev = null;
  ref.wr_next = next;
  if (next !== null) next.wr_prev = ref;
  store<u32>(_PyObject_GET_WEAKREFS_LISTPTR(object), <u32>changetype<usize>(ref));
}

function insertAfter(ref: PyWeakReference, prev: PyWeakReference): void {
  ref.wr_prev = prev;
  const next = prev.wr_next;
  ref.wr_next = next;
  if (next !== null) next.wr_prev = ref;
  prev.wr_next = ref;
}

/** The shared plain ref (`proxy` false) or plain proxy of an object, or null. */
function basicReference(object: PyObject, proxy: bool): PyWeakReference | null {
  const first = headOf(object);
  if (first === null) return null;
  if (isBasicRef(first)) {
    if (!proxy) return first;
    const second = first.wr_next;
    return second !== null && isBasicProxy(second) ? second : null;
  }
  return proxy && isBasicProxy(first) ? first : null;
}

function insert(ref: PyWeakReference, object: PyObject): void {
  const basic = basicReference(object, false);
  const proxy = basicReference(object, true);
  let prev: PyWeakReference | null = null;
  if (isBasicProxy(ref)) prev = basic;
  else if (!isBasicRef(ref)) prev = proxy !== null ? proxy : basic;
  if (prev !== null) insertAfter(ref, prev);
  else insertHead(ref, object);
}

/** Takes a reference out of its list and makes it dead; its callback stays. */
export function _PyWeakref_ClearRef(ref: PyWeakReference): void {
  const object = ref.wr_object;
  if (object == Py_None) return;
  const prev = ref.wr_prev;
  const next = ref.wr_next;
  if (prev === null) store<u32>(_PyObject_GET_WEAKREFS_LISTPTR(object), <u32>changetype<usize>(next));
  else prev.wr_next = next;
  if (next !== null) next.wr_prev = prev;
  ref.wr_object = Py_None;
  ref.wr_prev = null;
  ref.wr_next = null;
}

function clearWithCallback(ref: PyWeakReference): void {
  _PyWeakref_ClearRef(ref);
  const callback = ref.wr_callback;
  if (callback !== null) {
    ref.wr_callback = null;
    Py_DECREF(callback);
  }
}

// ---- making references

/** A reference of `type` to `object`: `new`, perhaps the shared one. */
export function getOrCreateWeakref(type: PyTypeObject, object: PyObject, callback: PyObject | null): PyObject | null {
  if (!_PyType_SUPPORTS_WEAKREFS(object.ob_type)) {
    const format = "cannot create weak reference to '%s' object";
    return PyErr_Format(PyExc_TypeError, format, object.ob_type.tp_name);
  }
  if (callback == Py_None) callback = null;
  const proxy = type == _PyWeakref_ProxyType || type == _PyWeakref_CallableProxyType;
  if (callback === null && (proxy || type == _PyWeakref_RefType)) {
    const shared = basicReference(object, proxy);
    if (shared !== null) return Py_NewRef(shared);
  }
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (op === null) return null;
  const ref = changetype<PyWeakReference>(op);
  ref.hash = -1;
  ref.wr_object = object;
  ref.wr_callback = Py_XNewRef(callback);
  ref.vectorcall = weakref_vectorcall.index;
  insert(ref, object);
  return op;
}

/** `new` */
export function PyWeakref_NewRef(ob: PyObject, callback: PyObject | null): PyObject | null {
  return getOrCreateWeakref(_PyWeakref_RefType, ob, callback);
}

/** `new` */
export function PyWeakref_NewProxy(ob: PyObject, callback: PyObject | null): PyObject | null {
  const callable = ob.ob_type.tp_call != 0;
  return getOrCreateWeakref(callable ? _PyWeakref_CallableProxyType : _PyWeakref_ProxyType, ob, callback);
}

// ---- an object dies

/** Calls a dead reference's callback; an exception is reported and dropped. */
export function callWeakrefCallback(ref: PyObject, callback: PyObject): void {
  const result = PyObject_CallOneArg(callback, ref);
  if (result === null) PyErr_WriteUnraisable(callback);
  else Py_DECREF(result);
}

/** Clears all references to `op` without calling back. */
export function _PyWeakref_ClearWeakRefsNoCallbacks(op: PyObject): void {
  if (!_PyType_SUPPORTS_WEAKREFS(op.ob_type)) return;
  let ref = headOf(op);
  while (ref !== null) {
    clearWithCallback(ref);
    ref = headOf(op);
  }
}

/** Clears the weak references to a dying object and calls their callbacks; for tp_dealloc of types with a weakref list. */
export function PyObject_ClearWeakRefs(op: PyObject): void {
  if (!_PyType_SUPPORTS_WEAKREFS(op.ob_type) || op.ob_refcnt != 0) {
    PyErr_BadInternalCall();
    return;
  }
  let ref = headOf(op);
  while (ref !== null && ref.wr_callback === null) {
    _PyWeakref_ClearRef(ref);
    ref = headOf(op);
  }
  if (ref === null) return;
  const exc = PyErr_GetRaisedException();
  const pending = PyTuple_New(_PyWeakref_GetWeakrefCount(op) << 1);
  if (pending === null) {
    _PyWeakref_ClearWeakRefsNoCallbacks(op);
    PyErr_FormatUnraisable("Exception ignored when clearing object weakrefs");
  } else {
    clearAndCall(op, pending);
    Py_DECREF(pending);
  }
  PyErr_SetRaisedException(exc);
}

/** Clears every reference first, keeping (reference, callback) pairs in `pending`, then calls. */
function clearAndCall(op: PyObject, pending: PyObject): void {
  let n = 0;
  let ref = headOf(op);
  while (ref !== null) {
    const callback = ref.wr_callback;
    ref.wr_callback = null;
    _PyWeakref_ClearRef(ref);
    if (ref.ob_refcnt != 0) {
      PyTuple_SET_ITEM(pending, n, Py_NewRef(ref));
      PyTuple_SET_ITEM(pending, n + 1, callback);
      n += 2;
    } else {
      Py_XDECREF(callback);
    }
    ref = headOf(op);
  }
  for (let i = 0; i < n; i += 2) {
    const callback = load<PyObject | null>(changetype<usize>(pending) + 24 + ((<usize>(i + 1)) << 3));
    if (callback !== null) callWeakrefCallback(PyTuple_GET_ITEM(pending, i), callback);
  }
}

// ---- the type ref

export function weakref_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  clearWithCallback(changetype<PyWeakReference>(self));
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

export function weakref_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + offsetof<PyWeakReference>("wr_callback"), visit, arg);
}

export function weakref_clear(self: PyObject): i32 {
  clearWithCallback(changetype<PyWeakReference>(self));
  return 0;
}

function weakref_vectorcall(self: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (!noKeywords("weakref", kwnames)) return null;
  if (!PyArg_CheckPositional("weakref", PyVectorcall_NARGS(nargsf), 0, 0)) return null;
  const object = _PyWeakref_GET_REF(self);
  return object === null ? Py_NewRef(Py_None) : object;
}

function weakref_hash(self: PyObject): i64 {
  const ref = changetype<PyWeakReference>(self);
  if (ref.hash != -1) return ref.hash;
  const object = _PyWeakref_GET_REF(self);
  if (object === null) {
    PyErr_SetString(PyExc_TypeError, "weak object has gone away");
    return -1;
  }
  ref.hash = PyObject_Hash(object);
  Py_DECREF(object);
  return ref.hash;
}

/** new */
function weakref_repr(self: PyObject): PyObject | null {
  const object = _PyWeakref_GET_REF(self);
  const address = changetype<usize>(self);
  if (object === null) return PyUnicode_FromFormat("<weakref at 0x%x; dead>", address);
  const name = _PyObject_LookupSpecial(object, ID.__name__);
  if (name === null) PyErr_Clear();
  const at = changetype<usize>(object);
  const result =
    name !== null && PyUnicode_Check(name)
      ? PyUnicode_FromFormat("<weakref at 0x%x; to '%T' at 0x%x (%U)>", address, at, at, changetype<usize>(name))
      : PyUnicode_FromFormat("<weakref at 0x%x; to '%T' at 0x%x>", address, at, at);
  Py_XDECREF(name);
  Py_DECREF(object);
  return result;
}

/** Live references compare as their referents, dead ones by identity. */
function weakref_richcompare(self: PyObject, other: PyObject, op: i32): PyObject | null {
  if ((op != Py_EQ && op != Py_NE) || !PyWeakref_Check(self) || !PyWeakref_Check(other))
    return Py_NewRef(Py_NotImplemented);
  const a = _PyWeakref_GET_REF(self);
  const b = _PyWeakref_GET_REF(other);
  let result: PyObject | null;
  if (a === null || b === null) result = Py_RETURN_BOOL((self == other) == (op == Py_EQ));
  else result = PyObject_RichCompare(a, b, op);
  Py_XDECREF(a);
  Py_XDECREF(b);
  return result;
}

function weakref_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("__new__", n, 1, 2)) return null;
  return getOrCreateWeakref(type, PyTuple_GET_ITEM(args, 0), n > 1 ? PyTuple_GET_ITEM(args, 1) : null);
}

function weakref_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (!noKeywordsDict("ref", kwds)) return -1;
  return PyArg_CheckPositional("__init__", PyTuple_GET_SIZE(args), 1, 2) ? 0 : -1;
}

export function initWeakrefType(): void {
  const t = _PyWeakref_RefType;
  const flags = Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_BASETYPE;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "weakref.ReferenceType", 64, 0, flags);
  t.tp_dealloc = weakref_dealloc.index;
  t.tp_vectorcall_offset = offsetof<PyWeakReference>("vectorcall");
  t.tp_call = PyVectorcall_Call.index;
  t.tp_repr = weakref_repr.index;
  t.tp_hash = weakref_hash.index;
  t.tp_traverse = weakref_traverse.index;
  t.tp_clear = weakref_clear.index;
  t.tp_richcompare = weakref_richcompare.index;
  t.tp_init = weakref_init.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = weakref_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMember(t, "__callback__", _Py_T_OBJECT, offsetof<PyWeakReference>("wr_callback"), Py_READONLY);
  addMethod(
    t,
    "__class_getitem__",
    classGetItem.index,
    METH_O | METH_CLASS,
    "__class_getitem__($type, object, /)\n--\n\nSee PEP 585",
  );
}
