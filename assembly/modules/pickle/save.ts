/** save() of Modules/_pickle.c: chooses how an object is pickled, by its type first, then by reduction. Also dump(), around all of it. */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_XSETREF, Py_NewRef } from "../../object/refcount";
import {
  PyByteArray_Type,
  PyBytes_Type,
  PyCFunction_Type,
  PyDict_Type,
  PyFloat_Type,
  PyFrozenSet_Type,
  PyFunction_Type,
  PyList_Type,
  PyLong_Type,
  PySet_Type,
  PyTuple_Type,
  PyType_Type,
  PyUnicode_Type,
  Py_False,
  Py_None,
  Py_NotImplemented,
  Py_True,
} from "../../object/statics";
import { PyObject_GetAttr } from "../../protocol/attr";
import { PyObject_CallNoArgs, PyObject_CallOneArg } from "../../protocol/call";
import { PyObject_Str } from "../../protocol/compare";
import {
  PyErr_Format,
  PyErr_Occurred,
  PyErr_SetString,
  Py_EnterRecursiveCall,
  Py_LeaveRecursiveCall,
} from "../../protocol/errors";
import { PyMapping_GetOptionalItem } from "../../protocol/sequence";
import { PyDict_GetItemRef } from "../../types/dict";
import { PyLong_FromLong } from "../../types/long";
import { PyCFunction_GET_FUNCTION, PyCFunction_GET_SELF } from "../../types/methodobject";
import { PyTuple_Check } from "../../types/tuple";
import { PyType_IsSubtype } from "../../types/typeobject";
import { PyUnicode_Check, PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_IS_ASCII } from "../../types/unicode";
import { ID } from "../../generated/ids";
import { optionalAttr } from "./global_names";
import { memoLookup } from "./memo";
import { BINPERSID, NONE, PERSID, PROTO, STOP } from "./opcodes";
import { PyPickleBuffer_Type } from "./picklebuffer";
import {
  PicklerObject,
  _Pickler_CommitFrame,
  _Pickler_OpcodeBoundary,
  putGet,
  putOp,
  putOp1,
  writeBytes,
} from "./pickler";
import {
  save_bool,
  save_bytearray,
  save_bytes,
  save_float,
  save_long,
  save_picklebuffer,
  save_unicode,
} from "./save_atoms";
import { save_dict, save_frozenset, save_list, save_set, save_tuple } from "./save_containers";
import { save_global, save_type } from "./save_global";
import { save_reduce } from "./save_reduce";
import { PicklingError, dispatchTable } from "./state";

/** Asks persistent_id: 1 if the object is saved by its id, 0 if it has none. */
function save_pers(p: PicklerObject, op: PyObject): i32 {
  const pid = PyObject_CallOneArg(p.persistent_id!, op);
  if (pid === null) return -1;
  let r = 0;
  if (pid != Py_None) {
    if (p.bin) r = save(p, pid, true) < 0 ? -1 : putOp(p, BINPERSID);
    else r = putTextId(p, pid);
    if (r == 0) r = 1;
  }
  Py_DECREF(pid);
  return r;
}

/** PERSID and str(pid) in a line of its own. */
function putTextId(p: PicklerObject, pid: PyObject): i32 {
  const text = PyObject_Str(pid);
  if (text === null) return -1;
  let r = -1;
  if (!PyUnicode_IS_ASCII(text)) {
    PyErr_SetString(PicklingError, "persistent IDs in protocol 0 must be ASCII strings");
  } else if (putOp(p, PERSID) == 0 && writeBytes(p, PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text)) == 0) {
    r = putOp(p, 10);
  }
  Py_DECREF(text);
  return r;
}

/** The container types and the two that only later protocols know; 1: the type is none of these. */
function saveByType(p: PicklerObject, op: PyObject, type: PyTypeObject): i32 {
  if (type == PyDict_Type) return save_dict(p, op);
  if (type == PyTuple_Type) return save_tuple(p, op);
  if (type == PyList_Type) return save_list(p, op);
  if (type == PySet_Type) return save_set(p, op);
  if (type == PyFrozenSet_Type) return save_frozenset(p, op);
  if (type == PyByteArray_Type) return save_bytearray(p, op);
  if (type == PyPickleBuffer_Type) return save_picklebuffer(p, op);
  return 1;
}

/** The reduction by the pickler's dispatch table or copyreg's: `new`, null without an exception if the type is in none. */
function reduceByTable(p: PicklerObject, op: PyObject, type: PyTypeObject): PyObject | null {
  const own = p.dispatch_table;
  const reducer = own === null ? PyDict_GetItemRef(dispatchTable!, type) : PyMapping_GetOptionalItem(own, type);
  if (reducer === null) return null;
  const result = PyObject_CallOneArg(reducer, op);
  Py_DECREF(reducer);
  return result;
}

