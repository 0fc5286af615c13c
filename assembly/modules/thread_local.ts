/**
 * The type _thread._local: an object whose attributes each thread has for itself.
 *
 *   16 dict of thread `ident`   24 weak references   32 dicts (a dict: ident -> dict)   40 args   48 kwargs   56 ident (i64)   64 next   72
 *
 * Invariant: field 16 is the dict of thread 56, changed to the running thread's at each access; all objects are linked, so that a thread's end finds its dicts.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XNewRef } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type } from "../object/statics";
import { addGetSet, initStaticType } from "../object/typedef";
import { visitField } from "../object/slots";
import { PyExc_AttributeError, PyExc_TypeError } from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../gc/collector";
import { PyErr_Clear, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyObject_GenericGetAttr, PyObject_GenericSetAttr } from "../protocol/attr";
import {
  PyDict_Contains,
  PyDict_DelItem,
  PyDict_GET_SIZE,
  PyDict_GetItemWithError,
  PyDict_New,
  PyDict_SetItem,
} from "../types/dict";
import { PyLong_FromI64 } from "../types/long";
import { PyTuple_GET_SIZE } from "../types/tuple";
import { PyObject_ClearWeakRefs } from "../types/weakref";
import { currentIdent } from "../vm/thread_state";

export const Local_Type = changetype<PyTypeObject>(memory.data(416, 16));

const DICT: usize = 16;
const WEAK: usize = 24;
const DICTS: usize = 32;
const ARGS: usize = 40;
const KWARGS: usize = 48;
const IDENT: usize = 56;
const NEXT: usize = 64;

/** The first of all _local objects. */
let locals: usize = 0;

/** Makes field 16 the running thread's dict: 1 if it is new, 0, -1 with an exception. */
function changeDict(op: usize): i32 {
  const me = currentIdent();
  const key = PyLong_FromI64(me);
  if (key === null) return -1;
  const dicts = load<PyObject>(op, DICTS);
  let dict: PyObject | null = PyDict_GetItemWithError(dicts, key);
  let fresh = 0;
  if (dict !== null) Py_NewRef(dict);
  else if (PyErr_Occurred() === null) {
    dict = PyDict_New();
    fresh = 1;
    if (dict !== null && PyDict_SetItem(dicts, key, dict) < 0) {
      Py_DECREF(dict);
      dict = null;
    }
  }
  Py_DECREF(key);
  if (dict === null) return -1;
  const old = load<PyObject | null>(op, DICT);
  store<u32>(op, <u32>changetype<usize>(dict), DICT);
  store<i64>(op, me, IDENT);
  if (old !== null) Py_DECREF(old);
  return fresh;
}

/** The running thread's attributes are in place; in a thread's first access __init__ runs again. False with an exception. */
function prepare(self: PyObject): bool {
  const op = changetype<usize>(self);
  if (load<i64>(op, IDENT) == currentIdent() && load<u32>(op, DICT) != 0) return true;
  const fresh = changeDict(op);
  if (fresh <= 0 || self.ob_type.tp_init == PyBaseObject_Type.tp_init) return fresh >= 0;
  const args = load<PyObject>(op, ARGS);
  const kwargs = load<PyObject | null>(op, KWARGS);
  if (call_indirect<i32>(self.ob_type.tp_init, self, args, kwargs) == 0) return true;
  forget(op, currentIdent());
  return false;
}

/** Drops a thread's dict; an exception that is pending stays. */
function forget(op: usize, ident: i64): void {
  const key = PyLong_FromI64(ident);
  if (load<i64>(op, IDENT) == ident) {
    store<i64>(op, 0, IDENT);
    Py_CLEAR(op + DICT);
  }
  if (key === null) return;
  const dicts = load<PyObject | null>(op, DICTS);
  if (dicts !== null && PyDict_Contains(dicts, key) > 0) PyDict_DelItem(dicts, key);
  Py_DECREF(key);
}

