/**
 * The specialised forms of CALL that call no plain Python function with exactly its arguments: those are in the loop. Each checks its guard
 * and, where it fails, does the generic work with a step of the counter (op_call). Control paths, as op_call; 3 cache entries.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_IMMUTABLETYPE, ptrAt } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PY_VECTORCALL_ARGUMENTS_OFFSET } from "../object/slots";
import {
  PyFunction_Type,
  PyMethod_Type,
  PyCFunction_Type,
  PyMethodDescr_Type,
  PyStaticMethod_Type,
} from "../object/statics";
import { METH_FASTCALL, METH_KEYWORDS, METH_NOARGS, METH_O, METH_VARARGS, PyMethodDef } from "../object/typedef";
import { Py_EnterRecursiveCall, Py_LeaveRecursiveCall } from "../protocol/errors";
import { PyObject_Vectorcall } from "../protocol/call";
import { PyCFunctionObject, PyCFunction_GET_SELF } from "../types/methodobject";
import { PyMethodDescrObject } from "../types/descr";
import { PyFunctionObject } from "../types/function";
import { PyMethod_GET_FUNCTION } from "../types/method";
import { slot_tp_call } from "../types/slot_functions";
import { PyType_IsSubtype } from "../types/typeobject";
import {
  CALL_BUILTIN_FAST,
  CALL_BUILTIN_FAST_WITH_KEYWORDS,
  CALL_BUILTIN_O,
  CALL_ISINSTANCE,
  CALL_LEN,
  CALL_LIST_APPEND,
} from "../generated/opcode";
import { frameAt } from "./frame";
import { type_call } from "../types/type_new";
import { op_call, callPython, callWithoutCounter, fail, finishNativeCall, unpackMethod } from "./ops_call";

export const METHOD_KIND: i32 = METH_VARARGS | METH_FASTCALL | METH_NOARGS | METH_O | METH_KEYWORDS;

/** Table indices of builtins' len and isinstance, which have forms of their own (interp->callable_cache). */
export let lenIndex: u32 = 0;
export let isinstanceIndex: u32 = 0;

export function setCallableCache(len: u32, isinstance: u32): void {
  lenIndex = len;
  isinstanceIndex = isinstance;
}

/** Releases callable and arguments and goes on behind the CALL with `result` (stolen; null: unwinds, the operands on the stack). */
function finish(frame: usize, pc: usize, sp: usize, base: usize, result: PyObject | null): i32 {
  if (result === null) return fail(frame, pc, sp);
  for (let at = base + 16; at < sp; at += 8) Py_DECREF(load<PyObject>(at));
  const self = load<PyObject | null>(base + 8);
  if (self !== null) Py_DECREF(self);
  const callable = load<PyObject>(base);
  store<u32>(base, 0);
  Py_DECREF(callable);
  return finishNativeCall(frame, pc, pc + 8, base, result);
}

function methodOf(callable: PyObject): PyMethodDef {
  return changetype<PyCFunctionObject>(callable).m_ml;
}

/** CALL_PY_GENERAL and CALL_BOUND_METHOD_GENERAL: defaults, keywords-only or *args to fill in; the guard is the function's version. */
export function op_call_py_general(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const base = sp - ((<usize>(oparg + 2)) << 3);
  let func = load<PyObject>(base);
  if (func.ob_type == PyMethod_Type && load<u32>(base + 8) == 0) func = PyMethod_GET_FUNCTION(func);
  if (func.ob_type != PyFunction_Type || changetype<PyFunctionObject>(func).func_version != load<u32>(pc, 4)) {
    return op_call(frame, pc, sp, oparg);
  }
  unpackMethod(base);
  const hasSelf = load<u32>(base + 8) != 0;
  const args = hasSelf ? base + 8 : base + 16;
  return callPython(frame, pc, base, func, args, hasSelf ? oparg + 1 : oparg, null, 4);
}

/** CALL_NON_PY_GENERAL and CALL_BUILTIN_CLASS: anything with a vectorcall or tp_call. */
export function op_call_non_py(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const base = sp - ((<usize>(oparg + 2)) << 3);
  const callable = load<PyObject>(base);
  const type = callable.ob_type;
  if (type == PyFunction_Type || type == PyMethod_Type) return op_call(frame, pc, sp, oparg);
  if (
    type.tp_call == slot_tp_call.index ||
    type == PyStaticMethod_Type ||
    (type.tp_call == type_call.index && !(changetype<PyTypeObject>(callable).tp_flags & Py_TPFLAGS_IMMUTABLETYPE))
  )
    return callWithoutCounter(frame, pc, sp, oparg);
  frameAt(frame).instr_ptr = pc;
  const hasSelf = load<u32>(base + 8) != 0;
  const args = hasSelf ? base + 8 : base + 16;
  const nargs = hasSelf ? oparg + 1 : oparg;
  const result = PyObject_Vectorcall(callable, args, <u32>nargs | PY_VECTORCALL_ARGUMENTS_OFFSET, null);
  return finish(frame, pc, sp, base, result);
}

