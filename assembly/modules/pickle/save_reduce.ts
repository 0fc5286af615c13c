/** Pickling by reduction: what __reduce_ex__ and its like return (PEP 307), and the opcodes that undo it. */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { PyCallable_Check, PyObject_GetAttr } from "../../protocol/attr";
import { PyObject_Call } from "../../protocol/call";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyIter_Check } from "../../protocol/iter";
import { PyDict_Check } from "../../types/dict";
import {
  PyTuple_Check,
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_GetSlice,
  PyTuple_New,
  PyTuple_SET_ITEM,
} from "../../types/tuple";
import { PyType_Check } from "../../types/typeobject";
import { PyUnicode_Check, _PyUnicode_EQ } from "../../types/unicode";
import { ID } from "../../generated/ids";
import { optionalAttr } from "./global_names";
import { BUILD, NEWOBJ, NEWOBJ_EX, POP, REDUCE, TUPLE2 } from "./opcodes";
import { PicklerObject, inMemo, memo_get, memo_put, putOp } from "./pickler";
import { save } from "./save";
import { batch_dict, batch_list } from "./save_containers";
import { PicklingError, partialType } from "./state";

/** Element `i` of the reduced tuple, null for None and for one that is not there. Borrowed. */
function element(args: PyObject, i: i32): PyObject | null {
  if (i >= PyTuple_GET_SIZE(args)) return null;
  const op = PyTuple_GET_ITEM(args, i);
  return op == Py_None ? null : op;
}

function refuse(format: string, op: PyObject): bool {
  PyErr_Format(PicklingError, format, op.ob_type.tp_name);
  return false;
}

/** Is this what a __reduce__ may return? PicklingError if not. */
function checkReduced(args: PyObject): bool {
  const n = PyTuple_GET_SIZE(args);
  if (n < 2 || n > 6) {
    PyErr_SetString(PicklingError, "tuple returned by __reduce__ must contain 2 through 6 elements");
    return false;
  }
  if (!PyCallable_Check(PyTuple_GET_ITEM(args, 0))) {
    PyErr_SetString(PicklingError, "first item of the tuple returned by __reduce__ must be callable");
    return false;
  }
  if (!PyTuple_Check(PyTuple_GET_ITEM(args, 1))) {
    PyErr_SetString(PicklingError, "second item of the tuple returned by __reduce__ must be a tuple");
    return false;
  }
  const listItems = element(args, 3);
  if (listItems !== null && !PyIter_Check(listItems)) {
    return refuse("fourth element of the tuple returned by __reduce__ must be an iterator, not %s", listItems);
  }
  const dictItems = element(args, 4);
  if (dictItems !== null && !PyIter_Check(dictItems)) {
    return refuse("fifth element of the tuple returned by __reduce__ must be an iterator, not %s", dictItems);
  }
  const setter = element(args, 5);
  if (setter !== null && !PyCallable_Check(setter)) {
    return refuse("sixth element of the tuple returned by __reduce__ must be a function, not %s", setter);
  }
  return true;
}

const PLAIN: i32 = 0;
const NEW: i32 = 1;
const NEW_EX: i32 = 2;

/** Has protocol 2 an opcode for this callable (copyreg's __newobj__ and __newobj_ex__)? -1 with an exception. */
function kindOf(p: PicklerObject, callable: PyObject): i32 {
  if (p.proto < 2) return PLAIN;
  const name = optionalAttr(callable, ID.__name__);
  if (name === null) return PyErr_Occurred() === null ? PLAIN : -1;
  let kind = PLAIN;
  if (PyUnicode_Check(name)) {
    if (name == ID.__newobj__ || _PyUnicode_EQ(name, ID.__newobj__)) kind = NEW;
    else if (_PyUnicode_EQ(name, ID.__newobj_ex__)) kind = NEW_EX;
  }
  Py_DECREF(name);
  return kind;
}

/** partial(cls.__new__, cls, *args, **kwargs): before protocol 4, __newobj_ex__ is a call of that. `new` */
function partialNew(cls: PyObject, args: PyObject, kwargs: PyObject): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  const make = PyObject_GetAttr(cls, ID.__new__);
  if (make === null) return null;
  const all = PyTuple_New(n + 2);
  if (all === null) {
    Py_DECREF(make);
    return null;
  }
  PyTuple_SET_ITEM(all, 0, make);
  PyTuple_SET_ITEM(all, 1, Py_NewRef(cls));
  for (let i = 0; i < n; i++) PyTuple_SET_ITEM(all, i + 2, Py_NewRef(PyTuple_GET_ITEM(args, i)));
  const result = PyObject_Call(partialType!, all, kwargs);
  Py_DECREF(all);
  return result;
}