/** The thread has ended. */
export function forgetThread(ident: i64): void {
  let op = locals;
  while (op != 0) {
    const next = load<usize>(op, NEXT);
    Py_NewRef(changetype<PyObject>(op));
    forget(op, ident);
    const after = load<usize>(op, NEXT);
    Py_DECREF(changetype<PyObject>(op));
    op = after != next ? locals : next;
  }
  if (PyErr_Occurred() !== null) PyErr_Clear();
}

function local_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (type.tp_init == PyBaseObject_Type.tp_init) {
    if (PyTuple_GET_SIZE(args) > 0 || (kwargs !== null && PyDict_GET_SIZE(kwargs) > 0)) {
      return PyErr_SetString(PyExc_TypeError, "Initialization arguments are not supported");
    }
  }
  const self = PyType_GenericAlloc(type, 0);
  if (self === null) return null;
  const op = changetype<usize>(self);
  store<u64>(op, <u64>changetype<usize>(Py_NewRef(args)), ARGS);
  store<u64>(op, <u64>changetype<usize>(Py_XNewRef(kwargs)), KWARGS);
  store<usize>(op, locals, NEXT);
  locals = op;
  const dicts = PyDict_New();
  store<u64>(op, <u64>changetype<usize>(dicts), DICTS);
  if (dicts === null || changeDict(op) < 0) {
    Py_DECREF(self);
    return null;
  }
  return self;
}

function unlink(op: usize): void {
  if (locals == op) {
    locals = load<usize>(op, NEXT);
    return;
  }
  for (let at = locals; at != 0; at = load<usize>(at, NEXT)) {
    if (load<usize>(at, NEXT) != op) continue;
    store<usize>(at, load<usize>(op, NEXT), NEXT);
    return;
  }
}

function local_clear(self: PyObject): i32 {
  const op = changetype<usize>(self);
  Py_CLEAR(op + DICT);
  store<i64>(op, 0, IDENT);
  Py_CLEAR(op + ARGS);
  Py_CLEAR(op + KWARGS);
  return 0;
}

function local_dealloc(self: PyObject): void {
  const op = changetype<usize>(self);
  PyObject_GC_UnTrack(self);
  if (load<u32>(op, WEAK) != 0) PyObject_ClearWeakRefs(self);
  unlink(op);
  local_clear(self);
  Py_CLEAR(op + DICTS);
  call_indirect<void>(self.ob_type.tp_free, op);
}

function local_traverse(self: PyObject, visit: u32, a: usize): i32 {
  const op = changetype<usize>(self);
  let stop = visitField(op + DICT, visit, a);
  if (!stop) stop = visitField(op + DICTS, visit, a);
  if (!stop) stop = visitField(op + ARGS, visit, a);
  return stop ? stop : visitField(op + KWARGS, visit, a);
}

function local_getattro(self: PyObject, name: PyObject): PyObject | null {
  return prepare(self) ? PyObject_GenericGetAttr(self, name) : null;
}

function local_setattro(self: PyObject, name: PyObject, value: PyObject | null): i32 {
  if (!prepare(self)) return -1;
  if (name == ID.__dict__) {
    PyErr_Format(
      PyExc_AttributeError,
      "'%s' object attribute '%U' is read-only",
      self.ob_type.tp_name,
      changetype<usize>(name),
    );
    return -1;
  }
  return PyObject_GenericSetAttr(self, name, value);
}

function local_get_dict(self: PyObject, closure: usize): PyObject | null {
  return prepare(self) ? Py_NewRef(load<PyObject>(changetype<usize>(self), DICT)) : null;
}

export function initLocalType(): void {
  const t = Local_Type;
  const flags = Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_thread._local",
    72,
    0,
    flags,
    "_local()\n--\n\nThread-local data",
  );
  t.tp_dealloc = local_dealloc.index;
  t.tp_getattro = local_getattro.index;
  t.tp_setattro = local_setattro.index;
  t.tp_traverse = local_traverse.index;
  t.tp_clear = local_clear.index;
  t.tp_dictoffset = <i32>DICT;
  t.tp_weaklistoffset = <i32>WEAK;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = local_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addGetSet(t, "__dict__", local_get_dict.index, 0);
}