/** CALL_BUILTIN_O, _FAST, _FAST_WITH_KEYWORDS. */
export function op_call_builtin(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const base = sp - ((<usize>(oparg + 2)) << 3);
  const callable = load<PyObject>(base);
  if (callable.ob_type != PyCFunction_Type) return op_call(frame, pc, sp, oparg);
  const hasSelf = load<u32>(base + 8) != 0;
  const args = hasSelf ? base + 8 : base + 16;
  const nargs = hasSelf ? oparg + 1 : oparg;
  const def = methodOf(callable);
  const kind = def.ml_flags & METHOD_KIND;
  frameAt(frame).instr_ptr = pc;
  const self = PyCFunction_GET_SELF(callable);
  if (kind == METH_O) {
    if (nargs != 1) return op_call(frame, pc, sp, oparg);
    return finish(frame, pc, sp, base, callO(def, self, ptrAt(args, 0)));
  }
  if (kind == METH_FASTCALL) {
    if (!Py_EnterRecursiveCall(" while calling a Python object")) return fail(frame, pc, sp);
    const result = call_indirect<PyObject | null>(def.ml_meth, self, args, nargs);
    Py_LeaveRecursiveCall();
    return finish(frame, pc, sp, base, result);
  }
  if (kind != (METH_FASTCALL | METH_KEYWORDS)) return op_call(frame, pc, sp, oparg);
  if (!Py_EnterRecursiveCall(" while calling a Python object")) return fail(frame, pc, sp);
  const result = call_indirect<PyObject | null>(def.ml_meth, self, args, nargs, <usize>0);
  Py_LeaveRecursiveCall();
  return finish(frame, pc, sp, base, result);
}

function callO(def: PyMethodDef, self: PyObject | null, arg: PyObject): PyObject | null {
  if (!Py_EnterRecursiveCall(" while calling a Python object")) return null;
  const result = call_indirect<PyObject | null>(def.ml_meth, self, arg);
  Py_LeaveRecursiveCall();
  return result;
}

/** CALL_METHOD_DESCRIPTOR_NOARGS, _O, _FAST, _FAST_WITH_KEYWORDS: self is the first of the arguments. */
export function op_call_method_descriptor(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const base = sp - ((<usize>(oparg + 2)) << 3);
  const callable = load<PyObject>(base);
  if (callable.ob_type != PyMethodDescr_Type) return op_call(frame, pc, sp, oparg);
  const hasSelf = load<u32>(base + 8) != 0;
  const args = hasSelf ? base + 8 : base + 16;
  const nargs = hasSelf ? oparg + 1 : oparg;
  const descr = changetype<PyMethodDescrObject>(callable);
  if (nargs == 0) return op_call(frame, pc, sp, oparg);
  const self = ptrAt(args, 0);
  const owner: PyTypeObject = descr.d_type;
  if (self.ob_type != owner && !PyType_IsSubtype(self.ob_type, owner)) return op_call(frame, pc, sp, oparg);
  const def = descr.d_method;
  const kind = def.ml_flags & METHOD_KIND;
  if (kind == METH_O ? nargs != 2 : kind == METH_NOARGS && nargs != 1) return op_call(frame, pc, sp, oparg);
  if (kind & METH_VARARGS || kind == METH_KEYWORDS) return op_call(frame, pc, sp, oparg);
  frameAt(frame).instr_ptr = pc;
  if (!Py_EnterRecursiveCall(" while calling a Python object")) return fail(frame, pc, sp);
  let result: PyObject | null;
  if (kind == METH_O) result = call_indirect<PyObject | null>(def.ml_meth, self, ptrAt(args, 1));
  else if (kind == METH_NOARGS) result = call_indirect<PyObject | null>(def.ml_meth, self, <usize>0);
  else if (kind == METH_FASTCALL) result = call_indirect<PyObject | null>(def.ml_meth, self, args + 8, nargs - 1);
  else result = call_indirect<PyObject | null>(def.ml_meth, self, args + 8, nargs - 1, <usize>0);
  Py_LeaveRecursiveCall();
  return finish(frame, pc, sp, base, result);
}

/** A form that the loop could not do itself (ops_call_native.ts): a bound method in the callable slot, an unpacked self, another callable. */
export function callNative(op: i32, frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  if (op == CALL_BUILTIN_O || op == CALL_BUILTIN_FAST || op == CALL_BUILTIN_FAST_WITH_KEYWORDS) {
    return op_call_builtin(frame, pc, sp, oparg);
  }
  if (op == CALL_LEN || op == CALL_ISINSTANCE || op == CALL_LIST_APPEND) return op_call(frame, pc, sp, oparg);
  return op_call_method_descriptor(frame, pc, sp, oparg);
}