/** The object's own reduction, by __reduce_ex__ or __reduce__: `new`. */
function reduceItself(p: PicklerObject, op: PyObject): PyObject | null {
  let method = optionalAttr(op, ID.__reduce_ex__);
  let result: PyObject | null = null;
  if (method !== null) {
    const proto = PyLong_FromLong(p.proto);
    if (proto !== null) {
      result = PyObject_CallOneArg(method, proto);
      Py_DECREF(proto);
    }
  } else {
    if (PyErr_Occurred() !== null) return null;
    method = optionalAttr(op, ID.__reduce__);
    if (method === null) {
      if (PyErr_Occurred() !== null) return null;
      return PyErr_Format(PicklingError, "can't pickle '%.200s' object: %R", op.ob_type.tp_name, changetype<usize>(op));
    }
    result = PyObject_CallNoArgs(method);
  }
  Py_DECREF(method);
  return result;
}

/** Saves by what a reduction returned; steals it. */
function saveReduced(p: PicklerObject, op: PyObject, reduced: PyObject): i32 {
  let r = -1;
  if (PyUnicode_Check(reduced)) r = save_global(p, op, reduced);
  else if (PyTuple_Check(reduced)) r = save_reduce(p, reduced, op);
  else PyErr_SetString(PicklingError, "__reduce__ must return a string or tuple");
  Py_DECREF(reduced);
  return r;
}

/** Everything that is no built-in value. */
function saveOther(p: PicklerObject, op: PyObject, type: PyTypeObject): i32 {
  const hook = p.reducer_override;
  if (hook !== null) {
    const reduced = PyObject_CallOneArg(hook, op);
    if (reduced === null) return -1;
    if (reduced != Py_NotImplemented) return saveReduced(p, op, reduced);
    Py_DECREF(reduced);
  }
  if (type == PyType_Type) return save_type(p, op);
  if (type == PyFunction_Type) return save_global(p, op, null);
  let reduced = reduceByTable(p, op, type);
  if (reduced === null) {
    if (PyErr_Occurred() !== null) return -1;
    if (PyType_IsSubtype(type, PyType_Type)) return save_global(p, op, null);
    reduced = reduceItself(p, op);
    if (reduced === null) return -1;
  }
  return saveReduced(p, op, reduced);
}

/** Pickles `op`: 0, or -1 with an exception. `isId`: it is a persistent id, and not to be asked for one. */
export function save(p: PicklerObject, op: PyObject, isId: bool): i32 {
  if (p.framing && _Pickler_OpcodeBoundary(p) < 0) return -1;
  if (p.persistent_id !== null && !isId) {
    const r = save_pers(p, op);
    if (r != 0) return r < 0 ? -1 : 0;
  }
  // atoms, which have no memo
  const type = op.ob_type;
  if (type == PyLong_Type) return save_long(p, op);
  if (op == Py_None) return putOp(p, NONE);
  if (op == Py_False || op == Py_True) return save_bool(p, op);
  if (type == PyFloat_Type) return save_float(p, op);
  const entry = memoLookup(p.memo!, op);
  if (load<u32>(entry) != 0) return putGet(p, load<i64>(entry, 8));
  if (type == PyUnicode_Type) return save_unicode(p, op);
  if (type == PyBytes_Type) return save_bytes(p, op);
  if (!Py_EnterRecursiveCall(" while pickling an object")) return -1;
  let r = saveByType(p, op, type);
  if (r > 0) r = saveOther(p, op, type);
  Py_LeaveRecursiveCall();
  return r;
}

// ---- dump ----

/** Pickler.persistent_id, which a subclass may override: no object has an id. */
export function Pickler_persistent_id(self: PyObject, op: PyObject): PyObject | null {
  return Py_NewRef(Py_None);
}

/** Looks up the methods that a subclass may have. */
function findHooks(p: PicklerObject): bool {
  let hook: PyObject | null = PyObject_GetAttr(p, ID.persistent_id);
  if (hook === null) return false;
  if (
    hook.ob_type == PyCFunction_Type &&
    PyCFunction_GET_SELF(hook) == p &&
    PyCFunction_GET_FUNCTION(hook) == Pickler_persistent_id.index
  ) {
    Py_DECREF(hook);
    hook = null;
  }
  Py_XSETREF(changetype<usize>(p) + offsetof<PicklerObject>("persistent_id"), hook);
  const reducer = optionalAttr(p, ID.reducer_override);
  if (reducer === null && PyErr_Occurred() !== null) return false;
  Py_XSETREF(changetype<usize>(p) + offsetof<PicklerObject>("reducer_override"), reducer);
  return true;
}

function dumpAll(p: PicklerObject, op: PyObject): i32 {
  if (!findHooks(p)) return -1;
  if (p.proto >= 2) {
    if (putOp1(p, PROTO, <u32>p.proto) < 0) return -1;
    if (p.proto >= 4) p.framing = 1;
  }
  if (save(p, op, false) < 0 || putOp(p, STOP) < 0) return -1;
  if (p.output_buffer !== null) _Pickler_CommitFrame(p);
  return 0;
}

/** Writes a whole pickle into the buffer. The hooks are bound methods of `p`: they go at the end, or they would keep it alive. */
export function dump(p: PicklerObject, op: PyObject): i32 {
  const r = dumpAll(p, op);
  p.framing = 0;
  Py_CLEAR(changetype<usize>(p) + offsetof<PicklerObject>("persistent_id"));
  Py_CLEAR(changetype<usize>(p) + offsetof<PicklerObject>("reducer_override"));
  return r;
}