function saveNewObjEx(p: PicklerObject, argtup: PyObject): i32 {
  const n = PyTuple_GET_SIZE(argtup);
  if (n != 3) {
    PyErr_Format(PicklingError, "length of the NEWOBJ_EX argument tuple must be exactly 3, not %zd", <usize>n);
    return -1;
  }
  const cls = PyTuple_GET_ITEM(argtup, 0);
  const args = PyTuple_GET_ITEM(argtup, 1);
  const kwargs = PyTuple_GET_ITEM(argtup, 2);
  if (!PyType_Check(cls)) {
    refuse("first item from NEWOBJ_EX argument tuple must be a class, not %.200s", cls);
    return -1;
  }
  if (!PyTuple_Check(args)) {
    refuse("second item from NEWOBJ_EX argument tuple must be a tuple, not %.200s", args);
    return -1;
  }
  if (!PyDict_Check(kwargs)) {
    refuse("third item from NEWOBJ_EX argument tuple must be a dict, not %.200s", kwargs);
    return -1;
  }
  if (p.proto >= 4) {
    if (save(p, cls, false) < 0 || save(p, args, false) < 0 || save(p, kwargs, false) < 0) return -1;
    return putOp(p, NEWOBJ_EX);
  }
  const callable = partialNew(cls, args, kwargs);
  if (callable === null) return -1;
  const none = PyTuple_New(0);
  let r = -1;
  if (none !== null) {
    r = save(p, callable, false);
    if (r == 0) r = save(p, none, false);
    if (r == 0) r = putOp(p, REDUCE);
    Py_DECREF(none);
  }
  Py_DECREF(callable);
  return r;
}

/** Is `cls` the object's __class__? 1, 0, or -1. */
function isClassOf(op: PyObject, cls: PyObject): i32 {
  const own = optionalAttr(op, ID.__class__);
  if (own === null) return PyErr_Occurred() !== null ? -1 : changetype<PyObject>(op.ob_type) == cls ? 1 : 0;
  Py_DECREF(own);
  return own == cls ? 1 : 0;
}

function saveNewObj(p: PicklerObject, argtup: PyObject, op: PyObject | null): i32 {
  const n = PyTuple_GET_SIZE(argtup);
  if (n < 1) {
    PyErr_SetString(PicklingError, "__newobj__ arglist is empty");
    return -1;
  }
  const cls = PyTuple_GET_ITEM(argtup, 0);
  if (!PyType_Check(cls)) {
    PyErr_SetString(PicklingError, "args[0] from __newobj__ args is not a type");
    return -1;
  }
  if (op !== null) {
    const same = isClassOf(op, cls);
    if (same == 0) PyErr_SetString(PicklingError, "args[0] from __newobj__ args has the wrong class");
    if (same <= 0) return -1;
  }
  if (save(p, cls, false) < 0) return -1;
  const args = PyTuple_GetSlice(argtup, 1, n);
  if (args === null) return -1;
  const r = save(p, args, false);
  Py_DECREF(args);
  return r < 0 ? -1 : putOp(p, NEWOBJ);
}

/** The state: BUILD, or a call of the function that sets it, whose result is popped. */
function saveState(p: PicklerObject, op: PyObject | null, state: PyObject, setter: PyObject | null): i32 {
  if (setter === null) return save(p, state, false) < 0 ? -1 : putOp(p, BUILD);
  if (save(p, setter, false) < 0) return -1;
  if (op !== null && save(p, op, false) < 0) return -1;
  if (save(p, state, false) < 0) return -1;
  return putOp(p, TUPLE2) < 0 || putOp(p, REDUCE) < 0 ? -1 : putOp(p, POP);
}

/** Saves what the tuple `args`, the result of a __reduce__, says; `op` is memoised unless it is null. */
export function save_reduce(p: PicklerObject, args: PyObject, op: PyObject | null): i32 {
  if (!checkReduced(args)) return -1;
  const callable = PyTuple_GET_ITEM(args, 0);
  const argtup = PyTuple_GET_ITEM(args, 1);
  const kind = kindOf(p, callable);
  if (kind < 0) return -1;
  if (kind == NEW_EX) {
    if (saveNewObjEx(p, argtup) < 0) return -1;
  } else if (kind == NEW) {
    if (saveNewObj(p, argtup, op) < 0) return -1;
  } else if (save(p, callable, false) < 0 || save(p, argtup, false) < 0 || putOp(p, REDUCE) < 0) {
    return -1;
  }
  if (op !== null) {
    // In the memo already: it is recursive, and was saved whole on the way.
    if (inMemo(p, op)) return putOp(p, POP) < 0 ? -1 : memo_get(p, op);
    if (memo_put(p, op) < 0) return -1;
  }
  const listItems = element(args, 3);
  if (listItems !== null && batch_list(p, listItems) < 0) return -1;
  const dictItems = element(args, 4);
  if (dictItems !== null && batch_dict(p, dictItems) < 0) return -1;
  const state = element(args, 2);
  return state === null ? 0 : saveState(p, op, state, element(args, 5));
}
