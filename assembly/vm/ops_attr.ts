/**
 * Slow paths of attributes: LOAD_ATTR (and its method form), STORE_ATTR, DELETE_ATTR, LOAD_SUPER_ATTR. Contract: stack.ts.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_INCREF } from "../object/refcount";
import { PySuper_Type } from "../object/statics";
import {
  PyObject_GenericGetAttr,
  PyObject_GetAttr,
  PyObject_SetAttr,
  PyObject_DelAttr,
  _PyObject_GetMethod,
} from "../protocol/attr";
import { callTwoArgs, PyObject_CallNoArgs } from "../protocol/call";
import { _PySuper_Lookup } from "../types/super";
import { PyTuple_GET_ITEM } from "../types/tuple";
import { frameCode } from "./frame";
import { LOAD_SUPER_ATTR } from "../generated/opcode";
import { stepCounter } from "./counter";
import { specializeLoadAttr, specializeStoreAttr, specializeLoadSuperAttr } from "./specialize_attr";
import { peek, dropTop } from "./stack";

const methodCell = memory.data(8, 8);

export function op_load_attr(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const name = PyTuple_GET_ITEM(frameCode(frame).co_names, oparg >> 1);
  const owner = peek(sp, 1);
  if (stepCounter(pc)) specializeLoadAttr(pc, owner, name, (oparg & 1) != 0);
  if (oparg & 1) return loadMethod(sp, owner, name);
  const value = PyObject_GetAttr(owner, name);
  if (value === null) return 0;
  store<u32>(sp - 8, <u32>changetype<usize>(value));
  Py_DECREF(owner);
  return sp;
}

/** Pushes (function, self) for a method found on the type, else (value, NULL). */
function loadMethod(sp: usize, owner: PyObject, name: PyObject): usize {
  store<u64>(methodCell, 0);
  const unbound = _PyObject_GetMethod(owner, name, methodCell);
  const method = load<PyObject | null>(methodCell);
  if (method === null) return 0;
  store<u32>(sp - 8, <u32>changetype<usize>(method));
  if (unbound != 0) {
    store<u32>(sp, <u32>changetype<usize>(owner));
  } else {
    Py_DECREF(owner);
    store<u32>(sp, 0);
  }
  return sp + 8;
}

export function op_store_attr(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const name = PyTuple_GET_ITEM(frameCode(frame).co_names, oparg);
  const owner = peek(sp, 1);
  if (stepCounter(pc)) specializeStoreAttr(pc, owner, name);
  return dropTop(sp, 2, PyObject_SetAttr(owner, name, peek(sp, 2)) < 0);
}

export function op_delete_attr(frame: usize, sp: usize, oparg: i32): usize {
  const name = PyTuple_GET_ITEM(frameCode(frame).co_names, oparg);
  return dropTop(sp, 1, PyObject_DelAttr(peek(sp, 1), name) < 0);
}

const methodFound = memory.data(8, 8);

/** Stack: super, class, self. oparg: name << 2 | two-argument form << 1 | method form. */
export function op_load_super_attr(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const name = PyTuple_GET_ITEM(frameCode(frame).co_names, oparg >> 2);
  const superClass = peek(sp, 3);
  const cls = peek(sp, 2);
  const self = peek(sp, 1);
  const wantsMethod = (oparg & 1) != 0;
  const fits = superClass == PySuper_Type && (cls.ob_type.tp_flags & ((<u32>1) << 31)) != 0;
  // the forms are done here as well: what they are for is no miss
  if ((!fits || load<u8>(pc) == <u8>LOAD_SUPER_ATTR) && stepCounter(pc)) {
    specializeLoadSuperAttr(pc, superClass, cls, wantsMethod);
  }
  if (fits) {
    return loadFromSuper(sp, changetype<PyTypeObject>(cls), self, name, wantsMethod);
  }
  const su = oparg & 2 ? callTwoArgs(superClass, cls, self) : PyObject_CallNoArgs(superClass);
  if (su === null) return 0;
  const value = PyObject_GetAttr(su, name);
  Py_DECREF(su);
  if (value === null) return 0;
  return finishSuper(sp, value, null, wantsMethod);
}

/** LOAD_SUPER_ATTR_ATTR, LOAD_SUPER_ATTR_METHOD: super itself of a class. */
export function op_load_super_attr_cached(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const cls = peek(sp, 2);
  if (peek(sp, 3) != PySuper_Type || !(cls.ob_type.tp_flags & ((<u32>1) << 31))) {
    return op_load_super_attr(frame, pc, sp, oparg);
  }
  const name = PyTuple_GET_ITEM(frameCode(frame).co_names, oparg >> 2);
  return loadFromSuper(sp, changetype<PyTypeObject>(cls), peek(sp, 1), name, (oparg & 1) != 0);
}

function loadFromSuper(sp: usize, cls: PyTypeObject, self: PyObject, name: PyObject, wantsMethod: bool): usize {
  store<u64>(methodFound, 0);
  // An unbound method may come back only where `self` is an ordinary instance, not a class.
  const plain = wantsMethod && self.ob_type.tp_getattro == PyObject_GenericGetAttr.index;
  const value = _PySuper_Lookup(cls, self, name, plain ? methodFound : 0);
  if (value === null) return 0;
  const isMethod = wantsMethod && load<u32>(methodFound) != 0;
  if (isMethod) Py_INCREF(self);
  return finishSuper(sp, value, isMethod ? self : null, wantsMethod);
}

/** Steals value and bound. */
export function finishSuper(sp: usize, value: PyObject, bound: PyObject | null, wantsMethod: bool): usize {
  const base = dropTop(sp, 3, false);
  store<u32>(base, <u32>changetype<usize>(value));
  if (!wantsMethod) return base + 8;
  store<u32>(base + 8, <u32>changetype<usize>(bound));
  return base + 16;
}
