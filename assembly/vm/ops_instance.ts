/**
 * Instances: their attributes in specialised stores, their making by a class whose __init__ is a Python function, and the frames that attribute and item
 * access enters (properties, __getattribute__, __getitem__).
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HEAPTYPE, Py_TPFLAGS_TYPE_SUBCLASS } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import { PyDict_Type } from "../object/statics";
import { PyType_GenericAlloc } from "../gc/collector";
import { PyTuple_GET_ITEM } from "../types/tuple";
import { PyFunctionObject } from "../types/function";
import { HT_SPEC_GETITEM, HT_SPEC_GETITEM_VERSION, HT_SPEC_INIT } from "../types/typeobject";
import { pushCallFrame } from "./call_frame";
import { enterPythonCall, frameAt, frameCode, leavePythonCall } from "./frame";
import { enterFrame, fail, op_call } from "./ops_call";
import { op_load_attr, op_store_attr } from "./ops_attr";
import { op_binary_subscr } from "./ops_container";
import { setRegisters } from "./state";
import { STATUS_FRAME } from "./unwind";
import { DICT_KEYS_UNICODE, DK_ENTRIES, PyDictValues, _PyDictValues_AddToInsertionOrder } from "../types/dict_keys";
import { PyDictObject } from "../types/dict";
import { MANAGED_DICT_OFFSET } from "../types/dict_instance";
import * as O from "../generated/opcode";

/**
 * STORE_ATTR_INSTANCE_VALUE: stack value, owner. Stores and consumes both if the guards hold (type version at pc+4, slot number at
 * pc+8, the values valid and no dict made yet); else false and nothing is changed.
 */
export function instanceValueStore(pc: usize, sp: usize): bool {
  const owner = load<usize>(sp - 8);
  const type = load<usize>(owner, 8);
  if (load<u32>(type, 384) != load<u32>(pc, 4)) return false;
  const values = owner + load<usize>(type, 32);
  if (load<u8>(values, 3) == 0 || load<u32>(owner - 24) != 0) return false;
  const index = <usize>load<u16>(pc, 8);
  const at = values + 8 + (index << 3);
  const old = load<PyObject | null>(at);
  store<u64>(at, <u64>load<u32>(sp - 16));
  if (old === null) _PyDictValues_AddToInsertionOrder(changetype<PyDictValues>(values), <i32>index);
  else Py_DECREF(old);
  Py_DECREF(changetype<PyObject>(owner));
  return true;
}

/** CALL_ALLOC_AND_ENTER_INIT: the instance stays on the caller's stack while its __init__ runs in a frame marked by `held`. */
export function op_call_alloc_and_enter_init(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const base = sp - ((<usize>(oparg + 2)) << 3);
  const callable = load<PyTypeObject>(base);
  const fits =
    load<u32>(base + 8) == 0 &&
    callable.ob_type.tp_flags & Py_TPFLAGS_TYPE_SUBCLASS &&
    callable.tp_version_tag == load<u32>(pc, 4);
  if (!fits) return op_call(frame, pc, sp, oparg);
  frameAt(frame).instr_ptr = pc;
  const init = load<PyFunctionObject>(changetype<usize>(callable), HT_SPEC_INIT);
  const self = PyType_GenericAlloc(callable, 0);
  if (self === null) return fail(frame, pc, sp);
  if (!enterPythonCall()) {
    Py_DECREF(self);
    return fail(frame, pc, sp);
  }
  Py_INCREF(self);
  store<u32>(base + 8, <u32>changetype<usize>(self));
  Py_INCREF(init);
  const callee = pushCallFrame(init, null, base + 8, oparg + 1, null);
  Py_DECREF(callable);
  if (callee == 0) {
    leavePythonCall();
    Py_DECREF(self);
    return fail(frame, pc, base);
  }
  store<u32>(base, <u32>changetype<usize>(self));
  frameAt(callee).held = 1;
  return enterFrame(frame, pc, base + 8, 4, callee);
}

/** Enters `func` with the `nargs` arguments (stolen) at `base`, where its result goes; the instruction is `units` long. */
function enterGetter(frame: usize, pc: usize, base: usize, func: PyObject, nargs: i32, units: u16): i32 {
  frameAt(frame).instr_ptr = pc;
  if (!enterPythonCall()) return fail(frame, pc, base + ((<usize>nargs) << 3));
  const callee = pushCallFrame(changetype<PyFunctionObject>(Py_NewRef(func)), null, base, nargs, null);
  if (callee == 0) {
    leavePythonCall();
    return fail(frame, pc, base);
  }
  return enterFrame(frame, pc, base, units, callee);
}

function generic(frame: usize, pc: usize, next: usize, sp: usize): i32 {
  if (next == 0) return fail(frame, pc, sp);
  setRegisters(frame, pc + 20, next);
  return STATUS_FRAME;
}

/** LOAD_ATTR_PROPERTY: type version at pc+4, the getter's at pc+8, the getter at pc+12. */
export function op_load_attr_property(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const owner = load<PyObject>(sp - 8);
  const func = load<PyObject>(pc + 12);
  if (
    owner.ob_type.tp_version_tag != load<u32>(pc, 4) ||
    changetype<PyFunctionObject>(func).func_version != load<u32>(pc, 8)
  ) {
    frameAt(frame).instr_ptr = pc;
    return generic(frame, pc, op_load_attr(frame, pc, sp, oparg), sp);
  }
  return enterGetter(frame, pc, sp - 8, func, 1, 10);
}

/** LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN: the same for a __getattribute__, called with the name. */
export function op_load_attr_getattribute(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const owner = load<PyObject>(sp - 8);
  const func = load<PyObject>(pc + 12);
  if (
    owner.ob_type.tp_version_tag != load<u32>(pc, 4) ||
    changetype<PyFunctionObject>(func).func_version != load<u32>(pc, 8)
  ) {
    frameAt(frame).instr_ptr = pc;
    return generic(frame, pc, op_load_attr(frame, pc, sp, oparg), sp);
  }
  const name = PyTuple_GET_ITEM(frameCode(frame).co_names, oparg >> 1);
  store<u32>(sp, <u32>changetype<usize>(Py_NewRef(name)));
  return enterGetter(frame, pc, sp - 8, func, 2, 10);
}

/** BINARY_SUBSCR_GETITEM: the function is in the container's class. */
export function op_binary_subscr_getitem(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const type = load<PyObject>(sp - 16).ob_type;
  if (type.tp_flags & Py_TPFLAGS_HEAPTYPE) {
    const func = load<PyObject | null>(changetype<usize>(type) + HT_SPEC_GETITEM);
    const fits =
      func !== null &&
      changetype<PyFunctionObject>(func).func_version == load<u32>(changetype<usize>(type) + HT_SPEC_GETITEM_VERSION);
    if (fits) return enterGetter(frame, pc, sp - 16, func!, 2, 2);
  }
  frameAt(frame).instr_ptr = pc;
  const next = op_binary_subscr(frame, pc, sp, oparg);
  if (next == 0) return fail(frame, pc, sp);
  setRegisters(frame, pc + 4, next);
  return STATUS_FRAME;
}

/** LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES, NONDESCRIPTOR_NO_DICT, METHOD_LAZY_DICT: may the value at pc+12 be taken? */
function holds(op: i32, pc: usize, owner: usize): bool {
  const type = load<usize>(owner, 8);
  if (load<u32>(type, 384) != load<u32>(pc, 4)) return false;
  if (op == O.LOAD_ATTR_NONDESCRIPTOR_NO_DICT) return true;
  if (op == O.LOAD_ATTR_METHOD_LAZY_DICT) return load<u32>(owner + <isize>load<i16>(pc, 8)) == 0;
  return load<u8>(owner + load<usize>(type, 32), 3) != 0 && load<u32>(load<usize>(type, 880), 12) == load<u32>(pc, 8);
}

/** The forms of LOAD_ATTR that find their value in the cache, apart from those in the loop. Slow path (10 units). */
export function op_load_attr_cached(op: i32, frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const owner = load<PyObject>(sp - 8);
  if (!holds(op, pc, changetype<usize>(owner))) return op_load_attr(frame, pc, sp, oparg);
  const value = Py_NewRef(load<PyObject>(pc + 12));
  store<u32>(sp - 8, <u32>changetype<usize>(value));
  if (op == O.LOAD_ATTR_METHOD_LAZY_DICT) {
    store<u32>(sp, <u32>changetype<usize>(owner));
    return sp + 8;
  }
  store<u32>(sp, 0);
  Py_DECREF(owner);
  return sp + ((<usize>(oparg & 1)) << 3);
}

/** The entry that a hint (pc+8) names in the owner's dict if it is still `name`'s: its address, or 0. */
function hintedEntry(pc: usize, owner: PyObject, name: PyObject): usize {
  if (owner.ob_type.tp_version_tag != load<u32>(pc, 4)) return 0;
  const dict = load<PyDictObject | null>(changetype<usize>(owner) - MANAGED_DICT_OFFSET);
  if (dict === null || dict.ob_type != PyDict_Type || dict.ma_values !== null) return 0;
  const keys = dict.ma_keys;
  const hint = <i32>load<u16>(pc, 8);
  if (keys.dk_kind != DICT_KEYS_UNICODE || hint >= keys.dk_nentries) return 0;
  const at = DK_ENTRIES(keys) + ((<usize>hint) << 4);
  return load<u32>(at) == <u32>changetype<usize>(name) && load<u32>(at + 8) != 0 ? at : 0;
}

/** LOAD_ATTR_WITH_HINT. Slow path. */
export function op_load_attr_with_hint(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const owner = load<PyObject>(sp - 8);
  const at = hintedEntry(pc, owner, PyTuple_GET_ITEM(frameCode(frame).co_names, oparg >> 1));
  if (at == 0) return op_load_attr(frame, pc, sp, oparg);
  store<u32>(sp - 8, <u32>changetype<usize>(Py_NewRef(load<PyObject>(at + 8))));
  store<u32>(sp, 0);
  Py_DECREF(owner);
  return sp + ((<usize>(oparg & 1)) << 3);
}

/** STORE_ATTR_SLOT. Slow path: stack value, owner. */
export function op_store_attr_slot(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const owner = load<PyObject>(sp - 8);
  if (owner.ob_type.tp_version_tag != load<u32>(pc, 4)) return op_store_attr(frame, pc, sp, oparg);
  const at = changetype<usize>(owner) + <usize>load<u16>(pc, 8);
  const old = load<PyObject | null>(at);
  store<u32>(at, load<u32>(sp - 16));
  if (old !== null) Py_DECREF(old);
  Py_DECREF(owner);
  return sp - 16;
}
